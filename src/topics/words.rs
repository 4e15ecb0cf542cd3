//! A text as the phrases see it: numbered terms in a row.

use rustc_hash::FxHashMap;

use crate::article::labels::Zone;
use crate::text::{Key, Keyed, Lexer};

/// The number of a term in a vocabulary.
pub(super) type Term = u32;

/// The number of a term that no phrase has.
const UNKNOWN: Term = 0;
/// What stands where a clause ends, so that no phrase goes across.
const BREAK: Term = 1;

/// What may stand between two words of one name: "HIV/AIDS", "sản - nhi".
const JOINING: [&str; 5] = ["", "/", "-", "–", "&"];

fn is_joining(between: &str) -> bool {
    between == " " || JOINING.contains(&between.trim())
}

/// The terms of all phrases.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary {
    terms: FxHashMap<Key, Term>,
}

/// One word of the labelled text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) zone: Zone,
    /// Bytes of the zone.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) capital: bool,
    /// Whether nothing but a blank or a mark inside of names stands before it.
    pub(super) joined: bool,
}

/// The labelled text: words, and their terms in a row. Breaks take a place in both.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// `None` at a break.
    pub(super) words: Vec<Option<Word>>,
    pub(super) terms: Vec<Term>,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        Vocabulary { terms: FxHashMap::default() }
    }

    /// Numbers the terms of a phrase, adding those that are new.
    pub(super) fn learn(&mut self, phrase: &str) -> Vec<Term> {
        let mut row = Vec::new();
        let (mut lexer, mut word) = (Lexer::new(phrase), Keyed::default());
        while lexer.advance_key(&mut word, false) {
            let known = self.terms.len();
            let next = || Term::try_from(known).expect("phrases have fewer terms") + BREAK + 1;
            let number = *self.terms.entry(std::mem::take(&mut word.key)).or_insert_with(next);
            row.push(number);
        }
        row
    }

    /// Adds a text to a row, behind a break.
    pub(super) fn read(&self, zone: Zone, text: &str, row: &mut Row) {
        row.reserve(text);
        row.push(None, BREAK);
        let (mut lexer, mut read) = (Lexer::new(text), Keyed::default());
        let mut last: Option<(usize, u32)> = None;
        while lexer.advance_key(&mut read, false) {
            if last.is_some_and(|(_, position)| read.position > position + 1) {
                row.push(None, BREAK);
            }
            let word = Word {
                zone,
                start: read.start,
                end: read.end,
                capital: read.capital,
                joined: last.is_some_and(|(end, _)| is_joining(&text[end..read.start])),
            };
            row.push(Some(word), self.terms.get(&read.key).copied().unwrap_or(UNKNOWN));
            last = Some((read.end, read.position));
        }
    }
}

impl Row {
    /// Makes room for about as many words as a text has.
    fn reserve(&mut self, text: &str) {
        const WORD_BYTES: usize = 5;
        let words = text.len() / WORD_BYTES + 1;
        self.words.reserve(words);
        self.terms.reserve(words);
    }

    fn push(&mut self, word: Option<Word>, number: Term) {
        self.words.push(word);
        self.terms.push(number);
    }
}
