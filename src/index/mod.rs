//! The index: everything that is computed from the ledger, arranged for search.
//!
//! It can be deleted at any time, and it stores no text: a hit is a position in the ledger. Each commit
//! records how far it has read the ledger and under which rules it was built, so that the index can be
//! extended or recognised as outdated without any other bookkeeping.
//!
//! ```text
//! reader       an open index: lookups by id, facets, terms        verify     checks every file of one
//! writer       adds articles and commits                          small_batch  the same for a few articles
//! measures     words, digests and sketches of articles
//! statistics   what scores are computed from                      segment_stats  a cache for it
//! living       counts documents that aren't superseded            in_memory    a few articles of a larger collection
//! schema · terms · facets · document · label_codec                what is stored of an article, and how
//! derived      files that study commands keep beside the index
//! engine · directory · checked_file · generations · payload       how it is stored on disk
//! ```

mod checked_file;
mod collection;
mod derived;
mod directory;
mod document;
mod engine;
mod errors;
mod facets;
mod generations;
mod in_memory;
mod label_codec;
mod label_store;
mod living;
mod measures;
mod payload;
mod reader;
mod schema;
mod segment_stats;
mod small_batch;
mod statistics;
mod terms;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

pub(crate) use collection::Collection;
pub(crate) use derived::{DerivedFile, FileBytes};
pub(crate) use errors::IndexError;
pub(crate) use facets::values as facet_values;
pub(crate) use facets::{Facet, IN_SECTION, IS_GONE, IS_MISSING, IS_WITHDRAWN, OUT_OF_SECTION, acted_as};
pub(crate) use generations::{Lock, empty_past, is_index, past_folder, require_own};
pub(crate) use in_memory::{LabelledArticle, field_lengths};
pub(crate) use label_codec::{decode as decode_labels, encode as encode_labels};
pub(crate) use measures::lead_repeats;
pub(crate) use reader::{Columns, CommitStamp, Index, Opened};
pub(crate) use schema::{WordField, ZONES, own_key};
pub(crate) use segment_stats::{DateCoverage, WordCounts};
pub(crate) use terms::{capital_term, exact_prefix, exact_term, is_folded, split_exact};
pub(crate) use writer::IndexWriter;
