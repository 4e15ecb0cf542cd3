//! Documents as a container yields them, and what takes them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

/// Where a document comes from, which decides how much proof it needs to be an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The input itself, possibly packed.
    #[default]
    Alone,
    /// One of many files, in an archive or in a folder.
    Member,
    /// A response that a browser or a crawler recorded.
    Recorded,
}

/// What a container says of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Captured {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) moment: Option<DateTime<Utc>>,
}

impl Captured {
    /// The `number`th document of a file; messages call it by its URL, or else by its number.
    pub(super) fn of(file: &str, number: u64, url: Option<String>, moment: Option<DateTime<Utc>>) -> Captured {
        let name = match &url {
            Some(url) => format!("{file}, {url}"),
            None => format!("{file}, record {number}"),
        };
        Captured { name, url, moment }
    }
}

/// One document.
pub(crate) struct Document<'a> {
    /// How messages call it: the input, and its place in the container.
    pub(crate) name: String,
    pub(crate) url: Option<String>,
    /// As the container states it, with its charset if it names one; not checked against the bytes.
    pub(crate) media_type: Option<String>,
    /// When it was captured; of a date of lower precision, the beginning of the period it names.
    pub(crate) moment: Option<DateTime<Utc>>,
    pub(crate) origin: Origin,
    /// Something to know about it, although it could be read.
    pub(crate) warning: Option<String>,
    content: DocumentBody<'a>,
}

enum DocumentBody<'a> {
    Bytes(Vec<u8>),
    Stream(&'a mut dyn BufRead),
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("name", &self.name).field("url", &self.url).finish_non_exhaustive()
    }
}

/// Why the bytes of a document can't be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error("it is larger than {0} MiB")]
    TooLong(u64),
    #[error("{0}")]
    Unreadable(#[from] io::Error),
}

impl<'a> Document<'a> {
    /// A document that is in memory.
    pub(super) fn of_bytes(captured: Captured, media_type: Option<String>, origin: Origin, bytes: Vec<u8>) -> Self {
        Document::new(captured, media_type, origin, DocumentBody::Bytes(bytes))
    }

    /// A document that is still to be read.
    pub(super) fn of_stream(
        captured: Captured,
        media_type: Option<String>,
        origin: Origin,
        stream: &'a mut dyn BufRead,
    ) -> Self {
        Document::new(captured, media_type, origin, DocumentBody::Stream(stream))
    }

    fn new(captured: Captured, media_type: Option<String>, origin: Origin, content: DocumentBody<'a>) -> Self {
        let Captured { name, url, moment } = captured;
        Document { name, url, media_type, moment, origin, warning: None, content }
    }

    /// The beginning of the document: tens of kilobytes, or all of a shorter one.
    pub(crate) fn prefix(&mut self) -> io::Result<&[u8]> {
        match &mut self.content {
            DocumentBody::Bytes(bytes) => Ok(bytes),
            DocumentBody::Stream(stream) => stream.fill_buf(),
        }
    }

    /// The whole document as a stream.
    pub(crate) fn stream(self) -> Box<dyn BufRead + 'a> {
        match self.content {
            DocumentBody::Bytes(bytes) => Box::new(io::Cursor::new(bytes)),
            DocumentBody::Stream(stream) => Box::new(stream),
        }
    }

    /// The whole document, if it has at most `bytes_max` bytes.
    pub(crate) fn bytes(self, bytes_max: u64) -> Result<Vec<u8>, ContentError> {
        let mut bytes = match self.content {
            DocumentBody::Bytes(bytes) => bytes,
            DocumentBody::Stream(stream) => {
                let mut bytes = Vec::new();
                stream.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
                bytes
            }
        };
        if bytes.len() as u64 > bytes_max {
            return Err(ContentError::TooLong(bytes_max >> 20));
        }
        bytes.shrink_to_fit();
        Ok(bytes)
    }
}

/// A part of a container that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The input, and the place in the container.
    pub(crate) name: String,
    /// The URL of the document, if a document was lost and its URL is known.
    pub(crate) url: Option<String>,
    pub(crate) reason: String,
}

/// What takes the documents of a container, one at a time.
pub(crate) trait Receiver {
    /// Takes a document; [`ControlFlow::Break`] ends the reading.
    fn document(&mut self, document: Document<'_>) -> ControlFlow<()>;

    /// Is informed of what an input, or a file in it, is packed in.
    fn container(&mut self, kind: &'static str) {
        let _ = kind;
    }

    /// Is informed of a part that is lost. Reading continues after it.
    fn problem(&mut self, problem: Problem);
}

/// How many parts of a container were left out because they can't be articles, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Skipped(BTreeMap<Cow<'static, str>, u64>);

impl Skipped {
    /// Counts one part of a kind.
    pub(crate) fn add(&mut self, what: impl Into<Cow<'static, str>>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// Counts one part, of a kind that is named if there are fewer than `kinds_max` of them, and else as one of `others`.
    pub(crate) fn add_up_to(&mut self, kinds_max: usize, what: String, others: &'static str) {
        let is_named = self.0.contains_key(what.as_str()) || self.0.len() < kinds_max;
        self.add(if is_named { Cow::Owned(what) } else { Cow::Borrowed(others) });
    }

    /// Adds what was left out elsewhere.
    pub(crate) fn extend(&mut self, other: Skipped) {
        for (what, count) in other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// How many parts there were of all kinds.
    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The kinds, as in "images" or "responses with status 404", each with how many there were.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(what, count)| (what.as_ref(), *count))
    }
}
