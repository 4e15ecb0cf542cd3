//! Vietnamese alphabetical order of terms: by letters, then by tones.

use std::cmp::Ordering;

/// The alphabet; letters of other scripts come after it by code point.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// The tones in the order of dictionaries: level, falling, asking, tumbling, rising, heavy, by the digits of terms.
const TONES: [u8; 6] = [0, 4, 1, 2, 3, 5];

/// A key by which terms are sorted: the places of the letters, then that of the tone.
fn key(term: &str) -> (Vec<u32>, u8) {
    let is_word = term.starts_with(char::is_alphabetic);
    let (letters, tone) = match term.as_bytes().last() {
        Some(digit @ b'1'..=b'5') if is_word => (&term[..term.len() - 1], usize::from(digit - b'0')),
        _ => (term, 0),
    };
    let place = |c: char| {
        let in_alphabet = ALPHABET.chars().position(|letter| letter == c).and_then(|place| u32::try_from(place).ok());
        // Digits come first, other letters last.
        in_alphabet
            .map_or_else(|| if c.is_ascii_digit() { u32::from(c) } else { 1000 + u32::from(c) }, |place| 100 + place)
    };
    (letters.chars().map(place).collect(), TONES[tone])
}

/// Compares two sequences of terms, word by word.
pub(super) fn compare(a: &[String], b: &[String]) -> Ordering {
    for (x, y) in a.iter().zip(b) {
        let order = if x == y { Ordering::Equal } else { key(x).cmp(&key(y)) };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn words_are_in_vietnamese_order() {
        let terms = |text: &str| tokens(text).into_iter().map(|token| token.term).collect::<Vec<String>>();
        let mut words =
            ["da", "đa", "bạ", "bá", "bã", "bả", "bà", "ba", "băng", "bang", "bâng", "2", "an", "ôn", "ơn", "on"];
        words.sort_by(|a, b| compare(&terms(a), &terms(b)));
        let expected =
            ["2", "an", "ba", "bà", "bả", "bã", "bá", "bạ", "bang", "băng", "bâng", "da", "đa", "on", "ôn", "ơn"];
        assert_eq!(words, expected);
        assert_eq!(compare(&terms("y tế"), &terms("y tế cơ sở")), Ordering::Less);
        assert_eq!(compare(&[], &[]), Ordering::Equal);
    }
}
