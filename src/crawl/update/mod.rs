//! The update: walking a portal's list and asking for what is missing.
//!
//! The list first, then the articles that it names and the corpus lacks. Every answer is kept raw
//! before anything read from it is stored, and both are out of this process's hands before the next
//! one is asked for, so that a run may end anywhere and the next one goes on. They are on the disk by
//! then too, unless answers come faster than a disk can wait for each: see
//! [`Writer::secure`](crate::corpus::Writer::secure).
//!
//! # How far down a list has to be read
//!
//! Lists are newest first. A run that was *complete* had every article that its list showed, so an
//! article which the corpus held when that run ended is **known ground**: all below it was there too.
//! A walk ends on a stretch of known ground, or at the end of the list; nothing else makes it
//! complete. What an incomplete run brought in since then, or an import, is no ground to stand on,
//! and the walk passes over it. What the corpus held when is told by places in the ledger, not by
//! clocks, which can be set back.
//!
//! An article that is new although it was published before the newest one that an earlier complete
//! run had seen on the list is **late**: it stood in no list of that time. A walk tells of those that
//! it meets; those below the ground that it ends on are found by [`Plan::full`].

mod archive;
mod bridge;
mod details;
mod fields;
mod legacy;
mod recheck;
mod report;
#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

pub(crate) use report::{Failure, Late, Reason, Report, Stop};

use super::intake::Change;
use super::{Intake, IntakeError, saved};
use crate::answer::Answer;
use crate::article::{Article, Id, Provenance, Sighting, Status};
use crate::calendar::Moment;
use crate::corpus::{Run, Stopped};
use crate::fetch::{Client, FetchError, Fetched, Notice, Request};
use crate::page::Page;
use crate::text::folded;
use fields::Fields;
use report::Tally;

/// Articles in a row that must be known ground before a walk ends. One alone may have been moved.
const GROUND_ITEMS: usize = 5;

/// Which generation of the portal is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Bridge,
    Legacy,
    /// An archive's captures of the legacy portal.
    Archive,
}

impl Source {
    /// Its name in receipts and on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Source::Bridge => "bridge",
            Source::Legacy => "legacy",
            Source::Archive => "archive",
        }
    }
}

/// What a run is to do.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) source: Source,
    /// Base address of the portal, or of the archive; what stands behind the host and port is not looked at.
    pub(crate) portal: Url,
    /// Walk the whole list rather than stop on known ground.
    pub(crate) full: bool,
    /// Ask again for articles that are known in full: those published since then, and those that
    /// were missing when last asked for.
    pub(crate) recheck: Option<DateTime<Utc>>,
    /// Ask for so many articles at most.
    pub(crate) limit: Option<u64>,
    /// Ask for nothing but the list, and store nothing.
    pub(crate) only_plan: bool,
    /// What earlier complete runs over this list leave to stand on.
    pub(crate) ground: Option<Ground>,
}

/// What complete runs over one list have seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ground {
    /// Length of the ledger when the last of them ended.
    ledger_bytes: u64,
    /// When the newest article was published that their lists showed.
    newest: Option<Moment>,
}

impl Ground {
    /// From the runs that the ledger holds, each with its length when they ended.
    pub(crate) fn of(runs: &[(Run, u64)], source: Source, portal: &Url) -> Option<Ground> {
        let complete = || {
            runs.iter().filter(|(run, _)| {
                let asked = run.portal.as_deref().and_then(|asked| Url::parse(asked).ok());
                run.complete && run.source == source.as_str() && asked.as_ref() == Some(portal)
            })
        };
        let ledger_bytes = complete().map(|(_, bytes)| *bytes).max()?;
        Some(Ground { ledger_bytes, newest: complete().filter_map(|(run, _)| run.newest).max() })
    }
}

