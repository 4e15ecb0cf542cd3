//! Vietnamese text in three forms: clean (shown), term (exact), fold (without accents).

mod alphabet;
mod clean;
mod lexer;
mod syllable;

pub(crate) use clean::{clean, clean_cow, clean_paragraphs};
pub(crate) use lexer::{CLAUSE_GAP, Lexer, TOKEN_CHARS_MAX, Token, tokens};
pub(crate) use syllable::is_syllable;

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
