//! Keeps the index up to date with the ledger.

use super::errors::{Exit, Failure};
use super::messages::{Verbosity, note, status, warning};
use super::progress;
use super::settings::Settings;
use crate::corpus::Ledger;
use crate::index::{Index, IndexError};
use crate::indexing::{self, Indexed, Labeller, Standing};
use crate::storage::StorageError;

/// Indexes the part of the ledger that the index hasn't seen, with a progress bar. With `rebuild`,
/// the index is rebuilt from scratch.
pub(crate) fn update(
    settings: &Settings,
    ledger: &mut Ledger,
    labeller: &Labeller,
    rebuild: bool,
) -> Result<Indexed, StorageError> {
    let bar = progress::bytes(settings.progress, Some(ledger.bytes()), "indexing");
    let indexed = indexing::bring_up(&settings.index, ledger, labeller, rebuild, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    indexed
}

fn print_behind(settings: &Settings) {
    if settings.verbosity >= Verbosity::Verbose {
        status!("the index doesn't contain the whole corpus yet; updating it");
    }
}

/// Updates the index after the ledger has grown.
pub(crate) fn after_storing(settings: &Settings, ledger: &mut Ledger, labeller: &Labeller) -> Result<(), Failure> {
    print_behind(settings);
    match update(settings, ledger, labeller, false) {
        // `current` decides what can be done without writing to the index, and reports it.
        Err(StorageError::Index(error)) if error.prevents_writing() => current(settings, ledger, labeller).map(drop),
        // A daily job must be able to continue without someone repairing the index.
        Err(StorageError::Index(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. }))) => {
            warning!("{error}; rebuilding it");
            Ok(update(settings, ledger, labeller, true).map(drop)?)
        }
        outcome => Ok(outcome.map(drop)?),
    }
}

/// Returns the index, updated if it is missing or behind. If another process is writing it, or it
/// can't be written, an index that is behind is returned as it is, with a note.
pub(crate) fn current(settings: &Settings, ledger: &mut Ledger, labeller: &Labeller) -> Result<Index, Failure> {
    let behind = match indexing::standing(&settings.index, ledger, labeller)? {
        Standing::Current(index) => return Ok(index),
        Standing::Behind(index) => Some(index),
        Standing::Foreign | Standing::Unusable => None,
    };
    print_behind(settings);
    match (update(settings, ledger, labeller, false), behind) {
        (Err(StorageError::Index(error)), Some(index)) if error.prevents_writing() => {
            if settings.verbosity >= Verbosity::Normal {
                note!("the index lacks the newest articles: {error}");
            }
            return Ok(index);
        }
        (Err(StorageError::Index(IndexError::Busy(_))), None) => {
            return Err(Failure::new(Exit::Busy, "another process is building the index, and there is none yet")
                .hint("wait until it has finished, then run this command again"));
        }
        (outcome, _) => outcome?,
    };
    match indexing::standing(&settings.index, ledger, labeller)? {
        // Another process may have stored more in the meantime; the articles of this ledger are there.
        Standing::Current(index) | Standing::Behind(index) => Ok(index),
        Standing::Foreign | Standing::Unusable => {
            Err(Failure::new(Exit::Damaged, "the index changed while it was being read")
                .hint("run the command again, or `byt index --rebuild`"))
        }
    }
}
