//! Indexing: from lines of the ledger to an index that has seen them.
//!
//! This is where the rooms of people, topics and text meet: whatever is computed from an article is
//! computed here, once, and goes into the index. [`labeller`] computes, this file reads and adds.

mod labeller;
mod rules;

use std::path::Path;

use crate::corpus::{CorpusError, Ledger};
use crate::index::{Index, IndexError, IndexWriter, Lock, Opened};

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
    /// It has read another ledger, or this one when it was longer.
    Foreign,
    /// There is none, or it was made by other rules.
    Unusable,
}

/// Opens the index in `dir` and compares it with the ledger.
///
/// An index that knows more than `ledger` may be the newer of the two: then the ledger is looked at
/// again, and holds afterwards what the index knows.
pub(crate) fn standing(dir: &Path, ledger: &mut Ledger, labeller: &Labeller) -> Result<Standing, IndexingError> {
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

/// Brings the index in `dir` up to the ledger as it is now, or makes it anew. `progress` is told the
/// bytes of the ledger read so far.
pub(crate) fn bring_up(
    dir: &Path,
    ledger: &mut Ledger,
    labeller: &Labeller,
    anew: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Indexed, IndexingError> {
    let fingerprint = labeller.fingerprint();
    // From here on nobody else moves the index, so it can't come to know more than is read below.
    let lock = Lock::take(dir)?;
    ledger.refresh()?;
    let known = if anew { Standing::Unusable } else { standing(dir, ledger, labeller)? };
    let end = ledger.bytes();
    let (mut writer, from, rebuilt) = match known {
        Standing::Current(_) => {
            lock.sweep()?;
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
        let (labels, terms) = labeller.label_and_terms(&line.article);
        writer.add(line.article, line.offset, &labels, terms)?;
        indexed.lines += 1;
    }
    writer.commit(ledger.position()?)?;
    Ok(indexed)
}

fn lines_guess(bytes: u64) -> usize {
    // On a machine where the guess does not fit, the corpus would not fit either.
    usize::try_from(bytes / ARTICLE_BYTES_GUESS).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    mod golden;

    use chrono::DateTime;

    use super::*;
    use crate::article::{Article, Id, Provenance, Sighting};
    use crate::corpus::Corpus;

    /// Stores articles with these titles and gives the ledger as it is then.
    fn stored(corpus: &Corpus, titles: &[&str]) -> Ledger {
        let mut writer = corpus.writer().unwrap();
        for title in titles {
            let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
            let article = Article::first(Id::of(title, None), Sighting::titled((*title).to_owned()), provenance);
            writer.append(&article).unwrap();
        }
        writer.sync().unwrap();
        corpus.ledger().unwrap().unwrap()
    }

    fn brought_up(dir: &Path, ledger: &mut Ledger) -> Indexed {
        bring_up(dir, ledger, &Labeller::default(), false, &mut |_| {}).unwrap()
    }

    #[test]
    fn an_index_of_another_ledger_is_made_anew_however_long_the_ledgers_are() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        let mut ledger = stored(&Corpus::at(folder.path().join("a")), &["Một", "Hai"]);
        brought_up(&index, &mut ledger);
        for (name, titles) in [("longer", &["Ba", "Bốn dài hơn", "Năm"][..]), ("shorter", &["Sáu"]), ("same", &["Bảy"])]
        {
            let mut other = stored(&Corpus::at(folder.path().join(name)), titles);
            let labeller = Labeller::default();
            assert!(matches!(standing(&index, &mut other, &labeller), Ok(Standing::Foreign)), "{name}");
            let indexed = brought_up(&index, &mut other);
            assert_eq!(indexed, Indexed { lines: titles.len() as u64, rebuilt: true }, "{name}");
            assert!(matches!(standing(&index, &mut other, &labeller), Ok(Standing::Current(_))), "{name}");
        }
    }

    #[test]
    fn an_index_that_is_newer_than_the_view_of_the_ledger_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        let corpus = Corpus::at(folder.path().join("corpus"));
        let mut early = stored(&corpus, &["Một"]);
        let mut late = stored(&corpus, &["Hai", "Ba"]);
        brought_up(&index, &mut late);
        assert_eq!(brought_up(&index, &mut early), Indexed::default(), "nothing is left to do");
        let mut early = stored(&corpus, &[]);
        let mut late = stored(&corpus, &["Bốn"]);
        brought_up(&index, &mut late);
        assert!(early.bytes() < late.bytes());
        assert!(matches!(standing(&index, &mut early, &Labeller::default()), Ok(Standing::Current(_))));
        assert_eq!(early.bytes(), late.bytes(), "whoever asks sees what the index knows");
    }
}
