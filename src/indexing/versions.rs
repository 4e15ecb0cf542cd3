//! A temporary index over some lines of the ledger, of which several may be versions of one article.

use std::collections::HashSet;

use super::Labeller;
use crate::article::{Article, Id, LedgerPosition};
use crate::corpus::Ledger;
use crate::index::{Index, IndexError, IndexWriter, Lock, Opened};
use crate::storage::StorageError;

/// Calls `ask` with an index of the lines that start at these offsets, in a folder that is removed afterwards. Each line
/// is an article of its own there, and withdrawn ones are like all others.
pub(crate) fn in_versions<T>(
    ledger: &Ledger,
    offsets: HashSet<u64>,
    labeller: &Labeller,
    ask: impl FnOnce(&Index) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let folder = tempfile::tempdir().map_err(IndexError::no_temporary_folder)?;
    let fingerprint = labeller.fingerprint();
    let mut writer = IndexWriter::rebuild(Lock::take(folder.path())?, fingerprint)?;
    let mut offsets: Vec<u64> = offsets.into_iter().collect();
    offsets.sort_unstable();
    for offset in offsets {
        let article = ledger.read_at(offset)?;
        let (labels, terms) = labeller.label_and_terms(&article);
        let id = Id::parse(&format!("line-{offset}")).expect("letters, a dash and digits are an id");
        let version = Article { id, joined: Vec::new(), aliases: Vec::new(), withdrawn: None, ..article };
        writer.add(version, offset, &labels, terms)?;
    }
    writer.commit(LedgerPosition { bytes: 0, check: String::new() })?;
    match Index::open(folder.path(), fingerprint)? {
        Opened::Usable(index) => ask(&index),
        Opened::Missing | Opened::Outdated => unreachable!("the index was committed under these rules just now"),
    }
}
