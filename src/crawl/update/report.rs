//! What a run did and why it ended.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::article::{Article, Id, Sighting};
use crate::calendar::Moment;
use crate::corpus::{RECEIPT_ITEMS_MAX, Stopped};
use crate::crawl::counts::{Outcome, Outcomes, RunCounts};
use crate::crawl::intake::Taken;
use crate::fetch::{Cause, FetchError, Traffic};
use crate::portal::Rejected;
use crate::portal::cdx::CdxError;
use crate::storage::StorageError;

/// If at least this many articles were requested and all failed, the portal has a problem.
const ALL_FAILED_MIN: u64 = 5;

/// What one run did. Each article counts once: `seen` = `new` + `updated` + `unchanged` + `failed`.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) seen: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    /// Articles that could not be fetched. What the list says about them is stored.
    pub(crate) failed: u64,
    /// At most [`RECEIPT_ITEMS_MAX`] of them.
    pub(crate) failures: Vec<Failure>,
    /// New articles that are older than the newest article of an earlier complete run over the list.
    pub(crate) late: Vec<Late>,
    /// Articles that the portal still has although its list no longer shows them.
    pub(crate) still_there: Vec<Id>,
    /// Articles that were requested because the list no longer showed them, whatever the answer.
    pub(crate) unlisted_asked: Vec<Id>,
    /// Date of the newest article in the list.
    pub(crate) newest: Option<Moment>,
    /// Date of the oldest article that the run saw in the list.
    pub(crate) oldest: Option<Moment>,
    /// Whether the run got every article that the list shows, down to known ground or the end of the list.
    pub(crate) complete: bool,
    pub(crate) stop: Option<Stop>,
    /// The articles that would be requested, if the plan is only to find out.
    pub(crate) planned: Vec<Sighting>,
    pub(crate) traffic: Traffic,
}

/// Why a run ended early.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) kind: Stopped,
    /// `None` if the kind says everything.
    pub(crate) reason: Option<Reason>,
}

/// An article that could not be fetched.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) title: String,
    pub(crate) url: String,
    /// One sentence.
    pub(crate) why: String,
}

/// An article that no list showed when it was published: see [`super`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Late {
    pub(crate) id: Id,
    pub(crate) title: String,
    pub(crate) published: Moment,
}

/// A field that every article has. A page without a title isn't recognised as an article in the first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Date,
    Text,
}

/// Why a step of a run failed.
pub(super) enum StepError {
    /// Trouble with the portal. The run may continue.
    Portal(Reason),
    Corpus(StorageError),
}

/// Why a part of a run ended early.
pub(super) enum End {
    Stop(Stop),
    Corpus(StorageError),
}

impl From<Reason> for StepError {
    fn from(reason: Reason) -> StepError {
        StepError::Portal(reason)
    }
}

impl From<StorageError> for StepError {
    fn from(error: StorageError) -> StepError {
        error.refusal().map_or_else(StepError::Corpus, |why| StepError::Portal(Reason::TooLongToStore(why)))
    }
}

impl From<StepError> for End {
    fn from(error: StepError) -> End {
        match error {
            StepError::Portal(reason) => Stop::because(reason).into(),
            StepError::Corpus(error) => End::Corpus(error),
        }
    }
}

impl From<Stop> for End {
    fn from(stop: Stop) -> End {
        End::Stop(stop)
    }
}

impl From<StorageError> for End {
    fn from(error: StorageError) -> End {
        End::Corpus(error)
    }
}

