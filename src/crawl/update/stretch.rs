//! The stretch of a list that a walk covers: what it has shown, and where it ends.

use std::collections::HashSet;

use crate::article::{Id, Sighting};
use crate::calendar::Moment;

/// How many of the last items decide where the stretch ends.
const LAST_ITEMS: usize = 5;

/// What a walk of the list has shown so far.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    shown: HashSet<Id>,
    /// The dates of the last items, in their order.
    last_dates: Vec<Moment>,
    /// Whether an item could not be read: it may be any article.
    has_unreadable: bool,
}

impl Stretch {
    /// Records an item. Items without a date tell nothing of the stretch.
    pub(super) fn item(&mut self, item: &Sighting) {
        self.last_dates.extend(item.published);
        if self.last_dates.len() > LAST_ITEMS {
            self.last_dates.remove(0);
        }
    }

    /// Records that the list shows an article.
    pub(super) fn shows(&mut self, id: &Id) {
        self.shown.insert(id.clone());
    }

    /// Records that an item could not be read.
    pub(super) fn unreadable(&mut self) {
        self.has_unreadable = true;
    }

    /// Whether the list has shown an article.
    pub(super) fn has_shown(&self, id: &Id) -> bool {
        self.shown.contains(id)
    }

    /// The end of the stretch: what is older wasn't covered. An item that is out of order near the end must not extend
    /// the stretch, so the newest of the last items counts. `None` if the walk proves nothing.
    pub(super) fn end(&self) -> Option<Moment> {
        self.last_dates.iter().max().copied().filter(|_| !self.has_unreadable)
    }
}
