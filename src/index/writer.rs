//! Adds articles to an index.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;

use tantivy::{SegmentReader, TantivyError, Term};

use super::directory::CommitDirectory;
use super::document::IndexDocument;
use super::engine::{DELETED_SHARE_MAX, Engine, Workload};
use super::errors::IndexError;
use super::facets::{Facet, IS_WITHDRAWN};
use super::generations::{self, Lock};
use super::measures;
use super::payload::Payload;
use super::reader::Index;
use super::schema::{Fields, LAYOUT_VERSION, own_key, schema};
use super::small_batch::SmallBatch;
use super::{engine, facets, label_codec, segment_stats};
use crate::article::labels::Labels;
use crate::article::{Article, Id, LedgerPosition};

/// Up to this many articles are indexed as a [`SmallBatch`] if none replaces an indexed one.
const SMALL_BATCH_ARTICLES_MAX: usize = 500;

/// Adds articles to an index; nothing is visible before [`IndexWriter::commit`].
///
/// Dropping it without a commit leaves the index as it was.
pub(crate) struct IndexWriter {
    lock: Lock,
    generation: u64,
    /// The index as it was, to look up superseded articles; `None` for a new generation.
    before: Option<Index>,
    directory: CommitDirectory,
    engine: Engine,
    /// Collects the articles instead of the engine while they are few and all new.
    small_batch: Option<SmallBatch>,
    fields: Fields,
    fingerprint: String,
    /// Hashes of the ids added so far. A collision causes one needless deletion.
    added: HashSet<u64>,
    hasher: RandomState,
}

impl IndexWriter {
    /// Extends an index that was opened in the folder since the lock was taken.
    ///
    /// `articles` is an estimate of how many will be added; the memory to use depends on it.
    pub(crate) fn append(
        lock: Lock,
        index: Index,
        fingerprint: &str,
        articles: usize,
    ) -> Result<IndexWriter, IndexError> {
        let generation = generations::current(lock.dir())?.expect("an index that was opened has a generation");
        lock.remove_leftovers()?;
        let is_small = articles <= SMALL_BATCH_ARTICLES_MAX;
        let workload = if is_small { Workload::Few { compacts: needs_compaction(&index) } } else { Workload::Many };
        let path = generations::folder(lock.dir(), generation);
        let directory = CommitDirectory::open(&path).map_err(|e| IndexError::opening(&path, &e))?;
        let engine = engine::open(directory.clone()).and_then(|index| engine::writer(&index, workload));
        let engine = engine.map_err(|e| IndexError::writing(&path, e, directory.take_failure()))?;
        let small_batch = is_small.then(|| SmallBatch::new(directory.clone()));
        let fields = *index.fields();
        let writer = IndexWriter::new(lock, generation, directory, engine, fields, fingerprint);
        Ok(IndexWriter { before: Some(index), small_batch, ..writer })
    }

    /// Starts a new index next to the current one, which it replaces when it is committed.
    pub(crate) fn rebuild(lock: Lock, fingerprint: &str) -> Result<IndexWriter, IndexError> {
        // An unreadable `current` doesn't matter: a rebuild repairs it.
        let current = generations::current(lock.dir()).unwrap_or(None);
        generations::remove_others(lock.dir(), current)?;
        let generation = current.map_or(1, |g| g.wrapping_add(1));
        let path = generations::folder(lock.dir(), generation);
        std::fs::create_dir_all(&path).map_err(IndexError::io("can't create the folder", &path))?;
        let directory = CommitDirectory::open(&path).map_err(|e| IndexError::opening(&path, &e))?;
        let engine = engine::create(directory.clone()).and_then(|index| engine::writer(&index, Workload::Many));
        let engine = engine.map_err(|e| IndexError::writing(&path, e, directory.take_failure()))?;
        let (_, fields) = schema();
        Ok(IndexWriter::new(lock, generation, directory, engine, fields, fingerprint))
    }

