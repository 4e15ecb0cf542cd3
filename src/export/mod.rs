//! The export: articles and what is computed from them, as bytes for others to read.
//!
//! One record shape everywhere ([`record`]); each format is a file of its own.

mod csv;
mod record;

pub(crate) use self::csv::CsvRows;
pub(crate) use record::{Found, Record};
