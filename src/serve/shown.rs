//! Text that is safe to show. maud escapes markup; this removes what acts without markup: control characters, and those
//! that reverse the direction of writing.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};

use crate::export::{is_surely_printable, is_unsafe_for_terminal};

/// Characters of a title or a quotation in a list. Only the article itself is shown in full.
const LINE_CHARS_MAX: usize = 400;

/// A text without characters that act on the text around them.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let acts = |c: char| is_unsafe_for_terminal(c) && c != '\n';
    if is_surely_printable(text.as_bytes()) || !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !acts(*c)).collect())
}

/// A text for a list: the same, cut if it is very long.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    match shown(text) {
        Cow::Borrowed(text) => cut(text),
        Cow::Owned(text) => Cow::Owned(cut(&text).into_owned()),
    }
}

fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LINE_CHARS_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A text for a list with marked characters, given as start and end, in order.
pub(super) fn marked(text: &str, marks: impl Iterator<Item = (usize, usize)>) -> Markup {
    let mut out = String::new();
    let mut rest = text;
    let mut at = 0;
    let mut take = |chars: usize| {
        let end = rest.char_indices().nth(chars).map_or(rest.len(), |(end, _)| end);
        let (piece, after) = rest.split_at(end);
        rest = after;
        piece
    };
    for (start, end) in marks.take_while(|(_, end)| *end <= LINE_CHARS_MAX).filter(|(start, end)| start < end) {
        if start < at {
            continue;
        }
        out += &html! { (shown(take(start - at))) mark { (shown(take(end - start))) } }.0;
        at = end;
    }
    out += &html! { (shown(take(LINE_CHARS_MAX - at))) }.0;
    if !rest.is_empty() {
        out.push('…');
    }
    PreEscaped(out)
}

/// An address that may be linked to: only of the web, so that a record can't bring a script along.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let is_web = ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    (is_web && !url.contains(|c: char| c.is_whitespace() || c.is_control())).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_act_are_removed() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("Bộ Y tế", "Bộ Y tế");
        check("a\u{202e}b\u{2066}c\u{0}d\u{1b}[2J", "abcd[2J");
        check("bảo\u{200b}hiểm\u{ad}", "bảohiểm");
        check(&"ă".repeat(500), &("ă".repeat(400) + "…"));
    }

    #[test]
    fn marks_are_characters_and_what_is_between_is_escaped() {
        let check = |text: &str, marks: &[(usize, usize)], expected: &str| {
            assert_eq!(marked(text, marks.iter().copied()).0, expected, "{text:?}");
        };
        check("về bảo hiểm", &[(3, 6), (7, 11)], "về <mark>bảo</mark> <mark>hiểm</mark>");
        check("<b>&\u{202e}x", &[(0, 3)], "<mark>&lt;b&gt;</mark>&amp;x");
        check("abc", &[], "abc");
        check("abc", &[(1, 1), (2, 9)], "ab<mark>c</mark>");
        check(&"x".repeat(401), &[(400, 401)], &("x".repeat(400) + "…"));
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for url in ["https://moh.gov.vn/tin?a=1", "HTTP://moh.gov.vn"] {
            assert_eq!(web_address(url), Some(url));
        }
        for url in [
            "javascript:alert(1)",
            " https://a",
            "java\nscript:x",
            "data:text/html,x",
            "//a",
            "",
            "htt",
            "https://a\u{1}",
        ] {
            assert_eq!(web_address(url), None, "{url:?}");
        }
    }
}
