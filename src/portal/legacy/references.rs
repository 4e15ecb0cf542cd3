//! Character references: `&amp;`, `&agrave;`.
//!
//! Editors write a few of the two thousand that HTML knows, and end them as they should. The parser
//! resolves the others.

use std::borrow::Cow;

use scraper::Html;

use super::tags::Odd;

/// What stands in pages, by name; sorted.
const NAMED: [(&str, &str); 54] = [
    ("Aacute", "Á"),
    ("Acirc", "Â"),
    ("Agrave", "À"),
    ("Atilde", "Ã"),
    ("Eacute", "É"),
    ("Ecirc", "Ê"),
    ("Egrave", "È"),
    ("Iacute", "Í"),
    ("Igrave", "Ì"),
    ("Oacute", "Ó"),
    ("Ocirc", "Ô"),
    ("Ograve", "Ò"),
    ("Otilde", "Õ"),
    ("Uacute", "Ú"),
    ("Ugrave", "Ù"),
    ("Yacute", "Ý"),
    ("aacute", "á"),
    ("acirc", "â"),
    ("agrave", "à"),
    ("amp", "&"),
    ("apos", "'"),
    ("atilde", "ã"),
    ("bull", "•"),
    ("deg", "°"),
    ("eacute", "é"),
    ("ecirc", "ê"),
    ("egrave", "è"),
    ("frac12", "½"),
    ("gt", ">"),
    ("hellip", "…"),
    ("iacute", "í"),
    ("igrave", "ì"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("oacute", "ó"),
    ("ocirc", "ô"),
    ("ograve", "ò"),
    ("otilde", "õ"),
    ("plusmn", "±"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("rsquo", "’"),
    ("times", "×"),
    ("uacute", "ú"),
    ("ugrave", "ù"),
    ("yacute", "ý"),
    ("zwnj", "\u{200c}"),
];

/// A text of the page with its references resolved.
pub(super) fn in_text(text: &str) -> Cow<'_, str> {
    match plain(text) {
        Ok(resolved) => resolved,
        Err(Odd) => Cow::Owned(Html::parse_fragment(text).root_element().text().collect()),
    }
}

/// The value of an attribute with its references resolved.
pub(super) fn in_attribute(value: &str) -> Result<Cow<'_, str>, Odd> {
    plain(value)
}

/// Resolves what means the same in texts and attributes.
fn plain(text: &str) -> Result<Cow<'_, str>, Odd> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Ok(Cow::Borrowed(text)) };
    let mut resolved = String::with_capacity(text.len());
    resolved.push_str(&text[..first]);
    for part in text[first + 1..].split('&') {
        // What no letter, digit or # follows is the sign itself.
        if !part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') {
            resolved.push('&');
            resolved.push_str(part);
            continue;
        }
        let (name, rest) = part.split_once(';').ok_or(Odd)?;
        let at = NAMED.binary_search_by_key(&name, |(known, _)| *known).map_err(|_| Odd)?;
        resolved.push_str(NAMED[at].1);
        resolved.push_str(rest);
    }
    Ok(Cow::Owned(resolved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_reference_is_what_the_parser_takes_it_for() {
        assert!(NAMED.is_sorted());
        for (name, text) in NAMED {
            let source = format!("a&{name};b");
            assert_eq!(plain(&source).unwrap(), format!("a{text}b"));
            assert_eq!(Html::parse_fragment(&source).root_element().text().collect::<String>(), format!("a{text}b"));
        }
    }

    #[test]
    fn texts_are_resolved_as_the_parser_does() {
        for (text, is_plain) in [
            ("Y tế", true),
            ("a & b && c&", true),
            ("&nbsp;A&amp;B&quot;&lt;p&gt;", true),
            ("&amp;nbsp;", true),
            ("&é; &;", true),
            ("&eacute &#233; &#xE9; &notin; &abc;", false),
            ("a=1&copy=2", false),
            ("< 5 &euro;", false),
            (" &ampnbsp;", false),
        ] {
            let expected: String = Html::parse_fragment(text).root_element().text().collect();
            assert_eq!(in_text(text), expected, "{text}");
            assert_eq!(in_attribute(text).is_ok(), is_plain, "{text}");
        }
    }
}
