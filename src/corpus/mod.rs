//! The corpus: everything the program knows that it cannot compute again.
//!
//! ```text
//! corpus/
//!   articles.jsonl   the ledger: one line is one version of one article; it only grows
//!   pages/*.warc.gz  the raw answers of servers
//!   runs.jsonl       what each run did
//!   torn/            what a power cut left of lines that were not yet stored
//!   lock             held by the one process that writes
//! ```
//!
//! A line is on disk before anyone is told that it is stored: [`Writer::sync`] is that promise.

mod append;
mod backwards;
mod history;
mod ledger;
mod line;
mod lock;
mod origin;
mod pages;
mod run;
mod runs;
mod told;
mod torn;
mod warc;
mod writer;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub(crate) use ledger::Ledger;
pub(crate) use line::has_broken_seal;
pub(crate) use origin::{Origin, RawAnswer};
pub(crate) use run::{Failed, Run, Stopped};
use runs::Receipt;
use told::Told;
pub(crate) use torn::Cut;
pub(crate) use warc::{Archived, WarcReader};
pub(crate) use writer::Writer;

use crate::answer::Answer;
use crate::article::Article;

/// A corpus folder, for reading; it need not exist.
#[derive(Debug, Clone)]
pub(crate) struct Corpus {
    dir: PathBuf,
}

/// Runs of which the ledger lost something before others went on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Undone {
    pub(crate) count: u64,
    /// When the last of them ended.
    pub(crate) last: Option<DateTime<Utc>>,
}

/// What can go wrong with the corpus.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CorpusError {
    #[error("another process is writing to {0}")]
    Busy(PathBuf),
    /// `line` counts from where reading began; 0 where only the one line was read.
    #[error("the ledger {path} is damaged at {}byte {offset}: {what}", if *.line > 0 { format!("line {line}, ") } else { String::new() })]
    Damaged { path: PathBuf, line: u64, offset: u64, what: String },
    #[error("{action} {path}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

impl CorpusError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CorpusError {
        let path = path.to_owned();
        move |source| CorpusError::Io { action, path, source }
    }
}

impl Corpus {
    pub(crate) fn at(dir: impl Into<PathBuf>) -> Corpus {
        Corpus { dir: dir.into() }
    }

    fn ledger_path(&self) -> PathBuf {
        self.dir.join("articles.jsonl")
    }

    fn runs_path(&self) -> PathBuf {
        self.dir.join("runs.jsonl")
    }

    fn pages_dir(&self) -> PathBuf {
        self.dir.join("pages")
    }

    /// Opens the ledger as it is now, or `None` when there is none yet. Lines appended later are
    /// not seen.
    pub(crate) fn ledger(&self) -> Result<Option<Ledger>, CorpusError> {
        Ledger::open(&self.ledger_path(), self.told()?)
    }

    /// What runs have told of the ledger. To be read before the ledger is: a run that ends in between
    /// must not tell of what was not seen.
    fn told(&self) -> Result<Told, CorpusError> {
        Told::read(&self.runs_path())
    }

    /// One sentence when there is no ledger although runs have told of one.
    pub(crate) fn lost(&self) -> Result<Option<String>, CorpusError> {
        let path = self.ledger_path();
        if path.exists() { Ok(None) } else { Ok(self.told()?.lost(&path, None)) }
    }

    /// Every version of an article, and of those that ended in it, oldest first; none when there is
    /// no ledger. Reads the whole file.
    pub(crate) fn versions(&self, article: &Article) -> Result<Vec<Article>, CorpusError> {
        Ok(self.versions_with_offsets(article)?.into_iter().map(|(_, version)| version).collect())
    }

    /// The same, each with where its line starts in the ledger.
    fn versions_with_offsets(&self, article: &Article) -> Result<Vec<(u64, Article)>, CorpusError> {
        let ids = article.ids();
        let path = self.ledger_path();
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        let offsets = history::offsets_of(&path, &ids, ledger.bytes()).map_err(CorpusError::io("can't read", &path))?;
        offsets.into_iter().map(|offset| Ok((offset, ledger.read_at(offset)?))).collect()
    }

    /// What every run did, oldest first. A torn last line is left out, and so are damaged ones: see
    /// [`Corpus::damaged_runs`].
    pub(crate) fn runs(&self) -> Result<Vec<Run>, CorpusError> {
        Ok(runs::read(&self.runs_path())?.into_iter().map(|receipt| receipt.run).collect())
    }

    /// Whether the last run that asked a server saw all there was, and the ledger still holds what it
    /// left; `None` where no run has asked.
    pub(crate) fn is_complete(&self, ledger: &Ledger) -> Result<Option<bool>, CorpusError> {
        for receipt in runs::backwards(&self.runs_path())? {
            let Receipt { run, ledger: mark, .. } = receipt?;
            if run.portal.is_some() {
                let is_held = match mark {
                    Some(mark) => ledger.holds(&mark)?,
                    // Of before marks were kept, or of a run that added nothing to a ledger which had lost lines.
                    None => ledger.lost()?.is_none(),
                };
                return Ok(Some(run.complete && is_held));
            }
        }
        Ok(None)
    }

