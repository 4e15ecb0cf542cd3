//! `runs.jsonl`: a receipt of every run that collected something, or tried to.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::backwards::Backwards;
use super::{CorpusError, Run, line, sync_dir, torn};
use crate::article::LedgerPosition;

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) run: Run,
    /// Where the ledger ended when the run did; all before it is on the disk.
    #[serde(default)]
    pub(super) ledger: Option<LedgerPosition>,
    /// The files of raw answers that no earlier receipt names.
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
#[derive(Debug)]
struct Lines<T> {
    /// What each line says, oldest first.
    said: Vec<T>,
    /// One sentence for each line that was whole once and can't be read.
    damage: Vec<String>,
    /// Where the last line ends that can stay when the next receipt is written.
    sound_bytes: u64,
}

/// Appends a receipt. What a run that died left of its own, behind the last line that is whole, makes
/// room as torn ends of the ledger do: see [`torn`].
pub(super) fn append(path: &Path, receipt: &Receipt) -> Result<(), CorpusError> {
    let new = !path.exists();
    let sound_bytes = walk(path, judge)?.sound_bytes;
    let line = line::sealed(receipt);
    let opened = OpenOptions::new().create(true).append(true).read(true).open(path);
    let mut file = opened.map_err(CorpusError::io("can't open", path))?;
    torn::cut(path, &mut file, sound_bytes, 0)?;
    file.write_all(&line).and_then(|()| file.sync_data()).map_err(CorpusError::io("can't write to", path))?;
    match path.parent() {
        Some(dir) if new => sync_dir(dir),
        _ => Ok(()),
    }
}

/// What lines say from the last one back, as far as is asked for; `T` may be a part of a [`Receipt`]. What
/// is wrong with a line is told by [`damage`].
pub(super) fn backwards<T: DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, CorpusError>>, CorpusError> {
    let failed = |source| CorpusError::Io { action: "can't read", path: path.to_owned(), source };
    let lines = open(path)?.map(Backwards::of).transpose().map_err(failed)?;
    Ok(lines.into_iter().flatten().filter_map(move |line| match line {
        Ok(line) => parse(&line).ok().map(Ok),
        Err(source) => Some(Err(failed(source))),
    }))
}

/// The last by name of the files of raw answers that receipts tell of. Each receipt names all that came
/// since the one before, so the newest that names any has it.
pub(super) fn newest_pages(path: &Path) -> Result<Option<String>, CorpusError> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        pages: Vec<Pages>,
    }
    for line in backwards(path)? {
        let Line { pages } = line?;
        if let Some(newest) = pages.into_iter().map(|pages| pages.file).max() {
            return Ok(Some(newest));
        }
    }
    Ok(None)
}

fn open(path: &Path) -> Result<Option<File>, CorpusError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
    }
}

/// All receipts, oldest first.
pub(super) fn read(path: &Path) -> Result<Vec<Receipt>, CorpusError> {
    Ok(walk(path, parse)?.said)
}

/// One sentence for each line that was whole once and can't be read.
pub(super) fn damage(path: &Path) -> Result<Vec<String>, CorpusError> {
    Ok(walk(path, judge)?.damage)
}

fn walk<T>(path: &Path, parse: impl Fn(&[u8]) -> Result<T, String>) -> Result<Lines<T>, CorpusError> {
    let (mut read, mut at) = (Lines { said: Vec::new(), damage: Vec::new(), sound_bytes: 0 }, 0);
    let Some(file) = open(path)? else { return Ok(read) };
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
        match line.strip_suffix(b"\n").ok_or_else(|| "the line has no end".to_owned()).and_then(&parse) {
            Ok(said) => {
                read.said.push(said);
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

/// Judges a line by its seal, a tenth of the work of reading it. One that has none must be read.
fn judge(line: &[u8]) -> Result<(), String> {
    if line::seal_of(line).is_some() { line::judge(line) } else { parse::<Receipt>(line).map(drop) }
}

/// Judges a line and reads it. Lines of before receipts were sealed have no checksum, and lack a key
/// that all others have.
fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
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
    fn what_is_damaged_or_torn_counts_for_nothing_from_the_end_either() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 4);
        let path = folder.path().join("runs.jsonl");
        let newest = || backwards::<Receipt>(&path).unwrap().map(|r| r.unwrap().run.seen).collect::<Vec<_>>();
        assert_eq!(newest(), [3, 2, 1, 0]);
        let ledger = corpus.ledger().unwrap().unwrap();
        assert_eq!(corpus.is_complete(&ledger).unwrap(), None, "imports ask nobody");
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
