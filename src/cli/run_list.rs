//! What a run did to each article: the list at the end of update and import.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::errors::Failure;
use super::messages::{Verbosity, status};
use super::settings::Settings;
use super::store;
use super::texts::Texts;
use super::view::day_and_time;
use crate::article::Id;
use crate::calendar::Moment;
use crate::follow::{self, EventKind, LedgerEvent};

/// How many articles are listed without -v.
const LINES_MAX: usize = 20;
/// Without -v or --json, a longer part of the ledger isn't read again to list some articles of it.
const READ_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The articles that a run changed, in the order of its last lines about them.
#[derive(Debug, Default)]
pub(crate) struct RunList {
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    kind: EventKind,
    is_late: bool,
    id: Id,
    title: String,
    published: Option<Moment>,
    fields: Vec<&'static str>,
}

impl RunList {
    /// Lists what the lines from `start` to `end` of the ledger did. `late` are the articles that the run found late.
    pub(crate) fn of(settings: &Settings, start: u64, end: u64, late: &[Id]) -> Result<RunList, Failure> {
        if start >= end {
            return Ok(RunList::default());
        }
        let ledger = store::ledger(settings)?;
        let late: HashSet<&Id> = late.iter().collect();
        let (mut items, mut ended) = (Vec::new(), HashSet::new());
        let events = follow::events(&ledger, start, end)?.into_iter().filter(LedgerEvent::is_change);
        for LedgerEvent { kind, offset, fields, ended: joined, .. } in events {
            let article = ledger.read_at(offset)?;
            ended.extend(joined);
            let is_late = late.contains(&article.id);
            let (id, title, published) = (article.id, article.title, article.published);
            items.push(Item { kind, is_late, id, title, published, fields });
        }
        items.retain(|item| !ended.contains(&item.id));
        Ok(RunList { items })
    }

    /// Whether a list of this part of the ledger is wanted: it costs reading it again.
    pub(crate) fn is_worth_reading(bytes: u64, json: bool, verbosity: Verbosity) -> bool {
        json || verbosity >= Verbosity::Verbose || (verbosity >= Verbosity::Normal && bytes <= READ_BYTES_MAX)
    }

    fn ids(&self, wanted: impl Fn(&Item) -> bool) -> BTreeSet<&Id> {
        self.items.iter().filter(|item| wanted(item)).map(|item| &item.id).collect()
    }

    /// Adds the ids to a summary: an array for each kind, sorted.
    pub(crate) fn add_to(&self, summary: &mut Value) {
        let new = self.ids(|item| item.kind == EventKind::New);
        let updated = self.ids(|item| matches!(item.kind, EventKind::Edited | EventKind::Moved | EventKind::Joined));
        summary["updated_ids"] = json!(updated.difference(&new).collect::<Vec<_>>());
        summary["new_ids"] = json!(new);
        for (key, kind) in
            [("missing_ids", EventKind::Missing), ("gone_ids", EventKind::Gone), ("returned_ids", EventKind::Returned)]
        {
            summary[key] = json!(self.ids(|item| item.kind == kind));
        }
        summary["late_ids"] = json!(self.ids(|item| item.is_late && item.kind == EventKind::New));
    }

    /// Prints a line for each article: at most [`LINES_MAX`], unless -v asks for all.
    pub(crate) fn print(&self, run: Option<&str>, verbosity: Verbosity, texts: Texts) {
        let most = if verbosity >= Verbosity::Verbose { usize::MAX } else { LINES_MAX };
        for item in self.items.iter().take(most) {
            let is_late = item.is_late && item.kind == EventKind::New;
            let kind = if is_late { texts.event_late() } else { texts.event(item.kind) };
            let date = item.published.as_ref().map_or_else(|| texts.no_date(), day_and_time);
            let fields = match item.fields.as_slice() {
                [] => String::new(),
                fields => {
                    format!(" ({})", fields.iter().map(|field| texts.field(field)).collect::<Vec<_>>().join(", "))
                }
            };
            status!("{kind}: {}  {date}  {}{fields}", item.id, item.title);
        }
        if let (Some(more), Some(run)) = (self.items.len().checked_sub(LINES_MAX), run)
            && verbosity < Verbosity::Verbose
            && more > 0
        {
            // A later run's events follow those of this one.
            status!("{}", texts.and_more_of_run(texts.articles(more as u64), run));
        }
    }
}
