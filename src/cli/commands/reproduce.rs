//! `byt reproduce`: an earlier result computed again, now or as of then.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{collocates, cooccur, dispersion, first, keyness, kwic, sample, snapshot, trend, words};
use crate::cli::comparison::Comparison;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, note};
use crate::cli::settings::Settings;
use crate::cli::words_of::{of_the_result, parsed, without};
use crate::cli::{as_of, captured, named_questions, output, store};
use crate::follow::{self, EventKind};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt reproduce trend.json                      on the corpus as it is now
  byt reproduce trend.json --as-of              on the corpus as it was then
  byt reproduce trend.json --as-of 2026-01-31   as it was after that day")]
pub(crate) struct ReproduceArgs {
    /// The JSON of a study command; - reads standard input
    file: PathBuf,
    /// Read the corpus as it was: at a snapshot (its id), at the end of a day, or at a place (`byt help follow`)
    /// [without a value: the snapshot of the result]
    #[arg(long, value_name = "PLACE", num_args = 0..=1, default_missing_value = "")]
    as_of: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReproduceFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReproduceFormat {
    /// For people
    Text,
    /// One document with every difference
    Json,
}

/// The parts of a saved result that are needed to compute it again.
#[derive(Debug, Deserialize)]
struct Earlier {
    command: String,
    arguments: Vec<String>,
    byt: String,
    /// When it was computed: the day that relative days such as `30d` are counted from.
    made: DateTime<Utc>,
    snapshot: SnapshotIds,
    rows: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct SnapshotIds {
    id: String,
    rules: String,
    units: Option<String>,
}

/// The parts of the new result that are compared.
#[derive(Deserialize)]
struct Again {
    snapshot: SnapshotIds,
    rows: Vec<Value>,
}

/// What happened to the corpus after the state of the result.
#[derive(Debug, Default, PartialEq, Eq)]
struct Since {
    new: usize,
    changed: usize,
    withdrawn: usize,
}

/// Differences that text for people shows.
const SHOWN_MAX: usize = 10;

pub(super) fn run(args: &ReproduceArgs, settings: &Settings) -> Result<Exit, Failure> {
    let earlier = read(&args.file)?;
    let as_of = match args.as_of.as_deref() {
        Some("") => Some(earlier.snapshot.id.as_str()),
        place => place,
    };
    // The place that was typed is read as of today, the arguments of the result as of then.
    let place = as_of.map(|place| as_of::absolute(place, settings));
    let arguments = arguments(&earlier, place.as_deref());
    let then = settings.at(earlier.made);
    let (again, messages) = again(&earlier.command, &arguments, &then)?;
    let now = again.as_ref().map_or(&[][..], |again| &again.rows);
    let comparison = Comparison::of(&earlier.rows, now);
    // As of then, nothing has happened since.
    let since = if as_of.is_none() { since(&earlier.snapshot.id, settings)? } else { None };
    let report = Reproduction { earlier: &earlier, arguments, as_of, again: again.as_ref(), comparison, since };
    match args.format {
        ReproduceFormat::Json => output::json(&report.json())?,
        ReproduceFormat::Text => output::text(&report.text())?,
    }
    if settings.verbosity >= Verbosity::Normal {
        messages.iter().for_each(|message| note!("{}", message.trim_start_matches("note: ")));
    }
    Ok(if report.comparison.differences.is_empty() { Exit::Done } else { Exit::Nothing })
}

/// Reads a result. Fails if the file doesn't have one.
fn read(path: &Path) -> Result<Earlier, Failure> {
    let name = path.display();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(path).map(|content| text = content)
    };
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Err(no_result(path, "it isn't text")),
        read => read.map_err(|e| Failure::new(Exit::Usage, format!("can't read {name}")).cause(e))?,
    }
    let earlier: Earlier = serde_json::from_str(&text).map_err(|error| no_result(path, &error.to_string()))?;
    let is_id = earlier.snapshot.id.len() == 32 && earlier.snapshot.id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { Ok(earlier) } else { Err(no_result(path, "its snapshot has no id")) }
}

