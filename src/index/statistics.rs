//! What scores are reckoned with: how many articles there are, how long, and how many hold a word.
//!
//! The engine's own figures count superseded versions until a merge drops them, and estimate after
//! it. These count living articles only, so that a score says nothing of how the index came about:
//! brought up day by day or made anew, it is the same to the last digit.

use tantivy::query::{Bm25StatisticsProvider, EnableScoring};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::notes::Lengths;
use super::{Index, IndexError};

impl Index {
    /// For queries whose scores count.
    pub(crate) fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self, &self.searcher)
    }

    /// In how many articles a term of the text field stands.
    pub(crate) fn articles_with(&self, term: &str) -> Result<u64, IndexError> {
        self.living_with(&Term::from_field_text(self.fields.text, term)).map_err(|e| self.failed(e))
    }

    /// By how much, at most, the engine takes the best score of a block of this segment for too low,
    /// as a factor from 1 up.
    ///
    /// It remembers the best article of each block by the mean length that the segment had when it
    /// was written; scores go by that of all living articles, and the best may be another.
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
        for field in [self.fields.text, self.fields.title, self.fields.lead] {
            worst = worst.max(of_field(field).map_err(|e| self.failed(e))?);
        }
        Ok(worst)
    }

    fn living_with(&self, term: &Term) -> tantivy::Result<u64> {
        let mut living = 0;
        for segment in self.searcher.segment_readers() {
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
        let Lengths { text, title, lead } = self.note()?.words;
        let known = [(self.fields.text, text), (self.fields.title, title), (self.fields.lead, lead)];
        // The other fields bear no lengths and are never scored.
        Ok(known.into_iter().find(|(known, _)| *known == field).map_or(0, |(_, words)| words))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.articles())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.living_with(term)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than a few digits")]
fn mean(words: u64, articles: u64) -> f32 {
    words as f32 / articles as f32
}
