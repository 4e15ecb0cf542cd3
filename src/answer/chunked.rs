//! Removes the chunked transfer coding from bodies that still have it.
//!
//! Some recorders keep the chunks, others remove them and leave the header. So the body decides, not
//! the header.

use std::ops::Range;

/// What a body is when it is read as chunks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chunked {
    /// Every chunk is there, and the empty one that ends them.
    Whole(Vec<u8>),
    /// Every chunk is whole, but the last, empty one is missing.
    Endless(Vec<u8>),
    /// The body ends inside a chunk, or chunks are followed by something else.
    Cut(Vec<u8>),
    /// The body doesn't begin with a chunk.
    No,
}

/// Joins the chunks of a body.
pub(super) fn join(body: &[u8]) -> Chunked {
    let mut joined = Vec::new();
    let mut at = 0;
    loop {
        let Some(data) = chunk(body, at) else {
            return match (at, &body[at..]) {
                (0, _) => Chunked::No,
                (_, rest) if rest.trim_ascii().is_empty() => Chunked::Endless(joined),
                _ => Chunked::Cut(joined),
            };
        };
        if data.is_empty() {
            return Chunked::Whole(joined);
        }
        let Some(bytes) = body.get(data.clone()) else {
            joined.extend_from_slice(&body[data.start..]);
            return Chunked::Cut(joined);
        };
        joined.extend_from_slice(bytes);
        let rest = &body[data.end..];
        at = data.end + [&b"\r\n"[..], b"\n"].iter().find(|end| rest.starts_with(end)).map_or(0, |end| end.len());
        if at == data.end && !rest.is_empty() {
            return Chunked::Cut(joined);
        }
    }
}

/// The place of the data of the chunk that begins at `at`: it may reach beyond the body.
fn chunk(body: &[u8], at: usize) -> Option<Range<usize>> {
    /// Digits of the longest size that fits 64 bits.
    const DIGITS_MAX: usize = 16;
    /// Longest line with a size and its extensions.
    const LINE_BYTES_MAX: usize = 4096;
    let rest = body.get(at..)?;
    let line = rest[..rest.len().min(LINE_BYTES_MAX)].split_inclusive(|b| *b == b'\n').next()?.strip_suffix(b"\n")?;
    let size = line.split(|b| *b == b';').next()?.trim_ascii();
    if size.is_empty() || size.len() > DIGITS_MAX || !size.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(str::from_utf8(size).ok()?, 16).ok()?;
    let start = at + line.len() + 1;
    Some(start..start.checked_add(size)?)
}
