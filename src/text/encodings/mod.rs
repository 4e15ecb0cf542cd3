//! Encodings of Vietnamese text from before Unicode, and UTF-8 that was encoded twice.
//!
//! Text in such an encoding looks like Western European letters: "Thø tr­ëng" (TCVN3), "Thöù tröôûng"
//! (VNI), "Thá»© trÆ°á»Ÿng" (encoded twice). It is recognised by what its words become: nearly all accented
//! words of Vietnamese text are Vietnamese syllables, and hardly any are in the wrong encoding.

mod bytes;
mod encoding;
mod recognition;
mod tcvn3;
mod twice;
mod vni;
mod windows_1258;

pub(crate) use bytes::from_bytes;
pub(crate) use encoding::Encoding;
pub(crate) use recognition::{in_unicode, recognise};

#[cfg(test)]
mod tests;
