//! Which container a file is, by its first bytes.

use super::{har, kind, mhtml, tar};

/// Bytes of a file that are looked at.
pub(super) const PREFIX_BYTES: usize = 64 * 1024;

const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04"];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Warc,
    Gzip,
    Zip,
    Tar,
    Har,
    Mhtml,
    /// A document, or a stream of records.
    Plain,
    /// A container that byt doesn't read; what it is, with its article.
    Refused(&'static str),
    /// A part of an archive that describes its other parts; how it is called in the summary.
    Index(&'static str),
}

impl Container {
    /// What people call it; `None` if it isn't a container, or one that isn't read.
    pub(super) fn name(self) -> Option<&'static str> {
        Some(match self {
            Container::Warc => "WARC archive",
            Container::Gzip => "gzip file",
            Container::Zip => "ZIP archive",
            Container::Tar => "tar archive",
            Container::Har => "HAR file",
            Container::Mhtml => "MHTML page",
            Container::Plain | Container::Refused(_) | Container::Index(_) => return None,
        })
    }
}

/// Judges a file by its first [`PREFIX_BYTES`].
pub(super) fn container(prefix: &[u8]) -> Container {
    if prefix.starts_with(b"\x1f\x8b") {
        return Container::Gzip;
    }
    if ZIP.iter().any(|magic| prefix.starts_with(magic)) {
        return Container::Zip;
    }
    let text = prefix.strip_prefix(b"\xef\xbb\xbf").unwrap_or(prefix);
    if begins_warc(text) {
        return Container::Warc;
    }
    if text.starts_with(b"filedesc://") {
        return Container::Refused("an ARC file, the format of archives before WARC");
    }
    if har::begins_har(text) {
        return Container::Har;
    }
    if mhtml::begins_mhtml(text.trim_ascii_start()) {
        return Container::Mhtml;
    }
    if tar::begins_header(prefix) {
        return Container::Tar;
    }
    if let Some(what) = index(text.trim_ascii_start()) {
        return Container::Index(what);
    }
    Container::Plain
}

/// Whether a file begins with a record, possibly after line ends.
fn begins_warc(text: &[u8]) -> bool {
    let at = text.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(0);
    let rest = &text[at..];
    rest.starts_with(b"WARC/") && rest.get(5).is_some_and(u8::is_ascii_digit)
}

/// The parts of a WACZ file other than its archives.
fn index(text: &[u8]) -> Option<&'static str> {
    const WHAT: &str = "page lists and descriptions of WACZ files";
    let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let has = |bytes: &[u8], word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    let is_page_list = line.starts_with(b"{") && has(line, "\"format\"") && has(line, "\"json-pages-1.0\"");
    let is_description = kind::begins_json(text)
        && has(text, "\"profile\"")
        && has(text, "\"data-package\"")
        && (has(text, "\"resources\"") || has(text, "\"wacz_version\""));
    let is_signature = kind::begins_json(text) && has(text, "\"datapackage.json\"") && has(text, "\"hash\"");
    (is_page_list || is_description || is_signature).then_some(WHAT)
}
