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
                // Its keys are added below, as far as they are free.
                batch.push(Draft::of_new(Sighting { keys: Vec::new(), ..sighting.clone() }, id, provenance))
            }
        };
        let (keys, refused) = free_keys(&identity, &batch, at, provenance, known)?;
        batch.drafts[at].add(&Sighting { keys, ..sighting }, provenance);
        batch.order.push(at);
        batch.refused.push(refused);
    }
    Ok(batch)
}

/// The known article that a sighting belongs to.
pub(super) fn find(sighting: &Sighting, known: &mut impl ArticleLookup) -> Result<Option<Article>, StorageError> {
    let identity = Identity::of(sighting);
    for key in identity.keys() {
        if let Some(article) = known.find(&key.to_string())?.filter(|article| identity.is_believably_of(article)) {
            return Ok(Some(article));
        }
    }
    match known.find(identity.id_apart().as_str())? {
        Some(article) => Ok(Some(article)),
        None => find_before_replay(&identity, sighting, known),
    }
}

/// Whether the corpus has the same title, minute and text from another address of the portal.
pub(super) fn is_shown_elsewhere(shown: &Sighting, known: &mut impl ArticleLookup) -> Result<bool, StorageError> {
    let identity = Identity::of(shown);
    let namesake = known.find(identity.made_id().as_str())?;
    Ok(namesake.is_some_and(|known| known.body == shown.body && !identity.is_of(&known)))
}

/// The draft of the article that a sighting belongs to, which is added to the batch if needed. Merges articles that the
/// sighting shows to be one. `None` if the article is new.
///
/// Anybody can write a record, so a record's keys are claims: it belongs to the first article that it also agrees with,
/// and merges nothing. A page takes back a number or address that a record has claimed for another article.
fn find_draft(
    identity: &Identity,
    sighting: &Sighting,
    provenance: &Provenance,
    batch: &mut Batch,
    known: &mut impl ArticleLookup,
) -> Result<Option<usize>, StorageError> {
    let mut at: Option<usize> = None;
    let belongs = |article: &Article| {
        identity.is_believably_of(article) && (!provenance.is_record || identity.is_vouched_by(article))
    };
    for key in identity.keys() {
        if provenance.is_record && at.is_some() {
            break;
        }
        let key = key.to_string();
        if at.is_some_and(|at| batch.drafts[at].has_key(&key)) {
            continue;
        }
        let found = match batch.find(&key, belongs) {
            Some(found) => found,
            None => {
                let Some(stored) = known.find(&key)? else { continue };
                if !belongs(&stored) {
                    if !provenance.is_record && identity.has_false_claim(&stored, &key) {
                        batch.take_back(stored, &key, provenance);
                    }
                    continue;
                }
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
                Some(if identity.proves_one(one, other) { batch.merge(first, found, provenance.clock) } else { first })
            }
            Some(_) | None => Some(found),
        };
    }
    if at.is_none() {
        // Seen before, when another article already had its preferred id.
        let apart = identity.id_apart();
        at = match batch.find_id(&apart) {
            Some(found) => Some(found),
            None => known.find(apart.as_str())?.map(|stored| batch.push(Draft::of_stored(stored, provenance))),
        };
    }
    if let Some(found) = at.filter(|_| !provenance.joined.is_empty()) {
        at = Some(merge_joined(identity, found, provenance, batch, known)?);
    }
    if at.is_none()
        && let Some(stored) = find_before_replay(identity, sighting, known)?
    {
        let there = batch.find_id(&stored.id);
        at = Some(there.unwrap_or_else(|| batch.push(Draft::of_stored(stored, provenance))));
    }
    Ok(at)
}

/// Merges the articles that a line of a ledger says were merged into its own, so that a copy of a ledger has the same
/// articles.
fn merge_joined(
    identity: &Identity,
    at: usize,
    provenance: &Provenance,
    batch: &mut Batch,
    known: &mut impl ArticleLookup,
) -> Result<usize, StorageError> {
    let mut at = at;
    for id in &provenance.joined {
        let Some(other) = known.find(id.as_str())?.filter(|other| other.id == *id) else { continue };
        if batch.find_id(id).is_none() && identity.may_merge(&batch.drafts[at].article, &other) {
            let other = batch.push(Draft::of_stored(other, provenance));
            at = batch.merge(at, other, provenance.clock);
        }
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
    for id in [identity.wanted_id(), identity.made_id()] {
        if !batch.another_has_key(id.as_str(), None) && known.find(id.as_str())?.is_none() {
            return Ok(id.clone());
        }
    }
    Ok(identity.id_apart())
}

/// The keys of a sighting that the article at index `at` may have, and those that it claims although they belong to other
/// articles. Two articles may share title and minute, and each keeps its own id; that isn't a claim.
fn free_keys(
    identity: &Identity,
    batch: &Batch,
    at: usize,
    provenance: &Provenance,
    known: &mut impl ArticleLookup,
) -> Result<(Vec<Key>, Vec<String>), StorageError> {
    let (mut keys, mut refused) = (Vec::new(), Vec::new());
    for key in identity.keys() {
        let name = key.to_string();
        // What a page prints never belongs to another article here, and the article's own keys need no lookup.
        let is_printed = !provenance.is_record && !matches!(key, Key::Id(_));
        let is_own = is_printed || batch.drafts[at].has_key(&name);
        if is_own || (!batch.another_has_key(&name, Some(at)) && known.find(&name)?.is_none()) {
            keys.push(key);
        } else if provenance.is_record && identity.claims(&key) {
            refused.push(name);
        }
    }
    Ok((keys, refused))
}
