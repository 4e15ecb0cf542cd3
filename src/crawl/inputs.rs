//! Inputs of an import: which files there are, and opening them. What they hold is none of its business.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where material comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    File(PathBuf),
    Standard,
}

impl Input {
    /// How the input is called in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
        }
    }

    /// For reading as a stream.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Input::File(path) => {
                let file = File::open(path)?;
                let data = file.metadata()?;
                // A file that grows while it is read, as the ledger does when it is imported, would never end.
                if data.is_file() { Box::new(file.take(data.len())) } else { Box::new(file) }
            }
            Input::Standard => Box::new(io::stdin().lock()),
        })
    }
}

/// Files to read, and paths that can't be, each with its reason.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) failed: Vec<(PathBuf, io::Error)>,
}

/// Lists the files below a path, sorted; a file stands for itself. Hidden files and the folders in
/// `own`, where the program itself writes, are left out; links to folders are not followed.
pub(crate) fn walk(path: &Path, own: &[PathBuf]) -> Walked {
    let mut walked = Walked::default();
    match std::fs::metadata(path) {
        Ok(data) if data.is_dir() => walk_folder(path, own, &mut walked),
        Ok(_) => walked.files.push(path.to_owned()),
        Err(e) => walked.failed.push((path.to_owned(), e)),
    }
    walked
}

fn walk_folder(dir: &Path, own: &[PathBuf], walked: &mut Walked) {
    // A folder that can't be resolved fails below, where it is read.
    if dir.canonicalize().is_ok_and(|real| own.contains(&real)) {
        return;
    }
    let entries = std::fs::read_dir(dir).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(e) => return walked.failed.push((dir.to_owned(), e)),
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk_folder(&path, own, walked),
            Ok(kind) if kind.is_file() => walked.files.push(path),
            // A link to a file is one; links to folders could go in circles, devices never end.
            Ok(_) if std::fs::metadata(&path).is_ok_and(|data| data.is_file()) => walked.files.push(path),
            Ok(_) => {}
            Err(e) => walked.failed.push((path, e)),
        }
    }
}
