//! A folder with the text of each article in a file of its own, and a table that describes them.
//!
//! The folder appears when it is complete. It replaces an earlier one, and nothing else.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::errors::Failure;
use super::output::own_folder;
use crate::article::Article;

/// The file that describes the others.
const METADATA: &str = "metadata.csv";
const EXTENSION: &str = ".txt";
/// Names within the temporary folder.
const NEW: &str = "new";
const OLD: &str = "old";

/// A folder that is being written next to its target.
pub(crate) struct Split {
    temporary: tempfile::TempDir,
    target: PathBuf,
}

impl Split {
    /// Begins a folder. Fails if there is something at its place that no earlier split wrote.
    pub(crate) fn begin(dir: &Path) -> Result<Split, Failure> {
        // A link is followed, so that it isn't replaced. A new folder can't be resolved and keeps its name.
        let target = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let name = || cant_write(&target);
        if own_folder(&target.join(METADATA)).is_some() {
            let owner = "it is in a folder that only byt itself writes to";
            return Err(Failure::usage(name()).cause(owner).hint("choose another folder"));
        }
        if target.exists()
            && let Some(why) = not_ours(&target).map_err(|e| Failure::io(name(), &e))?
        {
            return Err(Failure::usage(name()).cause(why).hint("choose a new or an empty folder"));
        }
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary =
            tempfile::Builder::new().prefix(".byt-").tempdir_in(parent).map_err(|e| Failure::io(name(), &e))?;
        // A folder of its own, because the temporary one is private.
        fs::create_dir(temporary.path().join(NEW)).map_err(|e| Failure::io(name(), &e))?;
        Ok(Split { temporary, target })
    }

    /// Writes the text of an article: title, abstract, body and captions.
    pub(crate) fn write(&self, article: &Article) -> Result<(), Failure> {
        let texts = [Some(&article.title), article.abstract_.as_ref(), article.body.as_ref()];
        let texts: Vec<&str> = texts.into_iter().flatten().chain(&article.captions).map(String::as_str).collect();
        let path = self.new_folder().join(format!("{}{EXTENSION}", article.id));
        fs::write(&path, texts.join("\n\n") + "\n").map_err(|e| Failure::io(cant_write(&self.target), &e))
    }

    /// Opens the file that describes the others.
    pub(crate) fn metadata(&self) -> Result<BufWriter<File>, Failure> {
        let file = File::create(self.new_folder().join(METADATA));
        file.map(BufWriter::new).map_err(|e| Failure::io(cant_write(&self.target), &e))
    }

    /// Puts the folder in its place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        put_in_place(self.temporary, &self.target, |from, to| fs::rename(from, to))
    }

    fn new_folder(&self) -> PathBuf {
        self.temporary.path().join(NEW)
    }
}

/// Puts the new folder in the place of the target. If that fails, and the old folder can't be put back either, its files
/// stay where they are, and the failure names the place.
fn put_in_place(
    temporary: tempfile::TempDir,
    target: &Path,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), Failure> {
    let [old, new] = [OLD, NEW].map(|name| temporary.path().join(name));
    let failed = |error: &io::Error| Failure::io(cant_write(target), error);
    let is_old = target.exists();
    if is_old {
        rename(target, &old).map_err(|e| failed(&e))?;
    }
    let Err(error) = rename(&new, target) else { return Ok(()) };
    if is_old && rename(&old, target).is_err() {
        let kept = temporary.keep();
        return Err(failed(&error).hint(format!("the files from before are in {}", kept.join(OLD).display())));
    }
    Err(failed(&error))
}

fn cant_write(target: &Path) -> String {
    format!("can't write {}", target.display())
}

/// Why something can't be replaced: it isn't an empty folder, and no earlier split wrote all that is in it.
fn not_ours(target: &Path) -> io::Result<Option<String>> {
    if !target.is_dir() {
        return Ok(Some("it isn't a folder".to_owned()));
    }
    let described = described(&target.join(METADATA));
    let mut texts = BTreeSet::new();
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let id = name.strip_suffix(EXTENSION).filter(|id| described.as_ref().is_some_and(|ids| ids.contains(*id)));
        let is_ours = id.is_some() || (name == METADATA && described.is_some());
        if !is_ours || !entry.file_type()?.is_file() {
            return Ok(Some(format!("it contains {name}, which no earlier --split wrote")));
        }
        texts.extend(id.map(str::to_owned));
    }
    let lacks = described.unwrap_or_default().into_iter().find(|id| !texts.contains(id));
    Ok(lacks.map(|id| format!("it lacks {id}{EXTENSION}, so it isn't from an earlier --split")))
}

/// The ids that the file names in its first column; `None` if it isn't such a file.
fn described(path: &Path) -> Option<BTreeSet<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).ok()?;
    let first = reader.headers().ok()?.get(0)?.trim_start_matches('\u{feff}').to_owned();
    let rows = reader.records().map(|row| row.ok()?.get(0).map(str::to_owned));
    if first == "id" { rows.collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces a folder with renames that fail from the nth to the last of these. Returns the failure.
    fn replaced(failing: std::ops::RangeInclusive<u32>) -> (tempfile::TempDir, Result<(), Failure>) {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("a.txt"), "cũ").unwrap();
        let temporary = tempfile::Builder::new().prefix(".byt-").tempdir_in(dir.path()).unwrap();
        fs::create_dir(temporary.path().join(NEW)).unwrap();
        fs::write(temporary.path().join(NEW).join("a.txt"), "mới").unwrap();
        let nth = std::cell::Cell::new(0);
        let done = put_in_place(temporary, &target, |from, to| {
            nth.set(nth.get() + 1);
            if failing.contains(&nth.get()) { Err(io::Error::other("no")) } else { fs::rename(from, to) }
        });
        (dir, done)
    }

    fn texts(dir: &Path) -> Vec<String> {
        let files = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap);
        files.filter(|e| e.file_type().is_file()).map(|e| fs::read_to_string(e.path()).unwrap()).collect()
    }

    #[test]
    fn the_old_files_survive_whichever_rename_fails() {
        let none = 9..=9;
        let (dir, done) = replaced(none);
        assert!(done.is_ok());
        assert_eq!(texts(dir.path()), ["mới"]);
        for failing in [1..=1, 1..=3, 2..=2] {
            let (dir, done) = replaced(failing.clone());
            assert!(done.is_err(), "{failing:?}");
            assert_eq!(texts(dir.path()), ["cũ"], "{failing:?}");
        }
        let (dir, done) = replaced(2..=3);
        let said = done.unwrap_err().to_string();
        assert!(
            texts(dir.path()).contains(&"cũ".to_owned()) && said.contains("the files from before are in"),
            "{said}"
        );
    }
}
