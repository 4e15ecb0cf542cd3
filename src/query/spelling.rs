//! Spelling: from a term of the index back to the word that a person would write.
//!
//! A term has lost where its tone mark stood and, in some open syllables, whether it was written
//! with i or y. Both are put back by custom, so what comes out is right, if not always as in the text.

use unicode_normalization::UnicodeNormalization;

use super::mark::split_tone;
use crate::text::is_syllable;

/// The tone marks by the digit of a term, from 1.
const TONES: [char; 5] = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'];

/// Open syllables that are rather written with y, as terms: ký kỳ kỹ kỷ kỵ, lý, mỹ, tỷ tỵ, and all of qu-.
const WITH_Y: [&str; 13] = ["ki1", "ki2", "ki3", "ki4", "ki5", "li1", "li5", "mi4", "mi5", "ti3", "ti5", "hi1", "hi4"];

/// Writes a term as a word. What is no Vietnamese syllable stays as it is.
pub(super) fn written(term: &str) -> String {
    let (letters, tone) = split_tone(term);
    let Some(mark) = tone.parse::<usize>().ok().and_then(|n| TONES.get(n.checked_sub(1)?)) else {
        return with_y(letters, term);
    };
    let letters = with_y(letters, term);
    let Some(place) = tone_place(&letters) else { return term.to_owned() };
    let word: String = letters
        .chars()
        .enumerate()
        .flat_map(|(n, c)| [Some(c), (n == place).then_some(*mark)])
        .flatten()
        .nfc()
        .collect();
    if is_syllable(&word) { word } else { term.to_owned() }
}

fn with_y(letters: &str, term: &str) -> String {
    match letters.strip_suffix('i') {
        Some(onset) if onset == "qu" || WITH_Y.contains(&term) => format!("{onset}y"),
        _ => letters.to_owned(),
    }
}

/// Which letter bears the tone mark: a vowel with a mark of its own; else of three vowels the
/// middle one, of two the second before a consonant and the first at the end.
fn tone_place(letters: &str) -> Option<usize> {
    let chars: Vec<char> = letters.chars().collect();
    let is_vowel = |c: char| "aăâeêioôơuưy".contains(c);
    let onset = ["qu", "gi"].iter().find(|o| letters.strip_prefix(**o).is_some_and(|r| r.starts_with(is_vowel)));
    let first = match onset {
        Some(onset) => onset.len(),
        None => chars.iter().position(|c| is_vowel(*c))?,
    };
    let vowels = chars[first..].iter().take_while(|c| is_vowel(**c)).count();
    if let Some(own) = (first..first + vowels).rev().find(|n| "ăâêôơư".contains(chars[*n])) {
        return Some(own);
    }
    let is_closed = first + vowels < chars.len();
    Some(match (vowels, is_closed) {
        (1, _) | (2, false) => first,
        _ => first + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn terms_are_written_as_words() {
        let words = "đường dưỡng khỏe hòa thúy ngoài khuỷu quý quốc quyền gì giữ già giếng của mía tuyệt nghị quyết \
                     lý kỹ mỹ tỷ sĩ uống ước ương hoàn cho covid";
        for word in words.split_whitespace() {
            assert_eq!(written(&tokens(word)[0].term), word);
        }
        for other in ["1a", "h5n1", "qh15", ""] {
            assert_eq!(written(other), other);
        }
    }
}
