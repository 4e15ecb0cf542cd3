//! What a run did, and why it ended.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use chrono::{DateTime, Utc};

use super::fields::Field;
use crate::article::{Article, Id, Sighting};
use crate::calendar::Moment;
use crate::corpus::{RECEIPT_ITEMS_MAX, Stopped};
use crate::crawl::intake::{Change, Taken};
use crate::fetch::{Cause, FetchError, Traffic};
use crate::portal::NotOurs;
use crate::portal::cdx::CdxError;

/// So many articles asked for in vain, and none with success, are no accident.
const ALL_FAILED_MIN: u64 = 5;

/// What one run did. Each article counts once: `seen` = `new` + `updated` + `unchanged` + `failed`.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) seen: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    /// Articles that were asked for in vain. What the list says of them is stored.
    pub(crate) failed: u64,
    /// The first of them.
    pub(crate) failures: Vec<Failure>,
    /// New articles that are older than what an earlier complete run over the list had seen.
    pub(crate) late: Vec<Late>,
    /// When the newest article was published that the list showed.
    pub(crate) newest: Option<Moment>,
    /// Whether every article that the list shows, down to known ground or the list's end, was had.
    pub(crate) complete: bool,
    pub(crate) stop: Option<Stop>,
    /// What would have been asked for, where nothing was to be.
    pub(crate) planned: Vec<Sighting>,
    pub(crate) traffic: Traffic,
}

/// Why a run ended before it was through.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) kind: Stopped,
    /// `None` where the kind says all.
    pub(crate) reason: Option<Reason>,
}

/// An article that could not be had.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) title: String,
    pub(crate) url: String,
    /// One sentence.
    pub(crate) why: String,
}

/// An article that stood in no list when its time was: see [`super`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Late {
    pub(crate) id: Id,
    pub(crate) title: String,
    pub(crate) published: Moment,
}

/// What stood in the way.
#[derive(Debug)]
pub(crate) enum Reason {
    Fetch(FetchError),
    /// The answer is none that the portal is known to give.
    NotOurs {
        url: String,
        why: NotOurs,
    },
    EmptyList {
        url: String,
    },
    /// The page shows no article.
    NoArticle,
    /// The page shows another article than the one that was asked for; its title.
    OtherArticle(String),
    /// Most articles of the run lack what articles always have.
    FieldMissing(Field),
    /// None of the articles asked for could be had.
    NoneOfThem,
    /// The list gave this page instead of the one asked for, and it is not its last one.
    OtherPage {
        asked: u32,
        given: u32,
    },
    /// The archive gives an empty answer, which says no.
    TurnedAway {
        url: String,
    },
    /// The archive's answer is no list of captures.
    NotCaptures {
        url: String,
        why: CdxError,
    },
    /// The list goes on, but brings the same articles again and again.
    SameAgain,
}

impl Reason {
    /// What it says of the server. `None`: it says something of the one article only.
    pub(super) fn stops_as(&self) -> Option<Stopped> {
        match self {
            Reason::Fetch(error) => match &error.cause {
                Cause::Cancelled => Some(Stopped::Interrupted),
                Cause::Robots(_) | Cause::RetryAfter { .. } => Some(Stopped::Refused),
                Cause::Status(answer) => match answer.status {
                    401 | 403 | 407 | 429 | 451 => Some(Stopped::Refused),
                    404 | 410 => None,
                    500.. | 408 | 425 => Some(Stopped::Unreachable),
                    _ => Some(Stopped::Unrecognised),
                },
                Cause::Address
                | Cause::Name
                | Cause::Connect(_)
                | Cause::Tls(_)
                | Cause::Timeout(_)
                | Cause::Truncated
                | Cause::Reset
                | Cause::RedirectLoop
                | Cause::NotHttp(_) => Some(Stopped::Unreachable),
                Cause::OffHost(_) | Cause::Downgrade(_) | Cause::TooLarge(_) | Cause::Decode(_) => {
                    Some(Stopped::Unrecognised)
                }
            },
            Reason::TurnedAway { .. } => Some(Stopped::Refused),
            Reason::NotOurs { .. }
            | Reason::NotCaptures { .. }
            | Reason::EmptyList { .. }
            | Reason::NoArticle
            | Reason::OtherArticle(_)
            | Reason::OtherPage { .. }
            | Reason::SameAgain
            | Reason::FieldMissing(_)
            | Reason::NoneOfThem => Some(Stopped::Unrecognised),
        }
    }

