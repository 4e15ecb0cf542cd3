//! Windows-1258, which writes most tones as marks after their letters.

use encoding_rs::WINDOWS_1258;
use unicode_normalization::UnicodeNormalization;

use super::twice::byte;

/// Decodes bytes; the marks are joined to their letters.
pub(super) fn decode(bytes: &[u8]) -> String {
    WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect()
}

/// Decodes text whose bytes were Windows-1258, but were read as Windows-1252.
pub(super) fn decode_misread(text: &str) -> String {
    let decoded = text.chars().flat_map(|c| {
        let letter = byte(c).and_then(|byte| WINDOWS_1258.decode_without_bom_handling(&[byte]).0.chars().next());
        letter.or(Some(c))
    });
    decoded.collect::<String>().nfc().collect()
}
