//! An open index, as it was when it was opened.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::collection::Collection;
use super::directory::{CommitDirectory, META};
use super::errors::IndexError;
use super::facets::{Facet, IS_WITHDRAWN};
use super::label_store::LabelStore;
use super::living::living_with;
use super::payload::Payload;
use super::schema::{self, Fields};
use super::segment_stats::{self, DateCoverage, SegmentStats};
use super::{engine, generations};
use crate::article::LedgerPosition;
use crate::article::labels::Labels;

/// Result of looking for an index in a folder.
pub(crate) enum Opened {
    /// There is no index, or none was ever committed.
    Missing,
    /// An index that can be searched.
    Usable(Index),
    /// An index that was built under other rules or by another version of the program: rebuild it.
    Outdated,
}

/// An index as it was when it was opened; later commits don't change it.
pub(crate) struct Index {
    /// The folder of the generation.
    path: PathBuf,
    searcher: Searcher,
    fields: Fields,
    labels: LabelStore,
    position: LedgerPosition,
    /// The number of withdrawn articles.
    withdrawn: u64,
    /// Of all segments; computed on first use.
    stats: OnceLock<Box<SegmentStats>>,
    /// The larger collection that the articles are a part of, for an index in memory.
    pub(super) collection: Option<Box<Collection>>,
}

/// Identifies one commit of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitStamp {
    generation: u64,
    /// The engine's list of segments, which each commit replaces.
    meta: Vec<u8>,
}

/// The columns of one segment.
pub(crate) struct Columns {
    /// Where each article's latest line starts in the ledger, in bytes.
    pub(crate) offset: Column<u64>,
    /// When each article was published, in seconds since 1970 UTC.
    pub(crate) published: Column<i64>,
}

impl Index {
    /// Opens the index in a folder, which need not exist. `fingerprint` identifies the rules that now decide
    /// the terms and labels of an article.
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

    /// Returns what identifies the present commit of the index in a folder; `None` if there is no index. Reads
    /// two small files, so it can be asked before every use of an open index.
    pub(crate) fn stamp(dir: &Path) -> Result<Option<CommitStamp>, IndexError> {
        let Some(generation) = generations::current(dir)? else { return Ok(None) };
        let meta = generations::folder(dir, generation).join(META);
        match std::fs::read(&meta) {
            Ok(meta) => Ok(Some(CommitStamp { generation, meta })),
            // It was rebuilt just now, or nothing was committed yet.
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(IndexError::io("can't read", &meta)(e)),
        }
    }

