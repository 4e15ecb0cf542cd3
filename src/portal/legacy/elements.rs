//! What an element does to those around it when a browser reads it.

use super::names::{Name, one_of};

/// The ways of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Its end tag closes whatever is open inside.
    Nests(Part),
    /// The same, and it must stand in one of these.
    Inside(Parents, Part),
    Select,
    /// Closed by whatever may not stand in it.
    Paragraph,
    /// Never open.
    Void,
    /// `html`, `head` and `body`, whose tags may be missing.
    Page,
    /// Closes by name only, and may go on behind what closed around it.
    Inline,
    /// The same, and it does nothing at all to those around it.
    Plain,
    /// The same as inline, and its content is no markup.
    Raw,
    Odd,
}

/// What may stand in an element that nests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Anything, the container of an article too.
    Around,
    /// Anything but the container.
    Block,
    /// The same, and end tags inside don't reach beyond: a cell.
    Barrier,
    /// Rows and cells only.
    Table,
}

/// Elements that some others must stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parents {
    Lists,
    Definitions,
    Table,
    Rows,
    Row,
}

impl Parents {
    pub(super) fn hold(self, name: Name) -> bool {
        match self {
            Parents::Lists => one_of!(name: "ul" "ol" "menu" "dir"),
            Parents::Definitions => one_of!(name: "dl"),
            Parents::Table => one_of!(name: "table"),
            Parents::Rows => one_of!(name: "table" "tbody" "thead" "tfoot"),
            Parents::Row => one_of!(name: "tr"),
        }
    }
}

/// The ways of all elements that are more than inline.
const ELEMENTS: &[(Element, &[&str])] = &[
    (
        Element::Plain,
        &[
            "a", "abbr", "b", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
            "mark", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
            "var",
        ],
    ),
    (Element::Raw, &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"]),
    (
        Element::Nests(Part::Around),
        &[
            "div", "ul", "ol", "section", "article", "main", "aside", "header", "footer", "nav", "form", "center",
            "fieldset",
        ],
    ),
    (Element::Inside(Parents::Lists, Part::Around), &["li"]),
    (Element::Paragraph, &["p"]),
    (
        Element::Void,
        &[
            "img", "br", "link", "meta", "area", "base", "col", "embed", "hr", "input", "param", "source", "track",
            "wbr",
        ],
    ),
    (
        Element::Nests(Part::Block),
        &[
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "address",
            "blockquote",
            "details",
            "dialog",
            "dir",
            "dl",
            "figcaption",
            "figure",
            "hgroup",
            "menu",
            "pre",
            "listing",
            "search",
            "summary",
            "button",
        ],
    ),
    (Element::Inside(Parents::Definitions, Part::Block), &["dd", "dt"]),
    (Element::Nests(Part::Barrier), &["object", "marquee", "applet"]),
    (Element::Nests(Part::Table), &["table"]),
    (Element::Inside(Parents::Table, Part::Table), &["tbody", "thead", "tfoot", "colgroup"]),
    (Element::Inside(Parents::Table, Part::Barrier), &["caption"]),
    (Element::Inside(Parents::Rows, Part::Table), &["tr"]),
    (Element::Inside(Parents::Row, Part::Barrier), &["td", "th"]),
    (Element::Select, &["select"]),
    (Element::Page, &["html", "head", "body"]),
    (Element::Odd, &["svg", "math", "template", "plaintext", "frameset", "frame", "image"]),
];

/// [`ELEMENTS`] by the hash of the name; one whose place is taken stands in the next that is free.
static TABLE: [Option<(Name, Element)>; 1 << TABLE_BITS] = {
    let mut table = [None; 1 << TABLE_BITS];
    let mut all = ELEMENTS;
    while let [(element, names), rest @ ..] = all {
        let mut names = *names;
        while let [name, others @ ..] = names {
            let name = Name::of(name);
            let mut at = name.hash(TABLE_BITS);
            while let Some((taken, _)) = table[at] {
                assert!(!name.is(taken), "an element has one way only");
                at = (at + 1) % table.len();
            }
            table[at] = Some((name, *element));
            names = others;
        }
        all = rest;
    }
    table
};

/// A quarter of the places is taken.
const TABLE_BITS: u32 = 9;

/// The ways of the element of that name.
#[inline]
pub(super) fn element(name: Name) -> Element {
    let mut at = name.hash(TABLE_BITS);
    while let Some((known, element)) = TABLE[at] {
        if known == name {
            return element;
        }
        at = (at + 1) % TABLE.len();
    }
    Element::Inline
}

pub(super) fn is_heading(name: Name) -> bool {
    one_of!(name: "h1" "h2" "h3" "h4" "h5" "h6")
}
