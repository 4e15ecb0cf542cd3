//! Digests as text, which identify raw responses, ids and rules.

use sha2::{Digest, Sha256};

use super::Article;

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// The first 16 bytes of the SHA-256 of an article's id and content, as a number: what a snapshot of a corpus is the sum of.
///
/// Version, times of storing and labels aren't content.
pub(crate) fn content_digest(article: &Article) -> u128 {
    let content = (
        (&article.id, &article.title, &article.published, article.date_source, article.status, article.section),
        (
            &article.url,
            &article.abstract_,
            article.abstract_truncated,
            &article.body,
            &article.captions,
            &article.source,
        ),
    );
    let json = serde_json::to_vec(&content).expect("text and numbers are always valid JSON");
    let digest = Sha256::digest(json);
    digest.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
