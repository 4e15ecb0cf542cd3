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
mod runs;
mod torn;
mod warc;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use ledger::{Ledger, Mark};
pub(crate) use line::has_broken_seal;
pub(crate) use origin::{Origin, RawAnswer};
use runs::Receipt;
pub(crate) use runs::{Failed, Run, Stopped};
pub(crate) use warc::{Archived, WarcReader};

use crate::answer::Answer;
use crate::article::Article;

/// What comes in this time after a sync waits for the next one.
const UNSYNCED_MAX: Duration = Duration::from_millis(200);

/// A corpus folder, for reading; it need not exist.
#[derive(Debug, Clone)]
pub(crate) struct Corpus {
    dir: PathBuf,
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
        self.dir.join(runs::FILE)
    }

    fn pages_dir(&self) -> PathBuf {
        self.dir.join("pages")
    }

    /// Opens the ledger as it is now, or `None` when there is none yet. Lines appended later are
    /// not seen.
    pub(crate) fn ledger(&self) -> Result<Option<Ledger>, CorpusError> {
        Ledger::open(&self.ledger_path())
    }

    /// One sentence when the ledger is not as the last run left it: lines that it had told as stored
    /// are gone or stand elsewhere.
    pub(crate) fn lost(&self, ledger: &Ledger) -> Result<Option<String>, CorpusError> {
        let receipts = runs::read(&self.runs_path())?.receipts;
        let Some((run, mark)) = receipts.iter().rev().find_map(|r| Some((&r.run, r.ledger.as_ref()?))) else {
            return Ok(None);
        };
        if ledger.holds(mark)? {
            return Ok(None);
        }
        let (had, has) = (mark.bytes, ledger.bytes());
        let ended = run.ended.format("%Y-%m-%d %H:%M UTC");
        Ok(Some(format!(
            "the ledger has {has} bytes and is not what the run that ended {ended} left, which had {had}: lines are gone or \
             were changed"
        )))
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
        Ok(runs::read(&self.runs_path())?.receipts.into_iter().map(|receipt| receipt.run).collect())
    }

    /// The newest run of a kind.
    pub(crate) fn last_run(&self, mut wanted: impl FnMut(&Run) -> bool) -> Result<Option<Run>, CorpusError> {
        for run in runs::backwards(&self.runs_path())? {
            let run = run?;
            if wanted(&run) {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }

    /// One sentence for each receipt that can't be read.
    pub(crate) fn damaged_runs(&self) -> Result<Vec<String>, CorpusError> {
        Ok(runs::read(&self.runs_path())?.damage)
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
        for receipt in runs::read(&self.runs_path())?.receipts {
            if let Some(mark) = &receipt.ledger
                && ledger.holds(mark)?
            {
                standing.push(receipt);
            }
        }
        Ok(standing)
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
            let file = std::fs::File::open(&path).map_err(CorpusError::io("can't open", &path))?;
            let records = WarcReader::new(io::BufReader::new(file)).map_err(CorpusError::io("can't read", &path))?;
            if pages::is_open(&path) {
                continue;
            }
            damage.extend(records.filter_map(Result::err).map(|what| format!("{}: {what}", path.display())));
        }
        Ok(damage)
    }

    /// Makes the folder where needed and becomes its only writer.
    pub(crate) fn writer(&self) -> Result<Writer, CorpusError> {
        std::fs::create_dir_all(&self.dir).map_err(CorpusError::io("can't make the folder", &self.dir))?;
        let lock = lock::take(&self.dir)?;
        let ledger = append::Appender::open(&self.ledger_path())?;
        pages::close_abandoned(&self.pages_dir())?;
        Ok(Writer { corpus: self.clone(), ledger, pages: None, synced: None, _lock: lock })
    }
}

/// The one process that may write to a corpus. Dropping it, or dying, gives the corpus free.
pub(crate) struct Writer {
    corpus: Corpus,
    ledger: append::Appender,
    pages: Option<pages::PageFile>,
    /// When this writer last brought everything to the disk.
    synced: Option<Instant>,
    _lock: std::fs::File,
}

impl Writer {
    /// Appends a version of an article and gives its offset in the ledger. It counts only after
    /// [`Writer::sync`].
    pub(crate) fn append(&mut self, article: &Article) -> Result<u64, CorpusError> {
        let offset = self.ledger.append(article)?;
        if self.ledger.unsynced_bytes() >= torn::UNSYNCED_BYTES_MAX / 2 {
            self.sync()?;
        }
        Ok(offset)
    }

    /// Where the next line of the ledger will start.
    pub(crate) fn ledger_bytes(&self) -> u64 {
        self.ledger.bytes()
    }

    /// The ledger with everything appended so far, synced or not.
    pub(crate) fn ledger(&mut self) -> Result<Ledger, CorpusError> {
        self.ledger.written()
    }

    /// Where lines of a run that died were set aside when this writer began: see [`torn`].
    pub(crate) fn set_aside(&self) -> Option<&Path> {
        self.ledger.set_aside()
    }

    /// See [`Corpus::answers`].
    pub(crate) fn answers(&self) -> Result<impl Iterator<Item = Result<Box<Answer>, String>> + use<>, CorpusError> {
        self.corpus.answers()
    }

    /// Keeps a raw answer. It counts only after [`Writer::sync`].
    pub(crate) fn keep(&mut self, answer: &Answer) -> Result<(), CorpusError> {
        let pages = match &mut self.pages {
            Some(pages) => pages,
            none => none.insert(pages::PageFile::create(&self.corpus.pages_dir(), answer.fetched)?),
        };
        pages.append(answer)
    }

    /// Brings everything appended so far to the disk: answers first, so that no line stands without
    /// the page it was read from.
    pub(crate) fn sync(&mut self) -> Result<(), CorpusError> {
        if let Some(pages) = &mut self.pages {
            pages.sync()?;
        }
        self.ledger.sync()?;
        self.synced = Some(Instant::now());
        Ok(())
    }

    /// Takes care that nothing appended so far dies with this process, and brings it to the disk unless
    /// that was done a moment ago: what comes faster than a disk can wait for each piece waits together.
    /// It may be told as stored after [`Writer::sync`] only.
    ///
    /// A system that writes by itself within that moment, and then loses power, may keep a line without
    /// the answer that it was read from. The line is as good; what lacks is the proof of its origin.
    pub(crate) fn secure(&mut self) -> Result<(), CorpusError> {
        let is_recent = self.synced.is_some_and(|synced| synced.elapsed() < UNSYNCED_MAX);
        if is_recent { self.ledger.flush() } else { self.sync() }
    }

    /// Ends a run: brings everything to the disk and writes down what the run did. From here on all
    /// of the ledger is told as stored.
    pub(crate) fn record(&mut self, run: &Run) -> Result<(), CorpusError> {
        self.sync()?;
        if let Some(pages) = self.pages.take() {
            pages.close()?;
        }
        let mark = self.ledger()?.mark()?;
        runs::append(&self.corpus.runs_path(), run, mark)
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
