//! Text that was escaped once too often: it contains tags and character references.

/// Elements that editors use in a body. Other words after "<" are text: "<5 ca".
const TAGS: [&str; 42] = [
    "a",
    "b",
    "blockquote",
    "br",
    "center",
    "div",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "video",
];

/// The text as markup, if it contains tags or character references: then it was escaped once too often.
pub(super) fn escaped_markup(text: &str) -> Option<String> {
    if !text.contains(['<', '&']) {
        return None;
    }
    let mut markup = String::with_capacity(text.len());
    let mut found = false;
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        markup.push_str(before);
        let is_escaped = is_tag(from) || is_reference(from);
        found |= is_escaped;
        markup.push_str(match (is_escaped, from.as_bytes()[0]) {
            (true, b'<') => "<",
            (true, _) => "&",
            (false, b'<') => "&lt;",
            (false, _) => "&amp;",
        });
        rest = &from[1..];
    }
    markup.push_str(rest);
    found.then_some(markup)
}

/// Elements within a paragraph: text that has no others is divided by its empty lines.
const INLINE: [&str; 11] = ["a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"];

/// Whether a text contains a tag of an element that divides text, among those that editors use. Breaks of lines do so only
/// where there are no empty lines.
pub(super) fn contains_dividing_tag(text: &str) -> bool {
    let has_empty_lines = text.lines().any(|line| line.trim().is_empty());
    let is_inside = |name: &str| is_among(&INLINE, name) || (has_empty_lines && name.eq_ignore_ascii_case("br"));
    text.match_indices('<').filter_map(|(at, _)| tag_name(&text[at..])).any(|name| !is_inside(name))
}

/// Whether a text begins with a tag of an element that editors use.
fn is_tag(text: &str) -> bool {
    tag_name(text).is_some()
}

fn is_among(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The name of the element with whose tag a text begins, if editors use it.
fn tag_name(text: &str) -> Option<&str> {
    /// Longest tag with its attributes.
    const TAG_BYTES_MAX: usize = 4096;
    let tag = text.strip_prefix('<')?;
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let name = &tag[..tag.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let after = &tag.as_bytes()[name.len()..];
    let ends = after.iter().take(TAG_BYTES_MAX).find(|b| matches!(b, b'<' | b'>')) == Some(&b'>');
    let is_known = ends && matches!(after[0], b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n') && is_among(&TAGS, name);
    is_known.then_some(name)
}

/// Whether a text begins with a character reference: a number, or a name in letters.
fn is_reference(text: &str) -> bool {
    /// Longest name of a character that text contains ("&thetasym;").
    const NAME_BYTES_MAX: usize = 10;
    let Some(body) = text.strip_prefix('&') else { return false };
    let name =
        &body[..body.bytes().take(NAME_BYTES_MAX).take_while(|b| *b == b'#' || b.is_ascii_alphanumeric()).count()];
    let is_number = name.strip_prefix('#').is_some_and(|digits| {
        let hex = digits.strip_prefix(['x', 'X']);
        hex.unwrap_or(digits).bytes().all(|b| b.is_ascii_digit() || (hex.is_some() && b.is_ascii_hexdigit()))
            && !hex.unwrap_or(digits).is_empty()
    });
    let is_name = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('#');
    body[name.len()..].starts_with(';') && (is_number || is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_references_are_found_in_text() {
        let cases = [
            ("<p>Một & hai</p>", Some("<p>Một &amp; hai</p>")),
            ("a &quot;b&quot; &#233; &#xE9; c", Some("a &quot;b&quot; &#233; &#xE9; c")),
            ("<BR/>x < 5 <y>", Some("<BR/>x &lt; 5 &lt;y>")),
            ("<a href=\"x\">y</a>", Some("<a href=\"x\">y</a>")),
            ("&nbsp;", Some("&nbsp;")),
            ("a < b & c; d > e", None),
            ("<5 ca, p<0,05; R&D; &; &#; &#x;", None),
            ("<p", None),
            ("<param>", None),
            ("không", None),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped_markup(text).as_deref(), expected, "{text}");
        }
    }
}
