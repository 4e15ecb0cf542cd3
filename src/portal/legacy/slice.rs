//! The part of a page that holds its article, cut out before anything is parsed.
//!
//! A page of a hundred kilobytes holds five of article, and building the tree of the rest is nearly
//! all the work. One look over the tags finds the article's container and its end, as long as the
//! page is plainly well formed up to there. Where it is not, there is no slice, and the whole page is
//! parsed: a slice is a faster way to the same article, never to another.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::tags::{Odd, Tag, TagKind, Tags};
use crate::portal::html::{HTML_BYTES_MAX, NESTING_MAX};

/// What an article's container is, and its class.
const CONTAINER: (&str, &str) = ("div", "contentDetail");

/// A page of its own: what the page says of its address, the elements around the article, and the
/// article. `None` where only a parser can tell where the article is.
pub(super) fn slice(source: &str) -> Option<String> {
    if source.len() > HTML_BYTES_MAX {
        return None;
    }
    let mut walk = Walk::over(source);
    let container = walk.find_container().ok()??;
    let end = walk.find_end_of_container(&container).ok()?;
    // Which of several names counts, only a parser can tell.
    if names_address(&source[container.start..]) {
        return None;
    }
    let around = walk.open.iter().map(|open| &open.span);
    let before = walk.doctype.iter().chain(&walk.page).chain(&walk.addresses).chain(around);
    let parts: Vec<&str> = before.map(|span| &source[span.clone()]).chain([&source[container.start..end]]).collect();
    Some(parts.concat())
}

/// Whether a text may hold one of the two elements by which a page tells its address.
fn names_address(text: &str) -> bool {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let names = AhoCorasick::builder().ascii_case_insensitive(true).build(["canonical", "og:url"]);
        names.expect("two short words are within the automaton's limits")
    });
    NAMES.is_match(text)
}

/// What an element does to those around it when a browser reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    /// Its end tag closes whatever is open inside.
    Nests(Part),
    /// The same, and it must stand in one of these.
    Inside(&'static [&'static str], Part),
    Select,
    /// Closed by whatever may not stand in it.
    Paragraph,
    /// Never open.
    Void,
    /// `html`, `head` and `body`, whose tags may be missing.
    Page,
    /// Closes by name only, and may go on behind what closed around it.
    Inline,
    Odd,
}

/// What may stand in an element that nests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Anything, the container too.
    Around,
    /// Anything but the container.
    Block,
    /// The same, and end tags inside don't reach beyond: a cell.
    Barrier,
    /// Rows and cells only.
    Table,
}

fn element(name: &str) -> Element {
    const LISTS: &[&str] = &["ul", "ol", "menu", "dir"];
    const ROWS: &[&str] = &["table", "tbody", "thead", "tfoot"];
    match name {
        "div" | "section" | "article" | "main" | "aside" | "header" | "footer" | "nav" | "form" | "center"
        | "fieldset" | "ul" | "ol" => Element::Nests(Part::Around),
        "li" => Element::Inside(LISTS, Part::Around),
        "address" | "blockquote" | "details" | "dialog" | "dir" | "dl" | "figcaption" | "figure" | "hgroup"
        | "menu" | "pre" | "listing" | "search" | "summary" | "button" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            Element::Nests(Part::Block)
        }
        "dd" | "dt" => Element::Inside(&["dl"], Part::Block),
        "object" | "marquee" | "applet" => Element::Nests(Part::Barrier),
        "table" => Element::Nests(Part::Table),
        "tbody" | "thead" | "tfoot" | "colgroup" => Element::Inside(&["table"], Part::Table),
        "caption" => Element::Inside(&["table"], Part::Barrier),
        "tr" => Element::Inside(ROWS, Part::Table),
        "td" | "th" => Element::Inside(&["tr"], Part::Barrier),
        "select" => Element::Select,
        "p" => Element::Paragraph,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source"
        | "track" | "wbr" => Element::Void,
        "html" | "head" | "body" => Element::Page,
        "svg" | "math" | "template" | "plaintext" | "frameset" | "frame" | "image" => Element::Odd,
        _ => Element::Inline,
    }
}

struct Open {
    name: String,
    part: Part,
    /// The start tag.
    span: Range<usize>,
}

/// The state of reading a page tag by tag.
struct Walk<'a> {
    source: &'a str,
    tags: Tags<'a>,
    /// Open elements that are closed by their end tags in order, the innermost last.
    open: Vec<Open>,
    /// Other open elements, each with the barriers that were open then.
    inline: Vec<(String, usize)>,
    doctype: Option<Range<usize>>,
    /// Start tags of `html` and `body`.
    page: Vec<Range<usize>>,
    /// Tags that may tell the page's address.
    addresses: Vec<Range<usize>>,
}

