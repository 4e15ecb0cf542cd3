//! `data:` URLs, in which a saved page keeps its pictures and fonts: they aren't text, so they don't count towards the
//! length of a page.

use std::borrow::Cow;

/// Longest content of a `data:` URL that is kept, in bytes; longer content is removed.
const KEPT_BYTES_MAX: usize = 1 << 10;
/// Longest media type of a `data:` URL with its parameters, in bytes.
const TYPE_BYTES_MAX: usize = 128;
const SCHEME: &[u8] = b"data:";

/// Removes the long content of `data:` URLs from HTML that arrives in parts.
#[derive(Debug, Default)]
pub(crate) struct EmbeddedFilter {
    /// The end of the last part, if a URL may begin in it.
    undecided: Vec<u8>,
    inside: Option<EmbeddedContent>,
}

/// The content of a `data:` URL that is being read.
#[derive(Debug)]
struct EmbeddedContent {
    /// What precedes the URL, which decides what ends it.
    before: u8,
    beginning: Vec<u8>,
}

impl EmbeddedContent {
    fn is_end(&self, byte: u8) -> bool {
        match self.before {
            quote @ (b'"' | b'\'') => byte == quote,
            // `url(data:…)` of a style sheet.
            b'(' => matches!(byte, b')' | b'"' | b'\''),
            // An attribute without quotes, or a quote that is written as `&quot;`.
            _ => byte.is_ascii_whitespace() || matches!(byte, b'>' | b'<' | b'"' | b'\'' | b'&' | b')'),
        }
    }
}

/// What the bytes from `data:` on are.
enum UrlHead {
    /// The content begins after this many bytes.
    Whole(usize),
    /// It may be one: the part ends in it.
    Cut,
    No,
}

impl UrlHead {
    fn of(url: &[u8]) -> UrlHead {
        let rest = &url[SCHEME.len()..];
        let is_type = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'-' | b'.' | b';' | b'=' | b'_');
        let end = rest.iter().position(|b| !is_type(b)).unwrap_or(rest.len());
        match rest.get(end) {
            _ if end > TYPE_BYTES_MAX => UrlHead::No,
            None => UrlHead::Cut,
            Some(b',') if rest[..end].contains(&b'/') => UrlHead::Whole(SCHEME.len() + end + 1),
            Some(_) => UrlHead::No,
        }
    }
}

impl EmbeddedFilter {
    /// Appends a part to `out`, without the content to be removed.
    pub(crate) fn push(&mut self, part: &[u8], out: &mut Vec<u8>) {
        let undecided = std::mem::take(&mut self.undecided);
        let joined = if undecided.is_empty() { Cow::Borrowed(part) } else { Cow::Owned([&undecided, part].concat()) };
        let mut rest = joined.as_ref();
        while !rest.is_empty() {
            rest = match self.inside.take() {
                Some(content) => self.content(content, rest, out),
                None => self.text(rest, out),
            };
        }
    }

    /// Appends what was left undecided when no part follows.
    pub(crate) fn finish(self, out: &mut Vec<u8>) {
        out.extend(self.undecided);
        let short = self.inside.filter(|content| content.beginning.len() <= KEPT_BYTES_MAX);
        out.extend(short.into_iter().flat_map(|content| content.beginning));
    }

