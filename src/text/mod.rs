//! Vietnamese text in three forms: clean (shown), term (exact), fold (without accents).

mod lexer;

pub(crate) use lexer::{Lexer, Token, tokens};

/// Brings a text into the clean form.
pub(crate) fn clean(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

/// The folds of all tokens of a text, joined by single blanks.
pub(crate) fn folded(text: &str) -> String {
    tokens(text).iter().map(|t| t.fold.as_str()).collect::<Vec<_>>().join(" ")
}
