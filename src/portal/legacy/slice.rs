//! The part of a page that holds its article, cut out before anything is parsed.
//!
//! A page of a hundred kilobytes holds five of article, and building the tree of the rest is nearly
//! all the work. One look over the tags finds the article's container and its end, as long as the
//! page is plainly well formed up to there. Where it is not, there is no slice, and the whole page is
//! parsed: a slice is a faster way to the same article, never to another.

use std::borrow::Cow;
use std::ops::Range;

use super::elements::{Element, Part, is_heading};
use super::names::{Name, one_of};
use super::tags::{Odd, Tag, TagKind, Tags};
use super::{LIST_MARKS, named_address, references};
use crate::portal::html::{HTML_BYTES_MAX, NESTING_MAX};

/// What an article's container is, and its class.
const CONTAINER: (Name, &str) = (Name::of("div"), "contentDetail");

/// The article of a page, and what else of the page tells of it.
pub(super) struct Slice<'a> {
    source: &'a str,
    /// From the container's start tag to the end of its end tag.
    pub(super) container: &'a str,
    doctype: Option<Range<usize>>,
    /// Start tags of the elements around the container, from `html` and `body` on.
    around: Vec<Tag<'a>>,
    /// The tag by which the page gives its address, and that.
    address: Option<(Range<usize>, Cow<'a, str>)>,
}

/// Cuts the article out of a page; `None` where only a parser can tell where it is.
///
/// A page that is not `complete` has a slice only where text follows the container: then no cut can
/// have touched it.
pub(super) fn slice(source: &str, complete: bool) -> Option<Slice<'_>> {
    if source.len() > HTML_BYTES_MAX {
        return None;
    }
    let (mut walk, mut tags) = (Walk::default(), Tags::of(source));
    let container = walk.find_container(&mut tags).ok()??;
    let end = walk.find_end_of_container(&mut tags, container).ok()?;
    let is_followed = source[end..].starts_with(|c: char| !matches!(c, '<' | '\0'));
    let Walk { open, doctype, page, address, .. } = walk;
    if !(complete || is_followed) || tells_more(source, end, address.is_some()).ok()? {
        return None;
    }
    let around = page.into_iter().chain(open.iter().map(|open| open.start));
    let around = around.map(|start| Tags::from(source, start).next().ok().flatten().copied()).collect::<Option<_>>()?;
    Some(Slice { source, container: &source[container..end], doctype, around, address })
}

impl<'a> Slice<'a> {
    /// The slice as a page of its own.
    pub(super) fn as_page(&self) -> String {
        let address = self.address.as_ref().map(|(span, _)| span);
        let before = self.doctype.iter().chain(address).cloned().chain(self.around.iter().map(Tag::span));
        let parts: Vec<&str> = before.map(|span| &self.source[span]).chain([self.container]).collect();
        parts.concat()
    }

    /// The address that the page gives itself.
    pub(super) fn address(&self) -> Option<&str> {
        self.address.as_ref().map(|(_, address)| &**address)
    }

    /// Ids of the elements around the container.
    pub(super) fn ids_around(&self) -> Result<Vec<Cow<'a, str>>, Odd> {
        let mut ids = Vec::new();
        for tag in &self.around {
            if let [Some(id)] = tag.attributes(["id"]) {
                ids.push(references::in_attribute(id)?);
            }
        }
        Ok(ids)
    }
}

/// Elements that say something of the page as a whole.
const TELLING: [&str; 4] = ["link", "meta", "body", "html"];

