//! The part of a page that its article is read from.
//!
//! To build the tree of a whole page takes far longer than to cut it into tags, and the article is a
//! twentieth of it. So html5gum reads the tags, [`Nesting`] checks that the page is well formed from
//! its start to the end of the article's container, and `scraper` parses only that container,
//! inside the elements that surround it. If the check fails there is no slice, and the whole page is parsed.
//! A slice must never yield another article than the whole page: the tests of [`super`] compare
//! the two over damaged pages.

use std::ops::Range;

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

use super::markup::{ARTICLE_MARK, LIST_MARKS, named_address};
use super::nesting::{Nesting, NotWellFormed};
use crate::portal::html::SENTINEL;
use crate::portal::rejected::HTML_BYTES_MAX;

/// Elements that may surround the container.
const AROUND: [&str; 9] = ["div", "section", "article", "main", "aside", "header", "footer", "nav", "form"];

/// Cuts the article's container out of a page, and returns it as a page of its own. Returns `None`
/// where only a parser of the whole page can find it.
///
/// A page that is not `complete` has a slice only where text follows the container: then the end of
/// the container can't be what was cut.
pub(super) fn slice(source: &str, complete: bool) -> Option<String> {
    if source.len() > HTML_BYTES_MAX {
        return None;
    }
    // The parser reads a page followed by the sentinel: a truncated tag must look the same here.
    let marked = [source, SENTINEL].concat();
    let mut scan = Scan::default();
    let Some(Ok(Ok(container))) = Tokenizer::new_with_emitter(marked.as_str(), Tags::new(&mut scan)).next() else {
        return None;
    };
    let rest = source.get(container.end..)?;
    let is_followed = rest.starts_with(|c: char| !matches!(c, '<' | '\0'));
    if !(complete || is_followed) || changes_page(rest, scan.address.is_some()) {
        return None;
    }
    let parts = scan.doctype.iter().chain(&scan.address).chain(&scan.page).chain(&scan.around).chain([&container]);
    Some(parts.map(|span| &marked[span.clone()]).collect())
}

/// Whether what follows the container may hold a list, or may change what a parser makes of the page
/// before it. Tags are only looked for, not read: what looks like one inside a script counts too.
fn changes_page(rest: &str, has_address: bool) -> bool {
    let bytes = rest.as_bytes();
    let has_mark = LIST_MARKS.iter().any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some());
    has_mark
        || memchr::memchr_iter(b'<', bytes).any(|at| {
            let tag = &bytes[at + 1..];
            let is =
                |name: &str| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
            match tag.first().map(u8::to_ascii_lowercase) {
                Some(b'b') => is("body"),
                Some(b'f') => is("frameset"),
                Some(b'h') => is("html"),
                Some(b'l') => !has_address && is("link"),
                Some(b'm') => !has_address && is("meta"),
                // A class may be written with character references.
                Some(b'd') => is("div") && tag.split(|b| *b == b'>').next().is_some_and(|tag| tag.contains(&b'&')),
                _ => false,
            }
        })
}

/// A start tag.
#[derive(Default)]
struct StartTag {
    name: Vec<u8>,
    /// Names in lower case, and values. Only attributes that matter to the scan are read.
    attributes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl StartTag {
    /// In lower case.
    fn name(&self) -> &str {
        text(&self.name)
    }

    /// The value of the first attribute of that name.
    fn attribute(&self, wanted: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == wanted.as_bytes()).map(|(_, value)| text(value))
    }

    fn has_class(&self, wanted: &[&str]) -> bool {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|class| wanted.contains(&class))
    }

    /// Whether the tag has the address of the page.
    fn names_page(&self) -> bool {
        let [rel, property] = ["rel", "property"].map(|name| self.attribute(name).unwrap_or_default());
        named_address(self.name(), rel, property, self.attribute("href"), self.attribute("content")).is_some()
    }
}

/// Parts of a page at ASCII characters are valid text, as the page is.
fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// Where in the page the scan is.
#[derive(Default)]
enum Place {
    #[default]
    Before,
    /// Inside the container, which begins at `start` and has `depth` open elements around it.
    Inside { start: usize, depth: usize },
}

