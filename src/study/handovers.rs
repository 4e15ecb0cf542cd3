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
        .filter_map(|(person, post)| {
            let (earliest, latest) = known_span(post.from.earliest, post.from.latest)?;
            Some(Handover { name: person.name.clone(), earliest, latest })
        })
        .collect();
    // A term begins on the latest day.
    all.sort_by(|a, b| (a.latest, a.earliest, &a.name).cmp(&(b.latest, b.earliest, &b.name)));
    all.dedup_by(|later, earlier| later.name == earlier.name);
    all
}

/// The first and the last day of a beginning. Of one that is open on one side the other day is all that is known; of one that
/// is open on both nothing is.
fn known_span(earliest: NaiveDate, latest: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    match (earliest == NaiveDate::MIN, latest == NaiveDate::MAX) {
        (true, true) => None,
        (true, false) => Some((latest, latest)),
        (false, true) => Some((earliest, earliest)),
        (false, false) => Some((earliest, latest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_beginning_is_the_day_that_is_known() {
        let (first, last) = ("2026-04-01".parse().unwrap(), "2026-04-30".parse().unwrap());
        assert_eq!(known_span(first, last), Some((first, last)));
        assert_eq!(known_span(NaiveDate::MIN, last), Some((last, last)));
        assert_eq!(known_span(first, NaiveDate::MAX), Some((first, first)));
        assert_eq!(known_span(NaiveDate::MIN, NaiveDate::MAX), None);
    }
}
