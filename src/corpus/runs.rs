//! `runs.jsonl`: one receipt for each run.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::line::LineError;
use super::reverse_lines::ReverseLines;
use super::{CorpusError, Run, line, truncate};
use crate::article::LedgerPosition;
use crate::disk::{open_regular, sync_dir};

/// What a line should be, for error messages.
const EXPECTED: &str = "a receipt";

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) run: Run,
    /// The end of the ledger when the run ended; everything before it is on disk.
    #[serde(default)]
    pub(super) ledger: Option<LedgerPosition>,
    /// The page files that no earlier receipt names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pages: Vec<Pages>,
}

/// A page file as it was when it was closed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pages {
    /// Its file name.
    pub(super) file: String,
    pub(super) bytes: u64,
}

/// The content of the file.
#[derive(Debug)]
struct Lines<T> {
    /// The readable lines, oldest first.
    receipts: Vec<T>,
    /// One sentence for each line that was complete once and can't be read.
    damage: Vec<String>,
    /// Where the last line ends that is kept when the next receipt is appended.
    valid_bytes: u64,
}

/// Appends a receipt and flushes it to disk. A torn receipt of a killed run at the end is truncated first.
pub(super) fn append(path: &Path, receipt: &Receipt) -> Result<(), CorpusError> {
    let new = !path.exists();
    let valid_bytes = walk(path, check)?.valid_bytes;
    let line = line::to_line(receipt);
    let opened = OpenOptions::new().create(true).append(true).read(true).open(path);
    let mut file = opened.map_err(CorpusError::io("can't open", path))?;
    truncate::truncate(path, &mut file, valid_bytes, 0)?;
    file.write_all(&line).and_then(|()| file.sync_data()).map_err(CorpusError::io("can't write to", path))?;
    match path.parent() {
        Some(dir) if new => sync_dir(dir).map_err(CorpusError::io("can't sync the folder", dir)),
        _ => Ok(()),
    }
}

/// Reads receipts from the last one back, as far as the caller consumes them. `T` may be a part of a [`Receipt`].
/// Skips lines that can't be read; see [`damage`].
pub(super) fn newest_first<T: DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, CorpusError>>, CorpusError> {
    let failed = |source| CorpusError::Io { action: "can't read", path: path.to_owned(), source };
    let lines = open(path)?.map(ReverseLines::of).transpose().map_err(failed)?;
    Ok(lines.into_iter().flatten().filter_map(move |line| match line {
        Ok(line) => parse(&line).ok().map(Ok),
        Err(source) => Some(Err(failed(source))),
    }))
}

/// The page file that is last by name among those in receipts. Each receipt names all files since the one before, so
/// the newest receipt that names any has it.
pub(super) fn newest_pages(path: &Path) -> Result<Option<String>, CorpusError> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        pages: Vec<Pages>,
    }
    for line in newest_first(path)? {
        let Line { pages } = line?;
        if let Some(newest) = pages.into_iter().map(|pages| pages.file).max() {
            return Ok(Some(newest));
        }
    }
    Ok(None)
}

