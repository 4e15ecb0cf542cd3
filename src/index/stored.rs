//! The labels of articles, out of the engine's store of documents.
//!
//! The engine hands a document out value by value and each value byte by byte, which takes longer than all else
//! that an export does with labels. They are all that a document stores, so they are read where they stand.

use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError};

use super::packed;
use crate::article::labels::Labels;

/// Blocks of labels that are kept unpacked, of 4 KB each, in a segment: an export goes by date, which is
/// any order to the index, and should unpack the labels of twenty thousand articles once.
const LABEL_BLOCKS: usize = 2048;

/// The stores of all segments.
pub(super) struct Stored {
    segments: Vec<StoreReader>,
    labels: Field,
}

impl Stored {
    pub(super) fn open(searcher: &Searcher, labels: Field) -> tantivy::Result<Stored> {
        let segments = searcher.segment_readers().iter().map(|segment| segment.get_store_reader(LABEL_BLOCKS));
        Ok(Stored { segments: segments.collect::<Result<_, _>>()?, labels })
    }

    /// The labels of an article; `None` where they can't be read.
    pub(super) fn labels(&self, address: DocAddress) -> Result<Option<Labels>, TantivyError> {
        let segment = &self.segments[address.segment_ord as usize];
        let document = segment.get_document_bytes(address.doc_id)?;
        if let Some(bytes) = only_value(&document, self.labels) {
            return Ok(packed::unpack(bytes));
        }
        let document: TantivyDocument = segment.get(address.doc_id)?;
        Ok(document.get_first(self.labels).and_then(|value| packed::unpack(value.as_bytes()?)))
    }
}

/// The value of a document that holds one value, and that one of bytes; `None` where it does not look so.
///
/// The number of values, the field, the kind of value, its length, its bytes: so tantivy 0.27 writes it
/// (`schema::document::se`). Lengths are in groups of seven bits, the least first, the last one marked.
fn only_value(document: &[u8], field: Field) -> Option<&[u8]> {
    const ONE_VALUE: u8 = 0x81;
    const BYTES: u8 = 4;
    let rest = document.strip_prefix(&[ONE_VALUE])?;
    let rest = rest.strip_prefix(&field.field_id().to_le_bytes())?;
    let rest = rest.strip_prefix(&[BYTES])?;
    let last = rest.iter().position(|byte| byte & 0x80 != 0)?;
    let (length, value) = rest.split_at(last + 1);
    let groups = length.iter().rev().map(|byte| usize::from(byte & 0x7f));
    let length = groups.fold(0usize, |sum, group| sum.wrapping_mul(0x80).wrapping_add(group));
    (value.len() == length).then_some(value)
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::schema::{STORED, SchemaBuilder};

    use super::*;

    #[test]
    fn a_value_is_read_where_the_engine_put_it() {
        let mut schema = SchemaBuilder::new();
        let (other, field) = (schema.add_bytes_field("other", STORED), schema.add_bytes_field("labels", STORED));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 16 << 20).unwrap();
        let lengths = [0, 1, 127, 128, 300, 16_383, 16_384, 40_000];
        for length in lengths {
            writer.add_document(tantivy::doc!(field => vec![7u8; length])).unwrap();
        }
        writer.add_document(tantivy::doc!(other => vec![7u8])).unwrap();
        writer.add_document(tantivy::doc!(field => vec![7u8], other => vec![7u8])).unwrap();
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let store = searcher.segment_reader(0).get_store_reader(1).unwrap();
        let read = |doc| store.get_document_bytes(doc).unwrap();
        for (doc, length) in (0..).zip(lengths) {
            assert_eq!(only_value(&read(doc), field), Some(&*vec![7u8; length]), "{length}");
        }
        for (doc, what) in [(8, "another field"), (9, "two values")] {
            assert_eq!(only_value(&read(doc), field), None, "{what}");
        }
        for cut in 0..read(4).len() {
            assert_eq!(only_value(&read(4)[..cut], field), None, "{cut}");
        }
    }
}
