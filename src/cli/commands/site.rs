//! `byt site`: the corpus as pages in files, for a web server of your own.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::serve::SharedCorpus;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::progress;
use crate::cli::settings::Settings;
use crate::disk;
use crate::serve::{Language, SiteError, Snapshots, site};

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt site -o /srv/www/tin
  byt site --lang en -o /srv/www/news
  byt update && byt site -o /srv/www/tin",
    after_help = "The files are the pages of `byt serve`, except searches. The folder is replaced as a whole: a reader sees the old \
                  pages or the new ones. Files that haven't changed keep their modification time."
)]
pub(crate) struct SiteArgs {
    /// Folder for the files; new, empty, or written by an earlier `byt site`
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Language of the pages
    #[arg(long, value_name = "LANGUAGE", default_value = "vi")]
    lang: Language,
}

/// The file that says that a folder was written by this command.
const MARK: &str = ".byt-site";
const MARK_TEXT: &str = "This folder is written by `byt site`. It is replaced as a whole.\n";

/// What was done with the files.
#[derive(Debug, Default, PartialEq, Eq)]
struct Written {
    changed: u64,
    kept: u64,
}

pub(super) fn run(args: &SiteArgs, settings: &Settings) -> Result<Exit, Failure> {
    let target = disk::resolved(&args.output).map_err(|e| failed("can't find", &args.output, &e))?;
    require_own(&target, settings)?;
    let commands = SharedCorpus::open(settings)?.take().map_err(|refusal| Failure::usage(refusal.message))?;
    let parent = target.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent).map_err(|e| failed("can't create", parent, &e))?;
    recover(&target)?;
    let staging = tempfile::Builder::new().prefix(".byt-site-").tempdir_in(parent);
    let staging = staging.map_err(|e| failed("can't create a folder in", parent, &e))?;
    let bar = progress::items(settings.progress, None, "writing pages");
    let mut files = Files { old: &target, new: staging.path(), written: Written::default(), names: BTreeSet::new() };
    site(&*commands, args.lang, |path, content| {
        bar.inc(1);
        files.add(path, content)
    })
    .map_err(|error| match error {
        SiteError::Page(path, sentence) => {
            Failure::new(Exit::Damaged, format!("can't make the page {path}")).cause(sentence)
        }
        SiteError::Refused(refusal) => Failure::new(Exit::Damaged, refusal.message),
        SiteError::Write((path, error)) => failed("can't write", &path, &error),
    })?;
    files.add(MARK, MARK_TEXT.as_bytes()).map_err(|(path, error)| failed("can't write", &path, &error))?;
    bar.finish_and_clear();
    let is_same = files.written.changed == 0 && count(&target).is_ok_and(|count| count == files.names.len());
    let written = files.written;
    if !is_same {
        replace(staging, &target)?;
    }
    if settings.verbosity >= Verbosity::Normal {
        let (changed, kept) = (counted(written.changed, "file"), written.kept);
        status!("{changed} written, {kept} unchanged, in {}", target.display());
    }
    Ok(Exit::Done)
}

fn failed(action: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::io(format!("{action} {}", path.display()), error)
}

/// Fails if the folder has files that this command didn't write, or is needed for something else.
fn require_own(target: &Path, settings: &Settings) -> Result<(), Failure> {
    for own in [&settings.corpus, &settings.index] {
        let own = disk::resolved(own).map_err(|e| failed("can't find", own, &e))?;
        if own.starts_with(target) || target.starts_with(&own) {
            return Err(Failure::usage(format!("{} and {} share a folder", target.display(), own.display()))
                .hint("choose another folder with -o"));
        }
    }
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(failed("can't read", target, &e)),
    };
    if entries.next().is_none() || target.join(MARK).is_file() {
        return Ok(());
    }
    Err(Failure::usage(format!("{} has files that `byt site` didn't write", target.display()))
        .hint("choose a new or empty folder with -o"))
}

/// Where the pages before are while they are being replaced.
fn before(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".byt-site-before-{name}"))
}

/// Puts back the pages before, if an earlier run died while it replaced them.
fn recover(target: &Path) -> Result<(), Failure> {
    let before = before(target);
    match (before.join(MARK).is_file(), target.exists()) {
        (true, false) => fs::rename(&before, target).map_err(|e| failed("can't rename", &before, &e)),
        (true, true) => fs::remove_dir_all(&before).map_err(|e| failed("can't remove", &before, &e)),
        (false, _) => Ok(()),
    }
}

/// Puts the new folder in the place of the old one.
fn replace(staging: tempfile::TempDir, target: &Path) -> Result<(), Failure> {
    // Temporary folders are private; these pages are for a web server.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(target).map_or(0o755, |data| data.permissions().mode());
        fs::set_permissions(staging.path(), fs::Permissions::from_mode(mode))
            .map_err(|e| failed("can't change the permissions of", staging.path(), &e))?;
    }
    let before = before(target);
    let is_old = target.exists();
    if is_old {
        fs::rename(target, &before).map_err(|e| failed("can't rename", target, &e))?;
    }
    let new = staging.keep();
    if let Err(error) = fs::rename(&new, target) {
        if is_old {
            fs::rename(&before, target).map_err(|e| failed("can't rename", &before, &e))?;
        }
        return Err(failed("can't rename", &new, &error));
    }
    if is_old {
        fs::remove_dir_all(&before).map_err(|e| failed("can't remove", &before, &e))?;
    }
    Ok(())
}

/// The number of files below a folder.
fn count(dir: &Path) -> io::Result<usize> {
    let mut files = 0;
    for entry in walkdir::WalkDir::new(dir) {
        files += usize::from(entry?.file_type().is_file());
    }
    Ok(files)
}

/// The files of a new folder, made of the old one where nothing has changed.
struct Files<'a> {
    old: &'a Path,
    new: &'a Path,
    written: Written,
    names: BTreeSet<String>,
}

impl Files<'_> {
    /// Adds a file. The same content is kept as the same file, so that its time says when it changed.
    fn add(&mut self, path: &str, content: &[u8]) -> Result<(), (PathBuf, io::Error)> {
        let (old, new) = (self.old.join(path), self.new.join(path));
        if !self.names.insert(path.to_owned()) {
            return Ok(()); // two people of one name share a page
        }
        let write = || {
            fs::create_dir_all(new.parent().unwrap_or(self.new))?;
            // A file that can't be read or linked is written again.
            let is_kept = fs::read(&old).is_ok_and(|old| old == content) && fs::hard_link(&old, &new).is_ok();
            if !is_kept {
                fs::write(&new, content)?;
            }
            Ok(is_kept)
        };
        match write() {
            Ok(true) => self.written.kept += 1,
            Ok(false) => self.written.changed += 1,
            Err(error) => return Err((new, error)),
        }
        Ok(())
    }
}
