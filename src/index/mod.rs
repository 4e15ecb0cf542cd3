//! The index: everything that is computed from the ledger, in a form that answers fast.
//!
//! It may be deleted at any moment. It holds no text: a hit is a place in the ledger. With each
//! commit goes how much of the ledger it has seen and by which rules it was made, so that it can be
//! brought up to date, or told to be out of date, without any other bookkeeping.

mod directory;
mod document;
mod facets;
mod few;
mod generations;
mod notes;
mod packed;
mod schema;
mod statistics;
mod stored;
mod terms;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::directory::error::OpenReadError;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{Directory, DocAddress, DocSet, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::article::LedgerPosition;
use crate::article::labels::Labels;
use directory::{CommitDirectory, Use};

pub(crate) use facets::{Facet, IN_SECTION, OUT_OF_SECTION};
pub(crate) use notes::Reach;
pub(crate) use schema::Fields;
pub(crate) use terms::{capital_term, exact_prefix, exact_term, is_folded, split_exact};
pub(crate) use writer::{IndexWriter, Lock};

/// What stands where an index is looked for.
pub(crate) enum Opened {
    /// Nothing, or nothing finished.
    Missing,
    Usable(Index),
    /// An index made by other rules or another version of the program: to be rebuilt.
    Outdated,
}

/// What can go wrong with the index.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    #[error("another process is writing to the index {0}")]
    Busy(PathBuf),
    #[error("the index {path} is damaged: {what}")]
    Damaged { path: PathBuf, what: String },
    #[error("{action} {path}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error("the index {path} failed")]
    Engine { path: PathBuf, source: TantivyError },
}

/// An index as it was when it was opened; what is written later is not seen.
pub(crate) struct Index {
    /// The folder of the generation.
    path: PathBuf,
    searcher: Searcher,
    fields: Fields,
    stored: stored::Stored,
    position: LedgerPosition,
    /// Of all segments; known when it is first asked for.
    note: OnceLock<notes::Note>,
}

/// What goes with each commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    layout: u32,
    /// Of everything outside this room that decides what an index holds; chosen by the caller.
    fingerprint: String,
    ledger_bytes: u64,
    /// Missing in the first layout, which is told by its number.
    #[serde(default)]
    ledger_tail: String,
}

/// The fast columns of one segment.
pub(crate) struct Columns {
    pub(crate) offset: Column<u64>,
    pub(crate) published: Column<i64>,
}

impl IndexError {
    /// Whether another process is in the way, or the system forbids writing: an index that is merely
    /// behind can answer all the same.
    pub(crate) fn keeps_writers_out(&self) -> bool {
        match self {
            IndexError::Busy(_) => true,
            IndexError::Io { source, .. } => directory::forbidden(source),
            _ => false,
        }
    }
}

impl Index {
    /// Opens the index in a folder, which need not exist. `fingerprint` stands for the rules that
    /// articles are now cut and labelled by.
    pub(crate) fn open(dir: &Path, fingerprint: &str) -> Result<Opened, IndexError> {
        /// A rebuild may replace the generation between finding and opening it; twice is enough.
        const TRIES_MAX: u32 = 3;
        let mut tries = 0;
        loop {
            let Some(generation) = generations::current(dir)? else { return Ok(Opened::Missing) };
            tries += 1;
            match open_generation(&generations::folder(dir, generation), fingerprint) {
                Err(_) if tries < TRIES_MAX && generations::current(dir)? != Some(generation) => {}
                outcome => return outcome,
            }
        }
    }

    /// Returns how far this index has read the ledger.
    pub(crate) fn position(&self) -> &LedgerPosition {
        &self.position
    }

    /// How many articles it holds, those outside the section among them.
    pub(crate) fn articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Where in the ledger the latest version of an article starts, by its id or any alias.
    pub(crate) fn offset_of(&self, key: &str) -> Result<Option<u64>, IndexError> {
        if let Some(offset) = self.offset_of_term(&writer::own_key(key))? {
            return Ok(Some(offset));
        }
        // No alias begins as own keys do.
        if key.starts_with(writer::OWN_KEY_MARK) { Ok(None) } else { self.offset_of_term(key) }
    }

