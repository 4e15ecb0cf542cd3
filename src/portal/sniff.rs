//! What a document is, judged by its first bytes, and how its bytes become text.
//!
//! File names don't matter. Text is UTF-8, UTF-16 with its mark, or an older encoding of Vietnamese text that is
//! declared or recognized by its words; text in any other encoding is refused.

use std::borrow::Cow;

use super::rejected::{DOCUMENT_BYTES_MAX, Rejected};
use crate::text::from_bytes;

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
    /// Wrong bytes and NULs, each replaced by U+FFFD.
    pub(super) replaced: usize,
    /// The encoding that the text was converted from, if it isn't Unicode.
    pub(super) encoding: Option<&'static str>,
}

impl Decoded<'_> {
    /// What a reader should know about the conversion.
    pub(super) fn warnings(&self) -> Vec<String> {
        let torn = self.torn.then(|| "the document ends in the middle of a letter: the end is missing".to_owned());
        let replaced = (self.replaced > 0).then(|| replaced_warning(self.replaced));
        let encoding = self.encoding.map(|name| format!("the text is in {name} and was converted to Unicode"));
        [torn, replaced, encoding].into_iter().flatten().collect()
    }
}

/// Number of bytes that are examined to distinguish text from other data.
const SNIFF_BYTES: usize = 8 << 10;
/// A text may have one NUL in this many bytes; data with more isn't text.
const BYTES_PER_NUL: usize = 50;
/// A text may have one wrong byte for this many letters outside ASCII; more mean another encoding.
const LETTERS_PER_WRONG_BYTE: usize = 20;
/// Where a page declares its encoding, in bytes.
const DECLARATION_BYTES: usize = 4 << 10;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// First bytes of files that people keep next to saved pages.
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
        return from_utf16(&head[..even]).map_or(Shape::Binary("data"), |(text, _)| shape_of(&text));
    }
    if memchr::memchr_iter(0, head).count() * BYTES_PER_NUL > head.len() || controls(head) * 10 > head.len() {
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

/// Whether a character after `<` makes it the beginning of a tag; a blank doesn't.
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
        (Some('['), None | Some('{' | '[' | ']' | '"')) => Shape::Json,
        // "[07:08:09]" is a time.
        (Some('['), Some('-' | '0'..='9')) if !begins_time(text) => Shape::Json,
        _ if text.starts_with("WARC/") => Shape::Warc,
        _ => Shape::Text,
    }
}

/// Whether a text begins with a time in brackets.
fn begins_time(text: &str) -> bool {
    let digits = text[1..].trim_start_matches(|c: char| c.is_ascii_digit());
    digits.starts_with([':', '/'])
}

/// Turns the bytes of a document into text, or says why they are none. `label` is the encoding that whoever sent the
/// document named; the one that the document declares goes before it.
pub(super) fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> Result<Decoded<'a>, Rejected> {
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
    let mut decoded = if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        let torn = bytes.len() % 2 == 1;
        let (text, replaced) = from_utf16(&bytes[..bytes.len() & !1]).ok_or(Rejected::Binary("broken UTF-16"))?;
        Decoded { text: Cow::Owned(text), torn, replaced, encoding: None }
    } else {
        from_utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes), bytes.len(), label)?
    };
    let nuls = memchr::memchr_iter(0, decoded.text.as_bytes()).count();
    if nuls > 0 {
        decoded.text = Cow::Owned(decoded.text.replace('\0', "\u{FFFD}"));
        decoded.replaced += nuls;
    }
    Ok(decoded)
}

