//! Import: saved material of every kind, recognised by its content, never by its name.
//!
//! One bad input never stops the others: a [`Notice`] names it, and it is counted. Records and archives are read as
//! streams; a document (a page, a saved text) is read whole, up to [`DOCUMENT_BYTES_MAX`].

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Cursor, Read};

use chrono::{DateTime, Utc};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;

pub(crate) use super::inputs::{Input, walk};
use super::intake::Intake;
use super::json::{self, Json, RecordsError};
use super::misfit;
use super::record::Record;
use crate::answer::{Answer, DecodeError};
use crate::article::{Provenance, Sighting, sha256_hex};
use crate::container;
use crate::corpus::has_wrong_checksum;
use crate::page::Page;
use crate::portal::{self, DOCUMENT_BYTES_MAX, Shape, cdx};
use crate::storage::StorageError;

/// How much of an input is read to recognise its kind.
const PREFIX_BYTES: usize = 64 * 1024;
/// Longest record of a JSONL stream.
const RECORD_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX as u64;
/// How much is taken in between two syncs.
const SYNC_BYTES: u64 = 64 * 1024 * 1024;
/// How many failures of one input are reported one by one.
const NOTICES_PER_INPUT_MAX: u64 = 10;

/// Something to report while an import runs.
#[derive(Debug)]
pub(crate) enum Notice {
    /// This part of the input could not be read; the rest was.
    Failed { input: String, reason: String },
    /// The input was read, but something in it looks wrong.
    Warning { input: String, text: String },
    /// The bytes of input read so far.
    Progress { bytes: u64 },
}

/// The result for all inputs. Articles are counted by [`Intake::counts`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    /// Inputs from which something was read.
    pub(crate) inputs_read: u64,
    /// Inputs from which nothing was read.
    pub(crate) inputs_failed: u64,
    /// Records, pages and documents that could not be read, including whole inputs.
    pub(crate) failed: u64,
    /// Bytes of input.
    pub(crate) bytes: u64,
}

/// Reads inputs one after the other. What was taken in is durable after the next sync. Fails only for trouble with the
/// corpus, never for bad input.
pub(crate) fn import(
    inputs: &[Input],
    now: DateTime<Utc>,
    intake: &mut Intake,
    cancelled: &dyn Fn() -> bool,
    notify: &mut dyn FnMut(Notice),
) -> Result<Imported, StorageError> {
    let mut run = Importer { intake, now, notify, done: Imported::default(), unsynced_bytes: 0 };
    for input in inputs {
        if cancelled() {
            break;
        }
        run.input(input, cancelled)?;
    }
    Ok(run.done)
}

struct Importer<'a> {
    intake: &'a mut Intake,
    now: DateTime<Utc>,
    notify: &'a mut dyn FnMut(Notice),
    done: Imported,
    unsynced_bytes: u64,
}

/// The result for one input.
#[derive(Default)]
struct Outcome {
    read: u64,
    failed: u64,
}

