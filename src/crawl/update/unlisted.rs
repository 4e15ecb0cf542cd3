//! Articles that the list used to show and no longer does.
//!
//! A removed article isn't in the list, so the list alone never proves that something is gone. A walk of the list covers a
//! stretch: from its newest item down to its last one. An article of that stretch that an earlier complete run knew, and
//! that this walk doesn't show, is requested again. Only the answer decides: if there is no such page, the article is
//! missing; otherwise it stays, and the run reports it.
//!
//! A run requests only some of them. Those that no earlier run requested for this reason come first, then those whose last
//! request was longest ago, so however many there are, each has its turn.
//!
//! What lies below the stretch isn't judged, so a portal that hides its last page makes nothing missing.

use std::cmp::Reverse;

use super::plan::Event;
use super::recheck::sighting_of;
use super::run::UpdateRun;
use crate::article::{Article, DateSource, Id};
use crate::calendar::is_plausible;
use crate::storage::StorageError;

/// Articles that one run requests because the list no longer shows them. More of them at once are a fault of the list.
const REQUESTS_MAX: usize = 20;

/// Adds to the wanted articles those that the walk should have shown and whose turn it is, and returns their ids.
pub(super) fn add(run: &mut UpdateRun<'_>) -> Result<Vec<Id>, StorageError> {
    let Some(end) = run.stretch.end() else { return Ok(Vec::new()) };
    let known = run.intake.published_after(end)?;
    let mut unlisted: Vec<Article> = known.into_iter().filter(|article| is_expected(run, article)).collect();
    unlisted.sort_by_key(|article| (run.plan.unlisted_asked.get(&article.id), Reverse(article.published)));
    let more = unlisted.len().saturating_sub(REQUESTS_MAX);
    if more > 0 {
        (run.watch)(Event::Warning(&format!(
            "the list lacks {} articles that it used to show; {REQUESTS_MAX} of them are requested in this run, and the \
             others in the next ones",
            unlisted.len()
        )));
    }
    unlisted.truncate(REQUESTS_MAX);
    run.wanted.extend(unlisted.iter().map(sighting_of));
    Ok(unlisted.into_iter().map(|article| article.id).collect())
}

/// Whether the list should show the article. One that came from files may never have been in it.
fn is_expected(run: &UpdateRun<'_>, article: &Article) -> bool {
    let was_listed =
        matches!(article.date_source, Some(DateSource::Listing | DateSource::Bridge | DateSource::Article));
    let is_gone = article.absence.gone.is_some_and(|gone| is_plausible(gone, chrono::Utc::now()));
    let is_past = article.published.is_some_and(|published| published <= chrono::Utc::now());
    article.section
        && was_listed
        && is_past
        && !is_gone
        && !article.is_withdrawn()
        && !run.stretch.has_shown(&article.id)
        && run.is_ground(Some(article))
        && run.plan.source.key_of(&sighting_of(article)).is_some()
}
