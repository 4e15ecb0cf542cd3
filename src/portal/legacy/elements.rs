//! What an element does to those around it when a browser reads it.

/// The name of an element: its letters in lower case as one number, so that two are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(u128);

impl Name {
    pub(super) const fn of(name: &str) -> Name {
        Name::packed(name.as_bytes())
    }

    /// A name as it stands in a tag; `None` for what is none, and for longer ones than HTML has.
    pub(super) fn read(name: &[u8]) -> Option<Name> {
        let fits = name.len() <= size_of::<u128>() && name.first().is_some_and(u8::is_ascii_alphabetic);
        fits.then(|| Name::packed(name))
    }

    const fn packed(mut name: &[u8]) -> Name {
        let mut number = 0;
        while let [first, rest @ ..] = name {
            number = number << 8 | first.to_ascii_lowercase() as u128;
            name = rest;
        }
        Name(number)
    }
}

/// Whether a [`Name`] is one of those.
macro_rules! one_of {
    ($name:ident: $($one:literal)+) => {
        $($name == const { $crate::portal::legacy::elements::Name::of($one) })||+
    };
}
pub(super) use one_of;

/// The ways of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Its end tag closes whatever is open inside.
    Nests(Part),
    /// The same, and it must stand in one of these.
    Inside(&'static [Name], Part),
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

const LISTS: &[Name] = &[Name::of("ul"), Name::of("ol"), Name::of("menu"), Name::of("dir")];
const DEFINITIONS: &[Name] = &[Name::of("dl")];
const TABLE: &[Name] = &[Name::of("table")];
const ROWS: &[Name] = &[Name::of("table"), Name::of("tbody"), Name::of("thead"), Name::of("tfoot")];
const ROW: &[Name] = &[Name::of("tr")];

/// The ways of the element of that name.
pub(super) fn element(name: Name) -> Element {
    // Names are compared one after the other: the commonest come first.
    if one_of!(name: "a" "span" "script" "strong" "b" "em" "i") {
        Element::Inline
    } else if one_of!(name: "div" "ul" "ol" "section" "article" "main" "aside" "header" "footer" "nav" "form"
        "center" "fieldset")
    {
        Element::Nests(Part::Around)
    } else if one_of!(name: "li") {
        Element::Inside(LISTS, Part::Around)
    } else if one_of!(name: "p") {
        Element::Paragraph
    } else if one_of!(name: "img" "br" "link" "meta" "area" "base" "col" "embed" "hr" "input" "param" "source"
        "track" "wbr")
    {
        Element::Void
    } else if is_heading(name)
        || one_of!(name: "address" "blockquote" "details" "dialog" "dir" "dl" "figcaption" "figure" "hgroup" "menu"
            "pre" "listing" "search" "summary" "button")
    {
        Element::Nests(Part::Block)
    } else if one_of!(name: "dd" "dt") {
        Element::Inside(DEFINITIONS, Part::Block)
    } else if one_of!(name: "object" "marquee" "applet") {
        Element::Nests(Part::Barrier)
    } else if one_of!(name: "table") {
        Element::Nests(Part::Table)
    } else if one_of!(name: "tbody" "thead" "tfoot" "colgroup") {
        Element::Inside(TABLE, Part::Table)
    } else if one_of!(name: "caption") {
        Element::Inside(TABLE, Part::Barrier)
    } else if one_of!(name: "tr") {
        Element::Inside(ROWS, Part::Table)
    } else if one_of!(name: "td" "th") {
        Element::Inside(ROW, Part::Barrier)
    } else if one_of!(name: "select") {
        Element::Select
    } else if one_of!(name: "html" "head" "body") {
        Element::Page
    } else if one_of!(name: "svg" "math" "template" "plaintext" "frameset" "frame" "image") {
        Element::Odd
    } else {
        Element::Inline
    }
}

pub(super) fn is_heading(name: Name) -> bool {
    one_of!(name: "h1" "h2" "h3" "h4" "h5" "h6")
}
