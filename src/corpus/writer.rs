//! Writing to a corpus, by one process at a time, and the state in which it found the ledger.

use std::fs::File;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::acked::Acknowledged;
use super::append::Appender;
use super::pages::{self, PageFile};
use super::recovery::UNSYNCED_BYTES_MAX;
use super::runs::{self, Receipt};
use super::truncate::TruncatedTail;
use super::{AnswerError, Corpus, CorpusError, Ledger, Run, RunLine, folder};
use crate::answer::Answer;
use crate::article::Article;
use crate::disk;

/// Minimum time between two syncs in [`Writer::flush_or_sync`].
const SYNC_INTERVAL: Duration = Duration::from_millis(200);

/// The state in which a writer found the ledger.
#[derive(Debug)]
pub(crate) struct OpenedState {
    /// One sentence if the ledger is missing or isn't what the last run left.
    pub(crate) loss: Option<String>,
    /// The torn end that recovery removed.
    pub(crate) truncated: Option<TruncatedTail>,
    /// Whether a run stored lines but was killed before its receipt.
    pub(crate) has_unacknowledged: bool,
}

impl OpenedState {
    fn of(
        acked: &Acknowledged,
        ledger: &mut Appender,
        truncated: Option<TruncatedTail>,
    ) -> Result<OpenedState, CorpusError> {
        let bytes = ledger.bytes();
        let loss = ledger.reader()?.loss_against(acked)?;
        let has_unacknowledged = loss.is_none() && bytes > acked.bytes();
        Ok(OpenedState { loss, truncated, has_unacknowledged })
    }
}

/// Exclusive write access to a corpus, until it is dropped or the process ends.
pub(crate) struct Writer {
    corpus: Corpus,
    ledger: Appender,
    /// Length of the ledger when this writer opened it.
    bytes_at_open: u64,
    opened: OpenedState,
    /// The name of the run that writes.
    run: Option<String>,
    pages: Option<PageFile>,
    /// When this writer last flushed everything to disk.
    synced: Option<Instant>,
    /// Held while this writer exists; `None` if it may not write.
    _lock: Option<File>,
}

impl Corpus {
    /// Creates the folder if needed and locks it. Fails with [`CorpusError::Busy`] if another process has the lock.
    pub(crate) fn writer(&self) -> Result<Writer, CorpusError> {
        std::fs::create_dir_all(&self.dir).map_err(CorpusError::io("can't create the folder", &self.dir))?;
        if !folder::may_be_corpus(&self.dir).map_err(CorpusError::io("can't read", &self.dir))? {
            return Err(CorpusError::Foreign(self.dir.clone()));
        }
        let path = self.dir.join(folder::LOCK);
        let lock = disk::try_lock(&path).map_err(CorpusError::io("can't lock", &path))?;
        let lock = lock.ok_or_else(|| CorpusError::Busy(self.dir.clone()))?;
        disk::mark(&lock, folder::MARK).map_err(CorpusError::io("can't write to", &path))?;
        let acked = self.acknowledged()?;
        let (mut ledger, truncated) = Appender::open(&self.ledger_path(), &acked)?;
        let opened = OpenedState::of(&acked, &mut ledger, truncated)?;
        pages::close_abandoned(&self.pages_dir())?;
        Ok(Writer { _lock: Some(lock), ..Writer::of(self, ledger, opened) })
    }

    /// Opens the corpus as a writer would, for whoever only computes what would be written: takes no lock and changes
    /// nothing. Whatever writes through it fails.
    pub(crate) fn viewer(&self) -> Result<Writer, CorpusError> {
        let acked = self.acknowledged()?;
        let mut ledger = Appender::read_only(&self.ledger_path(), &acked)?;
        let opened = OpenedState::of(&acked, &mut ledger, None)?;
        Ok(Writer::of(self, ledger, opened))
    }
}

impl Writer {
    fn of(corpus: &Corpus, ledger: Appender, opened: OpenedState) -> Writer {
        let bytes_at_open = ledger.bytes();
        let corpus = corpus.clone();
        Writer { corpus, ledger, bytes_at_open, opened, run: None, pages: None, synced: None, _lock: None }
    }

    /// Names the run that writes from here on, which started at this time.
    pub(crate) fn begin_run(&mut self, started: DateTime<Utc>) {
        self.run = Some(Run::name_of(started, self.bytes_at_open));
    }

