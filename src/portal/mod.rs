//! The portal room: from the bytes of one document to a [`Page`].
//!
//! Both generations of the portal, text saved from it, and plain text of unknown origin. A document
//! is recognised by what it holds, never by a file name. Nothing here fetches or stores: the same
//! bytes give the same page. What can't be proved to be ours is [`Rejected`], so that a challenge, a
//! login or a maintenance notice is never stored as an article.

pub(crate) mod address;
pub(crate) mod bridge;
pub(crate) mod cdx;
mod events;
mod html;
mod legacy;
mod membership;
mod plain;
mod prose;
mod rejected;
mod saved_text;
mod sniff;

use crate::page::Page;
use crate::text::clean;

#[cfg(test)]
pub(crate) use legacy::Comparison;
pub(crate) use rejected::Rejected;
pub(crate) use sniff::{Shape, sniff};

/// Longest document that is read, in bytes. A bridge list of ten thousand articles has about 12 MB.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 32 << 20;

/// Reads one document for what it holds.
///
/// `address` is where it came from, when that is known: it tells the article's slug, and whether
/// that article belongs to the section.
pub(crate) fn read(bytes: &[u8], address: Option<&str>) -> Result<Page, Rejected> {
    let decoded = sniff::decode(bytes)?;
    let mut page = match sniff::shape_of(&decoded.text) {
        Shape::Html => legacy::read(&decoded.text, address)?,
        Shape::Json => bridge::read(&decoded.text, address)?,
        Shape::Empty => return Err(Rejected::Empty),
        _ => match saved_text::read(&decoded.text, address)? {
            Some(page) => page,
            None => plain::read(&decoded.text)?,
        },
    };
    if decoded.torn {
        page.warnings.push("the document ends in the middle of a letter: the end is missing".to_owned());
    }
    Ok(page)
}

/// A cleaned line, or nothing when no letter or digit is left of it.
fn words_of(raw: &str) -> Option<String> {
    Some(clean(raw)).filter(|line| line.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests;