/// Whether what follows the container may hold a list, or say more of what is around the container.
fn tells_more(source: &str, from: usize, has_address: bool) -> Result<bool, Odd> {
    let bytes = source.as_bytes();
    if LIST_MARKS.iter().any(|mark| memchr::memmem::find(&bytes[from..], mark.as_bytes()).is_some()) {
        return Ok(true);
    }
    for at in memchr::memchr_iter(b'<', &bytes[from..]).map(|n| from + n) {
        let name = bytes.get(at + 1..at + 5).unwrap_or_default();
        if !matches!(name, [b'b' | b'h' | b'l' | b'm' | b'B' | b'H' | b'L' | b'M', ..])
            || !TELLING.iter().any(|telling| name.eq_ignore_ascii_case(telling.as_bytes()))
        {
            continue;
        }
        // In a script or a comment it is no tag, and the answer is only more careful than it need be.
        let mut tags = Tags::from(source, at);
        let Some(tag) = tags.next()? else { continue };
        let name = tag.name;
        if (one_of!(name: "body" "html") && tag.attributes(["id"]) != [None])
            || (!has_address && address_of(tag)?.is_some())
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The address that a tag gives the page.
fn address_of<'a>(tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, Odd> {
    let name = tag.name;
    if !one_of!(name: "link" "meta") {
        return Ok(None);
    }
    let [rel, property, href, content] = tag.attributes(["rel", "property", "href", "content"]);
    let [rel, property] = [rel, property].map(|value| references::in_attribute(value.unwrap_or_default()));
    named_address(&tag.spelt().to_ascii_lowercase(), &rel?, &property?, href, content)
        .map(references::in_attribute)
        .transpose()
}

struct Open {
    name: Name,
    part: Part,
    /// Where its start tag begins.
    start: usize,
}

/// An open element of the text, which may be closed out of order.
struct Inline {
    name: Name,
    /// How many barriers were open when it began, and how many elements in all.
    barriers: usize,
    depth: usize,
}

/// The state of reading a page tag by tag.
#[derive(Default)]
struct Walk<'a> {
    /// Open elements that are closed by their end tags in order, the innermost last.
    open: Vec<Open>,
    /// How many of them are barriers.
    barriers: usize,
    /// Other open elements.
    inline: Vec<Inline>,
    doctype: Option<Range<usize>>,
    /// Where the start tags of `html` and `body` begin.
    page: Vec<usize>,
    /// Whether `html`, `head` and `body` have begun.
    begun: [bool; 3],
    /// The first tag that gives the page's address.
    address: Option<(Range<usize>, Cow<'a, str>)>,
}

impl<'a> Walk<'a> {
    /// Goes on behind the container's start tag, and gives where that begins; `None` on a page without
    /// one.
    fn find_container(&mut self, tags: &mut Tags<'a>) -> Result<Option<usize>, Odd> {
        while let Some(tag) = tags.next()? {
            match tag.kind {
                TagKind::Start if is_container(tag)? => {
                    let well = self.inline.is_empty() && self.open.iter().all(|open| open.part == Part::Around);
                    return if well { Ok(Some(tag.start)) } else { Err(Odd) };
                }
                TagKind::Doctype if self.doctype.is_none() && self.open.is_empty() && self.begun == [false; 3] => {
                    self.doctype = Some(tag.span());
                }
                TagKind::Doctype => return Err(Odd),
                TagKind::Start if tag.element == Element::Select => self.select(tags)?,
                TagKind::Start => self.start(tag)?,
                TagKind::End => self.end(tag)?,
                TagKind::Comment => {}
            }
        }
        Ok(None)
    }

    /// Goes on behind the container's end tag, and gives its end.
    fn find_end_of_container(&mut self, tags: &mut Tags<'a>, container: usize) -> Result<usize, Odd> {
        let depth = self.open.len();
        self.open.push(Open { name: CONTAINER.0, part: Part::Around, start: container });
        while let Some(tag) = tags.next()? {
            let end = tag.end;
            match tag.kind {
                TagKind::Start if tag.element == Element::Select => self.select(tags)?,
                TagKind::Start => {
                    is_container(tag)?;
                    self.start(tag)?;
                }
                TagKind::End => self.end(tag)?,
                TagKind::Doctype => return Err(Odd),
                TagKind::Comment => {}
            }
            if self.open.len() == depth {
                return Ok(end);
            }
        }
        Err(Odd)
    }

    fn start(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let name = tag.name;
        let parent = self.open.last();
        let part = match tag.element {
            Element::Odd | Element::Select => return Err(Odd),
            Element::Page => return self.page_tag(tag),
            Element::Void => {
                if self.address.is_none() {
                    self.address = address_of(tag)?.map(|address| (tag.span(), address));
                }
                return Ok(());
            }
            Element::Inside(parents, part) if parent.is_some_and(|parent| parents.hold(parent.name)) => part,
            Element::Inside(..) => return Err(Odd),
            // Whatever else stands between the cells of a table, browsers put somewhere else.
            _ if self.in_table() => return Err(Odd),
            Element::Paragraph => return Ok(()),
            Element::Inline | Element::Plain | Element::Raw => {
                self.inline.push(Inline { name, barriers: self.barriers, depth: self.open.len() });
                return self.check_depth();
            }
            // Neither stands in another of its kind.
            _ if one_of!(name: "form" "button") && self.is_open(name) => return Err(Odd),
            // A heading directly in a heading ends that one.
            _ if is_heading(name) && parent.is_some_and(|parent| is_heading(parent.name)) => return Err(Odd),
            Element::Nests(part) => part,
        };
        self.barriers += usize::from(part == Part::Barrier);
        self.open.push(Open { name, part, start: tag.start });
        self.check_depth()
    }

    /// What nests deeper than any page of the portal is left to the parser, which refuses it.
    fn check_depth(&self) -> Result<(), Odd> {
        if self.open.len() + self.inline.len() > NESTING_MAX as usize { Err(Odd) } else { Ok(()) }
    }

    fn end(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let name = tag.name;
        match tag.element {
            Element::Paragraph | Element::Void => Ok(()),
            Element::Page if one_of!(name: "head") => Ok(()),
            Element::Page | Element::Odd | Element::Select => Err(Odd),
            Element::Inline | Element::Plain | Element::Raw => {
                let Some(at) = self.inline.iter().rposition(|inline| inline.name == name) else { return Ok(()) };
                let Inline { barriers, depth, .. } = self.inline[at];
                // A cell keeps what stands in it from closing what stands around it, and a block some of it.
                if barriers != self.barriers || self.open.len() > depth {
                    return Err(Odd);
                }
                match at + 1 == self.inline.len() {
                    true => self.inline.truncate(at),
                    false => drop(self.inline.remove(at)),
                }
                Ok(())
            }
            _ => {
                let open = self.open.pop().filter(|open| open.name == name).ok_or(Odd)?;
                if open.part == Part::Barrier {
                    self.barriers -= 1;
                    self.inline.retain(|inline| inline.barriers <= self.barriers);
                }
                Ok(())
            }
        }
    }

    fn page_tag(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        const PARTS: [Name; 3] = [Name::of("html"), Name::of("head"), Name::of("body")];
        let begun = &mut self.begun[PARTS.iter().position(|part| tag.name == *part).ok_or(Odd)?];
        // A second one, or a late one, changes the first.
        if std::mem::replace(begun, true) || !self.open.is_empty() || !self.inline.is_empty() {
            return Err(Odd);
        }
        if tag.name != PARTS[1] {
            self.page.push(tag.start);
        }
        Ok(())
    }

    /// Goes on behind a list of choices, in which nothing else has a meaning.
    fn select(&self, tags: &mut Tags<'a>) -> Result<(), Odd> {
        if self.in_table() {
            return Err(Odd);
        }
        while let Some(tag) = tags.next()? {
            let name = tag.name;
            match tag.kind {
                TagKind::End if one_of!(name: "select") => return Ok(()),
                TagKind::Start | TagKind::End if one_of!(name: "option" "optgroup") => {}
                TagKind::Comment => {}
                _ => return Err(Odd),
            }
        }
        Err(Odd)
    }

    /// Whether only rows and cells may stand here.
    fn in_table(&self) -> bool {
        self.open.last().is_some_and(|open| open.part == Part::Table)
    }

    fn is_open(&self, name: Name) -> bool {
        self.open.iter().any(|open| open.name == name)
    }
}

/// Whether a start tag is a container's; a list's, which a parser reads, is [`Odd`].
fn is_container(tag: &Tag<'_>) -> Result<bool, Odd> {
    let (name, class) = CONTAINER;
    if tag.name != name {
        return Ok(false);
    }
    let [found] = tag.attributes(["class"]).map(Option::unwrap_or_default);
    if found.contains('&') || found.split_ascii_whitespace().any(|one| LIST_MARKS.contains(&one)) {
        return Err(Odd);
    }
    Ok(found.split_ascii_whitespace().any(|one| one == class))
}

#[cfg(test)]
mod tests {
    use super::super::ways::tests::FULL;
    use super::*;

    #[test]
    fn the_rest_of_the_page_is_left_out() {
        let small = slice(FULL, true).expect("a plain page").as_page();
        assert!(small.contains("canonical") && small.contains("INSTANCE_k206") && small.contains("sáu"), "{small}");
        assert!(!small.contains("Trang chủ") && !small.contains("sau</p>") && !small.contains("<form"), "{small}");
    }

    #[test]
    fn what_only_a_parser_can_tell_has_no_slice() {
        let slice = |source: &str| slice(source, true).map(|slice| slice.as_page());
        let page =
            |before: &str| format!("<body>{before}<div class=contentDetail><h3 class=text-change-size>A</h3></div>");
        assert!(slice(&page("<p><i>a</i>")).is_some());
        for before in [
            "<b>",
            "<span>",
            "<table>",
            "<table><tr><td>",
            "<svg>",
            "<select>",
            "<li>",
            "</div>",
            "<div></section>",
            "<!-- a",
            "<script>",
            "<button>",
            "<div><form><form>",
            "<body>",
            "<a><table><tr><td></a></td></tr></table>",
        ] {
            assert_eq!(slice(&page(before)), None, "{before}");
        }
        assert_eq!(slice("<div class=contentDetail>"), None);
        assert_eq!(slice("<div class='contentDetail &amp;'></div>"), None);
        assert_eq!(slice("<div class=contentDetail></div><link rel=canonical href=/a>"), None);
        assert_eq!(
            slice(
                "<link rel=alternate href=/?canonical><div class=contentDetail></div><meta property=og:url content=/b>"
            ),
            None
        );
        assert_eq!(slice(&page(&"<u>".repeat(300_000))), None);
        assert_eq!(slice(&page(&" ".repeat(HTML_BYTES_MAX))), None);
    }
}
