//! Cursors (`cursors/NAME`): how far a reader has read the ledger.
//!
//! A cursor is one line with a checksum. It is replaced whole or not at all, and never moves back, whichever process moves it at the
//! same time. It also has the checksum of the last line before its place: a cursor of another ledger doesn't fit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::error::CursorFault;
use super::line::{self, LineError};
use super::{Corpus, CorpusError, Ledger, folder};
use crate::disk::{self, open_regular};

const EXPECTED: &str = "a cursor";
/// Longer than any cursor.
const CURSOR_BYTES_MAX: u64 = 4096;
/// Locked while a cursor is moved; begins with a dot, as no cursor does.
const LOCK: &str = ".lock";

/// The name of a cursor: `[a-z0-9][a-z0-9_-]{0,63}`, so that it is a file name everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CursorName(String);

impl CursorName {
    const CHARS_MAX: usize = 64;

    /// `None` if the text isn't a name.
    pub(crate) fn parse(text: &str) -> Option<CursorName> {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let rest = text.as_bytes().split_first().filter(|(first, _)| is_letter(**first)).map(|(_, rest)| rest)?;
        let fits =
            text.len() <= CursorName::CHARS_MAX && rest.iter().all(|b| is_letter(*b) || matches!(b, b'_' | b'-'));
        fits.then(|| CursorName(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a reader has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// Its name again, so that a copied file is recognised.
    cursor: String,
    /// The length in bytes of the part of the ledger that was read.
    pub(crate) place: u64,
    /// The checksum of the last line of that part; empty at the beginning.
    check: String,
    pub(crate) moved: DateTime<Utc>,
}

impl Corpus {
    fn cursors_dir(&self) -> PathBuf {
        self.dir.join(folder::CURSORS)
    }

    /// The cursor of this name; `None` if there is none. Fails if it is damaged or belongs to another ledger.
    pub(crate) fn cursor(&self, name: &CursorName, ledger: &Ledger) -> Result<Option<Cursor>, CorpusError> {
        let path = self.cursors_dir().join(name.as_str());
        let Some(bytes) = read(&path).map_err(CorpusError::io("can't read", &path))? else { return Ok(None) };
        let damaged = |what| CorpusError::Cursor { path: path.clone(), what };
        let cursor = parse(&bytes).map_err(|what| damaged(what.into()))?;
        if cursor.cursor != name.as_str() {
            return Err(damaged(CursorFault::Copied(cursor.cursor)));
        }
        if cursor.place > ledger.bytes() {
            return Err(damaged(CursorFault::Beyond { place: cursor.place, bytes: ledger.bytes() }));
        }
        if ledger.checksum_before(cursor.place)? != cursor.check {
            return Err(damaged(CursorFault::OtherLedger(cursor.place)));
        }
        Ok(Some(cursor))
    }

    /// Moves a cursor to a place, which is where a line ends, and makes it if needed. A cursor that is further already
    /// stays. It is on disk when this returns.
    pub(crate) fn move_cursor(
        &self,
        name: &CursorName,
        place: u64,
        ledger: &Ledger,
        now: DateTime<Utc>,
    ) -> Result<(), CorpusError> {
        let dir = self.cursors_dir();
        fs::create_dir_all(&dir).map_err(CorpusError::io("can't create the folder", &dir))?;
        let lock = dir.join(LOCK);
        let _held = lock_exclusively(&lock).map_err(CorpusError::io("can't lock", &lock))?;
        if self.cursor(name, ledger)?.is_some_and(|known| known.place >= place) {
            return Ok(());
        }
        let check = ledger.checksum_before(place)?;
        let cursor = Cursor { cursor: name.as_str().to_owned(), place, check, moved: now };
        let path = dir.join(name.as_str());
        replace(&dir, &path, &line::to_line(&cursor)).map_err(CorpusError::io("can't write", &path))
    }

    /// One sentence for each cursor that is damaged or belongs to another ledger.
    pub(crate) fn damaged_cursors(&self, ledger: &Ledger) -> Result<Vec<String>, CorpusError> {
        let mut damage = Vec::new();
        for name in self.cursor_names()? {
            match self.cursor(&name, ledger) {
                Ok(_) => {}
                Err(error @ CorpusError::Cursor { .. }) => damage.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(damage)
    }

    /// The names of all cursors, sorted, damaged ones too.
    pub(crate) fn cursor_names(&self) -> Result<Vec<CursorName>, CorpusError> {
        let dir = self.cursors_dir();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(CorpusError::io("can't read", &dir)(e)),
        };
        let names = entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>();
        let names = names.map_err(CorpusError::io("can't read", &dir))?;
        let mut names: Vec<CursorName> = names.iter().filter_map(|name| CursorName::parse(name.to_str()?)).collect();
        names.sort_unstable();
        Ok(names)
    }
}

fn lock_exclusively(path: &Path) -> io::Result<fs::File> {
    disk::require_regular(path)?;
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.lock()?;
    Ok(file)
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    use io::Read;
    let mut bytes = Vec::new();
    match open_regular(path) {
        Ok(file) => file.take(CURSOR_BYTES_MAX).read_to_end(&mut bytes).map(|_| Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

fn parse(bytes: &[u8]) -> Result<Cursor, LineError> {
    line::parse(bytes.strip_suffix(b"\n").ok_or(LineError::NoEnd)?, EXPECTED)
}

/// Replaces a file whole or not at all. A program that is killed before leaves a file that the next one overwrites.
fn replace(dir: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    use io::Write;
    const NEW: &str = ".new";
    let new = dir.join(NEW);
    // Only the holder of the lock is here, so any file there is a leftover.
    match fs::remove_file(&new) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)?;
    disk::sync_dir(dir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Id, Provenance, Sighting};

    fn name(text: &str) -> CursorName {
        CursorName::parse(text).unwrap()
    }

    /// A ledger of some articles, and the places where its lines end.
    fn ledger(corpus: &Corpus, titles: &[&str]) -> (Ledger, Vec<u64>) {
        let mut writer = corpus.writer().unwrap();
        let mut places = Vec::new();
        for title in titles {
            let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
            let sighting = Sighting::titled((*title).to_owned());
            writer.append(&Article::first(Id::of(title, None), sighting, provenance)).unwrap();
            places.push(writer.ledger_bytes());
        }
        writer.sync().unwrap();
        (corpus.ledger().unwrap().unwrap(), places)
    }

    #[test]
    fn names_are_file_names_everywhere() {
        for text in ["a", "0", "mail", "a_b-c", "7d", &"x".repeat(64)] {
            assert!(CursorName::parse(text).is_some(), "{text}");
        }
        for text in ["", ".lock", "-a", "_a", "A", "ă", "a b", "a/b", "a.b", "../a", &"x".repeat(65)] {
            assert!(CursorName::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_cursor_moves_forward_only() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let (ledger, places) = ledger(&corpus, &["Một", "Hai", "Ba"]);
        let place = || corpus.cursor(&name("a"), &ledger).unwrap().map(|cursor| cursor.place);
        assert_eq!(place(), None);
        for (to, expected) in [(0, 0), (places[1], places[1]), (places[0], places[1]), (places[2], places[2])] {
            corpus.move_cursor(&name("a"), to, &ledger, DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(place(), Some(expected));
        }
        assert_eq!(corpus.cursor_names().unwrap(), [name("a")]);
    }

    #[test]
    fn a_file_that_a_killed_program_left_is_overwritten_and_no_cursor() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let (ledger, places) = ledger(&corpus, &["Một"]);
        fs::create_dir(dir.path().join("cursors")).unwrap();
        fs::write(dir.path().join("cursors/.new"), "half a li").unwrap();
        assert_eq!(corpus.cursor_names().unwrap(), []);
        corpus.move_cursor(&name("a"), places[0], &ledger, DateTime::UNIX_EPOCH).unwrap();
        assert!(corpus.cursor(&name("a"), &ledger).unwrap().is_some());
    }

    #[test]
    fn any_changed_byte_a_copy_and_another_ledger_are_damage() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path().join("one"));
        let (one, places) = ledger(&corpus, &["Một", "Hai"]);
        corpus.move_cursor(&name("a"), places[1], &one, DateTime::UNIX_EPOCH).unwrap();
        let path = dir.path().join("one/cursors/a");
        let whole = fs::read(&path).unwrap();
        let fails = |file: &Path, ledger: &Ledger| {
            let found = corpus.cursor(&name(file.file_name().unwrap().to_str().unwrap()), ledger);
            matches!(found, Err(CorpusError::Cursor { .. }))
        };
        assert!(!fails(&path, &one));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            assert!(fails(&path, &one), "byte {at}");
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(fails(&path, &one));
        fs::write(&path, b"").unwrap();
        assert!(fails(&path, &one));
        fs::write(&path, &whole).unwrap();
        fs::copy(&path, path.with_file_name("b")).unwrap();
        assert!(fails(&path.with_file_name("b"), &one));
        // "Tám" has as many bytes as "Một", less one: the place isn't the end of a line there.
        let other = ledger(&Corpus::at(dir.path().join("other")), &["Tám", "Chín", "Mười"]).0;
        assert!(other.bytes() > places[1] && fails(&path, &other));
        let shorter = ledger(&Corpus::at(dir.path().join("shorter")), &["Một"]).0;
        assert!(fails(&path, &shorter));
    }
}
