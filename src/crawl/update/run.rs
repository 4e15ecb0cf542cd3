//! The state of a run, and the steps that all sources share.

use super::fields::FieldCounts;
use super::plan::{Event, Plan};
use super::report::{End, Failure, Late, Progress, Reason, Report, StepError, Stop};
use super::stretch::Stretch;
use crate::answer::Answer;
use crate::article::{Article, Id, Provenance, Sighting, Status};
use crate::corpus::Stopped;
use crate::crawl::counts::Outcome;
use crate::crawl::intake::Taken;
use crate::crawl::{Intake, replay};
use crate::fetch::{Client, FetchError, Fetched, Notice, Request};
use crate::page::Page;
use crate::storage::StorageError;
use crate::text::folded;

/// Articles in a row that must be known ground before reading stops. A single one may have been moved.
pub(super) const GROUND_ITEMS: usize = 5;

/// The state of a run.
pub(super) struct UpdateRun<'a> {
    pub(super) plan: &'a Plan,
    client: &'a Client,
    pub(super) intake: &'a mut Intake,
    pub(super) watch: &'a dyn Fn(Event<'_>),
    pub(super) progress: Progress,
    pub(super) fields: FieldCounts,
    /// Articles to be requested, in the order of the list.
    pub(super) wanted: Vec<Sighting>,
    pub(super) stretch: Stretch,
    /// The articles among the wanted ones that the walk should have shown.
    pub(super) unlisted: Vec<Id>,
}

/// Counts failures of the server in a row. A failure that concerns one article only doesn't count.
#[derive(Debug, Default)]
pub(super) struct FailureStreak(u32);

impl FailureStreak {
    /// After this many failures in a row, the problem isn't the articles.
    const MAX: u32 = 5;

    /// Ends the streak after a success.
    pub(super) fn reset(&mut self) {
        self.0 = 0;
    }

    /// Counts a failure if it concerns the server. Returns whether the run should stop.
    pub(super) fn add(&mut self, concerns_server: bool) -> bool {
        self.0 += u32::from(concerns_server);
        self.0 >= FailureStreak::MAX
    }
}

/// A list of articles: how to read it, and how to get what is missing.
pub(super) trait Listing {
    /// Reads the list, takes it in and collects the articles to be requested.
    fn read(&self, run: &mut UpdateRun<'_>) -> Result<(), End>;

    /// The article in the answer to its request, if it is provably the requested one; `None` if the portal has no more
    /// than its list shows.
    fn article_in(&self, item: &Sighting, fetched: &Fetched) -> Result<ReadArticle, Reason>;
}

/// The article of an answer, and the warnings about it.
pub(super) type ReadArticle = (Option<Sighting>, Vec<String>);

impl<'a> UpdateRun<'a> {
    /// Starts a run.
    pub(super) fn new(
        plan: &'a Plan,
        client: &'a Client,
        intake: &'a mut Intake,
        watch: &'a dyn Fn(Event<'_>),
    ) -> UpdateRun<'a> {
        UpdateRun {
            plan,
            client,
            intake,
            watch,
            progress: Progress::default(),
            fields: FieldCounts::default(),
            wanted: Vec::new(),
            stretch: Stretch::default(),
            unlisted: Vec::new(),
        }
    }
}

