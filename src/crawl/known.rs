//! The articles that the corpus knows: finds them by key, and appends new versions.
//!
//! The index finds an article at the same cost whatever the size of the corpus; lines that it hasn't seen yet are found
//! through a table of the ledger's tail. Neither is trusted: every offset is checked against the line itself.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::replay::Preview;
use super::resolve::ArticleLookup;
use crate::article::Article;
use crate::calendar::Moment;
use crate::corpus::{Ledger, Writer};
use crate::index::{Index, IndexError};
use crate::storage::StorageError;

/// The known articles of a corpus, with write access.
pub(super) struct Known {
    pub(super) writer: Writer,
    /// A reader of the ledger, reopened when a line beyond its end is needed.
    ledger: Option<Ledger>,
    index: Option<Index>,
    tail: Tail,
    /// During a replay: the articles as they would become, while nothing is written.
    pub(super) preview: Option<Preview>,
}

/// Offsets of the lines that the index hasn't seen, by the hash of each key. Without the keys, a million new articles
/// take some tens of megabytes. At 128 bits no two keys share a hash.
struct Tail {
    offsets: HashMap<[u64; 2], u64>,
    hashers: [RandomState; 2],
}

impl Tail {
    fn hash(&self, key: &str) -> [u64; 2] {
        [self.hashers[0].hash_one(key), self.hashers[1].hash_one(key)]
    }

    fn insert(&mut self, article: &Article, offset: u64) {
        for key in article.keys() {
            self.offsets.insert(self.hash(key), offset);
        }
    }

    fn get(&self, key: &str) -> Option<u64> {
        self.offsets.get(&self.hash(key)).copied()
    }
}

impl Known {
    /// Reads the part of the ledger that `index` hasn't seen, or all of it without an index.
    pub(super) fn new(writer: Writer, index: Option<Index>) -> Result<Known, StorageError> {
        let seen = index.as_ref().map_or(0, |index| index.position().bytes);
        let tail = Tail { offsets: HashMap::new(), hashers: [RandomState::new(), RandomState::new()] };
        let mut known = Known { writer, ledger: None, index, tail, preview: None };
        known.read_tail(seen)?;
        Ok(known)
    }

    /// Adds the lines from `offset` on to the table of the tail.
    fn read_tail(&mut self, offset: u64) -> Result<(), StorageError> {
        let mut ledger = self.writer.ledger()?;
        for line in ledger.lines(offset)? {
            let line = line?;
            self.tail.insert(&line.article, line.offset);
        }
        self.ledger = Some(ledger);
        Ok(())
    }

    /// The offset of the line that has this key. If the index is damaged, the ledger is read instead: whoever stores
    /// articles must be able to go on.
    fn offset_of(&mut self, key: &str) -> Result<Option<u64>, StorageError> {
        if let Some(offset) = self.tail.get(key) {
            return Ok(Some(offset));
        }
        let Some(index) = &self.index else { return Ok(None) };
        match index.offset_of(key) {
            Err(IndexError::Damaged { .. } | IndexError::Engine { .. }) => {
                self.index = None;
                self.read_tail(0)?;
                Ok(self.tail.get(key))
            }
            found => Ok(found?),
        }
    }

    /// The current versions of the articles that were published after a moment.
    pub(super) fn published_after(&mut self, moment: Moment) -> Result<Vec<Article>, StorageError> {
        let indexed = match self.index.as_ref().map(|index| index.published_after(moment.timestamp())) {
            Some(Err(IndexError::Damaged { .. } | IndexError::Engine { .. })) => {
                self.index = None;
                self.read_tail(0)?;
                Vec::new()
            }
            found => found.transpose()?.unwrap_or_default(),
        };
        let offsets: HashSet<u64> = indexed.into_iter().chain(self.tail.offsets.values().copied()).collect();
        let mut articles = Vec::new();
        for offset in offsets {
            let mut article = self.read_at(offset)?;
            article.begins.get_or_insert(offset);
            let is_after = article.published.is_some_and(|published| published > moment);
            // The index may not have seen the latest line, or belong to another ledger.
            if is_after && self.offset_of(article.id.as_str())? == Some(offset) {
                articles.push(article);
            }
        }
        Ok(articles)
    }

