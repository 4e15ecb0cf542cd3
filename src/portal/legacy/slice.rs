//! The part of a page that its article is read from.
//!
//! To build the tree of a whole page takes far longer than to cut it into tags, and the article is a
//! twentieth of it. So html5gum reads the tags, [`Nesting`] checks that the page is well formed from
//! its start to the end of the article's container, and `scraper` parses only that container,
//! inside the elements that surround it. Where the check fails there is no slice, and the whole page is parsed.
//! A slice must never yield another article than the whole page: the tests of [`super`] compare
//! the two over damaged pages.

use std::ops::Range;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, Tokenizer};

use super::nesting::{Nesting, NotWellFormed};
use super::{ARTICLE_MARK, LIST_MARKS, named_address};
use crate::portal::html::{HTML_BYTES_MAX, SENTINEL};

/// Elements that may surround the container.
const AROUND: [&str; 9] = ["div", "section", "article", "main", "aside", "header", "footer", "nav", "form"];
/// Elements whose attributes are read.
const READ: [&str; 5] = ["div", "link", "meta", "html", "body"];

/// Cuts the article's container out of a page, and returns it as a page of its own. Returns `None`
/// where only a parser of the whole page can find it.
///
/// A page that is not `complete` has a slice only where text follows the container: then the end of
/// the container can't be what was cut.
pub(super) fn slice(source: &str, complete: bool) -> Option<String> {
    if source.len() > HTML_BYTES_MAX {
        return None;
    }
    // The parser reads a page with the sentinel behind it: a tag that was cut must look the same here.
    let marked = [source, SENTINEL].concat();
    let mut scan = Scan::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span| scan.event(event, span).err());
    emitter.naively_switch_states(true);
    if Tokenizer::new_with_emitter(&marked, WithoutErrors(emitter)).next().is_some() {
        return None;
    }
    let Place::After(container) = &scan.place else { return None };
    let is_followed = source.get(container.end..)?.starts_with(|c: char| !matches!(c, '<' | '\0'));
    let parts = scan.doctype.iter().chain(&scan.address).chain(&scan.page).chain(&scan.around).chain([container]);
    (complete || is_followed).then(|| parts.map(|span| &marked[span.clone()]).collect())
}

/// An emitter that doesn't look for errors in the input, which takes most of the tokenizer's time.
struct WithoutErrors<F: Callback<NotWellFormed, usize>>(CallbackEmitter<F, NotWellFormed, usize>);

impl<F: Callback<NotWellFormed, usize>> ForwardingEmitter for WithoutErrors<F> {
    type Token = NotWellFormed;

