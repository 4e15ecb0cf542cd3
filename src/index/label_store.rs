//! The stored labels of articles.

use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::label_codec;
use crate::article::labels::Labels;

/// Decompressed blocks, of 4 KB each, that are kept for each segment. An export reads articles by date, in any order
/// of the index, and decompresses the labels of some twenty thousand articles only once.
const CACHED_BLOCKS: usize = 2048;

/// The document stores of all segments.
pub(super) struct LabelStore {
    segments: Vec<StoreReader>,
    field: Field,
}

impl LabelStore {
    pub(super) fn open(searcher: &Searcher, field: Field) -> tantivy::Result<LabelStore> {
        let segments = searcher.segment_readers().iter().map(|segment| segment.get_store_reader(CACHED_BLOCKS));
        Ok(LabelStore { segments: segments.collect::<Result<_, _>>()?, field })
    }

    /// Returns the labels of an article; `None` where they can't be decoded.
    pub(super) fn get(&self, address: DocAddress) -> tantivy::Result<Option<Labels>> {
        let document: TantivyDocument = self.segments[address.segment_ord as usize].get(address.doc_id)?;
        Ok(document.get_first(self.field).and_then(|value| label_codec::decode(value.as_bytes()?)))
    }
}