fn no_result(path: &Path, why: &str) -> Failure {
    Failure::usage(format!("{} isn't the result of a study command", path.display()))
        .cause(why)
        .hint("save one with --format json, for example `byt words --format json -o words.json`")
}

/// The arguments of the result, for another run.
fn arguments(earlier: &Earlier, as_of: Option<&str>) -> Vec<String> {
    // A file may come from anyone; what only says where output goes is never followed.
    let command = std::iter::once(earlier.command.clone());
    let typed = of_the_result(command.chain(earlier.arguments.iter().cloned()));
    match as_of {
        None => typed,
        Some(place) => {
            let rest = without(typed.into_iter(), &["--as-of"], &[]);
            ["--as-of".to_owned(), place.to_owned()].into_iter().chain(rest).collect()
        }
    }
}

/// Runs the command again. Returns what it found, `None` if its scope is empty, and its messages.
fn again(name: &str, arguments: &[String], settings: &Settings) -> Result<(Option<Again>, Vec<String>), Failure> {
    let words: Vec<String> =
        [name, "--format", "json"].map(str::to_owned).into_iter().chain(arguments.iter().cloned()).collect();
    let out = Arc::new(Mutex::new(Vec::new()));
    let (ended, messages) = captured::run(&words, out.clone(), Vec::new(), || command(name, &words[1..], settings));
    ended?;
    let messages = messages.into_iter().map(|message| message.line).collect();
    // A panic ends the process, so no thread can have left it half written.
    let printed = std::mem::take(&mut *out.lock().unwrap_or_else(PoisonError::into_inner));
    if printed.is_empty() {
        return Ok((None, messages));
    }
    let again = serde_json::from_slice(&printed)
        .map_err(|error| Failure::usage("the command didn't print a result").cause(error))?;
    Ok((Some(again), messages))
}

/// Runs a study command.
fn command(name: &str, words: &[String], settings: &Settings) -> Result<Exit, Failure> {
    match name {
        "collocates" => collocates::run(&parsed(name, words)?, settings),
        "cooccur" => cooccur::run(&parsed(name, words)?, settings),
        "dispersion" => dispersion::run(&parsed(name, words)?, settings),
        "first" => first::run(&parsed(name, words)?, settings),
        "keyness" => keyness::run(&parsed(name, words)?, settings),
        "kwic" => kwic::run(&parsed(name, words)?, settings),
        "sample" => sample::run(&parsed(name, words)?, settings),
        "snapshot" => snapshot::run(&parsed(name, words)?, settings),
        "trend" => trend::run(&parsed(name, words)?, settings),
        "words" => words::run(&parsed(name, words)?, settings),
        other => Err(Failure::usage(format!("'{other}' isn't a study command")).hint("`byt help study` lists them")),
    }
}

/// What happened since the corpus was in a state; `None` if this corpus never was.
fn since(id: &str, settings: &Settings) -> Result<Option<Since>, Failure> {
    let mut ledger = store::ledger(settings)?;
    let Some(place) = ledger.last_place_with_sum(|sum| format!("{sum:032x}") == id)? else { return Ok(None) };
    let mut since = Since::default();
    for event in follow::events(&ledger, place, ledger.bytes())?.iter().filter(|event| event.is_change()) {
        match event.kind {
            EventKind::New => since.new += 1,
            EventKind::Withdrawn => since.withdrawn += 1,
            _ => since.changed += 1,
        }
    }
    Ok(Some(since))
}

/// How the result that was computed again compares with the earlier one.
struct Reproduction<'a> {
    earlier: &'a Earlier,
    arguments: Vec<String>,
    as_of: Option<&'a str>,
    again: Option<&'a Again>,
    comparison: Comparison,
    since: Option<Since>,
}

