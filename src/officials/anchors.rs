//! Finds the few sentences of a body that can name a leader, without cutting the rest into words.
//!
//! Nobody is found here: an anchor only says that a sentence is worth reading.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use unicode_normalization::UnicodeNormalization;

use super::registry::Registry;
use crate::text::tokens;

/// The part of "trưởng" that all its spellings share.
const POST_ANCHORS: [&str; 2] = ["rưởng", "RƯỞNG"];
/// The five tone marks as combining characters.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// After so much text the automaton that is slow to make and quick to run has paid for itself: some
/// two hundred articles.
const FEW_BYTES: usize = 1024 * 1024;

#[derive(Debug)]
pub(super) struct Anchors {
    patterns: Vec<String>,
    /// For the few articles of a day.
    small: AhoCorasick,
    /// For many.
    quick: OnceLock<AhoCorasick>,
    /// How much text was looked through.
    bytes: AtomicUsize,
}

impl Anchors {
    pub(super) fn new(registry: &Registry) -> Anchors {
        let mut patterns: Vec<String> = POST_ANCHORS.map(str::to_owned).to_vec();
        for name in registry.people().iter().flat_map(|person| person.names()) {
            patterns.extend(name_anchors(name));
        }
        let small = automaton(&patterns, AhoCorasickKind::NoncontiguousNFA);
        Anchors { patterns, small, quick: OnceLock::new(), bytes: AtomicUsize::new(0) }
    }

    /// Bytes at which an anchor begins, in order.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let automaton = match self.bytes.fetch_add(text.len(), Ordering::Relaxed) {
            ..FEW_BYTES => &self.small,
            _ => self.quick.get_or_init(|| automaton(&self.patterns, AhoCorasickKind::DFA)),
        };
        automaton.find_iter(text).map(|found| found.start())
    }
}

/// The kinds find the same, at different speeds.
fn automaton(patterns: &[String], kind: AhoCorasickKind) -> AhoCorasick {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).kind(Some(kind)).build(patterns);
    built.expect("a few hundred short patterns are within the automaton's limits")
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
    fn few_texts_and_many_are_searched_alike() {
        let anchors = Anchors::new(&Registry::embedded());
        let text = "Thứ trưởng Nguyễn Tri Thức, bà ĐÀO HỒNG LAN và một Trưởng khoa";
        let few: Vec<usize> = anchors.find(text).collect();
        anchors.bytes.store(FEW_BYTES, Ordering::Relaxed);
        assert_eq!(anchors.find(text).collect::<Vec<_>>(), few);
        assert_eq!((few.len(), anchors.quick.get().is_some()), (4, true));
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
