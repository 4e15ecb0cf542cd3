//! Which events are about articles that match a query.
//!
//! The index has only current versions, and a reader must also see that an article stopped matching. So the versions
//! before and after each event are indexed by themselves, in a temporary folder, and the query is asked there.

use std::collections::HashSet;

use super::event::LedgerEvent;
use crate::corpus::Ledger;
use crate::indexing::{self, Labeller};
use crate::query::{self, Filters, Query, Section};
use crate::storage::StorageError;

/// Keeps the events whose article matched before or after.
pub(crate) fn select(
    events: Vec<LedgerEvent>,
    ledger: &Ledger,
    labeller: &Labeller,
    query: &Query,
    options: &Filters,
) -> Result<Vec<LedgerEvent>, StorageError> {
    let versions: HashSet<u64> = events.iter().flat_map(versions).collect();
    let matching = match section_alone(query, options) {
        Some(Section::All) => return Ok(events),
        Some(section) => in_section(ledger, versions, section)?,
        None => indexing::in_versions(ledger, versions, labeller, |index| {
            let found = query::find(index, query, options)?.all_newest_first()?;
            Ok(found.into_iter().map(|place| place.offset).collect())
        })?,
    };
    Ok(events.into_iter().filter(|event| versions_match(event, &matching)).collect())
}

fn versions(event: &LedgerEvent) -> impl Iterator<Item = u64> {
    std::iter::once(event.offset).chain(event.before.iter().copied())
}

fn versions_match(event: &LedgerEvent, matching: &HashSet<u64>) -> bool {
    versions(event).any(|offset| matching.contains(&offset))
}

/// The section, if the question asks for nothing else.
fn section_alone(query: &Query, options: &Filters) -> Option<Section> {
    let section = options.section().unwrap_or(Section::In);
    (options.has_only_section() && query.is_for_everything()).then_some(section)
}

fn in_section(ledger: &Ledger, versions: HashSet<u64>, section: Section) -> Result<HashSet<u64>, StorageError> {
    let mut matching = HashSet::new();
    for offset in versions {
        if ledger.read_at(offset)?.section == (section == Section::In) {
            matching.insert(offset);
        }
    }
    Ok(matching)
}
