//! Counts living documents, as opposed to those of superseded versions, which the engine keeps until a merge.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

/// Returns the number of documents that have a term and weren't superseded.
pub(super) fn living_with(searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
    let mut living = 0;
    for segment in searcher.segment_readers() {
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
