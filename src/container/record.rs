//! From a WARC record to the document in it.

use std::borrow::Cow;

use super::document::{Captured, Document, Origin, Problem};
use super::http::{self, Response};
use super::kind::{self, DocumentKind};
use super::warc::{self, WarcRecord};

use crate::answer::{self, DecodeError};

/// Longest document that is yielded from a record, in bytes.
pub(super) const DOCUMENT_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// What a part of a container comes to.
#[derive(Debug)]
pub(super) enum Extracted {
    Document(Document<'static>),
    /// Nothing that can be an article; how it is called in the summary.
    Skipped(Cow<'static, str>),
    /// A document that can't be read.
    Lost(Problem),
}

/// Reads the document of a record, the `number`th of a file that messages call `file`.
pub(super) fn read(file: &str, number: u64, record: &WarcRecord) -> Extracted {
    let captured = Captured::of(file, number, record.url(), record.moment());
    let media = record.head().first("content-type").map(str::to_owned);
    let is_http = http::begins_response(record.block());
    let kind = record.kind().map_or_else(|| guessed(record), str::to_ascii_lowercase);
    let segment = record.head().first("warc-segment-number").and_then(|n| n.parse::<u32>().ok());
    match kind.as_str() {
        "response" | "resource" | "conversion" | "revisit" if segment.is_some() => {
            captured.lost("it was recorded in several segments, which byt doesn't join".to_owned())
        }
        "revisit" if !has_body(record.block()) => skipped("revisit records, which have no content"),
        "response" | "resource" | "conversion" | "revisit" if is_http => response(captured, record),
        "response" if captured.is_of("dns:") => skipped("DNS records"),
        "response" | "resource" | "conversion" => captured.document(record.block(), media, record),
        "request" => skipped("requests"),
        "warcinfo" => skipped("descriptions of the archive"),
        "metadata" => skipped("metadata records"),
        "continuation" => skipped("continuations of records"),
        _ => skipped("records of unknown kinds"),
    }
}

fn skipped(what: impl Into<Cow<'static, str>>) -> Extracted {
    Extracted::Skipped(what.into())
}

/// The kind of a record that doesn't name it.
fn guessed(record: &WarcRecord) -> String {
    let is_document = http::begins_response(record.block()) || record.head().has("warc-target-uri");
    if is_document { "response" } else { "unknown" }.to_owned()
}

fn has_body(block: &[u8]) -> bool {
    Response::read(block).is_some_and(|response| !response.body.trim_ascii().is_empty())
}

impl Captured {
    fn is_of(&self, scheme: &str) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with(scheme))
    }

    pub(super) fn lost(self, reason: String) -> Extracted {
        Extracted::Lost(Problem { name: self.name, url: self.url, reason })
    }

    /// The document itself, if it is one that may be an article.
    fn document(self, bytes: &[u8], media: Option<String>, record: &WarcRecord) -> Extracted {
        match record.fault() {
            Some(warc::RecordFault::Cut(why)) => self.lost(why.clone()),
            fault => self.judged(bytes.to_vec(), media, fault),
        }
    }

    fn judged(self, bytes: Vec<u8>, media: Option<String>, fault: Option<&warc::RecordFault>) -> Extracted {
        match kind::of(&bytes, media.as_deref()) {
            DocumentKind::Text(what) | DocumentKind::Other(what) => skipped(what),
            DocumentKind::Page | DocumentKind::Json if matches!(fault, Some(warc::RecordFault::TooLong)) => {
                self.lost(format!("it is longer than {} MiB", warc::BLOCK_BYTES_MAX >> 20))
            }
            DocumentKind::Page | DocumentKind::Json => {
                let mut document = Document::of_bytes(self, media, Origin::Recorded, bytes);
                if let Some(warc::RecordFault::Repaired(what)) = fault {
                    document.warning = Some((*what).to_owned());
                }
                Extracted::Document(document)
            }
        }
    }
}

/// Reads a recorded response.
fn response(captured: Captured, record: &WarcRecord) -> Extracted {
    let Some(response) = Response::read(record.block()) else {
        return captured.lost("it has no status line".to_owned());
    };
    if let (false, Some(warc::RecordFault::Cut(why))) = (response.has_body, record.fault()) {
        return captured.lost(why.clone());
    }
    if !matches!(response.status, 200 | 203) {
        return skipped(format!("responses with status {}", response.status));
    }
    let media = response.head.first("content-type").map(str::to_owned);
    let label = media.as_deref().and_then(kind::label);
    let Some(body) = whole_body(&response, record.fault()) else {
        return match (label, record.fault()) {
            (Some(what), _) => skipped(what),
            (None, Some(warc::RecordFault::Cut(why))) => captured.lost(why.clone()),
            (None, _) => captured.judged(response.body.to_vec(), media, record.fault()),
        };
    };
    match answer::content(|name| response.head.all(name), body, DOCUMENT_BYTES_MAX) {
        Ok(content) => {
            let mut read = captured.judged(content.bytes.into_owned(), media, record.fault());
            if let Extracted::Document(document) = &mut read
                && content.cut
            {
                document.warning = Some("the response ends inside a chunk".to_owned());
            }
            read
        }
        Err(error) => undecoded(captured, label, body, &error),
    }
}

/// The body of a response, unless a part of it is missing.
fn whole_body<'a>(response: &Response<'a>, fault: Option<&warc::RecordFault>) -> Option<&'a [u8]> {
    match fault {
        None | Some(warc::RecordFault::Repaired(_)) => Some(response.body),
        Some(warc::RecordFault::TooLong) => None,
        // The record's length may be wrong, and the response whole.
        Some(warc::RecordFault::Cut(_)) => {
            let length = response.head.first("content-length")?.trim().parse::<usize>().ok()?;
            response.body.get(..length).filter(|_| length > 0)
        }
    }
}

fn undecoded(captured: Captured, label: Option<&'static str>, body: &[u8], error: &DecodeError) -> Extracted {
    match (label, kind::of(body, None)) {
        (Some(what), _) => skipped(what),
        (None, DocumentKind::Other(what)) if !matches!(what, kind::DATA | kind::ARCHIVES) => skipped(what),
        _ => captured.lost(error.to_string()),
    }
}