    /// One sentence for each receipt that can't be read.
    pub(crate) fn damaged_runs(&self) -> Result<Vec<String>, CorpusError> {
        runs::damage(&self.runs_path())
    }

    /// The runs whose work the ledger still holds, with its length in bytes when they ended. A ledger
    /// that was put back to an older state, or cut short, proves nothing of what later runs did.
    pub(crate) fn standing_runs(&self) -> Result<Vec<(Run, u64)>, CorpusError> {
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        let standing = self.standing_receipts(&ledger)?.into_iter();
        Ok(standing.filter_map(|receipt| Some((receipt.run, receipt.ledger?.bytes))).collect())
    }

    /// Receipts whose mark a ledger holds, oldest first.
    fn standing_receipts(&self, ledger: &Ledger) -> Result<Vec<Receipt>, CorpusError> {
        let mut standing = Vec::new();
        for receipt in runs::read(&self.runs_path())? {
            if let Some(mark) = &receipt.ledger
                && ledger.holds(mark)?
            {
                standing.push(receipt);
            }
        }
        Ok(standing)
    }

    /// The runs whose work the ledger does not hold any more, and that a later run went on without.
    pub(crate) fn undone_runs(&self, ledger: &Ledger) -> Result<Undone, CorpusError> {
        let (mut undone, mut not_held) = (Undone::default(), Undone::default());
        for receipt in runs::read(&self.runs_path())? {
            let Some(mark) = receipt.ledger else { continue };
            if ledger.holds(&mark)? {
                undone = not_held;
            } else {
                not_held = Undone { count: not_held.count + 1, last: Some(receipt.run.ended) };
            }
        }
        Ok(undone)
    }

    /// One sentence for each file of raw answers that is gone, or not of the size with which it was
    /// closed.
    pub(crate) fn lost_pages(&self) -> Result<Vec<String>, CorpusError> {
        let mut lost = Vec::new();
        // Before the folder, which a run that ends in between only adds to.
        let receipts = runs::read(&self.runs_path())?;
        let files: HashMap<PathBuf, u64> = self.page_files()?.into_iter().collect();
        for pages in receipts.into_iter().flat_map(|receipt| receipt.pages) {
            let path = self.pages_dir().join(&pages.file);
            let had = pages.bytes;
            match files.get(&path) {
                Some(has) if *has == had => {}
                Some(has) => lost.push(format!("{} has {has} bytes, and had {had} when it was closed", path.display())),
                None => lost.push(format!("{} is gone, with {had} bytes of raw answers", path.display())),
            }
        }
        Ok(lost)
    }

    /// Files of raw answers with their sizes in bytes, by name.
    pub(crate) fn page_files(&self) -> Result<Vec<(PathBuf, u64)>, CorpusError> {
        pages::files(&self.pages_dir())
    }

    /// Every raw answer, in the order in which they came; a sentence for what can't be read.
    pub(crate) fn answers(&self) -> Result<impl Iterator<Item = Result<Box<Answer>, String>> + use<>, CorpusError> {
        let read = |(path, _): (PathBuf, u64)| {
            let name = path.display().to_string();
            let opened = std::fs::File::open(&path).and_then(|file| WarcReader::new(io::BufReader::new(file)));
            let (records, failed) = match opened {
                Ok(records) => (Some(records), None),
                Err(e) => (None, Some(Err(e.to_string()))),
            };
            let answers = records.into_iter().flatten().filter_map(|record| match record {
                Ok(Archived::Response(answer)) => Some(Ok(answer)),
                Ok(Archived::Other) => None,
                Err(what) => Some(Err(what.to_string())),
            });
            answers.chain(failed).map(move |answer| answer.map_err(|what| format!("{name}: {what}")))
        };
        Ok(self.page_files()?.into_iter().flat_map(read))
    }

    /// Reads every file of raw answers; one sentence for each that can't be read to its end. The end
    /// of a file that is being written, or whose writer died, is no damage: the next writer mends it.
    pub(crate) fn verify_pages(&self) -> Result<Vec<String>, CorpusError> {
        let mut damage = Vec::new();
        for (path, _) in self.page_files()? {
            if pages::is_open(&path) {
                continue;
            }
            let file = std::fs::File::open(&path).map_err(CorpusError::io("can't open", &path))?;
            let records = WarcReader::new(io::BufReader::new(file)).map_err(CorpusError::io("can't read", &path))?;
            damage.extend(records.filter_map(Result::err).map(|what| format!("{}: {what}", path.display())));
        }
        Ok(damage)
    }
}

/// Brings a folder's list of names to the disk, so that a new file survives a power cut.
fn sync_dir(dir: &Path) -> Result<(), CorpusError> {
    // Windows can't open folders as files; there the file system journals names by itself.
    if cfg!(unix) {
        let opened = std::fs::File::open(dir).map_err(CorpusError::io("can't open the folder", dir))?;
        opened.sync_all().map_err(CorpusError::io("can't sync the folder", dir))?;
    }
    Ok(())
}
