//! Audit: what receipts and page files say about the state of a corpus.
//!
//! A receipt says where the ledger ended when its run did. If a ledger was restored from an older copy or truncated,
//! the receipts of later runs no longer apply to it.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::runs::{self, Receipt};
use super::{Corpus, CorpusError, Ledger, Run, pages};
use crate::container;
use crate::disk::open_regular;

/// Runs whose work the ledger lost before later runs added to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LostRuns {
    pub(crate) count: u64,
    /// When the last of them ended.
    pub(crate) last: Option<DateTime<Utc>>,
}

impl Corpus {
    /// The receipts of all runs, oldest first. Skips a torn last line and damaged lines; see
    /// [`Corpus::damaged_receipts`].
    pub(crate) fn runs(&self) -> Result<Vec<Run>, CorpusError> {
        Ok(runs::read(&self.runs_path())?.into_iter().map(|receipt| receipt.run).collect())
    }

    /// One sentence for each receipt that can't be read.
    pub(crate) fn damaged_receipts(&self) -> Result<Vec<String>, CorpusError> {
        runs::damage(&self.runs_path())
    }

    /// Whether the last run that contacted a server was complete and the ledger still has what it left; `None` if no
    /// run has contacted one.
    pub(crate) fn is_complete(&self, ledger: &Ledger) -> Result<Option<bool>, CorpusError> {
        for receipt in runs::newest_first(&self.runs_path())? {
            let Receipt { run, ledger: position, .. } = receipt?;
            if run.portal.is_some() {
                let is_held = match position {
                    Some(position) => ledger.holds(&position)?,
                    // Written before positions were recorded, or by a run that added nothing to a ledger with losses.
                    None => ledger.loss()?.is_none(),
                };
                return Ok(Some(run.complete && is_held));
            }
        }
        Ok(None)
    }

    /// The runs whose work the ledger still has, each with the ledger's length in bytes when it ended.
    pub(crate) fn runs_in_ledger(&self) -> Result<Vec<(Run, u64)>, CorpusError> {
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        let receipts = self.receipts_in(&ledger)?.into_iter();
        Ok(receipts.filter_map(|receipt| Some((receipt.run, receipt.ledger?.bytes))).collect())
    }

    /// The receipts whose position the ledger has, oldest first.
    pub(super) fn receipts_in(&self, ledger: &Ledger) -> Result<Vec<Receipt>, CorpusError> {
        let mut held = Vec::new();
        for receipt in runs::read(&self.runs_path())? {
            if let Some(position) = &receipt.ledger
                && ledger.holds(position)?
            {
                held.push(receipt);
            }
        }
        Ok(held)
    }

    /// The runs whose work the ledger no longer has and after which a later run added to it.
    pub(crate) fn lost_runs(&self, ledger: &Ledger) -> Result<LostRuns, CorpusError> {
        let (mut lost, mut not_held) = (LostRuns::default(), LostRuns::default());
        for receipt in runs::read(&self.runs_path())? {
            let Some(position) = receipt.ledger else { continue };
            if ledger.holds(&position)? {
                lost = not_held;
            } else {
                not_held = LostRuns { count: not_held.count + 1, last: Some(receipt.run.ended) };
            }
        }
        Ok(lost)
    }

    /// One sentence for each page file that is missing or doesn't have the size with which it was closed.
    pub(crate) fn missing_pages(&self) -> Result<Vec<String>, CorpusError> {
        let mut missing = Vec::new();
        // Read the receipts first: a run that ends in between only adds files.
        let receipts = runs::read(&self.runs_path())?;
        let files: HashMap<PathBuf, u64> = self.page_files()?.into_iter().collect();
        for pages in receipts.into_iter().flat_map(|receipt| receipt.pages) {
            let path = self.pages_dir().join(&pages.file);
            let had = pages.bytes;
            match files.get(&path) {
                Some(has) if *has == had => {}
                Some(has) => {
                    missing.push(format!("{} has {has} bytes, and had {had} when it was closed", path.display()));
                }
                None => missing.push(format!("{} is gone, with {had} bytes of raw responses", path.display())),
            }
        }
        Ok(missing)
    }

    /// Reads every page file; returns one sentence for each damaged place. The end of a file that is being written,
    /// or whose writer died, isn't damage: the next writer truncates it.
    pub(crate) fn verify_pages(&self) -> Result<Vec<String>, CorpusError> {
        let mut damage = Vec::new();
        for (path, _) in self.page_files()? {
            if pages::is_open(&path) {
                continue;
            }
            let file = open_regular(&path).map_err(CorpusError::io("can't open", &path))?;
            damage.extend(
                container::answers(file).filter_map(Result::err).map(|what| format!("{}: {what}", path.display())),
            );
        }
        Ok(damage)
    }
}
