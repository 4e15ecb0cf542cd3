//! Converts a term of the index back to a word as people write it.
//!
//! A term doesn't record where the tone mark was and, in some open syllables, whether it was written with i
//! or y. Both are restored by convention, so the word is correct, if not always as in the text.

use super::mark::split_tone;
use crate::text::{is_syllable, with_tone};

/// Open syllables that are usually written with y, as terms: ký kỳ kỹ kỷ kỵ, lý, mỹ, tỷ tỵ, and all of qu-.
const WITH_Y: [&str; 13] = ["ki1", "ki2", "ki3", "ki4", "ki5", "li1", "li5", "mi4", "mi5", "ti3", "ti5", "hi1", "hi4"];

/// Writes a term as a word. A term that isn't a Vietnamese syllable stays as it is.
pub(super) fn written(term: &str) -> String {
    let (letters, tone) = split_tone(term);
    let letters = with_y(letters, term);
    let Ok(tone) = tone.parse::<usize>() else { return letters };
    let word = with_tone(&letters, tone).filter(|word| tone > 0 && is_syllable(word));
    word.unwrap_or_else(|| term.to_owned())
}

/// All terms that fold to a Vietnamese syllable; none for a word that would have too many.
pub(super) fn writings(fold: &str) -> Vec<String> {
    /// Enough for every syllable; a longer word isn't one.
    const WRITINGS_MAX: usize = 600;
    let mut all = vec![String::new()];
    for letter in fold.chars() {
        let accented: &[char] = match letter {
            'a' => &['a', 'ă', 'â'],
            'd' => &['d', 'đ'],
            'e' => &['e', 'ê'],
            'o' => &['o', 'ô', 'ơ'],
            'u' => &['u', 'ư'],
            _ => &[],
        };
        let variants = if accented.is_empty() { vec![letter] } else { accented.to_vec() };
        all = all.iter().flat_map(|start| variants.iter().map(move |letter| format!("{start}{letter}"))).collect();
        if all.len() > WRITINGS_MAX {
            return Vec::new();
        }
    }
    let tones = ["", "1", "2", "3", "4", "5"];
    all.iter().flat_map(|letters| tones.map(|tone| format!("{letters}{tone}"))).collect()
}

fn with_y(letters: &str, term: &str) -> String {
    match letters.strip_suffix('i') {
        Some(onset) if onset == "qu" || WITH_Y.contains(&term) => format!("{onset}y"),
        _ => letters.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn every_writing_of_a_syllable_is_listed() {
        for word in "đường dưỡng khỏe hòa ngoài khuỷu quý quyền gì giữa nghiêng uống ước hoàn cho ý ăn ê".split(' ')
        {
            let token = &tokens(word)[0];
            assert!(writings(&token.fold).contains(&token.term), "{word}: {} of {}", token.term, token.fold);
        }
        assert_eq!(writings("duong").len(), 72);
        assert!(writings("aaaaaaaaaaaa").is_empty());
    }

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