fn from_utf8<'a>(bytes: &'a [u8], bytes_with_mark: usize, label: Option<&str>) -> Result<Decoded<'a>, Rejected> {
    let decoded = |text, torn, replaced, encoding| Ok(Decoded { text, torn, replaced, encoding });
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return decoded(Cow::Borrowed(text), false, 0, None);
    }
    // The fast check doesn't return where the error is.
    let error = match str::from_utf8(bytes) {
        Ok(text) => return decoded(Cow::Borrowed(text), false, 0, None),
        Err(error) => error,
    };
    let valid = &bytes[..error.valid_up_to()];
    if error.error_len().is_none()
        && let Ok(text) = str::from_utf8(valid)
    {
        return decoded(Cow::Borrowed(text), true, 0, None);
    }
    let (mut letters, mut wrong, mut torn) = (0, 0, false);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
        torn = str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
    }
    let is_utf8 = wrong <= letters.max(1) && wrong * LETTERS_PER_WRONG_BYTE <= letters.max(LETTERS_PER_WRONG_BYTE);
    if !is_utf8 && let Some((text, name)) = from_bytes(bytes, declared_encoding(bytes).or(label)) {
        return decoded(Cow::Owned(text), false, 0, Some(name));
    }
    if is_utf8 {
        let lossy = String::from_utf8_lossy(bytes);
        let whole = if torn { lossy.trim_end_matches('\u{FFFD}').to_owned() } else { lossy.into_owned() };
        return decoded(Cow::Owned(whole), torn, wrong - usize::from(torn), None);
    }
    Err(Rejected::NotUtf8 {
        byte: error.valid_up_to() + 1 + (bytes_with_mark - bytes.len()),
        line: 1 + valid.iter().filter(|b| **b == b'\n').count(),
    })
}

/// A text with a few wrong bytes, each replaced by U+FFFD, and their number; `None` if there are none, or many.
pub(crate) fn without_wrong_bytes(bytes: &[u8]) -> Option<(String, usize)> {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return None;
    }
    let decoded =
        from_utf8(bytes, bytes.len(), None).ok().filter(|decoded| decoded.encoding.is_none() && !decoded.torn)?;
    Some((decoded.text.into_owned(), decoded.replaced))
}

/// The warning about wrong bytes that were replaced.
pub(crate) fn replaced_warning(replaced: usize) -> String {
    let bytes = if replaced == 1 { "1 wrong byte was" } else { &format!("{replaced} wrong bytes were") };
    format!("{bytes} replaced by “\u{FFFD}”: letters are missing there")
}

/// The encoding that a page declares in its head, or a media type in its `charset`.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    const ATTRIBUTE: &[u8] = b"charset";
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let at = head.windows(ATTRIBUTE.len()).position(|part| part.eq_ignore_ascii_case(ATTRIBUTE))?;
    let value = head[at + ATTRIBUTE.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b)).unwrap_or(value.len());
    str::from_utf8(&value[..end]).ok()
}