    /// Starts a replay of the answers whose bodies have these digests.
    pub(super) fn begin_preview(&mut self, digests: &HashSet<String>) -> Result<(), StorageError> {
        self.preview = Some(Preview::of(&mut self.writer.ledger()?, digests)?);
        Ok(())
    }

    /// The article that has this key in the ledger.
    fn stored(&mut self, key: &str) -> Result<Option<Article>, StorageError> {
        Ok(self.stored_line(key)?.map(|(_, article)| article))
    }

    /// The same, with the offset of its line. If a record wrote the line, it still has the digest of the response that
    /// the article was read from before: what the portal has shown stays proved.
    fn stored_line(&mut self, key: &str) -> Result<Option<(u64, Article)>, StorageError> {
        let Some(offset) = self.offset_of(key)? else { return Ok(None) };
        let mut article = self.read_at(offset)?;
        // Lines from before this field was stored: a later offset errs on the safe side.
        article.begins.get_or_insert(offset);
        // The index may belong to another ledger.
        if article.keys().all(|own| own != key) {
            return Ok(None);
        }
        if article.read_from.is_none() {
            article.read_from = self.read_from_before(&article, offset);
        }
        Ok(Some((offset, article)))
    }

    /// The digest of the response that an earlier version of an article came of; `None` if all came as records.
    fn read_from_before(&mut self, article: &Article, offset: u64) -> Option<String> {
        let mut earlier: Vec<u64> = article.follows.iter().copied().filter(|at| *at < offset).collect();
        while let Some(at) = earlier.pop() {
            // A damaged line proves nothing; `check` names it.
            let Ok(version) = self.read_at(at) else { continue };
            if version.read_from.is_some() {
                return version.read_from;
            }
            // Lines only follow what precedes them, so that this ends.
            earlier.extend(version.follows.into_iter().filter(|before| *before < at));
        }
        None
    }

    /// The offsets of the lines that the next line of an article supersedes, sorted.
    fn superseded_by(&mut self, article: &Article) -> Result<Vec<u64>, StorageError> {
        let is_first = article.begins.is_none() && article.joined.is_empty();
        let ids = if is_first { Vec::new() } else { article.ids() };
        let mut offsets = Vec::with_capacity(ids.len());
        for id in ids {
            offsets.extend(self.stored_line(id)?.map(|(offset, _)| offset));
        }
        offsets.sort_unstable();
        // Articles that were merged into it before have no line of their own.
        offsets.dedup();
        Ok(offsets)
    }

    fn read_at(&mut self, offset: u64) -> Result<Article, StorageError> {
        let ledger = match self.ledger.take() {
            Some(ledger) if offset < ledger.bytes() => ledger,
            _ => self.writer.ledger()?,
        };
        Ok(self.ledger.insert(ledger).read_at(offset)?)
    }

    /// Appends a version to the ledger, or records it in the preview during a replay.
    pub(super) fn put(&mut self, article: &mut Article) -> Result<(), StorageError> {
        if let Some(preview) = &mut self.preview {
            preview.put(article);
            return Ok(());
        }
        article.follows = self.superseded_by(article)?;
        article.begins.get_or_insert(self.writer.ledger_bytes());
        article.run = self.writer.run().map(str::to_owned);
        let offset = self.writer.append(article)?;
        self.tail.insert(article, offset);
        Ok(())
    }
}

impl ArticleLookup for Known {
    fn find(&mut self, key: &str) -> Result<Option<Article>, StorageError> {
        if let Some(article) = self.preview.as_ref().and_then(|preview| preview.find(key)) {
            return Ok(Some(article.clone()));
        }
        let stored = self.stored(key)?;
        Ok(match &self.preview {
            Some(preview) => {
                stored.map(|stored| preview.replayed(stored)).filter(|article| article.keys().any(|own| own == key))
            }
            None => stored,
        })
    }

    fn find_before_replay(&mut self, key: &str) -> Result<Option<Article>, StorageError> {
        if self.preview.as_ref().is_none_or(|preview| !preview.is_replay()) {
            return Ok(None);
        }
        let stored = self.stored(key)?;
        Ok(self.preview.as_ref().zip(stored).map(|(preview, stored)| preview.replayed(stored)))
    }
}
