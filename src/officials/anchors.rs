//! Finds the few sentences of a body that can name a leader, without cutting the rest into words.
//!
//! Nobody is found here: an anchor only says that a sentence is worth reading.

use aho_corasick::{AhoCorasick, Input};
use unicode_normalization::UnicodeNormalization;

use super::registry::Registry;
use crate::text::{TONE_MARKS, tokens};

/// The part of "trưởng" that all its spellings share.
const POST_ANCHORS: [&str; 2] = ["rưởng", "RƯỞNG"];
/// Finds the anchors of a registry: the ends of its people's names, and of posts.
#[derive(Debug, Clone)]
pub(super) struct Anchors(AhoCorasick);

impl Anchors {
    pub(super) fn new(registry: &Registry) -> Anchors {
        let names = registry.people().iter().flat_map(|person| person.names()).flat_map(name_anchors);
        let anchors = POST_ANCHORS.map(str::to_owned).into_iter().chain(names);
        Anchors(AhoCorasick::new(anchors).expect("short patterns are within the automaton's limits"))
    }

    /// The byte at which the first anchor from `from` on begins.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<usize> {
        self.0.find(Input::new(text).range(from..)).map(|found| found.start())
    }
}

/// The last two syllables of a name in all their spellings: "Hồng Lan", "HỒNG LAN".
fn name_anchors(name: &str) -> Vec<String> {
    let syllables: Vec<&str> = name.split_whitespace().collect();
    let spelt: Vec<Vec<String>> = syllables[syllables.len().saturating_sub(2)..].iter().map(|s| spellings(s)).collect();
    let mut anchors = Vec::new();
    let [first, last] = spelt.as_slice() else { return anchors };
    for a in first {
        for b in last {
            let both = format!("{a} {b}");
            anchors.push(both.to_uppercase());
            anchors.push(both);
        }
    }
    anchors
}

/// A syllable with its tone mark on each letter, and i for y and back, as far as the lexer takes
/// them for the same term.
fn spellings(syllable: &str) -> Vec<String> {
    let term = |text: &str| tokens(text).into_iter().next().map(|token| token.term);
    let bare: Vec<char> = syllable.nfd().filter(|c| !TONE_MARKS.contains(c)).collect();
    let tone = syllable.nfd().find(|c| TONE_MARKS.contains(c));
    let mut all = vec![syllable.nfc().collect::<String>()];
    for letters in [bare.clone(), swapped(&bare)] {
        for at in 0..letters.len() {
            let mut marked = letters.clone();
            if let Some(tone) = tone {
                marked.insert(at + 1, tone);
            }
            all.push(marked.into_iter().nfc().collect());
        }
    }
    all.sort_unstable();
    all.dedup();
    let known = term(syllable);
    all.retain(|other| term(other) == known);
    all
}

fn swapped(letters: &[char]) -> Vec<char> {
    let mut letters = letters.to_vec();
    if let Some(last) = letters.last_mut() {
        *last = match *last {
            'i' => 'y',
            'y' => 'i',
            other => other,
        };
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_and_names_are_found_in_order_wherever_they_stand() {
        let registry = Registry::embedded();
        let anchors = Anchors::new(&registry);
        let check = |text: &str, expected: &[&str]| {
            let next = |from| anchors.next(text, from);
            let found: Vec<usize> = std::iter::successors(next(0), |at| next(at + 1)).collect();
            assert_eq!(found.len(), expected.len(), "{text}");
            assert!(found.iter().zip(expected).all(|(at, start)| text[*at..].starts_with(start)), "{text}");
        };
        check("Ông Đào Hồng Lan và Thứ trưởng ĐỖ XUÂN TUYÊN", &["Hồng Lan", "rưởng", "XUÂN"]);
        check("BSHồng Lan, Hồng Hà, hồng lan; BỘ TRƯỞNG", &["Hồng Lan", "RƯỞNG"]);
        check("tăng trường", &[]);
        check("", &[]);
    }

    #[test]
    fn anchors_are_spelt_in_every_way_that_the_lexer_takes_for_one() {
        let anchors = name_anchors("Đào Hồng Lan");
        assert!(anchors.contains(&"Hồng Lan".to_owned()) && anchors.contains(&"HỒNG LAN".to_owned()), "{anchors:?}");
        for anchor in name_anchors("Trần Văn Thuỷ") {
            assert_eq!(tokens(&anchor).len(), 2, "{anchor}");
        }
        assert!(name_anchors("Lan").is_empty());
    }
}
