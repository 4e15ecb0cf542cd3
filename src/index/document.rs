//! An article as the engine indexes it: fields and values, with long texts moved in.
//!
//! The engine's own document type copies every text into one buffer and validates it as UTF-8 again each time it is
//! read.

use tantivy::schema::{Document, Field, OwnedValue};

/// Values by field; values of the same field are in the order in which they are indexed.
///
/// Boxed, because the engine's queue reserves space for tens of thousands of documents in advance.
#[derive(Debug, Default)]
pub(super) struct IndexDocument(Box<Values>);

#[derive(Debug, Default)]
struct Values(Vec<(Field, OwnedValue)>);

impl IndexDocument {
    pub(super) fn add_text(&mut self, field: Field, text: impl Into<String>) {
        self.0.0.push((field, OwnedValue::Str(text.into())));
    }

    pub(super) fn add_i64(&mut self, field: Field, number: i64) {
        self.0.0.push((field, OwnedValue::I64(number)));
    }

    pub(super) fn add_u64(&mut self, field: Field, number: u64) {
        self.0.0.push((field, OwnedValue::U64(number)));
    }

    pub(super) fn add_bytes(&mut self, field: Field, bytes: Vec<u8>) {
        self.0.0.push((field, OwnedValue::Bytes(bytes)));
    }
}

/// The form of a field and its value that [`Document`] requires.
type Borrowed<'a> = fn(&'a (Field, OwnedValue)) -> (Field, &'a OwnedValue);

impl Document for IndexDocument {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Map<std::slice::Iter<'a, (Field, OwnedValue)>, Borrowed<'a>>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.0.iter().map(|(field, value)| (*field, value))
    }
}
