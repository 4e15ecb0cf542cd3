//! Sealed lines: JSON objects, one a line, that can be judged by themselves.
//!
//! The last key of a line, `"crc32"`, is the checksum (hex) of all its bytes before `,"crc32"`. The
//! line break ends a line, and is no part of it here. This file knows what a line of any file of the
//! corpus looks like, not what it says.

use serde::Serialize;

use crate::article::hex;

const SEAL_PREFIX: &str = ",\"crc32\":\"";
/// Length of a seal: `,"crc32":"` + 8 digits + `"}`.
pub(super) const SEAL_BYTES: usize = SEAL_PREFIX.len() + 8 + 2;

/// A value as a sealed line, with its line break.
pub(super) fn sealed(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).expect("what the corpus keeps is always valid JSON");
    line.pop(); // the closing brace, put back after the checksum
    let check = check_of(&line);
    for part in [SEAL_PREFIX.as_bytes(), check.as_bytes(), b"\"}\n"] {
        line.extend_from_slice(part);
    }
    line
}

/// A checksum as it stands in a seal.
fn check_of(content: &[u8]) -> String {
    hex(&crc32fast::hash(content).to_be_bytes())
}

/// Whether a line is as it was written.
pub(super) fn is_sound(line: &[u8]) -> bool {
    judge(line).is_ok()
}

/// Whether a line bears a checksum that is not its own: it was changed since it was written. Lines
/// without any, as other programs write them, are not judged.
pub(crate) fn has_broken_seal(line: &[u8]) -> bool {
    seal_of(line).is_some() && !is_sound(line)
}

/// Compares a line with its checksum; says what is wrong.
pub(super) fn judge(line: &[u8]) -> Result<(), String> {
    let content = line.len().checked_sub(SEAL_BYTES).ok_or("the line is too short")?;
    let written = seal_of(line).ok_or("the line has no checksum at its end")?;
    if written != check_of(&line[..content]).as_bytes() {
        return Err("the checksum does not match".into());
    }
    Ok(())
}

/// The digits of the checksum at the end of a line, or of a part of one that holds its end.
pub(super) fn seal_of(line: &[u8]) -> Option<&[u8]> {
    let (_, seal) = line.split_at(line.len().checked_sub(SEAL_BYTES)?);
    seal.strip_prefix(SEAL_PREFIX.as_bytes())?.strip_suffix(b"\"}")
}

/// The ids at the start of an article's line: its own, and those that ended in it. Ids hold nothing
/// that JSON would escape.
pub(super) fn ids(line: &[u8]) -> Option<(&[u8], impl Iterator<Item = &[u8]>)> {
    let rest = line.strip_prefix(b"{\"id\":\"")?;
    let end = rest.iter().position(|b| *b == b'"')?;
    let list = rest[end..].strip_prefix(b"\",\"joined\":[").and_then(|list| list.split(|b| *b == b']').next());
    // Between the quotes stand ids and commas by turns.
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
    fn a_changed_byte_anywhere_breaks_the_seal() {
        let line = sealed(&serde_json::json!({ "x": "một" }));
        let line = line.strip_suffix(b"\n").unwrap();
        assert!(is_sound(line));
        for at in 0..line.len() {
            let mut changed = line.to_vec();
            changed[at] ^= 1;
            assert!(!is_sound(&changed), "{at}");
            assert_eq!(has_broken_seal(&changed), seal_of(&changed).is_some(), "{at}");
        }
    }
}
