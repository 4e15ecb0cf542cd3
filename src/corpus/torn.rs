//! The torn end: what a power cut leaves of lines and answers that were not yet on the disk.
//!
//! Blocks reach a disk in any order, so what was appended last may come back with holes: zeros, half
//! lines, whole lines behind broken ones. None of it had been told as stored. It is cut off from its
//! first broken line on, and where there was more than half a line, set aside in `torn/`: nothing is
//! thrown away. A broken line anywhere else is damage, and is left as it is. The same holds for receipts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;

use super::ledger::{LINE_BYTES_MAX, last_check};
use super::line::{is_sound, seal_of};
use super::told::Told;
use super::{CorpusError, sync_dir};
use crate::article::LedgerPosition;

/// How much of the ledger may be on its way to the disk. Nothing further from its end can be torn.
pub(super) const UNSYNCED_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Length of the ledger without its torn end. A line before one of the marks that it holds was told
/// as stored, and is never torn: what is wrong with it is damage. So it is where bytes were added or
/// taken, and a line that a mark knows ends elsewhere now.
pub(super) fn sound_bytes(path: &Path, file: &mut File, told: &Told) -> Result<u64, CorpusError> {
    let io = || CorpusError::io("can't read", path);
    let end = whole_bytes(file).map_err(io())?;
    let start = match told.last() {
        Some(last) if last.mark.bytes <= end && ends_at(file, &last.mark).map_err(io())? => last.mark.bytes,
        _ => told_bytes(file, told.marks()?, end).map_err(io())?,
    };
    let start = start.max(end.saturating_sub(UNSYNCED_BYTES_MAX));
    let Some(broken) = broken_line(file, start, end).map_err(io())? else { return Ok(end) };
    // The broken line may be the one that was told, with its seal.
    let is_told = has_told_line(file, broken, end, told.marks()?).map_err(io())?;
    Ok(if is_told { end } else { broken })
}

/// The furthest of the marks at which the line still ends that ended there then. Lines before it may
/// be damaged, and stay told.
fn told_bytes(file: &File, marks: &[LedgerPosition], end: u64) -> io::Result<u64> {
    let mut marks: Vec<&LedgerPosition> = marks.iter().filter(|mark| mark.bytes <= end).collect();
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.bytes));
    for mark in marks {
        if ends_at(file, mark)? {
            return Ok(mark.bytes);
        }
    }
    Ok(0)
}

fn ends_at(file: &File, mark: &LedgerPosition) -> io::Result<bool> {
    let check = last_check(file, mark.bytes)?;
    Ok(!check.is_empty() && mark.check.starts_with(&check))
}

/// Where the first broken line starts of those from `start` on, the first of them at its own start.
fn broken_line(file: &mut File, start: u64, end: u64) -> io::Result<Option<u64>> {
    if start >= end {
        return Ok(None);
    }
    // From a line's start: the byte before it is a line break.
    let mut at = start.saturating_sub(1);
    file.seek(SeekFrom::Start(at))?;
    let mut reader = BufReader::new(file.take(end - at));
    let mut line = Vec::new();
    if start > 0 {
        at += reader.read_until(b'\n', &mut line)? as u64;
    }
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line)? {
            0 => return Ok(None),
            read if is_sound(line.strip_suffix(b"\n").unwrap_or(&line)) => at += read as u64,
            _ => return Ok(Some(at)),
        }
    }
}

