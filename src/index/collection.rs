//! What scores are computed from, for a few articles of a larger collection.

use std::collections::HashMap;

use tantivy::{TantivyError, Term};

use super::schema::{Fields, WordField};
use super::segment_stats::WordCounts;

/// What scores are computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Collection {
    /// The number of articles.
    pub(crate) articles: u64,
    /// The sums of their lengths, rounded as the index stores them.
    pub(crate) words: WordCounts,
    /// The number of articles that have a term, for each term that is scored.
    pub(crate) frequencies: HashMap<(WordField, String), u64>,
}

impl Collection {
    /// The number of articles with a term; `None` for a term of a field that isn't scored. Fails if it isn't known.
    pub(super) fn articles_with(&self, fields: &Fields, term: &Term) -> tantivy::Result<Option<u64>> {
        let of = |field: &WordField| fields.of_words(*field) == term.field();
        let Some(field) = [WordField::Text, WordField::Title, WordField::Lead].into_iter().find(of) else {
            return Ok(None);
        };
        let text = term.value().as_str().unwrap_or_default().to_owned();
        let known = self.frequencies.get(&(field, text));
        // Numbers that were asked one after the other may be of two states of a collection that grows.
        let articles = known.map(|articles| (*articles).min(self.articles));
        let unknown = || TantivyError::InternalError(format!("no frequency is known of {term:?}"));
        articles.map(Some).ok_or_else(unknown)
    }
}
