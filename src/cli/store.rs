//! Opens corpus and index for the commands, and reports what is missing or damaged.

use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;

use super::config_file::Key;
use super::errors::{Exit, Failure};
use super::index_update;
use super::layout::counted;
use super::messages::{note, remark, status, warning};
use super::settings::Settings;
use super::texts::{Texts, Wording};
use crate::article::{Article, Id};
use crate::corpus::{Corpus, Ledger, TruncatedTail, Writer};
use crate::index::Index;
use crate::indexing::Labeller;
use crate::portal::address::Address;

/// How to get missing lines back.
pub(crate) const RESTORE: &str =
    "restore it from a backup, or run `byt reparse --apply` to recover the articles in the raw responses";

/// Corpus and index, open for reading.
pub(crate) struct Store {
    pub(crate) ledger: Ledger,
    pub(crate) index: Arc<Index>,
    pub(crate) labeller: Arc<Labeller>,
    texts: Texts,
}

impl Store {
    /// The sentences about results, with the names of topics.
    pub(crate) fn words(&self) -> Wording<'_> {
        Wording { texts: self.texts, topics: self.labeller.topics() }
    }

    /// The current version of an article, by id, alias, number on the portal or address. Prints a
    /// message if there is none.
    pub(crate) fn article(&mut self, name: &str) -> Result<Option<Article>, Failure> {
        let mut found = self.find(name)?.into_iter().map(|(_, article)| article);
        let Some(article) = found.next() else {
            status!("{}", self.texts.no_such_article(name));
            return Ok(None);
        };
        note_others(self.texts, found.map(|other| other.id));
        Ok(Some(article))
    }

    /// The position of an article's last line in the ledger, by the names that [`Store::article`] takes.
    pub(crate) fn offset_of(&mut self, name: &str) -> Result<Option<u64>, Failure> {
        Ok(self.find(name)?.first().map(|(offset, _)| *offset))
    }

    /// The article that has a key, and the position of its line. Fails if the index leads to an article without it.
    pub(crate) fn with_key(&self, key: &str) -> Result<Option<(u64, Article)>, Failure> {
        let Some(offset) = self.index.offset_of(key)? else { return Ok(None) };
        let article = self.ledger.read_at(offset)?;
        if article.keys().all(|own| own != key) {
            return Err(self.index.points_elsewhere(key, article.id.as_str()).into());
        }
        Ok(Some((offset, article)))
    }

    /// The articles that a name may mean, with the positions of their lines, the likeliest first: of an address there may
    /// be several. One that isn't withdrawn comes before one that is, and one that was stored later before earlier ones.
    fn find(&mut self, name: &str) -> Result<Vec<(u64, Article)>, Failure> {
        let mut found: Vec<(u64, Article)> = Vec::new();
        for key in keys_of(name) {
            found.extend(self.with_key(&key)?);
            if !found.is_empty() {
                break;
            }
        }
        if !is_address(name) {
            return Ok(found);
        }
        // The index doesn't contain addresses, and imported records may share one.
        for id in self.ledger.articles_at(name, found.iter().map(|(_, article)| article))? {
            found.extend(self.with_key(id.as_str())?);
        }
        found.sort_by_key(|(offset, article)| (article.is_withdrawn(), Reverse(*offset)));
        found.dedup_by_key(|(offset, _)| *offset);
        Ok(found)
    }
}

/// Says which other articles have the address of the one that is shown.
pub(crate) fn note_others(texts: Texts, others: impl Iterator<Item = Id>) {
    let others: Vec<String> = others.map(|id| id.to_string()).collect();
    if !others.is_empty() {
        remark(texts, &texts.same_address(others.join(", ")));
    }
}

/// The keys that a name may stand for: an id, an alias, a number on the portal, an address.
pub(crate) fn keys_of(name: &str) -> Vec<String> {
    let key = Address::parse(name).and_then(|address| address.key()).map(|key| key.to_string());
    let names = [Some(name.to_owned()), key, Some(format!("aid:{name}")), Some(format!("slug:{name}"))];
    names.into_iter().flatten().collect()
}

/// Whether a name is an address, which may be one of another site.
pub(crate) fn is_address(name: &str) -> bool {
    name.contains("://")
}

/// Opens both. An index that is missing, outdated or behind the ledger is updated first, so that no
/// stored article is hidden.
pub(crate) fn open(settings: &Settings) -> Result<Store, Failure> {
    if let Some(snapshot) = &settings.snapshot {
        let (index, labeller) = (snapshot.index()?, Arc::clone(&snapshot.labeller));
        return Ok(Store { ledger: snapshot.ledger()?, index, labeller, texts: settings.texts });
    }
    let mut ledger = ledger(settings)?;
    warn_if_lost(&ledger)?;
    let labeller = labeller(settings)?;
    let index = Arc::new(index_update::current(settings, &mut ledger, &labeller)?);
    Ok(Store { ledger, index, labeller, texts: settings.texts })
}

