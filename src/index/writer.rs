//! The one process that may write to an index.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{IndexSettings, SegmentReader, TantivyError, Term};

use super::directory::{CommitDirectory, Use};
use super::document::Fielded;
use super::few::Few;
use super::schema::{Fields, LAYOUT_VERSION, schema};
use super::{Index, IndexError, Payload, facets, generations, notes, open_engine, packed, register};
use crate::article::labels::Labels;
use crate::article::{Article, LedgerPosition};

/// Memory in which new articles are gathered before they become a segment. One thread gathers, while
/// another reads and labels: two that gather make twice as many segments of the same memory, which every
/// search has to open, and merges besides.
const ARENA_BYTES: usize = 256 * 1024 * 1024;
/// Labels are packed in blocks of this size: a page of results unpacks one for each.
const LABEL_BLOCK_BYTES: usize = 4 * 1024;
/// Up to here articles are indexed by [`Few`], if it can.
const FEW_ARTICLES: usize = 500;
/// For the engine beside few articles: the least that the engine accepts for one thread.
const SMALL_ARENA_BYTES: usize = 16 * 1024 * 1024;
/// The segments of single days are merged among themselves: with the engine's own limit of 10 000 they
/// would drag the whole of a small corpus along every week.
const SMALL_SEGMENT_ARTICLES: u32 = 500;
/// What few articles are added to stays as it is from this size on, so that no day has to wait for a
/// merge of the big ones; days alone come to two such segments a year.
const DAILY_MERGE_ARTICLES_MAX: usize = 4_000;
/// A segment with this share of superseded articles is written anew.
const DELETED_SHARE_MAX: f32 = 0.3;

pub(super) type Engine = tantivy::IndexWriter<Fielded>;

/// Adds articles to an index; nothing counts before [`IndexWriter::commit`].
///
/// Dropping it without a commit leaves the index as it was.
pub(crate) struct IndexWriter {
    lock: Lock,
    generation: u64,
    /// The index as it was, for superseded articles; `None` for a new generation.
    before: Option<Index>,
    engine: Engine,
    /// Takes the articles in, in place of the engine, where few are to come and all are new.
    few: Option<Few>,
    fields: Fields,
    fingerprint: String,
    /// Hashes of the ids added so far. A collision costs one needless deletion.
    added: HashSet<u64>,
    hasher: RandomState,
}

/// The right to write to the index in a folder. While it is held, what stands there does not change.
pub(crate) struct Lock {
    dir: PathBuf,
    _file: File,
}

impl Lock {
    /// Makes the folder where needed.
    pub(crate) fn take(dir: &Path) -> Result<Lock, IndexError> {
        Ok(Lock { dir: dir.to_owned(), _file: generations::lock(dir)? })
    }

    /// Removes what writers that died have left beside the index.
    pub(crate) fn sweep(&self) -> Result<(), IndexError> {
        let current = generations::current(&self.dir)?;
        generations::sweep(&self.dir, current)?;
        current.map_or(Ok(()), |generation| generations::sweep_remains(&generations::folder(&self.dir, generation)))
    }
}

pub(super) const OWN_KEY_MARK: char = '=';

/// The term by which an article is found, and deleted, by its own id only.
pub(super) fn own_key(id: &str) -> String {
    format!("{OWN_KEY_MARK}{id}")
}

impl IndexWriter {
    /// Goes on with an index that was opened in the folder since the lock was taken.
    ///
    /// `articles` says roughly how many will be added, and so how much memory is worth taking.
    pub(crate) fn append(
        lock: Lock,
        index: Index,
        fingerprint: &str,
        articles: usize,
    ) -> Result<IndexWriter, IndexError> {
        let generation = generations::current(&lock.dir)?.expect("an index that opened has a generation");
        lock.sweep()?;
        let path = generations::folder(&lock.dir, generation);
        let open = || -> tantivy::Result<(Engine, CommitDirectory)> {
            let directory = CommitDirectory::open(&path, Use::Files)?;
            Ok((engine_writer(&open_engine(directory.clone())?, articles, is_worn(&index))?, directory))
        };
        let (engine, directory) = open().map_err(|e| failed(&path, e))?;
        let few = (articles <= FEW_ARTICLES).then(|| Few::new(directory));
        let fields = *index.fields();
        Ok(IndexWriter { few, ..IndexWriter::over(lock, generation, Some(index), engine, fields, fingerprint) })
    }

