//! How a sentence says who does something, whatever the verb.
//!
//! In Vietnamese only the order of words distinguishes the subject from the object: the person at the beginning of
//! a clause acts, a person after a verb or a noun is its object or belongs to it. Whether the act takes place
//! is shown by the word between the subject and the verb.

use serde::Deserialize;

use super::words::{Case, Gap, Word};
use crate::text::phrases::{Phrases, Vocabulary};

/// The words of the rules, as data.
pub(super) const CLAUSES: &str = include_str!("clauses.toml");

/// Words of the longest phrase in these lists.
const PHRASE_WORDS_MAX: usize = 6;
/// Words of an apposition between two commas: "X, phụ trách Bộ Y tế, chủ trì".
const APPOSITION_WORDS_MAX: usize = 12;
/// Words from "hủy" to what is cancelled.
const CANCELLED_WORDS_MAX: usize = 3;
/// Words after "cùng" of which the last ones are a verb and its object.
const COMPANY_WORDS_MIN: usize = 3;

/// What is in the place of the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InPlaceOfVerb {
    Affirms,
    /// "không", "sẽ": it did not happen, or not yet.
    NotDone,
    With,
    And,
    Preposition,
    State,
}

/// What follows a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// Nothing that the person could do.
    Nothing,
    NotDone,
    /// A verb, at this word.
    Verb(usize),
    /// "cùng", "tại", "và": a verb may follow later. `acts` says that one does, known or not.
    Phrase {
        from: usize,
        acts: bool,
    },
    /// NAME – WORDS.
    Speech,
}

/// The rules for clauses.
#[derive(Debug, Clone)]
pub(super) struct Clauses {
    openers: Phrases<()>,
    modifiers: Phrases<()>,
    adverbials: Phrases<()>,
    finite: Phrases<()>,
    auxiliaries: Phrases<()>,
    heads: Phrases<InPlaceOfVerb>,
    cancels: Phrases<()>,
    cancelled: Phrases<()>,
    rumours: Phrases<()>,
    refuted: Phrases<()>,
    deputies: Phrases<()>,
    office_verbs: Phrases<()>,
    behind_dash: Phrases<()>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClausesFile {
    openers: Vec<String>,
    modifiers: Vec<String>,
    adverbials: Vec<String>,
    finite: Vec<String>,
    auxiliaries: Vec<String>,
    denials: Vec<String>,
    affirmations: Vec<String>,
    plans: Vec<String>,
    cancels: Vec<String>,
    cancelled: Vec<String>,
    rumours: Vec<String>,
    refuted: Vec<String>,
    deputies: Vec<String>,
    with: Vec<String>,
    and: Vec<String>,
    prepositions: Vec<String>,
    states: Vec<String>,
    office_verbs: Vec<String>,
    behind_dash: Vec<String>,
}

impl Clauses {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Clauses {
        let file: ClausesFile = toml::from_str(CLAUSES).expect("the embedded clauses are checked by a test");
        let mut heads = Phrases::default();
        for (list, head) in [
            (&file.affirmations, InPlaceOfVerb::Affirms),
            (&file.denials, InPlaceOfVerb::NotDone),
            (&file.plans, InPlaceOfVerb::NotDone),
            (&file.with, InPlaceOfVerb::With),
            (&file.and, InPlaceOfVerb::And),
            (&file.prepositions, InPlaceOfVerb::Preposition),
            (&file.states, InPlaceOfVerb::State),
        ] {
            heads.extend(vocabulary, list, head);
        }
        let mut set = |list: &[String]| Phrases::set(vocabulary, list);
        Clauses {
            openers: set(&file.openers),
            modifiers: set(&file.modifiers),
            adverbials: set(&file.adverbials),
            finite: set(&file.finite),
            auxiliaries: set(&file.auxiliaries),
            heads,
            cancels: set(&file.cancels),
            cancelled: set(&file.cancelled),
            rumours: set(&file.rumours),
            refuted: set(&file.refuted),
            deputies: set(&file.deputies),
            office_verbs: set(&file.office_verbs),
            behind_dash: set(&file.behind_dash),
        }
    }

