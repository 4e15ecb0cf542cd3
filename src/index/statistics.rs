//! What scores are computed from: how many articles there are, how long they are, and how many contain a word.
//!
//! The engine's own statistics include superseded versions until a merge drops them, and are estimates afterwards.
//! These count living articles only, so that a score doesn't depend on how the index was built: extended daily or
//! rebuilt, it is the same to the last digit.

use tantivy::query::{Bm25StatisticsProvider, EnableScoring};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::errors::IndexError;
use super::reader::Index;
use super::segment_stats::WordCounts;

impl Index {
    /// Returns the scoring mode for queries whose results are ranked.
    pub(crate) fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self, self.searcher())
    }

    /// Returns the number of articles that contain a term of the text field.
    pub(crate) fn articles_with(&self, term: &str) -> Result<u64, IndexError> {
        self.living_with(&Term::from_field_text(self.fields().text, term)).map_err(|e| self.failed(e))
    }

    /// Returns the factor, at least 1, by which the engine may underestimate the best score of a block of this
    /// segment.
    ///
    /// The engine records the best article of each block by the mean length in the segment when it was written.
    /// Scores use the mean length of all living articles, by which another article may be the best.
    pub(crate) fn block_error_max(&self, segment: &SegmentReader) -> Result<f32, IndexError> {
        let of_field = |field: Field| -> tantivy::Result<f32> {
            let here = segment.inverted_index(field)?.total_num_tokens();
            let all = self.total_num_tokens(field)?;
            if here == 0 || all == 0 {
                return Ok(1.0);
            }
            let ratio = mean(all, self.total_num_docs()?) / mean(here, u64::from(segment.max_doc()));
            Ok(ratio.max(1.0 / ratio))
        };
        let mut worst = 1.0_f32;
        let fields = self.fields();
        for field in [fields.text, fields.title, fields.lead] {
            worst = worst.max(of_field(field).map_err(|e| self.failed(e))?);
        }
        Ok(worst)
    }

    fn living_with(&self, term: &Term) -> tantivy::Result<u64> {
        let mut living = 0;
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            let Some(info) = inverted.get_term_info(term)? else { continue };
            if !segment.has_deletes() {
                living += u64::from(info.doc_freq);
                continue;
            }
            let mut postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                living += u64::from(!segment.is_deleted(doc));
                doc = postings.advance();
            }
        }
        Ok(living)
    }
}

impl Bm25StatisticsProvider for Index {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let WordCounts { text, title, lead } = self.stats()?.words;
        let fields = self.fields();
        let known = [(fields.text, text), (fields.title, title), (fields.lead, lead)];
        // The other fields have no lengths and are never scored.
        Ok(known.into_iter().find(|(known, _)| *known == field).map_or(0, |(_, words)| words))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.articles())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.living_with(term)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean needs only a few digits")]
fn mean(words: u64, articles: u64) -> f32 {
    words as f32 / articles as f32
}
