//! JSON that is_unsafe_for_terminal no terminal and still tells the truth: characters that could are written as
//! `\u` escapes, which every reader of JSON turns back. Always, so that what is seen on a terminal is
//! what a pipe gets, byte for byte.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::is_format;

/// Whether a character could steer a terminal or hide what is printed: control characters (C0, DEL,
/// C1), line and paragraph separators, noncharacters, and category Cf of Unicode 17.
pub(crate) fn is_unsafe_for_terminal(c: char) -> bool {
    c.is_control()
        || (c >= '\u{ad}' && u32::from(c) & 0xfffe == 0xfffe)
        || is_format(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2065}' | '\u{fdd0}'..='\u{fdef}')
}

const MONGOLIAN_VOWEL_SEPARATOR: &[u8] = "\u{180e}".as_bytes();

/// Whether a character that is_unsafe_for_terminal may begin with this byte, but for those that [`is_surely_printable`] looks
/// for by themselves. It has no branches, so that the compiler asks it of sixteen bytes at once.
fn may_begin_unsafe(first: u8) -> bool {
    // From 0xef up, and round to the blank.
    (first.wrapping_sub(0xef) <= 0x30) | (first.wrapping_sub(0xd8) <= 8) | (first == 0x7f)
}

/// Whether nothing in a text is_unsafe_for_terminal. Of texts with letters that are rare in Vietnamese it may say no all
/// the same, and of bytes that are no text.
pub(crate) fn is_surely_printable(text: &[u8]) -> bool {
    /// Up to this length, in bytes, looking for what is not plain costs less than beginning the rest.
    const SHORT: usize = 32;
    if text.len() <= SHORT && text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return true;
    }
    if text.iter().fold(false, |any, byte| any | may_begin_unsafe(*byte)) {
        return false;
    }
    // What is left begins as quotation marks and degrees do, or ends as few letters do.
    memchr::memchr3_iter(0xc2, 0xe2, MONGOLIAN_VOWEL_SEPARATOR[2], text).all(|at| match text[at] {
        0xc2 | 0xe2 => first_character(&text[at..]).is_some_and(|c| !is_unsafe_for_terminal(c)),
        _ => !text[..=at].ends_with(MONGOLIAN_VOWEL_SEPARATOR),
    })
}

fn first_character(text: &[u8]) -> Option<char> {
    /// No character is longer.
    const BYTES_MAX: usize = 4;
    text[..text.len().min(BYTES_MAX)].utf8_chunks().next()?.valid().chars().next()
}

/// A formatter whose strings are escaped further than JSON asks for.
struct Escaped<F>(F);

/// Hands on what only concerns the layout.
macro_rules! as_the_layout_has_it {
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

    as_the_layout_has_it! {
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

/// One value on one line, without its end.
pub(crate) fn write(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Escaped(CompactFormatter)))?)
}

/// One value over several lines.
pub(crate) fn write_pretty(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Escaped(PrettyFormatter::new())))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_noticed_wherever_it_stands() {
        let around = [("", ""), ("ạ“”", ""), ("", "\u{1820}a"), ("° \u{1e8e}", "Ỏ")];
        for c in '\0'..=char::MAX {
            for (before, after) in around {
                let text = format!("{before}{c}{after}");
                assert!(!(is_unsafe_for_terminal(c) && is_surely_printable(text.as_bytes())), "{text:?}");
            }
        }
        for harmless in ["", "Bộ Y tế “a” – 37 °C…", "Î \u{180f} Ỏ Ÿ ƠƯ đ", "\u{a0}«»"] {
            assert!(is_surely_printable(harmless.as_bytes()), "{harmless:?}");
        }
        for no_text in [&b"a\xe2\x80"[..], b"\xe2", b"\xff", b"\xc2a", b"\xe0\x80"] {
            assert!(!is_surely_printable(no_text), "{no_text:?}");
        }
    }

    #[test]
    fn what_steers_is_escaped_and_reads_back() {
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
