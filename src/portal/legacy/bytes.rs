//! Bytes of a page, looked at eight at a time: what stands in a tag is so short that a search by
//! vectors would take longer to begin than to end.

const HIGH_BITS: u64 = all(0x80);

/// A word of this byte.
#[inline]
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; size_of::<u64>()])
}

/// The eight bytes from a place on, the first one the lowest; `None` where there are fewer.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// How many bytes a word begins with that are neither blanks, digits nor marks: `@` or above.
#[inline]
pub(super) fn letters(word: u64) -> usize {
    let others = !(word | word << 1) & HIGH_BITS;
    (others.trailing_zeros() / u8::BITS) as usize
}

/// A word with its capitals of ASCII made small.
#[inline]
pub(super) fn in_lower_case(word: u64) -> u64 {
    // What is added lifts the high bit of a byte, and never reaches the next.
    let low = word & !HIGH_BITS;
    let from_a = low + all(0x80 - b'A');
    let behind_z = low + all(0x7f - b'Z');
    word | (from_a & !behind_z & !word & HIGH_BITS) >> 2
}

/// How many words are looked at before a search by vectors pays.
const WORDS_MAX: usize = 16;

/// Where a byte stands first, from a place on.
#[inline]
pub(super) fn find(wanted: u8, bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let (words, _) = rest.as_chunks();
    let mut looked_at = 0;
    for word in words.iter().take(WORDS_MAX) {
        let others = u64::from_le_bytes(*word) ^ all(wanted);
        // The lowest high bit is that of the first byte that is zero; above it there may be wrong ones.
        let zeros = others.wrapping_sub(all(1)) & !others & HIGH_BITS;
        if zeros != 0 {
            return Some(at + looked_at + (zeros.trailing_zeros() / u8::BITS) as usize);
        }
        looked_at += word.len();
    }
    memchr::memchr(wanted, &rest[looked_at..]).map(|found| at + looked_at + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_what_it_is_to_ascii() {
        for byte in 0..=u8::MAX {
            let in_place = |at: usize| {
                let mut word = *b"aZ[`{Az\xff";
                word[at] = byte;
                word
            };
            for at in 0..8 {
                let word = in_place(at);
                let number = u64::from_le_bytes(word);
                assert_eq!(in_lower_case(number), u64::from_le_bytes(word.map(|b| b.to_ascii_lowercase())), "{word:?}");
                assert_eq!(letters(number), if byte < b'@' { at } else { 8 }, "{word:?}");
            }
        }
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in [0, 1, 7, 8, 9, 64, 127, 128, 129, 200] {
            for at in 0..length {
                let mut bytes = vec![b'#'; length];
                assert_eq!(find(b'"', &bytes, at), None);
                bytes[at] = b'"';
                for from in 0..=at {
                    assert_eq!(find(b'"', &bytes, from), Some(at), "from {from} of {length}");
                }
                assert_eq!(find(b'"', &bytes, at + 1), None);
            }
        }
    }
}
