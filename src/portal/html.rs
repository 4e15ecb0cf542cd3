//! HTML as browsers parse it, and one question browsers never ask: was this element closed in the
//! source, or did the source just end?

use std::collections::HashMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::events;
use super::rejected::{HTML_BYTES_MAX, NESTING_MAX, Rejected};
use super::words::words_of;

/// How much of a page that proves nothing is parsed for its title, in bytes.
const HEAD_BYTES: usize = 64 << 10;
/// Where the closing `html` tag is looked for, in bytes from the end.
const END_BYTES: usize = 64 << 10;
/// Longest title in characters that a message repeats.
const TITLE_CHARS_MAX: usize = 80;

/// Put after the source, so that every element that the source closed is followed by something.
pub(super) const SENTINEL: &str = "<byt-end></byt-end>";

/// A parsed page.
pub(super) struct Tree {
    pub(super) html: Html,
    /// Whether the source says that it has ended.
    complete: bool,
}

impl Tree {
    pub(super) fn parse(source: &str) -> Result<Tree, Rejected> {
        guard(source)?;
        let complete = ends_as_html(source);
        let html = Html::parse_document(&[source, SENTINEL].concat());
        Ok(Tree { html, complete })
    }

    /// Parses a part of a page in the place of the whole.
    pub(super) fn parse_slice(slice: &str, complete: bool) -> Result<Tree, Rejected> {
        Ok(Tree { complete, ..Tree::parse(slice)? })
    }

    /// Whether the source holds the whole page.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the source holds the whole element. A cut page may say no to the last whole element,
    /// but never yes to one that was cut.
    pub(super) fn holds_whole(&self, element: ElementRef<'_>) -> bool {
        self.complete
            || std::iter::successors(Some(*element), |node| node.parent()).any(|node| node.next_sibling().is_some())
    }

    pub(super) fn first<'a>(&'a self, wanted: &Selector) -> Option<ElementRef<'a>> {
        self.html.select(wanted).next()
    }

    /// The error for a page that proves nothing.
    fn rejection(&self) -> Rejected {
        static TITLE: LazyLock<Selector> = LazyLock::new(|| selector("head > title"));
        let title = self.first(&TITLE).and_then(|t| words_of(&t.text().collect::<String>()));
        Rejected::NoPortalPage { title: title.map(|t| t.chars().take(TITLE_CHARS_MAX).collect()) }
    }
}

/// The error for a page without proof, with the title from its beginning.
pub(super) fn rejection(source: &str) -> Rejected {
    Tree::parse(beginning(source, HEAD_BYTES)).map_or_else(|error| error, |tree| tree.rejection())
}

/// The first bytes of a text, without a letter that is cut.
pub(super) fn beginning(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Refuses HTML that would take too long to parse, or too much memory.
pub(super) fn guard(source: &str) -> Result<(), Rejected> {
    if source.len() > HTML_BYTES_MAX {
        return Err(Rejected::HtmlTooLong);
    }
    if is_too_deep(source) { Err(Rejected::HtmlTooDeep) } else { Ok(()) }
}

/// Makes a selector of a constant.
pub(super) fn selector(css: &'static str) -> Selector {
    Selector::parse(css).expect("the selectors are constants, and a test parses each")
}

/// The text of an element in one clean line; breaks are blanks, scripts and styles are silent.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    events::text_of(&events::of(element))
}

/// Whether nothing but blanks and comments follows the last `</html>`.
pub(super) fn ends_as_html(source: &str) -> bool {
    const END: &[u8] = b"</html";
    let bytes = source.as_bytes();
    let from = bytes.len().saturating_sub(END_BYTES);
    let Some(at) = bytes[from..].windows(END.len()).rposition(|w| w.eq_ignore_ascii_case(END)) else { return false };
    let after = bytes[from + at + END.len()..].trim_ascii_start();
    let Some(mut rest) = after.strip_prefix(b">") else { return false };
    loop {
        rest = rest.trim_ascii();
        let Some(comment) = rest.strip_prefix(b"<!--") else { return rest.is_empty() };
        let Some(end) = comment.windows(3).position(|w| w == b"-->") else { return false };
        rest = &comment[end + 3..];
    }
}

/// Counts open elements without a parser; a rough guard, so that only what is far from any page of
/// the portal is refused. Elements that close themselves are left out.
fn is_too_deep(source: &str) -> bool {
    const SELF_CLOSING: [&str; 24] = [
        "p", "li", "td", "tr", "th", "dd", "dt", "option", "br", "img", "hr", "input", "meta", "link", "col", "area",
        "base", "embed", "param", "source", "track", "wbr", "tbody", "thead",
    ];
    let mut open: HashMap<String, u32> = HashMap::new();
    let mut depth = 0;
    for tag in source.split('<').skip(1) {
        let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).take(16).count()];
        let name = name.to_ascii_lowercase();
        if name.is_empty() || SELF_CLOSING.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !closes {
            *count += 1;
            depth += 1;
        } else if *count > 0 {
            *count -= 1;
            depth -= 1;
        }
        if depth > NESTING_MAX {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_source_closes_is_whole() {
        let cases = [
            ("<div id=x>a</div>", true),
            ("<div id=x>a</div", false),
            ("<div id=x>a", false),
            ("<div id=x><p>a</p>", false),
            ("<div id=x><p>a</div>", true),
            ("<p id=x>21/01/2026 | 02:03", false),
            ("<p id=x>21/01/2026 | 02:03<div>", true),
            ("<div><div id=x>a</div><!-- cut", true),
            ("<div id=x>a<script>cut", false),
            ("<div id=x><a href='cut", false),
            ("<div id=x><div>a</div></html><!-- stamp -->\n", true),
            ("<div id=x><div>a</html></p>", false),
        ];
        for (source, expected) in cases {
            let tree = Tree::parse(source).unwrap();
            let found = tree.first(&selector("#x")).expect(source);
            assert_eq!(tree.holds_whole(found), expected, "{source}");
        }
    }

    #[test]
    fn pages_that_would_take_for_ever_are_refused() {
        assert_eq!(Tree::parse(&"<div>".repeat(513)).err(), Some(Rejected::HtmlTooDeep));
        assert!(Tree::parse(&"<p><br><div></div>".repeat(5_000)).is_ok());
        assert_eq!(Tree::parse(&" ".repeat(HTML_BYTES_MAX + 1)).err(), Some(Rejected::HtmlTooLong));
    }
}