impl Reproduction<'_> {
    fn json(&self) -> Value {
        let (earlier, now) = (self.earlier, self.again.map(|again| &again.snapshot));
        let since = self
            .since
            .as_ref()
            .map(|since| json!({ "new": since.new, "changed": since.changed, "withdrawn": since.withdrawn }));
        let differences: Vec<Value> = self.comparison.differences.iter().map(|difference| difference.json()).collect();
        json!({
            "command": "reproduce",
            "of": earlier.command,
            "arguments": self.arguments,
            "as_of": self.as_of,
            "same": differences.is_empty(),
            "byt": { "then": earlier.byt, "now": env!("CARGO_PKG_VERSION") },
            "snapshot": { "then": earlier.snapshot.id, "now": now.map(|now| &now.id) },
            "rules": { "then": earlier.snapshot.rules, "now": now.map(|now| &now.rules) },
            "rows": { "then": earlier.rows.len(), "now": self.again.map_or(0, |again| again.rows.len()), "same": self.comparison.same },
            "since": since,
            "differences": differences,
        })
    }

    fn text(&self) -> String {
        let (earlier, comparison) = (self.earlier, &self.comparison);
        let same = same(earlier.rows.len(), comparison.same);
        let as_of = self.as_of.map_or_else(String::new, |place| format!(" as of {place}"));
        let mut lines = vec![format!("{}{as_of}: {same}", earlier.command)];
        lines.extend(comparison.differences.iter().take(SHOWN_MAX).map(|one| format!("  {}", one.line())));
        if let Some(more) = comparison.differences.len().checked_sub(SHOWN_MAX).filter(|more| *more > 0) {
            lines.push(format!("  … and {}; --format json lists them", counted(more as u64, "more difference")));
        }
        lines.extend(self.reasons());
        lines.join("\n") + "\n"
    }

    /// What may explain a difference.
    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        match &self.since {
            Some(since) if *since == Since::default() => {
                reasons.push("no article was added or changed since then".to_owned());
            }
            Some(Since { new, changed, withdrawn }) => {
                reasons.push(format!("articles since then: {new} new, {changed} changed, {withdrawn} withdrawn"));
            }
            None if self.as_of.is_none() => {
                reasons.push("this corpus never had exactly the articles that the result was computed from".to_owned());
            }
            None => {}
        }
        if self.again.is_some_and(|again| again.snapshot.rules != self.earlier.snapshot.rules) {
            reasons.push("the rules for words, people or topics have changed".to_owned());
        }
        if self.again.is_some_and(|again| again.snapshot.units != self.earlier.snapshot.units) {
            reasons.push("the list of units has changed".to_owned());
        }
        let mut typed = self.arguments.iter();
        if let Some(name) = typed.find_map(|word| named_questions::name_in(Some(word))) {
            reasons.push(format!("@{name} is read as the configuration has it now"));
        }
        if self.earlier.byt != env!("CARGO_PKG_VERSION") {
            let (then, now) = (&self.earlier.byt, env!("CARGO_PKG_VERSION"));
            reasons.push(format!("byt {then} computed the earlier result, byt {now} the new one"));
        }
        if self.as_of.is_none()
            && self.since.as_ref().is_some_and(|since| *since != Since::default())
            && !self.comparison.differences.is_empty()
        {
            reasons.push("--as-of computes it from the corpus as it was then".to_owned());
        }
        reasons
    }
}

/// How many of the earlier rows are the same.
fn same(rows: usize, same: usize) -> String {
    match (rows, same) {
        (0, _) => "the earlier result has no rows".to_owned(),
        (1, 0) => "the row is not the same".to_owned(),
        (1, _) => "the row is the same".to_owned(),
        (rows, 0) => format!("none of {rows} rows is the same"),
        (rows, 1) => format!("1 of {rows} rows is the same"),
        (rows, same) if rows == same => format!("all {rows} rows are the same"),
        (rows, same) => format!("{same} of {rows} rows are the same"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_counted_in_words() {
        let check = |rows, same, expected: &str| assert_eq!(super::same(rows, same), expected);
        check(0, 0, "the earlier result has no rows");
        check(1, 0, "the row is not the same");
        check(1, 1, "the row is the same");
        check(3, 0, "none of 3 rows is the same");
        check(3, 1, "1 of 3 rows is the same");
        check(3, 2, "2 of 3 rows are the same");
        check(3, 3, "all 3 rows are the same");
    }
}
