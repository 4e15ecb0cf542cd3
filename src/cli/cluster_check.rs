//! Compares what a cluster holds with the ledger: every article in its current version, and nothing else.

use std::collections::{HashMap, HashSet};

use super::errors::Failure;
use crate::corpus::Ledger;
use crate::engine::{Cluster, EngineError, PushMark, StoredVersion};
use crate::indexing::{self, Labeller, Reached};

/// Finds out up to where a cluster has seen the ledger. Fails if it holds another corpus, or was filled by other rules.
pub(crate) fn mark(cluster: &Cluster, ledger: &mut Ledger, labeller: &Labeller) -> Result<PushMark, Failure> {
    match indexing::reached(cluster, ledger, labeller)? {
        Reached::Until { mark, .. } => Ok(mark),
        Reached::Outdated => Err(EngineError::OtherRules(cluster.name().to_owned()).into()),
        Reached::Nothing => Err(EngineError::Missing { name: cluster.name().to_owned(), host: cluster.host() }.into()),
    }
}

/// Adds a sentence to `damage` for each article that the cluster doesn't have as the ledger has it. `latest` is where
/// the last line of each article starts, `end` is the length of the ledger. Lines after the mark are left out.
pub(crate) fn compare(
    cluster: &Cluster,
    mark: &PushMark,
    latest: &HashMap<String, u64>,
    withdrawn: &HashSet<String>,
    end: u64,
    damage: &mut Vec<String>,
) -> Result<(), Failure> {
    let mut missing: HashMap<&str, u64> = latest
        .iter()
        .filter(|(_, offset)| **offset < mark.ledger.bytes)
        .map(|(id, offset)| (id.as_str(), *offset))
        .collect();
    cluster.each_version(|stored| {
        let StoredVersion { id, version, is_live, has_line } = &stored;
        // A document that was sent after the ledger was read, or after the mark.
        let is_later = *version > mark.ledger.bytes.min(end);
        let expected = missing.remove(id.as_str()).map(|offset| offset + 1);
        match expected {
            Some(_) if is_later => {}
            Some(expected) if expected != *version => damage.push(format!("the cluster has another version of {id}")),
            Some(_) if !has_line => damage.push(format!("the cluster has no line of {id}")),
            Some(_) if *is_live == withdrawn.contains(id) => {
                let state = if *is_live { "shows" } else { "hides" };
                damage.push(format!("the cluster {state} {id}, and the ledger doesn't"));
            }
            None if *has_line && !is_later && !latest.contains_key(id) => {
                damage.push(format!("the cluster has {id}, which is not in the ledger"));
            }
            _ => {}
        }
    })?;
    let mut missing: Vec<&str> = missing.into_keys().collect();
    missing.sort_unstable();
    damage.extend(missing.into_iter().map(|id| format!("the cluster doesn't have {id}")));
    Ok(())
}
