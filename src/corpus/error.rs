//! What can go wrong with the corpus.

use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use super::line::{LINE_BYTES_MAX, LineError};
use crate::article::Id;

/// A problem with the corpus folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CorpusError {
    #[error("another process is writing to {0}")]
    Busy(PathBuf),
    /// `line` counts from where reading began; `None` if only the one line was read.
    #[error("the ledger {path} is damaged at {}byte {offset}: {what}", .line.map_or_else(String::new, |line| format!("line {line}, ")))]
    Damaged { path: PathBuf, line: Option<NonZeroU64>, offset: u64, what: LineError },
    #[error("the cursor {path} is damaged: {what}")]
    Cursor { path: PathBuf, what: CursorFault },
    /// The folder has files with the names of ours that this program didn't write.
    #[error("{0} has files of another program, and isn't a corpus")]
    Foreign(PathBuf),
    /// The line of this article would be too long to be read again. Nothing was written.
    #[error("the line of “{id}” would be longer than {} MiB", LINE_BYTES_MAX >> 20)]
    LineTooLong { id: Id },
    #[error("{action} {path}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

/// What is wrong with a cursor.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CursorFault {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("it is a copy of the cursor “{0}”")]
    Copied(String),
    #[error("it points to place {place}, and the ledger ends at {bytes}")]
    Beyond { place: u64, bytes: u64 },
    #[error("the ledger has another line before place {0}: the cursor belongs to another ledger")]
    OtherLedger(u64),
}

impl CorpusError {
    /// For `map_err`: adds the action and the file to an I/O error.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CorpusError {
        let path = path.to_owned();
        move |source| CorpusError::Io { action, path, source }
    }
}
