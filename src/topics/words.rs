//! A text as the phrases see it: numbered terms in a row.

use crate::article::labels::Zone;
use crate::text::phrases::{BREAK, Term, Vocabulary};

/// What may separate two words of one name: "HIV/AIDS", "sản - nhi".
const JOINING: [&str; 5] = ["", "/", "-", "–", "&"];

fn is_joining(between: &str) -> bool {
    between == " " || JOINING.contains(&between.trim())
}

/// One word of the labelled text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextWord {
    pub(super) zone: Zone,
    /// Bytes of the zone.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) capital: bool,
    /// Whether only a blank or a mark that occurs inside names separates it from the word before.
    pub(super) joined: bool,
}

/// The labelled text: words, and their terms in a row. Breaks take a place in both.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// `None` at a break.
    pub(super) words: Vec<Option<TextWord>>,
    pub(super) terms: Vec<Term>,
}

impl Row {
    /// Adds a text, after a break.
    pub(super) fn add(&mut self, vocabulary: &Vocabulary, zone: Zone, text: &str) {
        self.push(None, BREAK);
        let mut last: Option<(usize, u32)> = None;
        vocabulary.read(text, |token, term| {
            if last.is_some_and(|(_, position)| token.position > position + 1) {
                self.push(None, BREAK);
            }
            let word = TextWord {
                zone,
                start: token.start,
                end: token.end,
                capital: text[token.start..].starts_with(char::is_uppercase),
                joined: last.is_some_and(|(end, _)| is_joining(&text[end..token.start])),
            };
            self.push(Some(word), term);
            last = Some((token.end, token.position));
        });
    }

    fn push(&mut self, word: Option<TextWord>, number: Term) {
        self.words.push(word);
        self.terms.push(number);
    }
}
