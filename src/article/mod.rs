//! The article: what the ledger keeps of one, in one version.
//!
//! Facts from the source only. What is computed from them (people, topics, document numbers) is in
//! [`labels`] and never stored in the ledger.

mod changes;
mod digest;
mod identity;
pub(crate) mod labels;
mod merge;
mod position;
#[cfg(test)]
mod tests;
mod withdrawal;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Moment, is_plausible, is_published_by};

pub(crate) use digest::{content_digest, hex, sha256_hex};
pub(crate) use identity::{Id, Key, is_device};
pub(crate) use merge::{Merge, Provenance, merge};
pub(crate) use position::LedgerPosition;
pub(crate) use withdrawal::Withdrawal;

/// Longest title that is accepted of an item of the portal or of a record, in bytes.
pub(crate) const TITLE_BYTES_MAX: usize = 8 << 10;

/// One version of one article. Texts are in the *clean* form of [`crate::text::clean`].
///
/// The order of the fields is the order of the keys in every JSON record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Article {
    pub(crate) id: Id,
    /// Articles with lines of their own that have proved to be this one, sorted. They end here: their
    /// ids are among the aliases, and no later line has them. Second among the keys, so that
    /// a reader that follows ids through the ledger needn't read whole lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) joined: Vec<Id>,
    pub(crate) title: String,
    /// When the portal says it was published; `None` where no date was printed.
    pub(crate) published: Option<Moment>,
    /// Where that date was read; `None` exactly when `published` is.
    pub(crate) date_source: Option<DateSource>,
    pub(crate) status: Status,
    /// Whether it belongs to the section "Hoạt động của lãnh đạo Bộ".
    pub(crate) section: bool,
    pub(crate) url: Option<String>,
    /// Other identities it is known by, sorted: `aid:…`, `slug:…`, or another article id.
    pub(crate) aliases: Vec<String>,
    /// The lead. From a list it may be cut: see `abstract_truncated`.
    #[serde(rename = "abstract")]
    pub(crate) abstract_: Option<String>,
    pub(crate) abstract_truncated: bool,
    /// Paragraphs divided by one empty line.
    pub(crate) body: Option<String>,
    pub(crate) captions: Vec<String>,
    /// The paper an article was taken from, as printed ("suckhoedoisong.vn").
    pub(crate) source: Option<String>,
    /// 1 for the first line of an id in the ledger, then counting up.
    pub(crate) version: u32,
    /// When this corpus first held it.
    pub(crate) first_seen: DateTime<Utc>,
    /// When the server gave the page that this version was read from.
    pub(crate) fetched: Option<DateTime<Utc>>,
    /// Digest (hex) of the raw answer or file that this version was read from.
    pub(crate) sha256: Option<String>,
    #[serde(flatten)]
    pub(crate) absence: Absence,
    /// When this line was written; not a fact of the source. `None` in lines from before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stored: Option<DateTime<Utc>>,
    /// That the article should never have been stored; no fact of the source. See [`Withdrawal`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn: Option<Withdrawal>,
    /// Where in the ledger the article's first line starts, in bytes. Clocks can be set back, a ledger
    /// only grows: this shows what was there when a run ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) begins: Option<u64>,
    /// Where in the ledger the lines start that this one supersedes, in bytes, sorted: the version before it, and the
    /// last lines of the articles that are merged here. Whoever reads the ledger from the middle finds what an
    /// article was before without reading the rest. Empty in a first version, and in lines from before it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) follows: Vec<u64>,
    /// Digest (hex) of the raw bytes that this version came of, whatever part of it they changed;
    /// `None` if it came as a record, and in lines from before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) read_from: Option<String>,
    /// The name of the run that wrote this line: see [`crate::corpus::Run::name`]. `None` in lines of before it was
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<String>,
}

/// That the portal no longer returns an article. The article stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Absence {
    /// When the portal first said that it has no such page, and nothing came of it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) missing_since: Option<DateTime<Utc>>,
    /// When it said so again, long enough after the first time to be believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gone: Option<DateTime<Utc>>,
}

