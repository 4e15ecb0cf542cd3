//! The words of a sentence as the rules see them: their terms, how they are written, and what separates
//! them.

use crate::text::phrases::{HasTerm, Term, Vocabulary};

/// One word of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Bytes of the text that the sentence was cut from.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) term: Term,
    pub(super) case: Case,
    pub(super) before: Gap,
    /// Whether a quotation ends between this word and the one before it.
    pub(super) quoted_before: bool,
    /// Whether a quotation begins right before it.
    pub(super) quoted_from: bool,
}

impl HasTerm for Word {
    fn term(&self) -> Term {
        self.term
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    /// The first letter only.
    Capital,
    /// More than one letter, all capitals.
    AllCapitals,
    Number,
}

impl Case {
    fn of(word: &str) -> Case {
        let mut chars = word.chars();
        match chars.next() {
            Some(c) if c.is_numeric() => Case::Number,
            Some(c) if c.is_uppercase() => {
                let rest = chars.as_str();
                if !rest.is_empty() && rest.chars().all(char::is_uppercase) { Case::AllCapitals } else { Case::Capital }
            }
            _ => Case::Lower,
        }
    }

    pub(super) fn is_capital(self) -> bool {
        matches!(self, Case::Capital | Case::AllCapitals)
    }
}

/// What a quotation may begin with.
const QUOTES: [char; 5] = ['“', '"', '«', '‘', '\''];

/// What separates a word from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but a blank: the two may be one name.
    Blank,
    /// A full stop without an end of the sentence: "TP. Hồ", "GS.TS".
    Dot,
    Comma,
    Colon,
    Dash,
    /// Between a name and the paper it writes for: "Trần A/TTXVN".
    Slash,
    /// An opening bracket.
    Open,
    /// Anything else, and the start of the sentence.
    Other,
}

impl Gap {
    fn of(between: &str) -> Gap {
        if between == " " {
            return Gap::Blank;
        }
        let mut gap = Gap::Blank;
        let mut closed = false;
        for (at, c) in between.char_indices() {
            let this = match c {
                c if c.is_whitespace() => continue,
                // What follows a bracket or a quotation that ends here separates more: "): ", "”, ".
                ')' | '”' | '»' if gap == Gap::Blank => {
                    closed = true;
                    continue;
                }
                '"' if at == 0 && between.len() > 1 => {
                    closed = true;
                    continue;
                }
                // NAME – “…” and NAME: “…” are still a dash and a colon.
                c if QUOTES.contains(&c) && matches!(gap, Gap::Dash | Gap::Colon) => continue,
                '.' => Gap::Dot,
                ',' => Gap::Comma,
                // NAME | WORDS, as magazines print it.
                ':' | '|' => Gap::Colon,
                '-' | '–' | '—' => Gap::Dash,
                '/' => Gap::Slash,
                '(' => Gap::Open,
                _ => Gap::Other,
            };
            gap = if gap == Gap::Blank { this } else { Gap::Other };
        }
        if closed && gap == Gap::Blank { Gap::Other } else { gap }
    }
}

/// The words of `text[from..to]`; offsets are those of `text`.
pub(super) fn words(vocabulary: &Vocabulary, text: &str, from: usize, to: usize) -> Vec<Word> {
    let sentence = &text[from..to];
    let (mut words, mut last_end) = (Vec::new(), None);
    vocabulary.read(sentence, |word, term| {
        let between = &sentence[last_end.unwrap_or(0)..word.start];
        let before = last_end.map_or(Gap::Other, |_| Gap::of(between));
        last_end = Some(word.end);
        let case = Case::of(&sentence[word.start..word.end]);
        let (quoted_before, quoted_from) = (ends_quotation(between), between.ends_with(QUOTES));
        words.push(Word {
            start: from + word.start,
            end: from + word.end,
            term,
            case,
            before,
            quoted_before,
            quoted_from,
        });
    });
    words
}

/// Whether what separates two words has a closing quotation mark. A straight one closes before the blank.
fn ends_quotation(between: &str) -> bool {
    let close = between.split(char::is_whitespace).next().unwrap_or_default();
    between.contains(['”', '»']) || close.contains('"')
}