    /// When the server said that it has no such page, where it did.
    pub(super) fn no_such_page(&self) -> Option<DateTime<Utc>> {
        match self {
            Reason::Fetch(FetchError { cause: Cause::Status(answer), .. }) if matches!(answer.status, 404 | 410) => {
                Some(answer.fetched)
            }
            _ => None,
        }
    }

    /// Whether there is no use in asking for further articles.
    pub(super) fn is_final(&self) -> bool {
        let Reason::Fetch(error) = self else { return false };
        match &error.cause {
            Cause::Cancelled | Cause::RetryAfter { .. } | Cause::Name | Cause::Connect(_) | Cause::Tls(_) => true,
            Cause::Status(answer) => answer.status == 429,
            _ => false,
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Reason::Fetch(error) => error.hint(),
            Reason::TurnedAway { .. } => {
                "archives turn away whole networks and whoever asks too fast: wait some hours, ask more slowly with \
                 --delay, or ask from elsewhere; what was had is kept"
            }
            Reason::NotOurs { .. }
            | Reason::NotCaptures { .. }
            | Reason::EmptyList { .. }
            | Reason::OtherPage { .. }
            | Reason::SameAgain
            | Reason::FieldMissing(_)
            | Reason::NoneOfThem => {
                "look at the address in a browser: the portal may be closed for maintenance, or have changed; \
                 the raw answers are kept in the corpus"
            }
            Reason::NoArticle | Reason::OtherArticle(_) => "look at the address in a browser",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Fetch(error) => error.fmt(f),
            Reason::NotOurs { url, why } => write!(f, "the answer of {url} is not the portal's: {why}"),
            Reason::EmptyList { url } => write!(f, "the list at {url} is empty"),
            Reason::TurnedAway { url } => {
                write!(f, "the archive turned the request away: {url} was answered with nothing")
            }
            Reason::NotCaptures { url, why } => write!(f, "the answer of {url} is not the archive's: {why}"),
            Reason::NoArticle => f.write_str("the page shows no article"),
            Reason::OtherArticle(title) => write!(f, "the page shows another article, “{title}”"),
            Reason::FieldMissing(field) => {
                let what = match field {
                    Field::Date => "date",
                    Field::Text => "text",
                };
                write!(f, "most articles have no {what} any more")
            }
            Reason::NoneOfThem => f.write_str("none of the articles that were asked for could be had"),
            Reason::OtherPage { asked, given } => {
                write!(f, "the list gave its page {given} when it was asked for page {asked}")
            }
            Reason::SameAgain => f.write_str("the list goes on, but brings the same articles again and again"),
        }
    }
}

impl Stop {
    /// Ends a run for trouble with its list.
    pub(super) fn of(error: FetchError) -> Stop {
        Stop::because(Reason::Fetch(error))
    }

    /// Ends a run for this reason. A list that is gone is a portal that has changed.
    pub(super) fn because(reason: Reason) -> Stop {
        Stop { kind: reason.stops_as().unwrap_or(Stopped::Unrecognised), reason: Some(reason) }
    }

    pub(super) fn limit() -> Stop {
        Stop { kind: Stopped::Limit, reason: None }
    }
}

/// What became of one article in a run; the greater counts where it was met more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Unchanged,
    Updated,
    New,
    Failed,
}

impl From<Change> for Outcome {
    fn from(change: Change) -> Outcome {
        match change {
            Change::Unchanged => Outcome::Unchanged,
            Change::Updated => Outcome::Updated,
            Change::New => Outcome::New,
        }
    }
}

