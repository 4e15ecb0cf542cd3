//! The update: reads a portal's list and requests what is missing.
//!
//! The list comes first, then the articles in it whose text the corpus lacks. Each raw answer is stored before anything
//! parsed from it, and both have left this process before the next request, so that a run may end at any point and the
//! next one resumes. They are synced to disk too, unless answers arrive faster than a disk can sync: see
//! [`Writer::flush_or_sync`](crate::corpus::Writer::flush_or_sync).
//!
//! # How far down a list has to be read
//!
//! Lists are newest first. A *complete* run got every article that its list showed. So if the corpus held an article
//! when a complete run ended, it held everything below it in the list too: the article is **known ground**. Reading
//! stops on a stretch of known ground or at the end of the list; nothing else makes a run complete. Articles from an
//! incomplete run since then, or from an import, are not known ground. What the corpus held at the end of a run is
//! determined by positions in the ledger, because clocks can be set back.
//!
//! An article that a walk of the list should show and doesn't is requested again: see [`unlisted`].
//!
//! A new article is **late** if it was published before the newest article of an earlier complete run: no list had it at
//! the time. A run reports the late articles that it sees; [`Plan::full`] finds those below known ground.

mod archive;
mod bridge;
mod details;
mod fields;
mod legacy;
mod plan;
mod recheck;
mod report;
mod run;
mod stretch;
#[cfg(test)]
mod tests;
mod unlisted;

pub(crate) use plan::{Event, Ground, Plan, Source, unlisted_asked};
pub(crate) use report::{Report, Stop};

use super::Intake;
use crate::corpus::Stopped;
use crate::fetch::Client;
use crate::storage::StorageError;
use report::End;
use run::{Listing, UpdateRun};

/// Runs an update. Trouble with the portal ends it early and is in the report; an error is trouble with the corpus.
pub(crate) fn update(
    plan: &Plan,
    client: &Client,
    intake: &mut Intake,
    watch: &dyn Fn(Event<'_>),
) -> Result<Report, StorageError> {
    let listing: &dyn Listing = match plan.source {
        Source::Bridge => &bridge::BridgeList,
        Source::Legacy => &legacy::LegacyList,
        Source::Archive => &archive::ArchiveList,
    };
    let mut run = UpdateRun::new(plan, client, intake, watch);
    let listed = stop_of(listing.read(&mut run))?;
    // A list that broke off proves nothing about what it doesn't show.
    if listed.is_none() {
        run.unlisted = unlisted::add(&mut run)?;
    }
    // One page of a list that the server can't deliver must not keep all other articles away.
    if let Some(since) = plan.recheck {
        recheck::add(&mut run, since)?;
    }
    let is_refused = matches!(listed, Some(Stop { kind: Stopped::Interrupted | Stopped::Refused, .. }));
    let requested = if is_refused { None } else { stop_of(details::fetch(&mut run, listing))? };
    if !plan.only_plan {
        // Answers without articles haven't been synced yet.
        run.intake.sync()?;
    }
    Ok(run.report(listed.or(requested)))
}

/// Separates trouble with the portal, which is part of the report, from trouble with the corpus.
fn stop_of(part: Result<(), End>) -> Result<Option<Stop>, StorageError> {
    match part {
        Ok(()) => Ok(None),
        Err(End::Stop(stop)) => Ok(Some(stop)),
        Err(End::Corpus(error)) => Err(error),
    }
}