    /// The name of the run that writes; `None` before [`Writer::begin_run`].
    pub(crate) fn run(&self) -> Option<&str> {
        self.run.as_deref()
    }

    /// Appends a version of an article and returns its offset in the ledger. It is durable after [`Writer::sync`].
    pub(crate) fn append(&mut self, article: &Article) -> Result<u64, CorpusError> {
        let offset = self.ledger.append(article)?;
        if self.ledger.unsynced_bytes() >= UNSYNCED_BYTES_MAX / 2 {
            self.sync()?;
        }
        Ok(offset)
    }

    /// The offset of the next line in the ledger.
    pub(crate) fn ledger_bytes(&self) -> u64 {
        self.ledger.bytes()
    }

    /// Where the lines begin that this writer appended, in bytes.
    pub(crate) fn begins(&self) -> u64 {
        self.bytes_at_open
    }

    /// Opens a reader of the ledger with everything appended so far, synced or not.
    pub(crate) fn ledger(&mut self) -> Result<Ledger, CorpusError> {
        self.ledger.reader()
    }

    /// The state in which this writer found the ledger.
    pub(crate) fn opened(&self) -> &OpenedState {
        &self.opened
    }

    /// See [`Corpus::lines_of_run`].
    pub(crate) fn lines_of_run(&mut self, name: &str) -> Result<Option<Vec<RunLine>>, CorpusError> {
        let mut ledger = self.ledger()?;
        self.corpus.lines_of_run(&mut ledger, name)
    }

    /// See [`Corpus::answers`].
    pub(crate) fn answers(
        &self,
    ) -> Result<impl Iterator<Item = Result<Box<Answer>, AnswerError>> + use<>, CorpusError> {
        self.corpus.answers()
    }

    /// Appends a raw answer to the page file. It is durable after [`Writer::sync`].
    pub(crate) fn store_answer(&mut self, answer: &Answer) -> Result<(), CorpusError> {
        let pages = match &mut self.pages {
            Some(pages) => pages,
            none => none.insert(PageFile::create(&self.corpus.pages_dir(), answer.fetched)?),
        };
        pages.append(answer)
    }

    /// Flushes everything appended so far to disk: answers first, so that no line is stored without the page that it
    /// was parsed from.
    pub(crate) fn sync(&mut self) -> Result<(), CorpusError> {
        if let Some(pages) = &mut self.pages {
            pages.sync()?;
        }
        self.ledger.sync()?;
        self.synced = Some(Instant::now());
        Ok(())
    }

    /// Makes everything appended so far survive a crash of this process, and syncs it to disk unless the last sync
    /// was less than [`SYNC_INTERVAL`] ago. Answers that arrive faster are synced in batches. Only [`Writer::sync`]
    /// makes them durable.
    ///
    /// If the system writes a line by itself and loses power before the next sync, the answer that the line was
    /// parsed from may be missing. The line is valid, without the proof of its origin.
    pub(crate) fn flush_or_sync(&mut self) -> Result<(), CorpusError> {
        let is_recent = self.synced.is_some_and(|synced| synced.elapsed() < SYNC_INTERVAL);
        if is_recent { self.ledger.flush() } else { self.sync() }
    }

