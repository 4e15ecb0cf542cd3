//! The articles as they would become during a replay, while nothing is written.
//!
//! Sightings only ever add keys and section membership to an article. So that a replay can also remove what an older
//! parser added by mistake, an article starts without what came only from the replayed answers; replaying them adds it
//! again, or doesn't.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::article::{Article, Id};
use crate::corpus::{CorpusError, Ledger};

/// Articles as they would become.
pub(in crate::crawl) struct Preview {
    /// The articles seen so far, under each of their keys.
    previewed: HashMap<String, Rc<Article>>,
    /// For each stored article, what it has from other sources.
    own: HashMap<Id, Own>,
    /// Whether stored answers are parsed again, as opposed to something new being looked at.
    is_replay: bool,
}

/// What is known about an article from sources other than the replayed answers.
#[derive(Default)]
struct Own {
    keys: BTreeSet<String>,
    section: bool,
}

impl Preview {
    /// Reads all versions in the ledger. `digests` are those of the replayed answers; what came from anything else
    /// (imports, answers that are missing now) stays.
    pub(in crate::crawl) fn of(ledger: &mut Ledger, digests: &HashSet<String>) -> Result<Preview, CorpusError> {
        let mut own: HashMap<Id, Own> = HashMap::new();
        let mut last: HashMap<Id, (Vec<String>, bool)> = HashMap::new();
        for line in ledger.lines(0)? {
            let article = line?.article;
            let (mut keys, mut section) = last.remove(&article.id).unwrap_or_default();
            let mut has = own.remove(&article.id).unwrap_or_default();
            for id in &article.joined {
                if let Some((joined_keys, joined_section)) = last.remove(id) {
                    keys.extend(joined_keys);
                    section |= joined_section;
                }
                let joined = own.remove(id).unwrap_or_default();
                has.keys.extend(joined.keys);
                has.section |= joined.section;
                has.keys.insert(id.to_string());
            }
            if article.read_from.as_ref().is_none_or(|digest| !digests.contains(digest)) {
                has.keys.extend(article.aliases.iter().filter(|alias| !keys.contains(alias)).cloned());
                has.section |= article.section && !section;
            }
            own.insert(article.id.clone(), has);
            last.insert(article.id, (article.aliases, article.section));
        }
        Ok(Preview { previewed: HashMap::new(), own, is_replay: true })
    }

    /// A preview of what isn't stored yet: articles start as they are.
    pub(in crate::crawl) fn of_news() -> Preview {
        Preview { previewed: HashMap::new(), own: HashMap::new(), is_replay: false }
    }

    /// Whether stored answers are parsed again.
    pub(in crate::crawl) fn is_replay(&self) -> bool {
        self.is_replay
    }

    /// The article that the replay has given this key so far.
    pub(in crate::crawl) fn find(&self, key: &str) -> Option<&Article> {
        self.previewed.get(key).map(Rc::as_ref)
    }

    /// A stored article as the replay has changed it so far.
    pub(in crate::crawl) fn replayed(&self, stored: Article) -> Article {
        if let Some(previewed) = self.previewed.get(stored.id.as_str()) {
            return Article::clone(previewed);
        }
        let Some(own) = self.own.get(&stored.id) else { return stored };
        let aliases = stored.aliases.iter().filter(|alias| own.keys.contains(*alias)).cloned().collect();
        Article { aliases, section: own.section, ..stored }
    }

    /// Records the article's next version.
    pub(in crate::crawl) fn put(&mut self, article: &Article) {
        let previewed = Rc::new(article.clone());
        self.previewed.extend(article.keys().map(|key| (key.to_owned(), Rc::clone(&previewed))));
    }

    /// All articles that the replay has seen, sorted by id.
    pub(in crate::crawl) fn into_articles(self) -> Vec<Article> {
        let by_key = self.previewed.into_iter();
        let mut articles: Vec<Article> = by_key
            .filter(|(key, article)| key == article.id.as_str())
            .map(|(_, article)| Rc::unwrap_or_clone(article))
            .collect();
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        articles
    }
}
