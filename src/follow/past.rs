//! The past of a line: the lines that it supersedes.
//!
//! Lines name them. Lines from before that was recorded don't, so for those the ids at the start of all earlier lines are read,
//! once.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::article::Article;
use crate::corpus::{CorpusError, Ledger};

/// Finds the lines that lines of a ledger supersede.
pub(super) struct Past<'l> {
    ledger: &'l Ledger,
    /// Offsets of the latest lines by the hash of their ids, among the lines that don't name what they supersede.
    latest: HashMap<u64, u64>,
    hasher: RandomState,
    /// Where the reading of lines began; what precedes it is in `latest` only if it was needed.
    since: u64,
    has_all: bool,
}

impl<'l> Past<'l> {
    /// The past of lines that are read in order from an offset on.
    pub(super) fn new(ledger: &'l Ledger, since: u64) -> Past<'l> {
        Past { ledger, latest: HashMap::new(), hasher: RandomState::new(), since, has_all: since == 0 }
    }

    /// The offsets and the articles of the lines that the next line supersedes.
    pub(super) fn of(&mut self, offset: u64, article: &Article) -> Result<Vec<(u64, Article)>, CorpusError> {
        let ids = article.ids();
        let is_it = |earlier: &Article| ids.contains(&earlier.id.as_str());
        let named = self.read(&article.follows)?;
        if !named.is_empty() && named.iter().all(|(_, earlier)| is_it(earlier)) {
            return Ok(named);
        }
        if names_its_past(article) || (article.begins == Some(offset) && article.joined.is_empty()) {
            self.note(offset, article);
            return Ok(Vec::new());
        }
        self.read_what_precedes()?;
        let mut offsets: Vec<u64> =
            ids.iter().filter_map(|id| self.latest.get(&self.hasher.hash_one(id.as_bytes()))).copied().collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut found = self.read(&offsets)?;
        // Two ids may have the same hash.
        found.retain(|(_, earlier)| is_it(earlier));
        self.note(offset, article);
        Ok(found)
    }

    fn read(&self, offsets: &[u64]) -> Result<Vec<(u64, Article)>, CorpusError> {
        offsets.iter().map(|offset| Ok((*offset, self.ledger.read_at(*offset)?))).collect()
    }

    fn note(&mut self, offset: u64, article: &Article) {
        if names_its_past(article) {
            return;
        }
        for id in article.ids() {
            self.latest.insert(self.hasher.hash_one(id.as_bytes()), offset);
        }
    }

    fn read_what_precedes(&mut self) -> Result<(), CorpusError> {
        if self.has_all {
            return Ok(());
        }
        self.has_all = true;
        let (ledger, hasher, later) = (self.ledger, self.hasher.clone(), std::mem::take(&mut self.latest));
        ledger.each_id(self.since, |offset, id| {
            self.latest.insert(hasher.hash_one(id), offset);
        })?;
        self.latest.extend(later);
        Ok(())
    }
}

/// Whether a line was written when lines already named what they supersede: only those name their run.
fn names_its_past(article: &Article) -> bool {
    article.run.is_some()
}
