//! The state of a cluster: its nodes, and how much of the corpus it has.

use serde_json::{Value, json};

use super::errors::Failure;
use super::settings::Settings;
use super::texts::{Noun, Texts};
use crate::calendar::minute;
use crate::corpus::Corpus;
use crate::engine::{Cluster, PushMark};

/// The state of a cluster and of what was pushed to it.
pub(crate) struct ClusterStanding {
    host: String,
    name: String,
    /// `green`, `yellow` or `red`.
    status: String,
    nodes: u64,
    /// For each index: up to where it has seen a ledger.
    marks: Vec<PushMark>,
    /// Lines of the ledger of this machine that the cluster has not seen; `None` without that ledger.
    lines_behind: Option<u64>,
}

impl ClusterStanding {
    /// Asks a cluster.
    pub(crate) fn of(cluster: &Cluster, fingerprint: &str, settings: &Settings) -> Result<ClusterStanding, Failure> {
        let health = cluster.health()?;
        let marks: Vec<PushMark> = cluster.marks(fingerprint)?.into_iter().map(|(_, mark)| mark).collect();
        let lines_behind = match marks.as_slice() {
            [mark] => lines_behind(mark, settings)?,
            _ => None,
        };
        let (host, name) = (cluster.host(), cluster.name().to_owned());
        Ok(ClusterStanding { host, name, status: health.status, nodes: health.nodes, marks, lines_behind })
    }

    /// Bytes of the ledgers that the cluster has seen.
    pub(crate) fn ledger_bytes(&self) -> u64 {
        self.marks.iter().map(|mark| mark.ledger.bytes).sum()
    }

    /// When the last push that sent something ended; `None` if there was no such push.
    fn pushed(&self) -> Option<&str> {
        self.marks.iter().map(|mark| mark.at.as_str()).filter(|at| !at.is_empty()).max()
    }

    /// The number of documents that it refused.
    fn refused(&self) -> usize {
        self.marks.iter().map(|mark| mark.failed.len()).sum()
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "engine": self.host, "name": self.name, "status": self.status, "nodes": self.nodes,
            "pushed": self.pushed(), "refused": self.refused(), "lines_behind": self.lines_behind,
        })
    }

    /// The cluster in words.
    pub(crate) fn state(&self, texts: Texts) -> String {
        texts.cluster_state(&self.name, &self.host, &self.status, texts.counted(self.nodes, Noun::Node))
    }

    /// What it has seen, in words.
    pub(crate) fn seen(&self, texts: Texts) -> String {
        let pushed = self.pushed().and_then(|at| at.parse().ok()).map_or_else(|| texts.never_pushed(), minute);
        match self.lines_behind {
            None => pushed,
            Some(0) => texts.pushed_all(pushed),
            Some(lines) => texts.pushed_without(pushed, texts.counted(lines, Noun::Line)),
        }
    }
}

/// The lines of this machine's ledger after a mark; `None` if there is no ledger or if it isn't the one that was pushed.
fn lines_behind(mark: &PushMark, settings: &Settings) -> Result<Option<u64>, Failure> {
    let Some(mut ledger) = Corpus::at(&settings.corpus).ledger()? else { return Ok(None) };
    if ledger.bytes() < mark.ledger.bytes || !ledger.holds(&mark.ledger)? {
        return Ok(None);
    }
    Ok(Some(ledger.lines(mark.ledger.bytes)?.count() as u64))
}
