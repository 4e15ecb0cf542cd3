//! What scores are computed from: how many articles there are, how long they are, and how many contain a word.
//!
//! The engine's own statistics include superseded versions until a merge drops them, and are estimates afterwards.
//! These count living articles only, so that a score doesn't depend on how the index was built: extended daily or
//! rebuilt, it is the same to the last digit.

use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring};
use tantivy::schema::Field;

use super::errors::IndexError;
use super::living::living_with;
use super::reader::Index;
use super::segment_stats::WordCounts;

impl Index {
    /// Returns the scoring mode for queries whose results are ranked.
    pub(crate) fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self, self.searcher())
    }

    /// Returns the number of articles that contain a term of the text field.
    pub(crate) fn articles_with(&self, term: &str) -> Result<u64, IndexError> {
        self.doc_freq(&Term::from_field_text(self.fields().text, term)).map_err(|e| self.failed(e))
    }
}

impl Bm25StatisticsProvider for Index {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let WordCounts { text, title, lead } = match &self.collection {
            Some(collection) => collection.words,
            None => self.stats()?.words,
        };
        let fields = self.fields();
        let known = [(fields.text, text), (fields.title, title), (fields.lead, lead)];
        // The other fields have no lengths and are never scored.
        Ok(known.into_iter().find(|(known, _)| *known == field).map_or(0, |(_, words)| words))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.collection.as_ref().map_or_else(|| self.articles(), |collection| collection.articles))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match &self.collection {
            Some(collection) => match collection.articles_with(self.fields(), term)? {
                Some(articles) => Ok(articles),
                None => living_with(self.searcher(), term),
            },
            None => living_with(self.searcher(), term),
        }
    }
}
