//! Proof that a text is Vietnamese prose, typed with accents or without.

use crate::text::{is_syllable, is_unaccented_syllable};

/// Words that are looked at.
const WORDS_MAX: usize = 4000;
/// Least number of words of a paragraph; shorter lines are titles, cells or entries.
const PARAGRAPH_WORDS_MIN: usize = 8;
/// Least number of words of a line of prose, wrapped or not; shorter lines are entries of a list.
const LINE_WORDS_MIN: usize = 4;
/// Frequent words of Vietnamese that no other language has many of, without accents.
const FREQUENT: [&str; 32] = [
    "va", "cua", "tai", "cac", "cho", "duoc", "voi", "trong", "khong", "nhung", "nay", "ve", "den", "tu", "theo",
    "mot", "nguoi", "ngay", "khi", "nhu", "cung", "tren", "da", "dang", "y", "te", "bo", "truong", "benh", "vien",
    "thu", "hoi",
];

/// How strong a proof must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// For a file that the user named: it is Vietnamese, and it has a paragraph.
    Likely,
    /// For a file found among others: nearly all of it is Vietnamese, and most of it is in sentences.
    Certain,
}

/// How many of a text's words are Vietnamese, by each measure.
#[derive(Debug, Default)]
struct Words {
    all: usize,
    /// Words with a letter or tone mark that English doesn't have.
    accented: usize,
    /// Words that are Vietnamese syllables as they are written.
    syllables: usize,
    /// Words that are Vietnamese syllables but for their accents.
    unaccented: usize,
    frequent: usize,
}

impl Words {
    fn of(text: &str) -> Words {
        let mut words = Words::default();
        let letters = |word: &str| word.chars().all(|c| c.is_alphabetic() || is_mark(c));
        let all = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c) && !"_.-'/".contains(c));
        let all = all.map(|word| word.trim_matches(|c| "_.-'/".contains(c))).filter(|word| !word.is_empty());
        for word in all.filter(|word| word.chars().any(char::is_alphabetic)).take(WORDS_MAX) {
            words.all += 1;
            if !letters(word) {
                continue;
            }
            let word = word.to_lowercase();
            words.accented += usize::from(!word.is_ascii());
            words.syllables += usize::from(is_syllable(&word));
            words.unaccented += usize::from(is_unaccented_syllable(&word));
            words.frequent += usize::from(FREQUENT.contains(&word.as_str()));
        }
        words
    }

    fn has(&self, count: usize, percent: usize) -> bool {
        count * 100 >= self.all * percent
    }
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a text is Vietnamese.
pub(crate) fn is_vietnamese(text: &str, proof: Proof) -> bool {
    let words = Words::of(text);
    let (accented, syllables, unaccented, frequent) = match proof {
        Proof::Likely => (25, 50, 75, 4),
        Proof::Certain => (40, 70, 85, 6),
    };
    words.all > 0
        && ((words.has(words.accented, accented) && words.has(words.syllables, syllables))
            || (words.has(words.unaccented, unaccented) && words.has(words.frequent, frequent)))
}

/// Whether a text is prose; `paragraphs` are its lines, joined where they are wrapped.
pub(super) fn is_prose(text: &str, paragraphs: &[String], proof: Proof) -> bool {
    let (in_lines, all_in_lines) = words_in(text.split(['\n', '\r']), LINE_WORDS_MIN);
    if in_lines * 2 < all_in_lines {
        return false;
    }
    let (in_paragraphs, all) = words_in(paragraphs.iter().map(String::as_str), PARAGRAPH_WORDS_MIN);
    let ends_sentence = |paragraph: &String| paragraph.trim_end().ends_with(['.', '!', '?', '…', '"', '”', ')']);
    match proof {
        Proof::Likely => in_paragraphs * 4 >= all && in_paragraphs > 0,
        Proof::Certain => in_paragraphs * 5 >= all * 3 && paragraphs.iter().any(ends_sentence),
    }
}

/// How many words are in the lines that have at least `words_min`, and how many in all lines.
fn words_in<'a>(lines: impl Iterator<Item = &'a str>, words_min: usize) -> (usize, usize) {
    let count = |line: &str| line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    lines.map(count).fold((0, 0), |(long, all), words| (long + if words >= words_min { words } else { 0 }, all + words))
}
