//! Explanations: how a query was read, what its words stand for, and why nothing was found.

use std::collections::BTreeMap;

use super::compile::{Compiler, Forms};
use super::find::{Found, count};
use super::rank::Wanted;
use super::spelling::written;
use super::tree::{Filters, Word};
use crate::index::{IndexError, exact_prefix, exact_term, split_exact};

/// How a query was read, and what the index holds of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    pub(crate) words: Vec<WordReport>,
    /// Words typed without accents that stand for several.
    pub(crate) ambiguities: Vec<Ambiguity>,
}

/// In how many articles a word stands, whatever the rest of the query says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordReport {
    /// As typed.
    pub(crate) text: String,
    /// Whether it is compared with its accents.
    pub(crate) by_accents: bool,
    pub(crate) exact: u64,
    pub(crate) folded: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguity {
    pub(crate) word: String,
    /// Spellings with the number of articles they stand in, most first.
    pub(crate) spellings: Vec<(String, u64)>,
}

/// Why a query finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reasons {
    pub(crate) words: Vec<WordReport>,
    /// How many articles the words alone would find.
    pub(crate) without_filters: u64,
    /// Filters that leave nothing of what the words find, with how many there were without this one.
    pub(crate) blocking: Vec<(Blocking, u64)>,
    /// The query with words that the index knows.
    pub(crate) suggestion: Option<String>,
}

/// A filter, by the name of its option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocking {
    Official,
    Mentions,
    Role,
    Topic,
    Number,
    Dates,
    Section,
    Status,
}

impl Found<'_> {
    pub(crate) fn explain(&self) -> Result<Explanation, IndexError> {
        let wanted = Wanted::of(self.root.as_ref());
        let mut ambiguities = Vec::new();
        for (_, word) in wanted.words.iter().filter(|(_, w)| !w.accented) {
            let spellings = self.spellings(&word.fold)?;
            let spellings: Vec<_> = spellings.into_iter().map(|(term, n)| (written(&term), n)).collect();
            if spellings.len() > 1 {
                ambiguities.push(Ambiguity { word: self.typed(word), spellings });
            }
        }
        Ok(Explanation { words: self.word_reports(&wanted)?, ambiguities })
    }

    /// Why there are no matches; asks as many questions again as there are filters.
    pub(crate) fn reasons(&self) -> Result<Reasons, IndexError> {
        let wanted = Wanted::of(self.root.as_ref());
        let open = Filters { section: self.filters.section, ..Filters::default() };
        let mut blocking = Vec::new();
        for (name, without) in self.without_each() {
            let n = self.count_under(&without)?;
            if n > 0 {
                blocking.push((name, n));
            }
        }
        Ok(Reasons {
            words: self.word_reports(&wanted)?,
            without_filters: self.count_under(&open)?,
            blocking,
            suggestion: self.suggestion()?,
        })
    }

    fn typed(&self, word: &Word) -> String {
        self.text.get(word.span.clone()).unwrap_or(&word.term).to_owned()
    }

    fn word_reports(&self, wanted: &Wanted<'_>) -> Result<Vec<WordReport>, IndexError> {
        let report = |(_, word): &(_, &Word)| {
            Ok(WordReport {
                text: self.typed(word),
                by_accents: word.accented && self.rung.forms == Forms::Typed,
                exact: self.articles_with(word, Forms::Exact)?,
                folded: self.articles_with(word, Forms::Folded)?,
            })
        };
        wanted.words.iter().map(report).collect()
    }

    fn articles_with(&self, word: &Word, forms: Forms) -> Result<u64, IndexError> {
        match forms {
            Forms::Folded => self.index.articles_with(&word.fold),
            Forms::Exact | Forms::Typed => self.index.articles_with(&exact_term(&word.fold, &word.term)),
        }
    }

    /// All exact terms that fold to this, with the number of articles, most first.
    pub(super) fn spellings(&self, fold: &str) -> Result<Vec<(String, u64)>, IndexError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        self.index.each_term(&exact_prefix(fold), |term, articles| {
            if let Some((_, exact)) = split_exact(term) {
                *counts.entry(exact.to_owned()).or_default() += articles;
            }
        })?;
        let mut spellings: Vec<_> = counts.into_iter().collect();
        spellings.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        Ok(spellings)
    }

    fn count_under(&self, filters: &Filters) -> Result<u64, IndexError> {
        let compiler = Compiler { index: self.index, rung: self.rung };
        count(self.index, &compiler.matching(self.root.as_ref(), filters)?)
    }

    /// The filters that are set, each left out in turn.
    fn without_each(&self) -> Vec<(Blocking, Filters)> {
        let all = &self.filters;
        let none = Filters::default();
        let section = Some(super::Section::All);
        [
            (Blocking::Official, Filters { officials: Vec::new(), ..all.clone() }),
            (Blocking::Mentions, Filters { mentions: Vec::new(), ..all.clone() }),
            (Blocking::Role, Filters { roles: Vec::new(), ..all.clone() }),
            (Blocking::Topic, Filters { topics: Vec::new(), ..all.clone() }),
            (Blocking::Number, Filters { numbers: Vec::new(), ..all.clone() }),
            (Blocking::Dates, Filters { from: none.from, to: none.to, ..all.clone() }),
            (Blocking::Section, Filters { section, ..all.clone() }),
            (Blocking::Status, Filters { status: None, ..all.clone() }),
        ]
        .into_iter()
        .filter(|(_, without)| without != all)
        .collect()
    }
}
