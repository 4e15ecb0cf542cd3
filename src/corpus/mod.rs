//! The corpus: everything the program knows that it cannot compute again.
//!
//! ```text
//! corpus/
//!   articles.jsonl   the ledger: one line is one version of one article; append-only
//!   pages/*.warc.gz  raw answers of servers
//!   runs.jsonl       one receipt per run
//!   cursors/         how far readers have read, one file each
//!   torn/            copies of unacknowledged lines that recovery removed after a power cut
//!   lock             locked by the one process that writes; says that the folder is a corpus
//! ```
//!
//! A line is acknowledged as stored only after [`Writer::sync`] has flushed it to disk.

mod acked;
mod append;
mod audit;
mod covered;
mod cursors;
mod error;
mod folder;
mod history;
mod ledger;
mod line;
mod lines;
mod origin;
mod pages;
mod places;
mod positions;
mod recovery;
mod reverse_lines;
mod run;
mod run_lines;
mod runs;
mod superseded;
mod truncate;
mod writer;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use acked::Acknowledged;
pub(crate) use audit::LostRuns;
pub(crate) use covered::Covered;
pub(crate) use cursors::{Cursor, CursorName};
pub(crate) use error::CorpusError;
pub(crate) use folder::is_corpus;
pub(crate) use ledger::Ledger;
pub(crate) use line::{article_of_line, has_right_checksum, has_wrong_checksum};
pub(crate) use origin::{Origin, RawAnswer};
pub(crate) use run::{Failed, RECEIPT_ITEMS_MAX, Run, Stopped};
pub(crate) use run_lines::RunLine;
pub(crate) use truncate::TruncatedTail;
pub(crate) use writer::Writer;

use crate::answer::Answer;
use crate::article::Article;
use crate::container;
use crate::disk::{is_locked, open_regular};

/// A corpus folder, for reading. The folder may be missing.
#[derive(Debug, Clone)]
pub(crate) struct Corpus {
    dir: PathBuf,
}

/// A raw answer that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub(crate) struct AnswerError {
    /// The page file.
    file: PathBuf,
    why: String,
}

impl Corpus {
    /// The corpus in a folder. Opens no file.
    pub(crate) fn at(dir: impl Into<PathBuf>) -> Corpus {
        Corpus { dir: dir.into() }
    }

    fn ledger_path(&self) -> PathBuf {
        self.dir.join(folder::LEDGER)
    }

    fn runs_path(&self) -> PathBuf {
        self.dir.join(folder::RUNS)
    }

    fn pages_dir(&self) -> PathBuf {
        self.dir.join(folder::PAGES)
    }

    /// Opens the ledger as it is now; `None` if there is none. Lines that are appended later aren't visible until
    /// [`Ledger::refresh`].
    pub(crate) fn ledger(&self) -> Result<Option<Ledger>, CorpusError> {
        Ledger::open(&self.ledger_path(), self.acknowledged()?)
    }

    /// What the receipts acknowledge. Read it before the ledger: a run that ends in between must not acknowledge
    /// lines that weren't seen.
    fn acknowledged(&self) -> Result<Acknowledged, CorpusError> {
        Acknowledged::read(&self.runs_path())
    }

    /// Where the ledger ended when the last run ended of those that ended before a moment; 0 if there is none. The ledger
    /// may have lost some of it since.
    pub(crate) fn ledger_end_before(&self, moment: DateTime<Utc>) -> Result<u64, CorpusError> {
        acked::end_before(&self.runs_path(), moment)
    }

    /// Where the part of a ledger ends that no running process adds to: at the end of the last run if a process is
    /// writing, or at the ledger's end if none is, also after a run that was killed.
    pub(crate) fn settled_bytes(&self, ledger: &Ledger) -> Result<u64, CorpusError> {
        if ledger.unacknowledged_bytes() == 0 {
            return Ok(ledger.bytes());
        }
        let path = self.dir.join(folder::LOCK);
        let is_writing = is_locked(&path).map_err(CorpusError::io("can't read", &path))?;
        // The run may have ended after the ledger was opened.
        let acked = self.acknowledged()?.bytes();
        Ok(if is_writing { acked.min(ledger.bytes()) } else { ledger.bytes() })
    }

    /// One sentence if the ledger is missing although a receipt acknowledges lines in it.
    pub(crate) fn loss(&self) -> Result<Option<String>, CorpusError> {
        let path = self.ledger_path();
        if path.exists() { Ok(None) } else { Ok(self.acknowledged()?.loss(&path, None)) }
    }

    /// Every version of an article and of those that were merged into it, oldest first. Reads the whole ledger.
    pub(crate) fn versions(&self, article: &Article) -> Result<Vec<Article>, CorpusError> {
        Ok(self.versions_with_offsets(article)?.into_iter().map(|(_, version)| version).collect())
    }

    /// The same, each with the offset of its line in the ledger.
    fn versions_with_offsets(&self, article: &Article) -> Result<Vec<(u64, Article)>, CorpusError> {
        let ids = article.ids();
        let path = self.ledger_path();
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        let offsets = history::offsets_of(&path, &ids, ledger.bytes()).map_err(CorpusError::io("can't read", &path))?;
        offsets.into_iter().map(|offset| Ok((offset, ledger.read_at(offset)?))).collect()
    }

    /// The page files with their sizes in bytes, sorted by name.
    pub(crate) fn page_files(&self) -> Result<Vec<(PathBuf, u64)>, CorpusError> {
        pages::files(&self.pages_dir())
    }

    /// Every raw answer, in the order in which they were stored.
    pub(crate) fn answers(
        &self,
    ) -> Result<impl Iterator<Item = Result<Box<Answer>, AnswerError>> + use<>, CorpusError> {
        let read = |(file, _): (PathBuf, u64)| {
            let (opened, failed) = match open_regular(&file) {
                Ok(opened) => (Some(opened), None),
                Err(e) => (None, Some(Err(e.to_string()))),
            };
            let answers = opened.into_iter().flat_map(container::answers).filter_map(|record| match record {
                Ok(answer) => answer.map(Ok),
                Err(lost) => Some(Err(lost.to_string())),
            });
            answers.chain(failed).map(move |answer| answer.map_err(|why| AnswerError { file: file.clone(), why }))
        };
        Ok(self.page_files()?.into_iter().flat_map(read))
    }
}
