//! Which rules an index was made by.
//!
//! Labels and terms are computed when an article is indexed, so an index made by other rules returns other
//! answers. The fingerprint of the rules is stored in the index; where it differs, the index is rebuilt.

use crate::officials;
use crate::text;
use crate::topics;

/// Raise this number by one whenever a change in `text`, `officials`, `topics` or this module can change the
/// labels or terms of any article.
///
/// Most of the time a test notices: the digest below no longer fits, and the failing test shows the new one.
pub(super) const VERSION: u32 = 9;

/// A digest of the labels and terms that the rules of [`VERSION`] give to fixed articles, in hexadecimal.
///
/// It is a part of the fingerprint, so two versions of the program whose digests differ never share an index.
pub(super) const DIGEST: &str = "953ab9e020cb1b20";

/// The fingerprint of the rules: the version, the digest, and checksums of all lists that the rules read,
/// the embedded ones and those that the user adds.
pub(super) fn fingerprint(user_lists: &[&str]) -> String {
    let embedded = text::DATA.iter().chain(&officials::DATA).chain(&topics::DATA);
    let sums = embedded.chain(user_lists).map(|list| format!("{:08x}", crc32fast::hash(list.as_bytes())));
    [VERSION.to_string(), DIGEST.to_owned()].into_iter().chain(sums).collect::<Vec<_>>().join(".")
}
