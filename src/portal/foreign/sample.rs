//! The beginning of a text, by which its kind is recognised.

use std::borrow::Cow;

/// Bytes of a text that are looked at.
const SAMPLE_BYTES: usize = 64 << 10;
/// Lines of a text that are looked at.
const SAMPLE_LINES: usize = 400;

/// The beginning of a text.
pub(super) struct Sample<'a> {
    /// From its first character that isn't blank.
    pub(super) text: &'a str,
    /// The lines with anything on them, each trimmed at its end; at least one.
    pub(super) lines: Vec<&'a str>,
}

impl<'a> Sample<'a> {
    /// The beginning of a text; `None` if the text is blank.
    pub(super) fn of(text: &'a str) -> Option<Sample<'a>> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let text = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
        let lines = text.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty());
        let lines: Vec<&str> = lines.take(SAMPLE_LINES).collect();
        (!lines.is_empty()).then_some(Sample { text, lines })
    }

    /// The first line with anything on it.
    pub(super) fn first(&self) -> &'a str {
        self.lines[0]
    }

    /// Whether any of the lines is such a line.
    pub(super) fn any(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.lines.iter().any(|line| is_such(line))
    }

    /// How many of the lines are such lines.
    pub(super) fn count(&self, is_such: impl Fn(&str) -> bool) -> usize {
        self.lines.iter().filter(|line| is_such(line)).count()
    }

    /// Whether at least `percent` of the lines, and at least `least` of them, are such lines.
    pub(super) fn mostly(&self, percent: usize, least: usize, is_such: impl Fn(&str) -> bool) -> bool {
        let count = self.count(is_such);
        count >= least && count * 100 >= self.lines.len() * percent
    }
}

/// Whether a line begins with one of these, in any case.
pub(super) fn begins_with_any(line: &str, beginnings: &[&str]) -> bool {
    let line = line.trim_start();
    beginnings
        .iter()
        .any(|beginning| line.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning)))
}

/// The name and the value of a line such as `name: value`; the name has only ASCII letters, digits, `_`, `-` and `.`.
pub(super) fn name_and_value<'a>(line: &'a str, separators: &[char]) -> Option<(&'a str, &'a str)> {
    let (name, value) = line.trim_start().split_once(separators)?;
    let name = name.trim_end();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    is_name.then_some((name, value.trim()))
}

/// How many digits begin a text.
pub(super) fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Whether a text has the form of `pattern`, in which `9` is any digit and every other character is itself.
pub(super) fn begins_like(text: &str, pattern: &str) -> bool {
    let bytes = text.as_bytes();
    pattern.bytes().enumerate().all(|(at, wanted)| match (wanted, bytes.get(at)) {
        (b'9', Some(found)) => found.is_ascii_digit(),
        (wanted, found) => found == Some(&wanted),
    })
}

/// A text without `/* … */` comments.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    Cow::Owned(out)
}