impl Importer<'_> {
    fn input(&mut self, input: &Input, cancelled: &dyn Fn() -> bool) -> Result<(), StorageError> {
        let name = input.name();
        let outcome = match input.open() {
            Ok(reader) => self.stream(&name, reader, cancelled)?,
            Err(e) => {
                let mut outcome = Outcome::default();
                self.fail(&name, e.to_string(), &mut outcome);
                outcome
            }
        };
        self.done.failed += outcome.failed;
        if outcome.read == 0 && outcome.failed == 0 {
            self.done.failed += 1;
            self.fail(&name, "it contains no article".into(), &mut Outcome::default());
        }
        match outcome {
            Outcome { read: 0, .. } => self.done.inputs_failed += 1,
            Outcome { .. } => self.done.inputs_read += 1,
        }
        Ok(())
    }

    fn stream(
        &mut self,
        name: &str,
        mut reader: Box<dyn Read + '_>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Outcome, StorageError> {
        let mut outcome = Outcome::default();
        let mut prefix = Vec::new();
        if let Err(e) = (&mut reader).take(PREFIX_BYTES as u64).read_to_end(&mut prefix) {
            self.fail(name, e.to_string(), &mut outcome);
            return Ok(outcome);
        }
        let shape = portal::sniff(&prefix);
        let json = (shape == Shape::Json).then(|| json::kind(&prefix));
        if !matches!(shape, Shape::Warc | Shape::Gzip) && json.is_none_or(|kind| kind == Json::Document) {
            self.document(name, prefix, reader, &mut outcome)?;
            return Ok(outcome);
        }
        let whole = BufReader::with_capacity(PREFIX_BYTES, Cursor::new(prefix).chain(reader));
        match (shape, json) {
            (Shape::Gzip, _) => return self.packed(name, whole, cancelled),
            (_, Some(Json::Lines)) => self.records(name, whole, cancelled, &mut outcome)?,
            (_, Some(_)) => self.json(name, whole, &mut outcome)?,
            (_, None) => self.archive(name, whole, cancelled, &mut outcome)?,
        }
        Ok(outcome)
    }

    /// A gzip file: an archive, or anything else that was compressed once.
    fn packed(
        &mut self,
        name: &str,
        reader: impl BufRead,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Outcome, StorageError> {
        let mut unpacked = MultiGzDecoder::new(reader);
        let mut prefix = Vec::new();
        let mut outcome = Outcome::default();
        if let Err(e) = (&mut unpacked).take(PREFIX_BYTES as u64).read_to_end(&mut prefix) {
            self.fail(name, format!("it is a damaged gzip file: {e}"), &mut outcome);
            return Ok(outcome);
        }
        if portal::sniff(&prefix) == Shape::Gzip {
            self.fail(name, "it is compressed twice".into(), &mut outcome);
            return Ok(outcome);
        }
        self.stream(name, Box::new(Cursor::new(prefix).chain(unpacked)), cancelled)
    }

    /// One document, whose beginning has been read.
    fn document(
        &mut self,
        name: &str,
        beginning: Vec<u8>,
        rest: impl Read,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let Some(bytes) = self.whole(name, beginning, rest, outcome) else { return Ok(()) };
        self.page(name, &bytes, outcome)
    }

    /// One JSON document that contains records.
    fn json(&mut self, name: &str, reader: impl Read, outcome: &mut Outcome) -> Result<(), StorageError> {
        let mut number = 0;
        let read = json::each_record(reader, |value| {
            number += 1;
            let record = Record::deserialize(value).map_err(|_| misfit::of_value(value));
            self.record(&format!("{name}, record {number}"), record, outcome)
        });
        match read {
            Ok(()) => Ok(()),
            Err(RecordsError::Stopped(error)) => Err(error),
            Err(RecordsError::Json(error)) => {
                let reason = if error.is_eof() {
                    "it is JSON that ends in the middle".into()
                } else {
                    format!("it isn't JSON from line {}, character {} on", error.line(), error.column())
                };
                self.fail(name, reason, outcome);
                Ok(())
            }
        }
    }

    fn whole(&mut self, name: &str, beginning: Vec<u8>, rest: impl Read, outcome: &mut Outcome) -> Option<Vec<u8>> {
        let mut bytes = beginning;
        match rest.take(DOCUMENT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes) {
            Err(e) => self.fail(name, e.to_string(), outcome),
            Ok(_) if bytes.len() > DOCUMENT_BYTES_MAX => {
                let limit = DOCUMENT_BYTES_MAX >> 20;
                self.fail(name, format!("it is larger than {limit} MiB; no page of the portal is that large"), outcome);
            }
            Ok(_) => {
                self.progress(bytes.len() as u64);
                return Some(bytes);
            }
        }
        None
    }

    fn records(
        &mut self,
        name: &str,
        mut reader: impl BufRead,
        cancelled: &dyn Fn() -> bool,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let place = || format!("{name}, line {number}");
            let read = match (&mut reader).take(RECORD_BYTES_MAX).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(read) => read as u64,
                Err(e) => {
                    self.fail(&place(), e.to_string(), outcome);
                    break;
                }
            };
            self.progress(read);
            if read == RECORD_BYTES_MAX && !line.ends_with(b"\n") {
                self.fail(&place(), format!("the line is longer than {} MiB", RECORD_BYTES_MAX >> 20), outcome);
                break;
            }
            if !line.trim_ascii().is_empty() {
                let json = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
                if has_wrong_checksum(json.trim_ascii_end()) {
                    let reason = "its checksum does not match: the line was changed since it was written";
                    self.fail(&place(), reason.to_owned(), outcome);
                } else {
                    let record = serde_json::from_slice(json).map_err(|_| misfit::of_bytes(json));
                    self.record(&place(), record, outcome)?;
                }
            }
            if cancelled() {
                break;
            }
        }
        Ok(())
    }

    fn record(
        &mut self,
        place: &str,
        record: Result<Record<'_>, String>,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let read = record.and_then(|record| record.into_sighting(self.now));
        match read {
            Ok((sighting, provenance)) => {
                outcome.read += 1;
                let bytes = sighting.title.len() + sighting.body.as_ref().map_or(0, String::len);
                self.take(vec![sighting], &provenance, bytes)
            }
            Err(reason) => {
                self.fail(place, reason, outcome);
                Ok(())
            }
        }
    }

    fn archive(
        &mut self,
        name: &str,
        reader: impl BufRead,
        cancelled: &dyn Fn() -> bool,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        for record in container::answers(reader) {
            match record {
                Ok(Some(answer)) => self.answer(name, &answer, outcome)?,
                Ok(None) => {}
                Err(reason) => self.fail(name, format!("the archive is damaged: {reason}"), outcome),
            }
            if cancelled() {
                break;
            }
        }
        Ok(())
    }

    /// One archived answer. Pages of other sites, images and errors are skipped without a failure.
    fn answer(&mut self, name: &str, answer: &Answer, outcome: &mut Outcome) -> Result<(), StorageError> {
        self.progress(answer.body.len() as u64);
        let media = answer.header("content-type").unwrap_or("text/html").to_ascii_lowercase();
        if answer.status != 200 || !["html", "json", "text/plain"].iter().any(|m| media.contains(m)) {
            return Ok(());
        }
        let place = format!("{name}, {}", answer.url);
        let body = match answer.decoded(DOCUMENT_BYTES_MAX as u64) {
            Ok(body) => body,
            // Some crawlers decompress a body and leave the header that says it is compressed.
            Err(DecodeError::Damaged(_)) if portal::sniff(&answer.body) == Shape::Html => Cow::Borrowed(&*answer.body),
            Err(e) => {
                self.fail(&place, e.to_string(), outcome);
                return Ok(());
            }
        };
        // A capture has the time that the archive states, not the time of our request.
        let fetched = cdx::captured_at(&answer.url).unwrap_or(answer.fetched);
        // A page that isn't the portal's is no loss.
        match portal::read(&body, Some(&answer.url)) {
            Ok(page) => self.sighted(&place, page, &body, Some(fetched), outcome),
            Err(_) => Ok(()),
        }
    }

    fn page(&mut self, name: &str, bytes: &[u8], outcome: &mut Outcome) -> Result<(), StorageError> {
        match portal::read(bytes, None) {
            Ok(page) => self.sighted(name, page, bytes, None, outcome),
            Err(e) => {
                self.fail(name, e.to_string(), outcome);
                Ok(())
            }
        }
    }

    /// Takes in the sightings of a page.
    fn sighted(
        &mut self,
        name: &str,
        page: Page,
        bytes: &[u8],
        fetched: Option<DateTime<Utc>>,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        for text in &page.warnings {
            (self.notify)(Notice::Warning { input: name.to_owned(), text: text.clone() });
        }
        let sightings = sightings(page);
        if sightings.is_empty() {
            return Ok(());
        }
        outcome.read += 1;
        let sha256 = sha256_hex(bytes);
        self.take(sightings, &Provenance::new(self.now, fetched, Some(sha256)), bytes.len())
    }

    fn take(&mut self, sightings: Vec<Sighting>, provenance: &Provenance, bytes: usize) -> Result<(), StorageError> {
        self.intake.take_all(sightings, provenance)?;
        self.unsynced_bytes += bytes as u64;
        if self.unsynced_bytes >= SYNC_BYTES {
            self.unsynced_bytes = 0;
            self.intake.sync()?;
        }
        Ok(())
    }

    fn progress(&mut self, bytes: u64) {
        self.done.bytes += bytes;
        (self.notify)(Notice::Progress { bytes: self.done.bytes });
    }

    fn fail(&mut self, input: &str, reason: String, outcome: &mut Outcome) {
        outcome.failed += 1;
        if outcome.failed <= NOTICES_PER_INPUT_MAX {
            (self.notify)(Notice::Failed { input: input.to_owned(), reason });
        }
        if outcome.failed == NOTICES_PER_INPUT_MAX + 1 {
            let reason = "more of this input can't be read; further failures are only counted".to_owned();
            (self.notify)(Notice::Failed { input: input.to_owned(), reason });
        }
    }
}

/// All sightings of a page, the whole article first, because its title decides.
pub(super) fn sightings(page: Page) -> Vec<Sighting> {
    page.article.into_iter().chain(page.listing.into_iter().flat_map(|list| list.items)).collect()
}
