//! Indexing: from lines of the ledger to the index.
//!
//! This module combines people, topics and text: everything that is derived from an article is computed here, once,
//! and stored in the index. [`labeller`] computes; this file reads the ledger and adds to the index.

mod labeller;
mod past;
mod push;
mod rules;
#[cfg(test)]
mod tests;
mod versions;

use std::path::Path;

use crate::corpus::Ledger;
use crate::index::{Index, IndexWriter, Lock, Opened};
use crate::storage::StorageError;

pub(crate) use labeller::Labeller;
pub(crate) use past::{PastIndex, index_of_past};
pub(crate) use push::{PushError, Pushed, Reached, planned, push, reached};
pub(crate) use versions::in_versions;

/// Typical size of an article in the ledger, to estimate how many there are.
const ARTICLE_BYTES_GUESS: u64 = 5_000;

/// What an update of the index did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// Number of ledger lines that were indexed.
    pub(crate) lines: u64,
    /// Whether the index was rebuilt from scratch.
    pub(crate) rebuilt: bool,
}

/// How an index relates to its ledger.
pub(crate) enum Standing {
    /// It includes the whole ledger.
    Current(Index),
    /// It can be searched, but lacks the end of the ledger.
    Behind(Index),
    /// It was built from another ledger, or from this one when it was longer.
    Foreign,
    /// There is none, or it was built under other rules.
    Unusable,
}

/// Opens the index in `dir` and compares it with the ledger.
///
/// An index that extends beyond `ledger` may be newer than this view of it; the ledger is then refreshed, and
/// afterwards includes everything that the index does.
pub(crate) fn standing(dir: &Path, ledger: &mut Ledger, labeller: &Labeller) -> Result<Standing, StorageError> {
    let Opened::Usable(index) = Index::open(dir, labeller.fingerprint())? else { return Ok(Standing::Unusable) };
    let position = index.position();
    if position.bytes > ledger.bytes() {
        ledger.refresh()?;
    }
    Ok(if !ledger.holds(position)? {
        Standing::Foreign
    } else if position.bytes < ledger.bytes() {
        Standing::Behind(index)
    } else {
        Standing::Current(index)
    })
}

/// Updates the index in `dir` to the ledger as it is now, or rebuilds it from scratch. Calls `progress` with the number
/// of ledger bytes read so far.
pub(crate) fn bring_up(
    dir: &Path,
    ledger: &mut Ledger,
    labeller: &Labeller,
    from_scratch: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Indexed, StorageError> {
    let fingerprint = labeller.fingerprint();
    // From here on no other process changes the index, so it can't get ahead of what is read below.
    let lock = Lock::take(dir)?;
    ledger.refresh()?;
    let known = if from_scratch { Standing::Unusable } else { standing(dir, ledger, labeller)? };
    let end = ledger.bytes();
    let (mut writer, from, rebuilt) = match known {
        Standing::Current(_) => {
            lock.remove_leftovers()?;
            return Ok(Indexed::default());
        }
        Standing::Behind(index) => {
            let from = index.position().bytes;
            (IndexWriter::append(lock, index, fingerprint, lines_guess(end - from))?, from, false)
        }
        Standing::Foreign | Standing::Unusable => (IndexWriter::rebuild(lock, fingerprint)?, 0, true),
    };
    let mut indexed = Indexed { lines: 0, rebuilt };
    let superseded = ledger.superseded(from)?;
    for line in ledger.lines(from)? {
        let line = line?;
        progress(line.offset);
        if superseded.contains(&line.offset) {
            continue;
        }
        if line.article.is_withdrawn() {
            writer.add_withdrawn(line.article, line.offset)?;
        } else {
            let (labels, terms) = labeller.label_and_terms(&line.article);
            writer.add(line.article, line.offset, &labels, terms)?;
        }
        indexed.lines += 1;
    }
    writer.commit(ledger.position()?)?;
    Ok(indexed)
}

fn lines_guess(bytes: u64) -> usize {
    // Where the estimate does not fit into usize, the corpus would not fit into memory either.
    usize::try_from(bytes / ARTICLE_BYTES_GUESS).unwrap_or(usize::MAX)
}