    fn new(
        lock: Lock,
        generation: u64,
        directory: CommitDirectory,
        engine: Engine,
        fields: Fields,
        fingerprint: &str,
    ) -> IndexWriter {
        IndexWriter {
            lock,
            generation,
            before: None,
            directory,
            engine,
            small_batch: None,
            fields,
            fingerprint: fingerprint.to_owned(),
            added: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// Adds one version of an article. It supersedes the version that was added before it, in this run or an earlier
    /// one, and the articles that were merged into it. Lines of the ledger must be added in their order.
    ///
    /// `numbers` are the terms of the documents and days that the article names.
    pub(crate) fn add(
        &mut self,
        article: Article,
        ledger_offset: u64,
        labels: &Labels,
        numbers: BTreeSet<String>,
    ) -> Result<(), IndexError> {
        let own = self.supersede(&article)?;
        let document = document(&self.fields, article, own, ledger_offset, labels, numbers);
        self.put(document)
    }

    /// Adds the version by which an article is withdrawn, or a later one. It supersedes earlier versions as in
    /// [`IndexWriter::add`], and is found by its keys only.
    pub(crate) fn add_withdrawn(&mut self, article: Article, ledger_offset: u64) -> Result<(), IndexError> {
        let own = self.supersede(&article)?;
        let fields = &self.fields;
        let mut document = IndexDocument::default();
        document.add_text(fields.facet, Facet::Withdrawn.term(IS_WITHDRAWN));
        document.add_u64(fields.offset, ledger_offset);
        document.add_bytes(fields.labels, label_codec::encode(&Labels::default()));
        add_keys(&mut document, fields, &article.id, article.aliases, own);
        self.put(document)
    }

    /// Deletes the earlier versions of an article, and the articles merged into it. Returns its own key.
    fn supersede(&mut self, article: &Article) -> Result<String, IndexError> {
        let own = own_key(article.id.as_str());
        let was_added = !self.added.insert(self.hasher.hash_one(&own));
        if was_added || self.was_indexed(&own)? {
            self.delete(&own)?;
        }
        for id in &article.joined {
            let merged = own_key(id.as_str());
            if self.added.remove(&self.hasher.hash_one(&merged)) || self.was_indexed(&merged)? {
                self.delete(&merged)?;
            }
        }
        Ok(own)
    }

    fn put(&mut self, document: IndexDocument) -> Result<(), IndexError> {
        match &mut self.small_batch {
            Some(batch) => batch.add(document),
            None => drop(self.engine.add_document(document).map_err(|e| self.failed(e))?),
        }
        Ok(())
    }

    /// Returns whether the index had an article with this own key before.
    fn was_indexed(&self, own_key: &str) -> Result<bool, IndexError> {
        self.before.as_ref().map_or(Ok(false), |before| Ok(before.offset_of_term(own_key)?.is_some()))
    }

    /// Deletes what was added so far under this own key.
    fn delete(&mut self, own_key: &str) -> Result<(), IndexError> {
        if let Some(batch) = self.small_batch.take() {
            batch.add_to(&self.engine).map_err(|e| self.failed(e))?;
        }
        self.engine.delete_term(Term::from_field_text(self.fields.key, own_key));
        Ok(())
    }

    /// Publishes everything that was added, in one step, as the index of the ledger up to `position`.
    pub(crate) fn commit(mut self, position: LedgerPosition) -> Result<(), IndexError> {
        if let Some(batch) = self.small_batch.take() {
            batch.build(&self.engine).map_err(|e| self.failed(e))?;
        }
        let payload = Payload { layout: LAYOUT_VERSION, fingerprint: self.fingerprint.clone(), ledger: position };
        let prepared = self.engine.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&payload.to_json());
            prepared.commit()
        });
        prepared.map_err(|e| self.failed(e))?;
        let path = self.path();
        let IndexWriter { lock, generation, before, directory, engine, fields, .. } = self;
        let index = engine.index().clone();
        // Merges run in threads of the writer and would be lost with it.
        let merged = engine.wait_merging_threads();
        merged.map_err(|e| IndexError::writing(&path, e, directory.take_failure()))?;
        // The commit is complete without the cache: opening the index computes what failed to be written here.
        let _ = segment_stats::update(&path, &index, &fields);
        if before.is_none() {
            generations::switch(lock.dir(), generation)?;
            generations::remove_others(lock.dir(), Some(generation))?;
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        generations::folder(self.lock.dir(), self.generation)
    }

    fn failed(&self, source: TantivyError) -> IndexError {
        IndexError::writing(&self.path(), source, self.directory.take_failure())
    }
}

/// An article as it is indexed; `numbers` are the terms of the documents and days that it names.
pub(super) fn document(
    fields: &Fields,
    article: Article,
    own_key: String,
    ledger_offset: u64,
    labels: &Labels,
    numbers: BTreeSet<String>,
) -> IndexDocument {
    let mut document = IndexDocument::default();
    for facet in facets::of(&article, labels) {
        document.add_text(fields.facet, facet);
    }
    if let Some(published) = &article.published {
        document.add_i64(fields.published, published.timestamp());
    }
    document.add_u64(fields.offset, ledger_offset);
    let repeats = measures::add(&mut document, fields, &article);
    document.add_bytes(fields.labels, label_codec::encode(labels));
    document.add_text(fields.title, article.title.as_str());
    document.add_text(fields.text, article.title);
    if let Some(lead) = article.abstract_ {
        document.add_text(fields.lead, lead.as_str());
        if !repeats {
            document.add_text(fields.text, lead);
        }
    }
    for text in article.body.into_iter().chain(article.captions) {
        document.add_text(fields.text, text);
    }
    for number in numbers {
        document.add_text(fields.number, number);
    }
    add_keys(&mut document, fields, &article.id, article.aliases, own_key);
    document
}

/// Adds what an article is found by if its name is known.
fn add_keys(document: &mut IndexDocument, fields: &Fields, id: &Id, aliases: Vec<String>, own_key: String) {
    document.add_text(fields.key, own_key);
    for alias in aliases {
        document.add_text(fields.key, alias);
    }
    document.add_text(fields.id, id.as_str());
}

/// Returns whether a segment has too many superseded articles.
fn needs_compaction(index: &Index) -> bool {
    let has_too_many =
        |segment: &SegmentReader| segment.num_deleted_docs() as f32 > DELETED_SHARE_MAX * segment.max_doc() as f32;
    index.searcher().segment_readers().iter().any(has_too_many)
}