    /// Ends a run: syncs everything and appends the receipt, which acknowledges the whole ledger as stored.
    pub(crate) fn record(&mut self, run: &Run) -> Result<(), CorpusError> {
        self.sync()?;
        if let Some(pages) = self.pages.take() {
            pages.close()?;
        }
        let runs = self.corpus.runs_path();
        // A run that added nothing must not acknowledge a ledger with losses.
        let acknowledges = self.opened.loss.is_none() || self.ledger.bytes() > self.bytes_at_open;
        let ledger = if acknowledges { Some(self.ledger()?.position()?) } else { None };
        let pages = pages::closed_since(&self.corpus.pages_dir(), runs::newest_pages(&runs)?.as_deref())?;
        let name = run.name.clone().or_else(|| self.run.clone());
        runs::append(&runs, &Receipt { run: Run { name, ..run.clone() }, ledger, pages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Id, Provenance, Sighting};

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
    fn a_line_that_is_too_long_is_refused_and_one_from_before_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let named = |title: &str| {
            let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
            Article::first(Id::of(title, None), Sighting::titled(title.to_owned()), provenance)
        };
        let long = Article { body: Some("x".repeat(crate::corpus::line::LINE_BYTES_MAX)), ..named("Dài") };
        let mut writer = corpus.writer().unwrap();
        writer.append(&named("Một")).unwrap();
        let bytes = writer.ledger_bytes();
        let error = writer.append(&long).unwrap_err();
        assert!(error.to_string().contains("longer than 64 MiB"), "{error:?}");
        assert_eq!(writer.ledger_bytes(), bytes);
        writer.append(&named("Hai")).unwrap();
        writer.sync().unwrap();
        drop(writer);
        let path = dir.path().join("articles.jsonl");
        let written = [
            std::fs::read(&path).unwrap(),
            crate::corpus::line::to_line(&long),
            crate::corpus::line::to_line(&named("Ba")),
        ]
        .concat();
        std::fs::write(&path, written).unwrap();
        assert_eq!(titles(&corpus), ["Một", "Hai", "Dài", "Ba"]);
        let ledger = corpus.ledger().unwrap().unwrap();
        assert_eq!(ledger.bytes(), std::fs::metadata(&path).unwrap().len());
    }

    #[test]
    fn flushed_lines_survive_their_writer_and_are_synced_later() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        for n in 0..3 {
            append(&mut writer, &format!("Bài {n}"));
            writer.flush_or_sync().unwrap();
            // What another process sees, and what a crash of this one would leave.
            assert_eq!(titles(&corpus).len(), n + 1);
        }
        std::thread::sleep(SYNC_INTERVAL);
        writer.flush_or_sync().unwrap();
        assert_eq!(writer.ledger.unsynced_bytes(), 0);
    }

    #[test]
    fn a_writer_reports_the_state_in_which_it_found_the_ledger() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let state = || {
            let writer = corpus.writer().unwrap();
            let OpenedState { loss, truncated, has_unacknowledged } = writer.opened();
            let tail = truncated.as_ref().map(|tail| (tail.bytes, tail.copy.is_some()));
            (loss.is_some(), tail, *has_unacknowledged)
        };
        assert_eq!(state(), (false, None, false));
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, "Một");
        writer.sync().unwrap();
        drop(writer);
        assert_eq!(state(), (false, None, true), "the first run was killed before its receipt");
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!(state(), (false, None, false));
        let path = dir.path().join("articles.jsonl");
        let acked = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&acked[..], b"{\"id\""].concat()).unwrap();
        assert_eq!(state(), (false, Some((5, false)), false));
        // A line lacks only its line break, then also its last byte.
        std::fs::write(&path, &acked[..acked.len() - 1]).unwrap();
        assert_eq!(state(), (false, None, false));
        assert_eq!(std::fs::read(&path).unwrap(), acked);
        std::fs::write(&path, &acked[..acked.len() - 2]).unwrap();
        assert_eq!(state(), (true, Some((acked.len() as u64 - 2, true)), false), "acknowledged bytes are copied");
        assert_eq!(std::fs::read(dir.path().join("torn/articles-0.jsonl")).unwrap(), acked[..acked.len() - 2]);
        assert_eq!(state(), (true, None, false));
        std::fs::remove_file(&path).unwrap();
        assert!(corpus.ledger().unwrap().is_none() && corpus.loss().unwrap().is_some());
        assert_eq!(state(), (true, None, false));
    }

    #[test]
    fn losses_are_known_after_later_runs() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let stored = |title: &str| {
            let mut writer = corpus.writer().unwrap();
            append(&mut writer, title);
            writer.record(&receipt()).unwrap();
        };
        let lost_runs = || corpus.lost_runs(&corpus.ledger().unwrap().unwrap()).unwrap().count;
        ["Một", "Hai", "Ba"].into_iter().for_each(stored);
        assert_eq!(lost_runs(), 0);
        let path = dir.path().join("articles.jsonl");
        let first = std::fs::read(&path).unwrap().iter().position(|b| *b == b'\n').unwrap() + 1;
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(first as u64).unwrap();
        let is_lost = || corpus.ledger().unwrap().unwrap().loss().unwrap().is_some();
        assert_eq!((lost_runs(), is_lost()), (0, true));
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!((lost_runs(), is_lost()), (0, true), "a run that stored nothing doesn't acknowledge the loss");
        stored("Bốn");
        assert_eq!((lost_runs(), corpus.ledger().unwrap().unwrap().loss().unwrap()), (2, None));
    }
}
