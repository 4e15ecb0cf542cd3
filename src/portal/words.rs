//! Lines with words in them.

use crate::article::TITLE_BYTES_MAX;
use crate::text::clean;

/// Returns the line cleaned; `None` if no letter or digit is left.
pub(super) fn words_of(raw: &str) -> Option<String> {
    Some(clean(raw)).filter(|line| line.chars().any(char::is_alphanumeric))
}

/// Why something has no title that an article can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoTitle {
    #[error("no title")]
    Missing,
    #[error("a title longer than {} KiB", TITLE_BYTES_MAX >> 10)]
    TooLong,
}

/// Returns the line as a title.
pub(super) fn title_of(line: Option<String>) -> Result<String, NoTitle> {
    let line = line.ok_or(NoTitle::Missing)?;
    if line.len() > TITLE_BYTES_MAX { Err(NoTitle::TooLong) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_words_and_a_limit() {
        let check = |line: &str, expected: Result<usize, NoTitle>| {
            assert_eq!(title_of(words_of(line)).map(|title| title.len()), expected);
        };
        check("Họp", Ok("Họp".len()));
        check(" !!! ", Err(NoTitle::Missing));
        check(&"x".repeat(TITLE_BYTES_MAX), Ok(TITLE_BYTES_MAX));
        check(&"x".repeat(TITLE_BYTES_MAX + 1), Err(NoTitle::TooLong));
        check(&"ộ".repeat(TITLE_BYTES_MAX / 3 + 1), Err(NoTitle::TooLong));
    }
}
