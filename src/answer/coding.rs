//! Removes the codings that a body has, whatever the header lines say of them.
//!
//! Servers, proxies and recorders add codings without a header line, remove them and leave the line,
//! or write words that name no coding. Most codings can be recognised by their first bytes, so a
//! header line counts only as far as the body agrees with it.

use std::borrow::Cow;
use std::io::{self, Read};

use super::chunked::{self, Chunked};

/// Most codings on top of one another that are removed.
const CODINGS_MAX: usize = 4;
/// Bytes that are looked at to distinguish text from packed data.
const TEXT_PREFIX_BYTES: usize = 512;
const GZIP: &[u8] = b"\x1f\x8b\x08";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const UTF16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// Why a body could not be decoded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("the answer is larger than {0} bytes when unpacked")]
    TooLarge(u64),
    #[error("the answer is packed as “{0}”, which this program can't unpack")]
    UnknownCoding(String),
    #[error("the packed answer is damaged: {0}")]
    Damaged(#[from] io::Error),
}

/// A body without its codings.
#[derive(Debug)]
pub(crate) struct DecodedBody<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// Whether the body ends inside a chunk.
    pub(crate) cut: bool,
}

/// Removes chunking and all content codings from a recorded body; the result has at most `bytes_max` bytes.
///
/// `header` returns the values of all lines of a name, in their order.
pub(crate) fn content<'a, 'h>(
    header: impl Fn(&str) -> Vec<&'h str>,
    body: &'a [u8],
    bytes_max: u64,
) -> Result<DecodedBody<'a>, DecodeError> {
    let transfer = words(&header("transfer-encoding"));
    let (body, cut) = unchunked(body, transfer.iter().any(|coding| coding == "chunked"));
    let mut declared = words(&header("content-encoding"));
    declared.extend(transfer.into_iter().filter(|coding| coding != "chunked"));
    Ok(DecodedBody { bytes: unpacked(body, &declared, bytes_max)?, cut })
}

/// Removes chunks while there are any. Without a header line that announces them only whole ones count.
fn unchunked(body: &[u8], mut is_declared: bool) -> (Cow<'_, [u8]>, bool) {
    let mut body = Cow::Borrowed(body);
    for _ in 0..CODINGS_MAX {
        body = match chunked::join(&body) {
            Chunked::Whole(joined) => Cow::Owned(joined),
            Chunked::Endless(joined) if is_declared => Cow::Owned(joined),
            Chunked::Cut(joined) if is_declared => return (Cow::Owned(joined), true),
            _ => break,
        };
        is_declared = false;
    }
    (body, false)
}

/// The words of header lines that list codings, in the order in which the codings were applied.
fn words(lines: &[&str]) -> Vec<String> {
    let words = lines.iter().flat_map(|line| line.split(','));
    words.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// Removes the declared codings, the last first, as far as the body has them, then those that can be
/// recognised without a declaration.
fn unpacked<'a>(mut body: Cow<'a, [u8]>, declared: &[String], bytes_max: u64) -> Result<Cow<'a, [u8]>, DecodeError> {
    for coding in declared.iter().rev().take(CODINGS_MAX) {
        if let Some(without) = without(coding, &body, bytes_max)? {
            body = Cow::Owned(without);
        }
    }
    for _ in 0..CODINGS_MAX {
        body = match Magic::of(&body) {
            Some(magic) => Cow::Owned(limited(bytes_max, |limit| magic.unpack(&body, limit))?),
            None => break,
        };
    }
    if body.len() as u64 > bytes_max {
        return Err(DecodeError::TooLarge(bytes_max));
    }
    Ok(body)
}

