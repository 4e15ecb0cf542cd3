//! `byt import`: read saved material into the corpus.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;

use super::ending::Ending;
use super::store;
use crate::cli::arguments::Import;
use crate::cli::errors::{reason as reason_of, without_number};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output, progress, signals};
use crate::corpus::{Corpus, Failed, RECEIPT_ITEMS_MAX, Run, Stopped, Writer};
use crate::crawl::import::{self, Imported, Input, Notice};
use crate::crawl::{Intake, RunCounts};
use crate::index::Index;
use crate::indexing::{self, Labeller, Standing};

pub(super) fn run(args: &Import, settings: &Settings) -> Result<Exit, Failure> {
    let begun = Instant::now();
    signals::listen();
    let (inputs, missing) = inputs(args, settings);
    if inputs.is_empty() {
        // Nothing can come of it: no corpus is made for it either.
        missing.iter().for_each(|(path, reason)| output::say!("failed: {path}: {reason}"));
        output::say!("hint: nothing could be read, and nothing was stored; check the names of the files");
        return Ok(Exit::Usage);
    }
    let labeller = store::labeller(settings)?;
    let mut intake = open(settings, &labeller)?;
    let total = total_bytes(&inputs);
    let bar = progress::bytes(settings.progress, total, "importing");
    let mut failures = Vec::new();
    let mut notify = |notice: Notice| match notice {
        Notice::Progress { bytes } => bar.set_position(bytes),
        Notice::Failed { input, reason } => {
            let reason = without_number(&reason).to_owned();
            bar.suspend(|| output::say!("failed: {input}: {reason}"));
            failures.push((input, reason));
        }
        Notice::Warning { input, text } => bar.suspend(|| output::say!("warning: {input}: {text}")),
    };
    for (path, reason) in missing.iter() {
        notify(Notice::Failed { input: path.clone(), reason: reason.clone() });
    }
    let mut done = import::import(&inputs, settings.now, &mut intake, &signals::interrupted, &mut notify)?;
    bar.finish_and_clear();
    done.inputs_failed += missing.len() as u64;
    done.failed += missing.len() as u64;

    let tally = intake.counts();
    let writer = intake.into_writer();
    let named = failures.iter().take(RECEIPT_ITEMS_MAX).map(|(input, reason)| Failed::input(input, reason));
    let run = receipt(settings, &tally, &done, named.collect());
    let failures = failures.iter().map(|(input, reason)| json!({ "input": input, "reason": reason })).collect();
    let ending = Ending { run: &run, failures, no_index: args.no_index, json: args.json, begun };
    // A run that changed nothing and failed nowhere leaves no trace: importing again writes nothing. But
    // lines of a run that died before its receipt are told as stored by whoever finds them.
    let leaves_receipt = tally.new + tally.updated + done.failed > 0 || writer.opened().has_unacknowledged;
    ending.end(writer, leaves_receipt, &labeller, settings)?;
    Ok(match done {
        _ if signals::interrupted() => Exit::Interrupted,
        Imported { inputs_read: 0, .. } => Exit::Usage,
        Imported { failed: 1.., .. } => Exit::Partly,
        Imported { .. } => Exit::Done,
    })
}

/// The inputs in the order they were named, folders walked, and the paths that can't be read.
fn inputs(args: &Import, settings: &Settings) -> (Vec<Input>, Vec<(String, String)>) {
    // Folders that are not there yet hold nothing that could be walked into.
    let own: Vec<PathBuf> =
        [&settings.corpus, &settings.index].iter().filter_map(|dir| dir.canonicalize().ok()).collect();
    let mut inputs = Vec::new();
    let mut missing = Vec::new();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            if std::io::stdin().is_terminal() && settings.talk >= Talk::Normal {
                output::say!("reading standard input; Ctrl-D ends it");
            }
            inputs.push(Input::Standard);
            continue;
        }
        let walked = import::walk(path, &own);
        if walked.files.is_empty() && walked.failed.is_empty() {
            missing.push((path.display().to_string(), "the folder is empty".to_owned()));
        }
        inputs.extend(walked.files.into_iter().map(Input::File));
        missing.extend(walked.failed.into_iter().map(|(path, e)| (path.display().to_string(), reason_of(&e))));
    }
    (inputs, missing)
}

/// Bytes of all files, `None` where that can't be known beforehand.
fn total_bytes(inputs: &[Input]) -> Option<u64> {
    inputs
        .iter()
        .map(|input| match input {
            Input::File(path) => std::fs::metadata(path).ok().map(|m| m.len()),
            Input::Standard => None,
        })
        .sum()
}

/// Opens the corpus for writing, with the index as a help to know what is there already.
pub(super) fn open(settings: &Settings, labeller: &Labeller) -> Result<Intake, Failure> {
    let (writer, known) = writer_and_index(settings, labeller)?;
    Ok(Intake::new(writer, known)?)
}

/// The one writer, and the index where it can tell what is known.
pub(super) fn writer_and_index(settings: &Settings, labeller: &Labeller) -> Result<(Writer, Option<Index>), Failure> {
    let mut writer = Corpus::at(&settings.corpus).writer()?;
    store::tell_found(&writer);
    store::tell_damaged_runs(&Corpus::at(&settings.corpus))?;
    let mut ledger = writer.ledger()?;
    let known = match indexing::standing(&settings.index, &mut ledger, labeller) {
        Ok(Standing::Current(index) | Standing::Behind(index)) => Some(index),
        // Without a usable index the ledger itself is read: slower, never wrong.
        Ok(Standing::Foreign | Standing::Unusable) | Err(_) => None,
    };
    Ok((writer, known))
}

fn receipt(settings: &Settings, tally: &RunCounts, done: &Imported, failures: Vec<Failed>) -> Run {
    Run {
        seen: tally.new + tally.updated + tally.unchanged + done.failed,
        new: tally.new,
        updated: tally.updated,
        unchanged: tally.unchanged,
        failed: done.failed,
        listed: tally.listed,
        full: tally.full,
        bytes: done.bytes,
        complete: !signals::interrupted() && done.failed == 0,
        stopped: signals::interrupted().then_some(Stopped::Interrupted),
        failures,
        ..Run::begun("import", settings.now, settings.ended())
    }
}
