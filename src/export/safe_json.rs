//! JSON that can't control a terminal: unsafe characters are written as `\u` escapes, which every reader
//! of JSON decodes. The output is the same on a terminal and in a pipe, byte for byte.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::is_format;

/// Whether a character could control a terminal or hide what is printed: control characters (C0, DEL,
/// C1), line and paragraph separators, noncharacters, and category Cf of Unicode 17.
pub(crate) fn is_unsafe_for_terminal(c: char) -> bool {
    c.is_control()
        || (c >= '\u{ad}' && u32::from(c) & 0xfffe == 0xfffe)
        || is_format(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2065}' | '\u{fdd0}'..='\u{fdef}')
}

const MONGOLIAN_VOWEL_SEPARATOR: &[u8] = "\u{180e}".as_bytes();

/// Whether an unsafe character may begin with this byte, except those that [`is_surely_printable`] checks
/// separately. It has no branches, so that the compiler tests sixteen bytes at once.
fn may_begin_unsafe(first: u8) -> bool {
    // 0xef to 0xff, and 0x00 to 0x1f: the range wraps around.
    (first.wrapping_sub(0xef) <= 0x30) | (first.wrapping_sub(0xd8) <= 8) | (first == 0x7f)
}

/// Whether a text has no unsafe character. It may return false negatives for rare scripts and for invalid
/// UTF-8.
///
/// Every string of an export goes through here. Testing character by character instead makes a whole
/// export of JSON Lines take five times as long, which is why this works on bytes.
pub(crate) fn is_surely_printable(text: &[u8]) -> bool {
    /// Up to this length, in bytes, a plain loop is faster than setting up the vectorised one.
    const SHORT: usize = 32;
    if text.len() <= SHORT && text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return true;
    }
    if text.iter().fold(false, |any, byte| any | may_begin_unsafe(*byte)) {
        return false;
    }
    // The rest share their first byte with quotation marks and degree signs, or end in a rare byte.
    memchr::memchr3_iter(0xc2, 0xe2, MONGOLIAN_VOWEL_SEPARATOR[2], text).all(|at| match text[at] {
        0xc2 | 0xe2 => first_character(&text[at..]).is_some_and(|c| !is_unsafe_for_terminal(c)),
        _ => !text[..=at].ends_with(MONGOLIAN_VOWEL_SEPARATOR),
    })
}

fn first_character(text: &[u8]) -> Option<char> {
    /// The longest character in UTF-8.
    const BYTES_MAX: usize = 4;
    text[..text.len().min(BYTES_MAX)].utf8_chunks().next()?.valid().chars().next()
}

/// A formatter that also escapes unsafe characters in strings.
struct Escaped<F>(F);

/// Delegates to the inner formatter what only concerns the layout.
macro_rules! delegate_layout {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaped<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let bytes = fragment.as_bytes();
        if is_surely_printable(bytes) {
            return out.write_all(bytes);
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_unsafe_for_terminal(*c)) {
            out.write_all(&bytes[written..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(&bytes[written..])
    }

    delegate_layout! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

/// Writes a value on one line, without a line end.
pub(crate) fn write(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Escaped(CompactFormatter)))?)
}

/// Writes a value indented over several lines.
pub(crate) fn write_pretty(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Escaped(PrettyFormatter::new())))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_found_at_any_position() {
        let around = [("", ""), ("ạ“”", ""), ("", "\u{1820}a"), ("° \u{1e8e}", "Ỏ")];
        for c in '\0'..=char::MAX {
            for (before, after) in around {
                let text = format!("{before}{c}{after}");
                assert!(!(is_unsafe_for_terminal(c) && is_surely_printable(text.as_bytes())), "{text:?}");
            }
        }
        for printable in ["", "Bộ Y tế “a” – 37 °C…", "Î \u{180f} Ỏ Ÿ ƠƯ đ", "\u{a0}«»"] {
            assert!(is_surely_printable(printable.as_bytes()), "{printable:?}");
        }
        for invalid in [&b"a\xe2\x80"[..], b"\xe2", b"\xff", b"\xc2a", b"\xe0\x80"] {
            assert!(!is_surely_printable(invalid), "{invalid:?}");
        }
    }

    #[test]
    fn unsafe_characters_are_escaped_and_read_back() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            write(&mut out, &text).unwrap();
            assert_eq!(String::from_utf8(out.clone()).unwrap(), expected, "{text:?}");
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        };
        check("Bộ Y tế \"a\"", "\"Bộ Y tế \\\"a\\\"\"");
        check("a\u{1b}[2J\u{9b}b\u{202e}", "\"a\\u001b[2J\\u009bb\\u202e\"");
        check("ạ\u{180e}ạ", "\"ạ\\u180eạ\"");
        check("\u{7f}\u{e0041}\u{10ffff}", "\"\\u007f\\udb40\\udc41\\udbff\\udfff\"");
        let mut out = Vec::new();
        write_pretty(&mut out, &serde_json::json!({ "a\u{85}": [1, "b\u{feff}"] })).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\n  \"a\\u0085\": [\n    1,\n    \"b\\ufeff\"\n  ]\n}");
    }
}
