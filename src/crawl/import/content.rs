//! Reads a document whole.

use std::io::BufRead;

use sha2::{Digest, Sha256};

use crate::article::{hex, sha256_hex};
use crate::container::{ContentError, Document};
use crate::portal::{self, DOCUMENT_BYTES_MAX, EmbeddedFilter, Shape};

/// A document that was read whole.
pub(super) struct DocumentContent {
    pub(super) bytes: Vec<u8>,
    /// The checksum of the document as it was saved.
    pub(super) sha256: String,
    /// The length of the document as it was saved.
    pub(super) saved_bytes: u64,
}

/// Reads a document of at most [`DOCUMENT_BYTES_MAX`] bytes; those of the pictures inside a page don't count.
pub(super) fn read(mut document: Document<'_>) -> Result<DocumentContent, ContentError> {
    if portal::sniff(document.prefix()?) == Shape::Html {
        return page(&mut *document.stream());
    }
    let bytes = document.bytes(DOCUMENT_BYTES_MAX as u64)?;
    Ok(DocumentContent { sha256: sha256_hex(&bytes), saved_bytes: bytes.len() as u64, bytes })
}

fn page(source: &mut dyn BufRead) -> Result<DocumentContent, ContentError> {
    let (mut filter, mut bytes) = (EmbeddedFilter::default(), Vec::new());
    let (mut sum, mut saved_bytes) = (Sha256::new(), 0);
    loop {
        let part = source.fill_buf()?;
        if part.is_empty() {
            break;
        }
        sum.update(part);
        filter.push(part, &mut bytes);
        let read = part.len();
        saved_bytes += read as u64;
        source.consume(read);
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(ContentError::TooLong(DOCUMENT_BYTES_MAX as u64 >> 20));
        }
    }
    filter.finish(&mut bytes);
    Ok(DocumentContent { bytes, sha256: hex(&sum.finalize()), saved_bytes })
}
