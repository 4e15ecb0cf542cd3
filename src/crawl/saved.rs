//! Raw answers of the corpus, read again: what they say by the present parsers.
//!
//! An answer is taken as it was taken when it came: with the moment it was given at, and only as the
//! article that it can be proved to show.

use std::collections::HashSet;

use super::identity::agrees;
use super::import::sightings;
use super::intake::{Intake, IntakeError};
use crate::answer::Answer;
use crate::article::{Key, Provenance, Sighting, sha256_hex};
use crate::portal::{self, DOCUMENT_BYTES_MAX, cdx};

/// What one answer came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    Taken,
    /// It holds nothing of articles, or can't be proved to.
    Nothing,
}

/// When, and from what, an answer's article was given: a capture is as old as the archive says.
pub(super) fn provenance(answer: &Answer, body: &[u8]) -> Provenance {
    let sha256 = sha256_hex(body);
    let given = cdx::captured_at(&answer.url).unwrap_or(answer.fetched);
    Provenance::new(answer.fetched, Some(given), Some(sha256))
}

/// The digest by which a version tells that it came of an answer; `None` of one that says nothing.
pub(super) fn digest(answer: &Answer) -> Option<String> {
    // What can't be unpacked was never read.
    let body = answer.decoded(DOCUMENT_BYTES_MAX as u64).ok().filter(|_| answer.status == 200)?;
    Some(sha256_hex(&body))
}

/// Takes in what an answer says; with `rereads`, against what was once read from the same bytes.
pub(super) fn retake(intake: &mut Intake, answer: &Answer, rereads: bool) -> Result<Read, IntakeError> {
    if answer.status != 200 {
        return Ok(Read::Nothing);
    }
    let Ok(body) = answer.decoded(DOCUMENT_BYTES_MAX as u64) else { return Ok(Read::Nothing) };
    let Ok(mut page) = portal::read(&body, Some(&answer.url)) else { return Ok(Read::Nothing) };
    if let Some(article) = &page.article
        && !is_proved(intake, article)?
    {
        page.article = None;
    }
    let sightings = sightings(page);
    if sightings.is_empty() {
        return Ok(Read::Nothing);
    }
    intake.take_all(sightings, &Provenance { rereads, ..provenance(answer, &body) })?;
    Ok(Read::Taken)
}

/// Whether a page shows the article that the corpus knows by its identity. What stands at a legacy
/// address may have become another article, which was not stored when it came either.
pub(super) fn is_proved(intake: &mut Intake, shown: &Sighting) -> Result<bool, IntakeError> {
    // An answer that prints the article's number proves itself.
    if shown.keys.iter().any(|key| matches!(key, Key::Aid(_))) {
        return Ok(true);
    }
    Ok(intake.known(shown)?.is_none_or(|known| agrees(shown, &known)))
}

/// Takes in the captures of an archive that were read before, which a run may not have come to; the
/// paths by which they were asked for.
pub(super) fn retake_captures(intake: &mut Intake) -> Result<HashSet<String>, IntakeError> {
    let mut paths = HashSet::new();
    for answer in intake.answers()? {
        // A torn end is what a run that died leaves; `check` tells of it.
        let Ok(answer) = answer else { continue };
        let Some((_, path)) = answer.url.split_once("/web/").filter(|_| cdx::captured_at(&answer.url).is_some()) else {
            continue;
        };
        // What the archive could not give at that moment it may give now.
        if matches!(answer.status, 200 | 404 | 410) {
            paths.insert(format!("/web/{path}"));
        }
        retake(intake, &answer, false)?;
    }
    intake.sync()?;
    Ok(paths)
}
