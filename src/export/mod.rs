//! The export: articles and what is computed from them, as bytes for others to read.
//!
//! One record shape everywhere ([`record`]). A [`Sink`] writes articles in one [`Format`]; each format
//! has a file of its own: [`json`], [`sheet`] (CSV and TSV, whose columns are in [`columns`]),
//! [`markdown`], [`cite`] (BibTeX, RIS, CSL-JSON and plain references), and ids, which are too short
//! for one. All JSON is written by [`escaped`], but for what [`copied`] takes over from the ledger as it
//! stands. Long exports are made by several threads, piece by piece ([`pieces`]).

mod cite;
mod columns;
mod copied;
mod format;
mod json;
mod markdown;
mod parallel;
mod record;
mod safe_json;
mod sheet;
mod sink;

pub(crate) use cite::Style;
pub(crate) use columns::{Cell, names as column_names};
pub(crate) use json::{Coverage, FacetCounts, Head};
pub(crate) use parallel::{Chunk, ExportError};
pub(crate) use record::{HighlightRecord, HitFields, quote};
pub(crate) use safe_json::{
    is_surely_printable, is_unsafe_for_terminal, write as write_json, write_pretty as write_pretty_json,
};
pub(crate) use sheet::{Delimiter, Sheet};
pub(crate) use sink::{Format, Sink};
