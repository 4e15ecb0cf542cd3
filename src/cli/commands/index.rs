//! `byt index`: bring the index up to the corpus, or make it anew.

use super::store;
use crate::cli::arguments::IndexArgs;
use crate::cli::layout::counted;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output, progress};
use crate::corpus::Ledger;
use crate::index::{Index, IndexError};
use crate::indexing::{self, Indexed, Labeller, Standing};
use crate::storage::StorageError;

pub(super) fn run(args: &IndexArgs, settings: &Settings) -> Result<Exit, Failure> {
    let mut ledger = store::ledger(settings)?;
    store::tell_lost(&ledger)?;
    let labeller = store::labeller(settings)?;
    let begun = std::time::Instant::now();
    let indexed = bring_up(settings, &mut ledger, &labeller, args.rebuild)?;
    if args.json {
        output::json(&serde_json::json!({
            "indexed": indexed.lines,
            "rebuilt": indexed.rebuilt,
            "seconds": begun.elapsed().as_secs_f64(),
        }))?;
    } else if settings.talk >= Talk::Normal {
        let lines = counted(indexed.lines, "line");
        match (indexed.rebuilt, indexed.lines) {
            (true, _) => output::say!("the index was made anew from {lines}"),
            (false, 0) => output::say!("the index knows the whole corpus already"),
            (false, _) => output::say!("the index was brought up with {lines}"),
        }
    }
    Ok(Exit::Done)
}

/// Brings the index up to the ledger with a bar for whoever waits.
fn bring_up(
    settings: &Settings,
    ledger: &mut Ledger,
    labeller: &Labeller,
    anew: bool,
) -> Result<Indexed, StorageError> {
    let bar = progress::bytes(settings.progress, Some(ledger.bytes()), "indexing");
    let indexed = indexing::bring_up(&settings.index, ledger, labeller, anew, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    indexed
}

fn tell_behind(settings: &Settings) {
    if settings.talk >= Talk::Verbose {
        output::say!("the index has not seen the whole corpus: bringing it up");
    }
}

/// Brings the index up to a ledger that has just grown: it is behind, so nobody looks first.
pub(super) fn follow(settings: &Settings, ledger: &mut Ledger, labeller: &Labeller) -> Result<(), Failure> {
    tell_behind(settings);
    match bring_up(settings, ledger, labeller, false) {
        // What can be done without writing, and what is to be said of it, is decided in one place.
        Err(StorageError::Index(error)) if error.prevents_writing() => current(settings, ledger, labeller).map(drop),
        // Whoever has stored something must be able to go on every day, without a hand that mends.
        Err(StorageError::Index(error @ IndexError::Damaged { .. })) => {
            output::say!("warning: {error}; it is made anew");
            Ok(bring_up(settings, ledger, labeller, true).map(drop)?)
        }
        outcome => Ok(outcome.map(drop)?),
    }
}

/// The index, brought up first where it is missing or behind. Where another process is writing it,
/// or this one may not, an index that is merely behind answers as it is, and says so.
pub(super) fn current(settings: &Settings, ledger: &mut Ledger, labeller: &Labeller) -> Result<Index, Failure> {
    let behind = match indexing::standing(&settings.index, ledger, labeller)? {
        Standing::Current(index) => return Ok(index),
        Standing::Behind(index) => Some(index),
        Standing::Foreign | Standing::Unusable => None,
    };
    tell_behind(settings);
    match (bring_up(settings, ledger, labeller, false), behind) {
        (Err(StorageError::Index(error)), Some(index)) if error.prevents_writing() => {
            if settings.talk >= Talk::Normal {
                output::say!("note: the index lacks the newest articles: {error}");
            }
            return Ok(index);
        }
        (Err(StorageError::Index(IndexError::Busy(_))), None) => {
            return Err(Failure::new(
                Exit::Busy,
                "another process is making the index, and there is none to answer from yet",
            )
            .hint("wait until it is done, then run the command again; nothing needs to be started anew"));
        }
        (outcome, _) => outcome?,
    };
    match indexing::standing(&settings.index, ledger, labeller)? {
        // Another process may have stored more in the meantime; what was asked about is there.
        Standing::Current(index) | Standing::Behind(index) => Ok(index),
        Standing::Foreign | Standing::Unusable => {
            Err(Failure::new(Exit::Damaged, "the index changed while it was being read")
                .hint("run the command again, or `byt index --rebuild`"))
        }
    }
}
