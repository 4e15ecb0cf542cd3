//! Finds the configuration file: next to the corpus, in the current folder, or in a folder above it.

use std::path::{Path, PathBuf};

use super::config_file::Key;
use super::errors::Failure;
use super::global::Global;
use super::messages::warning;
use super::written_path;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "byt.toml";

/// The configuration file, and the folder that contains corpus and index by default.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ConfigPlace {
    pub(crate) file: Option<PathBuf>,
    /// Empty for the current folder.
    pub(crate) base: PathBuf,
}

/// Finds the file for these options: that of `--config`, one next to the corpus of `--corpus`, or the nearest from
/// the current folder upwards.
pub(crate) fn find(global: &Global) -> Result<ConfigPlace, Failure> {
    let here = |file| ConfigPlace { file: Some(file), base: PathBuf::new() };
    if let Some(path) = &global.config {
        return Ok(here(written_path::of_option(path)?));
    }
    if let Some(corpus) = &global.corpus {
        let corpus = written_path::of_option(corpus)?;
        let beside = corpus.parent().unwrap_or(Path::new("")).join(FILE_NAME);
        if beside.is_file() {
            return Ok(here(beside));
        }
    }
    // Without a current folder, relative paths lead nowhere; opening one reports it.
    let Ok(current) = std::env::current_dir() else { return Ok(ConfigPlace::default()) };
    let found = upwards(&current);
    if let Some(foreign) = found.file.as_deref().filter(|file| !is_of_same_owner(file, &current)) {
        warning!("{} belongs to another user and is ignored; --config {0} uses it", foreign.display());
        return Ok(ConfigPlace::default());
    }
    // A corpus that was named explicitly keeps its index in the current folder.
    Ok(if global.corpus.is_some() { ConfigPlace { base: PathBuf::new(), ..found } } else { found })
}

/// The nearest file from a folder upwards. A folder with a corpus ends the search: it needs no file.
fn upwards(current: &Path) -> ConfigPlace {
    for dir in current.ancestors() {
        let base = if dir == current { PathBuf::new() } else { dir.to_owned() };
        let file = dir.join(FILE_NAME);
        if file.is_file() {
            return ConfigPlace { file: Some(base.join(FILE_NAME)), base };
        }
        if dir.join(Key::Corpus.default().unwrap_or_default()).is_dir() {
            break;
        }
    }
    ConfigPlace::default()
}

/// Whether the file above the current folder is of its owner or of the administrator: in a folder that all may write
/// to, such as /tmp, anybody could put a file that decides what others read and trust.
#[cfg(unix)]
fn is_of_same_owner(file: &Path, current: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    if file.parent() == Some(Path::new("")) {
        return true;
    }
    match (file.metadata(), current.metadata()) {
        (Ok(file), Ok(current)) => file.uid() == 0 || file.uid() == current.uid(),
        // Who reads the file reports that it can't be read.
        _ => true,
    }
}

#[cfg(not(unix))]
fn is_of_same_owner(_: &Path, _: &Path) -> bool {
    true
}
