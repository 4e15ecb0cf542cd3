//! The encodings, and how text in each of them is decoded.

use std::borrow::Cow;

use super::{tcvn3, twice, vni, windows_1258};

/// An encoding whose text was stored as if it were Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8 that was read as Windows-1252 and encoded as UTF-8 again, perhaps more than once.
    Twice,
    /// Windows-1258, read as Windows-1252.
    Windows1258,
    /// TCVN 5712 (ABC), the encoding of fonts like .VnTime.
    Tcvn3,
    /// VNI for Windows, the encoding of fonts like VNI-Times.
    Vni,
}

impl Encoding {
    pub(super) const ALL: [Encoding; 4] = [Encoding::Twice, Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni];

    /// The encoding of a list of fonts, as HTML and CSS write it.
    pub(crate) fn of_fonts(fonts: &str) -> Option<Encoding> {
        let first = fonts.split(',').next()?.trim().trim_matches(['"', '\'']);
        let begins_with = |prefix: &str| first.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
        match () {
            () if begins_with(".vn") => Some(Encoding::Tcvn3),
            () if begins_with("vni-") => Some(Encoding::Vni),
            () => None,
        }
    }

    /// Decodes a text. One that contains letters that only Vietnamese has is Unicode already, and stays as it is.
    pub(crate) fn decode(self, text: &str) -> Cow<'_, str> {
        if text.is_ascii() || (self != Encoding::Twice && text.chars().any(is_only_vietnamese)) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(match self {
            Encoding::Twice => twice::decode(text),
            Encoding::Windows1258 => windows_1258::decode_misread(text),
            Encoding::Tcvn3 => tcvn3::decode(text),
            Encoding::Vni => vni::decode(text),
        })
    }
}

/// Whether no other language and no symbol font has a letter: ơ, ư, đ, ă, and all with two marks.
pub(super) fn is_only_vietnamese(c: char) -> bool {
    matches!(c, 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Đ' | 'đ' | 'Ă' | 'ă' | '\u{1EA0}'..='\u{1EF9}' | '\u{300}'..='\u{323}')
}
