//! The ledger: `articles.jsonl`, one line for one version of one article, for reading.
//!
//! A line is the JSON of an [`Article`], sealed ([`super::line`]), so that it can be judged by
//! itself, wherever reading starts. The last line that bears an id counts: as its own (`"id"`), or as
//! that of an article which has proved to be this one (`"joined"`).

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::CorpusError;
use super::line::{self, SEAL_BYTES};
use super::told::Told;
use super::torn::sound_bytes;
use crate::article::{Article, LedgerPosition};

/// Longest line in bytes: no article is that long, so a longer line is damage.
pub(super) const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const BUFFER_BYTES: usize = 256 * 1024;

/// The ledger as it was when it was opened.
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
    /// Bytes up to and including the last line break.
    bytes: u64,
    told: Told,
}

/// One line of the ledger.
pub(crate) struct Line {
    /// Where it starts, in bytes.
    pub(crate) offset: u64,
    pub(crate) article: Article,
}

/// A line of the ledger that is as it was written, by its checksum.
pub(crate) struct Sealed<'a> {
    path: &'a Path,
    offset: u64,
    bytes: &'a [u8],
}

impl Sealed<'_> {
    /// The line without its break.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// Reads what it says.
    pub(crate) fn article(&self) -> Result<Article, CorpusError> {
        let Sealed { path, offset, bytes } = *self;
        read(bytes).map_err(|what| CorpusError::Damaged { path: path.to_owned(), line: 0, offset, what })
    }
}

