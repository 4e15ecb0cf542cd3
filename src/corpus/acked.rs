//! Ledger lengths that earlier runs acknowledged as durable.
//!
//! The last receipt nearly always suffices and is read alone, so that opening a ledger doesn't take longer with
//! every run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::CorpusError;
use super::runs;
use crate::article::LedgerPosition;
use crate::calendar::minute;

/// What the receipts acknowledge of the ledger.
#[derive(Debug, Clone, Default)]
pub(super) struct Acknowledged {
    runs: PathBuf,
    last: Option<RunEnd>,
    positions: OnceLock<Vec<LedgerPosition>>,
}

/// Where the ledger ended when a run did.
#[derive(Debug, Clone)]
pub(super) struct RunEnd {
    pub(super) position: LedgerPosition,
    /// When the run ended.
    pub(super) ended: DateTime<Utc>,
}

/// The part of a receipt that is needed here. Parsing all of it takes ten times as long.
#[derive(Deserialize)]
struct ReceiptEnd {
    ended: DateTime<Utc>,
    #[serde(default)]
    ledger: Option<LedgerPosition>,
}

impl Acknowledged {
    /// Reads the file of receipts; nothing is acknowledged if there is none.
    pub(super) fn read(runs: &Path) -> Result<Acknowledged, CorpusError> {
        let last = run_ends(runs)?.next().transpose()?;
        Ok(Acknowledged { runs: runs.to_owned(), last, positions: OnceLock::new() })
    }

    /// The end of the last run that has a ledger position in its receipt.
    pub(super) fn last(&self) -> Option<&RunEnd> {
        self.last.as_ref()
    }

    /// The acknowledged length in bytes; 0 if there is none.
    pub(super) fn bytes(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.position.bytes)
    }

    /// The positions from all receipts, newest first.
    pub(super) fn positions(&self) -> Result<&[LedgerPosition], CorpusError> {
        if let Some(positions) = self.positions.get() {
            return Ok(positions);
        }
        let positions = run_ends(&self.runs)?.map(|end| Ok(end?.position)).collect::<Result<_, CorpusError>>()?;
        Ok(self.positions.get_or_init(|| positions))
    }

    /// The sentence for a ledger that isn't what the last run left: `bytes` is its length, `None` if it is gone.
    /// Returns `None` if no run left anything.
    pub(super) fn loss(&self, path: &Path, bytes: Option<u64>) -> Option<String> {
        let RunEnd { position, ended } = self.last()?;
        let (had, ended) = (position.bytes, minute(*ended));
        Some(match bytes {
            None if had == 0 => return None,
            None => format!("the ledger {} is gone: the run that ended {ended} left {had} bytes", path.display()),
            Some(has) => format!(
                "the ledger has {has} bytes and is not what the run that ended {ended} left, which had {had}: lines \
                 are missing or were changed"
            ),
        })
    }
}

fn run_ends(runs: &Path) -> Result<impl Iterator<Item = Result<RunEnd, CorpusError>>, CorpusError> {
    let end = |ReceiptEnd { ended, ledger }| ledger.map(|position| RunEnd { position, ended });
    Ok(runs::newest_first(runs)?.filter_map(move |line: Result<ReceiptEnd, _>| line.map(end).transpose()))
}

/// Where the ledger ended when the last run ended of those that ended before a moment; 0 if there is none.
pub(super) fn end_before(runs: &Path, moment: DateTime<Utc>) -> Result<u64, CorpusError> {
    for end in run_ends(runs)? {
        let RunEnd { position, ended } = end?;
        if ended < moment {
            return Ok(position.bytes);
        }
    }
    Ok(0)
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
        let read = || Acknowledged::read(&path).unwrap();
        assert!(read().last().is_none() && read().positions().unwrap().is_empty());
        for n in 0..3 {
            let ended = DateTime::from_timestamp(n, 0).unwrap();
            corpus.writer().unwrap().record(&Run::begun("import", ended, ended)).unwrap();
            let acked = read();
            assert!(acked.positions.get().is_none(), "only the last line was read");
            assert_eq!(acked.last().unwrap().ended.timestamp(), n);
            assert_eq!(acked.positions().unwrap().len() as i64, n + 1);
        }
        let whole = std::fs::read(&path).unwrap();
        let damaged = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        };
        for torn in [whole[..whole.len() - 1].to_vec(), damaged(whole.len() - 40), [&whole[..], b"\0\0"].concat()] {
            std::fs::write(&path, &torn).unwrap();
            let (acked, last) = (read(), if torn.len() > whole.len() { 2 } else { 1 });
            assert_eq!(
                (acked.last().unwrap().ended.timestamp(), acked.positions().unwrap().len()),
                (last, last as usize + 1)
            );
        }
    }
}
