//! `byt import`: reads saved material into the corpus.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::cli::errors::{Exit, Failure, reason as reason_of, without_number};
use crate::cli::finish::FinishedRun;
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status, warning};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, progress, signals, store, writing};
use crate::container::Skipped;
use crate::corpus::{Failed, RECEIPT_ITEMS_MAX, Run, Stopped};
use crate::crawl::RunCounts;
use crate::crawl::import::{self, Awaited, Imported, Input, InputReport, Notice, PassedOver, UNREADABLE};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt import saved/                    saved pages, captures, WARC files
  byt import old-portal.warc.gz        an archive of the old portal
  byt import --plan saved/             what each file is, and what it would add
  byt export | ssh other byt import -  records from another corpus")]
pub(crate) struct ImportArgs {
    /// Files or folders; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show what each input was recognised as and what importing it would do; store nothing
    #[arg(long)]
    plan: bool,
    /// Store without indexing
    #[arg(long)]
    no_index: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ImportArgs, settings: &Settings) -> Result<Exit, Failure> {
    let begun = Instant::now();
    signals::listen();
    let Walk { inputs, missing, skipped } = walk(args, settings);
    if inputs.is_empty() {
        // No corpus is created if there is nothing to import.
        missing.iter().for_each(|(path, reason)| status!("failed: {path}: {reason}"));
        status!("hint: nothing could be read, so nothing was stored; check the file names");
        return Ok(Exit::Usage);
    }
    let labeller = store::labeller(settings)?;
    let (mut intake, _folder) =
        if args.plan { writing::plan(settings, &labeller)? } else { (writing::intake(settings, &labeller)?, None) };
    let mut reports = unread(args, &missing, &skipped);
    let total = total_bytes(&inputs);
    let bar = progress::bytes(settings.progress, total, "importing");
    let mut failures = Vec::new();
    let is_verbose = settings.verbosity >= Verbosity::Verbose;
    let mut notify = |notice: Notice| match notice {
        Notice::Progress { bytes } => bar.set_position(bytes),
        Notice::Failed { input, reason, number } => {
            let reason = without_number(&reason).to_owned();
            let is_named = number <= import::NAMED_MAX;
            if is_named || is_verbose {
                bar.suspend(|| status!("failed: {input}: {reason}"));
            }
            if is_named {
                failures.push((input, reason));
            }
        }
        Notice::ManyFailed { input, kinds } => {
            let reason = format!("{} in all: {}", counted(kinds.total(), "failure"), import::in_words(&kinds));
            let advice = if is_verbose { "" } else { "; -v names each" };
            bar.suspend(|| status!("failed: {input}: {reason}{advice}"));
            failures.push((input, reason));
        }
        Notice::Read(report) if args.plan => reports.push(report),
        Notice::Read(report) if is_verbose => {
            bar.suspend(|| status!("read: {}", heading(&report)));
        }
        Notice::Read(_) => {}
        Notice::Skipped { input, skipped } if is_verbose && !args.plan => {
            bar.suspend(|| status!("skipped: {input}: {}", import::in_words(&skipped)));
        }
        Notice::UnknownKeys { input, keys } if is_verbose && !args.plan => {
            bar.suspend(|| status!("unknown keys: {input}: {}", import::in_words(&keys)));
        }
        Notice::Skipped { .. } | Notice::UnknownKeys { .. } => {}
        Notice::GivenUp { input, awaited } => bar.suspend(|| status!("{}", given_up(&input, awaited, args.plan))),
        Notice::Warning { number, .. } if number > import::NAMED_MAX && !is_verbose => {}
        Notice::Warning { input, text, .. } => bar.suspend(|| warning!("{input}: {text}")),
        Notice::ManyWarnings { input, count } if !is_verbose => {
            let more = counted(count - import::NAMED_MAX, "more warning");
            bar.suspend(|| warning!("{input}: {more}; -v shows each"));
        }
        Notice::ManyWarnings { .. } => {}
    };
    for (path, reason) in missing.iter() {
        notify(Notice::Failed { input: path.clone(), reason: reason.clone(), number: 1 });
    }
    let mut done = import::import(&inputs, settings.now, &mut intake, &signals::interrupted, &mut notify)?;
    bar.finish_and_clear();
    done.inputs_failed += missing.len() as u64;
    done.failed += missing.len() as u64;
    done.skipped.extend(skipped);
    if args.plan {
        print_plan(args, &reports, &done, settings)?;
        return Ok(exit(&done));
    }

    let counts = intake.counts();
    let writer = intake.into_writer();
    let named = failures.iter().take(RECEIPT_ITEMS_MAX).map(|(input, reason)| Failed::input(input, reason));
    let run = receipt(settings, &counts, &done, named.collect());
    let failures = failures.iter().map(|(input, reason)| json!({ "input": input, "reason": reason })).collect();
    let finished = FinishedRun {
        run: &run,
        failures,
        skipped: Some(&done.skipped),
        unknown_keys: Some(&done.unknown_keys),
        late: Vec::new(),
        no_index: args.no_index,
        json: args.json,
        begun,
    };
    // A run that changed nothing leaves no receipt, so that importing again writes nothing. But lines of a
    // run that died before its receipt must be acknowledged by this one.
    let leaves_receipt = counts.new + counts.updated + done.failed > 0 || writer.opened().has_unacknowledged;
    finished.finish(writer, leaves_receipt, &labeller, settings)?;
    Ok(exit(&done))
}