impl Ledger {
    pub(super) fn open(path: &Path, told: Told) -> Result<Option<Ledger>, CorpusError> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
        };
        let bytes = sound_bytes(path, &mut file, &told)?;
        Ok(Some(Ledger { path: path.to_owned(), file, bytes, told }))
    }

    /// What the writer itself has appended, all of it sound.
    pub(super) fn open_written(path: &Path, bytes: u64) -> Result<Ledger, CorpusError> {
        let file = File::open(path).map_err(CorpusError::io("can't open", path))?;
        Ok(Ledger { path: path.to_owned(), file, bytes, told: Told::default() })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Looks at the file again: more may have been appended since, or another ledger stand there.
    pub(crate) fn refresh(&mut self) -> Result<(), CorpusError> {
        if let Some(fresh) = Ledger::open(&self.path, self.told.clone())? {
            *self = fresh;
        }
        Ok(())
    }

    /// How many bytes follow it in its file: torn, or about to become lines.
    pub(crate) fn torn_bytes(&self) -> Result<u64, CorpusError> {
        let all = self.file.metadata().map_err(CorpusError::io("can't read", &self.path))?.len();
        Ok(all.saturating_sub(self.bytes))
    }

    /// Where the ledger ends now.
    pub(crate) fn position(&self) -> Result<LedgerPosition, CorpusError> {
        Ok(LedgerPosition { bytes: self.bytes, check: self.check_before(self.bytes)? })
    }

    /// Whether this is the ledger that a mark was taken of, whatever was appended to it since.
    pub(crate) fn holds(&self, mark: &LedgerPosition) -> Result<bool, CorpusError> {
        Ok(mark.bytes <= self.bytes && self.check_before(mark.bytes)? == mark.check)
    }

    /// One sentence when the ledger is not as the last run left it: lines that it had told as stored
    /// are gone or stand elsewhere.
    pub(crate) fn lost(&self) -> Result<Option<String>, CorpusError> {
        self.lost_since(&self.told)
    }

    /// The same by what runs had told before its writer wrote.
    pub(super) fn lost_since(&self, told: &Told) -> Result<Option<String>, CorpusError> {
        match told.last() {
            Some(last) if !self.holds(&last.mark)? => Ok(told.lost(&self.path, Some(self.bytes))),
            _ => Ok(None),
        }
    }

    fn check_before(&self, end: u64) -> Result<String, CorpusError> {
        check_before(&self.file, end).map_err(CorpusError::io("can't read", &self.path))
    }

    /// Reads the article whose line starts at `offset`, and no more than about that line.
    pub(crate) fn read_at(&self, offset: u64) -> Result<Article, CorpusError> {
        self.line_at(offset, &mut Vec::new())?.article()
    }

    /// Reads the one line that starts at `offset`, and judges it by its checksum. The buffer may hold
    /// anything: whoever reads many lines keeps it for all of them.
    pub(crate) fn line_at<'a>(&'a self, offset: u64, buffer: &'a mut Vec<u8>) -> Result<Sealed<'a>, CorpusError> {
        let end = self.read_line(offset, buffer).map_err(CorpusError::io("can't read", &self.path))?;
        let damaged = |what: String| CorpusError::Damaged { path: self.path.clone(), line: 0, offset, what };
        let bytes = &buffer[..end.ok_or_else(|| damaged("no line starts here".into()))?];
        line::judge(bytes).map_err(damaged)?;
        Ok(Sealed { path: &self.path, offset, bytes })
    }

    /// Reads a line to the start of a buffer and gives its length without the line break.
    fn read_line(&self, offset: u64, buffer: &mut Vec<u8>) -> io::Result<Option<usize>> {
        /// Most lines fit into this.
        const STEP_BYTES: usize = 8 * 1024;
        let longest = self.bytes.saturating_sub(offset).min(LINE_BYTES_MAX);
        let mut read = 0;
        while (read as u64) < longest {
            let step = usize::try_from(longest - read as u64).map_or(STEP_BYTES, |left| left.min(STEP_BYTES));
            if buffer.len() < read + step {
                buffer.resize(read + step, 0);
            }
            let fresh = match read_at(&self.file, &mut buffer[read..read + step], offset + read as u64) {
                Ok(0) => break,
                Ok(fresh) => fresh,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if let Some(end) = memchr::memchr(b'\n', &buffer[read..read + fresh]) {
                return Ok(Some(read + end));
            }
            read += fresh;
        }
        Ok(None)
    }

    /// The last version that any article had at an address. Reads the ledger through.
    pub(crate) fn version_at(&mut self, url: &str) -> Result<Option<Article>, CorpusError> {
        let url_as_written = serde_json::to_string(url).expect("text is always valid JSON");
        let wanted = memchr::memmem::Finder::new(&url_as_written).into_owned();
        let mut last = None;
        let mut lines = self.lines(0)?;
        while let Some(line) = lines.next_bytes() {
            let (_, bytes) = line?;
            // A line that can't be read is no answer; whoever reads it whole says what is wrong.
            let article = wanted.find(bytes).and_then(|_| parse(bytes).ok());
            last = article.filter(|article| article.url.as_deref() == Some(url)).or(last);
        }
        Ok(last)
    }

    /// Offsets of the lines from `offset` on that a later line of the same article supersedes, under
    /// whichever id. Reads no more of a line than its ids, and keeps a few bytes for each article.
    pub(crate) fn superseded(&mut self, offset: u64) -> Result<HashSet<u64>, CorpusError> {
        let hasher = RandomState::new();
        let mut latest: HashMap<u64, u64> = HashMap::new();
        let mut superseded = HashSet::new();
        let mut lines = self.lines(offset)?;
        while let Some(line) = lines.next_bytes() {
            let (offset, bytes) = line?;
            // A line without an id at its start is damaged: whoever reads it whole will say so.
            let Some((id, joined)) = line::ids(bytes) else { continue };
            superseded.extend(latest.insert(hasher.hash_one(id), offset));
            superseded.extend(joined.filter_map(|id| latest.remove(&hasher.hash_one(id))));
        }
        Ok(superseded)
    }

    /// All lines from the one that starts at `offset`. Line numbers in errors count from there.
    pub(crate) fn lines(&mut self, offset: u64) -> Result<Lines<'_>, CorpusError> {
        self.file.seek(SeekFrom::Start(offset)).map_err(CorpusError::io("can't read", &self.path))?;
        let left = self.bytes.saturating_sub(offset);
        Ok(Lines {
            path: &self.path,
            reader: BufReader::with_capacity(
                BUFFER_BYTES.min(usize::try_from(left).unwrap_or(BUFFER_BYTES)).max(1),
                &mut self.file,
            )
            .take(left),
            offset,
            line: 0,
            buffer: Vec::new(),
        })
    }
}

/// Lines of the ledger in order. After an error the next line follows.
pub(crate) struct Lines<'a> {
    path: &'a Path,
    reader: io::Take<BufReader<&'a mut File>>,
    offset: u64,
    line: u64,
    buffer: Vec<u8>,
}

impl Lines<'_> {
    /// Moves to the next line and gives its offset and bytes without the line break; no checks.
    fn next_bytes(&mut self) -> Option<Result<(u64, &[u8]), CorpusError>> {
        self.buffer.clear();
        let read = (&mut self.reader).take(LINE_BYTES_MAX).read_until(b'\n', &mut self.buffer);
        match read {
            Ok(0) => None,
            Ok(read) => {
                let offset = self.offset;
                self.offset += read as u64;
                self.line += 1;
                Some(Ok((offset, self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer))))
            }
            Err(source) => Some(Err(CorpusError::Io { action: "can't read", path: self.path.to_owned(), source })),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let parsed = match self.next_bytes()? {
            Err(e) => return Some(Err(e)),
            Ok((offset, bytes)) => (offset, parse(bytes)),
        };
        Some(match parsed {
            (offset, Ok(article)) => Ok(Line { offset, article }),
            (offset, Err(what)) => {
                Err(CorpusError::Damaged { path: self.path.to_owned(), line: self.line, offset, what })
            }
        })
    }
}

