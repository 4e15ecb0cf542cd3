//! Finds the few sentences of a body that can name a leader, without cutting the rest into words.
//!
//! Nobody is found here: an anchor only says that a sentence is worth reading.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};
use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;

use super::registry::Registry;
use crate::text::tokens;

/// The part of "trưởng" that all its spellings share.
const POST_ANCHORS: [&str; 2] = ["rưởng", "RƯỞNG"];
/// The five tone marks as combining characters.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Posts are two patterns, and quickly found. Names are many, but begin with few letters, all of them
/// capitals: where none of these stands, no name is compared.
#[derive(Debug, Clone)]
pub(super) struct Anchors {
    posts: [Finder<'static>; 2],
    names: AhoCorasick,
    begin: Beginnings,
}

/// The first and the second bytes of all names.
#[derive(Debug, Clone)]
struct Beginnings {
    first: [bool; 256],
    second: [bool; 256],
}

impl Beginnings {
    fn of(names: &[String]) -> Beginnings {
        let mut begin = Beginnings { first: [false; 256], second: [false; 256] };
        for name in names {
            if let [first, second, ..] = name.as_bytes() {
                begin.first[usize::from(*first)] = true;
                begin.second[usize::from(*second)] = true;
            }
        }
        begin
    }
}

impl Anchors {
    pub(super) fn new(registry: &Registry) -> Anchors {
        let names = registry.people().iter().flat_map(|person| person.names()).flat_map(name_anchors);
        let names: Vec<String> = names.collect();
        let begin = Beginnings::of(&names);
        // Asked seldom: the kind that is made quickest.
        let kind = AhoCorasickKind::NoncontiguousNFA;
        let found = AhoCorasick::builder().start_kind(StartKind::Anchored).kind(Some(kind)).build(names);
        let names = found.expect("a few hundred short patterns are within the automaton's limits");
        Anchors { posts: POST_ANCHORS.map(Finder::new), names, begin }
    }

    /// Bytes at which an anchor begins, in order.
    pub(super) fn find(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self.posts.iter().flat_map(|post| post.find_iter(text.as_bytes())).collect();
        for (at, pair) in text.as_bytes().windows(2).enumerate() {
            let (first, second) = (usize::from(pair[0]), usize::from(pair[1]));
            if self.begin.first[first] && self.begin.second[second] && self.is_name(text, at) {
                found.push(at);
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether a name stands at a byte.
    fn is_name(&self, text: &str, at: usize) -> bool {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes).earliest(true);
        self.names.is_match(input)
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
    let term = |text: &str| tokens(text).first().map(|t| t.term.clone());
    let bare: Vec<char> = syllable.nfd().filter(|c| !TONES.contains(c)).collect();
    let tone = syllable.nfd().find(|c| TONES.contains(c));
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
    all.retain(|other| term(other) == term(syllable));
    all.sort_unstable();
    all.dedup();
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
            let found = anchors.find(text);
            assert!(found.is_sorted(), "{text}");
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
