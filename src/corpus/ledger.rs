//! The ledger (`articles.jsonl`), for reading: one line is one version of one article.
//!
//! A line is the JSON of an [`Article`] with a checksum ([`super::line`]), so that it can be verified wherever reading
//! starts. The last line with an id is current, whether the id is its own (`"id"`) or that of an article merged into
//! it (`"joined"`).

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;

use super::CorpusError;
use super::acked::Acknowledged;
use super::line::{self, LineError, READ_BYTES_MAX};
use super::lines::{EXPECTED, Lines};
use super::positions::{digest_before, last_checksum};
use super::recovery::valid_bytes;
use super::superseded::LatestLines;
use crate::article::{Article, Id, LedgerPosition};
use crate::disk::{line_start, open_regular, read_at};

/// The ledger as it was when it was opened.
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
    /// Length of the valid part in bytes.
    bytes: u64,
    acked: Acknowledged,
    /// Whether this is the ledger as it was at an earlier length; it never grows.
    is_past: bool,
}

/// A line of the ledger with a verified checksum, not parsed yet.
pub(crate) struct VerifiedLine<'a> {
    path: &'a Path,
    offset: u64,
    bytes: &'a [u8],
}

impl VerifiedLine<'_> {
    /// The line without its line break.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// Parses the line.
    pub(crate) fn article(&self) -> Result<Article, CorpusError> {
        let VerifiedLine { path, offset, bytes } = *self;
        line::parse_verified(bytes, EXPECTED).map_err(|what| CorpusError::Damaged {
            path: path.to_owned(),
            line: None,
            offset,
            what,
        })
    }
}

impl Ledger {
    /// Opens the valid part of a ledger; `None` if there is no file.
    pub(super) fn open(path: &Path, acked: Acknowledged) -> Result<Option<Ledger>, CorpusError> {
        let mut file = match open_regular(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
        };
        let bytes = valid_bytes(path, &mut file, &acked)?;
        Ok(Some(Ledger { path: path.to_owned(), file, bytes, acked, is_past: false }))
    }

    /// Opens the first `bytes` of a ledger that this process is writing; they are known to be valid.
    pub(super) fn open_written(path: &Path, bytes: u64) -> Result<Ledger, CorpusError> {
        let file = File::open(path).map_err(CorpusError::io("can't open", path))?;
        Ok(Ledger { path: path.to_owned(), file, bytes, acked: Acknowledged::default(), is_past: false })
    }

    /// Length of the valid part in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes of the valid part that no receipt acknowledges.
    pub(super) fn unacknowledged_bytes(&self) -> u64 {
        self.bytes.saturating_sub(self.acked.bytes())
    }

    /// The start of the line that has the byte at an offset; the end of the ledger for an offset beyond it.
    pub(crate) fn line_start(&self, offset: u64) -> Result<u64, CorpusError> {
        if offset >= self.bytes {
            return Ok(self.bytes);
        }
        line_start(&self.file, offset).map_err(CorpusError::io("can't read", &self.path))
    }

    /// The checksum of the line that ends at an offset, in hex; empty if none ends there.
    pub(super) fn checksum_before(&self, offset: u64) -> Result<String, CorpusError> {
        last_checksum(&self.file, offset).map_err(CorpusError::io("can't read", &self.path))
    }

    /// Calls `visit` with the offset of each line that starts before `end`, once for its id and once for each article
    /// that was merged into it. Lines without an id are damaged; reading all lines reports them.
    pub(crate) fn each_id(&self, end: u64, mut visit: impl FnMut(u64, &[u8])) -> Result<(), CorpusError> {
        let (mut offset, mut buffer) = (0, Vec::new());
        while offset < end {
            let read = self.read_line(offset, &mut buffer).map_err(CorpusError::io("can't read", &self.path))?;
            let Some(length) = read else { break };
            if let Some((id, joined)) = line::ids(&buffer[..length]) {
                std::iter::once(id).chain(joined).for_each(|id| visit(offset, id));
            }
            offset += length as u64 + 1;
        }
        Ok(())
    }

    /// The ledger as it was when it had `bytes` bytes, at the end of a line.
    pub(crate) fn until(mut self, bytes: u64) -> Ledger {
        self.is_past = self.is_past || bytes < self.bytes;
        self.bytes = self.bytes.min(bytes);
        self
    }

