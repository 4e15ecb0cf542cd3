//! What runs have told of the ledger: where it ended when they did.
//!
//! The last receipt nearly always says enough, and is read alone: a question must not take longer with
//! every day that an update ran.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::CorpusError;
use super::runs;
use crate::article::LedgerPosition;

/// The ends up to which runs have told the ledger as stored.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    runs: PathBuf,
    last: Option<End>,
    marks: OnceLock<Vec<LedgerPosition>>,
}

/// Where the ledger ended with a run.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) mark: LedgerPosition,
    /// When the run did.
    pub(super) ended: DateTime<Utc>,
}

/// What a receipt says of the ledger. All of it takes ten times as long to read.
#[derive(Deserialize)]
struct Line {
    ended: DateTime<Utc>,
    #[serde(default)]
    ledger: Option<LedgerPosition>,
}

impl Told {
    /// What the file of receipts tells; nothing where there is none.
    pub(super) fn read(runs: &Path) -> Result<Told, CorpusError> {
        let last = ends(runs)?.next().transpose()?;
        Ok(Told { runs: runs.to_owned(), last, marks: OnceLock::new() })
    }

    /// The end that the last run told.
    pub(super) fn last(&self) -> Option<&End> {
        self.last.as_ref()
    }

    /// All of them, from the last run's back.
    pub(super) fn marks(&self) -> Result<&[LedgerPosition], CorpusError> {
        if let Some(marks) = self.marks.get() {
            return Ok(marks);
        }
        let marks = ends(&self.runs)?.map(|end| Ok(end?.mark)).collect::<Result<_, CorpusError>>()?;
        Ok(self.marks.get_or_init(|| marks))
    }

    /// One sentence when a ledger of so many bytes, or none, is not what the last run left.
    pub(super) fn lost(&self, path: &Path, has: Option<u64>) -> Option<String> {
        let End { mark, ended } = self.last()?;
        let (had, ended) = (mark.bytes, ended.format("%Y-%m-%d %H:%M UTC"));
        Some(match has {
            None if had == 0 => return None,
            None => format!("the ledger {} is gone: the run that ended {ended} left {had} bytes", path.display()),
            Some(has) => format!(
                "the ledger has {has} bytes and is not what the run that ended {ended} left, which had {had}: lines \
                 are gone or were changed"
            ),
        })
    }
}

fn ends(runs: &Path) -> Result<impl Iterator<Item = Result<End, CorpusError>>, CorpusError> {
    let end = |Line { ended, ledger }| ledger.map(|mark| End { mark, ended });
    Ok(runs::backwards(runs)?.filter_map(move |line: Result<Line, _>| line.map(end).transpose()))
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, Run};
    use super::*;

    #[test]
    fn the_last_receipt_alone_says_what_all_of_them_do() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let path = dir.path().join("runs.jsonl");
        let read = || Told::read(&path).unwrap();
        assert!(read().last().is_none() && read().marks().unwrap().is_empty());
        for n in 0..3 {
            let ended = DateTime::from_timestamp(n, 0).unwrap();
            corpus.writer().unwrap().record(&Run::begun("import", ended, ended)).unwrap();
            let told = read();
            assert!(told.marks.get().is_none(), "only the last line was read");
            assert_eq!(told.last().unwrap().ended.timestamp(), n);
            assert_eq!(told.marks().unwrap().len() as i64, n + 1);
        }
        let whole = std::fs::read(&path).unwrap();
        let damaged = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        };
        for torn in [whole[..whole.len() - 1].to_vec(), damaged(whole.len() - 40), [&whole[..], b"\0\0"].concat()] {
            std::fs::write(&path, &torn).unwrap();
            let (told, last) = (read(), if torn.len() > whole.len() { 2 } else { 1 });
            assert_eq!(
                (told.last().unwrap().ended.timestamp(), told.marks().unwrap().len()),
                (last, last as usize + 1)
            );
        }
    }
}