/// Whether a run ended with one of these lines, to go by its seal.
fn has_told_line(file: &mut File, start: u64, end: u64, marks: &[LedgerPosition]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(start))?;
    let mut reader = BufReader::new(file.take(end - start));
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        // An editor may have put other line ends.
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let seal = seal_of(text.strip_suffix(b"\r").unwrap_or(text));
        if seal.is_some_and(|seal| marks.iter().any(|mark| mark.check.as_bytes().starts_with(seal))) {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

/// Length of the file up to its last line break.
fn whole_bytes(file: &mut File) -> io::Result<u64> {
    const STEP_BYTES: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut block = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP_BYTES);
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        (&mut *file).take(end - start).read_to_end(&mut block)?;
        if let Some(at) = block.iter().rposition(|b| *b == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// What was cut off a file.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) bytes: u64,
    /// The file that it is in now; `None` where it was half a line that nobody had told as stored.
    pub(crate) aside: Option<PathBuf>,
}

/// Gives the last line its break where only that is missing: by its seal, nothing else is.
pub(super) fn end_last_line(path: &Path, file: &mut File) -> Result<(), CorpusError> {
    let mut end = || -> io::Result<()> {
        let whole = whole_bytes(file)?;
        let mut line = Vec::new();
        file.seek(SeekFrom::Start(whole))?;
        file.take(LINE_BYTES_MAX).read_to_end(&mut line)?;
        if is_sound(&line) {
            file.seek(SeekFrom::End(0))?;
            file.write_all(b"\n")?;
            file.sync_data()?;
        }
        Ok(())
    };
    end().map_err(CorpusError::io("can't mend the end of", path))
}

/// Cuts a file of lines to its sound part. What is cut off is set aside first, unless it is half a line
/// behind all that was told as stored.
pub(super) fn cut(path: &Path, file: &mut File, sound_bytes: u64, told_bytes: u64) -> Result<Option<Cut>, CorpusError> {
    let io = |action| CorpusError::io(action, path);
    let whole = file.metadata().map_err(io("can't read"))?.len();
    if whole <= sound_bytes {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(sound_bytes)).map_err(io("can't read"))?;
    let has_lines = whole_bytes(file).map_err(io("can't read"))? > sound_bytes;
    let aside = if has_lines || sound_bytes < told_bytes { Some(set_aside(path, file, sound_bytes)?) } else { None };
    file.set_len(sound_bytes).map_err(io("can't cut the torn end of"))?;
    file.sync_data().map_err(io("can't sync"))?;
    Ok(Some(Cut { bytes: whole - sound_bytes, aside }))
}

fn set_aside(path: &Path, file: &mut File, from: u64) -> Result<PathBuf, CorpusError> {
    let dir = path.with_file_name("torn");
    fs::create_dir_all(&dir).map_err(CorpusError::io("can't make the folder", &dir))?;
    // Died over this before: the file is still as it was, and the copy is made anew.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let aside = dir.join(format!("{stem}-{from}.jsonl"));
    let copy = |file: &mut File| -> io::Result<()> {
        let mut copy = File::create(&aside)?;
        file.seek(SeekFrom::Start(from))?;
        io::copy(file, &mut copy)?;
        copy.sync_all()
    };
    copy(file).map_err(CorpusError::io("can't write", &aside))?;
    sync_dir(&dir)?;
    Ok(aside)
}

/// Mends a page file whose writer died: cuts it to its whole records, and removes it when there are
/// none. Whether anything of it is left.
pub(super) fn cut_pages(path: &Path) -> Result<bool, CorpusError> {
    let whole = whole_members(path).map_err(CorpusError::io("can't read", path))?;
    if whole == 0 {
        fs::remove_file(path).map_err(CorpusError::io("can't remove", path))?;
        return Ok(false);
    }
    let cut = || -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(whole)?;
        file.sync_all()
    };
    cut().map_err(CorpusError::io("can't cut the torn end of", path))?;
    Ok(true)
}

/// Length of the whole gzip members that a file begins with; each is one record.
fn whole_members(path: &Path) -> io::Result<u64> {
    let mut whole = 0;
    let mut input = Counted { inner: BufReader::new(File::open(path)?), bytes: 0 };
    while input.fill_buf()?.starts_with(&[0x1f]) {
        match io::copy(&mut GzDecoder::new(&mut input), &mut io::sink()) {
            Ok(_) => whole = input.bytes,
            Err(e)
                if matches!(
                    e.kind(),
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
                ) =>
            {
                break;
            }
            Err(e) => return Err(e),
        }
    }
    Ok(whole)
}