    /// The first word of the clause that names a person; not before `from`.
    pub(super) fn start(&self, words: &[Word], from: usize, person: usize) -> usize {
        let bounds = |at: &usize| !matches!(words[*at].before, Gap::Blank | Gap::Dot | Gap::Slash);
        (from..=person.min(words.len().saturating_sub(1))).rev().find(bounds).unwrap_or(from)
    }

    /// Whether a person who begins at a word is the subject of a clause rather than the object of what precedes.
    ///
    /// `verb` says that a verb the rules know follows at once; `end` is the first word after the person.
    pub(super) fn is_subject(&self, words: &[Word], from: usize, person: usize, end: usize, verb: bool) -> bool {
        let Some(first) = words.get(person).filter(|_| person > 0) else { return true };
        if !matches!(first.before, Gap::Blank | Gap::Dot)
            || self.openers.ending_at(words, person, PHRASE_WORDS_MAX).is_some()
        {
            return true;
        }
        if let Some((len, ())) = self.modifiers.ending_at(words, person, PHRASE_WORDS_MAX) {
            return self.is_subject(words, from, person - len, end, verb);
        }
        let previous = &words[person - 1];
        if previous.case == Case::Number || self.finite.at(words, end).is_some_and(|_| words[end].before == Gap::Blank)
        {
            return true;
        }
        let start = self.start(words, from, person);
        // Between the capitals of a place and a title only the comma is missing.
        let place = previous.case == Case::Capital && person - 1 > start;
        verb && (place || self.adverbials.at(words, start).is_some())
    }

    /// Whether the clause before a person says that what follows is false or does not take place.
    pub(super) fn is_denied_before(&self, words: &[Word], from: usize, person: usize) -> bool {
        let start = self.start(words, from, person);
        (start..person)
            .any(|at| self.rumours.at(&words[..person], at).is_some() || self.is_cancelled(&words[..person], at))
    }

    /// The last word at which a sentence takes back what it says before: "… là tin giả".
    pub(super) fn refutation(&self, words: &[Word]) -> Option<usize> {
        (0..words.len()).rev().find(|at| self.refuted.at(words, *at).is_some())
    }

    /// Whether somebody else does what a person who ends at a word would do: "được Bộ trưởng X ủy quyền".
    pub(super) fn is_represented(&self, words: &[Word], end: usize) -> bool {
        words.get(end).is_some_and(|word| word.before == Gap::Blank) && self.deputies.at(words, end).is_some()
    }

    /// Whether the law gives a task to the office, rather than its holder doing something.
    pub(super) fn is_of_the_office(&self, words: &[Word], end: usize) -> bool {
        self.office_verbs.at(words, self.skip_auxiliaries(words, end)).is_some()
    }

    /// Whether the verb at a word is denied or only planned by what directly precedes it: "chưa thể dự".
    pub(super) fn is_denied_verb(&self, words: &[Word], from: usize, verb: usize) -> bool {
        const BETWEEN_WORDS_MAX: usize = 3;
        let mut at = verb;
        while at > from {
            match self.heads.ending_at(&words[from..], at - from, PHRASE_WORDS_MAX) {
                Some((_, InPlaceOfVerb::NotDone)) => return true,
                Some((_, InPlaceOfVerb::Affirms)) => return false,
                _ => {}
            }
            match self.auxiliaries.ending_at(&words[from..], at - from, PHRASE_WORDS_MAX) {
                Some((len, ())) if verb - (at - len) <= BETWEEN_WORDS_MAX => at -= len,
                _ => return false,
            }
        }
        false
    }