    fn offset_of_term(&self, key: &str) -> Result<Option<u64>, IndexError> {
        let term = Term::from_field_text(self.fields.key, key);
        for segment in self.searcher.segment_readers() {
            let found = first_alive(segment, &term).map_err(|e| self.failed(e))?;
            if let Some(doc) = found {
                return Ok(self.columns(segment)?.offset.first(doc));
            }
        }
        Ok(None)
    }

    /// The labels that were computed when the article was indexed.
    pub(crate) fn labels(&self, address: DocAddress) -> Result<Labels, IndexError> {
        let labels = self.stored.labels(address).map_err(|e| self.failed(e))?;
        labels.ok_or_else(|| self.damaged("an article has no readable labels"))
    }

    /// The ids of articles, in their order. Those of one segment are looked up in one go through its
    /// sorted list: one by one, each would be a walk from the beginning of a block.
    pub(crate) fn ids(&self, articles: &[DocAddress]) -> Result<Vec<String>, IndexError> {
        let mut ids = vec![String::new(); articles.len()];
        for (segment_ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let here = |n: &usize| articles[*n].segment_ord == segment_ord;
            let here: Vec<usize> = (0..articles.len()).filter(here).collect();
            if !here.is_empty() {
                self.ids_of_segment(segment, articles, &here, &mut ids)?;
            }
        }
        Ok(ids)
    }

    fn ids_of_segment(
        &self,
        segment: &SegmentReader,
        articles: &[DocAddress],
        here: &[usize],
        ids: &mut [String],
    ) -> Result<(), IndexError> {
        let missing = || self.damaged("an article has no id");
        let column = segment.fast_fields().str(schema::ID).map_err(|e| self.failed(e))?.ok_or_else(missing)?;
        let place = |n: &usize| Some((column.ords().first(articles[*n].doc_id)?, *n));
        let mut places: Vec<(u64, usize)> = here.iter().map(place).collect::<Option<_>>().ok_or_else(missing)?;
        places.sort_unstable();
        let ordinals: Vec<u64> = places.iter().map(|(ordinal, _)| *ordinal).collect();
        let mut places = places.iter();
        // Ids are written as text, so this is never lossy.
        let write = |id: &[u8]| places.next().map_or((), |(_, n)| ids[*n] = String::from_utf8_lossy(id).into_owned());
        let found = column.dictionary().sorted_ords_to_term_cb(&ordinals, write);
        if found.map_err(|e| self.failed(e.into()))? { Ok(()) } else { Err(missing()) }
    }

    pub(crate) fn columns(&self, segment: &SegmentReader) -> Result<Columns, IndexError> {
        let fast = segment.fast_fields();
        Ok(Columns {
            offset: fast.u64(schema::OFFSET).map_err(|e| self.failed(e))?,
            published: fast.i64(schema::PUBLISHED).map_err(|e| self.failed(e))?,
        })
    }

    /// Visits every value of a facet in one segment, with the articles that have it.
    pub(crate) fn each_facet(
        &self,
        segment: &SegmentReader,
        facet: Facet,
        mut visit: impl FnMut(&str, &mut SegmentPostings),
    ) -> Result<(), IndexError> {
        let mut walk = || -> tantivy::Result<()> {
            let inverted = segment.inverted_index(self.fields.facet)?;
            let prefix = facet.prefix().as_bytes();
            let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
            while terms.advance() {
                let Some(value) = terms.key().strip_prefix(prefix) else { break };
                let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                // Facets are written as text, so this is never lossy.
                visit(&String::from_utf8_lossy(value), &mut postings);
            }
            Ok(())
        };
        walk().map_err(|e| self.failed(e))
    }

    /// Visits every term of the text field that begins so, segment by segment; a term may come again,
    /// and none but superseded articles may hold it.
    pub(crate) fn each_term(&self, prefix: &str, mut visit: impl FnMut(&str)) -> Result<(), IndexError> {
        let mut walk = |segment: &SegmentReader| -> tantivy::Result<()> {
            let inverted = segment.inverted_index(self.fields.text)?;
            let mut terms = inverted.terms().range().ge(prefix).into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                visit(&String::from_utf8_lossy(terms.key()));
            }
            Ok(())
        };
        self.searcher.segment_readers().iter().try_for_each(&mut walk).map_err(|e| self.failed(e))
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Reads every file of the index and compares its checksum, and looks whether its notes are true.
    pub(crate) fn verify(&self) -> Result<(), IndexError> {
        /// A writer beside this that merges takes files away: then another commit is to be looked at.
        const LOOKS_MAX: usize = 5;
        let list = || std::fs::read(self.path.join(directory::META)).ok();
        for _ in 1..LOOKS_MAX {
            let before = list();
            match self.verify_once() {
                Err(_) if list() != before => {}
                outcome => return outcome,
            }
        }
        self.verify_once()
    }

