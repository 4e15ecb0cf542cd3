//! The terms of a word: its folded form and its exact form, at the same position.
//!
//! The folded form is a term of its own (`duong`); the exact form is the folded one, a separator, and the word
//! (`duong=đương`). A phrase can therefore mix both, all spellings of a folded word are adjacent in the dictionary,
//! and no text contains anything that could be mistaken for an exact form.

use tantivy::tokenizer::{Token as Emitted, TokenStream, Tokenizer};

use crate::text::{Lexer, Token};

/// The name of the tokenizer in the schema.
pub(super) const TOKENIZER: &str = "byt";

/// Separates the folded form from the word in an exact form; no word contains it.
const MARK: char = '=';

/// Empty positions before each part of an article, so that no phrase matches across two parts. The distance in
/// a proximity query must be smaller.
pub(crate) const ZONE_GAP: u32 = 100;

/// Returns the exact term of a word: as written, except that the tone mark has its standard place.
pub(crate) fn exact_term(fold: &str, term: &str) -> String {
    if has_one_form(fold, term) { fold.to_owned() } else { format!("{fold}{MARK}{term}") }
}

/// Returns the term of a word in capitals within a text that is not, which distinguishes "AI" from "ai".
pub(crate) fn capital_term(fold: &str, term: &str) -> String {
    format!("{fold}{MARK}{}", term.to_uppercase())
}

/// Returns the prefix of all exact terms of a folded word.
pub(crate) fn exact_prefix(fold: &str) -> String {
    format!("{fold}{MARK}")
}

/// Splits an exact term into folded form and word; returns `None` for other terms.
pub(crate) fn split_exact(term: &str) -> Option<(&str, &str)> {
    term.split_once(MARK).filter(|(_, term)| !term.contains(char::is_uppercase))
}

/// Returns whether a term is a folded form.
pub(crate) fn is_folded(term: &str) -> bool {
    !term.contains(MARK)
}

/// Returns whether exact and folded form are the same term: numbers have no accents.
fn has_one_form(fold: &str, term: &str) -> bool {
    let begins_with_letter = fold.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    !begins_with_letter && fold == term && !fold.contains(char::is_alphabetic)
}

/// The lexer as a tokenizer of tantivy.
#[derive(Clone, Default)]
pub(super) struct Words {
    token: Token,
    emitted: Emitted,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.emitted.reset();
        let capitals_matter = text.contains(char::is_lowercase);
        WordStream { text, lexer: Lexer::new(text), words: self, capitals_matter, due: Due::Nothing }
    }
}

pub(super) struct WordStream<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    words: &'a mut Words,
    /// Whether capitals are significant: not in a text that has nothing else.
    capitals_matter: bool,
    due: Due,
}

/// The next term of the current word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    Exact,
    Capitals,
}

impl WordStream<'_> {
    /// Moves to the folded form of the next word; returns false at the end.
    fn fold(&mut self) -> bool {
        let Words { token, emitted } = &mut *self.words;
        if !self.lexer.advance(token) {
            return false;
        }
        emitted.offset_from = token.start;
        emitted.offset_to = token.end;
        emitted.position = token.position.saturating_add(ZONE_GAP) as usize;
        self.due = if has_one_form(&token.fold, &token.term) { Due::Nothing } else { Due::Exact };
        // The lexer clears the token before it fills it again.
        std::mem::swap(&mut emitted.text, &mut token.fold);
        true
    }

    /// Moves from the folded form of a word to the exact one.
    fn exact(&mut self) {
        self.due = if self.is_in_capitals() { Due::Capitals } else { Due::Nothing };
        let Words { token, emitted } = &mut *self.words;
        emitted.text.push(MARK);
        emitted.text.push_str(&token.term);
    }

    /// Moves from the exact form of a word to the one in capitals.
    fn capitals(&mut self) {
        self.due = Due::Nothing;
        let Words { token, emitted } = &mut *self.words;
        emitted.text.truncate(emitted.text.len() - token.term.len());
        emitted.text.push_str(&token.term.to_uppercase());
    }

    fn is_in_capitals(&self) -> bool {
        let Token { start, end, .. } = self.words.token;
        if self.text.as_bytes()[start].is_ascii_lowercase() {
            return false;
        }
        let written = &self.text[start..end];
        // A word of one letter is a capital at the start of any sentence.
        self.capitals_matter && written.chars().nth(1).is_some() && !written.contains(|c: char| !c.is_uppercase())
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        match self.due {
            Due::Exact => self.exact(),
            Due::Capitals => self.capitals(),
            Due::Nothing => return self.fold(),
        }
        true
    }

    fn token(&self) -> &Emitted {
        &self.words.emitted
    }

    fn token_mut(&mut self) -> &mut Emitted {
        &mut self.words.emitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_the_same_position() {
        let mut words = Words::default();
        let mut stream = words.token_stream("Đường 70 cho AI");
        let mut got = Vec::new();
        while let Some(token) = stream.next() {
            got.push((token.text.clone(), token.position - ZONE_GAP as usize));
        }
        let exact = |text: &str| {
            let token = &crate::text::tokens(text)[0];
            exact_term(&token.fold, &token.term)
        };
        assert_eq!(
            got,
            [
                ("duong".into(), 0),
                (exact("đường"), 0),
                ("70".into(), 1),
                ("cho".into(), 2),
                (exact("cho"), 2),
                ("ai".into(), 3),
                ("ai=ai".into(), 3),
                ("ai=AI".into(), 3),
            ]
        );
        assert_eq!(split_exact(&exact("đường")).map(|(fold, _)| fold), Some("duong"));
        assert_eq!(exact("70"), "70");
    }
}