/// What happens during a run, for whoever watches.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// A page of the list, or a window of it, was read: `items` articles in it, `wanted` so far.
    List {
        number: u32,
        items: usize,
        wanted: usize,
    },
    /// `done` of `of` articles have been asked for; `title` is the last one's.
    Article {
        done: u64,
        of: u64,
        title: &'a str,
    },
    Waiting {
        host: &'a str,
        wait: Duration,
    },
    Retry {
        why: &'a str,
        wait: Duration,
        attempt: u32,
    },
    Failed(&'a Failure),
    /// A person should know: weekdays that disagree, items without a title.
    Warning(&'a str),
}

/// Runs an update. Trouble with the portal ends it early and stands in the report; an error is
/// trouble with the corpus.
pub(crate) fn update(
    plan: &Plan,
    client: &Client,
    intake: &mut Intake,
    watch: &dyn Fn(Event<'_>),
) -> Result<Report, IntakeError> {
    let mut walk =
        Walk { plan, client, intake, watch, tally: Tally::default(), fields: Fields::default(), wanted: Vec::new() };
    let listed = stop_of(match plan.source {
        Source::Bridge => bridge::walk(&mut walk),
        Source::Legacy => legacy::walk(&mut walk),
        Source::Archive => archive::walk(&mut walk),
    })?;
    // One page of a list that the server can't give must not keep the articles of all others away.
    if let Some(since) = plan.recheck {
        recheck::add(&mut walk, since)?;
    }
    let sent_away = matches!(listed, Some(Stop { kind: Stopped::Interrupted | Stopped::Refused, .. }));
    let asked = if sent_away { None } else { stop_of(details::fetch(&mut walk))? };
    if !plan.only_plan {
        // Answers from which nothing was taken are still in the writer's hands.
        walk.intake.sync()?;
    }
    Ok(walk.report(listed.or(asked)))
}

/// Why a part of a run ended before it was through.
enum End {
    Stop(Stop),
    Corpus(IntakeError),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> End {
        End::Stop(stop)
    }
}

impl From<IntakeError> for End {
    fn from(error: IntakeError) -> End {
        End::Corpus(error)
    }
}

fn stop_of(part: Result<(), End>) -> Result<Option<Stop>, IntakeError> {
    match part {
        Ok(()) => Ok(None),
        Err(End::Stop(stop)) => Ok(Some(stop)),
        Err(End::Corpus(error)) => Err(error),
    }
}

/// A run on its way.
struct Walk<'a> {
    plan: &'a Plan,
    client: &'a Client,
    intake: &'a mut Intake,
    watch: &'a dyn Fn(Event<'_>),
    tally: Tally,
    fields: Fields,
    /// Articles that the corpus lacks the text of, in the order of the list.
    wanted: Vec<Sighting>,
}

