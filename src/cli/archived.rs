//! Where an archive has the articles that the portal no longer has: what references to them link to.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::settings::Settings;
use crate::article::Article;
use crate::corpus::{Corpus, Ledger};
use crate::portal::cdx;

/// Versions of one article that are looked at.
const VERSIONS_MAX: usize = 100;

/// The captures that versions were read from. Stored answers are read when the first removed article is cited.
pub(crate) struct ArchivedAddresses {
    corpus: Corpus,
    /// `None` without a ledger, as with a cluster alone.
    ledger: Option<Ledger>,
    /// By the digests of what was captured.
    captures: OnceLock<HashMap<String, String>>,
}

impl ArchivedAddresses {
    pub(crate) fn new(settings: &Settings) -> ArchivedAddresses {
        let corpus = Corpus::at(&settings.corpus);
        // A reference without the archive's address is right too. Commands that need the ledger report what is wrong.
        let ledger = corpus.ledger().ok().flatten();
        ArchivedAddresses { corpus, ledger, captures: OnceLock::new() }
    }

    /// The address of the capture that the latest version was read from that came from one; `None` if none did.
    pub(crate) fn of(&self, article: &Article) -> Option<String> {
        let mut version = article.clone();
        for _ in 0..VERSIONS_MAX {
            if let Some(found) = self.of_version(&version) {
                return Some(found);
            }
            // What can't be read names no capture; `byt check` reports it.
            version = self.ledger.as_ref()?.read_at(*version.follows.last()?).ok()?;
        }
        None
    }

    fn of_version(&self, version: &Article) -> Option<String> {
        let captures = self.captures.get_or_init(|| self.corpus.answer_addresses(cdx::framed).unwrap_or_default());
        let digests = version.sha256.iter().chain(&version.read_from);
        digests.filter_map(|digest| captures.get(digest)).next().cloned()
    }
}
