//! What can go wrong with the index, and how the engine's errors are reported.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use crate::disk;

/// What can go wrong with the index.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    /// Another process holds the lock.
    #[error("another process is writing to the index {0}")]
    Busy(PathBuf),
    /// The folder has files that this program didn't write.
    #[error("{0} isn't empty, and isn't an index")]
    Foreign(PathBuf),
    /// A file of the index is missing, unreadable, or not what this program wrote.
    #[error("the index {path} is damaged: {what}")]
    Damaged { path: PathBuf, what: String },
    /// The operating system refused something.
    #[error("{action} {path}")]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// The search engine failed for another reason.
    #[error("the index {path} failed")]
    Engine { path: PathBuf, source: TantivyError },
}

impl IndexError {
    /// Returns whether another process holds the lock or the system forbids writing. An index that is
    /// merely behind the ledger can still be searched then.
    pub(crate) fn prevents_writing(&self) -> bool {
        match self {
            IndexError::Busy(_) => true,
            IndexError::Io { source, .. } => is_forbidden(source),
            _ => false,
        }
    }

    /// Returns a function that turns a system error into an [`IndexError::Io`].
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> IndexError + use<> {
        let path = path.to_owned();
        move |source| IndexError::Io { action, path, source }
    }

    /// The system refused a folder for a temporary index.
    pub(crate) fn no_temporary_folder(source: io::Error) -> IndexError {
        IndexError::Io { action: "can't make", path: PathBuf::from("a temporary folder"), source }
    }

    /// Describes an index as damaged.
    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> IndexError {
        IndexError::Damaged { path: path.to_owned(), what: what.into() }
    }

    /// Reports any error of the engine while it opens an index as damage, unless the system ran out of something.
    pub(super) fn opening(path: &Path, source: &TantivyError) -> IndexError {
        match system_error(source).filter(|io| disk::is_exhausted(io)) {
            Some(io) => IndexError::io("can't read the index", path)(copy_of(io)),
            None => IndexError::damaged(path, describe(source)),
        }
    }

    /// Reports an error of the engine while it reads an index that was opened before.
    pub(super) fn reading(path: &Path, source: TantivyError) -> IndexError {
        match source {
            TantivyError::DataCorruption(_) | TantivyError::OpenReadError(_) | TantivyError::IoError(_) => {
                IndexError::opening(path, &source)
            }
            source => IndexError::Engine { path: path.to_owned(), source },
        }
    }

    /// Reports an error of the engine while it writes. `system` is the first system error that the folder met
    /// meanwhile: the engine's threads pass its text on at best.
    pub(super) fn writing(path: &Path, source: TantivyError, system: Option<io::Error>) -> IndexError {
        match (source, system) {
            (TantivyError::LockFailure(..), _) => IndexError::Busy(path.to_owned()),
            (_, Some(system)) => IndexError::io("can't write the index", path)(system),
            (source, None) => IndexError::Engine { path: path.to_owned(), source },
        }
    }
}

/// The error of the system that an error of the engine is about.
fn system_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) | TantivyError::IoError(io_error) => {
            Some(io_error)
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => Some(io_error),
        _ => None,
    }
}

/// A copy of the error, for a caller that needs to own one.
pub(super) fn copy_of(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

/// Returns whether the system does not let this process write there.
pub(super) fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// What is said of a file whose checksums don't match.
const CHANGED: &str = "one of its files was changed or truncated";

/// Describes what the engine found wrong, without the names of its types and files.
pub(super) fn describe(error: &TantivyError) -> String {
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => "one of its files is missing".to_owned(),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => match io_error.kind() {
            io::ErrorKind::InvalidData => CHANGED.to_owned(),
            _ => format!("one of its files can't be read: {io_error}"),
        },
        TantivyError::IoError(io) if io.kind() == io::ErrorKind::InvalidData => CHANGED.to_owned(),
        TantivyError::DataCorruption(_) => "one of its files is missing or was changed".to_owned(),
        other => other.to_string(),
    }
}
