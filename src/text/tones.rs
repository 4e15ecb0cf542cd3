//! The five tone marks: their numbers, and which letter of a syllable carries one.

use unicode_normalization::UnicodeNormalization;

/// The tone marks as combining characters, numbered from 1 as the VNI keyboard does: sắc, huyền, hỏi,
/// ngã, nặng. 0 is the level tone, which has no mark.
pub(crate) const TONE_MARKS: [char; 5] = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'];

/// The number of a tone mark, from 1; `None` for every other character.
pub(super) fn tone_number(mark: char) -> Option<u8> {
    (1..).zip(TONE_MARKS).find_map(|(number, known)| (known == mark).then_some(number))
}

/// Writes the letters of a syllable with the tone of this number, on the letter that carries it.
///
/// Returns `None` when there is no such tone, or no vowel to carry it.
pub(crate) fn with_tone(letters: &str, number: usize) -> Option<String> {
    let Some(index) = number.checked_sub(1) else { return Some(letters.to_owned()) };
    let mark = *TONE_MARKS.get(index)?;
    let mut chars: Vec<char> = letters.chars().collect();
    let at = tone_place(&chars)?;
    chars.insert(at + 1, mark);
    Some(chars.into_iter().nfc().collect())
}

/// The letter that carries the tone, by the older placement that the press uses ("khỏe", "thúy"): the last
/// vowel with a mark of its own; else the vowel before a final consonant; else of two vowels the first,
/// of three the middle one.
fn tone_place(letters: &[char]) -> Option<usize> {
    let vowels: Vec<usize> = (0..letters.len()).filter(|&n| is_rhyme_vowel(letters, n)).collect();
    let own_mark = vowels.iter().rev().find(|&&n| "ăâêôơư".contains(letters[n]));
    let is_closed = vowels.last().is_some_and(|&n| n + 1 < letters.len());
    match (own_mark, vowels.as_slice()) {
        (Some(&at), _) => Some(at),
        (None, []) => None,
        (None, [.., last]) if is_closed => Some(*last),
        (None, [first] | [first, _]) => Some(*first),
        (None, [_, middle, ..]) => Some(*middle),
    }
}

/// Whether a letter without its tone is a vowel.
pub(super) fn is_vowel(c: char) -> bool {
    "aăâeêioôơuưy".contains(c)
}

/// Whether the letter is a vowel of the rhyme; u in qu and i in gi belong to the onset.
fn is_rhyme_vowel(letters: &[char], n: usize) -> bool {
    let followed = letters.get(n + 1).is_some_and(|&c| is_vowel(c));
    let in_onset = n == 1 && followed && matches!(letters[..2], ['q', 'u'] | ['g', 'i']);
    is_vowel(letters[n]) && !in_onset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tone_is_put_on_the_letter_that_bears_it() {
        let cases = [
            ("khoe", 3, Some("khỏe")),
            ("thuy", 1, Some("thúy")),
            ("ngoai", 2, Some("ngoài")),
            ("toan", 2, Some("toàn")),
            ("đương", 2, Some("đường")),
            ("quyên", 2, Some("quyền")),
            ("gia", 1, Some("giá")),
            ("gi", 2, Some("gì")),
            ("cho", 0, Some("cho")),
            ("cho", 6, None),
            ("kh", 1, None),
        ];
        for (letters, number, expected) in cases {
            assert_eq!(with_tone(letters, number).as_deref(), expected, "{letters}{number}");
        }
        assert_eq!(TONE_MARKS.map(tone_number), [1, 2, 3, 4, 5].map(Some));
        assert_eq!(tone_number('\u{302}'), None);
    }
}
