//! Vietnamese names in print: where one begins, how far it goes, and what only looks like one.

use serde::Deserialize;

use super::words::{Case, Gap, Word};
use crate::text::phrases::{Phrases, TermSet, Vocabulary};

/// The lists, as data.
pub(super) const NAMES: &str = include_str!("names.toml");

/// Syllables in the longest place or country that is looked for.
const PLACE_WORDS_MAX: usize = 6;
/// Syllables of a printed name, at least and at most.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    surnames: Vec<String>,
    places: Vec<String>,
    foreign: Vec<String>,
    following: Vec<String>,
}

/// More capitalised words after a name than a name or a place has.
const CAPITALS_IN_A_ROW: usize = 4;

/// What the rules know about names.
#[derive(Debug, Clone)]
pub(super) struct Names {
    surnames: TermSet,
    places: Phrases<()>,
    foreign: Phrases<()>,
    /// Words that may be capitalised after a name without being a part of it.
    following: TermSet,
}

impl Names {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Self {
        let data: Data = toml::from_str(NAMES).expect("the embedded names are checked by a test");
        let (places, foreign) = (Phrases::set(vocabulary, &data.places), Phrases::set(vocabulary, &data.foreign));
        let mut terms = |list: &[String]| TermSet::of(&vocabulary.learn(&list.join(" ")));
        Names { places, foreign, surnames: terms(&data.surnames), following: terms(&data.following) }
    }

    pub(super) fn is_surname(&self, word: &Word) -> bool {
        word.case.is_capital() && self.surnames.contains(word.term)
    }

    /// Whether a capitalised word may follow a name without being a part of it.
    pub(super) fn may_follow(&self, word: &Word) -> bool {
        self.following.contains(word.term)
    }

    /// Words of the country or union that begins here; 0 where none does.
    pub(super) fn foreign_at(&self, words: &[Word], at: usize) -> usize {
        let capital = words.get(at).is_some_and(|w| w.case != Case::Lower);
        // "các nước", "châu Á": lower case, and no name either.
        self.foreign.at(words, at).filter(|(len, ())| capital || *len > 1).map_or(0, |(len, ())| len)
    }

    /// Whether the words `start..end` are the inner part or the end of a longer name.
    ///
    /// Capitals all around say nothing in a line that is all capitals.
    pub(super) fn is_part_of_longer(&self, words: &[Word], start: usize, end: usize) -> bool {
        if words[start..end].iter().all(|w| w.case == Case::AllCapitals) {
            return start > 0 && words[start].before == Gap::Blank && self.surname_right_before(words, start);
        }
        let capital = |at: usize| words.get(at).is_some_and(|w| w.before == Gap::Blank && w.case == Case::Capital);
        let following = words.get(end).is_some_and(|next| self.following.contains(next.term));
        // In a line that capitalises every word, the word after the name proves nothing.
        let every_word = (end..end + CAPITALS_IN_A_ROW).all(capital);
        let goes_on = capital(end) && !following && !every_word;
        goes_on || self.surname_right_before(words, start)
    }

    /// Whether a name has begun before its supposed first word.
    fn surname_right_before(&self, words: &[Word], start: usize) -> bool {
        let mut at = start;
        while at > 0 && words[at].before == Gap::Blank && words[at - 1].case.is_capital() {
            if self.places.ending_at(words, at, PLACE_WORDS_MAX).is_some()
                || self.foreign.ending_at(words, at, PLACE_WORDS_MAX).is_some()
            {
                return false;
            }
            at -= 1;
            if self.is_surname(&words[at]) {
                return true;
            }
        }
        false
    }

    /// The printed name that begins at a word: its words, when it is one.
    pub(super) fn printed_at(&self, words: &[Word], start: usize) -> Option<usize> {
        let first = words.get(start)?;
        if !self.is_surname(first) || self.places.at(words, start).is_some() || self.foreign_at(words, start) > 0 {
            return None;
        }
        let belongs = |w: &Word| w.before == Gap::Blank && (w.case == first.case || is_initial(w));
        let run = 1 + words[start + 1..].iter().take_while(|w| belongs(w)).count();
        let shortest = *NAME_WORDS.start();
        let len = (shortest..run).find(|n| self.following.contains(words[start + n].term)).unwrap_or(run);
        NAME_WORDS.contains(&len).then_some(len)
    }
}

/// A single capital, as in invented names ("Nguyễn Văn A") and short syllables ("Ý").
fn is_initial(word: &Word) -> bool {
    word.case == Case::Capital && word.end - word.start <= 'Ỹ'.len_utf8()
}
