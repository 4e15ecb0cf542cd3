//! Containers: files in which documents are saved, unpacked to the documents in them.
//!
//! A container is recognised by its first bytes. Its documents are yielded one at a time, each with
//! what the container says of it: URL, media type, the time of its capture. What can't be an article
//! (images, style sheets, requests) is counted by kind; what can't be read is named. A fault costs the
//! smallest unit that holds it.

mod budget;
mod gzip;
mod head;
mod http;
mod kind;
mod record;
mod sniff;
mod warc;
mod window;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

pub(crate) use warc::{Lost, Record, WarcReader, open as open_warc};

use budget::Budget;
use gzip::{Break, GzipReader};
use record::Captured;
use sniff::Container;
use window::Window;

/// Most containers inside one another, each gzip layer counted as one.
const DEPTH_MAX: u32 = 6;

/// Where a document comes from, which decides how much proof it needs to be an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The input itself, possibly packed.
    Alone,
    /// One of many files in an archive.
    Member,
    /// A response that a browser or a crawler recorded.
    Recorded,
}

/// One document.
pub(crate) struct Document<'a> {
    /// How messages call it: the input, and its place in the container.
    pub(crate) name: String,
    pub(crate) url: Option<String>,
    pub(crate) media_type: Option<String>,
    /// When it was captured; of a date of lower precision, the beginning of the period it names.
    pub(crate) moment: Option<DateTime<Utc>>,
    pub(crate) origin: Origin,
    /// Something to know about it, although it could be read.
    pub(crate) warning: Option<String>,
    content: Content<'a>,
}

enum Content<'a> {
    Bytes(Vec<u8>),
    Stream(&'a mut dyn BufRead),
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("name", &self.name).field("url", &self.url).finish_non_exhaustive()
    }
}

/// Why the bytes of a document can't be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error("it is longer than {0} MiB")]
    TooLong(u64),
    #[error("{0}")]
    Unreadable(#[from] io::Error),
}

impl<'a> Document<'a> {
    fn of_bytes(
        captured: Captured,
        media_type: Option<String>,
        origin: Origin,
        bytes: Vec<u8>,
        warning: Option<String>,
    ) -> Document<'a> {
        let Captured { name, url, moment } = captured;
        Document { name, url, media_type, moment, origin, warning, content: Content::Bytes(bytes) }
    }

    /// The whole document, if it has at most `bytes_max` bytes.
    pub(crate) fn bytes(self, bytes_max: u64) -> Result<Vec<u8>, ContentError> {
        let mut bytes = match self.content {
            Content::Bytes(bytes) => bytes,
            Content::Stream(stream) => {
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

    /// Is informed of a part that is lost. Reading continues after it.
    fn problem(&mut self, problem: Problem);
}

/// How many parts of a container were left out because they can't be articles, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Skipped(BTreeMap<Cow<'static, str>, u64>);

impl Skipped {
    fn add(&mut self, what: impl Into<Cow<'static, str>>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// The kinds, as in "images" or "responses with status 404", each with how many there were.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(what, count)| (what.as_ref(), *count))
    }
}

/// Unpacks an input, which messages call `name`, and hands its documents to `receiver`.
///
/// Returns what was left out.
pub(crate) fn unpack(name: &str, source: &mut dyn Read, receiver: &mut dyn Receiver) -> Skipped {
    let budget = Budget::default();
    let mut counted = budget.counting(source);
    let mut unpacker = Unpacker { receiver, budget, skipped: Skipped::default() };
    let place = Place { name: name.to_owned(), url: None, media_type: None, origin: Origin::Alone, depth: 0 };
    // A receiver that ends the reading knows that it did.
    let _ = unpacker.open(place, &mut counted);
    unpacker.skipped
}

struct Unpacker<'r> {
    receiver: &'r mut dyn Receiver,
    budget: Budget,
    skipped: Skipped,
}

/// Where a file is, and what is said of it there.
struct Place {
    name: String,
    url: Option<String>,
    media_type: Option<String>,
    origin: Origin,
    depth: u32,
}

impl Place {
    fn problem(self, reason: impl Into<String>) -> Problem {
        Problem { name: self.name, url: self.url, reason: reason.into() }
    }
}

impl Unpacker<'_> {
    /// Recognises a file and unpacks it.
    fn open(&mut self, place: Place, source: &mut dyn Read) -> ControlFlow<()> {
        let mut input = Window::new(source);
        let mut interrupted = None;
        while input.fill(sniff::PREFIX_BYTES).is_empty() {
            match input.take_error() {
                Some(error) if Break::of(&error).is_some_and(|why| why != Break::GivenUp) => {
                    interrupted = Break::of(&error);
                }
                Some(error) => return self.problem(place.problem(error.to_string())),
                None => break,
            }
        }
        let container = sniff::container(input.buffered());
        match (container, interrupted) {
            (Container::Warc, _) => self.warc(&place, input, interrupted),
            (_, Some(why)) => self.problem(place.problem(why.to_string())),
            (_, None) if place.depth >= DEPTH_MAX => {
                self.problem(place.problem(format!("it is packed more than {DEPTH_MAX} times")))
            }
            (Container::Gzip, None) => {
                let mut unpacked = GzipReader::new(input, self.budget.clone());
                self.open(Place { depth: place.depth + 1, ..place }, &mut unpacked)
            }
            (Container::Refused(what), None) => self.problem(place.problem(format!("it is {what}"))),
            (Container::Index(what), None) => {
                self.skipped.add(what);
                ControlFlow::Continue(())
            }
            (Container::Plain, None) => self.plain(place, &mut input),
        }
    }

    fn problem(&mut self, problem: Problem) -> ControlFlow<()> {
        self.receiver.problem(problem);
        ControlFlow::Continue(())
    }

    fn plain(&mut self, place: Place, stream: &mut dyn BufRead) -> ControlFlow<()> {
        let Place { name, url, media_type, origin, .. } = place;
        let content = Content::Stream(stream);
        self.receiver.document(Document { name, url, media_type, moment: None, origin, warning: None, content })
    }

    fn warc(&mut self, place: &Place, input: Window<&mut dyn Read>, interrupted: Option<Break>) -> ControlFlow<()> {
        let is_suspect = interrupted == Some(Break::Suspect);
        if let Some(why) = interrupted.filter(|_| !is_suspect) {
            self.receiver.problem(Problem { name: place.name.clone(), url: None, reason: why.to_string() });
        }
        for (number, record) in (1..).zip(WarcReader::new(input, is_suspect)) {
            match record {
                Ok(record) => match record::read(&place.name, number, &record) {
                    record::Read::Document(document) => self.receiver.document(document)?,
                    record::Read::Skipped(what) => self.skipped.add(what),
                    record::Read::Lost(problem) => self.receiver.problem(problem),
                },
                Err(Lost { url, reason }) => {
                    let name = match &url {
                        Some(url) => format!("{}, {url}", place.name),
                        None => format!("{}, record {number}", place.name),
                    };
                    self.receiver.problem(Problem { name, url, reason });
                }
            }
        }
        ControlFlow::Continue(())
    }
}
