//! The export: articles and what is computed from them, as bytes for others to read.
//!
//! One record shape everywhere ([`record`]); [`sink`] writes it in the machine formats, [`escaped`] all
//! JSON.

mod csv;
mod escaped;
mod record;
mod sink;

pub(crate) use escaped::{steers, write as write_json, write_pretty as write_pretty_json};
pub(crate) use record::{Found, Highlight, quote};
pub(crate) use sink::{Coverage, Facet, Format, Head, Sink};
