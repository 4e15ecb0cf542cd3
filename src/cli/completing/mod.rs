//! Completions: the candidates for the word at the cursor, which the shell requests at each TAB.
//!
//! The scripts of `byt completions` run `byt` with `BYT_COMPLETE` set and the words of the line as
//! arguments. Options and subcommands come from the arguments; people, topics and roles from the
//! registries, including the user's. The index is never opened, because a TAB must not wait.

mod bash;
mod candidate;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::engine::CompletionCandidate;

use self::candidate::Candidate;
use super::arguments::Arguments;
use super::errors::{Exit, Failure};
use super::output;
use super::safe::safe;

/// The variable that contains the name of the shell.
const SHELL: &str = "BYT_COMPLETE";

/// Prints the candidates if a shell requests them, and returns the exit code; otherwise returns `None`.
pub(crate) fn answer() -> Option<ExitCode> {
    let shell = std::env::var(SHELL).ok()?;
    let words: Vec<String> =
        std::env::args_os().skip_while(|word| word != "--").skip(1).map(|w| w.to_string_lossy().into_owned()).collect();
    let text = match shell.as_str() {
        "bash" => bash::answer(&words, &candidates),
        "zsh" => zsh(&bash::unquoted_all(&words)),
        "fish" => fish(&words),
        "powershell" => powershell(&words),
        // A shell without a script gets nothing instead of an error at every TAB.
        _ => String::new(),
    };
    let done = output::Out::open(None).and_then(|mut out| {
        std::io::Write::write_all(&mut out, text.as_bytes()).map_err(Failure::from_output)?;
        out.finish()
    });
    // An error message at the prompt would only disturb.
    Some(ExitCode::from(done.map_or_else(|failure| failure.exit, |()| Exit::Done).code()))
}

/// The candidates for the last word.
fn candidates(words: &[String]) -> Vec<Candidate> {
    let Some(last) = words.len().checked_sub(1) else { return Vec::new() };
    let mut whole = Arguments::command();
    whole.build();
    let mut command = values::with_completers(whole, words);
    let here = std::env::current_dir().ok();
    let typed: Vec<OsString> = words.iter().map(OsString::from).collect();
    // The engine only fails if the word doesn't exist.
    let found = clap_complete::engine::complete(&mut command, typed, last, here.as_deref()).unwrap_or_default();
    found.iter().filter(|found| !found.is_hide_set()).filter_map(candidate).collect()
}

/// `None` for a file name with control characters, which no shell could insert.
fn candidate(found: &CompletionCandidate) -> Option<Candidate> {
    let value = found.get_value().to_str().filter(|value| safe(value) == **value)?.to_owned();
    let about = found.get_help().map(ToString::to_string).unwrap_or_default();
    let about = safe(about.lines().next().unwrap_or_default()).into_owned();
    Some(Candidate { value, about })
}

/// The first line says whether the candidates begin with the typed word (`+`) or replace it (`-`). The
/// other lines are value, tab, description.
fn zsh(words: &[String]) -> String {
    let found = candidates(words);
    let typed = words.last().map_or("", String::as_str);
    let begins = found.iter().all(|c| c.value.starts_with(typed));
    std::iter::once(if begins { "+\n".to_owned() } else { "-\n".to_owned() }).chain(found.iter().map(row)).collect()
}

fn row(candidate: &Candidate) -> String {
    format!("{}\t{}\n", candidate.value, candidate.about)
}

/// fish only offers candidates that match the typed word letter by letter, and "ê" doesn't match "e".
/// So a name typed without accents is offered without accents and described by the correct name:
/// accents are optional wherever a name is expected.
fn fish(words: &[String]) -> String {
    let words: Vec<String> = bash::unquoted_all(words);
    let typed = words.last().map_or("", String::as_str);
    let row_for_fish = |c: Candidate| {
        let lower = c.value.to_lowercase();
        if lower.contains(&typed.to_lowercase()) {
            return row(&c);
        }
        // After `--official=` only the value is a name.
        let (lead, name) = c.value.split_once('=').map_or(("", c.value.as_str()), |(lead, name)| (lead, name));
        let equals = if lead.is_empty() { "" } else { "=" };
        row(&Candidate { value: format!("{lead}{equals}{}", crate::text::folded(name)), about: name.to_owned() })
    };
    candidates(&words).into_iter().map(row_for_fish).collect()
}

/// The quoted value, tab, the value for the list, tab, description.
fn powershell(words: &[String]) -> String {
    let quoted = |value: &str| {
        let plain = |c: char| c.is_alphanumeric() || "-_./\\:=".contains(c);
        if value.chars().all(plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', "''")) }
    };
    candidates(words)
        .iter()
        .map(|c| {
            let about = if c.about.is_empty() { &c.value } else { &c.about };
            format!("{}\t{}\t{about}\n", quoted(&c.value), c.value)
        })
        .collect()
}