    /// Copies text up to the content of the next URL; returns the rest.
    fn text<'a>(&mut self, part: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        let Some(at) = memchr::memmem::find(part, SCHEME) else {
            // The scheme itself may be cut.
            let (sure, unsure) = part.split_at(part.len().saturating_sub(SCHEME.len() - 1));
            out.extend_from_slice(sure);
            self.undecided = unsure.to_vec();
            return &[];
        };
        out.extend_from_slice(&part[..at]);
        let before = out.last().copied().filter(|b| matches!(b, b'"' | b'\'' | b'(' | b'=' | b';'));
        match (before, UrlHead::of(&part[at..])) {
            (Some(before), UrlHead::Whole(bytes)) => {
                out.extend_from_slice(&part[at..at + bytes]);
                self.inside = Some(EmbeddedContent { before, beginning: Vec::new() });
                &part[at + bytes..]
            }
            (Some(_), UrlHead::Cut) => {
                self.undecided = part[at..].to_vec();
                &[]
            }
            (None, _) | (_, UrlHead::No) => {
                out.extend_from_slice(SCHEME);
                &part[at + SCHEME.len()..]
            }
        }
    }

    /// Leaves out content, or copies it if it is short; returns the rest.
    fn content<'a>(&mut self, mut content: EmbeddedContent, part: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        let end = part.iter().position(|b| content.is_end(*b));
        let read = &part[..end.unwrap_or(part.len())];
        let room = (KEPT_BYTES_MAX + 1).saturating_sub(content.beginning.len());
        content.beginning.extend_from_slice(&read[..read.len().min(room)]);
        if end.is_none() {
            self.inside = Some(content);
        } else if content.beginning.len() <= KEPT_BYTES_MAX {
            out.extend(content.beginning);
        }
        &part[read.len()..]
    }
}

/// HTML without the long content of its `data:` URLs.
pub(super) fn without_embedded(source: &str) -> Cow<'_, str> {
    if source.len() <= KEPT_BYTES_MAX || memchr::memmem::find(source.as_bytes(), SCHEME).is_none() {
        return Cow::Borrowed(source);
    }
    let (mut filter, mut out) = (EmbeddedFilter::default(), Vec::new());
    filter.push(source.as_bytes(), &mut out);
    filter.finish(&mut out);
    String::from_utf8(out).map_or(Cow::Borrowed(source), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(source: &str, part_bytes: usize) -> String {
        let (mut filter, mut out) = (EmbeddedFilter::default(), Vec::new());
        source.as_bytes().chunks(part_bytes).for_each(|part| filter.push(part, &mut out));
        filter.finish(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn long_content_is_removed_wherever_a_page_has_a_data_url() {
        let long = "QUJD".repeat(1_000);
        let cases = [
            ("<img src=\"data:image/png;base64,", "\" alt=\"x\"><p>chữ</p>"),
            ("<img src='data:image/jpeg;charset=utf-8;base64,", "'><p>chữ</p>"),
            ("<img src=data:image/gif;base64,", " alt=x><p>chữ</p>"),
            ("<img src=data:image/gif;base64,", "><p>chữ</p>"),
            ("<style>@font-face{src:url(data:font/woff2;base64,", ") format('woff2')}</style><p>chữ</p>"),
            ("<p style=\"background:url(&quot;data:image/png;base64,", "&quot;)\">chữ</p>"),
            ("<img src=\"data:image/svg+xml,%3Csvg%20x='a b'%3E", "\"><p>chữ</p>"),
        ];
        for (before, after) in cases {
            let source = format!("<p>đầu</p>{before}{long}{after}");
            let expected = format!("<p>đầu</p>{before}{after}").replace("%3Csvg%20x='a b'%3E", "");
            assert_eq!(without_embedded(&source), expected);
            for part_bytes in [1, 2, 3, 7, 64, 1_000, 4_096] {
                assert_eq!(filtered(&source, part_bytes), expected, "{part_bytes}");
            }
        }
    }

    #[test]
    fn everything_else_stays() {
        let long = "QUJD ".repeat(1_000);
        let cases = [
            "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"><p>chữ</p>".to_owned(),
            format!("<p>Số liệu, data: image/png;base64,{long}</p>"),
            format!("<p>metadata:image/png,{long}</p>"),
            format!("<script>x = {{\"data:\": \"{long}\"}}</script>"),
            format!("<p>\"data:,{long}\"</p>"),
            format!("<p title=\"data:{long}\">chữ</p>"),
            format!("{long}<p>chữ</p> dat"),
            format!("{long}<img src=\"data:image/png;base64"),
            format!("{long}<img src=\"data:image/png;base64,AA"),
        ];
        for source in cases {
            assert_eq!(without_embedded(&source), source);
            for part_bytes in [1, 5, 63, 1_024] {
                assert_eq!(filtered(&source, part_bytes), source, "{part_bytes}");
            }
        }
    }
}
