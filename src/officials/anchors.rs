//! Finds the few sentences of a body that can name a leader, without cutting the rest into words.
//!
//! Nobody is found here: an anchor only says that a sentence is worth reading.

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Input, Match, MatchKind, Span};
use unicode_normalization::UnicodeNormalization;

use super::registry::Registry;
use crate::text::{Lexer, PackedToken, TONE_MARKS};

/// The part of "trưởng" that all its spellings share.
const POST_ANCHORS: [&str; 2] = ["rưởng", "RƯỞNG"];
/// So much of an anchor tells it from nearly every other word.
const BEGINNING_BYTES: usize = 4;

/// A few hundred anchors have some seventy beginnings, few enough to be looked for many bytes at a time.
#[derive(Debug, Clone)]
pub(super) struct Anchors {
    beginnings: Beginnings,
    /// The anchors of each beginning.
    anchors: Vec<Vec<String>>,
}

#[derive(Debug, Clone)]
enum Beginnings {
    Packed(Searcher),
    /// Where the processor can't do that, or a user's registry has too many names for it.
    ByteByByte(AhoCorasick),
}

impl Beginnings {
    fn new(all: &[&[u8]]) -> Beginnings {
        // The limits are for patterns that any text may hold; these begin with capitals.
        let packed = packed::Config::new().heuristic_pattern_limits(false).builder().extend(all).build();
        packed.map_or_else(|| Beginnings::byte_by_byte(all), Beginnings::Packed)
    }

    fn byte_by_byte(all: &[&[u8]]) -> Beginnings {
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(all);
        Beginnings::ByteByByte(automaton.expect("short patterns are within the automaton's limits"))
    }

    fn find(&self, text: &str, from: usize) -> Option<Match> {
        match self {
            Beginnings::Packed(searcher) => searcher.find_in(text, Span::from(from..text.len())),
            Beginnings::ByteByByte(automaton) => automaton.find(Input::new(text).range(from..)),
        }
    }
}

impl Anchors {
    pub(super) fn new(registry: &Registry) -> Anchors {
        Anchors::found_by(registry, Beginnings::new)
    }

    fn found_by(registry: &Registry, finder: impl Fn(&[&[u8]]) -> Beginnings) -> Anchors {
        let names = registry.people().iter().flat_map(|person| person.names()).flat_map(name_anchors);
        let mut all: Vec<String> = POST_ANCHORS.map(str::to_owned).into_iter().chain(names).collect();
        all.sort_unstable();
        all.dedup();
        let beginning = |anchor: &str| anchor.as_bytes()[..anchor.len().min(BEGINNING_BYTES)].to_owned();
        let (mut beginnings, mut anchors) = (Vec::<Vec<u8>>::new(), Vec::<Vec<String>>::new());
        for anchor in all {
            match (beginnings.last(), anchors.last_mut()) {
                (Some(last), Some(same)) if anchor.as_bytes().starts_with(last) => same.push(anchor),
                _ => {
                    beginnings.push(beginning(&anchor));
                    anchors.push(vec![anchor]);
                }
            }
        }
        let beginnings: Vec<&[u8]> = beginnings.iter().map(Vec::as_slice).collect();
        Anchors { beginnings: finder(&beginnings), anchors }
    }

    /// The byte at which the first anchor from `from` on begins.
    pub(super) fn next(&self, text: &str, mut from: usize) -> Option<usize> {
        loop {
            let begins = self.beginnings.find(text, from)?;
            let rest = &text.as_bytes()[begins.start()..];
            if self.anchors[begins.pattern()].iter().any(|anchor| rest.starts_with(anchor.as_bytes())) {
                return Some(begins.start());
            }
            from = begins.start() + 1;
        }
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
    let term = |text: &str| {
        let mut word = PackedToken::default();
        Lexer::new(text).advance_packed(&mut word, false).then_some(word.form)
    };
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
    use crate::text::tokens;

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
    fn anchors_are_the_same_however_they_are_looked_for() {
        let registry = Registry::embedded();
        let text = "Ông Đào Hồng Lan, Hồng Hà và Thứ trưởng ĐỖ XUÂN TUYÊN".repeat(3);
        let all = |anchors: &Anchors| -> Vec<usize> {
            let next = |from| anchors.next(&text, from);
            std::iter::successors(next(0), |at| next(at + 1)).collect()
        };
        let slowly = all(&Anchors::found_by(&registry, Beginnings::byte_by_byte));
        assert_eq!((slowly.len(), &slowly), (9, &all(&Anchors::new(&registry))));
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
