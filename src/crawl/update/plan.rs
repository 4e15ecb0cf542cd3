//! What a run should do, what earlier runs have seen, and the events that it reports.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::report::Failure;
use crate::article::{Id, Key, Sighting};
use crate::calendar::Moment;
use crate::corpus::Run;

/// Which generation of the portal to read, or an archive of it.
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

    /// The key by which an article can be requested; `None` if the list gives none.
    pub(super) fn key_of(self, item: &Sighting) -> Option<&Key> {
        item.keys.iter().find(|key| match self {
            Source::Bridge => matches!(key, Key::Aid(_)),
            Source::Legacy | Source::Archive => matches!(key, Key::Slug(_)) && item.url.is_some(),
        })
    }
}

/// What a run should do.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) source: Source,
    /// Base address of the portal or of the archive. Only scheme, host and port are used.
    pub(crate) portal: Url,
    /// Read the whole list instead of stopping on known ground.
    pub(crate) full: bool,
    /// Request known articles again: those published since then, and those that were missing at the last request.
    pub(crate) recheck: Option<DateTime<Utc>>,
    /// Maximum number of articles to request.
    pub(crate) limit: Option<u64>,
    /// Read only the list, and store nothing.
    pub(crate) only_plan: bool,
    /// What earlier complete runs over this list have seen.
    pub(crate) ground: Option<Ground>,
    /// See [`unlisted_asked`].
    pub(crate) unlisted_asked: HashMap<Id, usize>,
}

impl Plan {
    /// An address of the portal.
    pub(super) fn address(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.portal.origin().ascii_serialization())
    }
}

/// What complete runs over one list have seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ground {
    /// Length of the ledger when the last of them ended.
    pub(super) ledger_bytes: u64,
    /// Date of the newest article in their lists.
    pub(super) newest: Option<Moment>,
}

impl Ground {
    /// Computes it from the runs whose work the ledger has, each with the ledger's length when it ended. `None` if no
    /// run over this list was complete.
    pub(crate) fn of(runs: &[(Run, u64)], source: Source, portal: &Url) -> Option<Ground> {
        let complete = || runs.iter().filter(|(run, _)| run.complete && is_over(run, source, portal));
        let ledger_bytes = complete().map(|(_, bytes)| *bytes).max()?;
        Some(Ground { ledger_bytes, newest: complete().filter_map(|(run, _)| run.newest).max() })
    }
}

/// The articles that earlier runs over this list requested because the list no longer showed them, each with the number of
/// the last run that did. A larger number is a later run.
pub(crate) fn unlisted_asked(runs: &[(Run, u64)], source: Source, portal: &Url) -> HashMap<Id, usize> {
    let asked = |(number, (run, _)): (usize, &'_ (Run, u64))| {
        let ids = if is_over(run, source, portal) { run.unlisted_asked_ids.clone() } else { Vec::new() };
        ids.into_iter().map(move |id| (id, number))
    };
    runs.iter().enumerate().flat_map(asked).collect()
}

/// Whether a run read the list of this source on this portal.
fn is_over(run: &Run, source: Source, portal: &Url) -> bool {
    let asked = run.portal.as_deref().and_then(|asked| Url::parse(asked).ok());
    run.source == source.as_str() && asked.as_ref() == Some(portal)
}

/// What happens during a run, for progress messages.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// A page or window of the list was read: it has `items` articles; `wanted` articles will be requested so far.
    List {
        number: u32,
        items: usize,
        wanted: usize,
    },
    /// `done` of `of` articles have been requested; `title` is that of the last one.
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
    /// Something that the user should know: weekdays that disagree, items without a title.
    Warning(&'a str),
}
