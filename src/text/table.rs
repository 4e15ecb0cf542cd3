//! Tables that people write, as TOML: what is wrong with one, and in which line.

use super::nearest::nearest;

/// Why a text isn't a table of the expected form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Mistake {
    #[error("line {line}: {message}")]
    Syntax { line: usize, message: String },
    #[error("line {line}: unknown key “{key}”; did you mean “{nearest}”?")]
    UnknownKey { line: usize, key: String, nearest: String },
}

impl Mistake {
    /// What the TOML reader says of a text, with a line and, for a misspelt key, the right one.
    pub(crate) fn of(text: &str, error: &toml::de::Error) -> Mistake {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        let message = error.message();
        if let Some(list) = message.strip_prefix("unknown field ") {
            let mut quoted = list.split('`').skip(1).step_by(2);
            if let Some(key) = quoted.next() {
                let known: Vec<&str> = quoted.collect();
                if let Some(nearest) = nearest(key, known, 0.0) {
                    return Mistake::UnknownKey { line, key: key.to_owned(), nearest: nearest.to_owned() };
                }
            }
        }
        Mistake::Syntax { line, message: message.to_owned() }
    }
}

/// The line, from 1, of a byte of a text.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..byte]).count()
}