/// What one page, file or list says of one article.
///
/// Parsers make these; [`merge`](mod@merge) turns them into versions of an [`Article`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sighting {
    /// Identities printed by the source (addresses, article numbers), strongest first. May be empty.
    pub(crate) keys: Vec<Key>,
    pub(crate) title: String,
    pub(crate) published: Option<Moment>,
    pub(crate) date_source: Option<DateSource>,
    pub(crate) section: bool,
    pub(crate) url: Option<String>,
    pub(crate) abstract_: Option<String>,
    pub(crate) abstract_truncated: bool,
    /// `Some` makes the sighting a full one.
    pub(crate) body: Option<String>,
    pub(crate) captions: Vec<String>,
    pub(crate) source: Option<String>,
    /// What a record says of the article's absence; pages say nothing of it.
    pub(crate) absence: Absence,
}

impl Sighting {
    /// A sighting of which only the title is known.
    pub(crate) fn titled(title: String) -> Self {
        Sighting {
            keys: Vec::new(),
            title,
            published: None,
            date_source: None,
            section: false,
            url: None,
            abstract_: None,
            abstract_truncated: false,
            body: None,
            captions: Vec::new(),
            source: None,
            absence: Absence::default(),
        }
    }

    /// Removes a date of publication that lies in the future by this clock, and returns it: whoever wrote it was mistaken.
    pub(crate) fn take_future_date(&mut self, clock: DateTime<Utc>) -> Option<Moment> {
        let future = self.published.take_if(|published| !is_published_by(*published, clock));
        if future.is_some() {
            self.date_source = None;
        }
        future
    }

    pub(crate) fn status(&self) -> Status {
        if self.body.is_some() { Status::Full } else { Status::Listed }
    }
}

impl Article {
    /// Every id that it had lines of its own under, its present one first.
    pub(crate) fn ids(&self) -> Vec<&str> {
        std::iter::once(&self.id).chain(&self.joined).map(Id::as_str).collect()
    }

    /// When it was fetched, stored, withdrawn, and found to be missing: the times that were read from a clock.
    pub(crate) fn times(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let Absence { missing_since, gone } = self.absence;
        let withdrawn = self.withdrawn.as_ref().map(|withdrawal| withdrawal.at);
        [self.fetched, self.stored, withdrawn, missing_since, gone].into_iter().flatten()
    }

    /// Whether it is withdrawn: kept in the ledger, and shown nowhere.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    /// Every text of the article, in reading order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let abstract_ = self.abstract_.as_deref();
        let captions = self.captions.iter().map(String::as_str);
        std::iter::once(self.title.as_str()).chain(abstract_).chain(self.body.as_deref()).chain(captions)
    }
}

impl Absence {
    /// How long after the first "no such page" a second one is believed: a day, less what a daily
    /// job may begin earlier.
    const BELIEVED_AFTER: TimeDelta = TimeDelta::hours(20);

    /// The absence after the portal has said, at `at`, that it has no such page.
    pub(crate) fn noted(self, at: DateTime<Utc>) -> Absence {
        // Noted while the clock was ahead: nobody knows when.
        let believed = |moment: &DateTime<Utc>| is_plausible(*moment, at);
        let since = self.missing_since.filter(believed).unwrap_or(at);
        let is_gone = at - since >= Absence::BELIEVED_AFTER;
        Absence { missing_since: Some(since), gone: self.gone.filter(believed).or(is_gone.then_some(at)) }
    }

    /// What two accounts of one absence say together: the earliest of each.
    fn joined(self, other: Absence) -> Absence {
        // Exported records have whole seconds: within one second the time that is known stays.
        let earliest =
            |a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>| a.into_iter().chain(b).min_by_key(DateTime::timestamp);
        Absence {
            missing_since: earliest(self.missing_since, other.missing_since),
            gone: earliest(self.gone, other.gone),
        }
    }

    /// What is left of it once the article was had at `fetched`.
    fn unless_had(self, fetched: Option<DateTime<Utc>>) -> Absence {
        match (self.missing_since, fetched) {
            (Some(since), Some(fetched)) if fetched > since => Absence::default(),
            _ => self,
        }
    }
}

/// Where a date was printed, from the least to the most trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DateSource {
    /// A prefix of plain text of unknown origin: low trust.
    Capture,
    /// An imported record.
    Record,
    Listing,
    Bridge,
    Article,
}

/// Whether the text of an article is known, or only what a list says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Listed,
    Full,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Listed => "listed",
            Status::Full => "full",
        }
    }
}

impl DateSource {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            DateSource::Capture => "capture",
            DateSource::Record => "record",
            DateSource::Listing => "listing",
            DateSource::Bridge => "bridge",
            DateSource::Article => "article",
        }
    }
}