impl<'a> Walk<'a> {
    fn over(source: &'a str) -> Walk<'a> {
        Walk {
            source,
            tags: Tags::of(source),
            open: Vec::new(),
            inline: Vec::new(),
            doctype: None,
            page: Vec::new(),
            addresses: Vec::new(),
        }
    }

    /// Goes on behind the container's start tag, and gives that; `None` on a page without one.
    fn find_container(&mut self) -> Result<Option<Range<usize>>, Odd> {
        while let Some(tag) = self.tags.next()? {
            if is_container(&tag)? {
                let well = self.inline.is_empty() && self.open.iter().all(|open| open.part == Part::Around);
                return if well { Ok(Some(tag.span)) } else { Err(Odd) };
            }
            match tag.kind {
                TagKind::Doctype if self.doctype.is_none() && self.open.is_empty() && self.page.is_empty() => {
                    self.doctype = Some(tag.span);
                }
                TagKind::Doctype => return Err(Odd),
                TagKind::Start => self.start(&tag)?,
                TagKind::End => self.end(&tag)?,
            }
        }
        Ok(None)
    }

    /// Goes on behind the container's end tag, and gives its end.
    fn find_end_of_container(&mut self, container: &Range<usize>) -> Result<usize, Odd> {
        let depth = self.open.len();
        self.open.push(Open { name: CONTAINER.0.to_owned(), part: Part::Around, span: container.clone() });
        while let Some(tag) = self.tags.next()? {
            match tag.kind {
                TagKind::Start => self.start(&tag)?,
                TagKind::End => self.end(&tag)?,
                TagKind::Doctype => return Err(Odd),
            }
            if self.open.len() == depth {
                return Ok(tag.span.end);
            }
        }
        Err(Odd)
    }

    fn start(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let name = tag.name.to_ascii_lowercase();
        let parent = self.open.last();
        let in_table = parent.is_some_and(|parent| parent.part == Part::Table);
        let part = match element(&name) {
            Element::Odd => return Err(Odd),
            Element::Page => return self.page_tag(&name, tag),
            Element::Void => {
                if matches!(name.as_str(), "link" | "meta") && names_address(&self.source[tag.span.clone()]) {
                    self.addresses.push(tag.span.clone());
                }
                return Ok(());
            }
            Element::Inside(parents, part) if parent.is_some_and(|parent| parents.contains(&parent.name.as_str())) => {
                part
            }
            Element::Inside(..) => return Err(Odd),
            // Whatever else stands between the cells of a table, browsers put somewhere else.
            _ if in_table => return Err(Odd),
            Element::Paragraph => return Ok(()),
            Element::Inline => {
                self.inline.push((name, self.barriers()));
                return self.check_depth();
            }
            Element::Select => return self.pass_select(),
            // Neither stands in another of its kind.
            _ if matches!(name.as_str(), "form" | "button") && self.is_open(&name) => return Err(Odd),
            Element::Nests(part) => part,
        };
        self.open.push(Open { name, part, span: tag.span.clone() });
        self.check_depth()
    }

    /// What nests deeper than any page of the portal is left to the parser, which refuses it.
    fn check_depth(&self) -> Result<(), Odd> {
        if self.open.len() + self.inline.len() > NESTING_MAX as usize { Err(Odd) } else { Ok(()) }
    }

    fn end(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let name = tag.name.to_ascii_lowercase();
        match element(&name) {
            Element::Paragraph | Element::Void => Ok(()),
            Element::Page if name == "head" => Ok(()),
            Element::Page | Element::Odd | Element::Select => Err(Odd),
            Element::Inline => {
                let Some(at) = self.inline.iter().rposition(|(open, _)| *open == name) else { return Ok(()) };
                // A cell keeps what stands in it from closing what stands around it.
                if self.inline[at].1 != self.barriers() {
                    return Err(Odd);
                }
                self.inline.remove(at);
                Ok(())
            }
            _ => {
                self.open.pop().filter(|open| open.name == name).ok_or(Odd)?;
                let barriers = self.barriers();
                self.inline.retain(|(_, within)| *within <= barriers);
                Ok(())
            }
        }
    }

    fn page_tag(&mut self, name: &str, tag: &Tag<'a>) -> Result<(), Odd> {
        // A second one, or a late one, changes the first.
        let late = !self.open.is_empty() || !self.inline.is_empty();
        let again = self.page.iter().any(|span| {
            self.source[span.start + 1..].get(..name.len()).is_some_and(|open| open.eq_ignore_ascii_case(name))
        });
        if late || again {
            return Err(Odd);
        }
        if name != "head" {
            self.page.push(tag.span.clone());
        }
        Ok(())
    }

    /// Goes on behind a list of choices, in which nothing else has a meaning.
    fn pass_select(&mut self) -> Result<(), Odd> {
        while let Some(tag) = self.tags.next()? {
            let name = tag.name.to_ascii_lowercase();
            match (tag.kind, name.as_str()) {
                (TagKind::End, "select") => return Ok(()),
                (TagKind::Start | TagKind::End, "option" | "optgroup") => {}
                _ => return Err(Odd),
            }
        }
        Err(Odd)
    }

    fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    fn barriers(&self) -> usize {
        self.open.iter().filter(|open| open.part == Part::Barrier).count()
    }
}

fn is_container(tag: &Tag<'_>) -> Result<bool, Odd> {
    let (name, class) = CONTAINER;
    let named = tag.kind == TagKind::Start && tag.name.eq_ignore_ascii_case(name);
    if named && tag.class.contains('&') {
        return Err(Odd);
    }
    Ok(named && tag.class.split_ascii_whitespace().any(|one| one == class))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::read_tree;
    use super::*;
    use crate::page::Page;
    use crate::portal::NotOurs;
    use crate::portal::html::Tree;

    const ARTICLE: &str = include_str!("../../../tests/fixtures/portal/article.html");
    const SAVED: &str = include_str!("../../../tests/fixtures/import/article.html");
    const FULL: &str = r#"<!DOCTYPE html><html lang=vi><head><title>x</title>
<link href="https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206Q9qkZOqn/content/tham-tram" rel="canonical">
<script>if (a < b) document.write("<div>");</script></head><body class="a b">
<!-- <div> --><form action=/tim><select name=q><option>1<option selected>2</select></form>
<ul><li><a href="/">Trang chủ</a></li><li><b>Tin</b></li></ul><p>chưa đóng
<table><tbody><tr><td><div><i>ô</i></div></td></tr></tbody></table>
<div id="p_p_id_101_INSTANCE_k206Q9qkZOqn_"><section><span></span><div class="x contentDetail y">
<h3 class="text-change-size">Thứ trưởng thăm trạm</h3><p class="time-post">21/01/2026 | 14:03 PM</p>
<div class="contentDetail text-change-size"><p class="sapo">Sáng 21/1</p>
<div class="journal-content-article"><p>Một <b>hai<p>ba</b></p><table><tr><td><p>bốn</td></tr></table><p>Năm &amp; sáu</p></div></div>
</div></section></div><div><p>sau</p></div></body></html>"#;

    /// What a page is read to, by way of a slice and as a whole.
    fn both(source: &str) -> (Option<Result<Page, NotOurs>>, Result<Page, NotOurs>) {
        let by_slice = slice(source).map(|slice| read_tree(&Tree::parse_slice(&slice, source)?, source, None));
        (by_slice, Tree::parse(source).and_then(|tree| read_tree(&tree, source, None)))
    }

    #[test]
    fn a_slice_gives_the_article_of_the_page() {
        for source in
            [ARTICLE, SAVED, &FULL.replace("<tr><td><p>bốn</td></tr>", "<tbody><tr><td><p>bốn</td></tr></tbody>")]
        {
            let (by_slice, whole) = both(source);
            let page = whole.expect("a page of the portal");
            assert!(page.article.is_some(), "{source}");
            assert_eq!(by_slice, Some(Ok(page)), "{source}");
        }
    }

    #[test]
    fn the_rest_of_the_page_is_left_out() {
        let small = slice(FULL).expect("a plain page");
        assert!(small.contains("canonical") && small.contains("INSTANCE_k206") && small.contains("sáu"), "{small}");
        assert!(!small.contains("Trang chủ") && !small.contains("sau</p>") && !small.contains("<form"), "{small}");
    }

    #[test]
    fn what_only_a_parser_can_tell_has_no_slice() {
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
            slice("<link rel=alternate href=/?canonical><div class=contentDetail></div><meta property=OG:url>"),
            None
        );
        assert_eq!(slice(&page(&"<u>".repeat(300_000))), None);
        assert_eq!(slice(&page(&" ".repeat(HTML_BYTES_MAX))), None);
    }

