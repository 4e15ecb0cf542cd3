//! Words as terms of the index: each in its exact and its folded form, at one position.
//!
//! The folded form is the word itself (`duong`); the exact one follows it behind a mark
//! (`duong=đương`). So a phrase may mix both, all spellings of a folded word stand side by side in
//! the dictionary, and nothing that a text holds can be taken for an exact form.

use tantivy::tokenizer::{Token as Emitted, TokenStream, Tokenizer};

use crate::text::{Lexer, Token};

/// The name under which every index knows the tokenizer.
pub(super) const TOKENIZER: &str = "byt";

/// Divides fold and term in an exact form; it is in no word.
const MARK: char = '=';

/// Empty positions before each part of an article, so that no phrase reaches from one into another.
/// Nearness may be asked for up to this many words less one.
pub(crate) const ZONE_GAP: u32 = 100;

/// The term of a word as it was written, the place of its tone mark aside.
pub(crate) fn exact_term(fold: &str, term: &str) -> String {
    if has_one_form(fold, term) { fold.to_owned() } else { format!("{fold}{MARK}{term}") }
}

/// The term of a word that stands in capitals where others don't, so that "AI" is told from "ai".
pub(crate) fn capital_term(fold: &str, term: &str) -> String {
    format!("{fold}{MARK}{}", term.to_uppercase())
}

/// What all exact forms of a folded word begin with.
pub(crate) fn exact_prefix(fold: &str) -> String {
    format!("{fold}{MARK}")
}

/// Takes an exact form apart again, into fold and term; `None` for other forms.
pub(crate) fn split_exact(term: &str) -> Option<(&str, &str)> {
    term.split_once(MARK).filter(|(_, term)| !term.contains(char::is_uppercase))
}

/// Whether a term is a folded form.
pub(crate) fn is_folded(term: &str) -> bool {
    !term.contains(MARK)
}

/// Whether exact and folded form are one: numbers bear no accents.
fn has_one_form(fold: &str, term: &str) -> bool {
    let begins_with_letter = fold.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    !begins_with_letter && fold == term && !fold.contains(char::is_alphabetic)
}

/// The lexer of the program as tantivy wants it.
#[derive(Clone, Default)]
pub(super) struct Words {
    token: Token,
    emitted: Emitted,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.emitted.reset();
        let capitals_tell = text.contains(char::is_lowercase);
        WordStream { text, lexer: Lexer::new(text), words: self, capitals_tell, due: Due::Nothing }
    }
}

pub(super) struct WordStream<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    words: &'a mut Words,
    /// Whether the text is not in capitals altogether.
    capitals_tell: bool,
    due: Due,
}

/// What is still to be given of the present word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    Exact,
    Capitals,
}

impl WordStream<'_> {
    /// Goes to the next word and gives its folded form; false at the end.
    fn fold(&mut self) -> bool {
        let Words { token, emitted } = &mut *self.words;
        if !self.lexer.advance(token) {
            return false;
        }
        emitted.offset_from = token.start;
        emitted.offset_to = token.end;
        emitted.position = token.position.saturating_add(ZONE_GAP) as usize;
        self.due = if has_one_form(&token.fold, &token.term) { Due::Nothing } else { Due::Exact };
        // The lexer empties what it gets back.
        std::mem::swap(&mut emitted.text, &mut token.fold);
        true
    }

    /// Goes on from the folded form of a word to the exact one.
    fn exact(&mut self) {
        self.due = if self.is_in_capitals() { Due::Capitals } else { Due::Nothing };
        let Words { token, emitted } = &mut *self.words;
        emitted.text.push(MARK);
        emitted.text.push_str(&token.term);
    }

    /// Goes on from the exact form of a word to the one in capitals.
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
        // The first letter alone is large in every sentence.
        self.capitals_tell && written.chars().nth(1).is_some() && !written.contains(|c: char| !c.is_uppercase())
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

    /// All forms of all words; the engine's own loop would ask at each form which is next.
    fn process(&mut self, sink: &mut dyn FnMut(&Emitted)) {
        while self.fold() {
            sink(&self.words.emitted);
            if self.due == Due::Exact {
                self.exact();
                sink(&self.words.emitted);
            }
            if self.due == Due::Capitals {
                self.capitals();
                sink(&self.words.emitted);
            }
        }
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
    fn both_forms_stand_at_one_position() {
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
