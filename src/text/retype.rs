//! Repair of words typed for a Vietnamese keyboard that was switched off: "suwcs" and "suc71" are
//! "sức". For suggestions only; such a word may also be what it seems.

use super::syllable::{is_stopped, is_toneless_syllable};
use super::tones::{is_vowel, with_tone};

/// Longest sequence of keys for one syllable: "nghieengs" and a few corrections.
const KEYS_MAX: usize = 12;

/// The syllable that these keys produce in Telex or VNI; `None` when they produce none, or only the
/// word itself.
pub(crate) fn retype(word: &str) -> Option<String> {
    if word.len() > KEYS_MAX || !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let keys = word.to_ascii_lowercase();
    let typed = [telex(&keys), vni(&keys)].into_iter().flatten().find(Typed::is_syllable)?;
    let small = typed.written()?;
    if small == keys {
        return None;
    }
    let large_start = word.starts_with(|c: char| c.is_ascii_uppercase());
    let all_large = large_start && !word.contains(|c: char| c.is_ascii_lowercase()) && word.len() > 1;
    Some(match (all_large, large_start) {
        (true, _) => small.to_uppercase(),
        (false, true) => {
            let mut chars = small.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
        }
        _ => small,
    })
}

/// Letters without tone, and the number of the tone.
#[derive(Default)]
struct Typed {
    letters: Vec<char>,
    tone: usize,
}

fn telex(keys: &str) -> Option<Typed> {
    let mut typed = Typed::default();
    for key in keys.chars() {
        let has_vowel = typed.letters.iter().any(|&c| is_vowel(c));
        match key {
            '0'..='9' => return None,
            's' | 'f' | 'r' | 'x' | 'j' | 'z' if has_vowel => {
                typed.tone = "zsfrxj".find(key).unwrap_or(0); // The pattern allows no other key.
            }
            'a' | 'e' | 'o' if typed.change(&[(key, circumflex(key))]) => {}
            'd' if typed.letters.first() == Some(&'d') => typed.letters[0] = 'đ',
            'w' if typed.horn() || typed.change(&[('a', 'ă')]) => {}
            'w' => typed.letters.push('ư'),
            _ => typed.letters.push(key),
        }
    }
    Some(typed)
}

fn vni(keys: &str) -> Option<Typed> {
    let mut typed = Typed::default();
    for key in keys.chars() {
        let fits = match key {
            '0'..='5' => {
                typed.tone = key.to_digit(10).map_or(0, |n| n as usize); // The pattern allows digits only.
                typed.letters.iter().any(|&c| is_vowel(c))
            }
            '6' => typed.change(&[('a', 'â'), ('e', 'ê'), ('o', 'ô')]),
            '7' => typed.horn(),
            '8' => typed.change(&[('a', 'ă')]),
            '9' => typed.change(&[('d', 'đ')]),
            _ => {
                typed.letters.push(key);
                true
            }
        };
        if !fits {
            return None;
        }
    }
    Some(typed)
}

fn circumflex(vowel: char) -> char {
    match vowel {
        'a' => 'â',
        'e' => 'ê',
        _ => 'ô',
    }
}

impl Typed {
    /// Changes the last letter that is the left one of a pair; returns whether there was one.
    fn change(&mut self, pairs: &[(char, char)]) -> bool {
        for letter in self.letters.iter_mut().rev() {
            if let Some((_, to)) = pairs.iter().find(|(from, _)| from == letter) {
                *letter = *to;
                return true;
            }
        }
        false
    }

    /// Puts horns on "uo", or on the last u or o. The o of "oa" takes none: "hoặc" is typed "hoacw".
    fn horn(&mut self) -> bool {
        if let Some(at) = self.letters.windows(2).position(|pair| matches!(pair, ['u', 'o'] | ['ư', 'o'] | ['u', 'ơ']))
        {
            self.letters[at] = 'ư';
            self.letters[at + 1] = 'ơ';
            return true;
        }
        let before_a = self.letters.windows(2).any(|pair| pair == ['o', 'a']);
        !before_a && self.change(&[('u', 'ư'), ('o', 'ơ')])
    }

    fn is_syllable(&self) -> bool {
        let base: String = self.letters.iter().collect();
        is_toneless_syllable(&base) && (!is_stopped(&base) || matches!(self.tone, 1 | 5))
    }

    /// The syllable as it is written; `None` if no letter can carry its tone.
    fn written(&self) -> Option<String> {
        with_tone(&self.letters.iter().collect::<String>(), self.tone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_syllables() {
        let cases = [
            ("suwcs", "sức"),
            ("khoer", "khỏe"),
            ("suc71", "sức"),
            ("khoe3", "khỏe"),
            ("Booj", "Bộ"),
            ("truwowngr", "trưởng"),
            ("truongwr", "trưởng"),
            ("truong73", "trưởng"),
            ("tees", "tế"),
            ("te61", "tế"),
            ("DDAOF", "ĐÀO"),
            ("dda", "đa"),
            ("d9a2o", "đào"),
            ("ddieeuf", "điều"),
            ("benhej", "bệnh"),
            ("vieejn", "viện"),
            ("quyeest", "quyết"),
            ("quyet61", "quyết"),
            ("gias", "giá"),
            ("giuwx", "giữ"),
            ("hoacwj", "hoặc"),
            ("thuys", "thúy"),
            ("toanf", "toàn"),
            ("ngoaif", "ngoài"),
            ("muaw", "mưa"),
            ("aan", "ân"),
            ("y1", "ý"),
        ];
        for (keys, expected) in cases {
            assert_eq!(retype(keys).as_deref(), Some(expected), "{keys}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for word in
            ["", "suc", "khoe", "for", "QH15", "1", "sức", "khocf", "windows", "12345678901234567890", "-s", "w1"]
        {
            assert_eq!(retype(word), None, "{word}");
        }
    }
}
