//! One document of any kind, recognized by its content.

use super::rejected::Rejected;
use super::sniff::{self, Shape};
use super::{bridge, legacy, plain, saved_text};
use crate::page::Page;
use crate::text::in_unicode;

/// Reads one document for what it holds.
///
/// `address` is where it came from, when that is known: it tells the article's slug, and whether
/// that article belongs to the section.
pub(crate) fn read(bytes: &[u8], address: Option<&str>) -> Result<Page, Rejected> {
    read_labelled(bytes, address, None)
}

/// Reads a document that came with a media type, such as `text/html; charset=windows-1258`. Its charset counts where the
/// bytes are not UTF-8 and the document itself declares none; the rest of the label is ignored, for the bytes say more.
pub(crate) fn read_labelled(bytes: &[u8], address: Option<&str>, media_type: Option<&str>) -> Result<Page, Rejected> {
    let decoded = sniff::decode(bytes, media_type.and_then(|label| sniff::declared_encoding(label.as_bytes())))?;
    let mut page = match sniff::shape_of(&decoded.text) {
        Shape::Html => legacy::read(&decoded.text, address)?,
        Shape::Json => bridge::read(&decoded.text, address)?,
        Shape::Empty => return Err(Rejected::Empty),
        _ => {
            let text = in_unicode(&decoded.text);
            match saved_text::read(&text, address)? {
                Some(page) => page,
                None => plain::read(&text)?,
            }
        }
    };
    page.warnings.extend(decoded.warnings());
    Ok(page)
}
