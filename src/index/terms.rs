//! The terms of a word: its forms ([`crate::text::forms`]) at the same position, as a tokenizer of tantivy.

use tantivy::tokenizer::{Token as Emitted, TokenStream, Tokenizer};

use crate::text::{FORM_MARK as MARK, Lexer, Token, capitals_matter, has_one_form, is_in_capitals};
pub(crate) use crate::text::{capital_term, exact_term};

/// The name of the tokenizer in the schema.
pub(super) const TOKENIZER: &str = "byt";

/// Empty positions before each part of an article, so that no phrase matches across two parts. The distance in
/// a proximity query must be smaller.
pub(crate) const ZONE_GAP: u32 = 100;

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
        let capitals_matter = capitals_matter(text);
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
        self.capitals_matter && is_in_capitals(self.text, start..end)
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
    use proptest::prelude::*;

    use super::*;
    use crate::text::{WordForms, clean, forms};

    proptest! {
        #[test]
        fn the_tokenizer_emits_the_forms_of_each_word(text in "([a-zđĐƠơưẦạ0-9A-Z]{0,5}[ .,-]{1,2}){0,8}") {
            let text = clean(&text);
            let mut words = Words::default();
            let mut stream = words.token_stream(&text);
            let mut emitted = Vec::new();
            while let Some(token) = stream.next() {
                emitted.push((token.position, token.text.clone()));
            }
            let of_word = |word: WordForms| {
                let position = (word.position + ZONE_GAP) as usize;
                let forms = [Some(word.fold), word.exact, word.capitals].into_iter().flatten();
                forms.map(move |form| (position, form)).collect::<Vec<_>>()
            };
            prop_assert_eq!(emitted, forms(&text).flat_map(of_word).collect::<Vec<_>>());
        }
    }

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
