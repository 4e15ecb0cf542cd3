//! Content transfer encodings of MIME (RFC 2045), and what HAR files call base64.

use data_encoding::BASE64;
use quoted_printable::ParseMode;

/// Removes quoted-printable; what isn't valid stays as it is.
pub(super) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    quoted_printable::decode(text, ParseMode::Robust).unwrap_or_else(|_| text.to_vec())
}

/// Removes base64; returns how many characters were not part of it, too. Each of them costs the three bytes that it
/// is part of, and an incomplete end costs itself.
pub(super) fn base64(text: &[u8]) -> (Vec<u8>, usize) {
    const GROUP: usize = 4;
    let mut wrong = 0;
    let letters = text.iter().filter(|b| !b.is_ascii_whitespace()).take_while(|b| **b != b'=');
    let mut letters: Vec<u8> = letters
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => *b,
            // The alphabet for URLs.
            b'-' => b'+',
            b'_' => b'/',
            _ => {
                wrong += 1;
                b'A'
            }
        })
        .collect();
    let rest = letters.len() % GROUP;
    let kept = [0, 0, 1, 2][rest];
    let padding = (GROUP - rest) % GROUP;
    letters.resize(letters.len() + padding, b'A');
    let mut bytes = BASE64.decode(&letters).unwrap_or_default();
    if rest > 0 {
        bytes.truncate(bytes.len() - 3 + kept);
    }
    (bytes, wrong)
}