    fn inner(&mut self) -> &mut impl Emitter<Token = NotWellFormed> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// A start tag that is being read.
#[derive(Default)]
struct StartTag {
    /// Where it begins, in bytes of the page.
    start: usize,
    /// In lower case.
    name: String,
    /// Names in lower case, and values; only those of the elements in [`READ`].
    attributes: Vec<(String, String)>,
}

impl StartTag {
    /// The value of the first attribute of that name.
    fn attribute(&self, wanted: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether the tag gives the address of the page.
    fn names_page(&self) -> bool {
        let [rel, property] = ["rel", "property"].map(|name| self.attribute(name).unwrap_or_default());
        named_address(&self.name, rel, property, self.attribute("href"), self.attribute("content")).is_some()
    }
}

/// Where in the page the scan is.
#[derive(Default)]
enum Place {
    #[default]
    Before,
    /// Inside the container, which begins at `start` and has `depth` open elements around it.
    Inside { start: usize, depth: usize },
    /// After the container, which spans these bytes.
    After(Range<usize>),
}

/// What is known of a page after some of its tags. All ranges are bytes of the page.
#[derive(Default)]
struct Scan {
    place: Place,
    nesting: Nesting,
    tag: Option<StartTag>,
    /// Whether anything but comments and blanks was read.
    begun: bool,
    doctype: Option<Range<usize>>,
    /// The first tag that gives the address of the page.
    address: Option<Range<usize>>,
    /// The start tags of `html` and `body`.
    page: Vec<Range<usize>>,
    has_html: bool,
    has_body: bool,
    /// The start tags of the elements that are open, outermost first.
    around: Vec<Range<usize>>,
}

impl Scan {
    fn event(&mut self, event: CallbackEvent<'_>, span: Span) -> Result<(), NotWellFormed> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some(StartTag { start: span.start, name: text(name), attributes: Vec::new() });
            }
            CallbackEvent::AttributeName { name } => {
                if let Some(tag) = self.tag.as_mut().filter(|tag| READ.contains(&tag.name.as_str())) {
                    tag.attributes.push((text(name), String::new()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.tag.as_mut().and_then(|tag| tag.attributes.last_mut()) {
                    *last = text(value);
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                self.begun = true;
                let tag = self.tag.take().ok_or(NotWellFormed)?;
                let span = tag.start..span.end;
                return self.start(&tag, span);
            }
            CallbackEvent::EndTag { name } => {
                self.begun = true;
                return self.end(&text(name), span.end);
            }
            CallbackEvent::Doctype { .. } => return self.doctype(span.start..span.end),
            CallbackEvent::String { value } => self.begun |= !value.trim_ascii().is_empty(),
            CallbackEvent::Comment { .. } | CallbackEvent::Error(_) => {}
        }
        Ok(())
    }

    /// Only a document type at the top of the page counts.
    fn doctype(&mut self, span: Range<usize>) -> Result<(), NotWellFormed> {
        if matches!(self.place, Place::After(_)) {
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.begun, true);
        self.doctype = Some(span);
        if is_first { Ok(()) } else { Err(NotWellFormed) }
    }

    fn start(&mut self, tag: &StartTag, span: Range<usize>) -> Result<(), NotWellFormed> {
        // A list, and frames that replace the whole page, are left to the parser.
        if tag.name == "frameset" || tag.name == "div" && tag.classes().any(|class| LIST_MARKS.contains(&class)) {
            return Err(NotWellFormed);
        }
        if let Place::After(_) = self.place {
            return self.start_after(tag);
        }
        match tag.name.as_str() {
            "html" | "body" => return self.start_page(tag, span),
            "head" => return Ok(()),
            _ => {}
        }
        let is_open = self.nesting.start(&tag.name)?;
        let depth = self.nesting.depth() - usize::from(is_open);
        self.around.truncate(depth);
        if self.address.is_none() && tag.names_page() {
            self.address = Some(span.clone());
        }
        if matches!(self.place, Place::Before) {
            if tag.name == "div" && tag.classes().any(|class| class == ARTICLE_MARK) {
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

    /// Records the start tag of `html` or `body`. A second one, or one inside an element, would change the first.
    fn start_page(&mut self, tag: &StartTag, span: Range<usize>) -> Result<(), NotWellFormed> {
        let has_it = if tag.name == "html" { &mut self.has_html } else { &mut self.has_body };
        if std::mem::replace(has_it, true) || self.nesting.depth() > 0 {
            return Err(NotWellFormed);
        }
        self.page.push(span);
        Ok(())
    }

    /// What follows the container may still change the elements around it, or give the address.
    fn start_after(&self, tag: &StartTag) -> Result<(), NotWellFormed> {
        let adds_id = matches!(tag.name.as_str(), "html" | "body") && tag.attribute("id").is_some();
        if adds_id || (self.address.is_none() && tag.names_page()) { Err(NotWellFormed) } else { Ok(()) }
    }

    fn end(&mut self, name: &str, end: usize) -> Result<(), NotWellFormed> {
        if matches!(self.place, Place::After(_)) || name == "head" {
            return Ok(());
        }
        self.nesting.end(name)?;
        match self.place {
            Place::Inside { start, depth } if self.nesting.depth() == depth => self.place = Place::After(start..end),
            Place::Before => self.around.truncate(self.nesting.depth()),
            Place::Inside { .. } | Place::After(_) => {}
        }
        Ok(())
    }
}

/// The tokenizer yields parts of a valid text, so nothing is replaced.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
        for after in ["<link rel=canonical href=/a>", "<body id=a>", "<frameset>", "<div class='a NewsList'>"] {
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