/// Counts what was taken from a reader.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.bytes += amount as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, Run, Writer};
    use super::*;
    use crate::answer::Answer;
    use crate::article::{Article, Id, Provenance, Sighting};
    use chrono::DateTime;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn article(n: usize) -> Article {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        let title = format!("Bài {n}");
        Article::first(Id::of(&title, None), Sighting::titled(title), provenance)
    }

    fn receipt() -> Run {
        let zero = r#"{"started":"2026-02-01T01:00:00Z","ended":"2026-02-01T01:00:00Z","source":"import","portal":null,
            "seen":0,"new":0,"updated":0,"unchanged":0,"failed":0,"requests":0,"bytes":0,"complete":true,"stopped":null}"#;
        serde_json::from_str(zero).unwrap()
    }

    /// A corpus with so many lines told as stored, and so many more that a run which died had appended.
    fn corpus(dir: &Path, told: usize, more: usize) -> Corpus {
        let corpus = Corpus::at(dir);
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, 0..told);
        writer.record(&receipt()).unwrap();
        append(&mut writer, told..told + more);
        writer.sync().unwrap();
        corpus
    }

    fn append(writer: &mut Writer, articles: std::ops::Range<usize>) {
        for n in articles {
            writer.append(&article(n)).unwrap();
        }
    }

    fn titles(corpus: &Corpus) -> Vec<String> {
        let mut ledger = corpus.ledger().unwrap().unwrap();
        ledger.lines(0).unwrap().map(|line| line.unwrap().article.title).collect()
    }

    fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).unwrap();
        how(&mut bytes);
        fs::write(path, bytes).unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Holes and cuts behind what was told: what is left is what was appended, up to the first of
        /// them, for readers and for the next writer; and all that was cut can still be looked at.
        #[test]
        fn a_power_cut_leaves_a_beginning(told in 0usize..4, more in 1usize..6, holes in prop::collection::vec((0.0f64..1.0, 1usize..900), 1..4), zeros in 0usize..300) {
            let folder = tempfile::tempdir().unwrap();
            let corpus = corpus(folder.path(), told, more);
            let path = folder.path().join("articles.jsonl");
            let told_bytes = corpus.told().unwrap().last().unwrap().mark.bytes as usize;
            change(&path, |bytes| {
                for (at, length) in &holes {
                    let start = told_bytes + ((bytes.len() - told_bytes) as f64 * at) as usize;
                    let end = (start + length).min(bytes.len());
                    bytes[start..end].fill(0);
                }
                bytes.extend(vec![0; zeros]);
            });
            let torn = fs::read(&path).unwrap();
            let left = titles(&corpus);
            let all: Vec<String> = (0..told + more).map(|n| format!("Bài {n}")).collect();
            prop_assert!(left.len() >= told && left.len() < told + more && all.starts_with(&left));
            prop_assert!(fs::read(&path).unwrap() == torn, "a reader changes nothing");
            let mut writer = corpus.writer().unwrap();
            if let Some(aside) = writer.found().cut.as_ref().and_then(|cut| cut.aside.as_ref()) {
                let kept = fs::read(&path).unwrap();
                prop_assert_eq!([kept, fs::read(aside).unwrap()].concat(), torn);
            }
            append(&mut writer, left.len()..told + more);
            writer.record(&receipt()).unwrap();
            prop_assert_eq!(titles(&corpus), all);
        }
    }

    #[test]
    fn what_was_told_is_never_cut() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3, 2);
        let path = folder.path().join("articles.jsonl");
        change(&path, |bytes| bytes[40] ^= 1);
        let before = fs::read(&path).unwrap();
        assert!(corpus.writer().unwrap().found().cut.is_none());
        assert_eq!(fs::read(&path).unwrap(), before);
        let mut ledger = corpus.ledger().unwrap().unwrap();
        let lines: Vec<_> = ledger.lines(0).unwrap().collect();
        assert!(matches!(lines[0], Err(CorpusError::Damaged { line: 1, .. })));
        assert!(lines.len() == 5 && lines[1..].iter().all(Result::is_ok));
    }

    #[test]
    fn a_told_line_of_another_length_is_damage_and_not_torn() {
        for edited in ["Bài 0", "Bài 2"] {
            let folder = tempfile::tempdir().unwrap();
            let corpus = corpus(folder.path(), 3, 1);
            let path = folder.path().join("articles.jsonl");
            change(&path, |bytes| {
                *bytes = String::from_utf8(bytes.clone()).unwrap().replace(edited, "Bài đã sửa").into_bytes();
            });
            let before = fs::read(&path).unwrap();
            let mut ledger = corpus.ledger().unwrap().unwrap();
            assert_eq!(ledger.bytes(), before.len() as u64, "{edited}");
            assert!(ledger.lines(0).unwrap().any(|line| line.is_err()), "{edited}");
            assert!(corpus.writer().unwrap().found().cut.is_none(), "{edited}");
            assert_eq!(fs::read(&path).unwrap(), before, "{edited}");
        }
    }

    #[test]
    fn a_ledger_of_an_older_state_takes_the_proof_from_later_runs() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3, 2);
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!(corpus.standing_runs().unwrap().len(), 2);
        let path = folder.path().join("articles.jsonl");
        change(&path, |bytes| bytes.truncate(bytes.len() - 2));
        assert_eq!((corpus.runs().unwrap().len(), corpus.standing_runs().unwrap().len()), (2, 1));
        // Grown again by something else, it is still not what the second run left.
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, 7..19);
        writer.sync().unwrap();
        assert_eq!(corpus.standing_runs().unwrap().len(), 1);
    }

    #[test]
    fn pages_of_a_run_that_died_are_cut_to_whole_records() {
        let answer = Answer {
            url: "http://127.0.0.1/a".into(),
            method: "GET".into(),
            asked: None,
            status: 200,
            headers: Vec::new(),
            body: "Sức khỏe ".repeat(40).into_bytes(),
            fetched: DateTime::UNIX_EPOCH,
        };
        let folder = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(folder.path());
        let mut writer = corpus.writer().unwrap();
        writer.keep(&answer).unwrap();
        writer.keep(&answer).unwrap();
        writer.sync().unwrap();
        drop(writer);
        let (open, _) = corpus.page_files().unwrap().remove(0);
        assert!(open.extension().is_some_and(|e| e == "open"));
        let whole = fs::read(&open).unwrap();
        let closed = open.with_extension("");
        let mut sizes = BTreeSet::new();
        for cut in (0..whole.len()).step_by(9).chain([whole.len()]) {
            for zeros in [0, 100] {
                fs::write(&open, [&whole[..cut], &vec![0; zeros]].concat()).unwrap();
                assert_eq!(corpus.verify_pages().unwrap(), Vec::<String>::new(), "cut at {cut}");
                drop(corpus.writer().unwrap());
                assert!(!open.exists());
                assert_eq!(corpus.verify_pages().unwrap(), Vec::<String>::new(), "cut at {cut}");
                let left = fs::read(&closed).unwrap_or_default();
                // The last bytes of a record may be zeros themselves.
                assert!(left.len() <= cut + zeros && whole.starts_with(&left), "cut at {cut}");
                drop(fs::remove_file(&closed));
                sizes.insert(left.len());
            }
        }
        assert_eq!(sizes.len(), 6, "nothing, and each of the five records");
    }
}