/// What prevented a step.
#[derive(Debug)]
pub(crate) enum Reason {
    Fetch(FetchError),
    /// The answer isn't one that the portal is known to send.
    NotOurs {
        url: String,
        why: Rejected,
    },
    EmptyList {
        url: String,
    },
    /// The page shows no article.
    NoArticle,
    /// The page shows another article than the requested one; its title.
    OtherArticle(String),
    /// Most articles of the run lack a field that articles always have.
    FieldMissing(Field),
    /// None of the requested articles could be fetched.
    NoneOfThem,
    /// The list returned another page than the requested one, and it isn't the last one.
    OtherPage {
        asked: u32,
        given: u32,
    },
    /// The archive sent an empty answer, which is a refusal.
    TurnedAway {
        url: String,
    },
    /// The archive's answer isn't a list of captures.
    NotCaptures {
        url: String,
        why: CdxError,
    },
    /// The list continues, but this many of its pages in a row showed only articles of earlier pages.
    SameAgain(u32),
    /// The list has at least this many parts, more than the section can have; what the parts are, as in "pages".
    TooLong(u64, &'static str),
    /// The list names its last part as the next one.
    NoProgress,
    /// The article is too long to be stored; a sentence that says so.
    TooLongToStore(String),
}

impl Reason {
    /// What the reason means for the run; `None` if it concerns only the one article.
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
                | Cause::Http1Required
                | Cause::Malformed
                | Cause::RedirectLoop
                | Cause::NotHttp(_) => Some(Stopped::Unreachable),
                Cause::OffHost(_) | Cause::Downgrade(_) | Cause::TooLarge(_) | Cause::Decode(_) => {
                    Some(Stopped::Unrecognised)
                }
            },
            Reason::TooLongToStore(_) => None,
            Reason::TurnedAway { .. } => Some(Stopped::Refused),
            Reason::NotOurs { .. }
            | Reason::NotCaptures { .. }
            | Reason::EmptyList { .. }
            | Reason::NoArticle
            | Reason::OtherArticle(_)
            | Reason::OtherPage { .. }
            | Reason::SameAgain(_)
            | Reason::TooLong(..)
            | Reason::NoProgress
            | Reason::FieldMissing(_)
            | Reason::NoneOfThem => Some(Stopped::Unrecognised),
        }
    }

    /// When the server said that it has no such page; `None` for other reasons.
    pub(super) fn no_such_page(&self) -> Option<DateTime<Utc>> {
        match self {
            Reason::Fetch(FetchError { cause: Cause::Status(answer), .. }) if matches!(answer.status, 404 | 410) => {
                Some(answer.fetched)
            }
            _ => None,
        }
    }

    /// Whether requests for further articles are useless.
    pub(super) fn is_final(&self) -> bool {
        let Reason::Fetch(error) = self else { return false };
        match &error.cause {
            Cause::Cancelled | Cause::RetryAfter { .. } | Cause::Name | Cause::Connect(_) | Cause::Tls(_) => true,
            Cause::Status(answer) => answer.status == 429,
            _ => false,
        }
    }

    /// What the user can do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Reason::Fetch(error) => error.hint(),
            Reason::TurnedAway { .. } => {
                "archives block whole networks and clients that send requests too fast: wait some hours, use a larger \
                 --delay, or try from another network; what was fetched is stored"
            }
            Reason::NotOurs { .. }
            | Reason::NotCaptures { .. }
            | Reason::EmptyList { .. }
            | Reason::OtherPage { .. }
            | Reason::SameAgain(_)
            | Reason::TooLong(..)
            | Reason::NoProgress
            | Reason::FieldMissing(_)
            | Reason::NoneOfThem => {
                "open the address in a browser: the portal may be closed for maintenance, or have changed; \
                 the raw responses are stored in the corpus"
            }
            Reason::NoArticle | Reason::OtherArticle(_) | Reason::TooLongToStore(_) => "open the address in a browser",
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
                write!(f, "the archive refused the request: the answer of {url} is empty")
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
            Reason::NoneOfThem => f.write_str("none of the requested articles could be fetched"),
            Reason::OtherPage { asked, given } => {
                write!(f, "the list returned page {given} instead of page {asked}")
            }
            Reason::SameAgain(pages) => {
                write!(f, "the list continues, but its last {pages} pages repeat articles of earlier ones")
            }
            Reason::TooLong(parts, what) => {
                write!(f, "the list has {parts} {what} or more, too many for the section")
            }
            Reason::TooLongToStore(why) => f.write_str(why),
            Reason::NoProgress => f.write_str("the list doesn't advance: its next part is the one just read"),
        }
    }
}

impl Stop {
    /// Ends a run for this reason. A list that doesn't exist means that the portal has changed.
    pub(super) fn because(reason: Reason) -> Stop {
        Stop { kind: reason.stops_as().unwrap_or(Stopped::Unrecognised), reason: Some(reason) }
    }

