//! `runs.jsonl`: a receipt of every run that collected something, or tried to.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::backwards::Backwards;
use super::{CorpusError, Mark, line, sync_dir, torn};
use crate::article::Id;
use crate::calendar::Moment;

pub(super) const FILE: &str = "runs.jsonl";

/// What one run did. Counts add up: `seen` = `new` + `updated` + `unchanged` + `failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) started: DateTime<Utc>,
    pub(crate) ended: DateTime<Utc>,
    /// `bridge`, `legacy`, `archive`, `import` or `reparse`.
    pub(crate) source: String,
    /// Base address of the portal; `None` for an import.
    pub(crate) portal: Option<String>,
    pub(crate) seen: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) failed: u64,
    /// Of the articles seen, how many are known from a list only, and how many with their text.
    #[serde(default)]
    pub(crate) listed: u64,
    #[serde(default)]
    pub(crate) full: u64,
    /// Requests sent, retries among them.
    pub(crate) requests: u64,
    /// Bytes of answers as transferred.
    pub(crate) bytes: u64,
    /// Whether the list was seen whole, down to what was known already.
    pub(crate) complete: bool,
    pub(crate) stopped: Option<Stopped>,
    /// Requests that were sent again after a failure.
    #[serde(default)]
    pub(crate) retries: u64,
    /// How often the run waited before a request, and for how long in all.
    #[serde(default)]
    pub(crate) waits: u64,
    #[serde(default)]
    pub(crate) waited_seconds: f64,
    /// What failed, and why; the first hundred.
    #[serde(default)]
    pub(crate) failures: Vec<Failed>,
    /// When the newest article was published that the list showed.
    #[serde(default)]
    pub(crate) newest: Option<Moment>,
    /// New articles that are older than what an earlier complete run over the same list had seen, and
    /// the first hundred of them.
    #[serde(default)]
    pub(crate) late: u64,
    #[serde(default)]
    pub(crate) late_ids: Vec<Id>,
}

/// One thing that a run could not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// A file, or a part of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<String>,
    pub(crate) reason: String,
}

impl Failed {
    pub(crate) fn input(input: &str, reason: &str) -> Failed {
        Failed { input: Some(input.to_owned()), reason: reason.to_owned(), ..Failed::default() }
    }

    pub(crate) fn article(title: &str, url: &str, reason: &str) -> Failed {
        let (title, url) = (Some(title.to_owned()), Some(url.to_owned()));
        Failed { title, url, reason: reason.to_owned(), ..Failed::default() }
    }
}

impl Run {
    /// A run that did nothing yet and is not complete.
    pub(crate) fn begun(source: &str, started: DateTime<Utc>, ended: DateTime<Utc>) -> Run {
        Run {
            started,
            ended,
            source: source.to_owned(),
            portal: None,
            seen: 0,
            new: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
            listed: 0,
            full: 0,
            requests: 0,
            bytes: 0,
            complete: false,
            stopped: None,
            retries: 0,
            waits: 0,
            waited_seconds: 0.0,
            failures: Vec::new(),
            newest: None,
            late: 0,
            late_ids: Vec::new(),
        }
    }

    /// Whether it asked the portal for what is new: an archive is of the past.
    pub(crate) fn is_update(&self) -> bool {
        self.portal.is_some() && self.source != "archive"
    }
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) run: Run,
    /// Where the ledger ended when the run did; all before it is on the disk.
    #[serde(default)]
    pub(super) ledger: Option<Mark>,
}

/// What a line of the file says of the ledger, for whoever needs no more: all of a receipt takes ten
/// times as long to read.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    ledger: Option<Mark>,
}

/// Why a run ended before it was through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stopped {
    Interrupted,
    /// The limit on article pages of this run was reached.
    Limit,
    /// robots.txt or the server itself says no.
    Refused,
    /// The server could not be reached, or failed after all retries.
    Unreachable,
    /// The pages no longer look as expected.
    Unrecognised,
}

impl Stopped {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Stopped::Interrupted => "interrupted",
            Stopped::Limit => "limit",
            Stopped::Refused => "refused",
            Stopped::Unreachable => "unreachable",
            Stopped::Unrecognised => "unrecognised",
        }
    }
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
pub(super) fn append(path: &Path, run: &Run, ledger: Mark) -> Result<(), CorpusError> {
    let new = !path.exists();
    let sound_bytes = read(path)?.sound_bytes;
    let line = line::sealed(&Receipt { run: run.clone(), ledger: Some(ledger) });
    let opened = OpenOptions::new().create(true).append(true).read(true).open(path);
    let mut file = opened.map_err(CorpusError::io("can't open", path))?;
    torn::cut(path, &mut file, sound_bytes)?;
    file.write_all(&line).and_then(|()| file.sync_data()).map_err(CorpusError::io("can't write to", path))?;
    match path.parent() {
        Some(dir) if new => sync_dir(dir),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> Result<Option<File>, CorpusError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
    }
}

/// Runs from the newest back. Reads no more of the file than is asked for. Lines that can't be read are
/// left out.
pub(super) fn backwards(path: &Path) -> Result<impl Iterator<Item = Result<Run, CorpusError>>, CorpusError> {
    Ok(parsed_backwards(path)?.map(|receipt: Result<Receipt, _>| Ok(receipt?.run)))
}

/// Ends up to which runs have told the ledger as stored, from the newest back.
pub(super) fn told(path: &Path) -> Result<impl Iterator<Item = Result<Mark, CorpusError>>, CorpusError> {
    Ok(parsed_backwards(path)?.filter_map(|told: Result<Told, _>| told.map(|told| told.ledger).transpose()))
}

fn parsed_backwards<T: DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, CorpusError>>, CorpusError> {
    let failed = |source| CorpusError::Io { action: "can't read", path: path.to_owned(), source };
    let lines = open(path)?.map(Backwards::of).transpose().map_err(failed)?;
    // What is wrong with a line is told by [`read`].
    Ok(lines.into_iter().flatten().filter_map(move |line| match line {
        Ok(line) => parse(&line).ok().map(Ok),
        Err(source) => Some(Err(failed(source))),
    }))
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
        match line.strip_suffix(b"\n").ok_or_else(|| "the line has no end".to_owned()).and_then(parse::<Receipt>) {
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
fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    const SINCE_SEALED: &[u8] = b"\"newest\":";
    if line::seal_of(line).is_some() || line.windows(SINCE_SEALED.len()).any(|part| part == SINCE_SEALED) {
        line::judge(line)?;
    }
    serde_json::from_slice(line).map_err(|e| format!("it is no receipt: {e}"))
}

#[cfg(test)]
mod tests {
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
    fn the_newest_runs_are_found_from_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3);
        let path = folder.path().join(FILE);
        let last = |below: u64| corpus.last_run(|run| run.seen < below).unwrap().map(|run| run.seen);
        assert_eq!([last(9), last(2), last(0)], [Some(2), Some(1), None]);
        let ledgers = |path: &Path| told(path).unwrap().map(|mark| mark.unwrap().bytes).count();
        assert_eq!(ledgers(&path), 3);
        let mut file = std::fs::read(&path).unwrap();
        let second = file.iter().position(|b| *b == b'\n').unwrap() + 1;
        file[second + 20] ^= 1;
        file.truncate(file.len() - 1);
        std::fs::write(&path, &file).unwrap();
        assert_eq!((last(9), ledgers(&path)), (Some(0), 1), "what is damaged or torn counts for nothing");
        assert_eq!(corpus.runs().unwrap().len(), 1);
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
