//! Indexing: from lines of the ledger to an index that has seen them.
//!
//! This is where the rooms of people, topics and text meet: whatever is computed from an article is
//! computed here, once, and goes into the index. [`labeller`] computes, this file reads and adds.

mod labeller;

use std::path::Path;

use crate::corpus::{CorpusError, Ledger, Mark};
use crate::index::{Index, IndexError, IndexWriter, Opened};

pub(crate) use labeller::Labeller;

/// An article takes about this many bytes in the ledger; only to guess how many there are.
const ARTICLE_BYTES_GUESS: u64 = 5_000;

/// What bringing an index up to its ledger took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// Lines of the ledger read.
    pub(crate) lines: u64,
    /// Whether the index was made anew.
    pub(crate) rebuilt: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexingError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// How an index stands to its ledger.
pub(crate) enum Standing {
    Current(Index),
    /// It can answer, but has not seen the end of the ledger.
    Behind(Index),
    /// There is none, it was made by other rules, or of another ledger: one that has been cut since,
    /// for instance.
    Unusable,
}

/// Opens the index in `dir` and compares it with the ledger.
pub(crate) fn standing(dir: &Path, ledger: &Ledger, labeller: &Labeller) -> Result<Standing, IndexingError> {
    let Opened::Usable(index) = Index::open(dir, &labeller.fingerprint())? else { return Ok(Standing::Unusable) };
    Ok(match is_of(&index, ledger)? {
        false => Standing::Unusable,
        true if index.ledger_bytes() == ledger.bytes() => Standing::Current(index),
        true => Standing::Behind(index),
    })
}

/// Whether an index was made of this ledger, and not of another one or of lines that are gone.
pub(crate) fn is_of(index: &Index, ledger: &Ledger) -> Result<bool, CorpusError> {
    ledger.holds(&Mark { bytes: index.ledger_bytes(), check: index.ledger_check().to_owned() })
}

/// Brings the index in `dir` up to the ledger, or makes it anew. `progress` is told the bytes of the
/// ledger read so far.
pub(crate) fn bring_up(
    dir: &Path,
    ledger: &mut Ledger,
    labeller: &Labeller,
    anew: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Indexed, IndexingError> {
    let fingerprint = labeller.fingerprint();
    let end = ledger.bytes();
    let seen = if anew { None } else { seen_bytes(dir, ledger, labeller)? };
    let mut writer = match seen {
        None => IndexWriter::rebuild(dir, &fingerprint)?,
        Some(seen) => IndexWriter::append(dir, &fingerprint, lines_guess(end - seen))?,
    };
    let mut indexed = Indexed { lines: 0, rebuilt: seen.is_none() };
    let from = writer.ledger_bytes();
    let superseded = ledger.superseded(from)?;
    for line in ledger.lines(from)? {
        let line = line?;
        progress(line.offset);
        if superseded.contains(&line.offset) {
            continue;
        }
        writer.add(&line.article, line.offset, &labeller.label(&line.article))?;
        indexed.lines += 1;
    }
    let mark = ledger.mark()?;
    writer.commit(mark.bytes, &mark.check)?;
    Ok(indexed)
}

/// How much of the ledger a usable index has seen; `None` when it must be made anew.
fn seen_bytes(dir: &Path, ledger: &Ledger, labeller: &Labeller) -> Result<Option<u64>, IndexingError> {
    Ok(match standing(dir, ledger, labeller)? {
        Standing::Current(index) | Standing::Behind(index) => Some(index.ledger_bytes()),
        Standing::Unusable => None,
    })
}

fn lines_guess(bytes: u64) -> usize {
    // On a machine where the guess does not fit, the corpus would not fit either.
    usize::try_from(bytes / ARTICLE_BYTES_GUESS).unwrap_or(usize::MAX)
}
