//! Taking back: withdraws articles that should never have been stored, and restores them.
//!
//! Nothing is deleted: see [`Withdrawal`] for the line that says so. A run that dies in between leaves some of the
//! articles withdrawn; the same command then withdraws the others.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::intake::Intake;
use crate::article::{Article, Id, Withdrawal};
use crate::storage::StorageError;

/// What a run stored.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct RunArticles {
    /// Articles that it was the first to store.
    pub(crate) first: Vec<Article>,
    /// Articles that were there before, and that it only updated.
    pub(crate) updated: Vec<Article>,
}

impl Intake {
    /// The article with one of these keys, the first that there is. Of an address there may be several; then it is the one
    /// that was stored last, of those that aren't withdrawn, or with `restores` of those that are, if there are any.
    pub(crate) fn named(
        &mut self,
        keys: &[String],
        url: Option<&str>,
        restores: bool,
    ) -> Result<Option<Article>, StorageError> {
        let mut found: Vec<Article> = Vec::new();
        for key in keys {
            found.extend(self.find(key)?);
            if !found.is_empty() {
                break;
            }
        }
        if let Some(url) = url {
            for id in self.ledger()?.articles_at(url, found.iter())? {
                found.extend(self.find(id.as_str())?);
            }
        }
        Ok(found.into_iter().max_by_key(|article| (article.is_withdrawn() == restores, article.stored, article.begins)))
    }

    /// The articles of a run, as they are now, in the order of its lines; `None` if no run has the name. An article that
    /// was merged into an older one was there before.
    pub(crate) fn of_run(&mut self, name: &str) -> Result<Option<RunArticles>, StorageError> {
        let Some(lines) = self.lines_of_run(name)? else { return Ok(None) };
        let offsets: HashSet<u64> = lines.iter().map(|line| line.offset).collect();
        let (mut run, mut seen) = (RunArticles::default(), BTreeSet::new());
        for line in lines {
            let Some(article) = self.find(line.id.as_str())? else { continue };
            if !seen.insert(article.id.clone()) {
                continue;
            }
            let is_first = article.begins.is_some_and(|begins| offsets.contains(&begins));
            if is_first { &mut run.first } else { &mut run.updated }.push(article);
        }
        Ok(Some(run))
    }

    /// Withdraws an article, or with `None` restores it. Returns whether that changes it. Fails with a
    /// [`StorageError::refusal`] if the line that says so would be too long.
    pub(crate) fn withdraw(
        &mut self,
        id: &Id,
        withdrawal: Option<&Withdrawal>,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let Some(stored) = self.find(id.as_str())? else { return Ok(false) };
        if stored.is_withdrawn() == withdrawal.is_some() {
            return Ok(false);
        }
        self.rewrite(Article { withdrawn: withdrawal.cloned(), ..stored }, now)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{intake, provenance, sighting, with_text};
    use super::*;
    use crate::article::Key;
    use crate::crawl::counts::Outcome;

    fn withdrawal() -> Withdrawal {
        Withdrawal { at: provenance().now, command: "byt withdraw x".into(), reason: None }
    }

    #[test]
    fn what_is_seen_again_stays_withdrawn_until_it_is_restored() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let seen = sighting("Rác", &[Key::Aid("7".into())]);
        let id = intake.take(seen.clone(), &provenance()).unwrap().id;
        let now = provenance().now;
        assert!(intake.withdraw(&id, Some(&withdrawal()), now).unwrap());
        assert!(!intake.withdraw(&id, Some(&withdrawal()), now).unwrap(), "it is withdrawn already");
        assert_eq!(intake.take(seen.clone(), &provenance()).unwrap().outcome, Outcome::Unchanged);
        let taken = intake.take(with_text(seen, "Thân."), &provenance()).unwrap();
        assert_eq!((&taken.id, taken.outcome), (&id, Outcome::Updated));
        let stored = intake.named(&["aid:7".into()], None, false).unwrap().unwrap();
        assert_eq!((stored.version, stored.withdrawn), (3, Some(withdrawal())));
        assert!(intake.withdraw(&id, None, now).unwrap());
        assert!(!intake.withdraw(&id, None, now).unwrap(), "it is restored already");
        let stored = intake.named(&["aid:7".into()], None, false).unwrap().unwrap();
        assert_eq!((stored.version, stored.withdrawn, stored.body.as_deref()), (4, None, Some("Thân.")));
    }

    #[test]
    fn an_article_keeps_the_digest_of_what_it_was_read_from() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let read = crate::article::Provenance { read_from: Some("ab".into()), ..provenance() };
        let id = intake.take(sighting("Rác", &[]), &read).unwrap().id;
        intake.withdraw(&id, Some(&withdrawal()), read.now).unwrap();
        let stored = intake.named(&[id.to_string()], None, false).unwrap().unwrap();
        assert_eq!(stored.read_from.as_deref(), Some("ab"), "whether records may claim it depends on this");
    }
}