/// Opens the ledger. Fails if there is none; if there was one, as damaged.
pub(crate) fn ledger(settings: &Settings) -> Result<Ledger, Failure> {
    if let Some(snapshot) = &settings.snapshot {
        return Ok(snapshot.ledger()?);
    }
    let corpus = Corpus::at(&settings.corpus);
    if let Some(ledger) = corpus.ledger()? {
        return Ok(ledger);
    }
    Err(match corpus.loss()? {
        Some(sentence) => Failure::new(Exit::Damaged, sentence)
            .hint(format!("{RESTORE}; `byt import` and `byt update` start a new one")),
        None => no_corpus(&settings.corpus),
    })
}

/// Fails if the ledger existed and is missing: for commands that must not start a new one.
pub(crate) fn require_not_lost(settings: &Settings) -> Result<(), Failure> {
    let is_gone = Corpus::at(&settings.corpus).loss()?.is_some();
    if is_gone { ledger(settings).map(drop) } else { Ok(()) }
}

/// Fails if there is no corpus and never was one.
pub(crate) fn require_corpus(settings: &Settings) -> Result<(), Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let is_some = corpus.ledger()?.is_some() || corpus.loss()?.is_some();
    if is_some { Ok(()) } else { Err(no_corpus(&settings.corpus)) }
}

/// Warns if acknowledged lines are missing.
pub(crate) fn warn_if_lost(ledger: &Ledger) -> Result<(), Failure> {
    if let Some(sentence) = ledger.loss()? {
        warning!("{sentence}; run `byt check` to see what to do");
    }
    Ok(())
}

/// Reports damage that the writer found and repaired when it opened the ledger.
pub(crate) fn print_recovery(writer: &Writer) {
    let found = writer.opened();
    if let Some(sentence) = &found.loss {
        warning!("{sentence}; this run continues with the lines that are left");
    }
    match &found.truncated {
        Some(TruncatedTail { copy: Some(path), .. }) if found.loss.is_some() => {
            note!("the unreadable end of the ledger was moved to {}", path.display());
        }
        Some(TruncatedTail { copy: Some(path), .. }) => note!(
            "an interrupted run left unreadable lines at the end of the ledger; they were moved to {}; run the \
             same command again to fetch these articles",
            path.display()
        ),
        Some(TruncatedTail { bytes, copy: None }) => note!(
            "an interrupted run left an incomplete line at the end of the ledger; its {} were removed",
            counted(*bytes, "byte")
        ),
        None => {}
    }
}

fn no_corpus(dir: &Path) -> Failure {
    Failure::new(Exit::Usage, format!("there is no corpus in {}", dir.display())).hint(
        "run `byt update` to fetch one, `byt import PATH…` to read saved pages, or `byt demo` to try it without a network",
    )
}

/// Warns of receipts that can't be read.
pub(crate) fn warn_of_damaged_runs(corpus: &Corpus) -> Result<(), Failure> {
    for sentence in corpus.damaged_receipts()? {
        warning!("{sentence}; that run is ignored");
    }
    Ok(())
}

/// Returns the registries of people and topics, with the user's additions.
pub(crate) fn labeller(settings: &Settings) -> Result<Arc<Labeller>, Failure> {
    if let Some(snapshot) = &settings.snapshot {
        return Ok(Arc::clone(&snapshot.labeller));
    }
    let mut labeller = Labeller::default();
    if let Some((name, text)) = user_file(settings, Key::Officials)? {
        let unusable = || Failure::usage(format!("the registry of people in {name} can't be used"));
        labeller = labeller.with_officials(text).map_err(|e| unusable().cause(e))?;
    }
    if let Some((name, text)) = user_file(settings, Key::Topics)? {
        let unusable = || Failure::usage(format!("the topics in {name} can't be used"));
        labeller = labeller.with_topics(text).map_err(|e| unusable().cause(e))?;
    }
    Ok(Arc::new(labeller))
}

/// The name and the content of a file that the configuration names.
fn user_file(settings: &Settings, key: Key) -> Result<Option<(String, String)>, Failure> {
    let Some(path) = settings.file.path(key) else { return Ok(None) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|e| Failure::io(format!("can't read {name}"), &e))?;
    Ok(Some((name, text)))
}
