//! Phrases that rules look for in a text, by the numbers of their words.
//!
//! Rules are written in Vietnamese and compared by the lexer's terms, so they don't depend on how the lexer
//! spells. For texts without accents, a second vocabulary has the folds of the same phrases.

use rustc_hash::FxHashMap;

use super::lexer::{Lexer, tokens};
use super::token::Token;

/// The number of a term in a vocabulary.
pub(crate) type Term = u32;

/// The number of every term that no phrase has.
pub(crate) const UNKNOWN: Term = 0;
/// The number of no term: for the place between two words that no phrase may cross.
pub(crate) const BREAK: Term = 1;

/// Something with a term that phrases are compared with.
pub(crate) trait HasTerm {
    fn term(&self) -> Term;
}

impl HasTerm for Term {
    fn term(&self) -> Term {
        *self
    }
}

/// The terms of all phrases.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    terms: FxHashMap<String, Term>,
    /// Whether terms are folds: for texts that are written without accents.
    folded: bool,
}

impl Vocabulary {
    pub(crate) fn new(folded: bool) -> Self {
        Vocabulary { terms: FxHashMap::default(), folded }
    }

    /// The form of a word that terms are compared by.
    fn form<'t>(&self, token: &'t Token) -> &'t str {
        if self.folded { &token.fold } else { &token.term }
    }

    /// The numbers of a phrase's terms. New terms are added.
    pub(crate) fn learn(&mut self, phrase: &str) -> Vec<Term> {
        let mut numbers = Vec::new();
        for token in tokens(phrase) {
            let next = BREAK + 1 + Term::try_from(self.terms.len()).expect("rules have few terms");
            let form = self.form(&token).to_owned();
            numbers.push(*self.terms.entry(form).or_insert(next));
        }
        numbers
    }

    /// Calls `each` with every word of a text and the number of its term.
    pub(crate) fn read(&self, text: &str, mut each: impl FnMut(&Token, Term)) {
        let (mut lexer, mut token) = (Lexer::new(text), Token::default());
        while lexer.advance(&mut token) {
            each(&token, self.terms.get(self.form(&token)).copied().unwrap_or(UNKNOWN));
        }
    }
}

/// A set of terms.
#[derive(Debug, Clone)]
pub(crate) struct TermSet {
    /// Whether the term of each number belongs to the set.
    members: Vec<bool>,
}

impl TermSet {
    pub(crate) fn of(terms: &[Term]) -> TermSet {
        let mut members = vec![false; terms.iter().max().map_or(0, |last| *last as usize + 1)];
        for term in terms {
            members[*term as usize] = true;
        }
        TermSet { members }
    }

    pub(crate) fn contains(&self, term: Term) -> bool {
        self.members.get(term as usize).is_some_and(|member| *member)
    }
}

/// Phrases, each with what it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<T> {
    /// At the number of the first term, the longest first; equally long ones in the order added.
    by_first: Vec<Vec<(Vec<Term>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_first: Vec::new() }
    }
}

impl Phrases<()> {
    /// A set of phrases.
    pub(crate) fn set(vocabulary: &mut Vocabulary, phrases: &[String]) -> Phrases<()> {
        let mut set = Phrases::default();
        set.extend(vocabulary, phrases, ());
        set
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; an empty one is ignored.
    pub(crate) fn add(&mut self, phrase: Vec<Term>, value: T) {
        let Some(first) = phrase.first().map(|first| *first as usize) else { return };
        if self.by_first.len() <= first {
            self.by_first.resize_with(first + 1, Vec::new);
        }
        let bucket = &mut self.by_first[first];
        let at = bucket.iter().position(|(other, _)| other.len() < phrase.len()).unwrap_or(bucket.len());
        bucket.insert(at, (phrase, value));
    }

    /// Adds phrases that stand for the same.
    pub(crate) fn extend(&mut self, vocabulary: &mut Vocabulary, phrases: &[String], value: T)
    where
        T: Copy,
    {
        for phrase in phrases {
            self.add(vocabulary.learn(phrase), value);
        }
    }

    /// The longest phrase that begins at a word, with its length in words.
    pub(crate) fn at(&self, words: &[impl HasTerm], start: usize) -> Option<(usize, &T)> {
        self.all_at(words, start).next()
    }

    /// Every phrase that begins at a word, the longest first.
    pub(crate) fn all_at<'p, W: HasTerm>(&'p self, words: &[W], start: usize) -> impl Iterator<Item = (usize, &'p T)> {
        let rest = words.get(start..).unwrap_or_default();
        let bucket = rest.first().and_then(|word| self.by_first.get(word.term() as usize));
        bucket.into_iter().flatten().filter_map(move |(phrase, value)| {
            let fits = phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(term, word)| *term == word.term());
            fits.then_some((phrase.len(), value))
        })
    }

    /// The longest phrase of at most `longest` words that ends right before a word, with its length.
    pub(crate) fn ending_at(&self, words: &[impl HasTerm], end: usize, longest: usize) -> Option<(usize, &T)> {
        (1..=longest.min(end))
            .rev()
            .find_map(|len| self.all_at(&words[..end], end - len).find(|(found, _)| *found == len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(vocabulary: &Vocabulary, text: &str) -> Vec<Term> {
        let mut terms = Vec::new();
        vocabulary.read(text, |_, term| terms.push(term));
        terms
    }

    #[test]
    fn the_longest_phrase_is_found_first() {
        for (folded, text) in [(false, "Quyền Bộ trưởng bộ y tế"), (true, "quyen bo truong bo y te")] {
            let mut vocabulary = Vocabulary::new(folded);
            let mut phrases = Phrases::default();
            for (phrase, value) in [("bộ", 1), ("bộ trưởng", 2), ("quyền bộ trưởng", 3), ("", 4), ("bộ y tế", 5)]
            {
                phrases.add(vocabulary.learn(phrase), value);
            }
            let terms = terms(&vocabulary, text);
            assert_eq!(phrases.at(&terms, 0), Some((3, &3)));
            assert_eq!(phrases.all_at(&terms, 1).collect::<Vec<_>>(), [(2, &2), (1, &1)]);
            assert_eq!(phrases.ending_at(&terms, 3, 3), Some((3, &3)));
            assert_eq!(phrases.ending_at(&terms, 3, 2), Some((2, &2)));
            assert_eq!(phrases.at(&terms, 6), None);
        }
    }

    #[test]
    fn unknown_words_and_breaks_are_in_no_phrase() {
        let mut vocabulary = Vocabulary::new(false);
        let phrases = Phrases::set(&mut vocabulary, &["khám bệnh".to_owned()]);
        let terms = terms(&vocabulary, "khám răng");
        assert_eq!(terms[1], UNKNOWN);
        assert_eq!(phrases.at(&terms, 0), None);
        assert!(phrases.at(&[UNKNOWN, BREAK], 0).is_none() && phrases.at(&[UNKNOWN, BREAK], 1).is_none());
    }
}