    /// Opens the file again, which may have grown or been replaced. A ledger as it was stays what it was.
    pub(crate) fn refresh(&mut self) -> Result<(), CorpusError> {
        if self.is_past {
            return Ok(());
        }
        if let Some(fresh) = Ledger::open(&self.path, self.acked.clone())? {
            *self = fresh;
        }
        Ok(())
    }

    /// Opens the same part of the file once more, with a reading position of its own.
    pub(crate) fn reopened(&self) -> Result<Ledger, CorpusError> {
        let file = File::open(&self.path).map_err(CorpusError::io("can't open", &self.path))?;
        Ok(Ledger {
            path: self.path.clone(),
            file,
            bytes: self.bytes,
            acked: self.acked.clone(),
            is_past: self.is_past,
        })
    }

    /// Bytes in the file after the valid part: torn, or being written by another process.
    pub(crate) fn torn_bytes(&self) -> Result<u64, CorpusError> {
        let all = self.file.metadata().map_err(CorpusError::io("can't read", &self.path))?.len();
        Ok(all.saturating_sub(self.bytes))
    }

    /// The position of the ledger's end.
    pub(crate) fn position(&self) -> Result<LedgerPosition, CorpusError> {
        Ok(LedgerPosition { bytes: self.bytes, check: self.digest_before(self.bytes)? })
    }

    /// The position at the start of a line.
    pub(crate) fn position_at(&self, offset: u64) -> Result<LedgerPosition, CorpusError> {
        Ok(LedgerPosition { bytes: offset, check: self.digest_before(offset)? })
    }

    /// Whether this ledger still begins with what preceded the position.
    pub(crate) fn holds(&self, position: &LedgerPosition) -> Result<bool, CorpusError> {
        Ok(position.bytes <= self.bytes && self.digest_before(position.bytes)? == position.check)
    }

    /// One sentence if the ledger isn't what the last run left: acknowledged lines are missing or were changed.
    pub(crate) fn loss(&self) -> Result<Option<String>, CorpusError> {
        self.loss_against(&self.acked)
    }

    /// The same, against what was acknowledged before the writer appended anything.
    pub(super) fn loss_against(&self, acked: &Acknowledged) -> Result<Option<String>, CorpusError> {
        match acked.last() {
            Some(last) if !self.holds(&last.position)? => Ok(acked.loss(&self.path, Some(self.bytes))),
            _ => Ok(None),
        }
    }

    fn digest_before(&self, end: u64) -> Result<String, CorpusError> {
        digest_before(&self.file, end).map_err(CorpusError::io("can't read", &self.path))
    }

    /// Reads the article whose line starts at `offset`. Fails if no valid line starts there.
    pub(crate) fn read_at(&self, offset: u64) -> Result<Article, CorpusError> {
        self.line_at(offset, &mut Vec::new())?.article()
    }

    /// Reads the line that starts at `offset` and verifies its checksum. Callers that read many lines pass the same
    /// buffer, whose content is overwritten.
    pub(crate) fn line_at<'a>(&'a self, offset: u64, buffer: &'a mut Vec<u8>) -> Result<VerifiedLine<'a>, CorpusError> {
        let end = self.read_line(offset, buffer).map_err(CorpusError::io("can't read", &self.path))?;
        let damaged = |what| CorpusError::Damaged { path: self.path.clone(), line: None, offset, what };
        let bytes = &buffer[..end.ok_or_else(|| damaged(LineError::NoStart))?];
        line::verify(bytes).map_err(damaged)?;
        Ok(VerifiedLine { path: &self.path, offset, bytes })
    }

    /// Reads a line into the buffer and returns its length without the line break; `None` if no line ends.
    fn read_line(&self, offset: u64, buffer: &mut Vec<u8>) -> io::Result<Option<usize>> {
        /// Most lines are shorter.
        const STEP_BYTES: usize = 8 * 1024;
        let longest = self.bytes.saturating_sub(offset).min(READ_BYTES_MAX);
        let mut read = 0;
        while (read as u64) < longest {
            let step = usize::try_from(longest - read as u64).map_or(STEP_BYTES, |left| left.min(STEP_BYTES));
            if buffer.len() < read + step {
                buffer.resize(read + step, 0);
            }
            let fresh = read_at(&self.file, &mut buffer[read..read + step], offset + read as u64)?;
            if fresh == 0 {
                break;
            }
            if let Some(end) = memchr::memchr(b'\n', &buffer[read..read + fresh]) {
                return Ok(Some(read + end));
            }
            read += fresh;
        }
        Ok(None)
    }

