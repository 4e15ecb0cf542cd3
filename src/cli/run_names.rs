//! The runs that wrote lines of the ledger. Lines name theirs; for lines from before that was recorded, receipts show it.

use std::cell::OnceCell;

use super::errors::Failure;
use super::settings::Settings;
use crate::article::Article;
use crate::corpus::Corpus;

/// Finds the names of runs. Receipts are read when a line needs them.
pub(crate) struct RunNames {
    corpus: Corpus,
    /// Where each run left the ledger, in bytes, oldest first, with its name.
    ends: OnceCell<Vec<(u64, Option<String>)>>,
}

impl RunNames {
    pub(crate) fn new(settings: &Settings) -> RunNames {
        RunNames { corpus: Corpus::at(&settings.corpus), ends: OnceCell::new() }
    }

    /// The name of the run that wrote the line that ends at a place; `None` if nobody knows.
    pub(crate) fn of(&self, article: &Article, place: u64) -> Result<Option<String>, Failure> {
        if article.run.is_some() {
            return Ok(article.run.clone());
        }
        let ends = match self.ends.get() {
            Some(ends) => ends,
            None => {
                let runs = self.corpus.runs_in_ledger()?;
                self.ends.get_or_init(|| runs.into_iter().map(|(run, end)| (end, run.name)).collect())
            }
        };
        Ok(ends.iter().find(|(end, _)| *end >= place).and_then(|(_, name)| name.clone()))
    }
}