    /// Begins a new index beside the one in the folder, which stands until the new one is committed.
    pub(crate) fn rebuild(lock: Lock, fingerprint: &str) -> Result<IndexWriter, IndexError> {
        // An unreadable `current` is no reason against a new index: it is what a rebuild mends.
        let old = generations::current(&lock.dir).unwrap_or(None);
        generations::sweep(&lock.dir, old)?;
        let generation = old.map_or(1, |g| g.wrapping_add(1));
        let path = generations::folder(&lock.dir, generation);
        std::fs::create_dir_all(&path).map_err(|source| IndexError::Io {
            action: "can't make the folder",
            path: path.clone(),
            source,
        })?;
        let (schema, fields) = schema();
        let create = || -> tantivy::Result<Engine> {
            let settings = IndexSettings { docstore_blocksize: LABEL_BLOCK_BYTES, ..IndexSettings::default() };
            let index = tantivy::Index::create(CommitDirectory::open(&path, Use::Files)?, schema, settings)?;
            register(&index);
            engine_writer(&index, usize::MAX, false)
        };
        let engine = create().map_err(|e| failed(&path, e))?;
        Ok(IndexWriter::over(lock, generation, None, engine, fields, fingerprint))
    }

    fn over(
        lock: Lock,
        generation: u64,
        before: Option<Index>,
        engine: Engine,
        fields: Fields,
        fingerprint: &str,
    ) -> IndexWriter {
        IndexWriter {
            lock,
            generation,
            before,
            engine,
            few: None,
            fields,
            fingerprint: fingerprint.to_owned(),
            added: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// Adds one version of an article; the version that was added before it, in this run or an
    /// earlier one, is superseded, and so are articles that ended in it. Lines of the ledger must come
    /// in their order.
    ///
    /// `numbers` are the terms of documents and days that it names.
    pub(crate) fn add(
        &mut self,
        article: Article,
        ledger_offset: u64,
        labels: &Labels,
        numbers: BTreeSet<String>,
    ) -> Result<(), IndexError> {
        let own = own_key(article.id.as_str());
        let again = !self.added.insert(self.hasher.hash_one(&own));
        let known = match &self.before {
            Some(before) if !again => before.offset_of_term(&own)?.is_some(),
            _ => false,
        };
        if again || known {
            self.delete(&own)?;
        }
        for id in &article.joined {
            let ended = own_key(id.as_str());
            let known = self.before.as_ref().map_or(Ok(None), |before| before.offset_of_term(&ended))?.is_some();
            if known || self.added.remove(&self.hasher.hash_one(&ended)) {
                self.delete(&ended)?;
            }
        }
        let document = self.document(article, own, ledger_offset, labels, numbers);
        match &mut self.few {
            Some(few) => few.add(document),
            None => drop(self.engine.add_document(document).map_err(|e| self.failed(e))?),
        }
        Ok(())
    }

    /// Deletes what was added up to here by its own key.
    fn delete(&mut self, key: &str) -> Result<(), IndexError> {
        let few = self.few.take().map_or(Ok(()), |few| few.leave_to(&self.engine));
        few.map_err(|e| self.failed(e))?;
        self.engine.delete_term(Term::from_field_text(self.fields.key, key));
        Ok(())
    }

    fn document(
        &self,
        article: Article,
        own_key: String,
        ledger_offset: u64,
        labels: &Labels,
        numbers: BTreeSet<String>,
    ) -> Fielded {
        let fields = &self.fields;
        let mut document = Fielded::default();
        for facet in facets::of(&article, labels) {
            document.add_text(fields.facet, facet);
        }
        if let Some(published) = &article.published {
            document.add_i64(fields.published, published.timestamp());
        }
        document.add_u64(fields.offset, ledger_offset);
        document.add_bytes(fields.labels, packed::pack(labels));
        document.add_text(fields.title, article.title.as_str());
        document.add_text(fields.text, article.title);
        if let Some(lead) = article.abstract_ {
            document.add_text(fields.lead, lead.as_str());
            document.add_text(fields.text, lead);
        }
        for text in article.body.into_iter().chain(article.captions) {
            document.add_text(fields.text, text);
        }
        for number in numbers {
            document.add_text(fields.number, number);
        }
        document.add_text(fields.key, own_key);
        for alias in article.aliases {
            document.add_text(fields.key, alias);
        }
        document.add_text(fields.id, article.id.as_str());
        document
    }

    /// Publishes everything that was added, in one step, as the index of the ledger up to `position`.
    pub(crate) fn commit(mut self, position: LedgerPosition) -> Result<(), IndexError> {
        let few = self.few.take().map_or(Ok(()), |few| few.index(&self.engine));
        few.map_err(|e| self.failed(e))?;
        let path = generations::folder(&self.lock.dir, self.generation);
        let payload = Payload {
            layout: LAYOUT_VERSION,
            fingerprint: self.fingerprint.clone(),
            ledger_bytes: position.bytes,
            ledger_tail: position.check,
        };
        let payload = serde_json::to_string(&payload).expect("a payload is always valid JSON");
        let commit = |engine: &mut Engine| {
            let mut prepared = engine.prepare_commit()?;
            prepared.set_payload(&payload);
            prepared.commit()
        };
        commit(&mut self.engine).map_err(|e| failed(&path, e))?;
        let IndexWriter { lock, generation, before, engine, fields, .. } = self;
        let (is_new, index) = (before.is_none(), engine.index().clone());
        // Merges run in threads of the writer and would be lost with it.
        engine.wait_merging_threads().map_err(|e| failed(&path, e))?;
        // The commit stands without them: whoever opens the index next does by himself what failed here.
        let _ = notes::leave(&path, &index, &fields);
        if is_new {
            generations::switch(&lock.dir, generation)?;
            generations::sweep(&lock.dir, Some(generation))?;
        }
        Ok(())
    }

    fn failed(&self, source: TantivyError) -> IndexError {
        failed(&generations::folder(&self.lock.dir, self.generation), source)
    }
}

fn failed(path: &Path, source: TantivyError) -> IndexError {
    if matches!(source, TantivyError::LockFailure(..)) {
        return IndexError::Busy(path.to_owned());
    }
    match reason_of_the_system(path, &source) {
        Some(reason) => IndexError::Io { action: "can't write the index", path: path.to_owned(), source: reason },
        None => IndexError::Engine { path: path.to_owned(), source },
    }
}

/// What the system said when the engine failed. Threads of the engine pass on words at best; where
/// there are none, writing again tells.
fn reason_of_the_system(path: &Path, source: &TantivyError) -> Option<io::Error> {
    /// About what a small segment takes.
    const PROBE_BYTES: usize = 1024 * 1024;
    if let Some(code) = code_of_the_system(&source.to_string()) {
        return Some(io::Error::from_raw_os_error(code));
    }
    let probe = || tempfile::tempfile_in(path)?.write_all(&vec![0; PROBE_BYTES]);
    if matches!(source, TantivyError::ErrorInThread(_)) { probe().err() } else { None }
}

/// The system's number for an error in the words of the engine, which prints some causes as people
/// read them and others as programmers do.
fn code_of_the_system(text: &str) -> Option<i32> {
    let after = |start: &str| {
        let digits = text.split(start).nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    };
    after("(os error ").or_else(|| after("Os { code: "))
}

/// Whether so much of a segment is superseded that it is worth writing anew.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than a few digits")]
fn is_worn(index: &Index) -> bool {
    let worn =
        |segment: &SegmentReader| segment.num_deleted_docs() as f32 > DELETED_SHARE_MAX * segment.max_doc() as f32;
    index.searcher.segment_readers().iter().any(worn)
}

/// `worn` says that a segment is to be written anew, whatever its size.
fn engine_writer(index: &tantivy::Index, articles: usize, worn: bool) -> tantivy::Result<Engine> {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
    let writer = if articles <= FEW_ARTICLES {
        policy.set_min_layer_size(SMALL_SEGMENT_ARTICLES);
        if !worn {
            policy.set_max_docs_before_merge(DAILY_MERGE_ARTICLES_MAX);
        }
        // Few articles lead to one merge at most.
        let small = IndexWriterOptions::builder().num_worker_threads(1).num_merge_threads(1);
        index.writer_with_options(small.memory_budget_per_thread(SMALL_ARENA_BYTES).build())?
    } else {
        index.writer_with_num_threads(1, ARENA_BYTES)?
    };
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_number_is_found_in_either_wording() {
        let check = |text: &str, expected| assert_eq!(code_of_the_system(text), expected, "{text}");
        check("Failed to open file for write: 'No space left on device (os error 28)'", Some(28));
        check(
            "'IoError { error: PathError { path: \"/x\", err: Os { code: 28, kind: StorageFull, message: \"…\" } } }'",
            Some(28),
        );
        check("An error occurred in a thread: 'a worker was killed'", None);
    }
}
