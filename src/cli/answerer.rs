//! What answers a command: corpus and index of this machine, or a cluster that holds the same articles.

use std::cmp::Reverse;
use std::sync::Arc;

use clap::Args;

use super::cluster;
use super::config_file::Key;
use super::errors::Failure;
use super::messages::status;
use super::settings::Settings;
use super::store::{self, Store};
use super::texts::Wording;
use crate::article::Article;
use crate::corpus::Ledger;
use crate::engine::{Cluster, EngineError, Name};
use crate::indexing::Labeller;
use crate::query::{Source, sent_article};

/// Which cluster answers instead of the index.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct EngineArgs {
    /// Use the OpenSearch or Elasticsearch cluster at this address, filled by `byt push`, instead of the index
    #[arg(long, value_name = "URL", env = "BYT_ENGINE", hide_env_values = true)]
    engine: Option<String>,
    #[arg(long, value_name = "NAME", env = "BYT_ENGINE_NAME", hide_env_values = true,
          help = Key::EngineName.help("The name under which the cluster holds the corpus; several with commas"))]
    engine_name: Option<String>,
}

impl EngineArgs {
    /// What was typed after the name of a subcommand, or else before it.
    pub(crate) fn or(&self, before: &EngineArgs) -> EngineArgs {
        EngineArgs {
            engine: self.engine.clone().or_else(|| before.engine.clone()),
            engine_name: self.engine_name.clone().or_else(|| before.engine_name.clone()),
        }
    }

    /// Whether a cluster is to be asked.
    pub(crate) fn is_set(&self, settings: &Settings) -> bool {
        match &settings.snapshot {
            Some(snapshot) => snapshot.cluster().is_some(),
            None => !self.address(settings).is_empty(),
        }
    }

    /// Fails if a cluster is to be asked for something that only the corpus knows; `what` names that.
    pub(crate) fn require_corpus(&self, what: &'static str, settings: &Settings) -> Result<(), Failure> {
        if self.is_set(settings) { Err(EngineError::NeedsCorpus(what).into()) } else { Ok(()) }
    }

    /// Connects to the cluster; `None` if none is set.
    pub(crate) fn connect(&self, fingerprint: &str, settings: &Settings) -> Result<Option<Arc<Cluster>>, Failure> {
        if let Some(snapshot) = &settings.snapshot {
            return Ok(snapshot.cluster().cloned());
        }
        let address = self.address(settings);
        if address.is_empty() {
            return Ok(None);
        }
        let text = settings.text(self.engine_name.as_deref(), Key::EngineName);
        let name = Name::several(text).ok_or_else(|| {
            cluster::name(text).err().unwrap_or_else(|| {
                Failure::usage(format!("“{text}” can't be the names of indexes"))
                    .hint("names look like moh,moj or moh-*")
            })
        })?;
        let cluster = cluster::connect(address, name, settings)?;
        cluster.readable(fingerprint)?;
        Ok(Some(Arc::new(cluster)))
    }

    fn address<'a>(&'a self, settings: &'a Settings) -> &'a str {
        settings.text(self.engine.as_deref(), Key::Engine)
    }
}

/// What answers, open for reading.
pub(crate) enum Opened {
    Here(Store),
    There { cluster: Arc<Cluster>, labeller: Arc<Labeller> },
}

/// Opens the cluster if one is set, and corpus and index otherwise.
pub(crate) fn open(engine: &EngineArgs, settings: &Settings) -> Result<Opened, Failure> {
    let labeller = store::labeller(settings)?;
    match engine.connect(labeller.fingerprint(), settings)? {
        Some(cluster) => Ok(Opened::There { cluster, labeller }),
        None => store::open(settings).map(Opened::Here),
    }
}

impl Opened {
    /// The current version of an article, by id, alias, number on the portal or address. Prints a message if there is
    /// none.
    pub(crate) fn article(&mut self, name: &str, settings: &Settings) -> Result<Option<Article>, Failure> {
        let cluster = match self {
            Opened::Here(store) => return store.article(name),
            Opened::There { cluster, .. } => cluster,
        };
        for key in store::keys_of(name) {
            let lines = cluster.lines_of(&key)?;
            let mut found = lines.iter().map(|line| sent_article(line)).collect::<Result<Vec<_>, _>>()?;
            // As the corpus of this machine orders them.
            found.sort_by_key(|article| (article.is_withdrawn(), Reverse(article.stored)));
            let mut found = found.into_iter();
            if let Some(article) = found.next() {
                store::note_others(settings.texts, found.map(|other| other.id));
                return Ok(Some(article));
            }
        }
        status!("{}", settings.texts.no_such_article(name));
        Ok(None)
    }

    pub(crate) fn answerer(&self) -> Answerer<'_> {
        match self {
            Opened::Here(store) => store.into(),
            Opened::There { cluster, labeller } => {
                Answerer { labeller, source: Source::Cluster(cluster), ledger: None }
            }
        }
    }
}

/// What answers a command, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct Answerer<'a> {
    pub(crate) labeller: &'a Labeller,
    pub(crate) source: Source<'a>,
    /// `None` if a cluster answers.
    pub(crate) ledger: Option<&'a Ledger>,
}

impl<'a> Answerer<'a> {
    /// The sentences about results, with the names of topics.
    pub(crate) fn wording(self, settings: &Settings) -> Wording<'a> {
        Wording { texts: settings.texts, topics: self.labeller.topics() }
    }
}

impl<'a> From<&'a Store> for Answerer<'a> {
    fn from(store: &'a Store) -> Answerer<'a> {
        Answerer { labeller: &store.labeller, source: Source::Index(&store.index), ledger: Some(&store.ledger) }
    }
}