/// The body without one declared coding; `None` if it doesn't have that coding.
fn without(coding: &str, body: &[u8], bytes_max: u64) -> Result<Option<Vec<u8>>, DecodeError> {
    if body.is_empty() || is_text(body) {
        return Ok(None);
    }
    let magic = Magic::of(body);
    let unpacked = match (coding, magic) {
        ("identity" | "none", _) => return Ok(None),
        // Brotli has no first bytes of its own: any may begin it.
        ("br", _) => limited(bytes_max, |limit| unbrotli(body, limit)),
        ("gzip" | "x-gzip", Some(magic @ Magic::Gzip)) | ("zstd", Some(magic @ Magic::Zstd)) => {
            limited(bytes_max, |limit| magic.unpack(body, limit))
        }
        // Another coding, which is recognised in the next step.
        (_, Some(_)) => return Ok(None),
        ("deflate", None) => limited(bytes_max, |limit| inflate(body, limit)),
        ("gzip" | "x-gzip" | "zstd", None) => {
            Err(DecodeError::Damaged(io::Error::other(format!("it doesn't begin as {coding} data do"))))
        }
        (other, None) => Err(DecodeError::UnknownCoding(other.to_owned())),
    };
    match unpacked {
        Err(DecodeError::Damaged(_)) if coding == "br" && magic.is_some() => Ok(None),
        unpacked => unpacked.map(Some),
    }
}

/// A coding that is recognised by the first bytes.
#[derive(Debug, Clone, Copy)]
enum Magic {
    Gzip,
    Zstd,
}

impl Magic {
    fn of(body: &[u8]) -> Option<Magic> {
        match body {
            _ if body.starts_with(GZIP) => Some(Magic::Gzip),
            _ if body.starts_with(ZSTD) => Some(Magic::Zstd),
            _ => None,
        }
    }

    fn unpack(self, body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Magic::Gzip => gunzip(body, limit),
            Magic::Zstd => unzstd(body, limit),
        }
    }
}

/// Whether a body is text without decoding: UTF-8 or an older encoding without control characters, or marked UTF-16.
fn is_text(body: &[u8]) -> bool {
    let is_control = |b: &u8| matches!(b, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let prefix = &body[..body.len().min(TEXT_PREFIX_BYTES)];
    UTF16_MARKS.iter().any(|mark| body.starts_with(mark)) || !prefix.iter().any(is_control)
}

/// Unpacks within a limit: `unpack` gets one byte more than allowed, which distinguishes "too large" from "just fits".
fn limited(bytes_max: u64, unpack: impl FnOnce(u64) -> io::Result<Vec<u8>>) -> Result<Vec<u8>, DecodeError> {
    let unpacked = unpack(bytes_max.saturating_add(1))?;
    match unpacked.len() as u64 > bytes_max {
        true => Err(DecodeError::TooLarge(bytes_max)),
        false => Ok(unpacked),
    }
}

fn read_all(from: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    from.take(limit).read_to_end(&mut out)?;
    Ok(out)
}

/// Member after member; what follows the last one is ignored.
fn gunzip(mut body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    while body.starts_with(GZIP) && (out.len() as u64) < limit {
        let left = limit - out.len() as u64;
        flate2::bufread::GzDecoder::new(&mut body).take(left).read_to_end(&mut out)?;
    }
    Ok(out)
}

/// "deflate" is zlib by the standard; some servers send the bare stream.
fn inflate(body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let is_zlib = matches!(body, [a, b, ..] if a & 0x0f == 8 && u16::from_be_bytes([*a, *b]).is_multiple_of(31));
    match is_zlib {
        true => read_all(flate2::read::ZlibDecoder::new(body), limit),
        false => read_all(flate2::read::DeflateDecoder::new(body), limit),
    }
}

fn unbrotli(body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    /// Working memory of the decoder.
    const BUFFER_BYTES: usize = 16 * 1024;
    read_all(brotli_decompressor::Decompressor::new(body, BUFFER_BYTES), limit)
}

/// Frame after frame, as the standard asks. The decoder refuses windows of more than 100 MB.
fn unzstd(mut body: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    while body.starts_with(ZSTD) && (out.len() as u64) < limit {
        let left = limit - out.len() as u64;
        let mut frame = ruzstd::decoding::StreamingDecoder::new(&mut body).map_err(io::Error::other)?;
        (&mut frame).take(left).read_to_end(&mut out)?;
    }
    Ok(out)
}
