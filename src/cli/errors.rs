//! How a command ends: exit codes, and failures in one format.
//!
//! ```text
//! error: what went wrong, in one sentence
//! caused by: why
//! hint: what to do
//! ```

use std::fmt;

use super::layout::{Width, wrap};
use super::messages::{self, CONTINUED};
use super::safe::safe;
use crate::calendar::DayError;
use crate::corpus::CorpusError;
use crate::engine::EngineError;
use crate::fetch::SetupError;
use crate::index::IndexError;
use crate::indexing::PushError;
use crate::storage::StorageError;
use crate::wording::Sentence;

/// The exit codes that scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    /// Nothing matched.
    Nothing,
    /// Wrong usage, or an input that can't be read.
    Usage,
    /// Part of the work failed; the rest is stored.
    Partly,
    /// The server refuses or blocks us.
    Refused,
    /// The pages don't look as expected.
    Unrecognised,
    /// Another process is writing.
    Busy,
    /// The corpus or the index is damaged.
    Damaged,
    /// No space on the disk, no permission to write, or a limit of the system is reached.
    NoRoom,
    Interrupted,
}

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
            Exit::Refused => 4,
            Exit::Unrecognised => 5,
            Exit::Busy => 6,
            Exit::Damaged => 7,
            Exit::NoRoom => 8,
            Exit::Interrupted => 130,
        }
    }
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: Sentence,
    causes: Vec<String>,
    /// A line of input, and the column that the message is about.
    pointer: Option<Box<(String, usize)>>,
    hint: Option<Sentence>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<Sentence>) -> Failure {
        Failure { exit, message: message.into(), causes: Vec::new(), pointer: None, hint: None }
    }

    pub(crate) fn usage(message: impl Into<Sentence>) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    pub(crate) fn hint(mut self, hint: impl Into<Sentence>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn pointing(mut self, line: String, column: usize) -> Failure {
        self.pointer = Some(Box::new((line, column)));
        self
    }

    pub(crate) fn cause(mut self, cause: impl fmt::Display) -> Failure {
        self.causes.push(cause.to_string());
        self
    }

    /// A failure to read or write a file. The exit code depends on the system's reason.
    pub(crate) fn io(message: impl Into<Sentence>, source: &std::io::Error) -> Failure {
        Failure::new(exit_of(source), message).cause(reason(source))
    }

    /// What went wrong, with its causes, on one line.
    pub(crate) fn sentence(&self) -> Sentence {
        let with_causes = |text: &str| {
            let parts: Vec<&str> = std::iter::once(text).chain(self.causes.iter().map(String::as_str)).collect();
            parts.join(": ").into_boxed_str()
        };
        let Sentence { english, vietnamese } = &self.message;
        Sentence { english: with_causes(english), vietnamese: vietnamese.as_deref().map(with_causes) }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<&Sentence> {
        self.hint.as_ref()
    }

    /// Prints the failure on standard error.
    pub(crate) fn print(&self) {
        messages::print(&self.text(Width::of_stderr().text()));
    }

    fn text(&self, width: Width) -> String {
        let line = |word: &str, text: &str| wrap(&safe(text), width, word, CONTINUED).join("\n") + "\n";
        let mut text = line("error: ", &self.message.english);
        if let Some((input, column)) = self.pointer.as_deref() {
            text += &format!("  {}\n  {:column$}^\n", safe(input), "");
        }
        text.extend(self.causes.iter().map(|cause| line("caused by: ", cause)));
        text.extend(self.hint.iter().map(|hint| line("hint: ", &hint.english)));
        text
    }
}

/// The message without line wrapping.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Width::ANY))
    }
}

