//! Labels as the bytes that the index stores.
//!
//! The bytes contain no version: the layout version of the index covers them, and a test compares the bytes of
//! one example, so that a change of the types in [`crate::article::labels`] can't go unnoticed.

use crate::article::labels::Labels;

/// Encodes labels in a few bytes each.
pub(crate) fn encode(labels: &Labels) -> Vec<u8> {
    postcard::to_allocvec(labels).expect("every type in labels has a length that is known in advance")
}

/// Decodes what [`encode`] returned, and returns `None` for other bytes.
pub(crate) fn decode(bytes: &[u8]) -> Option<Labels> {
    match postcard::take_from_bytes(bytes) {
        Ok((labels, [])) => Some(labels),
        _ => None,
    }
}
