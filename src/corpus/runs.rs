//! `runs.jsonl`: a receipt of every run that collected something, or tried to.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{CorpusError, Mark, Run, line, sync_dir, torn};

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) run: Run,
    /// Where the ledger ended when the run did; all before it is on the disk.
    #[serde(default)]
    pub(super) ledger: Option<Mark>,
    /// The files of raw answers that were closed since the receipt before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pages: Vec<Pages>,
}

/// A file of raw answers as it was when it was closed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pages {
    /// Its name among the pages.
    pub(super) file: String,
    pub(super) bytes: u64,
}

/// What the file holds.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    /// Oldest first.
    pub(super) receipts: Vec<Receipt>,
    /// One sentence for each line that was whole once and can't be read.
    pub(super) damage: Vec<String>,
    /// Where the last line ends that can stay when the next receipt is written.
    sound_bytes: u64,
}

/// Appends a receipt. What a run that died left of its own, behind the last line that is whole, makes
/// room as torn ends of the ledger do: see [`torn`].
pub(super) fn append(path: &Path, receipt: &Receipt) -> Result<(), CorpusError> {
    let new = !path.exists();
    let sound_bytes = read(path)?.sound_bytes;
    let line = line::sealed(receipt);
    let opened = OpenOptions::new().create(true).append(true).read(true).open(path);
    let mut file = opened.map_err(CorpusError::io("can't open", path))?;
    torn::cut(path, &mut file, sound_bytes)?;
    file.write_all(&line).and_then(|()| file.sync_data()).map_err(CorpusError::io("can't write to", path))?;
    match path.parent() {
        Some(dir) if new => sync_dir(dir),
        _ => Ok(()),
    }
}

/// The last receipt, without a look at those before it; `None` where it takes the whole file to tell:
/// its line is very long, or not as it was written.
pub(super) fn last(path: &Path) -> Result<Option<Receipt>, CorpusError> {
    const LAST_BYTES_MAX: u64 = 16 * 1024;
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut tail = Vec::new();
    let read = |file: &mut File, tail: &mut Vec<u8>| {
        let end = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(end.saturating_sub(LAST_BYTES_MAX)))?;
        file.take(LAST_BYTES_MAX).read_to_end(tail).map(|_| end <= LAST_BYTES_MAX)
    };
    let is_whole = read(&mut file, &mut tail).map_err(CorpusError::io("can't read", path))?;
    let Some(lines) = tail.strip_suffix(b"\n") else { return Ok(None) };
    let start = match memchr::memrchr(b'\n', lines) {
        Some(before) => before + 1,
        None if is_whole => 0,
        None => return Ok(None),
    };
    Ok(parse(&lines[start..]).ok())
}

/// The newest receipt of the kind that is wanted; only it and those after it are read.
pub(super) fn newest(path: &Path, wanted: impl Fn(&Receipt) -> bool) -> Result<Option<Receipt>, CorpusError> {
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(CorpusError::io("can't read", path))?;
    // What follows the last line break is torn; lines that can't be read are told by whoever reads all.
    let whole = memchr::memrchr(b'\n', &bytes).map_or(&[][..], |end| &bytes[..end]);
    Ok(whole.rsplit(|b| *b == b'\n').filter_map(|line| parse(line).ok()).find(wanted))
}

fn open(path: &Path) -> Result<Option<File>, CorpusError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
    }
}

pub(super) fn read(path: &Path) -> Result<Receipts, CorpusError> {
    let Some(file) = open(path)? else { return Ok(Receipts::default()) };
    let (mut read, mut at) = (Receipts::default(), 0);
    // Of a line that can't be read only what follows tells whether it is damaged, or torn.
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
        match line.strip_suffix(b"\n").ok_or_else(|| "the line has no end".to_owned()).and_then(parse) {
            Ok(receipt) => {
                read.receipts.push(receipt);
                read.damage.append(&mut doubtful);
                read.sound_bytes = at;
            }
            Err(what) => {
                doubtful.push(format!("the receipt in line {number} of {} can't be read: {what}", path.display()));
                // What never reached the disk reads as zeros, or is not there.
                if line.ends_with(b"\n") && !line.contains(&0) {
                    read.damage.append(&mut doubtful);
                    read.sound_bytes = at;
                }
            }
        }
    }
    Ok(read)
}

/// Judges a line and reads it. Lines of before receipts were sealed have no checksum, and lack a key
/// that all others have.
fn parse(line: &[u8]) -> Result<Receipt, String> {
    const SINCE_SEALED: &[u8] = b"\"newest\":";
    if line::seal_of(line).is_some() || line.windows(SINCE_SEALED.len()).any(|part| part == SINCE_SEALED) {
        line::judge(line)?;
    }
    serde_json::from_slice(line).map_err(|e| format!("it is no receipt: {e}"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::Corpus;
    use super::*;

    /// A corpus with so many receipts, which differ in a number.
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
    fn a_receipt_that_is_damaged_is_told_with_its_line_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3);
        let path = folder.path().join("runs.jsonl");
        let whole = std::fs::read(&path).unwrap();
        assert_eq!((numbers(&corpus), corpus.damaged_runs().unwrap()), (vec![0, 1, 2], vec![]));
        let second = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
        let length = whole[second..].iter().position(|b| *b == b'\n').unwrap();
        for at in (second..second + length).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            assert_eq!(numbers(&corpus), [0, 2], "byte {at}");
            let damage = corpus.damaged_runs().unwrap();
            // A line break in the middle makes two of one.
            assert!(!damage.is_empty() && damage[0].contains("line 2 of"), "byte {at}: {damage:?}");
            corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
            assert_eq!(numbers(&corpus), [0, 2, 0]);
            assert!(std::fs::read(&path).unwrap().starts_with(&damaged), "nothing is thrown away");
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
        let damage = corpus.damaged_runs().unwrap();
        assert!(damage.len() == 1 && damage[0].contains("line 2 of"), "{damage:?}");
        corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
        assert_eq!(numbers(&corpus), [0, 0]);
        assert!(std::fs::read(&path).unwrap().starts_with(&damaged), "nothing is thrown away");
    }

    #[test]
    fn the_newest_of_a_kind_is_found_from_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 5);
        let path = folder.path().join("runs.jsonl");
        let newest = |below| newest(&path, |receipt| receipt.run.seen < below).unwrap().map(|receipt| receipt.run.seen);
        assert_eq!([9, 4, 1, 0].map(newest), [Some(4), Some(3), Some(0), None]);
        assert!(corpus.last_fetch().unwrap().is_none(), "imports ask nobody");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        assert_eq!(newest(9), Some(3));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(newest(9), None);
    }

    #[test]
    fn what_a_run_that_died_left_of_its_receipt_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 2);
        let path = folder.path().join("runs.jsonl");
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
        for cut in first..whole.len() {
            for zeros in [&b""[..], b"\0\0\0", b"\0\0\n"] {
                std::fs::write(&path, [&whole[..cut], zeros].concat()).unwrap();
                assert_eq!((numbers(&corpus), corpus.damaged_runs().unwrap()), (vec![0], vec![]), "cut at {cut}");
            }
        }
        corpus.writer().unwrap().record(&corpus.runs().unwrap()[0]).unwrap();
        assert_eq!((numbers(&corpus), corpus.damaged_runs().unwrap()), (vec![0, 0], vec![]));
    }
}
