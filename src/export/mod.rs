//! The export: articles and their labels as bytes, in the formats that other programs read.
//!
//! All formats write the same [`record`]. A [`Sink`] writes articles in one [`Format`]; each format
//! implements [`format::ArticleFormat`] in its own file: [`json`], [`sheet`] (CSV and TSV, whose columns are
//! in [`columns`]), [`markdown`], [`html`], [`cite`] (BibTeX, RIS, CSL-JSON and plain references). Ids are in
//! [`sink`]. [`safe_json`] writes all JSON, except what [`copied`] copies from ledger lines. Several
//! threads write long exports ([`parallel`]).

mod cite;
mod columns;
mod copied;
mod events;
mod feed;
mod fields;
mod format;
mod html;
mod json;
mod linked;
mod markdown;
mod parallel;
mod record;
mod safe_json;
mod sheet;
mod sink;

pub(crate) use cite::Style;
pub(crate) use columns::{Cell, names as column_names};
pub(crate) use events::{EventFacts, EventFormat, EventRecord, EventSink, EventsHead};
pub(crate) use feed::{Entry, Feed, FeedFormat};
pub(crate) use fields::{FieldError, Fields, field_names};
pub(crate) use json::{Coverage, FacetCounts, Head, Hidden};
pub(crate) use parallel::{Chunk, ExportError};
pub(crate) use record::{HighlightRecord, HitFields, SnippetHighlight, quote};
pub(crate) use safe_json::{
    is_surely_printable, is_unsafe_for_terminal, write as write_json, write_pretty as write_pretty_json,
};
pub(crate) use sheet::{Delimiter, Sheet};
pub(crate) use sink::{Format, Sink};
