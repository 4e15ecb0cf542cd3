//! Rereading: the corpus as it is while its raw answers are read again, with nothing written.
//!
//! Sightings only ever add names and membership of the section to an article. So that reading again
//! can also take back what an older parser added by mistake, an article stands here without what it
//! owes to the answers that are being read: reading them adds it again, or does not.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::article::{Article, Id};
use crate::corpus::{CorpusError, Ledger};

/// Articles as they would be, and what the others have of their own.
pub(super) struct Rereading {
    /// By each name that they bear.
    previewed: HashMap<String, Article>,
    own: HashMap<Id, Own>,
}

/// What an article does not owe to the answers that are read again.
#[derive(Default)]
struct Own {
    names: BTreeSet<String>,
    section: bool,
}

impl Rereading {
    /// Goes through all versions in the ledger. `digests` are those of the answers that are read again;
    /// what came of anything else (imports, answers that are no longer there) is kept.
    pub(super) fn over(ledger: &mut Ledger, digests: &HashSet<String>) -> Result<Rereading, CorpusError> {
        let mut own: HashMap<Id, Own> = HashMap::new();
        let mut last: HashMap<Id, (Vec<String>, bool)> = HashMap::new();
        for line in ledger.lines(0)? {
            let article = line?.article;
            let (mut names, mut section) = last.remove(&article.id).unwrap_or_default();
            let mut has = own.remove(&article.id).unwrap_or_default();
            for id in &article.joined {
                if let Some((joined_names, joined_section)) = last.remove(id) {
                    names.extend(joined_names);
                    section |= joined_section;
                }
                let joined = own.remove(id).unwrap_or_default();
                has.names.extend(joined.names);
                has.section |= joined.section;
                has.names.insert(id.to_string());
            }
            if article.read_from.as_ref().is_none_or(|digest| !digests.contains(digest)) {
                has.names.extend(article.aliases.iter().filter(|alias| !names.contains(alias)).cloned());
                has.section |= article.section && !section;
            }
            own.insert(article.id.clone(), has);
            last.insert(article.id, (article.aliases, article.section));
        }
        Ok(Rereading { previewed: HashMap::new(), own })
    }

    /// The article that bears a name by now, where it was met.
    pub(super) fn bearer(&self, name: &str) -> Option<&Article> {
        self.previewed.get(name)
    }

    /// A stored article as it is by now.
    pub(super) fn present(&self, stored: Article) -> Article {
        if let Some(previewed) = self.previewed.get(stored.id.as_str()) {
            return previewed.clone();
        }
        let Some(own) = self.own.get(&stored.id) else { return stored };
        let aliases = stored.aliases.iter().filter(|alias| own.names.contains(*alias)).cloned().collect();
        Article { aliases, section: own.section, ..stored }
    }

    pub(super) fn put(&mut self, article: &Article) {
        self.previewed.extend(article.keys().map(|key| (key.to_owned(), article.clone())));
    }

    /// All that were met, by their ids.
    pub(super) fn into_articles(self) -> Vec<Article> {
        let by_name = self.previewed.into_iter();
        let mut articles: Vec<Article> =
            by_name.filter(|(name, article)| name == article.id.as_str()).map(|(_, article)| article).collect();
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        articles
    }
}