/// What the ledger says of itself at a place: the checksum of the line that ends there, and one over
/// samples of everything before it, which tells the same lines in another order.
pub(super) fn check_before(file: &File, end: u64) -> io::Result<String> {
    const SAMPLES: u64 = 16;
    const SAMPLE_BYTES: u64 = 32;
    let mut hasher = crc32fast::Hasher::new();
    for n in 1..SAMPLES {
        let sample_end = end / SAMPLES * n + end % SAMPLES * n / SAMPLES;
        hasher.update(&bytes_before(file, sample_end, SAMPLE_BYTES)?);
    }
    Ok(format!("{}-{:08x}", last_check(file, end)?, hasher.finalize()))
}

/// The checksum of the line that ends at a place, the first part of [`LedgerPosition::check`].
pub(super) fn last_check(file: &File, end: u64) -> io::Result<String> {
    let tail = bytes_before(file, end, SEAL_BYTES as u64 + 1)?;
    let digits = tail.strip_suffix(b"\n").and_then(line::seal_of);
    Ok(String::from_utf8_lossy(digits.unwrap_or_default()).into_owned())
}

fn bytes_before(file: &File, end: u64, length: u64) -> io::Result<Vec<u8>> {
    read_range(file, end.saturating_sub(length), end)
}

/// Reads a part of a file, up to the file's end at most.
pub(super) fn read_range(file: &File, start: u64, end: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(end - start).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let mut bytes = vec![0; length];
    let mut read = 0;
    while read < length {
        match read_at(file, &mut bytes[read..], start + read as u64) {
            Ok(0) => break,
            Ok(fresh) => read += fresh,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    bytes.truncate(read);
    Ok(bytes)
}

/// Judges a line by its checksum, then reads it.
fn parse(line: &[u8]) -> Result<Article, String> {
    line::judge(line)?;
    read(line)
}

fn read(line: &[u8]) -> Result<Article, String> {
    // Checked once for the whole line, many times as fast as string by string.
    let text = simdutf8::basic::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())?;
    serde_json::from_str(text).map_err(|e| format!("the line is no article: {e}"))
}

/// Reads from a place of a file, wherever others that read it are.
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_at(file, buffer, offset);
    #[cfg(windows)]
    return std::os::windows::fs::FileExt::seek_read(file, buffer, offset);
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
    fn what_was_appended_is_read_back_at_its_offset() {
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
    fn superseded_lines_are_known_by_their_ids() {
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
    fn a_line_that_joins_an_article_supersedes_it_for_good() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        let mut both = article("Một");
        both.absorb(article("Hai"), true);
        assert_eq!(both.joined, [article("Hai").id]);
        let lines = [article("Một"), article("Hai"), article("Hai"), article("Ba"), both.clone(), both];
        let offsets: Vec<u64> = lines.iter().map(|line| writer.append(line).unwrap()).collect();
        writer.sync().unwrap();
        let mut ledger = corpus.ledger().unwrap().unwrap();
        let left: Vec<u64> = (0..6).filter(|n| [3, 5].contains(n)).map(|n| offsets[n]).collect();
        let superseded = ledger.superseded(0).unwrap();
        assert_eq!(offsets.iter().filter(|offset| !superseded.contains(offset)).copied().collect::<Vec<_>>(), left);
        let versions = corpus.versions(&ledger.read_at(offsets[5]).unwrap()).unwrap();
        assert_eq!(versions.len(), 5, "what it was before is kept, under both ids");
    }

    #[test]
    fn one_ledger_is_told_from_another_and_from_itself_grown() {
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
        let (end, mark) = (one.bytes(), one.position().unwrap());
        assert!(one.holds(&mark).unwrap() && other.bytes() > end);
        assert!(!other.holds(&mark).unwrap());

        drop(filled("one", &["Ba"]));
        assert_eq!(one.bytes(), end);
        one.refresh().unwrap();
        assert!(one.bytes() > end);
        assert!(one.holds(&mark).unwrap());
    }

    #[test]
    fn a_second_writer_is_turned_away_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let first = corpus.writer().unwrap();
        assert!(matches!(corpus.writer(), Err(CorpusError::Busy(_))));
        drop(first);
        assert!(corpus.writer().is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Write, cut anywhere, write on: whole lines survive, the torn one is gone, nothing else changes.
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
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a random place in a small file")]
            let at = (all as f64 * cut) as u64;
            File::options().write(true).open(&path).unwrap().set_len(at).unwrap();
            let whole = ends.iter().filter(|end| **end <= at).count() - 1;
            prop_assert_eq!(titles(&corpus).len(), whole);
            let mut writer = corpus.writer().unwrap();
            writer.append(&article("Sau")).unwrap();
            writer.sync().unwrap();
            let left = titles(&corpus);
            prop_assert_eq!(left.len(), whole + 1);
            prop_assert_eq!(left.last().map(String::as_str), Some("Sau"));
        }
    }
}
