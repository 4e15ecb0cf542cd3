//! An article as the engine takes it in: fields and their values, the long texts moved in.
//!
//! The engine's own document copies everything into one buffer, and proves anew that a text is
//! UTF-8 whenever it is looked at.

use tantivy::schema::{Document, Field, OwnedValue};

/// Values by field; those of one field in the order in which they are indexed.
///
/// Boxed, for the engine makes room for forty thousand documents before the first one, and again at the end.
#[derive(Debug, Default)]
pub(super) struct Fielded(Box<Values>);

#[derive(Debug, Default)]
struct Values(Vec<(Field, OwnedValue)>);

impl Fielded {
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

/// What [`Document`] wants of an iterator over borrowed pairs.
type Borrowed<'a> = fn(&'a (Field, OwnedValue)) -> (Field, &'a OwnedValue);

impl Document for Fielded {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Map<std::slice::Iter<'a, (Field, OwnedValue)>, Borrowed<'a>>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.0.iter().map(|(field, value)| (*field, value))
    }
}
