//! The intake: from sightings to lines of the ledger.
//!
//! It knows which article a sighting is of, merges the two, and appends a line only where something
//! changed. Where a sighting shows two known articles to be one, the line that it makes ends the other
//! one's. What is known is found through the index (cheap, whatever the size of the corpus) and,
//! for lines that the index has not seen yet, through a table of the ledger's tail. The index is a
//! help here, never the truth: every offset it gives is read and checked against the ledger.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, Utc};

use super::identity::{Identity, agrees};
use super::rereading::Rereading;
use super::touched::{Pending, Touched};
use crate::answer::Answer;
use crate::article::{Article, Id, Key, Provenance, Sighting, Status};
use crate::corpus::{AnswerError, CorpusError, Ledger, Writer};
use crate::index::{Index, IndexError};

/// Takes sightings in. One for a run.
pub(crate) struct Intake {
    writer: Writer,
    /// A view of the ledger for reading; opened anew when a line beyond it is wanted.
    ledger: Option<Ledger>,
    index: Option<Index>,
    /// Where the lines are that the index has not seen, by the hash of each identity. Only hashes,
    /// so that a million new articles take some tens of megabytes; every hit is checked on the line.
    tail: HashMap<u64, u64>,
    hasher: RandomState,
    /// Where raw answers are read again, and nothing is to be written.
    rereading: Option<Rereading>,
    /// What became of each article, by the hash of its id.
    outcomes: HashMap<u64, (Change, Status)>,
}

/// What a sighting did to the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Unchanged,
    Updated,
    New,
}

/// One article as it is after a sighting was taken in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    pub(crate) id: Id,
    pub(crate) change: Change,
    pub(crate) status: Status,
    /// Articles that ended in this one.
    pub(crate) joined: Vec<Id>,
}

/// An article that a preview has changed in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) id: Id,
    pub(crate) is_new: bool,
    /// The fields in which a known article changes.
    pub(crate) fields: Vec<&'static str>,
}

