//! Patterns of paths in robots.txt: `*` matches any bytes, `$` at the end matches the end of the path.

use memchr::memmem;

/// ASCII characters that a URL contains only percent-encoded, or encoded in its query and plain in its path.
const ENCODED: &[u8] = b"\"<>\\^`{|}'";
const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Writes a path or a pattern in the one form in which they are compared: bytes that URLs don't contain are
/// percent-encoded, and the hexadecimal digits of what was encoded before are upper-case.
pub(super) fn canonical(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match text.get(at + 1..at + 3) {
            Some(digits) if byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit) => {
                out.push(b'%');
                out.extend(digits.iter().map(u8::to_ascii_uppercase));
                at += 3;
                continue;
            }
            _ if !byte.is_ascii_graphic() || ENCODED.contains(&byte) => {
                out.extend([b'%', HEX_DIGITS[usize::from(byte >> 4)], HEX_DIGITS[usize::from(byte & 0x0f)]]);
            }
            _ => out.push(byte),
        }
        at += 1;
    }
    out
}

/// Whether a canonical pattern matches a canonical path from its beginning. Takes time in proportion to the length of the
/// path for each `*`.
pub(super) fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, is_anchored) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split(|b| *b == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !is_anchored || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if is_anchored && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        // The earliest place leaves the most for the parts that follow.
        let Some(place) = memmem::find(rest, part) else { return false };
        rest = &rest[place + part.len()..];
    }
    true
}
