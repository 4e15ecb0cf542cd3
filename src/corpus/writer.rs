//! Writing to a corpus: the one process that may, and what it found when it began.

use std::fs::File;
use std::time::{Duration, Instant};

use super::append::Appender;
use super::pages::{self, PageFile};
use super::runs::{self, Receipt};
use super::told::Told;
use super::torn::{self, Cut};
use super::{Corpus, CorpusError, Ledger, Run, lock};
use crate::answer::Answer;
use crate::article::Article;

/// What comes in this time after a sync waits for the next one.
const UNSYNCED_MAX: Duration = Duration::from_millis(200);

/// In which state a writer found the ledger.
#[derive(Debug)]
pub(crate) struct Found {
    /// One sentence when it is not as the last run left it, or gone.
    pub(crate) lost: Option<String>,
    /// What a run that died had left of lines: see [`torn`].
    pub(crate) cut: Option<Cut>,
    /// Whether there are lines that a run has stored which died before its receipt.
    pub(crate) untold: bool,
}

impl Found {
    fn of(told: &Told, ledger: &mut Appender, cut: Option<Cut>) -> Result<Found, CorpusError> {
        let bytes = ledger.bytes();
        let lost = ledger.written()?.lost_since(told)?;
        let untold = lost.is_none() && bytes > told.last().map_or(0, |last| last.mark.bytes);
        Ok(Found { lost, cut, untold })
    }
}

/// The one process that may write to a corpus. Dropping it, or dying, gives the corpus free.
pub(crate) struct Writer {
    corpus: Corpus,
    ledger: Appender,
    /// Where the ledger ended when this writer began.
    begun: u64,
    found: Found,
    pages: Option<PageFile>,
    /// When this writer last brought everything to the disk.
    synced: Option<Instant>,
    _lock: File,
}

impl Corpus {
    /// Makes the folder where needed and becomes its only writer.
    pub(crate) fn writer(&self) -> Result<Writer, CorpusError> {
        std::fs::create_dir_all(&self.dir).map_err(CorpusError::io("can't make the folder", &self.dir))?;
        let lock = lock::take(&self.dir)?;
        let told = self.told()?;
        let (mut ledger, cut) = Appender::open(&self.ledger_path(), &told)?;
        let found = Found::of(&told, &mut ledger, cut)?;
        pages::close_abandoned(&self.pages_dir())?;
        let begun = ledger.bytes();
        Ok(Writer { corpus: self.clone(), ledger, begun, found, pages: None, synced: None, _lock: lock })
    }
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

    /// In which state it found the ledger.
    pub(crate) fn found(&self) -> &Found {
        &self.found
    }

    /// See [`Corpus::answers`].
    pub(crate) fn answers(&self) -> Result<impl Iterator<Item = Result<Box<Answer>, String>> + use<>, CorpusError> {
        self.corpus.answers()
    }

    /// Keeps a raw answer. It counts only after [`Writer::sync`].
    pub(crate) fn keep(&mut self, answer: &Answer) -> Result<(), CorpusError> {
        let pages = match &mut self.pages {
            Some(pages) => pages,
            none => none.insert(PageFile::create(&self.corpus.pages_dir(), answer.fetched)?),
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
        let runs = self.corpus.runs_path();
        // A ledger that lost something is not taken for whole because a run had nothing to add to it.
        let tells = self.found.lost.is_none() || self.ledger.bytes() > self.begun;
        let ledger = if tells { Some(self.ledger()?.position()?) } else { None };
        let pages = pages::closed_since(&self.corpus.pages_dir(), runs::newest_pages(&runs)?.as_deref())?;
        runs::append(&runs, &Receipt { run: run.clone(), ledger, pages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Id, Provenance, Sighting};
    use chrono::DateTime;

    fn append(writer: &mut Writer, title: &str) {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        writer.append(&Article::first(Id::of(title, None), Sighting::titled(title.to_owned()), provenance)).unwrap();
    }

    fn titles(corpus: &Corpus) -> Vec<String> {
        let mut ledger = corpus.ledger().unwrap().unwrap();
        ledger.lines(0).unwrap().map(|line| line.unwrap().article.title).collect()
    }

    fn receipt() -> Run {
        Run::begun("import", DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn what_is_secure_outlives_its_writer_and_comes_to_the_disk_with_what_follows() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        for n in 0..3 {
            append(&mut writer, &format!("Bài {n}"));
            writer.secure().unwrap();
            // As another process would see it, and as a death of this one would leave it.
            assert_eq!(titles(&corpus).len(), n + 1);
        }
        std::thread::sleep(UNSYNCED_MAX);
        writer.secure().unwrap();
        assert_eq!(writer.ledger.unsynced_bytes(), 0);
    }

    #[test]
    fn a_writer_knows_in_which_state_it_found_the_ledger() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let state = || {
            let writer = corpus.writer().unwrap();
            let Found { lost, cut, untold } = writer.found();
            (lost.is_some(), cut.as_ref().map(|cut| (cut.bytes, cut.aside.is_some())), *untold)
        };
        assert_eq!(state(), (false, None, false));
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, "Một");
        writer.sync().unwrap();
        drop(writer);
        assert_eq!(state(), (false, None, true), "the first run died before its receipt");
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!(state(), (false, None, false));
        let path = dir.path().join("articles.jsonl");
        let told = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&told[..], b"{\"id\""].concat()).unwrap();
        assert_eq!(state(), (false, Some((5, false)), false));
        // A line lacks nothing but its break, then its end.
        std::fs::write(&path, &told[..told.len() - 1]).unwrap();
        assert_eq!(state(), (false, None, false));
        assert_eq!(std::fs::read(&path).unwrap(), told);
        std::fs::write(&path, &told[..told.len() - 2]).unwrap();
        assert_eq!(state(), (true, Some((told.len() as u64 - 2, true)), false), "what was told is set aside");
        assert_eq!(std::fs::read(dir.path().join("torn/articles-0.jsonl")).unwrap(), told[..told.len() - 2]);
        assert_eq!(state(), (true, None, false));
        std::fs::remove_file(&path).unwrap();
        assert!(corpus.ledger().unwrap().is_none() && corpus.lost().unwrap().is_some());
        assert_eq!(state(), (true, None, false));
    }

    #[test]
    fn what_a_run_lost_is_known_after_others_went_on() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let stored = |title: &str| {
            let mut writer = corpus.writer().unwrap();
            append(&mut writer, title);
            writer.record(&receipt()).unwrap();
        };
        let undone = || corpus.undone_runs(&corpus.ledger().unwrap().unwrap()).unwrap().count;
        ["Một", "Hai", "Ba"].into_iter().for_each(stored);
        assert_eq!(undone(), 0);
        let path = dir.path().join("articles.jsonl");
        let first = std::fs::read(&path).unwrap().iter().position(|b| *b == b'\n').unwrap() + 1;
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(first as u64).unwrap();
        let is_lost = || corpus.ledger().unwrap().unwrap().lost().unwrap().is_some();
        assert_eq!((undone(), is_lost()), (0, true));
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!((undone(), is_lost()), (0, true), "a run that stored nothing does not make up for it");
        stored("Bốn");
        assert_eq!((undone(), corpus.ledger().unwrap().unwrap().lost().unwrap()), (2, None));
    }
}
