//! The name of an element, read a word at a time.

use super::attributes::ends_name;
use super::bytes;

/// The name of an element: its letters in lower case as one number, so that two are compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(u128);

impl Name {
    pub(super) const fn of(name: &str) -> Name {
        Name::packed(name.as_bytes())
    }

    /// The name that stands at a place of a tag, and where it ends; `None` for what is none, for longer
    /// ones than HTML has, and for one that nothing follows.
    #[inline]
    pub(super) fn read(source: &[u8], at: usize) -> Option<(Name, usize)> {
        if !source.get(at)?.is_ascii_alphabetic() {
            return None;
        }
        let word = bytes::word(source, at).unwrap_or_default();
        let mut end = at + bytes::letters(word);
        while !ends_name(*source.get(end)?) {
            end += 1;
        }
        // A NUL is read as another character, and would be no part of the number.
        if source[at..end].contains(&0) {
            return None;
        }
        // Nearly all names are shorter than eight bytes.
        let name = match end - at {
            length if length < size_of::<u64>() && word != 0 => {
                Name(u128::from(bytes::in_lower_case(word) & !(u64::MAX << (u8::BITS as usize * length))))
            }
            length if length <= size_of::<u128>() => Name::packed(&source[at..end]),
            _ => return None,
        };
        Some((name, end))
    }

    /// The first letter is the lowest byte.
    const fn packed(mut name: &[u8]) -> Name {
        let mut number = 0;
        while let [rest @ .., last] = name {
            number = number << 8 | last.to_ascii_lowercase() as u128;
            name = rest;
        }
        Name(number)
    }

    /// A number below `2^bits` that is much the same for no other name.
    #[inline]
    pub(super) const fn hash(self, bits: u32) -> usize {
        let folded = (self.0 ^ self.0 >> u64::BITS) as u64;
        // The golden ratio, as always.
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - bits)) as usize
    }

    pub(super) const fn is(self, other: Name) -> bool {
        self.0 == other.0
    }
}

/// Whether a [`Name`] is one of those.
macro_rules! one_of {
    ($name:ident: $($one:literal)+) => {
        $($name == const { $crate::portal::legacy::names::Name::of($one) })||+
    };
}
pub(super) use one_of;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_html_ends_them() {
        for (source, name, end) in [
            ("p>", "p", 1),
            ("p>a lot of text", "p", 1),
            ("H1 class=a>", "h1", 2),
            ("DiV/>.....", "div", 3),
            ("o:p>.....", "o:p", 3),
            ("a-é\n.....", "a-é", 4),
            ("section\t", "section", 7),
            ("textarea>", "textarea", 8),
            ("blockquote\r\n>", "blockquote", 10),
            ("aaaaaaaaaaaaaaaa>", "aaaaaaaaaaaaaaaa", 16),
        ] {
            assert_eq!(Name::read(source.as_bytes(), 0), Some((Name::of(name), end)), "{source}");
        }
        for source in ["", "p", " p>", "1>", "é>", "aaaaaaaaaaaaaaaaa>", "section"] {
            assert_eq!(Name::read(source.as_bytes(), 0), None, "{source}");
        }
    }
}
