//! The portal room: from the bytes of one document to a [`Page`](crate::page::Page).
//!
//! Both generations of the portal, text saved from it, and plain text of unknown origin. A document
//! is recognised by what it holds, never by a file name. Nothing here fetches or stores: the same
//! bytes give the same page. What can't be proved to be ours is [`Rejected`], so that a challenge, a
//! login or a maintenance notice is never stored as an article.

pub(crate) mod address;
pub(crate) mod bridge;
pub(crate) mod cdx;
mod embedded;
mod escaped;
mod events;
mod foreign;
mod html;
mod language;
mod layout;
mod legacy;
mod membership;
mod mended;
mod plain;
mod prose;
mod read;
mod record_text;
mod rejected;
mod saved_text;
mod scripts;
mod sniff;
mod words;
mod wrapping;

pub(crate) use embedded::EmbeddedFilter;
#[cfg(test)]
pub(crate) use foreign::Foreign;
pub(crate) use language::{Proof, is_vietnamese};
#[cfg(test)]
pub(crate) use legacy::Comparison;
pub(crate) use mended::mended as mended_json;
pub(crate) use read::{read, read_file, read_labelled};
pub(crate) use record_text::RecordText;
pub(crate) use rejected::{DOCUMENT_BYTES_MAX, Rejected};
pub(crate) use sniff::{Shape, replaced_warning, sniff, without_wrong_bytes};

#[cfg(test)]
mod tests;