/// UTF-16 with its mark, of an even number of bytes, and how many surrogates without a partner it has, each
/// replaced by U+FFFD; `None` when they are many.
fn from_utf16(bytes: &[u8]) -> Option<(String, usize)> {
    let big_endian = bytes.starts_with(UTF16_MARKS[1]);
    let units = bytes.chunks_exact(2).skip(1).map(|pair| match big_endian {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let (mut text, mut wrong) = (String::with_capacity(bytes.len()), 0);
    for unit in char::decode_utf16(units) {
        wrong += usize::from(unit.is_err());
        text.push(unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (wrong * LETTERS_PER_WRONG_BYTE <= text.len()).then_some((text, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_first_bytes() {
        let cases: [(&[u8], Shape); 21] = [
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
            (b"[1, 2]", Shape::Json),
            (b"[07:08:09] a", Shape::Text),
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
        let text = |bytes| decode(bytes, None).map(|d| (d.text.into_owned(), d.torn));
        assert_eq!(text("\u{feff}Bộ".as_bytes()), Ok(("Bộ".to_owned(), false)));
        assert_eq!(text(b"\xff\xfeB\0\xd9\x1e"), Ok(("B\u{1ed9}".to_owned(), false)));
        assert_eq!(text("Bộ".as_bytes().split_last().unwrap().1), Ok(("B".to_owned(), true)));
        assert_eq!(text(b"a\nb\xe9c\xe9d"), Err(Rejected::NotUtf8 { byte: 4, line: 2 }));
        assert_eq!(text(b"\xef\xbb\xbfa\xe9c\xe9d"), Err(Rejected::NotUtf8 { byte: 5, line: 1 }));
        assert_eq!(text(b"\xff\xfe\0\xd8a\0"), Err(Rejected::Binary("data")));
        assert_eq!(text(&vec![b'a'; DOCUMENT_BYTES_MAX + 1]), Err(Rejected::TooLong));
    }

    #[test]
    fn a_few_wrong_bytes_cost_one_character_each() {
        let prose = "Bộ trưởng dự họp về thuốc hiếm và vắc xin tại Hà Nội. ".repeat(4);
        let check = |bytes: &[u8], replaced: usize, torn: bool| {
            let decoded = decode(bytes, None).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((decoded.replaced, decoded.torn, decoded.encoding), (replaced, torn, None));
            assert_eq!(decoded.text.matches('\u{FFFD}').count(), replaced);
            assert_eq!(decoded.warnings().len(), usize::from(replaced > 0) + usize::from(torn));
        };
        check(prose.as_bytes(), 0, false);
        for wrong in [&b"\xff"[..], b"\xc3", b"\xe1\xbb", b"\0", b"\xed\xa0\x80"] {
            let bytes = [prose.as_bytes(), wrong, prose.as_bytes()].concat();
            check(&bytes, if wrong.starts_with(b"\xed") { 3 } else { 1 }, false);
        }
        check(&[prose.as_bytes(), b"\xff", prose.as_bytes(), b"\xe1\xbb"].concat(), 1, true);
        check(b"plain words \xff and nothing else", 1, false);
        let utf16: Vec<u8> = prose.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&[b"\xff\xfe", utf16.as_slice(), b"\0\xd8", utf16.as_slice()].concat(), 1, false);
        let many = prose.replace('ộ', "\0\0\0\0");
        assert!(matches!(decode(many.as_bytes(), None), Err(Rejected::Binary(_))));
        let many: Vec<u8> = prose.bytes().flat_map(|b| if b == b' ' { vec![b' ', 0xff] } else { vec![b] }).collect();
        assert!(matches!(decode(&many, None), Err(Rejected::NotUtf8 { .. })));
    }

    #[test]
    fn old_encodings_are_converted_and_named() {
        let page = |charset: &str| {
            let head = format!("<html><head><META content='text/html; CHARSET={charset}'></head><p>").into_bytes();
            [head, b"Th\xfd\xec tr\xfd\xf5\xd2ng B\xf4\xf2 Y t\xea\xec th\xe3m b\xea\xf2nh vi\xea\xf2n".to_vec()]
                .concat()
        };
        for charset in ["windows-1258", "iso-8859-1", "utf-8", "\"x-unknown\""] {
            let page = page(charset);
            let decoded = decode(&page, None).unwrap_or_else(|error| panic!("{error}"));
            assert!(decoded.text.ends_with("Thứ trưởng Bộ Y tế thăm bệnh viện"), "{}", decoded.text);
            assert_eq!(decoded.encoding, Some("windows-1258"));
            assert!(decoded.warnings()[0].contains("windows-1258"));
        }
        let by_label = b"<p>Caf\xe9 \xd2 \xfd";
        assert!(decode(by_label, None).is_err(), "nothing shows what it is");
        let decoded = decode(by_label, Some("windows-1258")).unwrap_or_else(|error| panic!("{error}"));
        assert!(decoded.text.starts_with("<p>Café"), "{}", decoded.text);
        assert_eq!(declared_encoding(b"<meta charset = 'Windows-1258'>"), Some("Windows-1258"));
        assert_eq!(declared_encoding(b"text/html; charset=\"windows-1258\""), Some("windows-1258"));
        assert_eq!(declared_encoding(b"<meta charset>"), None);
    }
}
