//! Makes text safe for a terminal: without control characters, escape sequences, and characters that
//! change the direction of writing. Titles, file names, settings and arguments pass through here
//! before they are printed for people. JSON contains the original text, escaped: see [`crate::export`].

use std::borrow::Cow;

use crate::export::{is_surely_printable, is_unsafe_for_terminal};

/// Makes a text safe and puts it on one line. Line breaks and tabs become spaces. Invisible characters
/// that only join or separate others (zero-width joiners, soft hyphens, byte order marks) are removed,
/// so that the text stays readable. Every other unsafe character becomes U+FFFD.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if is_surely_printable(text.as_bytes()) || !text.chars().any(is_unsafe_for_terminal) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(made_safe).collect())
}

/// Makes a text safe that the program has laid out: keeps its line breaks and tabs.
pub(crate) fn safe_lines(text: &str) -> Cow<'_, str> {
    let keeps = |c: char| matches!(c, '\n' | '\t');
    let is_plain = text.as_bytes().split(|byte| matches!(byte, b'\n' | b'\t')).all(is_surely_printable);
    if is_plain || !text.chars().any(|c| is_unsafe_for_terminal(c) && !keeps(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(|c| if keeps(c) { Some(c) } else { made_safe(c) }).collect())
}

/// The replacement of one character; `None` if it is removed.
fn made_safe(c: char) -> Option<char> {
    match c {
        '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        c if is_unsafe_for_terminal(c) => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_control_the_terminal() {
        let check = |text: &str, expected: &str| assert_eq!(safe(text), expected, "{text:?}");
        check("Bộ Y tế", "Bộ Y tế");
        check("Bo\u{302}\u{323} Y te\u{301}", "Bo\u{302}\u{323} Y te\u{301}");
        check("a\u{1b}[31mb\nc\u{202e}d\u{9b}e", "a\u{fffd}[31mb c\u{fffd}d\u{fffd}e");
        check("n\u{ad}gười\u{200d} \u{feff}bệnh", "người bệnh");
        check("a\u{2028}b\u{ffff}c\u{fdd0}", "a b\u{fffd}c\u{fffd}");
    }

    #[test]
    fn laid_out_lines_stay_lines() {
        assert_eq!(safe_lines("a\tb\nc\r\u{1b}"), "a\tb\nc \u{fffd}");
    }

    #[test]
    fn no_unsafe_character_is_left() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_unsafe_for_terminal(*c)) {
            assert!(!safe(&c.to_string()).contains(is_unsafe_for_terminal), "{c:?}");
        }
    }
}