/// Counts articles as a run goes on.
#[derive(Debug, Default)]
pub(super) struct Tally {
    outcomes: HashMap<Id, Outcome>,
    failures: Vec<Failure>,
    late: Vec<Late>,
    newest: Option<Moment>,
    /// Articles that the portal had an answer for.
    answered: u64,
    /// Whether something is missing that the next try may bring.
    pub(super) left_gaps: bool,
}

impl Tally {
    /// Counts an outcome; whether the article is met for the first time.
    pub(super) fn count(&mut self, id: Id, outcome: Outcome) -> bool {
        match self.outcomes.entry(id) {
            Entry::Vacant(place) => {
                place.insert(outcome);
                true
            }
            Entry::Occupied(mut known) => {
                let greater = outcome.max(*known.get());
                known.insert(greater);
                false
            }
        }
    }

    /// Counts what became of an article that was taken in; whether it is met for the first time. Two
    /// that became one count once, and as new only where both were.
    pub(super) fn took(&mut self, taken: &Taken) -> bool {
        let parts: Vec<_> = taken.joined.iter().map(|id| self.outcomes.remove(id)).collect();
        let is_new_here = self.count(taken.id.clone(), taken.change.into());
        if parts.iter().any(|part| *part != Some(Outcome::New))
            && let Some(outcome @ Outcome::New) = self.outcomes.get_mut(&taken.id)
        {
            *outcome = Outcome::Updated;
        }
        is_new_here && parts.iter().all(Option::is_none)
    }

    /// Notes that the list shows an article. A date that is still to come is somebody's slip.
    pub(super) fn shown(&mut self, item: &Sighting, now: DateTime<Utc>) {
        self.newest = self.newest.max(item.published.filter(|published| *published <= now));
    }

    pub(super) fn late(&mut self, late: Late) {
        self.late.push(late);
    }

    /// Counts what storing an item would do, by the identity that it would get.
    pub(super) fn foresee(&mut self, item: &Sighting, known: Option<&Article>) -> bool {
        let own = || Id::of(&crate::text::folded(&item.title), item.published.as_ref());
        let (id, outcome) = match known {
            None => (own(), Outcome::New),
            Some(article) => (article.id.clone(), Outcome::Unchanged),
        };
        self.count(id, outcome)
    }

    /// How many articles the run has met.
    pub(super) fn met(&self) -> usize {
        self.outcomes.len()
    }

    pub(super) fn answered(&mut self) {
        self.answered += 1;
    }

    /// Counts an article that could not be had, for a reason that `stops_as` says of the server.
    pub(super) fn fail(&mut self, id: Option<Id>, stops_as: Option<Stopped>, failure: Failure) {
        // Gone is gone: asking again tomorrow fills no gap.
        self.left_gaps |= stops_as.is_some();
        if let Some(id) = id {
            self.count(id, Outcome::Failed);
        }
        if self.failures.len() < RECEIPT_ITEMS_MAX {
            self.failures.push(failure);
        }
    }

    pub(super) fn report(
        self,
        stop: Option<Stop>,
        only_plan: bool,
        planned: Vec<Sighting>,
        traffic: Traffic,
    ) -> Report {
        let of = |outcome| self.outcomes.values().filter(|o| **o == outcome).count() as u64;
        let failed = of(Outcome::Failed);
        // One that has since proved to be another, which was known, is not new.
        let is_new = |late: &Late| matches!(self.outcomes.get(&late.id), Some(Outcome::New | Outcome::Failed));
        let late = self.late.iter().filter(|late| is_new(late)).cloned().collect();
        let all_failed = self.answered == 0 && failed >= ALL_FAILED_MIN;
        let stop = stop.or_else(|| all_failed.then(|| Stop::because(Reason::NoneOfThem)));
        Report {
            seen: self.outcomes.len() as u64,
            new: of(Outcome::New),
            updated: of(Outcome::Updated),
            unchanged: of(Outcome::Unchanged),
            failed,
            complete: stop.is_none() && !self.left_gaps && !only_plan,
            failures: self.failures,
            late,
            newest: self.newest,
            stop,
            planned,
            traffic,
        }
    }
}
