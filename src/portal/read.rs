//! One document of any kind, recognized by its content.

use super::foreign::{self, Foreign};
use super::language::Proof;
use super::rejected::Rejected;
use super::sniff::{self, Shape};
use super::{bridge, legacy, plain, saved_text};
use crate::page::Page;
use crate::text::in_unicode;

/// Reads a response of a server for what it holds. Only HTML and the portal's JSON can be articles.
///
/// `address` is where it came from, if that is known. It decides the article's slug and whether the article belongs to
/// the section.
pub(crate) fn read(bytes: &[u8], address: Option<&str>) -> Result<Page, Rejected> {
    read_labelled(bytes, address, None)
}

/// Reads a response that came with a media type, such as `text/html; charset=windows-1258`. Its charset counts where the
/// bytes are not UTF-8 and the document itself declares none; the rest of the label is ignored, for the bytes say more.
pub(crate) fn read_labelled(bytes: &[u8], address: Option<&str>, media_type: Option<&str>) -> Result<Page, Rejected> {
    read_document(bytes, address, media_type, None)
}

/// Reads a saved file for what it holds. Plain text is an article if it is proved to be Vietnamese prose.
pub(crate) fn read_file(bytes: &[u8], proof: Proof, media_type: Option<&str>) -> Result<Page, Rejected> {
    read_document(bytes, None, media_type, Some(proof))
}

fn read_document(
    bytes: &[u8],
    address: Option<&str>,
    media_type: Option<&str>,
    proof: Option<Proof>,
) -> Result<Page, Rejected> {
    let decoded = sniff::decode(bytes, media_type.and_then(|label| sniff::declared_encoding(label.as_bytes())))?;
    let mut page = match sniff::shape_of(&decoded.text) {
        Shape::Html => legacy::read(&decoded.text, address)?,
        Shape::Json => bridge::read(&decoded.text, address)?,
        Shape::Empty => return Err(Rejected::Empty),
        _ => read_text(&in_unicode(&decoded.text), proof)?,
    };
    page.warnings.extend(decoded.warnings());
    Ok(page)
}

/// Reads a text that was saved from the portal, or one of unknown origin.
fn read_text(text: &str, proof: Option<Proof>) -> Result<Page, Rejected> {
    if let Some(foreign) = foreign::recognise(text) {
        return Err(Rejected::Foreign(foreign));
    }
    let proof = proof.ok_or(Rejected::RecordedText)?;
    if proof == Proof::Certain && foreign::is_marked_up(text) {
        return Err(Rejected::Foreign(Foreign::Markdown));
    }
    match saved_text::read(text)? {
        Some(page) => Ok(page),
        None => plain::read(text, proof),
    }
}
