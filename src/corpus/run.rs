//! A run: what it did and why it ended. Stored as a receipt in `runs.jsonl`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::article::Id;
use crate::calendar::{Days, Moment, vietnam_offset};

/// How many failures, and how many late articles, a receipt or a report names; the rest are only counted.
pub(crate) const RECEIPT_ITEMS_MAX: usize = 100;

/// What one run did. Counts add up: `seen` = `new` + `updated` + `unchanged` + `failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Its name: `run-`, when it started, and the length of the ledger in bytes then, as in
    /// `run-20260201T010000Z-4711`. Every line that it writes has the same name under the key `run`. Receipts of before
    /// this was kept get one when they are read: see [`super::runs`]. `None` only before the receipt is written.
    #[serde(default, rename = "run", skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) started: DateTime<Utc>,
    pub(crate) ended: DateTime<Utc>,
    /// `bridge`, `legacy`, `archive`, `import`, `reparse`, `withdraw` or `restore`.
    pub(crate) source: String,
    /// Base address of the portal; `None` for an import.
    pub(crate) portal: Option<String>,
    /// The proxy that the requests went through, without its user name and password; `None` if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<String>,
    pub(crate) seen: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) failed: u64,
    /// Of the articles seen, how many are known only from a list, and how many with their text (`full`).
    #[serde(default)]
    pub(crate) listed: u64,
    #[serde(default)]
    pub(crate) full: u64,
    /// Requests sent, including retries.
    pub(crate) requests: u64,
    /// Bytes of answers as transferred.
    pub(crate) bytes: u64,
    /// Whether the run saw the whole list down to known articles, and everything that it shows.
    pub(crate) complete: bool,
    pub(crate) stopped: Option<Stopped>,
    /// Requests that were retried after a failure.
    #[serde(default)]
    pub(crate) retries: u64,
    /// How often the run waited before a request, and for how long in total.
    #[serde(default)]
    pub(crate) waits: u64,
    #[serde(default)]
    pub(crate) waited_seconds: f64,
    /// What failed, and why; at most [`RECEIPT_ITEMS_MAX`].
    #[serde(default)]
    pub(crate) failures: Vec<Failed>,
    /// Date of the newest article in the list.
    #[serde(default)]
    pub(crate) newest: Option<Moment>,
    /// Date of the oldest article that the run saw in the list. Receipts lacked it once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) oldest: Option<Moment>,
    /// Number of new articles that are older than the newest article of an earlier complete run over the same list,
    /// and the ids of at most [`RECEIPT_ITEMS_MAX`] of them.
    #[serde(default)]
    pub(crate) late: u64,
    #[serde(default)]
    pub(crate) late_ids: Vec<Id>,
    /// Articles that the portal still had although its list no longer showed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unlisted_ids: Vec<Id>,
    /// Articles that it requested because the list no longer showed them, whatever the answer. The next run begins with
    /// others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unlisted_asked_ids: Vec<Id>,
}

/// Something that a run failed to get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// A file, or a place in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<String>,
    pub(crate) reason: String,
}

impl Failed {
    /// A failed input of an import.
    pub(crate) fn input(input: &str, reason: &str) -> Failed {
        Failed { input: Some(input.to_owned()), reason: reason.to_owned(), ..Failed::default() }
    }

    /// An article that could not be fetched.
    pub(crate) fn article(title: &str, url: &str, reason: &str) -> Failed {
        let (title, url) = (Some(title.to_owned()), Some(url.to_owned()));
        Failed { title, url, reason: reason.to_owned(), ..Failed::default() }
    }
}

impl Run {
    /// A run that has done nothing yet and isn't complete.
    pub(crate) fn begun(source: &str, started: DateTime<Utc>, ended: DateTime<Utc>) -> Run {
        Run {
            name: None,
            started,
            ended,
            source: source.to_owned(),
            portal: None,
            proxy: None,
            seen: 0,
            new: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
            listed: 0,
            full: 0,
            requests: 0,
            bytes: 0,
            complete: false,
            stopped: None,
            retries: 0,
            waits: 0,
            waited_seconds: 0.0,
            failures: Vec::new(),
            newest: None,
            oldest: None,
            late: 0,
            late_ids: Vec::new(),
            unlisted_ids: Vec::new(),
            unlisted_asked_ids: Vec::new(),
        }
    }

    /// The Vietnamese days of which it saw every article: from the oldest article that its list showed to the day on
    /// which it began. `None` for an incomplete run, for an import, and for an archive, which has only what it captured.
    pub(crate) fn covers(&self) -> Option<Days> {
        if !self.complete || !self.is_update() {
            return None;
        }
        let vietnamese = |moment: Moment| moment.with_timezone(&vietnam_offset()).date_naive();
        let first = vietnamese(self.oldest.or(self.newest)?);
        let last = vietnamese(self.started.fixed_offset());
        (first <= last).then_some(Days { first, last })
    }

    /// The name of a run: see [`Run::name`].
    pub(super) fn name_of(started: DateTime<Utc>, ledger_bytes: u64) -> String {
        format!("run-{}-{ledger_bytes}", started.format("%Y%m%dT%H%M%SZ"))
    }

    /// The length of the ledger in bytes when the run with this name began; `None` if it isn't the name of a run.
    pub(super) fn begins_at(name: &str) -> Option<u64> {
        name.strip_prefix("run-")?.split_once('-')?.1.parse().ok()
    }

    /// Whether it checked the portal for news. An archive has only the past.
    pub(crate) fn is_update(&self) -> bool {
        self.portal.is_some() && self.source != "archive"
    }
}

/// Why a run ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stopped {
    Interrupted,
    /// The run reached its limit on article pages.
    Limit,
    /// robots.txt or the server refused.
    Refused,
    /// The server could not be reached, or failed even after all retries.
    Unreachable,
    /// The pages don't look as expected any more.
    Unrecognised,
}

impl Stopped {
    /// Its name in receipts and JSON output.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Stopped::Interrupted => "interrupted",
            Stopped::Limit => "limit",
            Stopped::Refused => "refused",
            Stopped::Unreachable => "unreachable",
            Stopped::Unrecognised => "unrecognised",
        }
    }
}