/// Whether the file has a receipt among its first lines; false if there is no file.
pub(super) fn are_ours(path: &Path) -> io::Result<bool> {
    const PREFIX_BYTES: u64 = 1024 * 1024;
    let file = match open_regular(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(file.take(PREFIX_BYTES));
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        if parse::<Receipt>(text).is_ok() {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

fn open(path: &Path) -> Result<Option<File>, CorpusError> {
    match open_regular(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
    }
}

/// All readable receipts, oldest first. A run whose receipt has no name gets the one that it would have today: it began
/// where the run before it ended.
pub(super) fn read(path: &Path) -> Result<Vec<Receipt>, CorpusError> {
    let mut receipts = walk(path, parse::<Receipt>)?.receipts;
    let mut begins = 0;
    for Receipt { run, ledger, .. } in &mut receipts {
        run.name.get_or_insert_with(|| Run::name_of(run.started, begins));
        begins = ledger.as_ref().map_or(begins, |ledger| ledger.bytes);
    }
    Ok(receipts)
}

/// One sentence for each line that was complete once and can't be read.
pub(super) fn damage(path: &Path) -> Result<Vec<String>, CorpusError> {
    Ok(walk(path, check)?.damage)
}

fn walk<T>(path: &Path, parse: impl Fn(&[u8]) -> Result<T, LineError>) -> Result<Lines<T>, CorpusError> {
    let (mut read, mut at) = (Lines { receipts: Vec::new(), damage: Vec::new(), valid_bytes: 0 }, 0);
    let Some(file) = open(path)? else { return Ok(read) };
    // Whether an unreadable line is damaged or torn depends on what follows it.
    let mut doubtful = Vec::new();
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let bytes = reader.read_until(b'\n', &mut line).map_err(CorpusError::io("can't read", path))?;
        if bytes == 0 {
            break;
        }
        at += bytes as u64;
        match line.strip_suffix(b"\n").ok_or(LineError::NoEnd).and_then(&parse) {
            Ok(receipt) => {
                read.receipts.push(receipt);
                read.damage.append(&mut doubtful);
                read.valid_bytes = at;
            }
            Err(what) => {
                doubtful.push(format!("the receipt in line {number} of {} can't be read: {what}", path.display()));
                // What never reached the disk is missing or reads as zeros.
                if line.ends_with(b"\n") && !line.contains(&0) {
                    read.damage.append(&mut doubtful);
                    read.valid_bytes = at;
                }
            }
        }
    }
    Ok(read)
}

/// Verifies a line's checksum, ten times cheaper than parsing; lines without one are parsed.
fn check(line: &[u8]) -> Result<(), LineError> {
    if line::stated_checksum(line).is_some() { line::verify(line) } else { parse::<Receipt>(line).map(drop) }
}

/// Verifies and parses a line. Receipts from before checksums were added have none; they lack a key that all later
/// ones have.
fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineError> {
    const SINCE_CHECKSUMS: &[u8] = b"\"newest\":";
    if line::stated_checksum(line).is_some() || memchr::memmem::find(line, SINCE_CHECKSUMS).is_some() {
        line::verify(line)?;
    }
    line::parse_verified(line, EXPECTED)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::Corpus;
    use super::*;

    /// A corpus with `count` receipts, which differ in `seen`.
    fn corpus(dir: &Path, count: u64) -> Corpus {
        let corpus = Corpus::at(dir);
        for n in 0..count {
            let run = Run { seen: n, ..Run::begun("import", DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH) };
            corpus.writer().unwrap().record(&run).unwrap();
        }
        corpus
    }

    fn numbers(corpus: &Corpus) -> Vec<u64> {
        corpus.runs().unwrap().iter().map(|run| run.seen).collect()
    }

    #[test]
    fn a_damaged_receipt_is_reported_with_its_line_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3);
        let path = folder.path().join("runs.jsonl");
        let whole = std::fs::read(&path).unwrap();
        assert_eq!((numbers(&corpus), corpus.damaged_receipts().unwrap()), (vec![0, 1, 2], vec![]));
        let second = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
        let length = whole[second..].iter().position(|b| *b == b'\n').unwrap();
        for at in (second..second + length).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            assert_eq!(numbers(&corpus), [0, 2], "byte {at}");
            let damage = corpus.damaged_receipts().unwrap();
            // A line break in the middle splits the line in two.
            assert!(!damage.is_empty() && damage[0].contains("line 2 of"), "byte {at}: {damage:?}");
            corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
            assert_eq!(numbers(&corpus), [0, 2, 0]);
            assert!(std::fs::read(&path).unwrap().starts_with(&damaged), "nothing is lost");
        }
    }

    #[test]
    fn the_last_receipt_is_damaged_rather_than_torn_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 2);
        let path = folder.path().join("runs.jsonl");
        let mut damaged = std::fs::read(&path).unwrap();
        let at = damaged.len() - 40;
        damaged[at] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        let damage = corpus.damaged_receipts().unwrap();
        assert!(damage.len() == 1 && damage[0].contains("line 2 of"), "{damage:?}");
        corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
        assert_eq!(numbers(&corpus), [0, 0]);
        assert!(std::fs::read(&path).unwrap().starts_with(&damaged), "nothing is lost");
    }

    #[test]
    fn damaged_and_torn_receipts_are_skipped_from_the_end_too() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 4);
        let path = folder.path().join("runs.jsonl");
        let newest = || newest_first::<Receipt>(&path).unwrap().map(|r| r.unwrap().run.seen).collect::<Vec<_>>();
        assert_eq!(newest(), [3, 2, 1, 0]);
        let ledger = corpus.ledger().unwrap().unwrap();
        assert_eq!(corpus.is_complete(&ledger).unwrap(), None, "imports contact no server");
        let mut file = std::fs::read(&path).unwrap();
        let second = file.iter().position(|b| *b == b'\n').unwrap() + 1;
        file[second + 20] ^= 1;
        file.truncate(file.len() - 1);
        std::fs::write(&path, &file).unwrap();
        assert_eq!(newest(), [2, 0]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(newest(), [0; 0]);
    }

    #[test]
    fn every_run_has_a_name_whenever_its_receipt_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(folder.path());
        let started = DateTime::from_timestamp(1_769_907_600, 0).unwrap();
        let stored = |named: bool, title: &str| {
            let mut writer = corpus.writer().unwrap();
            if named {
                writer.begin_run(started);
            }
            let id = crate::article::Id::of(title, None);
            let provenance = crate::article::Provenance::new(started, None, None);
            let sighting = crate::article::Sighting::titled(title.to_owned());
            writer.append(&crate::article::Article::first(id, sighting, provenance)).unwrap();
            writer.record(&Run::begun("import", started, started)).unwrap();
            writer.ledger_bytes()
        };
        let ends = [(false, "Một"), (false, "Hai"), (true, "Ba")].map(|(named, title)| stored(named, title));
        let names: Vec<String> = corpus.runs().unwrap().into_iter().filter_map(|run| run.name).collect();
        let begins = [0, ends[0], ends[1]];
        assert_eq!(names, begins.map(|bytes| format!("run-20260201T010000Z-{bytes}")));
    }

    #[test]
    fn a_torn_receipt_of_a_killed_run_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 2);
        let path = folder.path().join("runs.jsonl");
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
        for cut in first..whole.len() {
            for zeros in [&b""[..], b"\0\0\0", b"\0\0\n"] {
                std::fs::write(&path, [&whole[..cut], zeros].concat()).unwrap();
                assert_eq!((numbers(&corpus), corpus.damaged_receipts().unwrap()), (vec![0], vec![]), "cut at {cut}");
            }
        }
        corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
        assert_eq!((numbers(&corpus), corpus.damaged_receipts().unwrap()), (vec![0, 0], vec![]));
    }
}
