//! What a document is, by its first bytes and by the media type that it is labelled with.
//!
//! The bytes decide where they can: a page is a page whatever its label says.

/// Bytes that are looked at.
const PREFIX_BYTES: usize = 4096;
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// First bytes of what people and browsers keep next to pages.
const MAGIC: [(&[u8], &str); 31] = [
    (b"\xff\xd8\xff", IMAGES),
    (b"\x89PNG", IMAGES),
    (b"GIF8", IMAGES),
    (b"BM", IMAGES),
    (b"\0\0\x01\0", IMAGES),
    (b"II*\0", IMAGES),
    (b"MM\0*", IMAGES),
    (b"wOFF", FONTS),
    (b"wOF2", FONTS),
    (b"OTTO", FONTS),
    (b"\0\x01\0\0", FONTS),
    (b"ID3", MEDIA),
    (b"OggS", MEDIA),
    (b"\x1aE\xdf\xa3", MEDIA),
    (b"FLV", MEDIA),
    (b"\xff\xfb", MEDIA),
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0", OFFICE),
    (b"{\\rtf", OFFICE),
    (b"PK\x03\x04", ARCHIVES),
    (b"PK\x05\x06", ARCHIVES),
    (b"\x1f\x8b", ARCHIVES),
    (b"\x28\xb5\x2f\xfd", ARCHIVES),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVES),
    (b"Rar!\x1a", ARCHIVES),
    (b"BZh", ARCHIVES),
    (b"\xfd7zXZ", ARCHIVES),
    (b"SQLite format 3", DATA),
    (b"\x7fELF", DATA),
    (b"MZ", DATA),
    (b"\0asm", DATA),
];

pub(super) const IMAGES: &str = "images";
pub(super) const FONTS: &str = "fonts";
pub(super) const MEDIA: &str = "audio and video";
pub(super) const PDF: &str = "PDF documents";
pub(super) const OFFICE: &str = "Office documents";
pub(super) const ARCHIVES: &str = "archives";
pub(super) const DATA: &str = "other data";
pub(super) const STYLES: &str = "style sheets";
pub(super) const SCRIPTS: &str = "scripts";
pub(super) const XML: &str = "feeds and other XML";
pub(super) const TEXT: &str = "plain text";
pub(super) const EMPTY: &str = "empty documents";

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// HTML, by its bytes.
    Page,
    /// JSON, by its first bytes.
    Json,
    /// Text of another kind; how it is called in the summary.
    Text(&'static str),
    /// Neither; how it is called in the summary.
    Other(&'static str),
}

/// What a document is; `media` is its label, a media type or nothing.
pub(super) fn of(bytes: &[u8], media: Option<&str>) -> DocumentKind {
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    let label = media.and_then(label);
    let text = prefix.strip_prefix(b"\xef\xbb\xbf").unwrap_or(prefix).trim_ascii_start();
    if text.is_empty() {
        return DocumentKind::Other(EMPTY);
    }
    if is_page(text) {
        return DocumentKind::Page;
    }
    if begins_json(text) && !matches!(label, Some(STYLES | SCRIPTS)) {
        return DocumentKind::Json;
    }
    if UTF16_MARKS.iter().any(|mark| prefix.starts_with(mark)) {
        return DocumentKind::Page;
    }
    if let Some(what) = magic(prefix) {
        return DocumentKind::Other(what);
    }
    match label {
        Some(what) => DocumentKind::Other(what),
        None if is_binary(prefix) => DocumentKind::Other(DATA),
        None if text.starts_with(b"<?xml") => DocumentKind::Text(XML),
        None => DocumentKind::Text(TEXT),
    }
}

/// What a media type says a document is, if that is neither a page nor text that may be one.
pub(super) fn label(media: &str) -> Option<&'static str> {
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (class, form) = media.split_once('/').unwrap_or((&media, ""));
    Some(match (class, form) {
        ("image", _) => IMAGES,
        ("font", _) | ("application", "font-woff" | "font-woff2" | "vnd.ms-fontobject" | "x-font-ttf") => FONTS,
        ("audio" | "video", _) | ("application", "vnd.apple.mpegurl" | "dash+xml") => MEDIA,
        ("application", "pdf") => PDF,
        ("text", "css") => STYLES,
        ("text" | "application", "javascript" | "x-javascript" | "ecmascript") => SCRIPTS,
        ("application", "zip" | "gzip" | "x-gzip") => ARCHIVES,
        ("application", form) if form.starts_with("vnd.openxml") || form == "msword" => OFFICE,
        ("application", "wasm" | "x-shockwave-flash") => DATA,
        ("text" | "application", "xml" | "rss+xml" | "atom+xml") => XML,
        _ => return None,
    })
}

/// What the end of a file name says a document is, as [`label`].
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "css" | "less" | "scss" => STYLES,
        "js" | "mjs" | "map" | "ts" => SCRIPTS,
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "ico" | "webp" | "avif" | "bmp" => IMAGES,
        "woff" | "woff2" | "ttf" | "otf" | "eot" => FONTS,
        "mp3" | "mp4" | "webm" | "ogg" | "m4a" | "mov" | "avi" => MEDIA,
        _ => return None,
    })
}

fn magic(prefix: &[u8]) -> Option<&'static str> {
    if prefix.get(4..8) == Some(b"ftyp") {
        return Some(if prefix.get(8..12) == Some(b"avif") { IMAGES } else { MEDIA });
    }
    if prefix.starts_with(b"RIFF") {
        return Some(if prefix.get(8..12) == Some(b"WEBP") { IMAGES } else { MEDIA });
    }
    let found = MAGIC.iter().find(|(magic, _)| prefix.starts_with(magic));
    // Two letters may also begin a text.
    found.filter(|(magic, _)| magic.len() > 2 || is_binary(prefix)).map(|(_, what)| *what)
}

/// Whether bytes have control characters that no text has.
fn is_binary(prefix: &[u8]) -> bool {
    prefix.iter().any(|b| matches!(b, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f))
}

/// Whether text begins with a tag and has one that only HTML has.
fn is_page(text: &[u8]) -> bool {
    const TAGS: [&[u8]; 12] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<title",
        b"<meta",
        b"<div",
        b"<p>",
        b"<p ",
        b"<table",
        b"<h1",
        b"<article",
    ];
    let begins = matches!(text, [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'!' | b'?'));
    if !begins || is_svg(text) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    TAGS.iter().any(|tag| memchr::memmem::find(&lower, tag).is_some())
}

fn is_svg(text: &[u8]) -> bool {
    let root = memchr::memmem::find(text, b"<svg");
    let page = memchr::memmem::find(&text.to_ascii_lowercase(), b"<html");
    root.is_some_and(|at| page.is_none_or(|page| at < page) && memchr::memmem::find(&text[..at], b"<body").is_none())
        && (text.starts_with(b"<svg") || text.starts_with(b"<?xml") || text.starts_with(b"<!DOCTYPE svg"))
}

/// Whether text begins as a JSON object or array of objects does.
pub(super) fn begins_json(text: &[u8]) -> bool {
    let mut letters = text.iter().filter(|b| !b.is_ascii_whitespace());
    matches!(
        (letters.next(), letters.next()),
        (Some(b'{'), None | Some(b'"' | b'}')) | (Some(b'['), None | Some(b'{' | b'[' | b']' | b'"'))
    )
}
