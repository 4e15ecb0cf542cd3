//! Inputs of an import: lists and opens files. It doesn't look at their content.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::awaiting::{AwaitingReader, GivenUp};
use crate::container::{Origin, Skipped, pages_of};

/// The source of saved material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    File(PathBuf),
    /// A file in a folder that the user named.
    Found(PathBuf),
    Standard,
}

impl Input {
    /// The input's name in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path) | Input::Found(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
        }
    }

    /// Whether the user named the input or it is one of many.
    pub(super) fn origin(&self) -> Origin {
        match self {
            Input::File(_) | Input::Standard => Origin::Alone,
            Input::Found(_) => Origin::Member,
        }
    }

    /// Opens the input as a stream. A pipe, a device or standard input may stay silent; once `cancelled` is true, their
    /// streams fail, and `given_up` says what they were waiting for.
    pub(super) fn open<'a>(
        &self,
        cancelled: &'a dyn Fn() -> bool,
        given_up: &GivenUp,
    ) -> io::Result<Box<dyn Read + 'a>> {
        let given_up = GivenUp::clone(given_up);
        Ok(match self {
            Input::File(path) | Input::Found(path) if std::fs::metadata(path)?.is_file() => {
                let file = File::open(path)?;
                // Without a limit, a file that grows while it is read, such as the ledger itself, would never end.
                let length = file.metadata()?.len();
                Box::new(file.take(length))
            }
            Input::File(path) | Input::Found(path) => {
                let path = path.clone();
                Box::new(AwaitingReader::new(move || File::open(path), cancelled, given_up)?)
            }
            Input::Standard => Box::new(AwaitingReader::new(|| Ok(io::stdin()), cancelled, given_up)?),
        })
    }
}

/// Files to read, paths that can't be read, each with its reason, and what is left out.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) inputs: Vec<Input>,
    pub(crate) failed: Vec<(PathBuf, io::Error)>,
    pub(crate) skipped: Skipped,
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
            Ok(entry) if entry.depth() == 0 => walked.inputs.push(Input::File(entry.into_path())),
            Ok(entry) if is_file(&entry) && is_part_of_page(path, entry.path()) => {
                walked.skipped.add("files of pages that were saved with their folders");
            }
            Ok(entry) if is_file(&entry) => walked.inputs.push(Input::Found(entry.into_path())),
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

/// Whether a file below `root` is in a folder in which a browser saved the parts of a page.
fn is_part_of_page(root: &Path, file: &Path) -> bool {
    let folders = file.ancestors().skip(1).take_while(|folder| *folder != root);
    folders.into_iter().any(|folder| {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        pages_of(name).any(|page| folder.with_file_name(page).is_file())
    })
}

/// Whether it is a folder, or a path given by the user that links to one.
fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() || (entry.depth() == 0 && entry.path().is_dir())
}

/// Whether it is a file or a link to one.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_file() || std::fs::metadata(entry.path()).is_ok_and(|data| data.is_file())
}
