//! The intake: from sightings to lines of the ledger.
//!
//! [`super::resolve`] answers which articles the sightings of a page belong to; the intake then appends a line
//! for each article that changed, and counts it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::batch::{Batch, Draft};
use super::counts::{Outcome, Outcomes, RunCounts};
use super::known::Known;
use super::replay::Preview;
use super::resolve::{self, ArticleLookup};
use crate::answer::Answer;
use crate::article::{Article, Id, Key, Provenance, Sighting, Status};
use crate::calendar::Moment;
use crate::corpus::{AnswerError, CorpusError, Ledger, RunLine, Writer};
use crate::index::Index;
use crate::storage::StorageError;

/// Takes in the sightings of one run.
pub(crate) struct Intake {
    known: Known,
    outcomes: Outcomes,
}

/// What a sighting did to the corpus.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    pub(crate) id: Id,
    /// Never [`Outcome::Failed`].
    pub(crate) outcome: Outcome,
    pub(crate) status: Status,
    /// Articles that were merged into this one.
    pub(crate) merged: Vec<Id>,
    /// Ids, numbers and addresses that the sighting claims although they belong to other articles. They weren't stored.
    pub(crate) refused: Vec<String>,
    /// The date of publication that wasn't stored, because it lies in the future.
    pub(crate) future: Option<Moment>,
}

impl Taken {
    /// One sentence about a date of publication that wasn't stored.
    pub(crate) fn future_warning(&self) -> Option<String> {
        let day = self.future?.date_naive();
        Some(format!("the date of {}, {day}, lies in the future and is ignored", self.id))
    }
}

/// An article that a replay changes in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replayed {
    pub(crate) id: Id,
    pub(crate) is_new: bool,
    /// The fields in which a known article changes.
    pub(crate) fields: Vec<&'static str>,
}

impl Intake {
    /// Starts an intake. Reads the part of the ledger that `index` hasn't seen, or all of it without an index.
    pub(crate) fn new(writer: Writer, index: Option<Index>) -> Result<Intake, StorageError> {
        Ok(Intake { known: Known::new(writer, index)?, outcomes: Outcomes::default() })
    }

    /// Starts an intake that finds out what a replay of stored answers would change, and writes nothing. `digests` are
    /// those of the answers' bodies.
    pub(crate) fn preview(
        writer: Writer,
        index: Option<Index>,
        digests: &HashSet<String>,
    ) -> Result<Intake, StorageError> {
        let mut intake = Intake::new(writer, index)?;
        intake.known.begin_preview(digests)?;
        Ok(intake)
    }

    /// Starts an intake that finds out what something new would change, and writes nothing.
    pub(crate) fn plan(writer: Writer, index: Option<Index>) -> Result<Intake, StorageError> {
        let mut intake = Intake::new(writer, index)?;
        intake.known.preview = Some(Preview::of_news());
        Ok(intake)
    }

