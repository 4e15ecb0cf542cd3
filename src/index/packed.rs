//! Labels as stored bytes.

use crate::article::labels::Labels;

pub(super) fn pack(labels: &Labels) -> Vec<u8> {
    serde_json::to_vec(labels).expect("labels are always valid JSON")
}

/// `None` when the bytes were not made by [`pack`].
pub(super) fn unpack(bytes: &[u8]) -> Option<Labels> {
    serde_json::from_slice(bytes).ok()
}
