//! Opens the corpus for writing.

use tempfile::TempDir;

use super::errors::Failure;
use super::settings::Settings;
use super::store;
use crate::corpus::{Corpus, Writer};
use crate::crawl::Intake;
use crate::index::{self, Index};
use crate::indexing::{self, Labeller, Standing};

/// Opens the corpus for storing articles.
pub(crate) fn intake(settings: &Settings, labeller: &Labeller) -> Result<Intake, Failure> {
    let (writer, known) = writer_and_index(settings, labeller)?;
    Ok(Intake::new(writer, known)?)
}

/// Opens the corpus for writing, and the index if it can tell which articles are known. Fails if
/// another process is writing.
pub(crate) fn writer_and_index(settings: &Settings, labeller: &Labeller) -> Result<(Writer, Option<Index>), Failure> {
    // Nothing is stored if it can't be indexed there later.
    index::require_own(&settings.index)?;
    let mut writer = Corpus::at(&settings.corpus).writer()?;
    writer.begin_run(settings.now);
    store::print_recovery(&writer);
    store::warn_of_damaged_runs(&Corpus::at(&settings.corpus))?;
    let known = known(settings, &mut writer, labeller)?;
    Ok((writer, known))
}

/// Opens the corpus to find out what would be stored. Nothing is written, and a corpus that is missing isn't created:
/// the folder that is returned takes its place, and is removed when it is dropped.
pub(crate) fn plan(settings: &Settings, labeller: &Labeller) -> Result<(Intake, Option<TempDir>), Failure> {
    if Corpus::at(&settings.corpus).ledger()?.is_some() {
        let (viewer, known) = viewer_and_index(settings, labeller)?;
        return Ok((Intake::plan(viewer, known)?, None));
    }
    let dir = tempfile::tempdir().map_err(|e| Failure::io("can't make a temporary folder", &e))?;
    Ok((Intake::plan(Corpus::at(dir.path()).writer()?, None)?, Some(dir)))
}

/// The same for a corpus that this process may not write to: nothing can be stored.
pub(crate) fn viewer_and_index(settings: &Settings, labeller: &Labeller) -> Result<(Writer, Option<Index>), Failure> {
    let mut viewer = Corpus::at(&settings.corpus).viewer()?;
    let known = known(settings, &mut viewer, labeller)?;
    Ok((viewer, known))
}

/// The index, if it can tell which articles are known.
fn known(settings: &Settings, writer: &mut Writer, labeller: &Labeller) -> Result<Option<Index>, Failure> {
    let mut ledger = writer.ledger()?;
    Ok(match indexing::standing(&settings.index, &mut ledger, labeller) {
        Ok(Standing::Current(index) | Standing::Behind(index)) => Some(index),
        // Without a usable index the ledger itself is read, which is slower and just as correct.
        Ok(Standing::Foreign | Standing::Unusable) | Err(_) => None,
    })
}