/// The system's message without its error number, in lower case.
pub(crate) fn reason(source: &std::io::Error) -> String {
    let text = source.to_string();
    let mut letters = without_number(&text).chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A message of the system without the error number at its end, which means nothing to people.
pub(crate) fn without_number(text: &str) -> &str {
    text.split(" (os error ").next().unwrap_or_default()
}

/// The exit code for a failed system call.
fn exit_of(source: &std::io::Error) -> Exit {
    use std::io::ErrorKind as K;
    if crate::disk::is_exhausted(source) {
        return Exit::NoRoom;
    }
    match source.kind() {
        K::StorageFull | K::PermissionDenied | K::ReadOnlyFilesystem | K::QuotaExceeded | K::FileTooLarge => {
            Exit::NoRoom
        }
        _ => Exit::Usage,
    }
}

impl From<CorpusError> for Failure {
    fn from(error: CorpusError) -> Failure {
        let message = error.to_string();
        match error {
            CorpusError::Busy(_) => Failure::new(Exit::Busy, message)
                .hint("wait until it has finished, or use another corpus with --corpus"),
            CorpusError::Damaged { .. } => Failure::new(Exit::Damaged, message).hint(
                "no data was removed; `byt check` lists every damaged line and explains how to recover the others",
            ),
            CorpusError::Cursor { .. } => Failure::new(Exit::Damaged, message).hint(
                "remove the file to begin anew; `byt changes --cursor NAME --since WHEN` starts it where you want",
            ),
            CorpusError::Foreign(_) => Failure::usage(message)
                .hint("choose another folder with --corpus; byt changes nothing that it didn't write"),
            CorpusError::LineTooLong { .. } => Failure::usage(message),
            CorpusError::Io { source, .. } => Failure::io(message, &source),
        }
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Failure {
        let message = error.to_string();
        match error {
            IndexError::Busy(_) => Failure::new(Exit::Busy, message).hint("wait until it has finished"),
            IndexError::Foreign(_) => Failure::usage(message)
                .hint("choose another folder with --index; byt changes nothing that it didn't write"),
            IndexError::Io { source, .. } => Failure::io(message, &source),
            IndexError::Damaged { .. } => Failure::new(Exit::Damaged, message).hint(REBUILD),
            IndexError::Engine { source: tantivy::TantivyError::IoError(io), .. } if exit_of(&io) == Exit::NoRoom => {
                Failure::io(message, &io)
            }
            IndexError::Engine { source, .. } => {
                Failure::new(Exit::Damaged, message).cause(without_number(&source.to_string())).hint(REBUILD)
            }
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Failure {
        match error {
            StorageError::Corpus(e) => e.into(),
            StorageError::Index(e) => e.into(),
            StorageError::Engine(e) => e.into(),
        }
    }
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Failure {
        let failure = Failure::usage(error.to_string());
        match error {
            #[cfg(not(feature = "native-tls"))]
            SetupError::NoNativeTls => failure
                .hint("`cargo install --path .` builds one with it: it is left out by --no-default-features only"),
            SetupError::UserInAddress => {
                failure.hint("put them into BYT_ENGINE_USER and BYT_ENGINE_PASSWORD: others can see an address")
            }
            SetupError::Unencrypted(_) => {
                failure.hint("use an address that begins with https://; `ca` in byt.toml names further certificates")
            }
            SetupError::Node(_) => failure.hint("an address looks like https://search.example.org:9200"),
            SetupError::Credentials => {
                failure.hint("a user name can't contain a colon, a password or a key can't contain a line break")
            }
            _ => failure,
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        let message = error.to_string();
        let refused = |hint: &str| Failure::new(Exit::Refused, error.to_string()).hint(hint);
        match &error {
            EngineError::Unreachable(_) => refused("check the address; no incomplete result was printed"),
            EngineError::Cancelled => Failure::new(Exit::Interrupted, message)
                .hint("what was acknowledged stays; run the same command again to continue"),
            EngineError::Refused { .. } => {
                refused("set BYT_ENGINE_USER and BYT_ENGINE_PASSWORD, or BYT_ENGINE_API_KEY, and export them")
            }
            EngineError::Redirect { .. } => {
                refused("give the address of the cluster itself; redirects are not followed")
            }
            EngineError::Busy { .. } => refused("try again later; no incomplete result was printed"),
            EngineError::Incomplete { .. } => {
                refused("nothing was printed; `GET /_cat/shards` on the cluster shows which node is missing")
            }
            EngineError::Foreign(_) | EngineError::TooOld { .. } => Failure::new(Exit::Unrecognised, message)
                .hint("byt needs OpenSearch 2.4 or later, or Elasticsearch 7.10 or later"),
            EngineError::Unexpected { .. } => Failure::new(Exit::Unrecognised, message)
                .hint("check the version of the cluster; `byt help engine` lists those that work"),
            EngineError::Missing { .. } => Failure::usage(message)
                .hint("`byt push --to URL` sends a corpus there; --engine-name chooses another name"),
            EngineError::NotOurs { .. } => Failure::usage(message).hint("choose another name with --name"),
            EngineError::OtherRules(_) => Failure::new(Exit::Damaged, message)
                .hint("`byt push` with this version rebuilds it; or query it with the version that made it"),
            EngineError::Damaged(_) => {
                Failure::new(Exit::Damaged, message).hint("`byt push --rebuild` sends everything again")
            }
            EngineError::NeedsCorpus(_) => Failure::usage(message)
                .hint("run it where the corpus is, without --engine and without `engine` in the configuration"),
            EngineError::Inexact => Failure::usage(message)
                .hint("write the word the same way each time, or leave out ~; the index can answer it"),
            EngineError::OtherCorpus(_) => {
                Failure::new(Exit::Damaged, message).hint("--name gives this corpus a place of its own")
            }
            EngineError::Ahead(_) => Failure::new(Exit::Damaged, message)
                .hint("restore the corpus from a backup; or `byt push --rebuild` replaces what is there"),
        }
    }
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Failure {
        match error {
            PushError::Corpus(error) => error.into(),
            PushError::Engine(error) => error.into(),
        }
    }
}

/// What to do about a damaged index.
pub(crate) const REBUILD: &str = "`byt index --rebuild` rebuilds the index from the corpus";

impl From<DayError> for Failure {
    fn from(error: DayError) -> Failure {
        Failure::usage(not_a_date(&error)).hint(Sentence::new(
            "dates look like 2026, 2026-01, 2026-01-20, 20/1/2026, today, yesterday, 7d or “quý 2/2025”",
            "ngày có dạng 2026, 2026-01, 2026-01-20, 20/1/2026, hôm nay, hôm qua, 7d hoặc “quý 2/2025”",
        ))
    }
}

/// What to say of a text that isn't a date.
pub(crate) fn not_a_date(error: &DayError) -> Sentence {
    Sentence::new(error.to_string(), format!("“{}” không phải là ngày", error.text))
}