/// How many articles a run saw, each counted once however often it was sighted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    /// How many of them are known from a list only, and how many with their text, after the run.
    pub(crate) listed: u64,
    pub(crate) full: u64,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Intake {
    /// Joins the writer with what is known. Reads the part of the ledger that `index` has not seen:
    /// all of it without an index.
    pub(crate) fn new(mut writer: Writer, index: Option<Index>) -> Result<Intake, IntakeError> {
        let seen = index.as_ref().map_or(0, |index| index.position().bytes);
        let hasher = RandomState::new();
        let mut tail = HashMap::new();
        let mut ledger = writer.ledger()?;
        for line in ledger.lines(seen)? {
            let line = line?;
            for key in line.article.keys() {
                tail.insert(hasher.hash_one(key), line.offset);
            }
        }
        Ok(Intake { writer, ledger: Some(ledger), index, tail, hasher, rereading: None, outcomes: HashMap::new() })
    }

    /// An intake that finds out what would change when answers are read again, and writes nothing.
    /// `digests` are those of the answers' bodies.
    pub(crate) fn preview(
        writer: Writer,
        index: Option<Index>,
        digests: &HashSet<String>,
    ) -> Result<Intake, IntakeError> {
        let mut intake = Intake::new(writer, index)?;
        intake.rereading = Some(Rereading::over(&mut intake.writer.ledger()?, digests)?);
        Ok(intake)
    }

    /// Ends a preview: what differs in the end from what is stored, written down if so wanted. What
    /// was changed and changed back is no change.
    pub(crate) fn settle(&mut self, write: Option<DateTime<Utc>>) -> Result<Vec<Settled>, IntakeError> {
        let articles = self.rereading.take().map(Rereading::into_articles).unwrap_or_default();
        let mut settled = Vec::new();
        for mut article in articles {
            let stored = self.holder(article.id.as_str())?;
            let fields: Vec<&str> = match &stored {
                Some(old) => old.changes_to(&article).into_iter().map(|change| change.field).collect(),
                None => Vec::new(),
            };
            if stored.is_some() && fields.is_empty() {
                continue;
            }
            article.version = stored.as_ref().map_or(1, |old| old.version.saturating_add(1));
            if let Some(now) = write {
                article.stored = Some(now);
                self.put(&mut article)?;
            }
            settled.push(Settled { id: article.id, is_new: stored.is_none(), fields });
        }
        self.sync()?;
        Ok(settled)
    }

    /// Takes in what one page says, all its sightings together: an article that stands both in the
    /// page's list and below it becomes one version, not two.
    pub(crate) fn take_all(
        &mut self,
        sightings: Vec<Sighting>,
        provenance: &Provenance,
    ) -> Result<Vec<Taken>, IntakeError> {
        let mut touched = Touched::default();
        for sighting in sightings {
            let identity = Identity::of(&sighting);
            let at = match self.touch(&identity, &sighting, provenance, &mut touched)? {
                Some(at) => at,
                None => {
                    let id = self.new_id(&identity, &touched.pending)?;
                    touched.add(Pending::new(sighting.clone(), id, provenance))
                }
            };
            let keys = self.free_keys(&identity, &touched.pending, at)?;
            touched.pending[at].add(&Sighting { keys, ..sighting }, provenance);
            touched.order.push(at);
        }
        let Touched { pending, order } = touched;
        let taken = pending.into_iter().map(|p| self.write(p)).collect::<Result<Vec<_>, _>>()?;
        Ok(order.into_iter().map(|at| taken[at].clone()).collect())
    }

    /// Lays out the article that a sighting is of; where it shows several to be one, joins them.
    fn touch(
        &mut self,
        identity: &Identity,
        sighting: &Sighting,
        provenance: &Provenance,
        touched: &mut Touched,
    ) -> Result<Option<usize>, IntakeError> {
        let mut at: Option<usize> = None;
        for key in identity.keys() {
            let name = key.to_string();
            if at.is_some_and(|at| touched.pending[at].bears(&name)) {
                continue;
            }
            let found = match touched.bearer(&name, identity) {
                Some(found) => found,
                None => {
                    let Some(stored) = self.holder(&name)?.filter(|article| identity.is_of(article)) else { continue };
                    let proves = |at: usize| identity.proves_one(&touched.pending[at].article, &stored);
                    match touched.place_of(&stored.id) {
                        Some(found) => found,
                        None if at.is_none_or(proves) => touched.add(Pending::stored(stored, provenance)),
                        None => continue,
                    }
                }
            };
            at = match at {
                Some(first) if first != found => {
                    let [one, other] = [first, found].map(|at| &touched.pending[at].article);
                    Some(if identity.proves_one(one, other) { touched.join(first, found) } else { first })
                }
                Some(_) | None => Some(found),
            };
        }
        if at.is_none()
            && let Some(stored) = self.formerly(identity, sighting)?
        {
            let there = touched.place_of(&stored.id);
            at = Some(there.unwrap_or_else(|| touched.add(Pending::stored(stored, provenance))));
        }
        Ok(at)
    }

    /// Takes in one sighting.
    pub(crate) fn take(&mut self, sighting: Sighting, provenance: &Provenance) -> Result<Taken, IntakeError> {
        let mut taken = self.take_all(vec![sighting], provenance)?;
        Ok(taken.pop().expect("one sighting gives one outcome"))
    }

    /// Notes that the portal said at `at` that it has no such article. What is known of it stays.
    pub(crate) fn miss(&mut self, id: &Id, at: DateTime<Utc>) -> Result<Option<Taken>, IntakeError> {
        let Some(stored) = self.holder(id.as_str())? else { return Ok(None) };
        let article = Article { absence: stored.absence.noted(at), ..stored.clone() };
        let pending =
            Pending { article, version_first: stored.version, stored: Some(stored), now: at, read_from: None };
        self.write(pending).map(Some)
    }

    /// The articles whose last versions pass a test. Reads the whole ledger.
    pub(crate) fn filtered(&mut self, wanted: impl Fn(&Article) -> bool) -> Result<Vec<Article>, IntakeError> {
        let mut ledger = self.writer.ledger()?;
        let superseded = ledger.superseded(0)?;
        let mut articles = Vec::new();
        for line in ledger.lines(0)? {
            let line = line?;
            if !superseded.contains(&line.offset) && wanted(&line.article) {
                articles.push(line.article);
            }
        }
        Ok(articles)
    }

    /// What the corpus holds of the article that a sighting is of.
    pub(crate) fn known(&mut self, sighting: &Sighting) -> Result<Option<Article>, IntakeError> {
        let identity = Identity::of(sighting);
        match self.find(&identity)? {
            None => self.formerly(&identity, sighting),
            found => Ok(found),
        }
    }

    /// The raw answers that the corpus holds, in the order in which they came.
    pub(crate) fn answers(
        &self,
    ) -> Result<impl Iterator<Item = Result<Box<Answer>, AnswerError>> + use<>, IntakeError> {
        Ok(self.writer.answers()?)
    }

    /// Keeps a raw answer. Call it before taking in what was read from it.
    pub(crate) fn keep(&mut self, answer: &Answer) -> Result<(), IntakeError> {
        Ok(self.writer.store_answer(answer)?)
    }

    /// Brings everything taken in to the disk.
    pub(crate) fn sync(&mut self) -> Result<(), IntakeError> {
        Ok(self.writer.sync()?)
    }

    /// Keeps everything taken in from dying with the process; see [`Writer::secure`].
    pub(crate) fn secure(&mut self) -> Result<(), IntakeError> {
        Ok(self.writer.flush_or_sync()?)
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (change, status) in self.outcomes.values() {
            match change {
                Change::New => tally.new += 1,
                Change::Updated => tally.updated += 1,
                Change::Unchanged => tally.unchanged += 1,
            }
            match status {
                Status::Listed => tally.listed += 1,
                Status::Full => tally.full += 1,
            }
        }
        tally
    }

    /// Gives the writer back, for the receipt of the run. The index is closed.
    pub(crate) fn into_writer(self) -> Writer {
        self.writer
    }

    fn find(&mut self, identity: &Identity) -> Result<Option<Article>, IntakeError> {
        for key in identity.keys() {
            if let Some(article) = self.holder(&key.to_string())?.filter(|article| identity.is_of(article)) {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }

    /// When answers are read again: the article that bears a name in the ledger, by an answer of which
    /// that is yet to be seen. Numbers prove themselves; an address may have been another's by mistake.
    fn formerly(&mut self, identity: &Identity, sighting: &Sighting) -> Result<Option<Article>, IntakeError> {
        if self.rereading.is_none() {
            return Ok(None);
        }
        for key in identity.keys() {
            let stored = self.stored(&key.to_string())?;
            let present = self.rereading.as_ref().zip(stored).map(|(rereading, stored)| rereading.present(stored));
            if let Some(article) = present.filter(|article| matches!(key, Key::Aid(_)) || agrees(sighting, article)) {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }

    /// What a new article is called.
    fn new_id(&mut self, identity: &Identity, pending: &[Pending]) -> Result<Id, IntakeError> {
        let wanted = identity.wanted_id();
        let taken = pending.iter().any(|p| p.bears(wanted.as_str()));
        let free = !taken && self.holder(wanted.as_str())?.is_none();
        Ok(if free { wanted.clone() } else { identity.id_apart() })
    }

    /// The identities of a sighting without the names that other articles go by: two articles may
    /// share title and minute, and each keeps its own.
    fn free_keys(&mut self, identity: &Identity, pending: &[Pending], at: usize) -> Result<Vec<Key>, IntakeError> {
        let mut keys = Vec::new();
        for key in identity.keys() {
            let name = key.to_string();
            let others = || pending.iter().enumerate().any(|(n, p)| n != at && p.bears(&name));
            // Printed identities are never another's here; a name that is ours needs no look.
            if !matches!(key, Key::Id(_)) || pending[at].bears(&name) || (!others() && self.holder(&name)?.is_none()) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// The article that bears an identity.
    fn holder(&mut self, key: &str) -> Result<Option<Article>, IntakeError> {
        if let Some(article) = self.rereading.as_ref().and_then(|rereading| rereading.bearer(key)) {
            return Ok(Some(article.clone()));
        }
        let stored = self.stored(key)?;
        Ok(match &self.rereading {
            Some(rereading) => {
                stored.map(|stored| rereading.present(stored)).filter(|article| article.keys().any(|k| k == key))
            }
            None => stored,
        })
    }

    /// The article that bears an identity in the ledger.
    fn stored(&mut self, key: &str) -> Result<Option<Article>, IntakeError> {
        let offset = match (self.tail.get(&self.hasher.hash_one(key)), &self.index) {
            (Some(offset), _) => Some(*offset),
            (None, Some(index)) => index.offset_of(key)?,
            (None, None) => None,
        };
        let Some(offset) = offset else { return Ok(None) };
        let mut article = self.read_at(offset)?;
        // Lines of before it was kept: the place of a later line errs on the safe side.
        article.begins.get_or_insert(offset);
        // Two identities may share a hash, and the index may belong to another ledger.
        Ok(Some(article).filter(|article| article.keys().any(|k| k == key)))
    }

    fn read_at(&mut self, offset: u64) -> Result<Article, CorpusError> {
        if self.ledger.as_ref().is_none_or(|ledger| offset >= ledger.bytes()) {
            self.ledger = Some(self.writer.ledger()?);
        }
        self.ledger.as_mut().expect("opened above").read_at(offset)
    }

    fn write(&mut self, pending: Pending) -> Result<Taken, IntakeError> {
        let Pending { mut article, stored, version_first, now, read_from } = pending;
        let change = match &stored {
            None => Change::New,
            Some(old) if differs(old, &article) => Change::Updated,
            Some(_) => Change::Unchanged,
        };
        let known_joined = stored.as_ref().map_or(&[][..], |old| &old.joined);
        let joined: Vec<Id> = article.joined.iter().filter(|id| !known_joined.contains(id)).cloned().collect();
        if change != Change::Unchanged {
            article.version = stored.map_or(version_first, |old| old.version.saturating_add(1));
            article.stored = Some(now);
            article.read_from = read_from;
        }
        // What is read again and adds nothing may be all that there is to say.
        if change != Change::Unchanged || self.rereading.is_some() {
            self.put(&mut article)?;
        }
        self.count(&article, change, &joined);
        Ok(Taken { id: article.id, change, status: article.status, joined })
    }

    /// Counts what became of an article. Two that became one count once, and as new only where both were.
    fn count(&mut self, article: &Article, change: Change, joined: &[Id]) {
        let hash = |id: &Id| self.hasher.hash_one(id.as_str());
        let parts: Vec<_> = joined.iter().map(|id| self.outcomes.remove(&hash(id))).collect();
        let all_new = parts.iter().all(|part| matches!(part, Some((Change::New, _))));
        let most = if all_new { Change::New } else { Change::Updated };
        let outcome = self.outcomes.entry(hash(&article.id)).or_insert((change, article.status));
        *outcome = (change.max(outcome.0).min(most), article.status);
    }

    /// Writes a line, or remembers what it would say.
    fn put(&mut self, article: &mut Article) -> Result<(), IntakeError> {
        if let Some(rereading) = &mut self.rereading {
            rereading.put(article);
            return Ok(());
        }
        article.begins.get_or_insert(self.writer.ledger_bytes());
        let offset = self.writer.append(article)?;
        for key in article.keys() {
            self.tail.insert(self.hasher.hash_one(key), offset);
        }
        Ok(())
    }
}

/// Whether two versions differ in more than their number.
fn differs(old: &Article, new: &Article) -> bool {
    let mut same_number = new.clone();
    same_number.version = old.version;
    same_number != *old
}

#[cfg(test)]
mod tests {
    use super::super::sightings::{intake, provenance, sighting, with_text};
    use super::*;

    fn with_body(sighting: Sighting) -> Sighting {
        with_text(sighting, "Thân bài.")
    }

    #[test]
    fn list_and_article_of_one_page_make_one_line() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let both = vec![sighting("Khỏe", &[]), with_body(sighting("Khoẻ", &[Key::Slug("khoe".into())]))];
        let taken = intake.take_all(both.clone(), &provenance()).unwrap();
        assert_eq!(taken[0], taken[1]);
        assert_eq!((taken[0].change, taken[0].status), (Change::New, Status::Full));
        let bytes = intake.writer.ledger().unwrap().bytes();
        let again = intake.take_all(both, &provenance()).unwrap();
        assert_eq!(again[0].change, Change::Unchanged);
        assert_eq!(intake.writer.ledger().unwrap().bytes(), bytes);
        assert_eq!(intake.tally(), Tally { new: 1, full: 1, ..Tally::default() });
    }

    #[test]
    fn what_was_stored_is_found_again_by_every_identity_in_a_later_run() {
        let dir = tempfile::tempdir().unwrap();
        let keys = [Key::Aid("7".into()), Key::Slug("khoe".into())];
        let mut first = intake(dir.path());
        let taken = first.take(sighting("Khỏe", &keys), &provenance()).unwrap();
        first.sync().unwrap();
        drop(first);
        let mut second = intake(dir.path());
        for sighted in [sighting("Tên mới", &keys[..1]), sighting("Tên mới", &keys[1..]), sighting("KHOẺ", &[])]
        {
            assert_eq!(second.known(&sighted).unwrap().map(|a| a.id).as_ref(), Some(&taken.id), "{sighted:?}");
        }
        assert_eq!(second.known(&sighting("Khác", &[])).unwrap(), None);
    }
}
