//! The terms of a corpus, the most frequent first, with their spellings.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What is known of a word besides its term and what is before it, as bits beside those of
/// [`Between`](super::super::reading::Between).
pub(crate) struct WordMark;

impl WordMark {
    /// It begins with a capital.
    pub(crate) const CAPITAL: u8 = 32;
    /// It has several letters, all capitals.
    pub(crate) const CAPITALS: u8 = 64;
    /// It belongs to the same unit as the word before it.
    pub(crate) const JOINED: u8 = 128;
}

/// A spelling of a term in small letters, with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spelling {
    pub(crate) text: String,
    pub(crate) hits: u64,
    pub(crate) cases: Cases,
}

/// How a word is written in mid-sentence, where a capital means something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cases {
    inside: u64,
    /// Of these, with a capital at the beginning, and in capitals only.
    capital: u64,
    capitals: u64,
}

impl Cases {
    /// Counts a word in mid-sentence by its marks.
    pub(crate) fn count(&mut self, marks: u8) {
        self.inside += 1;
        self.capital += u64::from(marks & WordMark::CAPITAL != 0);
        self.capitals += u64::from(marks & WordMark::CAPITALS != 0);
    }

    fn add(&mut self, other: Cases) {
        self.inside += other.inside;
        self.capital += other.capital;
        self.capitals += other.capitals;
    }

    /// A spelling with the capitals that more than half of its uses in mid-sentence have.
    pub(crate) fn applied(self, spelling: &str) -> String {
        if 2 * self.capitals > self.inside {
            spelling.to_uppercase()
        } else if 2 * self.capital > self.inside {
            let mut letters = spelling.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        } else {
            spelling.to_owned()
        }
    }
}

/// A term of the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TermEntry {
    pub(crate) term: String,
    /// The term without accents.
    pub(crate) fold: String,
    pub(crate) hits: u64,
    pub(crate) spellings: Vec<Spelling>,
}

impl TermEntry {
    pub(super) fn add_spelling(&mut self, spelling: &Spelling) {
        match self.spellings.iter_mut().find(|known| known.text == spelling.text) {
            Some(known) => {
                known.hits += spelling.hits;
                known.cases.add(spelling.cases);
            }
            None => self.spellings.push(spelling.clone()),
        }
    }

    /// Whether it is a number: digits alone.
    pub(crate) fn is_number(&self) -> bool {
        self.term.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// The terms of a corpus by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Vocabulary {
    pub(crate) terms: Vec<TermEntry>,
}

impl Vocabulary {
    /// Sorts terms by falling frequency, then by the term, and their spellings likewise. Returns the new number of each.
    pub(super) fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.terms.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&self.terms[*a], &self.terms[*b]);
            b.hits.cmp(&a.hits).then_with(|| a.term.cmp(&b.term))
        });
        let mut ranks = vec![0; order.len()];
        for (rank, number) in (0..).zip(&order) {
            ranks[*number] = rank;
        }
        let mut terms: Vec<TermEntry> = order.iter().map(|number| std::mem::take(&mut self.terms[*number])).collect();
        for entry in &mut terms {
            entry.spellings.sort_by(|a, b| (Reverse(a.hits), &a.text).cmp(&(Reverse(b.hits), &b.text)));
        }
        self.terms = terms;
        ranks
    }

    /// The numbers of all terms by their text.
    pub(crate) fn numbers(&self) -> FxHashMap<&str, u32> {
        self.terms.iter().map(|entry| entry.term.as_str()).zip(0..).collect()
    }

    /// The commonest spelling of a term in small letters, then the one that is smaller in code points.
    pub(crate) fn spelling(&self, number: u32) -> &str {
        let entry = &self.terms[number as usize];
        entry.spellings.first().map_or(&entry.term, |spelling| &spelling.text)
    }

    /// What is printed for one or several terms that count as one word: the commonest spelling in the whole corpus, in small
    /// letters unless more than half of the uses in mid-sentence have capitals.
    pub(crate) fn form(&self, numbers: &[u32]) -> String {
        let mut all = TermEntry::default();
        let entries = numbers.iter().map(|number| &self.terms[*number as usize]);
        entries.flat_map(|entry| &entry.spellings).for_each(|spelling| all.add_spelling(spelling));
        let best = all.spellings.iter().max_by(|a, b| a.hits.cmp(&b.hits).then_with(|| b.text.cmp(&a.text)));
        let mut cases = Cases::default();
        all.spellings.iter().for_each(|spelling| cases.add(spelling.cases));
        best.map_or_else(String::new, |best| cases.applied(&best.text))
    }
}
