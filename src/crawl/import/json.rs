//! JSON files: article records and answers of the portal, as many as there are in a file.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::{Importer, Outcome, RECORD_BYTES_MAX, content::DocumentContent};
use crate::article::sha256_hex;
use crate::container::{Document, Origin};
use crate::corpus::{has_right_checksum, has_wrong_checksum};
use crate::crawl::json_documents::{self, FilePlace, Piece};
use crate::crawl::record_keys::Record;
use crate::crawl::utf16::Utf16Reader;
use crate::crawl::{json, misfit};
use crate::disk::CountingReader;
use crate::portal::{self, DOCUMENT_BYTES_MAX, Proof, Rejected};
use crate::storage::StorageError;

impl Importer<'_> {
    /// A file that seems to be one answer of the portal: it is read whole, so that its digest is that of the file.
    pub(super) fn answer(
        &mut self,
        document: Document<'_>,
        proof: Proof,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let (name, origin, media_type) = (document.name.clone(), document.origin, document.media_type.clone());
        let (mut stream, mut bytes) = (document.stream(), Vec::new());
        if let Err(error) = (&mut stream).take(DOCUMENT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes) {
            self.fail(&name, error.to_string(), outcome);
            return Ok(());
        }
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return self.documents(&name, io::Cursor::new(bytes).chain(stream), proof, outcome);
        }
        match portal::read_file(&bytes, proof, media_type.as_deref()) {
            Ok(page) => {
                self.progress(bytes.len() as u64);
                self.sighted(&name, page, whole(bytes), None, outcome)
            }
            // In a folder anything may lie about.
            Err(why) if origin == Origin::Member && !json::has_record(&bytes) => {
                outcome.skipped.add(why.many());
                Ok(())
            }
            Err(Rejected::JsonBroken { .. }) => self.documents(&name, &*bytes, proof, outcome),
            Err(why) => {
                self.fail(&name, why.to_string(), outcome);
                Ok(())
            }
        }
    }

    /// All documents of a file, in UTF-8 or in UTF-16 with its mark.
    pub(super) fn documents(
        &mut self,
        name: &str,
        source: impl BufRead,
        proof: Proof,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let bytes = Cell::new(0);
        match Utf16Reader::new(CountingReader::new(source, &bytes)) {
            Ok(Ok(reader)) => self.split(name, reader, &bytes, proof, outcome),
            Ok(Err(reader)) => self.split(name, reader, &bytes, proof, outcome),
            Err(error) => {
                self.fail(name, error.to_string(), outcome);
                Ok(())
            }
        }
    }

    /// `read` is how many bytes of the file have been read.
    fn split(
        &mut self,
        name: &str,
        reader: impl BufRead,
        read: &Cell<u64>,
        proof: Proof,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let mut error = None;
        let done = json_documents::each(reader, RECORD_BYTES_MAX, &mut |place, found| {
            self.progress(read.take());
            let at = match place {
                FilePlace::Line(line) => format!("{name}, line {line}"),
                FilePlace::Item { number, line } => format!("{name}, line {line}, item {number}"),
            };
            let taken = match found {
                Piece::Document(bytes) => self.document_in(&at, place, bytes, proof, outcome),
                Piece::Fault(reason) => {
                    self.fail(&at, reason, outcome);
                    Ok(())
                }
            };
            error = taken.err();
            if error.is_some() || self.stops() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.progress(read.take());
        if let Err(why) = done {
            self.fail(name, why.to_string(), outcome);
        }
        error.map_or(Ok(()), Err)
    }

    /// One document: a record, or an answer of the portal.
    fn document_in(
        &mut self,
        at: &str,
        place: FilePlace,
        json: Vec<u8>,
        proof: Proof,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        if has_wrong_checksum(&json) {
            let reason = "its checksum does not match: the line was changed since it was written";
            self.fail(at, reason.to_owned(), outcome);
            return Ok(());
        }
        let is_ledger_line = has_right_checksum(&json);
        let json = match portal::without_wrong_bytes(&json) {
            Some((text, replaced)) => {
                self.warn(at, portal::replaced_warning(replaced));
                text.into_bytes()
            }
            None => json,
        };
        let mended = match serde_json::from_slice::<Record<'_>>(&json) {
            Err(error) if error.is_syntax() => str::from_utf8(&json).ok().and_then(portal::mended_json),
            _ => None,
        };
        let json = match mended {
            Some((text, replaced)) => {
                self.warn(at, portal::replaced_warning(replaced));
                text.into_bytes()
            }
            None => json,
        };
        match serde_json::from_slice::<Record<'_>>(&json) {
            // A line of a ledger proves itself.
            Ok(record) if is_ledger_line => self.record(at, Ok(record), Proof::Likely, outcome),
            Ok(record) => self.record(at, Ok(record.of_others()), proof, outcome),
            Err(_) => match answer(&json, place) {
                Some(page) => self.sighted(at, page, whole(json), None, outcome),
                None => self.record(at, Err(misfit::of_bytes(&json)), proof, outcome),
            },
        }
    }
}

/// The articles in an answer of the portal, if it is one. What is in an array is an item of a list.
fn answer(json: &[u8], place: FilePlace) -> Option<crate::page::Page> {
    let read = match place {
        FilePlace::Line(_) => portal::read_file(json, Proof::Certain, None),
        FilePlace::Item { .. } => portal::read_file(&[b"[", json, b"]"].concat(), Proof::Certain, None),
    };
    // If it can't be read as an answer, it is reported as a record.
    read.ok()
}

fn whole(bytes: Vec<u8>) -> DocumentContent {
    DocumentContent { sha256: sha256_hex(&bytes), saved_bytes: bytes.len() as u64, bytes }
}
