//! The answer: what a server sent for one request, as it came over the wire.
//!
//! This is what WARC files keep. The body still wears its content coding; [`Answer::decoded`] takes
//! it off within a limit, so that a small answer can't become a huge one.

use std::borrow::Cow;
use std::io::Read;

use chrono::{DateTime, Utc};

/// One request and what the server said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The address that was asked, whole.
    pub(crate) url: String,
    pub(crate) method: String,
    /// The body of the request (bridge calls are POST), with its media type.
    pub(crate) asked: Option<Vec<u8>>,
    pub(crate) status: u16,
    /// Header lines in the order of the answer.
    pub(crate) headers: Vec<(String, String)>,
    /// The body as transferred, chunking removed, content coding still on.
    pub(crate) body: Vec<u8>,
    pub(crate) fetched: DateTime<Utc>,
}

/// Why a body could not be decoded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("the answer is larger than {0} bytes when unpacked")]
    TooLarge(u64),
    #[error("the answer is packed as “{0}”, which this program can't unpack")]
    UnknownCoding(String),
    #[error("the packed answer is damaged: {0}")]
    Damaged(#[from] std::io::Error),
}

impl Answer {
    /// The first header of that name, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body without its content codings, at most `bytes_max` long.
    pub(crate) fn decoded(&self, bytes_max: u64) -> Result<Cow<'_, [u8]>, DecodeError> {
        let codings = self.header("content-encoding").unwrap_or("").to_ascii_lowercase();
        let mut body = Cow::Borrowed(self.body.as_slice());
        // Codings are listed in the order they were put on.
        for coding in codings.rsplit(',').map(str::trim).filter(|c| !c.is_empty() && *c != "identity") {
            body = Cow::Owned(unpack(coding, &body, bytes_max)?);
        }
        if body.len() as u64 > bytes_max {
            return Err(DecodeError::TooLarge(bytes_max));
        }
        Ok(body)
    }
}

fn unpack(coding: &str, body: &[u8], bytes_max: u64) -> Result<Vec<u8>, DecodeError> {
    /// Working memory of the brotli decoder.
    const BROTLI_BUFFER_BYTES: usize = 16 * 1024;
    let mut out = Vec::new();
    // One byte more than allowed tells "too large" from "just fits".
    let limit = bytes_max.saturating_add(1);
    match coding {
        "gzip" | "x-gzip" => flate2::read::MultiGzDecoder::new(body).take(limit).read_to_end(&mut out)?,
        // "deflate" is zlib by the standard; some servers send the bare stream.
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
            flate2::read::ZlibDecoder::new(body).take(limit).read_to_end(&mut out)?
        }
        "deflate" => flate2::read::DeflateDecoder::new(body).take(limit).read_to_end(&mut out)?,
        "br" => brotli_decompressor::Decompressor::new(body, BROTLI_BUFFER_BYTES).take(limit).read_to_end(&mut out)?,
        "zstd" => unzstd(body, limit, &mut out)?,
        other => return Err(DecodeError::UnknownCoding(other.to_owned())),
    };
    if out.len() as u64 > bytes_max {
        return Err(DecodeError::TooLarge(bytes_max));
    }
    Ok(out)
}

/// Frame after frame, as the standard asks. The decoder refuses windows of more than 100 MB.
fn unzstd(mut body: &[u8], limit: u64, out: &mut Vec<u8>) -> std::io::Result<usize> {
    while !body.is_empty() && (out.len() as u64) < limit {
        let left = limit - out.len() as u64;
        let mut frame = ruzstd::decoding::StreamingDecoder::new(&mut body).map_err(std::io::Error::other)?;
        (&mut frame).take(left).read_to_end(out)?;
    }
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn answer(coding: &str, body: Vec<u8>) -> Answer {
        Answer {
            url: "http://127.0.0.1/".into(),
            method: "GET".into(),
            asked: None,
            status: 200,
            headers: vec![("Content-Encoding".into(), coding.into())],
            body,
            fetched: DateTime::UNIX_EPOCH,
        }
    }

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    /// "abc" in one raw block, by RFC 8878.
    const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, b'a', b'b', b'c'];

    /// "Sức khỏe là vàng. " twelve times, by the reference compressor.
    const ZSTD_PACKED: &[u8] = &[
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0xfd, 0x00, 0x00, 0xc0, 0x53, 0xe1, 0xbb, 0xa9, 0x63, 0x20, 0x6b, 0x68,
        0xe1, 0xbb, 0x8f, 0x65, 0x20, 0x6c, 0xc3, 0xa0, 0x20, 0x76, 0xc3, 0xa0, 0x6e, 0x67, 0x2e, 0x20, 0x01, 0x00,
        0x14, 0xac, 0x3a, 0xc7, 0xbe, 0x5d, 0x0c, 0xd0,
    ];

    #[test]
    fn codings_come_off_in_reverse_order() {
        let decoded = |answer: Answer, bytes_max| answer.decoded(bytes_max).unwrap().into_owned();
        assert_eq!(decoded(answer("", b"abc".to_vec()), 3), b"abc");
        assert_eq!(decoded(answer("GZIP", gzip(b"abc")), 3), b"abc");
        assert_eq!(decoded(answer("gzip, gzip", gzip(&gzip(b"abc"))), 100), b"abc");
        assert_eq!(decoded(answer("zstd", ZSTD.to_vec()), 3), b"abc");
        assert_eq!(decoded(answer("zstd", ZSTD_PACKED.to_vec()), 999), "Sức khỏe là vàng. ".repeat(12).as_bytes());
        assert_eq!(decoded(answer("zstd", [ZSTD, ZSTD].concat()), 6), b"abcabc");
        assert!(matches!(answer("zstd", ZSTD[..9].to_vec()).decoded(9), Err(DecodeError::Damaged(_))));
        assert!(matches!(answer("zstd", b"abc".to_vec()).decoded(9), Err(DecodeError::Damaged(_))));
        assert!(matches!(answer("zip", vec![]).decoded(9), Err(DecodeError::UnknownCoding(_))));
        assert!(matches!(answer("gzip", gzip(b"abc")[..12].to_vec()).decoded(9), Err(DecodeError::Damaged(_))));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let bomb = gzip(&vec![0; 10_000_000]);
        assert!(bomb.len() < 20_000);
        assert!(matches!(answer("gzip", bomb).decoded(1_000_000), Err(DecodeError::TooLarge(1_000_000))));
    }
}