    /// What follows a person who ends before the word `end`; nothing from `to` on counts.
    pub(super) fn behind(&self, words: &[Word], end: usize, to: usize) -> Behind {
        let words = &words[..to];
        let Some(next) = words.get(end) else { return Behind::Nothing };
        match next.before {
            Gap::Dash if next.case.is_capital() || next.quoted_from => {
                if !next.quoted_from && self.behind_dash.at(words, end).is_some() {
                    self.apposition(words, end)
                } else {
                    Behind::Speech
                }
            }
            Gap::Comma | Gap::Dash | Gap::Open => self.apposition(words, end),
            _ => self.verb_at(words, end),
        }
    }

    /// "X, phụ trách Bộ Y tế, chủ trì": what follows the second comma.
    fn apposition(&self, words: &[Word], end: usize) -> Behind {
        let mut gaps = end + 1..words.len().min(end + APPOSITION_WORDS_MAX);
        let closed = gaps.find(|at| !matches!(words[*at].before, Gap::Blank | Gap::Dot));
        match closed.map(|at| self.verb_at(words, at)) {
            Some(Behind::NotDone) => Behind::NotDone,
            Some(Behind::Verb(_)) if self.verb_at(words, end) != Behind::NotDone => {
                Behind::Phrase { from: end, acts: true }
            }
            _ if self.verb_at(words, end) == Behind::NotDone => Behind::NotDone,
            _ => Behind::Phrase { from: end, acts: false },
        }
    }

    fn skip_auxiliaries(&self, words: &[Word], mut at: usize) -> usize {
        loop {
            // "vẫn chưa", "mới": a longer denial hides the word.
            let denied = self.heads.at(words, at).map_or(0, |(len, _)| len);
            let found = self.auxiliaries.at(words, at).or_else(|| self.finite.at(words, at));
            match found {
                Some((len, ())) if len >= denied => at += len,
                _ => return at,
            }
        }
    }

    fn verb_at(&self, words: &[Word], from: usize) -> Behind {
        let at = self.skip_auxiliaries(words, from);
        let Some(head) = words.get(at) else { return Behind::Nothing };
        if self.is_cancelled(words, at) {
            return Behind::NotDone;
        }
        match self.heads.at(words, at) {
            Some((len, InPlaceOfVerb::Affirms)) => match self.verb_at(words, at + len) {
                Behind::Verb(verb) => Behind::Verb(verb),
                _ => Behind::Verb(at),
            },
            Some((_, InPlaceOfVerb::NotDone)) => Behind::NotDone,
            Some((len, InPlaceOfVerb::With)) => {
                Behind::Phrase { from: at, acts: words.len() - at - len >= COMPANY_WORDS_MIN }
            }
            // "xúc động trước": what comes before a verb may be one.
            Some((_, InPlaceOfVerb::Preposition)) if at > from => Behind::Verb(from),
            Some((_, InPlaceOfVerb::And | InPlaceOfVerb::Preposition)) => Behind::Phrase { from: at, acts: false },
            Some((_, InPlaceOfVerb::State)) => Behind::Nothing,
            None if looks_like_a_verb(words, at, head) => Behind::Verb(at),
            None => Behind::Phrase { from: at, acts: false },
        }
    }

    fn is_cancelled(&self, words: &[Word], at: usize) -> bool {
        let Some((len, ())) = self.cancels.at(words, at) else { return false };
        (at + len..at + len + CANCELLED_WORDS_MAX).any(|at| self.cancelled.at(words, at).is_some())
    }
}

/// Verbs are written small, except in lines of capitals and in lines where every word has one.
fn looks_like_a_verb(words: &[Word], at: usize, word: &Word) -> bool {
    const CAPITALS_MIN: usize = 3;
    match word.case {
        Case::Lower | Case::AllCapitals => true,
        Case::Number => false,
        Case::Capital => words[at..].iter().take(CAPITALS_MIN).filter(|w| w.case.is_capital()).count() == CAPITALS_MIN,
    }
}
