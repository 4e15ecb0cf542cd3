//! What every command needs of corpus and index: opening them, and saying clearly what is missing.

use std::path::Path;

use crate::article::Article;
use crate::cli::layout::counted;
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output};
use crate::corpus::{Corpus, Ledger, TruncatedTail, Writer};
use crate::index::Index;
use crate::indexing::Labeller;
use crate::portal::address::Address;

/// What brings lines back that are gone.
pub(crate) const RESTORE: &str =
    "put it back from a copy, or `byt reparse --apply` brings back what the raw answers hold";

/// Corpus and index, ready to answer.
pub(crate) struct Store {
    pub(crate) ledger: Ledger,
    pub(crate) index: Index,
    pub(crate) labeller: Labeller,
}

impl Store {
    /// The article of an id, an alias, a number on the portal or an address, as it is now. Says so
    /// where there is none.
    pub(crate) fn article(&mut self, name: &str) -> Result<Option<Article>, Failure> {
        let Some(offset) = self.offset_of(name)? else {
            output::say!("no article is called “{name}”");
            return Ok(None);
        };
        Ok(Some(self.ledger.read_at(offset)?))
    }

    /// Where the last line is of whatever goes by a name: see [`Store::article`].
    pub(crate) fn offset_of(&mut self, name: &str) -> Result<Option<u64>, Failure> {
        let key = Address::parse(name).and_then(|address| address.key()).map(|key| key.to_string());
        let names = [Some(name.to_owned()), key, Some(format!("aid:{name}")), Some(format!("slug:{name}"))];
        for name in names.into_iter().flatten() {
            if let Some(offset) = self.index.offset_of(&name)? {
                return Ok(Some(offset));
            }
        }
        // Of other sites, whose records were imported, no index knows the addresses.
        let Some(version) = name.contains("://").then(|| self.ledger.version_at(name)).transpose()?.flatten() else {
            return Ok(None);
        };
        Ok(self.index.offset_of(version.id.as_str())?)
    }
}

/// Opens both for answering. An index that is missing, outdated or behind the ledger is brought up
/// first, so that an answer never hides what is stored.
pub(crate) fn open(settings: &Settings) -> Result<Store, Failure> {
    let mut ledger = ledger(settings)?;
    tell_lost(&ledger)?;
    let labeller = labeller(settings)?;
    let index = super::index::current(settings, &mut ledger, &labeller)?;
    Ok(Store { ledger, index, labeller })
}

/// The ledger as it is now. A corpus that had one is damaged, and not empty.
pub(crate) fn ledger(settings: &Settings) -> Result<Ledger, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    if let Some(ledger) = corpus.ledger()? {
        return Ok(ledger);
    }
    Err(match corpus.loss()? {
        Some(sentence) => Failure::new(Exit::Damaged, sentence)
            .hint(format!("{RESTORE}; `byt import` and `byt update` begin a new one")),
        None => no_corpus(&settings.corpus),
    })
}

/// Fails where the ledger is gone: for whoever would only look, and must not begin a new one.
pub(crate) fn not_gone(settings: &Settings) -> Result<(), Failure> {
    let is_gone = Corpus::at(&settings.corpus).loss()?.is_some();
    if is_gone { ledger(settings).map(drop) } else { Ok(()) }
}

/// Fails where there is no corpus and never was one.
pub(crate) fn some_corpus(settings: &Settings) -> Result<(), Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let is_some = corpus.ledger()?.is_some() || corpus.loss()?.is_some();
    if is_some { Ok(()) } else { Err(no_corpus(&settings.corpus)) }
}

/// Says when lines are gone that had been told as stored.
pub(crate) fn tell_lost(ledger: &Ledger) -> Result<(), Failure> {
    if let Some(sentence) = ledger.loss()? {
        output::say!("warning: {sentence}; `byt check` says what can be done");
    }
    Ok(())
}

/// Says what a writer found that those before it did not mean to leave.
pub(crate) fn tell_found(writer: &Writer) {
    let found = writer.opened();
    if let Some(sentence) = &found.loss {
        output::say!("warning: {sentence}; this run goes on from what is there");
    }
    match &found.truncated {
        Some(TruncatedTail { copy: Some(path), .. }) if found.loss.is_some() => {
            output::say!("note: what could not be read at its end was set aside in {}", path.display());
        }
        Some(TruncatedTail { copy: Some(path), .. }) => output::say!(
            "note: a run that died left lines that can't be read; they were set aside in {}; the same command \
             brings them again",
            path.display()
        ),
        Some(TruncatedTail { bytes, copy: None }) => output::say!(
            "note: a run that died left half a line in the ledger; its {} were cut off",
            counted(*bytes, "byte")
        ),
        None => {}
    }
}

fn no_corpus(dir: &Path) -> Failure {
    Failure::new(Exit::Usage, format!("there is no corpus in {}", dir.display())).hint(
        "`byt update` fetches one, `byt import PATH…` reads saved material, `byt demo` shows both without a network",
    )
}

/// Says which receipts can't be read, for whoever goes by them.
pub(crate) fn tell_damaged_runs(corpus: &Corpus) -> Result<(), Failure> {
    for sentence in corpus.damaged_receipts()? {
        output::say!("warning: {sentence}; what that run did is not taken into account");
    }
    Ok(())
}

/// The registries of people and topics, with the user's additions.
pub(crate) fn labeller(settings: &Settings) -> Result<Labeller, Failure> {
    let mut labeller = Labeller::default();
    if let Some(path) = &settings.file.officials {
        let (name, text) = user_file(settings, path)?;
        let unusable = || Failure::usage(format!("the registry {name} can't be used"));
        labeller = labeller.with_officials(text).map_err(|e| unusable().cause(e))?;
    }
    if let Some(path) = &settings.file.topics {
        let (name, text) = user_file(settings, path)?;
        let unusable = || Failure::usage(format!("the topics {name} can't be used"));
        labeller = labeller.with_topics(text).map_err(|e| unusable().cause(e))?;
    }
    Ok(labeller)
}

fn user_file(settings: &Settings, path: &Path) -> Result<(String, String), Failure> {
    let path = settings.beside_file(path);
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|e| Failure::io(format!("can't read {name}"), &e))?;
    Ok((name, text))
}
