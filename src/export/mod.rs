//! The export: articles and what is computed from them, as bytes for others to read.
//!
//! One record shape everywhere ([`record`]); [`sink`] writes it in the machine formats.

mod csv;
mod record;
mod sink;

pub(crate) use record::{Found, Highlight, quote};
pub(crate) use sink::{Coverage, Facet, Format, Head, Sink};
