//! Recognises an input, opens it, and opens what is in it.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::budget::Budget;
use super::document::{Captured, Document, Origin, Problem, Receiver, Skipped};
use super::gzip::{Break, GzipReader};
use super::kind::{self, DocumentKind};
use super::member::Member;
use super::record::{self, Extracted};
use super::saved_page::SavedPages;
use super::sniff::{self, Container};
use super::warc::{Lost, WarcReader};
use super::window::Window;
use super::{har, mhtml, tar, zip};

/// Most containers inside one another; each gzip layer counts as one.
const DEPTH_MAX: u32 = 6;

/// Unpacks an input, which messages call `name`, and hands its documents to `receiver`. `origin` says whether the input
/// was named by itself or is one of many files.
///
/// Returns what was left out.
pub(crate) fn unpack(name: &str, origin: Origin, source: &mut dyn Read, receiver: &mut dyn Receiver) -> Skipped {
    let budget = Budget::default();
    let mut counted = budget.counting(source);
    let mut unpacker = Unpacker { receiver, budget, skipped: Skipped::default() };
    let member = Some(name.to_owned());
    let place = FileInContainer { name: name.to_owned(), member, origin, ..FileInContainer::default() };
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
#[derive(Default)]
struct FileInContainer {
    name: String,
    /// The name of the file in its container.
    member: Option<String>,
    moment: Option<DateTime<Utc>>,
    origin: Origin,
    depth: u32,
}

impl FileInContainer {
    fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem { name: self.name.clone(), url: None, reason: reason.into() }
    }
}

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

impl Unpacker<'_> {
    /// Recognises a file and unpacks it.
    fn open(&mut self, place: FileInContainer, source: &mut dyn Read) -> ControlFlow<()> {
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
        if let Some(kind) = container.name() {
            self.receiver.container(kind);
        }
        match (container, interrupted) {
            (Container::Warc, _) => self.warc(&place, input, interrupted),
            (_, Some(why)) => self.problem(place.problem(why.to_string())),
            (Container::Plain, None) => self.plain(place, &mut input),
            (container, None) => self.container(container, place, input),
        }
    }

    fn container(
        &mut self,
        container: Container,
        place: FileInContainer,
        mut input: Window<&mut dyn Read>,
    ) -> ControlFlow<()> {
        if place.depth >= DEPTH_MAX {
            return self.problem(place.problem(format!("it is packed more than {DEPTH_MAX} times")));
        }
        match container {
            Container::Gzip => {
                let mut unpacked = GzipReader::new(input, self.budget.clone());
                self.open(FileInContainer { depth: place.depth + 1, ..place }, &mut unpacked)
            }
            Container::Zip => {
                let (budget, mut pages) = (self.budget.clone(), SavedPages::default());
                zip::each(&mut input, &budget, &mut |member| self.member(&place, &mut pages, member))
            }
            Container::Tar => {
                let mut pages = SavedPages::default();
                tar::each(&mut input, &mut |member| self.member(&place, &mut pages, member))
            }
            Container::Har => har::each(&place.name, input, &mut |found| self.found(found)),
            Container::Mhtml => mhtml::each(&place.name, &mut input, &mut |found| self.found(found)),
            Container::Refused(what) => self.problem(place.problem(format!("it is {what}, which byt doesn't read"))),
            Container::Index(what) => {
                self.skipped.add(what);
                GO_ON
            }
            Container::Warc | Container::Plain => self.plain(place, &mut input),
        }
    }

    fn problem(&mut self, problem: Problem) -> ControlFlow<()> {
        self.receiver.problem(problem);
        GO_ON
    }

    /// A file that isn't a container. Of the files in an archive only those that may be articles are documents.
    fn plain(&mut self, place: FileInContainer, input: &mut Window<&mut dyn Read>) -> ControlFlow<()> {
        if place.origin != Origin::Alone {
            let label = place.member.as_deref().and_then(kind::of_name);
            match kind::of(input.buffered(), None) {
                DocumentKind::Other(what) => {
                    self.skipped.add(what);
                    return GO_ON;
                }
                DocumentKind::Text(what) if label.is_some() || what != kind::TEXT => {
                    self.skipped.add(label.unwrap_or(what));
                    return GO_ON;
                }
                DocumentKind::Page | DocumentKind::Json | DocumentKind::Text(_) => {}
            }
        }
        let FileInContainer { name, moment, origin, .. } = place;
        let captured = Captured { name, url: None, moment };
        self.receiver.document(Document::of_stream(captured, None, origin, input as &mut dyn BufRead))
    }

    /// A file in an archive.
    fn member(&mut self, archive: &FileInContainer, pages: &mut SavedPages, member: Member<'_>) -> ControlFlow<()> {
        let name = |name: &str| format!("{}, {name}", archive.name);
        match member {
            Member::File { name, .. } if is_hidden(&name) => {
                self.skipped.add("hidden files");
                GO_ON
            }
            Member::File { name, .. } if pages.holds(&name) => {
                self.skipped.add("files of pages that were saved with their folders");
                GO_ON
            }
            Member::File { name: member, content } => {
                let place = FileInContainer {
                    name: name(&member),
                    member: Some(member),
                    moment: None,
                    origin: Origin::Member,
                    depth: archive.depth + 1,
                };
                self.open(place, content)
            }
            Member::Skipped(what) => {
                self.skipped.add(what);
                GO_ON
            }
            Member::Refused(what) => self.problem(archive.problem(format!("it is {what}, which byt doesn't read"))),
            Member::Lost { name: Some(member), reason } => {
                self.problem(Problem { name: name(&member), url: None, reason })
            }
            Member::Lost { name: None, reason } => self.problem(archive.problem(reason)),
        }
    }

    fn found(&mut self, found: Extracted) -> ControlFlow<()> {
        match found {
            Extracted::Document(document) => self.receiver.document(document)?,
            Extracted::Skipped(what) => self.skipped.add(what),
            Extracted::Lost(problem) => self.receiver.problem(problem),
        }
        GO_ON
    }

    fn warc(
        &mut self,
        place: &FileInContainer,
        input: Window<&mut dyn Read>,
        interrupted: Option<Break>,
    ) -> ControlFlow<()> {
        let is_suspect = interrupted == Some(Break::Suspect);
        if let Some(why) = interrupted.filter(|_| !is_suspect) {
            self.receiver.problem(place.problem(why.to_string()));
        }
        for (number, record) in (1..).zip(WarcReader::new(input, is_suspect)) {
            match record {
                Ok(record) => {
                    let found = record::read(&place.name, number, &record);
                    // What can't be an article is cut, too: the file lacks this and possibly more.
                    if let (Extracted::Skipped(_), Some(reason)) = (&found, record.cut()) {
                        let name = format!("{}, record {number}", place.name);
                        self.receiver.problem(Problem { name, url: None, reason: reason.to_owned() });
                    }
                    self.found(found)?;
                }
                Err(Lost { url, reason }) => {
                    let part = url.clone().unwrap_or_else(|| format!("record {number}"));
                    self.receiver.problem(Problem { name: format!("{}, {part}", place.name), url, reason });
                }
            }
        }
        GO_ON
    }
}

/// Whether a file of an archive is hidden or in a hidden folder, or one that macOS adds.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part == "__MACOSX" || (part.starts_with('.') && !matches!(part, "." | "..")))
}