impl Walk<'_> {
    /// Asks the portal, and keeps what comes: good answers, and those that say no. It is on disk
    /// after the next sync, which brings answers there before the articles read from them.
    fn ask(&mut self, request: &Request) -> Result<Result<Fetched, FetchError>, IntakeError> {
        let answered = self.send(request);
        let answer = match &answered {
            Ok(fetched) => Some(&fetched.answer),
            Err(error) => error.answer(),
        };
        if let Some(answer) = answer {
            self.keep(answer)?;
        }
        Ok(answered)
    }

    /// Asks without keeping.
    fn send(&self, request: &Request) -> Result<Fetched, FetchError> {
        let watch = self.watch;
        self.client.send(request, &|notice| match notice {
            Notice::Waiting { host, wait } => watch(Event::Waiting { host: &host, wait }),
            Notice::Retry { why, wait, attempt, .. } => watch(Event::Retry { why: &why, wait, attempt }),
        })
    }

    fn keep(&mut self, answer: &Answer) -> Result<(), IntakeError> {
        if self.plan.only_plan { Ok(()) } else { self.intake.keep(answer) }
    }

    /// Asks for a part of the list, without which the run can't go on.
    fn ask_list(&mut self, request: &Request) -> Result<Fetched, End> {
        Ok(self.ask(request)?.map_err(Stop::of)?)
    }

    /// Takes in a part of the list, and says whether it ends on known ground.
    fn take_list(&mut self, number: u32, page: Page, fetched: &Fetched) -> Result<bool, End> {
        for warning in &page.warnings {
            (self.watch)(Event::Warning(warning));
        }
        let listing = page.listing.unwrap_or_default();
        if listing.unreadable > 0 {
            self.doubt(&format!(
                "{} entries of the list could not be read: those articles are missing",
                listing.unreadable
            ));
        }
        let items = listing.items;
        let count = items.len();
        Fields::of_list(&items)?;
        let provenance = provenance(fetched);
        let mut ground_run = 0;
        for item in items {
            let known = self.intake.known(&item)?;
            ground_run = if self.is_ground(known.as_ref()) { ground_run + 1 } else { 0 };
            self.tally.shown(&item, provenance.now);
            let is_new_here = self.take_item(&item, known.as_ref(), &provenance)?;
            if is_new_here && self.is_wanted(&item, known.as_ref()) {
                self.wanted.push(item);
            }
        }
        if !self.plan.only_plan {
            self.intake.secure()?;
        }
        (self.watch)(Event::List { number, items: count, wanted: self.wanted.len() });
        Ok(!self.plan.full && ground_run >= GROUND_ITEMS)
    }

    /// Stores what the list says of an article; whether this run meets it for the first time.
    fn take_item(
        &mut self,
        item: &Sighting,
        known: Option<&Article>,
        provenance: &Provenance,
    ) -> Result<bool, IntakeError> {
        if self.plan.only_plan {
            return Ok(self.tally.foresee(item, known));
        }
        let taken = self.intake.take(item.clone(), provenance)?;
        let newest = self.plan.ground.and_then(|ground| ground.newest);
        if let (Change::New, Some(published), Some(newest)) = (taken.change, item.published, newest)
            && published < newest
        {
            self.tally.late(Late { id: taken.id.clone(), title: item.title.clone(), published });
        }
        Ok(self.tally.took(&taken))
    }

    fn is_ground(&self, known: Option<&Article>) -> bool {
        let begins = known.and_then(|article| article.begins);
        matches!((begins, self.plan.ground), (Some(begins), Some(ground)) if begins < ground.ledger_bytes)
    }

    /// Whether the article itself is to be asked for. What a complete run left without its text has
    /// none, and is not asked for every day.
    fn is_wanted(&self, item: &Sighting, known: Option<&Article>) -> bool {
        let Some(key) = details::key_of(self.plan.source, item) else { return false };
        match known {
            None => true,
            // A list that prints another title tells of an edit; one that shows what was gone, of its return.
            Some(article) if article.status == Status::Full => {
                article.absence.gone.is_some() || folded(&article.title) != folded(&item.title)
            }
            Some(article) => {
                let listed_here = article.keys().any(|k| k == key.to_string());
                self.plan.full || !listed_here || !self.is_ground(known)
            }
        }
    }

    /// The list may go on below what was seen of it.
    fn doubt(&mut self, why: &str) {
        (self.watch)(Event::Warning(why));
        self.tally.left_gaps = true;
    }

    fn fail(&mut self, id: Option<Id>, stops_as: Option<Stopped>, failure: Failure) {
        (self.watch)(Event::Failed(&failure));
        self.tally.fail(id, stops_as, failure);
    }

    fn report(self, stop: Option<Stop>) -> Report {
        let planned = if self.plan.only_plan { self.wanted } else { Vec::new() };
        self.tally.report(stop, self.plan.only_plan, planned, self.client.traffic())
    }
}

/// An address of the portal.
fn address(portal: &Url, path_and_query: &str) -> String {
    format!("{}{path_and_query}", portal.origin().ascii_serialization())
}

fn provenance(fetched: &Fetched) -> Provenance {
    saved::provenance(&fetched.answer, fetched.body())
}
