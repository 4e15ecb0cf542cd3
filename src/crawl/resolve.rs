//! Resolves which article each sighting belongs to, and which articles turn out to be one.
//!
//! It reads known articles through [`ArticleLookup`] and returns a [`Batch`] of drafts. It writes and counts nothing.

use super::batch::{Batch, Draft};
use super::identity::{Identity, agrees};
use crate::article::{Article, Id, Key, Provenance, Sighting};
use crate::storage::StorageError;

/// Finds known articles by the keys that they have.
pub(super) trait ArticleLookup {
    /// The article with this key.
    fn find(&mut self, key: &str) -> Result<Option<Article>, StorageError>;

    /// During a replay, the article that has this key in the ledger although no replayed answer has shown the key yet;
    /// otherwise `None`.
    fn find_before_replay(&mut self, key: &str) -> Result<Option<Article>, StorageError>;
}

/// Resolves all sightings of one page together: an article that is in the page's list and shown below it becomes one
/// version, not two.
pub(super) fn resolve(
    sightings: Vec<Sighting>,
    provenance: &Provenance,
    known: &mut impl ArticleLookup,
) -> Result<Batch, StorageError> {
    let mut batch = Batch::default();
    for sighting in sightings {
        let identity = Identity::of(&sighting);
        let at = match find_draft(&identity, &sighting, provenance, &mut batch, known)? {
            Some(at) => at,
            None => {
                let id = new_id(&identity, &batch, known)?;
                batch.push(Draft::of_new(sighting.clone(), id, provenance))
            }
        };
        let keys = free_keys(&identity, &batch, at, known)?;
        batch.drafts[at].add(&Sighting { keys, ..sighting }, provenance);
        batch.order.push(at);
    }
    Ok(batch)
}

/// The known article that a sighting belongs to.
pub(super) fn find(sighting: &Sighting, known: &mut impl ArticleLookup) -> Result<Option<Article>, StorageError> {
    let identity = Identity::of(sighting);
    for key in identity.keys() {
        if let Some(article) = known.find(&key.to_string())?.filter(|article| identity.is_of(article)) {
            return Ok(Some(article));
        }
    }
    find_before_replay(&identity, sighting, known)
}

/// The draft of the article that a sighting belongs to, which is added to the batch if needed. Merges articles that the
/// sighting shows to be one. `None` if the article is new.
fn find_draft(
    identity: &Identity,
    sighting: &Sighting,
    provenance: &Provenance,
    batch: &mut Batch,
    known: &mut impl ArticleLookup,
) -> Result<Option<usize>, StorageError> {
    let mut at: Option<usize> = None;
    for key in identity.keys() {
        let key = key.to_string();
        if at.is_some_and(|at| batch.drafts[at].has_key(&key)) {
            continue;
        }
        let found = match batch.find(&key, identity) {
            Some(found) => found,
            None => {
                let Some(stored) = known.find(&key)?.filter(|article| identity.is_of(article)) else { continue };
                let is_proved = |at: usize| identity.proves_one(&batch.drafts[at].article, &stored);
                match batch.find_id(&stored.id) {
                    Some(found) => found,
                    None if at.is_none_or(is_proved) => batch.push(Draft::of_stored(stored, provenance)),
                    None => continue,
                }
            }
        };
        at = match at {
            Some(first) if first != found => {
                let [one, other] = [first, found].map(|at| &batch.drafts[at].article);
                Some(if identity.proves_one(one, other) { batch.merge(first, found) } else { first })
            }
            Some(_) | None => Some(found),
        };
    }
    if at.is_none()
        && let Some(stored) = find_before_replay(identity, sighting, known)?
    {
        let there = batch.find_id(&stored.id);
        at = Some(there.unwrap_or_else(|| batch.push(Draft::of_stored(stored, provenance))));
    }
    Ok(at)
}

/// During a replay, the article that has one of the keys in the ledger. Article numbers prove themselves; an address may
/// have been given to another article by mistake.
fn find_before_replay(
    identity: &Identity,
    sighting: &Sighting,
    known: &mut impl ArticleLookup,
) -> Result<Option<Article>, StorageError> {
    for key in identity.keys() {
        let article = known.find_before_replay(&key.to_string())?;
        if let Some(article) = article.filter(|article| matches!(key, Key::Aid(_)) || agrees(sighting, article)) {
            return Ok(Some(article));
        }
    }
    Ok(None)
}

/// The id of a new article.
fn new_id(identity: &Identity, batch: &Batch, known: &mut impl ArticleLookup) -> Result<Id, StorageError> {
    let wanted = identity.wanted_id();
    let is_taken = batch.another_has_key(wanted.as_str(), None) || known.find(wanted.as_str())?.is_some();
    Ok(if is_taken { identity.id_apart() } else { wanted.clone() })
}

/// The keys of a sighting without the ids of other articles: two articles may share title and minute, and each keeps its
/// own id.
fn free_keys(
    identity: &Identity,
    batch: &Batch,
    at: usize,
    known: &mut impl ArticleLookup,
) -> Result<Vec<Key>, StorageError> {
    let mut keys = Vec::new();
    for key in identity.keys() {
        let name = key.to_string();
        // Printed keys never belong to another article here, and the article's own keys need no lookup.
        let is_own = !matches!(key, Key::Id(_)) || batch.drafts[at].has_key(&name);
        if is_own || (!batch.another_has_key(&name, Some(at)) && known.find(&name)?.is_none()) {
            keys.push(key);
        }
    }
    Ok(keys)
}
