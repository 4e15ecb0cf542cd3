//! What the pages need from the rest of the program: commands that run on one state of the corpus.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;

use crate::wording::Sentence;

/// Where a command writes its data.
pub(crate) type Output = Arc<Mutex<dyn Write + Send>>;

/// Takes snapshots of the corpus. One request uses one snapshot, so an update that runs meanwhile changes nothing midway.
pub(crate) trait Snapshots: Send + Sync {
    /// Returns the commands on the corpus as it is now.
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal>;
}

/// Runs commands that only read, on one state of the corpus.
pub(crate) trait Commands: Send + Sync {
    /// Runs a command, given as the words of a command line without the program's name. Its data goes to `out`.
    ///
    /// The same result goes to the outputs of `beside`, in the formats that these name, where the command knows them: the
    /// styles of `show --cite`, and `svg` of the commands that draw.
    fn run(&self, words: &[String], out: Output, beside: Vec<(&'static str, Output)>) -> Result<Ended, Refusal>;

    /// The query with its words in quotes, if it has several words without quotes that may be one phrase. The commands that
    /// count hits refuse those.
    fn quoted(&self, query: &str) -> Option<String>;

    /// A number that another state of the corpus doesn't have, as long as the server runs.
    fn generation(&self) -> u64;
}

/// How a command ended that wasn't refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Whether it found anything.
    pub(crate) found: bool,
    /// What it remarked on what its data mean, in the language that was asked for, beyond what its document says.
    pub(crate) remarks: Vec<String>,
    /// What else it said besides its data, one message per item, as on the command line.
    pub(crate) messages: Vec<String>,
}

/// Why a command gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) kind: RefusalKind,
    /// One sentence, with its causes.
    pub(crate) message: Sentence,
    /// What to do, or what may have been meant.
    pub(crate) hint: Option<Sentence>,
}

/// Who could do something about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// The request: a name, a date or a value in it has no meaning, or several.
    Request,
    /// Time: another process is building the index, or a cluster can't answer now.
    Busy,
    /// The owner of the corpus: something is damaged or missing.
    Damage,
}

/// The document that a command writes as JSON, and how the command ended. Fails if it isn't what `T` says, which is a
/// fault of this program.
pub(super) fn document<T: DeserializeOwned>(commands: &dyn Commands, words: &[&str]) -> Result<(T, Ended), Refusal> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let (bytes, outcome) = output(commands, &words)?;
    Ok((read(&bytes, &words)?, outcome))
}

/// Reads the document that a command wrote.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8], words: &[String]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| Refusal {
        kind: RefusalKind::Damage,
        message: format!("the output of `byt {}` isn't what a page expects: {error}", words.join(" ")).into(),
        hint: None,
    })
}

/// All data that a command writes, and how it ended.
pub(super) fn output(commands: &dyn Commands, words: &[String]) -> Result<(Vec<u8>, Ended), Refusal> {
    let (bytes, [], ended) = output_and(commands, words, [])?;
    Ok((bytes, ended))
}

/// All data that a command writes, the same result in more formats, and how the command ended.
pub(super) fn output_and<const N: usize>(
    commands: &dyn Commands,
    words: &[String],
    formats: [&'static str; N],
) -> Result<(Vec<u8>, [String; N], Ended), Refusal> {
    let buffer = || Arc::new(Mutex::new(Vec::new()));
    let (out, beside) = (buffer(), formats.map(|_| buffer()));
    let outputs = formats.into_iter().zip(&beside).map(|(format, out)| (format, Arc::clone(out) as Output));
    let ended = commands.run(words, Arc::clone(&out) as Output, outputs.collect())?;
    // A panic ends the process, so no thread can have left one half written.
    let taken = |out: &Mutex<Vec<u8>>| std::mem::take(&mut *out.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((taken(&out), beside.map(|out| String::from_utf8_lossy(&taken(&out)).into_owned()), ended))
}
