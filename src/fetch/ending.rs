//! Whether a body is whole that ends with its connection.
//!
//! Such a body has no declared length, and OpenSSL reports a connection that was cut like one that was closed. Only the
//! body itself can show then that nothing is missing.

use hyper::Version;
use reqwest::header::{CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};
use serde::de::IgnoredAny;

const GZIP: &[u8] = b"\x1f\x8b";
const HTML_END: &[u8] = b"</html>";

/// Whether only the end of the connection ends the body.
pub(super) fn is_with_connection(version: Version, headers: &HeaderMap) -> bool {
    version < Version::HTTP_2 && !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING)
}

/// Whether a body shows that nothing is missing at its end: an HTML page or a JSON document that is closed, or gzip data,
/// whose checksum is verified later.
pub(super) fn is_shown(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    let last = &text[text.len().saturating_sub(HTML_END.len())..];
    body.starts_with(GZIP)
        || last.eq_ignore_ascii_case(HTML_END)
        || (matches!(text.first(), Some(b'{' | b'[')) && serde_json::from_slice::<IgnoredAny>(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_documents_and_packed_data_show_their_end() {
        for whole in ["<p>x</html>", "<html></HTML>\r\n ", "{\"d\": [1, 2]}", " [] ", "\u{1f}\u{fffd}"] {
            let bytes = if whole.starts_with('\u{1f}') { b"\x1f\x8b\x08" } else { whole.as_bytes() };
            assert!(is_shown(bytes), "{whole}");
        }
        for cut in ["", "<html><p>x", "<html></htm", "{\"d\": [1, 2]", "[", "1", "User-agent: *\n", "{} {"] {
            assert!(!is_shown(cut.as_bytes()), "{cut}");
        }
    }

    #[test]
    fn a_declared_length_or_chunks_end_a_body() {
        let headers = |name: Option<&'static str>| {
            name.into_iter().map(|name| (name.parse().unwrap(), "1".parse().unwrap())).collect::<HeaderMap>()
        };
        assert!(is_with_connection(Version::HTTP_11, &headers(None)));
        assert!(is_with_connection(Version::HTTP_10, &headers(Some("date"))));
        assert!(!is_with_connection(Version::HTTP_11, &headers(Some("content-length"))));
        assert!(!is_with_connection(Version::HTTP_11, &headers(Some("transfer-encoding"))));
        assert!(!is_with_connection(Version::HTTP_2, &headers(None)));
    }
}
