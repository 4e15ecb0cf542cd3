//! Where a WARC record begins, in bytes that may be anything.

use memchr::memmem;

/// Bytes at the end of a part of the file in which the beginning of a record might not be recognised.
pub(super) const OVERLAP_BYTES: usize = 64;

const VERSION: &[u8] = b"WARC/";
/// What the first header line of a record begins with.
const FIRST_NAMES: [&[u8]; 2] = [b"warc-", b"content-"];

/// Whether bytes begin with a version line.
pub(super) fn begins_record(bytes: &[u8]) -> bool {
    version_line(bytes).is_some()
}

/// The first place at which a record begins: a version line and a header line of a record. Without `at_end`, a place
/// too near to the end to see both is left for later.
pub(super) fn find(bytes: &[u8], at_end: bool) -> Option<usize> {
    let last = if at_end { bytes.len() } else { bytes.len().saturating_sub(OVERLAP_BYTES) };
    memmem::find_iter(bytes, VERSION).take_while(|at| *at < last).find(|at| begins_head(&bytes[*at..]))
}

/// As [`find`], after the version line that the bytes begin with, and only at the beginning of a line.
pub(super) fn find_inside(bytes: &[u8]) -> Option<usize> {
    let places = memmem::find_iter(bytes, VERSION).filter(|at| *at > 0 && bytes[*at - 1] == b'\n');
    places.into_iter().find(|at| begins_head(&bytes[*at..]))
}

fn begins_head(bytes: &[u8]) -> bool {
    let Some(line) = version_line(bytes) else { return false };
    FIRST_NAMES.iter().any(|name| bytes[line..].get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name)))
}

/// The length of a version line such as `WARC/1.1`, with its line end.
fn version_line(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(VERSION)?;
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let major = digits(rest);
    let minor = digits(rest.get(major..)?.strip_prefix(b".")?);
    let end = major + 1 + minor;
    let blanks = rest[end..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    let is_line = major > 0 && minor > 0 && rest.get(end + blanks) == Some(&b'\n');
    is_line.then_some(VERSION.len() + end + blanks + 1)
}
