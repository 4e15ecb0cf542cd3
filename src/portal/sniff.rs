//! What a document is made of, told from its first bytes, and how its bytes become text.
//!
//! No file name is ever asked. Encodings other than UTF-8 are refused, save UTF-16 with its mark.

use std::borrow::Cow;

use super::rejected::{DOCUMENT_BYTES_MAX, Rejected};

/// What a document seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Empty,
    Html,
    Json,
    Text,
    Warc,
    Gzip,
    /// Neither text nor an archive that is read; what it is, with its article.
    Binary(&'static str),
}

/// The text of a document.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether the last letter was cut in two and left out.
    pub(super) torn: bool,
}

/// Bytes that are looked at to tell text from other data.
const SNIFF_BYTES: usize = 8 << 10;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// First bytes of files that people keep beside saved pages.
const MAGIC: [(&[u8], &str); 8] = [
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "a SQLite database"),
];

/// Tells what a document is from its first few kilobytes.
pub(crate) fn sniff(prefix: &[u8]) -> Shape {
    let head = &prefix[..prefix.len().min(SNIFF_BYTES)];
    if head.starts_with(b"\x1f\x8b") {
        return Shape::Gzip;
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Shape::Binary(name);
    }
    if UTF16_MARKS.iter().any(|mark| head.starts_with(mark)) {
        let even = head.len() & !1;
        return from_utf16(&head[..even]).map_or(Shape::Binary("data"), |text| shape_of(&text));
    }
    if memchr::memchr(0, head).is_some() || controls(head) * 10 > head.len() {
        return Shape::Binary("data");
    }
    let text = head.strip_prefix(UTF8_MARK).unwrap_or(head);
    match text.trim_ascii_start() {
        [b'<', next, ..] if begins_tag(char::from(*next)) => Shape::Html,
        _ => shape_of(&String::from_utf8_lossy(text)),
    }
}

/// Control characters that text does not have.
fn controls(head: &[u8]) -> usize {
    let is_control = |b: u8| matches!(b, 0..=0x08 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    // Counted in bytes, as many as one can count, so that many are compared at once.
    let parts = head.chunks(usize::from(u8::MAX));
    parts.map(|part| usize::from(part.iter().map(|b| u8::from(is_control(*b))).sum::<u8>())).sum()
}

/// Whether a character behind `<` makes it the beginning of a tag; a blank does not.
fn begins_tag(next: char) -> bool {
    next.is_ascii_alphabetic() || matches!(next, '!' | '?' | '/')
}

/// What a text seems to be; never `Gzip` or `Binary`.
pub(super) fn shape_of(text: &str) -> Shape {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut chars = text.chars();
    let first = chars.next();
    let second = chars.find(|c| !c.is_whitespace());
    match (first, second) {
        (None, _) => Shape::Empty,
        (Some('<'), Some(next)) if begins_tag(next) => Shape::Html,
        (Some('{'), None | Some('"' | '}')) => Shape::Json,
        // "[Ảnh] Bộ trưởng …" is a headline; `[` before a word that JSON knows is not.
        (Some('['), None | Some('{' | '[' | ']' | '"' | '-' | '0'..='9')) => Shape::Json,
        _ if text.starts_with("WARC/") => Shape::Warc,
        _ => Shape::Text,
    }
}

/// Turns the bytes of a document into text, or says why they are none.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Rejected> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(Rejected::TooLong);
    }
    match sniff(bytes) {
        Shape::Empty => return Err(Rejected::Empty),
        Shape::Binary(what) => return Err(Rejected::Binary(what)),
        Shape::Gzip => return Err(Rejected::Binary("a gzip archive")),
        Shape::Warc => return Err(Rejected::Binary("a WARC file, which holds many documents")),
        Shape::Html | Shape::Json | Shape::Text => {}
    }
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        let torn = bytes.len() % 2 == 1;
        let text = from_utf16(&bytes[..bytes.len() & !1]).ok_or(Rejected::Binary("broken UTF-16"))?;
        return Ok(Decoded { text: Cow::Owned(text), torn });
    }
    from_utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes), bytes.len())
}

fn from_utf8(bytes: &[u8], bytes_with_mark: usize) -> Result<Decoded<'_>, Rejected> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), torn: false });
    }
    // The fast way does not tell where the error is.
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text: Cow::Borrowed(text), torn: false }),
        Err(error) => error,
    };
    let valid = &bytes[..error.valid_up_to()];
    let torn = error.error_len().is_none();
    match std::str::from_utf8(valid) {
        Ok(text) if torn => Ok(Decoded { text: Cow::Borrowed(text), torn }),
        _ => Err(Rejected::NotUtf8 {
            byte: error.valid_up_to() + 1 + (bytes_with_mark - bytes.len()),
            line: 1 + valid.iter().filter(|b| **b == b'\n').count(),
        }),
    }
}

/// UTF-16 with its mark, of an even number of bytes; `None` when a surrogate stands alone.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    let big_endian = bytes.starts_with(UTF16_MARKS[1]);
    let units = bytes.chunks_exact(2).skip(1).map(|pair| match big_endian {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_first_bytes() {
        let cases: [(&[u8], Shape); 19] = [
            (b"", Shape::Empty),
            (b" \n\t", Shape::Empty),
            (b"\xef\xbb\xbf", Shape::Empty),
            (b"\n<!DOCTYPE html>", Shape::Html),
            (b"\xef\xbb\xbf<html>", Shape::Html),
            (b"<div class=x>", Shape::Html),
            (b"< 5 percent", Shape::Text),
            (b"{\"d\":null}", Shape::Json),
            (b"[ ]", Shape::Json),
            (b"[{", Shape::Json),
            ("[Ảnh] Bộ trưởng".as_bytes(), Shape::Text),
            ("{Tin} Bộ trưởng".as_bytes(), Shape::Text),
            ("Bộ trưởng".as_bytes(), Shape::Text),
            (b"WARC/1.0\r\n", Shape::Warc),
            (b"\x1f\x8b\x08", Shape::Gzip),
            (b"%PDF-1.7", Shape::Binary("a PDF document")),
            (b"a\0b", Shape::Binary("data")),
            (b"\xff\xfe<\0p\0>\0", Shape::Html),
            (b"\xfe\xff\0[\0]", Shape::Json),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniff(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn bytes_become_text_or_a_reason() {
        let text = |bytes| decode(bytes).map(|d| (d.text.into_owned(), d.torn));
        assert_eq!(text("\u{feff}Bộ".as_bytes()), Ok(("Bộ".to_owned(), false)));
        assert_eq!(text(b"\xff\xfeB\0\xd9\x1e"), Ok(("B\u{1ed9}".to_owned(), false)));
        assert_eq!(text("Bộ".as_bytes().split_last().unwrap().1), Ok(("B".to_owned(), true)));
        assert_eq!(text(b"a\nb\xe9c"), Err(Rejected::NotUtf8 { byte: 4, line: 2 }));
        assert_eq!(text(b"\xef\xbb\xbfa\xe9c"), Err(Rejected::NotUtf8 { byte: 5, line: 1 }));
        assert_eq!(text(b"\xff\xfe\0\xd8a\0"), Err(Rejected::Binary("data")));
        assert_eq!(text(&vec![b'a'; DOCUMENT_BYTES_MAX + 1]), Err(Rejected::TooLong));
    }
}
