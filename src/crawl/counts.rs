//! Counts what became of each article in a run.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use crate::article::{Id, Status};

/// What became of an article in a run. The greatest counts if it was seen more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Unchanged,
    Updated,
    New,
    /// It was requested in vain.
    Failed,
}

/// How many articles a run saw. Each counts once, however often it was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RunCounts {
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) failed: u64,
    /// How many of them are known only from a list after the run.
    pub(crate) listed: u64,
    /// How many of them have their text after the run.
    pub(crate) full: u64,
}

/// The outcome of each article in a run so far.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    /// By the hash of the id, to save memory: a collision would only miscount one article.
    by_id: HashMap<u64, (Outcome, Option<Status>)>,
    hasher: RandomState,
}

impl Outcomes {
    /// Counts an outcome. Returns whether the run sees the article for the first time.
    pub(super) fn add(&mut self, id: &Id, outcome: Outcome, status: Option<Status>) -> bool {
        match self.by_id.entry(self.hasher.hash_one(id)) {
            Entry::Vacant(place) => {
                place.insert((outcome, status));
                true
            }
            Entry::Occupied(mut known) => {
                let (earlier, had) = *known.get();
                known.insert((outcome.max(earlier), status.or(had)));
                false
            }
        }
    }

    /// Counts an outcome of an article into which others were merged. They count as one article, which is new only if
    /// all of them were. Returns whether the run sees all of them for the first time.
    pub(super) fn add_merged(&mut self, id: &Id, merged: &[Id], outcome: Outcome, status: Status) -> bool {
        let parts: Vec<_> = merged.iter().map(|id| self.by_id.remove(&self.hasher.hash_one(id))).collect();
        let is_first = self.add(id, outcome, Some(status));
        let all_new = parts.iter().all(|part| matches!(part, Some((Outcome::New, _))));
        if !all_new && let Some((outcome @ Outcome::New, _)) = self.by_id.get_mut(&self.hasher.hash_one(id)) {
            *outcome = Outcome::Updated;
        }
        is_first && parts.iter().all(Option::is_none)
    }

    /// The outcome of an article; `None` if the run hasn't seen it.
    pub(super) fn of(&self, id: &Id) -> Option<Outcome> {
        self.by_id.get(&self.hasher.hash_one(id)).map(|(outcome, _)| *outcome)
    }

    /// How many articles the run has seen.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> RunCounts {
        let mut counts = RunCounts::default();
        for (outcome, status) in self.by_id.values() {
            *match outcome {
                Outcome::New => &mut counts.new,
                Outcome::Updated => &mut counts.updated,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Failed => &mut counts.failed,
            } += 1;
            match status {
                Some(Status::Listed) => counts.listed += 1,
                Some(Status::Full) => counts.full += 1,
                None => {}
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> Id {
        Id::parse(name).unwrap()
    }

    #[test]
    fn an_article_counts_once_with_its_greatest_outcome() {
        let mut outcomes = Outcomes::default();
        assert!(outcomes.add(&id("mot"), Outcome::New, Some(Status::Listed)));
        assert!(!outcomes.add(&id("mot"), Outcome::Updated, Some(Status::Full)));
        assert!(outcomes.add(&id("hai"), Outcome::Unchanged, None));
        assert_eq!(outcomes.counts(), RunCounts { new: 1, unchanged: 1, full: 1, ..RunCounts::default() });
    }

    #[test]
    fn merged_articles_count_once_and_as_new_only_if_all_are() {
        let check = |parts: [Option<Outcome>; 2], expected: Outcome, is_first: bool| {
            let mut outcomes = Outcomes::default();
            for (name, part) in ["mot", "hai"].into_iter().zip(parts) {
                part.map(|outcome| outcomes.add(&id(name), outcome, Some(Status::Full)));
            }
            let first = outcomes.add_merged(&id("mot"), &[id("hai")], Outcome::Updated, Status::Full);
            assert_eq!((outcomes.of(&id("mot")), outcomes.len()), (Some(expected), 1), "{parts:?}");
            assert_eq!(first, is_first, "{parts:?}");
        };
        check([Some(Outcome::New), Some(Outcome::New)], Outcome::New, false);
        check([Some(Outcome::New), Some(Outcome::Unchanged)], Outcome::Updated, false);
        check([Some(Outcome::New), None], Outcome::Updated, false);
        check([Some(Outcome::Failed), Some(Outcome::Updated)], Outcome::Failed, false);
        check([None, Some(Outcome::New)], Outcome::Updated, false);
        check([None, None], Outcome::Updated, true);
    }
}