    /// Ends a preview and returns the articles that differ from what is stored. Writes them if `write` is given, which
    /// is the time for their new versions. Those that are too long aren't written; for each there is a sentence.
    pub(crate) fn end_preview(
        &mut self,
        write: Option<DateTime<Utc>>,
    ) -> Result<(Vec<Replayed>, Vec<String>), StorageError> {
        let articles = self.known.preview.take().map(Preview::into_articles).unwrap_or_default();
        let (mut changed, mut refused) = (Vec::new(), Vec::new());
        for mut article in articles {
            let stored = self.known.find(article.id.as_str())?;
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
                if let Err(error) = self.known.put(&mut article) {
                    refused.push(error.refusal()?);
                    continue;
                }
            }
            changed.push(Replayed { id: article.id, is_new: stored.is_none(), fields });
        }
        self.sync()?;
        Ok((changed, refused))
    }

    /// Takes in all sightings of one page together. Returns one result for each sighting. An article that is too long
    /// doesn't cost the others of the page: the error comes after they are written.
    pub(crate) fn take_all(
        &mut self,
        mut sightings: Vec<Sighting>,
        provenance: &Provenance,
    ) -> Result<Vec<Taken>, StorageError> {
        let future: Vec<_> = sightings.iter_mut().map(|seen| seen.take_future_date(provenance.clock)).collect();
        let Batch { drafts, order, refused } = resolve::resolve(sightings, provenance, &mut self.known)?;
        let (mut taken, mut too_long) = (Vec::with_capacity(drafts.len()), None);
        for draft in drafts {
            match self.write(draft) {
                Ok(written) => taken.push(written),
                Err(error @ StorageError::Corpus(CorpusError::LineTooLong { .. })) => too_long = Some(error),
                Err(error) => return Err(error),
            }
        }
        if let Some(error) = too_long {
            return Err(error);
        }
        let each = order.into_iter().zip(refused).zip(future);
        let taken = each.map(|((at, refused), future)| Taken { refused, future, ..taken[at].clone() });
        Ok(taken.collect())
    }

    /// Takes in one sighting.
    pub(crate) fn take(&mut self, sighting: Sighting, provenance: &Provenance) -> Result<Taken, StorageError> {
        let mut taken = self.take_all(vec![sighting], provenance)?;
        Ok(taken.pop().expect("take_all returns one result for each sighting"))
    }

    /// Records that the portal said at `at` that it has no such article. The article itself stays. Returns `None` for an
    /// unknown id.
    pub(crate) fn record_absence(&mut self, id: &Id, at: DateTime<Utc>) -> Result<Option<Taken>, StorageError> {
        let Some(stored) = self.known.find(id.as_str())? else { return Ok(None) };
        let article = Article { absence: stored.absence.noted(at), ..stored.clone() };
        // The article stays what a response showed: its number on the portal remains its own.
        let read_from = stored.read_from.clone();
        let draft = Draft { article, version_first: stored.version, stored: Some(stored), now: at, read_from };
        self.write(draft).map(Some)
    }

    /// The current version of the article with this key.
    pub(super) fn find(&mut self, key: &str) -> Result<Option<Article>, StorageError> {
        self.known.find(key)
    }

    /// Opens a reader of the ledger with everything taken in so far.
    pub(super) fn ledger(&mut self) -> Result<Ledger, StorageError> {
        Ok(self.known.writer.ledger()?)
    }

    /// See [`crate::corpus::Corpus::lines_of_run`].
    pub(super) fn lines_of_run(&mut self, name: &str) -> Result<Option<Vec<RunLine>>, StorageError> {
        Ok(self.known.writer.lines_of_run(name)?)
    }

    /// Writes the next version of a stored article, which no source has changed.
    pub(super) fn rewrite(&mut self, article: Article, now: DateTime<Utc>) -> Result<(), StorageError> {
        let version = article.version.saturating_add(1);
        self.known.put(&mut Article { version, stored: Some(now), ..article })
    }

    /// The current versions that pass a test. Reads the whole ledger.
    pub(crate) fn filtered(&mut self, wanted: impl Fn(&Article) -> bool) -> Result<Vec<Article>, StorageError> {
        let mut ledger = self.known.writer.ledger()?;
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

    /// The current versions of the articles that were published after a moment, without those of this run.
    pub(crate) fn published_after(&mut self, moment: Moment) -> Result<Vec<Article>, StorageError> {
        self.known.published_after(moment)
    }

    /// The known article that a sighting belongs to.
    pub(crate) fn known(&mut self, sighting: &Sighting) -> Result<Option<Article>, StorageError> {
        resolve::find(sighting, &mut self.known)
    }

    /// Whether another address has the same title, minute and text as this page: it was returned for both.
    pub(super) fn is_shown_elsewhere(&mut self, shown: &Sighting) -> Result<bool, StorageError> {
        // An answer with the article's number proves itself.
        let is_numbered = shown.keys.iter().any(|key| matches!(key, Key::Aid(_)));
        if is_numbered || shown.body.is_none() {
            return Ok(false);
        }
        resolve::is_shown_elsewhere(shown, &mut self.known)
    }

    /// The raw answers in the corpus, in the order in which they were stored.
    pub(crate) fn answers(
        &self,
    ) -> Result<impl Iterator<Item = Result<Box<Answer>, AnswerError>> + use<>, StorageError> {
        Ok(self.known.writer.answers()?)
    }

    /// Stores a raw answer. Call it before taking in what was parsed from it.
    pub(crate) fn store_answer(&mut self, answer: &Answer) -> Result<(), StorageError> {
        Ok(self.known.writer.store_answer(answer)?)
    }

    /// Flushes everything taken in to disk.
    pub(crate) fn sync(&mut self) -> Result<(), StorageError> {
        Ok(self.known.writer.sync()?)
    }

    /// Makes everything taken in survive a crash of this process; see [`Writer::flush_or_sync`].
    pub(crate) fn flush_or_sync(&mut self) -> Result<(), StorageError> {
        Ok(self.known.writer.flush_or_sync()?)
    }

    /// Counts of the articles taken in so far.
    pub(crate) fn counts(&self) -> RunCounts {
        self.outcomes.counts()
    }

    /// Closes the index and returns the writer, for the receipt of the run.
    pub(crate) fn into_writer(self) -> Writer {
        self.known.writer
    }

    /// Writes a draft if it differs from the stored version, and counts it.
    fn write(&mut self, draft: Draft) -> Result<Taken, StorageError> {
        let Draft { mut article, stored, version_first, now, read_from } = draft;
        let outcome = match &stored {
            None => Outcome::New,
            Some(old) if differs(old, &article) => Outcome::Updated,
            Some(_) => Outcome::Unchanged,
        };
        let known_merged = stored.as_ref().map_or(&[][..], |old| &old.joined);
        let merged: Vec<Id> = article.joined.iter().filter(|id| !known_merged.contains(id)).cloned().collect();
        if outcome != Outcome::Unchanged {
            article.version = stored.map_or(version_first, |old| old.version.saturating_add(1));
            article.stored = Some(now);
            article.read_from = read_from;
        }
        // A replayed answer that adds nothing still proves what the article owes to it.
        if outcome != Outcome::Unchanged || self.known.preview.is_some() {
            self.known.put(&mut article)?;
        }
        self.outcomes.add_merged(&article.id, &merged, outcome, article.status);
        Ok(Taken { id: article.id, outcome, status: article.status, merged, refused: Vec::new(), future: None })
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
    use super::super::tests::{intake, provenance, sighting, with_text};
    use super::*;

    fn with_body(sighting: Sighting) -> Sighting {
        with_text(sighting, "Thân bài.")
    }

    #[test]
    fn list_and_article_of_one_page_become_one_line() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let both = vec![sighting("Khỏe", &[]), with_body(sighting("Khoẻ", &[Key::Slug("khoe".into())]))];
        let taken = intake.take_all(both.clone(), &provenance()).unwrap();
        assert_eq!(taken[0], taken[1]);
        assert_eq!((taken[0].outcome, taken[0].status), (Outcome::New, Status::Full));
        let bytes = intake.known.writer.ledger().unwrap().bytes();
        let again = intake.take_all(both, &provenance()).unwrap();
        assert_eq!(again[0].outcome, Outcome::Unchanged);
        assert_eq!(intake.known.writer.ledger().unwrap().bytes(), bytes);
        assert_eq!(intake.counts(), RunCounts { new: 1, full: 1, ..RunCounts::default() });
    }

    #[test]
    fn an_article_that_is_too_long_costs_no_other_of_its_page() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let long = with_text(sighting("Dài", &[]), &"x".repeat(64 << 20));
        let page = || vec![with_body(sighting("Trước", &[])), long.clone(), with_body(sighting("Sau", &[]))];
        for _ in 0..2 {
            let why = intake.take_all(page(), &provenance()).unwrap_err().refusal().unwrap();
            assert!(why.contains("longer than 64 MiB"), "{why}");
        }
        assert_eq!(intake.counts(), RunCounts { new: 2, full: 2, ..RunCounts::default() });
        intake.sync().unwrap();
        let titles: Vec<_> = intake.filtered(|_| true).unwrap().into_iter().map(|article| article.title).collect();
        assert_eq!(titles, ["Trước", "Sau"]);
        assert_eq!(intake.known(&long).unwrap(), None);
    }

    #[test]
    fn stored_articles_are_found_by_every_key_in_a_later_run() {
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

    #[test]
    fn a_date_of_the_future_is_not_stored_and_the_right_one_takes_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let at = |year, day| crate::calendar::moment(year, 1, day, 14, 3).unwrap();
        let seen = |published| Sighting { published: Some(published), ..sighting("Họp", &[Key::Aid("7".into())]) };
        for (published, is_stored) in [(at(2062, 21), false), (at(2028, 5), false), (at(2026, 21), true)] {
            let taken = intake.take(seen(published), &provenance()).unwrap();
            assert_eq!(taken.future, (!is_stored).then_some(published));
            let stored = intake.known(&seen(published)).unwrap().unwrap();
            assert_eq!(stored.published, is_stored.then_some(published), "{published}");
            assert_eq!(stored.date_source.is_some(), is_stored, "{published}");
        }
        assert_eq!(intake.counts().new, 1);
    }
}
