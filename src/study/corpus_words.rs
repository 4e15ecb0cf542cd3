//! The words of the whole corpus with its units, from the file beside the index or from the texts.

use super::desk::{Desk, StudyError, Walks};
use super::forward::{ArticleWords, Forward, build, read, write};
use super::reading::Zones;
use super::source::CorpusSource;
use super::units::{Cutter, Inventory, inventory};
use crate::index::DerivedFile;

/// The words of a corpus, joined to the units of its inventory.
pub(super) struct CorpusWords {
    pub(super) forward: Forward,
    pub(super) inventory: Inventory,
    /// Whether the words are in the file now.
    is_kept: bool,
}

/// The words of the corpus. Where there is no file that fits, they are read from the texts, and the file is written.
pub(super) fn corpus_words(desk: Desk<'_>) -> Result<CorpusWords, StudyError> {
    let source = CorpusSource::of(desk)?;
    let (mut forward, joined_to) = match kept(desk, &source) {
        Some((forward, units)) => (forward, Some(units)),
        None => (build(desk, &desk.all_articles()?)?, None),
    };
    let inventory = inventory(desk, &forward)?;
    let id = inventory.id();
    let mut is_kept = true;
    if joined_to.as_ref() != Some(&id) {
        join(desk, &mut forward, &inventory);
        // Where it can't be written, it is made again next time.
        is_kept = desk.index.write_derived(DerivedFile::Words, |out| write(out, &forward, &source, &id));
    }
    Ok(CorpusWords { forward, inventory, is_kept })
}

/// Writes the file of words ahead of the first use, unless there is one that fits. Returns whether there is one then.
pub(crate) fn prepare(desk: Desk<'_>) -> Result<bool, StudyError> {
    Ok(corpus_words(desk)?.is_kept)
}

/// The words of the corpus, if they are in a file that fits.
pub(super) fn kept_words(desk: Desk<'_>) -> Result<Option<Forward>, StudyError> {
    Ok(kept(desk, &CorpusSource::of(desk)?).map(|(forward, _)| forward))
}

/// The words of the file, if it fits, with the id of the units that they are joined to.
fn kept(desk: Desk<'_>, source: &CorpusSource) -> Option<(Forward, String)> {
    read(&desk.index.map_derived(DerivedFile::Words)?, source)
}

/// Marks the words of all articles that are joined to the word before them.
fn join(desk: Desk<'_>, forward: &mut Forward, inventory: &Inventory) {
    let walks = Walks::new(desk, forward.articles(), 1);
    let cutter = Cutter::new(&forward.vocabulary, &inventory.units);
    let mut words = ArticleWords::default();
    for article in 0..forward.articles() {
        forward.read(article, Zones::ALL, &mut words);
        cutter.join(&mut words);
        forward.set_marks(article, &words.marks);
        walks.step();
    }
}
