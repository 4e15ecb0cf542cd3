//! Where an archive has the articles that the portal no longer has: what references to them link to.

use std::sync::{Arc, OnceLock};

use super::settings::Settings;
use super::snapshot::Captures;
use crate::article::Article;
use crate::corpus::{Corpus, Ledger};
use crate::portal::cdx;

/// Versions of one article that are looked at.
const VERSIONS_MAX: usize = 100;

/// The captures that versions were read from. Stored answers are read when the first removed article is cited.
pub(crate) struct ArchivedAddresses<'a> {
    corpus: Corpus,
    /// What the articles are lines of; `None` if a cluster sent them.
    ledger: Option<&'a Ledger>,
    captures: Arc<OnceLock<Captures>>,
}

impl<'a> ArchivedAddresses<'a> {
    /// For articles of this ledger; `None` if a cluster sends them, whose ledger may be another than the one here.
    pub(crate) fn new(settings: &Settings, ledger: Option<&'a Ledger>) -> ArchivedAddresses<'a> {
        let corpus = Corpus::at(&settings.corpus);
        // A server keeps them with the state of the corpus that it answers from.
        let captures = settings.snapshot.as_ref().map(|snapshot| Arc::clone(&snapshot.captures)).unwrap_or_default();
        ArchivedAddresses { corpus, ledger, captures }
    }

    /// The address of the capture that the latest version was read from that came from one; `None` if none did.
    pub(crate) fn of(&self, article: &Article) -> Option<String> {
        let mut version = article.clone();
        for _ in 0..VERSIONS_MAX {
            if let Some(found) = self.of_version(&version) {
                return Some(found);
            }
            // What can't be read names no capture; `byt check` reports it.
            let earlier = self.ledger?.read_at(*version.follows.last()?).ok()?;
            if !article.ids().contains(&earlier.id.as_str()) {
                return None;
            }
            version = earlier;
        }
        None
    }

    fn of_version(&self, version: &Article) -> Option<String> {
        // A reference without the archive's address is right too. `byt check` reports what can't be read.
        let captures = self.captures.get_or_init(|| self.corpus.answer_addresses(cdx::framed).unwrap_or_default());
        let digests = version.sha256.iter().chain(&version.read_from);
        digests.filter_map(|digest| captures.get(digest)).next().cloned()
    }
}