    /// Returns an open index that is only in memory.
    pub(super) fn of_engine(index: &tantivy::Index, fields: Fields, collection: Collection) -> tantivy::Result<Index> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        Ok(Index {
            path: PathBuf::from("memory"),
            labels: LabelStore::open(&searcher, fields.labels)?,
            searcher,
            fields,
            position: LedgerPosition::default(),
            withdrawn: 0,
            stats: OnceLock::new(),
            collection: Some(Box::new(collection)),
        })
    }

    /// Returns how far this index has read the ledger.
    pub(crate) fn position(&self) -> &LedgerPosition {
        &self.position
    }

    /// Returns the number of articles, including those outside the section, without the withdrawn ones.
    pub(crate) fn articles(&self) -> u64 {
        self.searcher.num_docs().saturating_sub(self.withdrawn)
    }

    /// Returns the number of withdrawn articles. They are found by their keys only.
    pub(crate) fn withdrawn(&self) -> u64 {
        self.withdrawn
    }

    /// Returns where the latest version of an article starts in the ledger, by its id or any alias.
    pub(crate) fn offset_of(&self, key: &str) -> Result<Option<u64>, IndexError> {
        if let Some(offset) = self.offset_of_term(&schema::own_key(key))? {
            return Ok(Some(offset));
        }
        // No alias begins like the term of an own id.
        if key.starts_with(schema::OWN_KEY_MARK) { Ok(None) } else { self.offset_of_term(key) }
    }

    /// Returns the ledger offset of the article that has this term in its field `key`.
    pub(super) fn offset_of_term(&self, key: &str) -> Result<Option<u64>, IndexError> {
        let term = Term::from_field_text(self.fields.key, key);
        for segment in self.searcher.segment_readers() {
            let found = first_alive(segment, &term).map_err(|e| self.failed(e))?;
            if let Some(doc) = found {
                return Ok(self.columns(segment)?.offset.first(doc));
            }
        }
        Ok(None)
    }

    /// Returns the labels that were computed when the article was indexed.
    pub(crate) fn labels(&self, address: DocAddress) -> Result<Labels, IndexError> {
        let labels = self.labels.get(address).map_err(|e| self.failed(e))?;
        labels.ok_or_else(|| self.damaged("an article has no readable labels"))
    }

    /// Returns the ids of articles, in the same order.
    pub(crate) fn ids(&self, articles: &[DocAddress]) -> Result<Vec<String>, IndexError> {
        let missing = || self.damaged("an article has no id");
        let open = |segment: &SegmentReader| {
            segment.fast_fields().str(schema::ID).map_err(|e| self.failed(e))?.ok_or_else(missing)
        };
        let columns: Vec<StrColumn> = self.searcher.segment_readers().iter().map(open).collect::<Result<_, _>>()?;
        let id = |article: &DocAddress| {
            let column = &columns[article.segment_ord as usize];
            let ordinal = column.ords().first(article.doc_id).ok_or_else(missing)?;
            let mut id = String::new();
            let is_there = column.ord_to_str(ordinal, &mut id).map_err(|e| self.failed(e.into()))?;
            if is_there { Ok(id) } else { Err(missing()) }
        };
        articles.iter().map(id).collect()
    }

    /// Opens the columns of a segment.
    pub(crate) fn columns(&self, segment: &SegmentReader) -> Result<Columns, IndexError> {
        let fast = segment.fast_fields();
        Ok(Columns {
            offset: fast.u64(schema::OFFSET).map_err(|e| self.failed(e))?,
            published: fast.i64(schema::PUBLISHED).map_err(|e| self.failed(e))?,
        })
    }

    /// Returns where the latest versions start of the articles that were published after a time, in seconds since 1970
    /// UTC, also of withdrawn ones if their dates are indexed.
    pub(crate) fn published_after(&self, time: i64) -> Result<Vec<u64>, IndexError> {
        let mut offsets = Vec::new();
        for segment in self.searcher.segment_readers() {
            let columns = self.columns(segment)?;
            let is_after = |doc: &u32| columns.published.first(*doc).is_some_and(|published| published > time);
            let found = segment.doc_ids_alive().filter(is_after);
            offsets.extend(found.filter_map(|doc| columns.offset.first(doc)));
        }
        Ok(offsets)
    }

    /// Calls `visit` with every value of a facet in one segment and the articles that have it.
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
                // Facets are indexed as text, so the conversion is never lossy.
                visit(&String::from_utf8_lossy(value), &mut postings);
            }
            Ok(())
        };
        walk().map_err(|e| self.failed(e))
    }

    /// Calls `visit` with every term of the text field that begins with `prefix`, segment by segment. A term may
    /// occur repeatedly, and possibly only in superseded articles.
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

    /// Returns the publication dates of all articles, including those outside the section.
    pub(crate) fn date_coverage(&self) -> Result<DateCoverage, IndexError> {
        Ok(self.stats().map_err(|e| self.failed(e))?.date_coverage())
    }

    /// Returns the statistics of all segments together.
    pub(super) fn stats(&self) -> tantivy::Result<&SegmentStats> {
        if let Some(stats) = self.stats.get() {
            return Ok(stats);
        }
        let stats = Box::new(segment_stats::of_all(&self.path, &self.searcher, &self.fields)?);
        Ok(self.stats.get_or_init(|| stats))
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns the folder of the generation.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Turns an error of the engine into one of this index.
    pub(crate) fn failed(&self, source: TantivyError) -> IndexError {
        IndexError::reading(&self.path, source)
    }

    /// The error for an article whose place in the ledger has another article.
    pub(crate) fn points_elsewhere(&self, id: &str, found: &str) -> IndexError {
        self.damaged(&format!("it has {found} in the place of {id}"))
    }

    pub(crate) fn damaged(&self, what: &str) -> IndexError {
        IndexError::damaged(&self.path, what)
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
    let damaged = |e: TantivyError| IndexError::opening(path, &e);
    let index = CommitDirectory::open(path).and_then(engine::open).map_err(damaged)?;
    let (schema, fields) = schema::schema();
    let payload = Payload::read(&index, path)?;
    if payload.layout != schema::LAYOUT_VERSION || payload.fingerprint != fingerprint || index.schema() != schema {
        return Ok(Opened::Outdated);
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
    let searcher = tantivy::IndexReader::searcher(&reader);
    let labels = LabelStore::open(&searcher, fields.labels).map_err(damaged)?;
    let withdrawn = Term::from_field_text(fields.facet, &Facet::Withdrawn.term(IS_WITHDRAWN));
    let withdrawn = living_with(&searcher, &withdrawn).map_err(damaged)?;
    let (path, position, stats) = (path.to_owned(), payload.ledger, OnceLock::new());
    Ok(Opened::Usable(Index { path, searcher, fields, labels, position, withdrawn, stats, collection: None }))
}
