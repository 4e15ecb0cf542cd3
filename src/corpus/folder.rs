//! Whose a folder is: nothing in a folder is truncated, closed or continued unless this program made it.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::line::stated_checksum;
use super::runs;
use crate::disk::{Mark, mark_of, open_regular};

/// What the lock file of a corpus says.
pub(super) const MARK: &str = "This folder is a corpus of byt.\n";
/// How much of a ledger is read to recognise it.
const PREFIX_BYTES: u64 = 1024 * 1024;

pub(super) const LEDGER: &str = "articles.jsonl";
pub(super) const RUNS: &str = "runs.jsonl";
pub(super) const PAGES: &str = "pages";
pub(super) const CURSORS: &str = "cursors";
pub(super) const LOCK: &str = "lock";

/// Whether a folder is a corpus, or may become one: it has no files with the names of a corpus.
pub(super) fn may_be_corpus(dir: &Path) -> io::Result<bool> {
    Ok(match mark_of(&dir.join(LOCK), MARK)? {
        Mark::Ours => true,
        Mark::Foreign => false,
        Mark::Empty => {
            let ledger = ledger_kind(dir)?;
            ledger != Ledger::Foreign || runs::are_ours(&dir.join(RUNS))?
        }
        Mark::Missing => match ledger_kind(dir)? {
            Ledger::Ours => true,
            Ledger::Foreign | Ledger::Unfinished => runs::are_ours(&dir.join(RUNS))?,
            Ledger::Missing => {
                let is_free = |name: &str| !dir.join(name).exists();
                (is_free(RUNS) || runs::are_ours(&dir.join(RUNS))?) && (is_free(PAGES) || pages_are_ours(dir)?)
            }
        },
    })
}

/// Whether a folder is certainly a corpus.
pub(crate) fn is_corpus(dir: &Path) -> bool {
    match mark_of(&dir.join(LOCK), MARK) {
        Ok(Mark::Ours) => true,
        Ok(Mark::Empty) => {
            // What can't be read is not proved.
            let has_ledger = matches!(ledger_kind(dir), Ok(Ledger::Ours));
            has_ledger || runs::are_ours(&dir.join(RUNS)).unwrap_or(false)
        }
        Ok(Mark::Missing | Mark::Foreign) | Err(_) => false,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ledger {
    Missing,
    /// Without a complete line.
    Unfinished,
    Ours,
    Foreign,
}

/// Recognises a ledger by its first lines, some of which may be damaged.
fn ledger_kind(dir: &Path) -> io::Result<Ledger> {
    let file = match open_regular(&dir.join(LEDGER)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ledger::Missing),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(file.take(PREFIX_BYTES));
    let (mut line, mut kind) = (Vec::new(), Ledger::Unfinished);
    while reader.read_until(b'\n', &mut line)? > 0 {
        if stated_checksum(line.trim_ascii_end()).is_some() {
            return Ok(Ledger::Ours);
        }
        // A power cut may leave zeros.
        if line.ends_with(b"\n") && !line.contains(&0) {
            kind = Ledger::Foreign;
        }
        line.clear();
    }
    Ok(kind)
}

/// Whether all files in the folder of raw answers have names that this program gives: `20260121T070300Z-0.warc.gz`.
fn pages_are_ours(dir: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(dir.join(PAGES))? {
        let name = entry?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".open").unwrap_or(name).strip_suffix(".warc.gz"));
        let is_ours = stem.and_then(|stem| stem.split_once("Z-")).is_some_and(|(time, number)| {
            let is_digit = |byte: u8| byte.is_ascii_digit();
            time.len() == "20260121T070300".len()
                && time.bytes().all(|b| is_digit(b) || b == b'T')
                && number.bytes().all(is_digit)
        });
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}
