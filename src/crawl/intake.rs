//! The intake, in memory: stands in for the one over the ledger until the two meet.

use crate::answer::Answer;
use crate::article::{Article, Id, Key, Merge, Provenance, Sighting, Status, merge};
use crate::corpus::CorpusError;
use crate::text;

#[derive(Debug, Default)]
pub(crate) struct Intake {
    articles: Vec<Article>,
    pub(crate) kept: Vec<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Unchanged,
    Updated,
    New,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    pub(crate) id: Id,
    pub(crate) change: Change,
    pub(crate) status: Status,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
}

impl Intake {
    pub(crate) fn take(&mut self, mut sighting: Sighting, provenance: &Provenance) -> Result<Taken, IntakeError> {
        let own = own_id(&sighting);
        let found = self.place(&sighting);
        sighting.keys.push(Key::Id(own.clone()));
        let (at, change) = match found {
            None => {
                self.articles.push(Article::first(own, sighting, provenance.clone()));
                (self.articles.len() - 1, Change::New)
            }
            Some(at) => match merge(&self.articles[at], &sighting, provenance) {
                Merge::Unchanged => (at, Change::Unchanged),
                Merge::Changed(next) => {
                    self.articles[at] = *next;
                    (at, Change::Updated)
                }
            },
        };
        let article = &self.articles[at];
        Ok(Taken { id: article.id.clone(), change, status: article.status })
    }

    pub(crate) fn known(&mut self, sighting: &Sighting) -> Result<Option<Article>, IntakeError> {
        Ok(self.place(sighting).map(|at| self.articles[at].clone()))
    }

    pub(crate) fn keep(&mut self, answer: &Answer) -> Result<(), IntakeError> {
        self.kept.push(answer.clone());
        Ok(())
    }

    pub(crate) fn sync(&mut self) -> Result<(), IntakeError> {
        Ok(())
    }

    fn place(&self, sighting: &Sighting) -> Option<usize> {
        let keys: Vec<String> =
            sighting.keys.iter().map(Key::to_string).chain([own_id(sighting).to_string()]).collect();
        self.articles.iter().position(|article| article.keys().any(|key| keys.iter().any(|k| k == key)))
    }

    pub(crate) fn articles(&self) -> Vec<Article> {
        self.articles.clone()
    }
}

fn own_id(sighting: &Sighting) -> Id {
    Id::of(&text::folded(&sighting.title), sighting.published.as_ref())
}