impl UpdateRun<'_> {
    /// Sends a request and stores the answer, also one with an error status.
    pub(super) fn request(&mut self, request: &Request) -> Result<Fetched, StepError> {
        let answered = self.send(request);
        let answer = match &answered {
            Ok(fetched) => Some(&fetched.answer),
            Err(error) => error.answer(),
        };
        if let Some(answer) = answer {
            self.store_answer(answer)?;
        }
        Ok(answered.map_err(Reason::Fetch)?)
    }

    /// Sends a request without storing the answer.
    pub(super) fn send(&self, request: &Request) -> Result<Fetched, FetchError> {
        let watch = self.watch;
        self.client.send(request, &|notice| match notice {
            Notice::Waiting { host, wait } => watch(Event::Waiting { host: &host, wait }),
            Notice::Retry { why, wait, attempt, .. } => watch(Event::Retry { why: &why, wait, attempt }),
        })
    }

    /// Stores an answer, unless the run stores nothing.
    pub(super) fn store_answer(&mut self, answer: &Answer) -> Result<(), StorageError> {
        if self.plan.only_plan { Ok(()) } else { self.intake.store_answer(answer) }
    }

    /// Takes in a part of the list. Returns whether it ends on known ground.
    pub(super) fn take_list(&mut self, number: u32, page: Page, fetched: &Fetched) -> Result<bool, End> {
        for warning in &page.warnings {
            (self.watch)(Event::Warning(warning));
        }
        let listing = page.listing.unwrap_or_default();
        if listing.unreadable > 0 {
            self.stretch.unreadable();
            self.record_gap(&format!(
                "{} entries of the list could not be read: those articles are missing",
                listing.unreadable
            ));
        }
        let items = listing.items;
        let count = items.len();
        FieldCounts::of_list(&items)?;
        let provenance = provenance(fetched);
        let mut ground_run = 0;
        for item in items {
            let known = self.intake.known(&item)?;
            ground_run = if self.is_ground(known.as_ref()) { ground_run + 1 } else { 0 };
            self.progress.listed(&item, provenance.now);
            self.stretch.item(&item);
            let is_new_here = self.take_item(&item, known.as_ref(), &provenance)?;
            if is_new_here && self.is_wanted(&item, known.as_ref()) {
                self.wanted.push(item);
            }
        }
        if !self.plan.only_plan {
            self.intake.flush_or_sync()?;
        }
        (self.watch)(Event::List { number, items: count, wanted: self.wanted.len() });
        Ok(!self.plan.full && ground_run >= GROUND_ITEMS)
    }

    /// Takes in what the list says about an article. Returns whether the run sees it for the first time.
    fn take_item(
        &mut self,
        item: &Sighting,
        known: Option<&Article>,
        provenance: &Provenance,
    ) -> Result<bool, StorageError> {
        known.into_iter().for_each(|known| self.stretch.shows(&known.id));
        if self.plan.only_plan {
            return Ok(self.progress.preview(item, known));
        }
        let taken = match self.intake.take(item.clone(), provenance) {
            Ok(taken) => taken,
            Err(error) => {
                self.record_gap(&error.refusal()?);
                return Ok(false);
            }
        };
        self.warn_of_future(&taken);
        self.stretch.shows(&taken.id);
        let newest = self.plan.ground.and_then(|ground| ground.newest);
        if let (Outcome::New, Some(published), Some(newest)) = (taken.outcome, item.published, newest)
            && published < newest
        {
            self.progress.late(Late { id: taken.id.clone(), title: item.title.clone(), published });
        }
        Ok(self.progress.took(&taken))
    }

    /// Warns of an article whose date of publication lies in the future.
    pub(super) fn warn_of_future(&self, taken: &Taken) {
        if let Some(text) = taken.future_warning() {
            (self.watch)(Event::Warning(&text));
        }
    }

    /// Whether the corpus held the article when the last complete run ended.
    pub(super) fn is_ground(&self, known: Option<&Article>) -> bool {
        let begins = known.and_then(|article| article.begins);
        matches!((begins, self.plan.ground), (Some(begins), Some(ground)) if begins < ground.ledger_bytes)
    }

    /// Whether to request the article itself. One that a complete run left without text has none, and isn't requested
    /// every day.
    fn is_wanted(&self, item: &Sighting, known: Option<&Article>) -> bool {
        let Some(key) = self.plan.source.key_of(item) else { return false };
        match known {
            None => true,
            Some(article) if article.is_withdrawn() => false,
            // Another title in the list means an edit; a removed article in the list has returned.
            Some(article) if article.status == Status::Full => {
                article.absence.missing_since.is_some() || folded(&article.title) != folded(&item.title)
            }
            Some(article) => {
                let listed_here = article.keys().any(|k| k == key.to_string());
                self.plan.full || !listed_here || !self.is_ground(known)
            }
        }
    }

    /// Warns that the run may have missed articles, so that it won't count as complete.
    pub(super) fn record_gap(&mut self, why: &str) {
        (self.watch)(Event::Warning(why));
        self.progress.left_gaps = true;
    }

    /// Records an article that could not be fetched.
    pub(super) fn fail(&mut self, id: Option<Id>, stops_as: Option<Stopped>, failure: Failure) {
        (self.watch)(Event::Failed(&failure));
        self.progress.fail(id, stops_as, failure);
    }

    /// Ends the run.
    pub(super) fn report(self, stop: Option<Stop>) -> Report {
        let planned = if self.plan.only_plan { self.wanted } else { Vec::new() };
        self.progress.report(stop, self.plan.only_plan, planned, self.client.traffic())
    }
}

/// The provenance of what was parsed from an answer.
pub(super) fn provenance(fetched: &Fetched) -> Provenance {
    replay::provenance(&fetched.answer, fetched.body())
}