    /// What makes browsers build another tree than the source seems to say.
    const PIECES: [&str; 44] = [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<span>",
        "</span>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<form>",
        "</form>",
        "<select>",
        "</select>",
        "<option>",
        "<button>",
        "</button>",
        "<h3>",
        "</h3>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<body id=z>",
        "</body>",
        "<section>",
        "</section>",
        "<font>",
        "</font>",
        "<object>",
        "</object>",
        "<br>",
        "<dl><dt>",
        "\"",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn a_slice_is_never_of_another_article(
            page in prop::sample::select(vec![ARTICLE, SAVED, FULL]),
            put in prop::collection::vec((0.0..1.0_f64, prop::sample::select(PIECES.to_vec()), any::<bool>()), 1..5),
        ) {
            let mut source = page.to_owned();
            for (place, piece, replaces) in put {
                // At the beginning or the end of a tag, where it has a chance to matter.
                let tags: Vec<usize> = source.match_indices('<').map(|(at, _)| at).collect();
                let at = tags[(tags.len() as f64 * place) as usize];
                let end = source[at..].find('>').map_or(source.len(), |n| at + n + 1);
                source.replace_range(at..if replaces { end } else { at }, piece);
            }
            if let (Some(by_slice), whole) = both(&source) {
                prop_assert_eq!(by_slice, whole, "{}", source);
            }
        }
    }
}
