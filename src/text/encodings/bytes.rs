//! Text files in single-byte encodings.

use encoding_rs::{WINDOWS_1252, WINDOWS_1258};

use super::encoding::Encoding;
use super::recognition::Share;
use super::windows_1258;

/// Decodes text that is not UTF-8; `None` if no encoding of Vietnamese fits it. Returns the name of the encoding too.
///
/// `declared` is the name that the text itself gives, if it gives one: Windows-1258 is believed, other names are
/// too often wrong.
pub(crate) fn from_bytes(bytes: &[u8], declared: Option<&str>) -> Option<(String, &'static str)> {
    if declared.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes())) == Some(WINDOWS_1258) {
        return Some((windows_1258::decode(bytes), "windows-1258"));
    }
    let western = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    // TCVN3 and VNI leave the bytes that differ between Latin-1 and Windows-1252 unused.
    let candidates = [
        (windows_1258::decode(bytes), "windows-1258"),
        (Encoding::Tcvn3.decode(&western).into_owned(), "TCVN3"),
        (Encoding::Vni.decode(&western).into_owned(), "VNI"),
    ];
    let shares = candidates.into_iter().map(|(text, name)| (Share::of(&text), text, name));
    let best = shares.filter(|(share, ..)| share.is_proof()).max_by_key(|(share, ..)| share.syllables);
    best.map(|(_, text, name)| (text, name))
}