    fn verify_once(&self) -> Result<(), IndexError> {
        let engine = CommitDirectory::open(&self.path, Use::Files).and_then(open_engine).map_err(|e| self.failed(e))?;
        let bad = engine.validate_checksum().map_err(|e| self.failed(e))?;
        match bad.iter().min() {
            Some(file) => Err(self.damaged(&format!("the checksum of {} does not match", file.display()))),
            None => self.verify_notes(),
        }
    }

    /// An error of the engine as one of this index.
    pub(crate) fn failed(&self, source: TantivyError) -> IndexError {
        match source {
            TantivyError::DataCorruption(_) | TantivyError::OpenReadError(_) => self.damaged(&in_words(&source)),
            source => IndexError::Engine { path: self.path.clone(), source },
        }
    }

    pub(crate) fn damaged(&self, what: &str) -> IndexError {
        IndexError::Damaged { path: self.path.clone(), what: what.to_owned() }
    }
}

fn first_alive(segment: &SegmentReader, term: &Term) -> tantivy::Result<Option<u32>> {
    let inverted = segment.inverted_index(term.field())?;
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { return Ok(None) };
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if !segment.is_deleted(doc) {
            return Ok(Some(doc));
        }
        doc = postings.advance();
    }
    Ok(None)
}

fn open_generation(path: &Path, fingerprint: &str) -> Result<Opened, IndexError> {
    let damaged = |e: TantivyError| IndexError::Damaged { path: path.to_owned(), what: in_words(&e) };
    let index = CommitDirectory::open(path, Use::Reading).and_then(open_engine).map_err(damaged)?;
    let (schema, fields) = schema::schema();
    let payload = read_payload(&index, path)?;
    if payload.layout != schema::LAYOUT_VERSION || payload.fingerprint != fingerprint || index.schema() != schema {
        return Ok(Opened::Outdated);
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
    let searcher = tantivy::IndexReader::searcher(&reader);
    let stored = stored::Stored::open(&searcher, fields.labels).map_err(damaged)?;
    let position = LedgerPosition { bytes: payload.ledger_bytes, check: payload.ledger_tail };
    Ok(Opened::Usable(Index { path: path.to_owned(), searcher, fields, stored, position, note: OnceLock::new() }))
}

/// Opens what tantivy knows of a folder. The one place where tokenizers are made known.
fn open_engine(directory: CommitDirectory) -> tantivy::Result<tantivy::Index> {
    let index = tantivy::Index::open(directory)?;
    register(&index);
    Ok(index)
}

/// What the engine finds wrong, without the names of its types and files.
fn in_words(error: &TantivyError) -> String {
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => "a file of it is missing".to_owned(),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => match io_error.kind() {
            // Each file ends with words of the engine's own.
            io::ErrorKind::InvalidData => "a file of it was cut short, or overwritten at its end".to_owned(),
            _ => format!("a file of it can't be read: {io_error}"),
        },
        TantivyError::DataCorruption(_) => "a file of it is missing, or no longer holds what was written".to_owned(),
        other => other.to_string(),
    }
}

fn register(index: &tantivy::Index) {
    index.tokenizers().register(terms::TOKENIZER, terms::Words::default());
}

/// Reads what this program has put into the engine's list of segments, and no more of that.
fn read_payload(index: &tantivy::Index, path: &Path) -> Result<Payload, IndexError> {
    #[derive(Deserialize)]
    struct List {
        payload: Option<String>,
    }
    let damaged = |what: String| IndexError::Damaged { path: path.to_owned(), what };
    let list = index.directory().atomic_read(Path::new(directory::META)).map_err(|e| damaged(in_words(&e.into())))?;
    let list: List = serde_json::from_slice(&list).map_err(|e| damaged(format!("its list can't be read: {e}")))?;
    let text = list.payload.ok_or_else(|| damaged("it was not made by this program".into()))?;
    serde_json::from_str(&text).map_err(|e| damaged(format!("its last commit can't be read: {e}")))
}
