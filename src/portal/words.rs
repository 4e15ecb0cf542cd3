//! Lines with words in them.

use crate::text::clean;

/// Returns the line cleaned; `None` if no letter or digit is left.
pub(super) fn words_of(raw: &str) -> Option<String> {
    Some(clean(raw)).filter(|line| line.chars().any(char::is_alphanumeric))
}