    /// Ends a run because it reached its limit.
    pub(super) fn limit() -> Stop {
        Stop { kind: Stopped::Limit, reason: None }
    }
}

/// What a run has done so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    outcomes: Outcomes,
    failures: Vec<Failure>,
    late: Vec<Late>,
    /// Articles that the portal still has although its list no longer shows them.
    still_there: Vec<Id>,
    unlisted_asked: Vec<Id>,
    newest: Option<Moment>,
    oldest: Option<Moment>,
    /// Articles that the portal answered for.
    answered: u64,
    /// Whether something is missing that another run may get.
    pub(super) left_gaps: bool,
}

impl Progress {
    /// Counts an article that isn't taken in. Returns whether the run sees it for the first time.
    pub(super) fn add(&mut self, id: &Id, outcome: Outcome) -> bool {
        self.outcomes.add(id, outcome, None)
    }

    /// Counts an article that was taken in. Returns whether the run sees it for the first time.
    pub(super) fn took(&mut self, taken: &Taken) -> bool {
        self.outcomes.add_merged(&taken.id, &taken.merged, taken.outcome, taken.status)
    }

    /// Records that the list shows an article. Future dates are mistakes and don't count.
    pub(super) fn listed(&mut self, item: &Sighting, now: DateTime<Utc>) {
        let published = item.published.filter(|published| *published <= now);
        self.newest = self.newest.max(published);
        self.oldest = self.oldest.into_iter().chain(published).min();
    }

    /// Records an article that the list no longer shows and the portal still has.
    pub(super) fn still_there(&mut self, id: Id) {
        self.still_there.push(id);
    }

    /// Records that an article was requested because the list no longer shows it.
    pub(super) fn asked_unlisted(&mut self, id: Id) {
        self.unlisted_asked.push(id);
    }

    /// Records a late article.
    pub(super) fn late(&mut self, late: Late) {
        self.late.push(late);
    }

    /// Counts what storing an item would do. Returns whether the run sees the article for the first time.
    pub(super) fn preview(&mut self, item: &Sighting, known: Option<&Article>) -> bool {
        let own = || Id::of(&crate::text::folded(&item.title), item.published.as_ref());
        let (id, outcome) = match known {
            None => (own(), Outcome::New),
            Some(article) => (article.id.clone(), Outcome::Unchanged),
        };
        self.add(&id, outcome)
    }

    /// How many articles the run has seen.
    pub(super) fn seen(&self) -> usize {
        self.outcomes.len()
    }

    /// Counts an article that the portal answered for.
    pub(super) fn answered(&mut self) {
        self.answered += 1;
    }

    /// Counts an article that could not be fetched. `stops_as` is [`Reason::stops_as`].
    pub(super) fn fail(&mut self, id: Option<Id>, stops_as: Option<Stopped>, failure: Failure) {
        // If the article was removed, another run won't get it either.
        self.left_gaps |= stops_as.is_some();
        if let Some(id) = id {
            self.add(&id, Outcome::Failed);
        }
        if self.failures.len() < RECEIPT_ITEMS_MAX {
            self.failures.push(failure);
        }
    }

    /// Ends the run.
    pub(super) fn report(
        self,
        stop: Option<Stop>,
        only_plan: bool,
        planned: Vec<Sighting>,
        traffic: Traffic,
    ) -> Report {
        let RunCounts { new, updated, unchanged, failed, .. } = self.outcomes.counts();
        // One that turned out to be a known article isn't new.
        let is_new = |late: &Late| matches!(self.outcomes.of(&late.id), Some(Outcome::New | Outcome::Failed));
        let late = self.late.iter().filter(|late| is_new(late)).cloned().collect();
        let all_failed = self.answered == 0 && failed >= ALL_FAILED_MIN;
        let stop = stop.or_else(|| all_failed.then(|| Stop::because(Reason::NoneOfThem)));
        Report {
            seen: self.outcomes.len() as u64,
            new,
            updated,
            unchanged,
            failed,
            complete: stop.is_none() && !self.left_gaps && !only_plan,
            failures: self.failures,
            late,
            still_there: self.still_there,
            unlisted_asked: self.unlisted_asked,
            newest: self.newest,
            oldest: self.oldest,
            stop,
            planned,
            traffic,
        }
    }
}
