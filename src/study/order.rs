//! Vietnamese alphabetical order of terms: by letters, then by tones.

use rustc_hash::FxHashMap;

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

/// The ranks of terms, which are given with their numbers. Terms that the alphabet doesn't tell apart have the same rank.
pub(super) fn ranks<'t>(terms: impl Iterator<Item = (u32, &'t str)>) -> FxHashMap<u32, u32> {
    let mut sorted: Vec<_> = terms.map(|(number, term)| (key(term), number)).collect();
    sorted.sort_unstable();
    let groups = (0..).zip(sorted.chunk_by(|(a, _), (b, _)| a == b));
    groups.flat_map(|(rank, group)| group.iter().map(move |(_, number)| (*number, rank))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn words_are_in_vietnamese_order() {
        let words =
            ["da", "đa", "bạ", "bá", "bã", "bả", "bà", "ba", "băng", "bang", "bâng", "2", "an", "ôn", "ơn", "on"];
        let terms: Vec<String> = words.iter().map(|word| tokens(word)[0].term.clone()).collect();
        let ranks = ranks((0..).zip(terms.iter().map(String::as_str)));
        let mut numbers: Vec<u32> = (0..16).collect();
        numbers.sort_by_key(|number| ranks[number]);
        let sorted: Vec<&str> = numbers.into_iter().map(|number| words[number as usize]).collect();
        let expected =
            ["2", "an", "ba", "bà", "bả", "bã", "bá", "bạ", "bang", "băng", "bâng", "da", "đa", "on", "ôn", "ơn"];
        assert_eq!(sorted, expected);
        assert_eq!(super::ranks([(7, "ba"), (3, "ba")].into_iter()), FxHashMap::from_iter([(7, 0), (3, 0)]));
    }
}
