//! Lines with a checksum: JSON objects, one a line, that can be verified by themselves.
//!
//! The last key of a line, `"crc32"`, is the checksum (hex) of all its bytes before `,"crc32"`. The line break ends
//! a line and isn't part of it here. This file knows the form of lines in the corpus, not their content.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::article::hex;

const CHECKSUM_PREFIX: &str = ",\"crc32\":\"";
/// Length of `,"crc32":"` + 8 digits + `"}`.
pub(super) const CHECKSUM_BYTES: usize = CHECKSUM_PREFIX.len() + 8 + 2;
/// Longest line that is written, in bytes. No article is that long.
pub(super) const LINE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest line that is read, in bytes. Earlier versions wrote lines of any length; a longer one counts as damage.
pub(super) const READ_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineError {
    #[error("no line starts here")]
    NoStart,
    #[error("the line has no end")]
    NoEnd,
    #[error("the line is too short")]
    TooShort,
    #[error("the line has no checksum at its end")]
    NoChecksum,
    #[error("the checksum does not match")]
    WrongChecksum,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("the line isn't {expected}: {why}")]
    Content { expected: &'static str, why: serde_json::Error },
}

/// Serialises a value as a line with a checksum and a line break.
pub(super) fn to_line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).expect("what the corpus stores is always valid JSON");
    line.pop(); // the closing brace, put back after the checksum
    let checksum = checksum_of(&line);
    for part in [CHECKSUM_PREFIX.as_bytes(), checksum.as_bytes(), b"\"}\n"] {
        line.extend_from_slice(part);
    }
    line
}

/// Verifies a line's checksum and parses it as `expected`.
pub(super) fn parse<T: DeserializeOwned>(line: &[u8], expected: &'static str) -> Result<T, LineError> {
    verify(line)?;
    parse_verified(line, expected)
}

/// Parses a line as `expected`, without looking at its checksum.
pub(super) fn parse_verified<T: DeserializeOwned>(line: &[u8], expected: &'static str) -> Result<T, LineError> {
    // Checking the whole line once is faster than string by string.
    let text = simdutf8::basic::from_utf8(line).map_err(|_| LineError::NotUtf8)?;
    serde_json::from_str(text).map_err(|why| LineError::Content { expected, why })
}

/// The checksum in hex, as it is written in a line.
fn checksum_of(content: &[u8]) -> String {
    hex(&crc32fast::hash(content).to_be_bytes())
}

/// Whether a line has a checksum and matches it.
pub(crate) fn has_right_checksum(line: &[u8]) -> bool {
    verify(line).is_ok()
}

/// Whether a line has a checksum that doesn't match, because it was changed after it was written. False for lines
/// without one, as other programs write them.
pub(crate) fn has_wrong_checksum(line: &[u8]) -> bool {
    stated_checksum(line).is_some() && !has_right_checksum(line)
}

/// Reads the article of a line that was copied elsewhere; `None` if it isn't as it was written.
pub(crate) fn article_of_line(line: &[u8]) -> Option<crate::article::Article> {
    parse(line, "an article").ok()
}

/// Compares a line with its checksum.
pub(super) fn verify(line: &[u8]) -> Result<(), LineError> {
    let content = line.len().checked_sub(CHECKSUM_BYTES).ok_or(LineError::TooShort)?;
    let stated = stated_checksum(line).ok_or(LineError::NoChecksum)?;
    if stated == checksum_of(&line[..content]).as_bytes() { Ok(()) } else { Err(LineError::WrongChecksum) }
}

/// The digits of the checksum at the end of a line; `None` if it has none. The start of the line may be missing.
pub(super) fn stated_checksum(line: &[u8]) -> Option<&[u8]> {
    let (_, end) = line.split_at(line.len().checked_sub(CHECKSUM_BYTES)?);
    end.strip_prefix(CHECKSUM_PREFIX.as_bytes())?.strip_suffix(b"\"}")
}

/// The id at the start of an article's line, and the ids of the articles merged into it; `None` if the line doesn't
/// start with an id. Ids contain nothing that JSON would escape.
pub(super) fn ids(line: &[u8]) -> Option<(&[u8], impl Iterator<Item = &[u8]>)> {
    let rest = line.strip_prefix(b"{\"id\":\"")?;
    let end = rest.iter().position(|b| *b == b'"')?;
    let list = rest[end..].strip_prefix(b"\",\"joined\":[").and_then(|list| list.split(|b| *b == b']').next());
    // Split at quotes, ids and commas alternate.
    let joined = list.unwrap_or_default().split(|b| *b == b'"').skip(1).step_by(2);
    Some((&rest[..end], joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_the_start_of_a_line() {
        let check = |line: &str, expected: &[&str]| {
            let found = ids(line.as_bytes()).map(|(id, joined)| std::iter::once(id).chain(joined).collect::<Vec<_>>());
            let expected: Vec<&[u8]> = expected.iter().map(|id| id.as_bytes()).collect();
            assert_eq!(found.unwrap_or_default(), expected, "{line}");
        };
        check(r#"{"id":"a","title":"b"}"#, &["a"]);
        check(r#"{"id":"a","joined":["b"],"title":"c"}"#, &["a", "b"]);
        check(r#"{"id":"a","joined":["b","c.d"],"aliases":["e"]}"#, &["a", "b", "c.d"]);
        check(r#"{"id":"a","joined":[],"title":"c"}"#, &["a"]);
        check(r#"{"title":"c"}"#, &[]);
        check("", &[]);
    }

    #[test]
    fn a_changed_byte_anywhere_breaks_the_checksum() {
        let line = to_line(&serde_json::json!({ "x": "một" }));
        let line = line.strip_suffix(b"\n").unwrap();
        assert!(has_right_checksum(line));
        for at in 0..line.len() {
            let mut changed = line.to_vec();
            changed[at] ^= 1;
            assert!(!has_right_checksum(&changed), "{at}");
            assert_eq!(has_wrong_checksum(&changed), stated_checksum(&changed).is_some(), "{at}");
        }
    }
}
