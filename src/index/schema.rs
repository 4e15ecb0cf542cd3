//! The fields of the index, and what is written into each.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::terms::TOKENIZER;

/// Increase it whenever an index written by an older version could be misread.
pub(super) const LAYOUT_VERSION: u32 = 8;

/// The zones whose words are counted: title, abstract, body, captions, in this order.
pub(crate) const ZONES: usize = 4;

/// The fields. No text of an article is stored; `offset` is where it is in the ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Title, abstract, body and captions, in this order: the field that queries search. An abstract that repeats how the
    /// body begins is left out, so what it says counts once.
    pub(crate) text: Field,
    /// The title alone, for `title:` and for ranking.
    pub(crate) title: Field,
    /// The abstract alone, for ranking; without positions.
    pub(crate) lead: Field,
    /// `=<id>` (see [`own_key`]), and every alias as it is.
    pub(crate) key: Field,
    /// What articles are filtered and counted by: see [`super::facets`].
    pub(crate) facet: Field,
    /// Document numbers and dates in the text, with their short forms.
    pub(crate) number: Field,
    /// Seconds since 1970, UTC; missing where no date is known.
    pub(crate) published: Field,
    /// Where the article's latest line starts in the ledger, in bytes.
    pub(crate) offset: Field,
    /// The id, as a column: it decides the order of articles with equal scores or dates.
    pub(crate) id: Field,
    /// Words of each zone, as columns; see [`super::measures`].
    pub(crate) words: [Field; ZONES],
    /// 1 if the lead repeats how the body begins, as a column.
    pub(crate) repeats: Field,
    /// The upper and the lower half of the digest of an article's content, as columns.
    pub(crate) digest: [Field; 2],
    /// The least hashes of the body's shingles, as a column.
    pub(crate) sketch: Field,
    /// The labels, stored: see [`super::label_codec`].
    pub(crate) labels: Field,
}

/// A field of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum WordField {
    /// Title, abstract, body and captions.
    Text,
    Title,
    /// The abstract; it has no positions.
    Lead,
}

impl Fields {
    pub(crate) fn of_words(&self, field: WordField) -> Field {
        match field {
            WordField::Text => self.text,
            WordField::Title => self.title,
            WordField::Lead => self.lead,
        }
    }
}

/// Names of the fields that are columns.
pub(super) const PUBLISHED: &str = "published";
pub(super) const OFFSET: &str = "offset";
pub(super) const ID: &str = "id";

pub(super) const WORDS: [&str; ZONES] = ["words_title", "words_abstract", "words_body", "words_captions"];
pub(super) const REPEATS: &str = "repeats";
pub(super) const DIGEST: [&str; 2] = ["digest_high", "digest_low"];
pub(super) const SKETCH: &str = "sketch";

/// Returns the schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = SchemaBuilder::new();
    let words = |builder: &mut SchemaBuilder, name, record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(record);
        builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let raw = |builder: &mut SchemaBuilder, name| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        builder.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let fields = Fields {
        text: words(&mut builder, "text", IndexRecordOption::WithFreqsAndPositions),
        title: words(&mut builder, "title", IndexRecordOption::WithFreqsAndPositions),
        lead: words(&mut builder, "lead", IndexRecordOption::WithFreqs),
        key: raw(&mut builder, "key"),
        facet: raw(&mut builder, "facet"),
        number: raw(&mut builder, "number"),
        published: builder.add_i64_field(PUBLISHED, NumericOptions::default().set_fast()),
        offset: builder.add_u64_field(OFFSET, NumericOptions::default().set_fast()),
        id: builder.add_text_field(ID, TextOptions::default().set_fast("raw")),
        words: WORDS.map(|name| builder.add_u64_field(name, NumericOptions::default().set_fast())),
        repeats: builder.add_u64_field(REPEATS, NumericOptions::default().set_fast()),
        digest: DIGEST.map(|name| builder.add_u64_field(name, NumericOptions::default().set_fast())),
        sketch: builder.add_u64_field(SKETCH, NumericOptions::default().set_fast()),
        labels: builder.add_bytes_field("labels", STORED),
    };
    (builder.build(), fields)
}

/// The first character of an article's own key. No alias begins with it.
pub(super) const OWN_KEY_MARK: char = '=';

/// Returns the term by which an article is found, and deleted, by its own id only.
pub(crate) fn own_key(id: &str) -> String {
    format!("{OWN_KEY_MARK}{id}")
}
