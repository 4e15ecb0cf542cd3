//! `runs.jsonl`: a receipt of every run that collected something, or tried to.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CorpusError, Mark, sync_dir};

/// What one run did. Counts add up: `seen` = `new` + `updated` + `unchanged` + `failed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) started: DateTime<Utc>,
    pub(crate) ended: DateTime<Utc>,
    /// `bridge`, `legacy`, `archive`, `import` or `reparse`.
    pub(crate) source: String,
    /// Base address of the portal; `None` for an import.
    pub(crate) portal: Option<String>,
    pub(crate) seen: u64,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) failed: u64,
    /// Of the articles seen, how many are known from a list only, and how many with their text.
    #[serde(default)]
    pub(crate) listed: u64,
    #[serde(default)]
    pub(crate) full: u64,
    /// Requests sent, retries among them.
    pub(crate) requests: u64,
    /// Bytes of answers as transferred.
    pub(crate) bytes: u64,
    /// Whether the list was seen whole, down to what was known already.
    pub(crate) complete: bool,
    pub(crate) stopped: Option<Stopped>,
    /// Requests that were sent again after a failure.
    #[serde(default)]
    pub(crate) retries: u64,
    /// How often the run waited before a request, and for how long in all.
    #[serde(default)]
    pub(crate) waits: u64,
    #[serde(default)]
    pub(crate) waited_seconds: f64,
    /// What failed, and why; the first hundred.
    #[serde(default)]
    pub(crate) failures: Vec<Failed>,
}

/// One thing that a run could not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// A file, or a part of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<String>,
    pub(crate) reason: String,
}

impl Failed {
    pub(crate) fn input(input: &str, reason: &str) -> Failed {
        Failed { input: Some(input.to_owned()), reason: reason.to_owned(), ..Failed::default() }
    }

    pub(crate) fn article(title: &str, url: &str, reason: &str) -> Failed {
        let (title, url) = (Some(title.to_owned()), Some(url.to_owned()));
        Failed { title, url, reason: reason.to_owned(), ..Failed::default() }
    }
}

impl Run {
    /// A run that did nothing yet and is not complete.
    pub(crate) fn begun(source: &str, started: DateTime<Utc>, ended: DateTime<Utc>) -> Run {
        Run {
            started,
            ended,
            source: source.to_owned(),
            portal: None,
            seen: 0,
            new: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
            listed: 0,
            full: 0,
            requests: 0,
            bytes: 0,
            complete: false,
            stopped: None,
            retries: 0,
            waits: 0,
            waited_seconds: 0.0,
            failures: Vec::new(),
        }
    }

    /// Whether it asked the portal for what is new: an archive is of the past.
    pub(crate) fn is_update(&self) -> bool {
        self.portal.is_some() && self.source != "archive"
    }
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) run: Run,
    /// Where the ledger ended when the run did; all before it is on the disk.
    #[serde(default)]
    pub(super) ledger: Option<Mark>,
}

/// Why a run ended before it was through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stopped {
    Interrupted,
    /// The limit on article pages of this run was reached.
    Limit,
    /// robots.txt or the server itself says no.
    Refused,
    /// The server could not be reached, or failed after all retries.
    Unreachable,
    /// The pages no longer look as expected.
    Unrecognised,
}

impl Stopped {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Stopped::Interrupted => "interrupted",
            Stopped::Limit => "limit",
            Stopped::Refused => "refused",
            Stopped::Unreachable => "unreachable",
            Stopped::Unrecognised => "unrecognised",
        }
    }
}

pub(super) fn append(path: &Path, run: &Run, ledger: Mark) -> Result<(), CorpusError> {
    let new = !path.exists();
    let receipt = Receipt { run: run.clone(), ledger: Some(ledger) };
    let mut line = serde_json::to_vec(&receipt).expect("a run is always valid JSON");
    line.push(b'\n');
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        // A torn line from a run that died would otherwise swallow this one.
        if torn(path)? {
            file.write_all(b"\n")?;
        }
        file.write_all(&line)?;
        file.sync_data()
    };
    write().map_err(CorpusError::io("can't write to", path))?;
    match path.parent() {
        Some(dir) if new => sync_dir(dir),
        _ => Ok(()),
    }
}

fn torn(path: &Path) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = File::open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

pub(super) fn read(path: &Path) -> Result<Vec<Receipt>, CorpusError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CorpusError::Io { action: "can't open", path: path.to_owned(), source }),
    };
    let mut runs = Vec::new();
    for line in BufReader::new(file).split(b'\n') {
        let line = line.map_err(CorpusError::io("can't read", path))?;
        // A line torn by a crash is no receipt: the run it belonged to did not end.
        runs.extend(serde_json::from_slice::<Receipt>(&line).ok());
    }
    Ok(runs)
}
