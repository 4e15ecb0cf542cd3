//! What a study command works on, and why it may fail.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stretches::{in_stretches, threads};
use crate::article::Article;
use crate::corpus::{CorpusError, Covered, Ledger};
use crate::index::{Index, IndexError};
use crate::indexing::Labeller;
use crate::query::{Accents, Filters, Measured, Query, find_strictly};
use crate::storage::StorageError;
use crate::wording::Sentence;

/// An index with the ledger it points into, and the rules that both were read by.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) index: &'a Index,
    pub(crate) ledger: &'a Ledger,
    pub(crate) labeller: &'a Labeller,
    /// The days of which everything was collected.
    pub(crate) covered: &'a Covered,
    pub(crate) units_of: UnitsOf,
    pub(crate) work: &'a dyn WorkShown,
}

/// Shows people how far a command is that takes long.
pub(crate) trait WorkShown: Sync {
    /// `done` of `total` is done of what `what` says; all of it ends that work.
    fn show(&self, what: &'static str, done: u64, total: u64);
}

const READING: &str = "reading texts";

/// Articles that are read between two calls of [`WorkShown::show`].
const SHOWN_ARTICLES: u64 = 512;

/// Work that goes through the words of all articles several times.
pub(super) struct Walks<'a> {
    work: &'a dyn WorkShown,
    done: Cell<u64>,
    total: Cell<u64>,
}

impl<'a> Walks<'a> {
    /// For tests: nothing is shown.
    #[cfg(test)]
    pub(super) fn silent() -> Walks<'static> {
        struct Nowhere;
        impl WorkShown for Nowhere {
            fn show(&self, _: &'static str, _: u64, _: u64) {}
        }
        Walks { work: &Nowhere, done: Cell::new(0), total: Cell::new(0) }
    }

    /// For this many articles, each of which is visited this many times.
    pub(super) fn new(desk: Desk<'a>, articles: usize, times: usize) -> Walks<'a> {
        Walks { work: desk.work, done: Cell::new(0), total: Cell::new((articles * times) as u64) }
    }

    /// Adds `times` more visits of each of `articles` articles.
    pub(super) fn add(&self, articles: usize, times: usize) {
        self.total.set(self.total.get() + (articles * times) as u64);
    }

    /// One article more is done.
    pub(super) fn step(&self) {
        let (done, total) = (self.done.get() + 1, self.total.get());
        self.done.set(done);
        if done.is_multiple_of(SHOWN_ARTICLES) || done == total {
            self.work.show("finding units", done.min(total), total);
        }
    }
}

/// Which inventory of units joins the words of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitsOf {
    /// The one that is kept until the corpus has grown by a tenth.
    Kept,
    /// The one of this very place of the ledger, whatever was read before.
    Place,
}

/// Why a study command has no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StudyError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// What was asked for has no meaning.
    #[error("{sentence}")]
    Usage { sentence: String, hint: Option<String> },
    /// The scope, or a side of a comparison, has no articles.
    #[error("{}", .sentence.english)]
    Empty { sentence: Sentence },
}

impl StudyError {
    pub(crate) fn usage(sentence: impl Into<String>, hint: &str) -> StudyError {
        StudyError::Usage { sentence: sentence.into(), hint: (!hint.is_empty()).then(|| hint.to_owned()) }
    }
}

impl From<IndexError> for StudyError {
    fn from(error: IndexError) -> StudyError {
        StudyError::Storage(error.into())
    }
}

impl From<CorpusError> for StudyError {
    fn from(error: CorpusError) -> StudyError {
        StudyError::Storage(error.into())
    }
}

impl Desk<'_> {
    /// All articles of the index, whatever section they are of.
    pub(super) fn all_articles(&self) -> Result<Vec<Measured>, StudyError> {
        let everything = find_strictly(self.index, &Query::default(), &Filters::everywhere(), Accents::Exact)?;
        Ok(everything.measured()?)
    }

    /// Reads an article of the scope. `buffer` is reused.
    pub(super) fn article(&self, article: &Measured, buffer: &mut Vec<u8>) -> Result<Article, CorpusError> {
        self.ledger.line_at(article.place.offset, buffer)?.article()
    }

    /// Reads articles on several threads, each a stretch of them in order, and returns the state of each stretch in order.
    /// `visit` gets the number of the article among all.
    pub(super) fn read<S: Send>(
        &self,
        articles: &[Measured],
        make: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, usize, &Article) + Sync,
    ) -> Result<Vec<S>, StudyError> {
        self.read_part(articles, (0, articles.len()), make, visit)
    }

    /// The same for a part of the articles: how many were read before, and how many there are in all.
    pub(super) fn read_part<S: Send>(
        &self,
        articles: &[Measured],
        (before, total): (usize, usize),
        make: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, usize, &Article) + Sync,
    ) -> Result<Vec<S>, StudyError> {
        /// Fewer articles aren't worth a thread.
        const STRETCH_MIN: usize = 64;
        let done = AtomicU64::new(before as u64);
        let read = |first: usize, articles: &[Measured]| -> Result<S, CorpusError> {
            let (mut state, mut buffer) = (make(), Vec::new());
            for (number, article) in (first..).zip(articles) {
                visit(&mut state, number, &self.article(article, &mut buffer)?);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if done.is_multiple_of(SHOWN_ARTICLES) && done < total as u64 {
                    self.work.show(READING, done, total as u64);
                }
            }
            Ok(state)
        };
        let states = in_stretches(articles, threads(), STRETCH_MIN, read);
        let states = states.into_iter().collect::<Result<Vec<S>, CorpusError>>()?;
        self.end_part(before + articles.len(), total);
        Ok(states)
    }

    /// Shows that all is read, when no thread can show less any more.
    fn end_part(&self, done: usize, total: usize) {
        if done == total {
            self.work.show(READING, total as u64, total as u64);
        }
    }
}
