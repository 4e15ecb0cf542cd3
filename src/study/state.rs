//! The state of a corpus: what data a result was computed from.

use super::desk::{Desk, StudyError};

/// The state of a corpus, whatever was asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// The sum of the digests of all articles: the same exactly if the articles are.
    pub(crate) id: String,
    /// The fingerprint of the lexer and the registries.
    pub(crate) rules: String,
    /// The inventory of units that words were joined by, if any.
    pub(crate) units: Option<String>,
    /// The length of the ledger in bytes.
    pub(crate) ledger_bytes: u64,
}

impl Snapshot {
    /// The snapshot of what is on the desk.
    pub(super) fn of(desk: Desk<'_>) -> Result<Snapshot, StudyError> {
        Ok(Snapshot {
            id: format!("{:032x}", desk.index.content_sum()?),
            rules: desk.labeller.fingerprint().to_owned(),
            units: None,
            ledger_bytes: desk.index.position().bytes,
        })
    }

    /// The same for a result whose words are joined to units.
    pub(super) fn by_units(desk: Desk<'_>, units: Option<String>) -> Result<Snapshot, StudyError> {
        Ok(Snapshot { units, ..Snapshot::of(desk)? })
    }

    /// The id as people read it: `5f0c-91ab-77e2`.
    pub(crate) fn short(&self) -> String {
        short(&self.id)
    }
}

/// The beginning of an id in three groups.
fn short(id: &str) -> String {
    let groups: Vec<&str> = [0..4, 4..8, 8..12].into_iter().filter_map(|group| id.get(group)).collect();
    groups.join("-")
}
