//! Inputs of an import: lists and opens files. It doesn't look at their content.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// The source of saved material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    File(PathBuf),
    Standard,
}

impl Input {
    /// The input's name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
        }
    }

    /// Opens the input as a stream.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Input::File(path) => {
                let file = File::open(path)?;
                let data = file.metadata()?;
                // Without a limit, a file that grows while it is read, such as the ledger itself, would never end.
                if data.is_file() { Box::new(file.take(data.len())) } else { Box::new(file) }
            }
            Input::Standard => Box::new(io::stdin().lock()),
        })
    }
}

/// Files to read, and paths that can't be read, each with its reason.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) failed: Vec<(PathBuf, io::Error)>,
}

/// Lists the files below a path, sorted. Skips hidden files and the folders in `own`, which the program itself writes
/// to. Follows links to files but not to folders, which could go in circles.
pub(crate) fn walk(path: &Path, own: &[PathBuf]) -> Walked {
    let mut walked = Walked::default();
    let is_wanted = |entry: &DirEntry| {
        let is_hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        // A folder that can't be resolved fails later, when it is read.
        let is_own = || is_folder(entry) && entry.path().canonicalize().is_ok_and(|real| own.contains(&real));
        !is_hidden && !is_own()
    };
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        match entry {
            // A path that the user names is read whatever it is, for instance a pipe; below it only files are.
            Ok(entry) if is_folder(&entry) => {}
            Ok(entry) if entry.depth() == 0 || is_file(&entry) => walked.files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let failed = error.path().unwrap_or(path).to_owned();
                let reason = error.into_io_error().unwrap_or_else(|| io::Error::other("its links go in circles"));
                walked.failed.push((failed, reason));
            }
        }
    }
    walked
}

/// Whether it is a folder, or a path given by the user that links to one.
fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() || (entry.depth() == 0 && entry.path().is_dir())
}

/// Whether it is a file or a link to one.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_file() || std::fs::metadata(entry.path()).is_ok_and(|data| data.is_file())
}