    /// The articles that are or were at an address or at that of one of these articles, each once. Reads the whole ledger.
    pub(crate) fn articles_at<'a>(
        &mut self,
        url: &str,
        articles: impl Iterator<Item = &'a Article>,
    ) -> Result<BTreeSet<Id>, CorpusError> {
        let mut addresses: BTreeSet<&str> = articles.filter_map(|article| article.url.as_deref()).collect();
        addresses.insert(url);
        let as_written = |url: &&str| serde_json::to_string(url).expect("text is always valid JSON");
        let wanted = AhoCorasick::new(addresses.iter().map(as_written)).expect("a few addresses are not too many");
        let mut ids = BTreeSet::new();
        let mut lines = self.lines(0)?;
        while let Some(line) = lines.next_bytes() {
            let (_, bytes) = line?;
            // Skip damaged lines; reading all lines reports them.
            let article = wanted.is_match(bytes).then(|| line::parse(bytes, EXPECTED).ok()).flatten();
            let is_there = |article: &Article| article.url.as_deref().is_some_and(|url| addresses.contains(url));
            ids.extend(article.filter(is_there).map(|article| article.id));
        }
        Ok(ids)
    }

    /// Offsets of the lines from `offset` on that a later line of the same article supersedes, under any of its ids.
    /// Reads only the ids of each line, and needs some bytes of memory for each article.
    pub(crate) fn superseded(&mut self, offset: u64) -> Result<HashSet<u64>, CorpusError> {
        let path = self.path.clone();
        let file = self.file.try_clone().map_err(CorpusError::io("can't open", &path))?;
        let mut latest = LatestLines::of(&file);
        let mut lines = self.lines(offset)?;
        while let Some(line) = lines.next_bytes() {
            let (offset, bytes) = line?;
            // A line without an id at its start is damaged; reading all lines reports it.
            let Some((id, joined)) = line::ids(bytes) else { continue };
            latest.add(offset, id, joined).map_err(CorpusError::io("can't read", &path))?;
        }
        Ok(latest.into_superseded())
    }

    /// All lines from the one that starts at `offset`. Line numbers in errors count from there.
    pub(crate) fn lines(&mut self, offset: u64) -> Result<Lines<'_>, CorpusError> {
        self.file.seek(SeekFrom::Start(offset)).map_err(CorpusError::io("can't read", &self.path))?;
        let left = self.bytes.saturating_sub(offset);
        Ok(Lines::of(&self.path, &mut self.file, offset, left))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Corpus;
    use super::*;
    use crate::article::{Id, Provenance, Sighting};
    use chrono::DateTime;
    use proptest::prelude::*;

    fn article(title: &str) -> Article {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        Article::first(Id::of(title, None), Sighting::titled(title.to_owned()), provenance)
    }

    fn titles(corpus: &Corpus) -> Vec<String> {
        let Some(mut ledger) = corpus.ledger().unwrap() else { return Vec::new() };
        ledger.lines(0).unwrap().map(|line| line.unwrap().article.title).collect()
    }

    #[test]
    fn appended_lines_are_read_back_at_their_offsets() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        let offsets: Vec<u64> =
            ["Một", "Hai\n\"ba\"", "Tư"].iter().map(|t| writer.append(&article(t)).unwrap()).collect();
        writer.sync().unwrap();
        assert_eq!(titles(&corpus), ["Một", "Hai\n\"ba\"", "Tư"]);
        let ledger = corpus.ledger().unwrap().unwrap();
        assert_eq!(ledger.read_at(offsets[1]).unwrap(), article("Hai\n\"ba\""));
        assert_eq!(ledger.bytes(), writer.ledger().unwrap().bytes());
        assert!(matches!(ledger.read_at(offsets[1] + 1), Err(CorpusError::Damaged { .. })));
        assert!(matches!(ledger.read_at(ledger.bytes()), Err(CorpusError::Damaged { .. })));
    }

    #[test]
    fn earlier_lines_of_an_id_are_superseded() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        let offsets: Vec<u64> =
            ["Một", "Hai", "Một", "Ba", "Một"].iter().map(|t| writer.append(&article(t)).unwrap()).collect();
        writer.sync().unwrap();
        let mut ledger = corpus.ledger().unwrap().unwrap();
        assert_eq!(ledger.superseded(0).unwrap(), HashSet::from([offsets[0], offsets[2]]));
        assert_eq!(ledger.superseded(offsets[2]).unwrap(), HashSet::from([offsets[2]]));
    }

    #[test]
    fn a_line_that_merges_an_article_supersedes_its_lines() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        let mut both = article("Một");
        both.absorb(article("Hai"), true, DateTime::UNIX_EPOCH);
        assert_eq!(both.joined, [article("Hai").id]);
        let lines = [article("Một"), article("Hai"), article("Hai"), article("Ba"), both.clone(), both];
        let offsets: Vec<u64> = lines.iter().map(|line| writer.append(line).unwrap()).collect();
        writer.sync().unwrap();
        let mut ledger = corpus.ledger().unwrap().unwrap();
        let left: Vec<u64> = (0..6).filter(|n| [3, 5].contains(n)).map(|n| offsets[n]).collect();
        let superseded = ledger.superseded(0).unwrap();
        assert_eq!(offsets.iter().filter(|offset| !superseded.contains(offset)).copied().collect::<Vec<_>>(), left);
        let versions = corpus.versions(&ledger.read_at(offsets[5]).unwrap()).unwrap();
        assert_eq!(versions.len(), 5, "earlier versions are found under both ids");
    }

    #[test]
    fn a_position_is_held_by_its_own_ledger_only_even_after_it_grew() {
        let dir = tempfile::tempdir().unwrap();
        let filled = |name: &str, titles: &[&str]| {
            let corpus = Corpus::at(dir.path().join(name));
            let mut writer = corpus.writer().unwrap();
            for title in titles {
                writer.append(&article(title)).unwrap();
            }
            writer.sync().unwrap();
            corpus.ledger().unwrap().unwrap()
        };
        let mut one = filled("one", &["Một", "Hai"]);
        let other = filled("other", &["Một", "Tám", "Chín"]);
        let (end, position) = (one.bytes(), one.position().unwrap());
        assert!(one.holds(&position).unwrap() && other.bytes() > end);
        assert!(!other.holds(&position).unwrap());

        drop(filled("one", &["Ba"]));
        assert_eq!(one.bytes(), end);
        one.refresh().unwrap();
        assert!(one.bytes() > end);
        assert!(one.holds(&position).unwrap());
    }

    #[test]
    fn a_second_writer_is_refused_until_the_first_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let first = corpus.writer().unwrap();
        assert!(matches!(corpus.writer(), Err(CorpusError::Busy(_))));
        drop(first);
        assert!(corpus.writer().is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Write, truncate anywhere, write again: whole lines survive, the torn one is gone, nothing else changes.
        #[test]
        fn cut_anywhere(count in 1usize..6, cut in 0.0f64..1.0) {
            let dir = tempfile::tempdir().unwrap();
            let corpus = Corpus::at(dir.path());
            let mut writer = corpus.writer().unwrap();
            let mut ends = vec![0];
            for n in 0..count {
                writer.append(&article(&format!("Bài {n}"))).unwrap();
                ends.push(writer.ledger().unwrap().bytes());
            }
            writer.sync().unwrap();
            drop(writer);
            let path = dir.path().join("articles.jsonl");
            let all = std::fs::metadata(&path).unwrap().len();
            let at = (all as f64 * cut) as u64;
            File::options().write(true).open(&path).unwrap().set_len(at).unwrap();
            let whole = ends.iter().filter(|end| **end <= at).count() - 1;
            prop_assert_eq!(titles(&corpus).len(), whole);
            // The writer completes a line that lacks only its line break.
            let whole = ends.iter().filter(|end| **end <= at + 1).count() - 1;
            let mut writer = corpus.writer().unwrap();
            writer.append(&article("Sau")).unwrap();
            writer.sync().unwrap();
            let left = titles(&corpus);
            prop_assert_eq!(left.len(), whole + 1);
            prop_assert_eq!(left.last().map(String::as_str), Some("Sau"));
        }
    }
}