/// What the run was waiting for when it was interrupted, and what became of the rest.
fn given_up(input: &str, awaited: Awaited, is_plan: bool) -> String {
    let kept = if is_plan { "" } else { "; what had arrived is stored" };
    match awaited {
        Awaited::Writer => format!("interrupted while waiting for a program to write to {input}"),
        Awaited::Rest => format!("interrupted while waiting for the rest of {input}{kept}"),
    }
}

fn exit(done: &Imported) -> Exit {
    match done {
        _ if signals::interrupted() => Exit::Interrupted,
        Imported { inputs_read: 0, .. } => Exit::Usage,
        Imported { failed: 1.., .. } => Exit::Partly,
        Imported { .. } => Exit::Done,
    }
}

/// Reports of what isn't read at all: paths that can't be read, and files that no folder is searched for.
fn unread(args: &ImportArgs, missing: &[(String, String)], skipped: &Skipped) -> Vec<InputReport> {
    let part = |what: &str, count, why: &str| BTreeMap::from([(what.to_owned(), (count, why.to_owned()))]);
    let failed = missing.iter().map(|(path, why)| InputReport::passed_over(path, part(UNREADABLE, 1, why)));
    let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
    let kinds = skipped.kinds();
    let left_out = kinds.map(|(what, count)| {
        InputReport::passed_over(&paths.join(", "), part(what, count, "they belong to the pages next to them"))
    });
    failed.chain(left_out).collect()
}

/// "a.warc: WARC archive: page of the portal (HTML): 2 new, 0 updated, 1 unchanged".
fn heading(report: &InputReport) -> String {
    let InputReport { name, kind, new, updated, unchanged, .. } = report;
    let kind = kind.as_deref().unwrap_or("not recognised");
    format!("{name}: {kind}: {new} new, {updated} updated, {unchanged} unchanged")
}

fn print_plan(args: &ImportArgs, reports: &[InputReport], done: &Imported, settings: &Settings) -> Result<(), Failure> {
    if args.json {
        let part = |PassedOver { what, count, why }: &PassedOver| json!({ "what": what, "count": count, "why": why });
        let input = |report: &InputReport| {
            json!({
                "name": report.name, "kind": report.kind, "new": report.new, "updated": report.updated,
                "unchanged": report.unchanged, "passed_over": report.passed_over.iter().map(part).collect::<Vec<_>>(),
            })
        };
        return output::json(&json!({ "inputs": reports.iter().map(input).collect::<Vec<_>>() }));
    }
    let mut text = String::new();
    for report in reports {
        text += &format!("{}\n", safe(&heading(report)));
        for PassedOver { what, count, why } in &report.passed_over {
            text += &if what == UNREADABLE {
                format!("  can't be read: {}: {}\n", counted(*count, "part"), safe(why))
            } else {
                format!("  passed over: {count} × {}: {}\n", safe(what), safe(why))
            };
        }
    }
    output::text(&text)?;
    if settings.verbosity >= Verbosity::Normal {
        let rest = match done {
            Imported { inputs_read: 0, .. } => "there is nothing here to import",
            Imported { failed: 1.., .. } => "the same command without --plan imports what can be read",
            Imported { .. } => "the same command without --plan imports it",
        };
        status!("nothing was stored; {rest}");
    }
    Ok(())
}

/// The inputs in their order, with the files in folders; the paths that can't be read; what is left out.
#[derive(Default)]
struct Walk {
    inputs: Vec<Input>,
    missing: Vec<(String, String)>,
    skipped: Skipped,
}

fn walk(args: &ImportArgs, settings: &Settings) -> Walk {
    // Our own folders are skipped. They may not exist yet.
    let own: Vec<PathBuf> =
        [&settings.corpus, &settings.index].iter().filter_map(|dir| dir.canonicalize().ok()).collect();
    let Walk { mut inputs, mut missing, mut skipped } = Walk::default();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            if std::io::stdin().is_terminal() && settings.verbosity >= Verbosity::Normal {
                status!("reading standard input; press Ctrl-D to end it");
            }
            inputs.push(Input::Standard);
            continue;
        }
        let walked = import::walk(path, &own);
        if walked.inputs.is_empty() && walked.failed.is_empty() {
            missing.push((path.display().to_string(), "the folder is empty".to_owned()));
        }
        inputs.extend(walked.inputs);
        skipped.extend(walked.skipped);
        missing.extend(walked.failed.into_iter().map(|(path, e)| (path.display().to_string(), reason_of(&e))));
    }
    Walk { inputs, missing, skipped }
}

/// The size of all files in bytes; `None` if it isn't known in advance.
fn total_bytes(inputs: &[Input]) -> Option<u64> {
    inputs
        .iter()
        .map(|input| match input {
            Input::File(path) | Input::Found(path) => std::fs::metadata(path).ok().map(|m| m.len()),
            Input::Standard => None,
        })
        .sum()
}

fn receipt(settings: &Settings, counts: &RunCounts, done: &Imported, failures: Vec<Failed>) -> Run {
    Run {
        seen: counts.new + counts.updated + counts.unchanged + done.failed,
        new: counts.new,
        updated: counts.updated,
        unchanged: counts.unchanged,
        failed: done.failed,
        listed: counts.listed,
        full: counts.full,
        bytes: done.bytes,
        complete: !signals::interrupted() && done.failed == 0,
        stopped: signals::interrupted().then_some(Stopped::Interrupted),
        failures,
        ..Run::begun("import", settings.now, settings.ended())
    }
}
