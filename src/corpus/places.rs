//! Places of the ledger: the state of the corpus that the lines before a place add up to.

use std::collections::HashMap;

use super::{CorpusError, Ledger};
use crate::article::content_digest;

/// The sum of the digests of all articles that are not withdrawn, line by line.
#[derive(Default)]
struct RunningSum {
    digests: HashMap<String, u128>,
    sum: u128,
}

impl RunningSum {
    fn remove(&mut self, id: &str) {
        if let Some(digest) = self.digests.remove(id) {
            self.sum = self.sum.wrapping_sub(digest);
        }
    }

    fn insert(&mut self, id: &str, digest: u128) {
        self.digests.insert(id.to_owned(), digest);
        self.sum = self.sum.wrapping_add(digest);
    }
}

impl Ledger {
    /// The last place at which the sum of the digests of all articles ([`content_digest`]) is accepted by `is_it`; `None` if
    /// there is none. Reads and parses the whole ledger.
    pub(crate) fn last_place_with_sum(&mut self, is_it: impl Fn(u128) -> bool) -> Result<Option<u64>, CorpusError> {
        let mut running = RunningSum::default();
        let mut last = None;
        let end = self.bytes();
        for line in self.lines(0)? {
            let line = line?;
            if is_it(running.sum) {
                last = Some(line.offset);
            }
            let article = line.article;
            article.joined.iter().for_each(|id| running.remove(id.as_str()));
            running.remove(article.id.as_str());
            if !article.is_withdrawn() {
                running.insert(article.id.as_str(), content_digest(&article));
            }
        }
        Ok(if is_it(running.sum) { Some(end) } else { last })
    }
}
