//! A batch: the articles that the sightings of one page change, before any is written.

use chrono::{DateTime, Utc};

use crate::article::{Article, Id, Merge, Provenance, Sighting, merge};

/// The next version of an article, not written yet.
pub(super) struct Draft {
    pub(super) article: Article,
    /// The version in the ledger, if there is one.
    pub(super) stored: Option<Article>,
    /// The number of the first version.
    pub(super) version_first: u32,
    pub(super) now: DateTime<Utc>,
    pub(super) read_from: Option<String>,
}

/// The drafts of one page, and which of them each sighting belongs to.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) drafts: Vec<Draft>,
    /// For each sighting, its index in `drafts`.
    pub(super) order: Vec<usize>,
    /// For each sighting, the keys that it claims although they belong to other articles.
    pub(super) refused: Vec<Vec<String>>,
}

impl Batch {
    /// Adds a draft and returns its index.
    pub(super) fn push(&mut self, draft: Draft) -> usize {
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// The first draft with this key whose article passes a test.
    pub(super) fn find(&self, key: &str, belongs: impl Fn(&Article) -> bool) -> Option<usize> {
        self.drafts.iter().position(|draft| draft.has_key(key) && belongs(&draft.article))
    }

    /// Removes an alias from a stored article that only records have shown, because a page proves whose it is.
    pub(super) fn take_back(&mut self, stored: Article, alias: &str, provenance: &Provenance) {
        let at = self.find_id(&stored.id);
        let at = at.unwrap_or_else(|| self.push(Draft { read_from: None, ..Draft::of_stored(stored, provenance) }));
        self.drafts[at].article.aliases.retain(|known| known != alias);
    }

    /// The draft of a stored article, on its own or merged into another.
    pub(super) fn find_id(&self, id: &Id) -> Option<usize> {
        self.drafts.iter().position(|draft| draft.article.id == *id || draft.article.joined.contains(id))
    }

    /// Whether a draft other than the one at index `but` has this key.
    pub(super) fn another_has_key(&self, key: &str, but: Option<usize>) -> bool {
        self.drafts.iter().enumerate().any(|(n, draft)| Some(n) != but && draft.has_key(key))
    }

    /// Merges two drafts of one article and returns the index of the result. See [`Article::absorb`] for `clock`.
    pub(super) fn merge(&mut self, one: usize, other: usize, clock: DateTime<Utc>) -> usize {
        let (stays, goes) =
            if self.drafts[one].rank() <= self.drafts[other].rank() { (one, other) } else { (other, one) };
        let gone = self.drafts.remove(goes);
        let at = stays - usize::from(goes < stays);
        for place in &mut self.order {
            *place = if *place == goes { at } else { *place - usize::from(*place > goes) };
        }
        self.drafts[at].article.absorb(gone.article, gone.stored.is_some(), clock);
        at
    }
}

impl Draft {
    /// The next version of a stored article, equal to it so far.
    pub(super) fn of_stored(article: Article, provenance: &Provenance) -> Draft {
        Draft { stored: Some(article.clone()), ..Draft::of(article, provenance) }
    }

    /// The first version of a new article.
    pub(super) fn of_new(sighting: Sighting, id: Id, provenance: &Provenance) -> Draft {
        Draft::of(Article::first(id, sighting, provenance.clone()), provenance)
    }

    fn of(article: Article, provenance: &Provenance) -> Draft {
        let read_from = provenance.read_from.clone();
        Draft { article, stored: None, version_first: provenance.version, now: provenance.now, read_from }
    }

    /// Merges a sighting of the article into the draft.
    pub(super) fn add(&mut self, sighting: &Sighting, provenance: &Provenance) {
        if let Merge::Changed(next) = merge(&self.article, sighting, provenance) {
            self.article = *next;
        }
    }

    /// Whether the article is known by this key.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.article.keys().any(|own| own == key)
    }

    /// When two articles turn out to be one, the smaller rank survives: stored before new, an id from a record before
    /// a generated one, older before newer.
    fn rank(&self) -> impl Ord + use<'_> {
        let Article { id, begins, .. } = &self.article;
        (self.stored.is_none(), id.is_made(), begins.unwrap_or(u64::MAX), id)
    }
}
