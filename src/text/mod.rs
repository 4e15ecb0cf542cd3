//! Vietnamese text in three forms: clean (shown), term (exact), fold (without accents); and what is
//! read out of running text: document numbers, dates, abbreviations.
//!
//! No dictionary, no word segmentation, no stop words: syllables are the unit. Names of persons and
//! topics are other rooms' business.

mod abbreviations;
mod alphabet;
mod clean;
mod dates;
mod digits;
mod documents;
mod encodings;
mod forms;
mod invisible;
mod lexer;
mod measures;
mod named;
mod nearest;
pub(crate) mod phrases;
mod retype;
mod sentences;
mod syllable;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod token;
mod tones;
mod word;
pub(crate) mod word_diff;
mod word_starts;

use std::ops::Range;

use chrono::NaiveDate;

pub(crate) use abbreviations::{Abbreviations, Form};
pub(crate) use clean::clean;
pub(crate) use dates::{date_term, dates};
pub(crate) use documents::{Identifier, Mention, identifiers, key, mentions};
pub(crate) use encodings::{Encoding, from_bytes, in_unicode, recognise};
pub(crate) use forms::{
    FORM_MARK, WordForms, capital_term, capitals_matter, exact_term, forms, has_one_form, is_in_capitals,
};
pub(crate) use invisible::is_format;
pub(crate) use lexer::{CLAUSE_GAP, Lexer, tokens};
pub(crate) use measures::{common, repeats_beginning, shingles, sketch, word_count};
pub(crate) use named::Named;
pub(crate) use nearest::{best, holds_words, nearest, similarity};
pub(crate) use retype::retype;
pub(crate) use sentences::{SENTENCE_MARKS, abbreviated_titles, sentence_end};
pub(crate) use syllable::{is_syllable, is_unaccented_syllable};
pub(crate) use token::Token;
pub(crate) use tones::{TONE_MARKS, with_tone};
pub(crate) use word_starts::WordStarts;

/// All lists that decide which terms a text gets.
pub(crate) const DATA: [&str; 2] = [sentences::FULL_STOPS, documents::KINDS_TOML];

/// How a text is tokenized, to explain why it isn't found.
#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) clean: String,
    /// Offsets are bytes of `clean`, here and below.
    pub(crate) tokens: Vec<Token>,
    pub(crate) identifiers: Vec<Identifier>,
    pub(crate) dates: Vec<(Range<usize>, NaiveDate)>,
}

/// Cleans a text and reads everything out of it that this room knows of.
pub(crate) fn analyze(text: &str) -> Analysis {
    let clean = clean(text);
    let tokens = tokens(&clean);
    let identifiers = identifiers(&clean);
    let dates = dates(&clean);
    Analysis { clean, tokens, identifiers, dates }
}

/// The folds of all tokens of a text, joined by single blanks.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lexer = Lexer::new(text);
    let mut token = Token::default();
    while lexer.advance(&mut token) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.fold);
    }
    out
}