/// What is known of a page after some of its tags. All ranges are bytes of the page.
#[derive(Default)]
struct Scan {
    place: Place,
    nesting: Nesting,
    /// Whether anything but comments and blanks was read.
    begun: bool,
    doctype: Option<Range<usize>>,
    /// The first tag that has the address of the page.
    address: Option<Range<usize>>,
    /// The start tags of `html` and `body`.
    page: Vec<Range<usize>>,
    has_html: bool,
    has_body: bool,
    /// The start tags of the elements that are open, outermost first.
    around: Vec<Range<usize>>,
}

impl Scan {
    /// Only a document type at the top of the page counts.
    fn doctype(&mut self, span: Range<usize>) -> Result<(), NotWellFormed> {
        let is_first = !std::mem::replace(&mut self.begun, true);
        self.doctype = Some(span);
        if is_first { Ok(()) } else { Err(NotWellFormed) }
    }

    fn start(&mut self, tag: &StartTag, span: Range<usize>) -> Result<(), NotWellFormed> {
        self.begun = true;
        let name = tag.name();
        // A list, and frames that replace the whole page, are left to the parser.
        if name == "frameset" || name == "div" && tag.has_class(&LIST_MARKS) {
            return Err(NotWellFormed);
        }
        match name {
            "html" | "body" => return self.start_page(name, span),
            "head" => return Ok(()),
            "link" | "meta" if self.address.is_none() && tag.names_page() => self.address = Some(span.clone()),
            _ => {}
        }
        let is_open = self.nesting.start(name)?;
        let depth = self.nesting.depth() - usize::from(is_open);
        if matches!(self.place, Place::Before) {
            self.around.truncate(depth);
            if name == "div" && tag.has_class(&[ARTICLE_MARK]) {
                if !self.nesting.all(|name| AROUND.contains(&name)) {
                    return Err(NotWellFormed);
                }
                self.place = Place::Inside { start: span.start, depth };
            } else if is_open {
                self.around.push(span);
            }
        }
        Ok(())
    }

    /// Records the start tag of `html` or `body`. A second one, or one inside an element, would change
    /// the first.
    fn start_page(&mut self, name: &str, span: Range<usize>) -> Result<(), NotWellFormed> {
        let has_it = if name == "html" { &mut self.has_html } else { &mut self.has_body };
        if std::mem::replace(has_it, true) || self.nesting.depth() > 0 {
            return Err(NotWellFormed);
        }
        self.page.push(span);
        Ok(())
    }

    /// Reads an end tag; returns the container where it ends.
    fn end(&mut self, name: &str, end: usize) -> Result<Option<Range<usize>>, NotWellFormed> {
        self.begun = true;
        if name == "head" {
            return Ok(None);
        }
        self.nesting.end(name)?;
        match self.place {
            Place::Inside { start, depth } => Ok((self.nesting.depth() == depth).then_some(start..end)),
            Place::Before => {
                self.around.truncate(self.nesting.depth());
                Ok(None)
            }
        }
    }
}

/// Hands the tags of the tokenizer to a [`Scan`]. Its only token is the container, or why there is none.
///
/// html5gum's own emitters keep all text and look for errors, which takes most of the time.
struct Tags<'a> {
    scan: &'a mut Scan,
    outcome: Option<Result<Range<usize>, NotWellFormed>>,
    /// Bytes read so far.
    position: usize,
    /// Where the current tag or declaration begins.
    start: usize,
    is_end_tag: bool,
    tag: StartTag,
    /// Whether the attributes of the current tag are read.
    is_read: bool,
    last_start_tag: Vec<u8>,
}

impl Tags<'_> {
    fn new(scan: &mut Scan) -> Tags<'_> {
        Tags {
            scan,
            outcome: None,
            position: 0,
            start: 0,
            is_end_tag: false,
            tag: StartTag::default(),
            is_read: false,
            last_start_tag: Vec::new(),
        }
    }

    fn init_tag(&mut self, is_end_tag: bool) {
        self.is_end_tag = is_end_tag;
        self.is_read = false;
        self.tag.name.clear();
        self.tag.attributes.clear();
    }
}

