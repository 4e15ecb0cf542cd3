//! How browsers lay elements out.

/// Whether the start tag of an element closes an open paragraph, as the HTML standard lists them, or belongs to a table.
pub(super) fn closes_paragraph(name: &str) -> bool {
    const NAMES: [&str; 42] = [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "center",
        "address",
        "article",
        "aside",
        "body",
        "dd",
        "details",
        "dialog",
        "dir",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "main",
        "menu",
        "nav",
        "pre",
        "section",
        "summary",
    ];
    NAMES.contains(&name)
}

/// Whether an element begins and ends a block of text, as browsers lay it out.
pub(super) fn is_block(name: &str) -> bool {
    const OTHERS: [&str; 10] =
        ["legend", "listing", "optgroup", "option", "search", "tbody", "tfoot", "thead", "title", "xmp"];
    closes_paragraph(name) || OTHERS.contains(&name)
}
