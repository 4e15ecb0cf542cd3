//! Replays one stored answer.
//!
//! It is taken in as it was when it arrived: with its original time, and only as the article that it provably shows.

use std::collections::HashSet;

use chrono::Utc;

use crate::answer::Answer;
use crate::article::{Key, Provenance, Sighting, sha256_hex};
use crate::calendar::is_plausible;
use crate::crawl::identity::agrees;
use crate::crawl::import::sightings;
use crate::crawl::intake::Intake;
use crate::portal::{self, DOCUMENT_BYTES_MAX, cdx};
use crate::storage::StorageError;

/// What an answer contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReplayedAnswer {
    Articles,
    /// No articles, or none that are proved.
    Nothing,
}

/// The provenance of an answer's articles. A capture has the time that the archive states, if it can be true.
///
/// Answers that were stored while the clock was ahead keep their order among themselves: each is believed to be of its
/// own time, and any answer of a true time replaces what came from them.
pub(in crate::crawl) fn provenance(answer: &Answer, body: &[u8]) -> Provenance {
    let sha256 = sha256_hex(body);
    let clock = Utc::now().max(answer.fetched);
    let stated = cdx::captured_at(&answer.url).unwrap_or(answer.fetched);
    let given = Some(stated).filter(|at| is_plausible(*at, clock));
    Provenance { clock, ..Provenance::new(answer.fetched, given, Some(sha256)) }
}

/// The digest that versions parsed from this answer have; `None` if nothing can be parsed from it.
pub(super) fn digest(answer: &Answer) -> Option<String> {
    // An answer that can't be decompressed was never parsed.
    let body = answer.decoded(DOCUMENT_BYTES_MAX as u64).ok().filter(|_| answer.status == 200)?;
    Some(sha256_hex(&body))
}

/// Takes in the articles of an answer. With `rereads`, they replace what was parsed from the same bytes before.
pub(super) fn replay(intake: &mut Intake, answer: &Answer, rereads: bool) -> Result<ReplayedAnswer, StorageError> {
    if answer.status != 200 {
        return Ok(ReplayedAnswer::Nothing);
    }
    let Ok(body) = answer.decoded(DOCUMENT_BYTES_MAX as u64) else { return Ok(ReplayedAnswer::Nothing) };
    let Ok(mut page) = portal::read(&body, Some(&answer.url)) else { return Ok(ReplayedAnswer::Nothing) };
    if let Some(article) = &page.article
        && !is_proved(intake, article)?
    {
        page.article = None;
    }
    let sightings = sightings(page);
    if sightings.is_empty() {
        return Ok(ReplayedAnswer::Nothing);
    }
    intake.take_all(sightings, &Provenance { rereads, ..provenance(answer, &body) })?;
    Ok(ReplayedAnswer::Articles)
}

/// Whether a page shows the article that the corpus knows by its keys. A legacy address may show another article now,
/// which wasn't stored when it arrived either, and a server may return one page for every address.
pub(in crate::crawl) fn is_proved(intake: &mut Intake, shown: &Sighting) -> Result<bool, StorageError> {
    // An answer with the article's number proves itself.
    if shown.keys.iter().any(|key| matches!(key, Key::Aid(_))) {
        return Ok(true);
    }
    if intake.is_shown_elsewhere(shown)? {
        return Ok(false);
    }
    Ok(intake.known(shown)?.is_none_or(|known| agrees(shown, &known)))
}

/// Takes in the stored captures of an archive, because a run may have been interrupted before it did. Returns the paths
/// by which they were requested.
pub(in crate::crawl) fn replay_captures(intake: &mut Intake) -> Result<HashSet<String>, StorageError> {
    let mut paths = HashSet::new();
    for answer in intake.answers()? {
        // A killed run leaves a torn end; `check` reports damage.
        let Ok(answer) = answer else { continue };
        let Some((_, path)) = answer.url.split_once("/web/").filter(|_| cdx::captured_at(&answer.url).is_some()) else {
            continue;
        };
        // The archive may be able now to deliver what it couldn't then.
        if matches!(answer.status, 200 | 404 | 410) {
            paths.insert(format!("/web/{path}"));
        }
        replay(intake, &answer, false)?;
    }
    intake.sync()?;
    Ok(paths)
}