impl Emitter for Tags<'_> {
    type Token = Result<Range<usize>, NotWellFormed>;

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn start_open_tag(&mut self) {
        self.start = self.position.saturating_sub(1);
    }

    fn emit_string(&mut self, text: &[u8]) {
        self.scan.begun = self.scan.begun || !text.trim_ascii().is_empty();
    }

    fn init_start_tag(&mut self) {
        self.init_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.init_tag(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        let has_wanted = matches!(self.tag.name.as_slice(), b"div" | b"link" | b"meta" | b"html" | b"body");
        self.is_read = has_wanted && !self.is_end_tag;
        if self.is_read {
            self.tag.attributes.push(Default::default());
        }
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        if let Some((last, _)) = self.tag.attributes.last_mut().filter(|_| self.is_read) {
            last.extend_from_slice(name);
        }
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if let Some((_, last)) = self.tag.attributes.last_mut().filter(|_| self.is_read) {
            last.extend_from_slice(value);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        if self.is_end_tag {
            self.last_start_tag.clear();
            self.outcome = self.scan.end(self.tag.name(), self.position).transpose();
            return None;
        }
        self.outcome = self.scan.start(&self.tag, self.start..self.position).err().map(Err);
        self.last_start_tag.clone_from(&self.tag.name);
        naive_next_state(&self.tag.name)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end_tag && !self.tag.name.is_empty() && self.tag.name == self.last_start_tag
    }

    fn emit_current_doctype(&mut self) {
        self.outcome = self.scan.doctype(self.start..self.position).err().map(Err);
    }

    fn pop_token(&mut self) -> Option<Self::Token> {
        self.outcome.take()
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start_tag = name.unwrap_or_default().to_vec();
    }

    // What a scan has no use for.
    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _: Error) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn emit_current_comment(&mut self) {}
    fn set_self_closing(&mut self) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html lang=vi><head><title>x</title>
<link href="/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206/content/a" rel="canonical"></head><body class="a b">
<!-- <div> --><ul><li><a href="/">Trang chủ</a></ul><div id=x><section><span></span><div class="y contentDetail">
<h3 class="text-change-size">Thăm trạm</h3></div></section></div><p>sau</p></body></html>"#;

    #[test]
    fn a_slice_is_the_container_inside_its_surroundings() {
        assert_eq!(
            slice(PAGE, true).as_deref(),
            Some(
                "<!DOCTYPE html><link href=\"/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206/content/a\" rel=\"canonical\">\
                 <html lang=vi><body class=\"a b\"><div id=x><section><div class=\"y contentDetail\">\n\
                 <h3 class=\"text-change-size\">Thăm trạm</h3></div>"
            )
        );
    }

    #[test]
    fn what_only_a_parser_can_read_has_no_slice() {
        let page =
            |before: &str| format!("<body>{before}<div class=contentDetail><h3 class=text-change-size>A</h3></div>");
        assert!(slice(&page("<p><i>a</i>"), true).is_some());
        for before in [
            "<b>",
            "<span>",
            "<table><tr><td>",
            "<svg>",
            "<select>",
            "<ul><li>",
            "</div>",
            "<!-- a",
            "<script>",
            "<button>",
            "<body>",
            "x<!DOCTYPE html>",
            "<div class=NewsList></div>",
            "<div class='New&#115;List'></div>",
            "<a><table><tr><td></a></td></tr></table>",
        ] {
            assert_eq!(slice(&page(before), true), None, "{before}");
        }
        for after in [
            "<link rel=canonical href=/a>",
            "<body id=a>",
            "<frameset>",
            "<div class='a NewsList'>",
            "<div class='New&#115;List'>",
        ] {
            assert!(slice(&page(""), true).is_some());
            assert_eq!(slice(&(page("") + after), true), None, "{after}");
        }
        assert!(slice(&(page("<link rel=canonical href=/a>") + "<link rel=canonical href=/b>"), true).is_some());
        assert_eq!(slice("<div class=contentDetail>", true), None);
        assert_eq!(slice(&page(&" ".repeat(HTML_BYTES_MAX)), true), None);
    }

    #[test]
    fn the_container_of_a_cut_page_must_be_followed_by_text() {
        let cut = |after: &str| slice(&format!("<div class=contentDetail></div>{after}"), false).is_some();
        assert!(cut("\n"));
        assert!(!cut(""));
        assert!(!cut("</di"));
        assert!(!cut("<p>"));
        assert_eq!(slice("<div class=contentDetail></div ", true), None);
    }
}
