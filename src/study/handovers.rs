//! When the minister changed.

use chrono::NaiveDate;

use super::desk::Desk;
use crate::article::labels::Role;

/// Somebody became minister, or acting minister.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handover {
    pub(crate) name: String,
    /// The first day that it may have been, and the last; the same if the registry knows the day.
    pub(crate) earliest: NaiveDate,
    pub(crate) latest: NaiveDate,
}

/// Every change of the minister that the registry knows, in order. Who was acting minister before is one person's term.
pub(crate) fn handovers(desk: Desk<'_>) -> Vec<Handover> {
    let people = desk.labeller.officials().people().iter();
    let posts = people.flat_map(|person| person.posts.iter().map(move |post| (person, post)));
    let mut all: Vec<Handover> = posts
        .filter(|(_, post)| Role::Minister.includes(post.role))
        .map(|(person, post)| {
            let latest = post.from.latest;
            // "Or earlier": the latest day is all that is known.
            let earliest = if post.from.earliest == NaiveDate::MIN { latest } else { post.from.earliest };
            Handover { name: person.name.clone(), earliest, latest }
        })
        .collect();
    all.sort_by(|a, b| (a.earliest, a.latest, &a.name).cmp(&(b.earliest, b.latest, &b.name)));
    all.dedup_by(|later, earlier| later.name == earlier.name);
    all
}
