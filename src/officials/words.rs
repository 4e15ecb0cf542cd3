//! Words as the rules see them: numbered terms, with how they are written and what stands between.
//!
//! The rules are written in Vietnamese and compared by the terms of the lexer, so that they know
//! nothing of its spelling. For a text without accents there is a second vocabulary, made from the
//! folds of the same phrases.

use rustc_hash::FxHashMap;

use crate::text::{Key, Keyed, Lexer};

/// The number of a term in a vocabulary; [`UNKNOWN`] for terms that no rule names.
pub(super) type Term = u32;
pub(super) const UNKNOWN: Term = 0;

/// One word of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Bytes of the text that the sentence was cut from.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) term: Term,
    pub(super) case: Case,
    pub(super) before: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    /// The first letter only.
    Capital,
    /// More than one letter, all capitals.
    AllCapitals,
    Number,
}

impl Case {
    fn of(word: &str) -> Case {
        // Most words by far, and quickly told.
        if word.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
            return Case::Lower;
        }
        let mut chars = word.chars();
        match chars.next() {
            Some(c) if c.is_numeric() => Case::Number,
            Some(c) if c.is_uppercase() => {
                let rest = chars.as_str();
                if !rest.is_empty() && rest.chars().all(char::is_uppercase) { Case::AllCapitals } else { Case::Capital }
            }
            _ => Case::Lower,
        }
    }

    pub(super) fn is_capital(self) -> bool {
        matches!(self, Case::Capital | Case::AllCapitals)
    }
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but a blank: the two may be one name.
    Blank,
    /// A full stop without an end of the sentence: "TP. Hồ", "GS.TS".
    Dot,
    Comma,
    Colon,
    Dash,
    /// Between a name and the paper it writes for: "Trần A/TTXVN".
    Slash,
    /// An opening bracket.
    Open,
    /// Anything else, and the start of the sentence.
    Other,
}

impl Gap {
    fn of(between: &str) -> Gap {
        if between == " " {
            return Gap::Blank;
        }
        let mut gap = Gap::Blank;
        for c in between.chars() {
            let this = match c {
                c if c.is_whitespace() => continue,
                // NAME: “…” is still a colon.
                '"' | '“' | '«' if gap == Gap::Colon => continue,
                '.' => Gap::Dot,
                ',' => Gap::Comma,
                ':' => Gap::Colon,
                '-' | '–' | '—' => Gap::Dash,
                '/' => Gap::Slash,
                '(' => Gap::Open,
                _ => Gap::Other,
            };
            gap = if gap == Gap::Blank { this } else { Gap::Other };
        }
        gap
    }
}

/// The terms that rules name.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    terms: FxHashMap<Key, Term>,
    /// Whether terms are folds: for texts that are written without accents.
    folded: bool,
}

impl Vocabulary {
    pub(super) fn new(folded: bool) -> Self {
        Vocabulary { terms: FxHashMap::default(), folded }
    }

    /// Numbers the terms of a phrase, adding those that are new.
    pub(super) fn learn(&mut self, phrase: &str) -> Vec<Term> {
        let mut ids = Vec::new();
        let (mut lexer, mut word) = (Lexer::new(phrase), Keyed::default());
        while lexer.advance_key(&mut word, self.folded) {
            let next = Term::try_from(self.terms.len()).expect("rules have few terms") + 1;
            ids.push(*self.terms.entry(std::mem::take(&mut word.key)).or_insert(next));
        }
        ids
    }

    /// The words of `text[from..to]`; offsets are those of `text`.
    pub(super) fn words(&self, text: &str, from: usize, to: usize) -> Vec<Word> {
        let sentence = &text[from..to];
        let mut words: Vec<Word> = Vec::with_capacity(sentence.len() / 6);
        let (mut lexer, mut word) = (Lexer::new(sentence), Keyed::default());
        let mut last_end = None;
        while lexer.advance_key(&mut word, self.folded) {
            words.push(Word {
                start: from + word.start,
                end: from + word.end,
                term: self.terms.get(&word.key).copied().unwrap_or(UNKNOWN),
                case: Case::of(&sentence[word.start..word.end]),
                before: last_end.map_or(Gap::Other, |end: usize| Gap::of(&sentence[end..word.start])),
            });
            last_end = Some(word.end);
        }
        words
    }
}

/// A set of terms.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// Whether the term of each number belongs to the set.
    members: Vec<bool>,
}

impl Terms {
    pub(super) fn of(terms: &[Term]) -> Terms {
        let mut members = vec![false; terms.iter().max().map_or(0, |last| *last as usize + 1)];
        for term in terms {
            members[*term as usize] = true;
        }
        Terms { members }
    }

    pub(super) fn contains(&self, term: Term) -> bool {
        self.members.get(term as usize).is_some_and(|member| *member)
    }
}

/// Phrases, each with what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Phrases<T> {
    /// At the number of the first term, the longest first.
    by_first: Vec<Vec<(Vec<Term>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_first: Vec::new() }
    }
}

impl<T> Phrases<T> {
    pub(super) fn add(&mut self, phrase: Vec<Term>, value: T) {
        let Some(first) = phrase.first().map(|first| *first as usize) else { return };
        if self.by_first.len() <= first {
            self.by_first.resize_with(first + 1, Vec::new);
        }
        let bucket = &mut self.by_first[first];
        let at = bucket.iter().position(|(other, _)| other.len() < phrase.len()).unwrap_or(bucket.len());
        bucket.insert(at, (phrase, value));
    }

    /// The longest phrase that begins at a word, with its length in words.
    pub(super) fn at(&self, words: &[Word], start: usize) -> Option<(usize, &T)> {
        self.all_at(words, start).next()
    }

    /// Every phrase that begins at a word, the longest first.
    pub(super) fn all_at<'p>(&'p self, words: &[Word], start: usize) -> impl Iterator<Item = (usize, &'p T)> {
        let rest = words.get(start..).unwrap_or_default();
        let bucket = rest.first().and_then(|word| self.by_first.get(word.term as usize));
        bucket.into_iter().flatten().filter_map(move |(phrase, value)| {
            let fits = phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(term, word)| *term == word.term);
            fits.then_some((phrase.len(), value))
        })
    }

    /// The longest phrase that ends right before a word, with its length.
    pub(super) fn ending_at(&self, words: &[Word], end: usize, longest: usize) -> Option<(usize, &T)> {
        (1..=longest.min(end))
            .rev()
            .find_map(|len| self.all_at(&words[..end], end - len).find(|(found, _)| *found == len))
    }
}
