//! What a person did: read from the words after and before the mention.

use serde::Deserialize;

use super::clause::{Behind, Clauses};
use super::words::{Gap, Word};
use crate::article::labels::Relation;
use crate::text::phrases::{Phrases, Vocabulary};

/// The phrases, as data.
pub(super) const CUES: &str = include_str!("cues.toml");

/// Words after a person within which the predicate must begin.
const PREDICATE_WORDS_MAX: usize = 14;
/// Words from one verb to the next of the same predicate: "dự **và phát biểu** chỉ đạo".
const CHAIN_WORDS_MAX: usize = 9;
/// Words between two persons of one list, with and without "và" in front.
const JOINED_WORDS_MAX: usize = 8;
const LIST_WORDS_MAX: usize = 2;
/// Words of the longest leading phrase.
const LEAD_PHRASE_WORDS_MAX: usize = 6;

/// What a phrase after a person shows.
#[derive(Debug, Clone, Copy)]
enum PredicateCue {
    /// Shows nothing, and hides the shorter cues inside it.
    Ignored,
    Relates {
        relation: Relation,
        speech: bool,
    },
}

/// What a phrase right before a person shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeadingCue {
    Neutral,
    /// Somebody else acted.
    Absent,
    Relates(Relation),
}

/// What is right before a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    /// "Thay mặt Bộ trưởng X": whatever is done, somebody else does it.
    SomebodyElse,
    Relates(Relation),
}

/// What follows a person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Nothing,
    /// It was denied, cancelled, postponed or only planned.
    NotDone,
    Done(Relation),
}

