//! What answers a command: corpus and index of this machine, or a cluster that holds the same articles.

use std::sync::Arc;

use clap::Args;

use super::cluster;
use super::config_file::Key;
use super::errors::Failure;
use super::messages::{Verbosity, note};
use super::settings::Settings;
use super::store::{self, Store};
use super::texts::Wording;
use crate::corpus::Ledger;
use crate::engine::{Cluster, Name};
use crate::indexing::Labeller;
use crate::query::Source;

/// Which cluster answers instead of the index.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct EngineArgs {
    /// Ask the cluster at this address instead of the index; `byt push` fills it
    #[arg(long, value_name = "URL", env = "BYT_ENGINE", hide_env_values = true)]
    engine: Option<String>,
    #[arg(long, value_name = "NAME", env = "BYT_ENGINE_NAME", hide_env_values = true,
          help = Key::EngineName.help("The name under which the cluster holds the corpus; several with commas"))]
    engine_name: Option<String>,
}

impl EngineArgs {
    /// Connects to the cluster; `None` if none is set.
    pub(crate) fn connect(&self, fingerprint: &str, settings: &Settings) -> Result<Option<Cluster>, Failure> {
        let address = settings.text(self.engine.as_deref(), Key::Engine);
        // Pages are of the corpus that is served.
        if address.is_empty() || settings.snapshot.is_some() {
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
        Ok(Some(cluster))
    }
}

/// Notes that a command can only be about this machine's corpus, if a cluster is set.
pub(crate) fn note_that_no_cluster_is_asked(command: &str, settings: &Settings) {
    let variable = Key::Engine.variable().and_then(std::env::var_os);
    let is_set = variable.is_some_and(|url| !url.is_empty()) || !settings.text(None, Key::Engine).is_empty();
    if is_set && settings.snapshot.is_none() && settings.verbosity >= Verbosity::Normal {
        note!("`byt {command}` shows the corpus of this machine; it can't ask the cluster yet");
    }
}

/// What answers, open for reading.
pub(crate) enum Opened {
    Here(Store),
    There { cluster: Cluster, labeller: Arc<Labeller> },
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
