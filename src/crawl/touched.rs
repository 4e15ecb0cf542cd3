//! What the sightings of one page have touched: articles as they will be, before any is written.

use chrono::{DateTime, Utc};

use super::identity::Identity;
use crate::article::{Article, Id, Merge, Provenance, Sighting, merge};

/// An article that sightings of one page have touched and that is not written yet.
pub(super) struct Pending {
    pub(super) article: Article,
    /// The version in the ledger, where there is one.
    pub(super) stored: Option<Article>,
    /// The number of the first version.
    pub(super) version_first: u32,
    pub(super) now: DateTime<Utc>,
    pub(super) read_from: Option<String>,
}

/// Articles that the sightings of one page have touched, and which of them each sighting is of.
#[derive(Default)]
pub(super) struct Touched {
    pub(super) pending: Vec<Pending>,
    pub(super) order: Vec<usize>,
}

impl Touched {
    pub(super) fn add(&mut self, pending: Pending) -> usize {
        self.pending.push(pending);
        self.pending.len() - 1
    }

    /// The touched article that bears a name, where a sighting is of it.
    pub(super) fn bearer(&self, name: &str, identity: &Identity) -> Option<usize> {
        self.pending.iter().position(|p| p.bears(name) && identity.is_of(&p.article))
    }

    /// Where a stored article is by now, on its own or as a part of another.
    pub(super) fn place_of(&self, id: &Id) -> Option<usize> {
        self.pending.iter().position(|p| p.article.id == *id || p.article.joined.contains(id))
    }

    /// Makes one article of two; gives its place.
    pub(super) fn join(&mut self, one: usize, other: usize) -> usize {
        let (stays, goes) =
            if self.pending[one].rank() <= self.pending[other].rank() { (one, other) } else { (other, one) };
        let gone = self.pending.remove(goes);
        let at = stays - usize::from(goes < stays);
        for place in &mut self.order {
            *place = if *place == goes { at } else { *place - usize::from(*place > goes) };
        }
        self.pending[at].article.absorb(gone.article, gone.stored.is_some());
        at
    }
}

impl Pending {
    pub(super) fn stored(article: Article, provenance: &Provenance) -> Pending {
        Pending { stored: Some(article.clone()), ..Pending::over(article, provenance) }
    }

    pub(super) fn new(sighting: Sighting, id: Id, provenance: &Provenance) -> Pending {
        Pending::over(Article::first(id, sighting, provenance.clone()), provenance)
    }

    fn over(article: Article, provenance: &Provenance) -> Pending {
        let read_from = provenance.read_from.clone();
        Pending { article, stored: None, version_first: provenance.version, now: provenance.now, read_from }
    }

    pub(super) fn add(&mut self, sighting: &Sighting, provenance: &Provenance) {
        if let Merge::Changed(next) = merge(&self.article, sighting, provenance) {
            self.article = *next;
        }
    }

    pub(super) fn bears(&self, name: &str) -> bool {
        self.article.keys().any(|key| key == name)
    }

    /// Of two articles that are one the lesser stays: one that has lines, whose id was given by a
    /// record, and which is in the ledger for longer.
    fn rank(&self) -> impl Ord + use<'_> {
        let Article { id, begins, .. } = &self.article;
        (self.stored.is_none(), id.is_made(), begins.unwrap_or(u64::MAX), id)
    }
}