/// The rules for relations.
#[derive(Debug, Clone)]
pub(super) struct Cues {
    predicates: Phrases<PredicateCue>,
    leading: Phrases<LeadingCue>,
    /// "thay mặt": the person before does what follows the next one.
    stand_in: Phrases<()>,
    joins: Phrases<()>,
    /// "các", between a leading phrase and the person.
    fillers: Phrases<()>,
    /// "Tham dự có": what opens a list of people.
    list_openings: Phrases<()>,
    /// First syllables of verbs that no other verb begins with, where a text is cut behind them.
    cut_verbs: Phrases<Relation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CuesFile {
    ignored: Vec<String>,
    neutral: Vec<String>,
    stand_in: Vec<String>,
    absent: Vec<String>,
    joins: Vec<String>,
    fillers: Vec<String>,
    list_openings: Vec<String>,
    cue: Vec<Cue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cue {
    relation: Relation,
    #[serde(default)]
    speech: bool,
    predicates: Vec<String>,
    leading: Vec<String>,
    #[serde(default)]
    cut_verbs: Vec<String>,
}

impl Cues {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Cues {
        let file: CuesFile = toml::from_str(CUES).expect("the embedded cues are checked by a test");
        let mut cues = Cues {
            predicates: Phrases::default(),
            leading: Phrases::default(),
            stand_in: Phrases::set(vocabulary, &file.stand_in),
            cut_verbs: Phrases::default(),
            joins: Phrases::set(vocabulary, &file.joins),
            fillers: Phrases::set(vocabulary, &file.fillers),
            list_openings: Phrases::set(vocabulary, &file.list_openings),
        };
        for row in &file.cue {
            let predicate = PredicateCue::Relates { relation: row.relation, speech: row.speech };
            cues.predicates.extend(vocabulary, &row.predicates, predicate);
            cues.leading.extend(vocabulary, &row.leading, LeadingCue::Relates(row.relation));
            cues.cut_verbs.extend(vocabulary, &row.cut_verbs, row.relation);
        }
        cues.predicates.extend(vocabulary, &file.ignored, PredicateCue::Ignored);
        cues.leading.extend(vocabulary, &file.neutral, LeadingCue::Neutral);
        cues.leading.extend(vocabulary, &file.absent, LeadingCue::Absent);
        cues.leading.extend(vocabulary, &file.stand_in, LeadingCue::Absent);
        cues
    }

    /// What the words of `range`, which follow a person, say that the person did.
    /// `cut` says that the last word may be half of something.
    pub(super) fn after(
        &self,
        words: &[Word],
        clauses: &Clauses,
        behind: Behind,
        range: std::ops::Range<usize>,
        cut: bool,
    ) -> Did {
        let (from, to) = (range.start, range.end);
        if behind == Behind::Speech || words.get(from).is_some_and(|w| w.before == Gap::Colon) {
            return Did::Done(Relation::Spoke);
        }
        let (first, unknown) = match behind {
            Behind::NotDone => return Did::NotDone,
            // "là", "bị": only what the rules know as a whole is an act.
            Behind::Nothing if !self.is_verb(words, from) => return Did::Nothing,
            Behind::Verb(at) => (at, !self.is_verb(words, at)),
            _ => (from, false),
        };
        let (mut at, mut limit) = (first, to.min(first + PREDICATE_WORDS_MAX));
        let mut best: Option<Relation> = None;
        let (mut joined, mut denied) = (true, false);
        while at < limit {
            if best.is_none() && words[at].before == Gap::Colon {
                // NAME, POST: WORDS.
                return Did::Done(Relation::Spoke);
            }
            let right_after_join = self.joins.ending_at(words, at, 2).is_some() || words[at].before == Gap::Comma;
            joined |= self.joins.at(words, at).is_some() || right_after_join;
            match self.predicates.at(&words[..to], at) {
                // Behind a verb that nobody knows, a single syllable is rather a part of its object.
                Some((1, _)) if unknown && best.is_none() && !right_after_join => at += 1,
                Some((len, PredicateCue::Relates { .. })) if clauses.is_denied_verb(words, from, at) => {
                    denied = true;
                    at += len;
                }
                Some((len, PredicateCue::Relates { relation, speech })) if joined => {
                    best = Some(best.map_or(*relation, |known| known.min(*relation)));
                    if *speech {
                        // What follows is what was said.
                        break;
                    }
                    at += len;
                    limit = to.min(at + CHAIN_WORDS_MAX);
                    joined = false;
                }
                Some((len, _)) => at += len,
                None => at += 1,
            }
        }
        let cut_verb = || self.cut_verbs.at(words, from).map(|(_, relation)| *relation);
        let best = best.or_else(|| if cut && to == words.len() && to == from + 1 { cut_verb() } else { None });
        match best {
            Some(relation) => Did::Done(relation),
            None if denied && !unknown => Did::NotDone,
            None => Did::Nothing,
        }
    }

    /// Whether a verb begins at a word that the rules know.
    pub(super) fn is_verb(&self, words: &[Word], at: usize) -> bool {
        matches!(self.predicates.at(words, at), Some((_, PredicateCue::Relates { .. })))
    }

    /// What the words before a person say of him.
    pub(super) fn before(&self, words: &[Word], from: usize, person: usize) -> Before {
        let between = person > from && self.fillers.at(words, person - 1).is_some();
        let nearest = if between { person - 1 } else { person };
        let cue = (nearest..=person).rev().find_map(|end| {
            let longest = LEAD_PHRASE_WORDS_MAX.min(end - from);
            self.leading.ending_at(words, end, longest).map(|(_, cue)| *cue)
        });
        match cue {
            None | Some(LeadingCue::Neutral) => Before::Nothing,
            Some(LeadingCue::Absent) => Before::SomebodyElse,
            Some(LeadingCue::Relates(relation)) => Before::Relates(relation),
        }
    }

    /// Whether the words `from..to` between two persons say that the first one represents the second.
    pub(super) fn is_stand_in(&self, words: &[Word], from: usize, to: usize) -> bool {
        const ADVERBS_MAX: usize = 2;
        let phrase = self.stand_in.ending_at(words, to, LEAD_PHRASE_WORDS_MAX);
        phrase.is_some_and(|(len, ())| (from..=from + ADVERBS_MAX).contains(&(to - len)))
    }

    /// Whether the words `from..to` between two persons only join them: ", ", "và Thượng tướng A, ".
    pub(super) fn is_list(&self, words: &[Word], from: usize, to: usize) -> bool {
        let words_max = if self.joins.at(words, from).is_some() { JOINED_WORDS_MAX } else { LIST_WORDS_MAX };
        to.saturating_sub(from) <= words_max && (from..to).all(|at| self.predicates.at(words, at).is_none())
    }

    /// What everybody does whom a sentence lists: "Tham dự hội nghị có", "Đồng chủ trì phiên họp gồm".
    pub(super) fn list_opening(&self, words: &[Word], first: usize) -> Option<Relation> {
        let lists = (1..first).any(|at| self.list_openings.at(words, at).is_some());
        match self.predicates.at(words, 0) {
            Some((_, PredicateCue::Relates { relation, .. })) if lists => {
                matches!(relation, Relation::Attended | Relation::Chaired).then_some(*relation)
            }
            _ => None,
        }
    }

    /// Whether the words of a mention say that the person comes to a post: "X được bổ nhiệm giữ chức
    /// Thứ trưởng".
    pub(super) fn appointed(&self, words: &[Word], from: usize, to: usize) -> Option<Relation> {
        let acted = |at| match self.predicates.at(&words[..to], at) {
            Some((_, PredicateCue::Relates { relation: Relation::Acted, .. })) => Some(Relation::Acted),
            _ => None,
        };
        (from..to).find_map(acted)
    }

    /// What a sentence begins with: "Phát biểu tại hội nghị, Bộ trưởng …".
    pub(super) fn opening(&self, words: &[Word], person: usize) -> Option<Relation> {
        // The first verb, and the comma that ends the opening before the person.
        let comma = (1..=person).any(|at| words.get(at).is_some_and(|w| w.before == Gap::Comma));
        match self.predicates.at(words, 0) {
            Some((len, PredicateCue::Relates { relation, .. })) if comma && len <= person => Some(*relation),
            _ => None,
        }
    }
}
