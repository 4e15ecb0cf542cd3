//! `byt reparse`: applies the current parsers to the stored raw responses.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::settings::Settings;
use crate::cli::{index_update, output, progress, signals, store, writing};
use crate::corpus::{Corpus, Run};
use crate::crawl::{Reparsed, reparse};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt reparse             after an upgrade: which articles would change, and how
  byt reparse --apply     store the new versions
  byt reparse --json | jq .fields")]
pub(crate) struct ReparseArgs {
    /// Store what changes as new versions
    #[arg(long)]
    apply: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ReparseArgs, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    if args.apply {
        store::require_corpus(settings)?;
    } else {
        store::ledger(settings)?;
    }
    let labeller = store::labeller(settings)?;
    let (writer, known) = match writing::writer_and_index(settings, &labeller) {
        // What would change can be found out without the right to change it.
        Err(failure) if !args.apply && failure.exit == Exit::NoRoom => writing::viewer_and_index(settings, &labeller)?,
        opened => opened?,
    };
    let bar = progress::items(settings.progress, None, "parsing");
    let (mut done, mut writer) =
        reparse(writer, known, args.apply.then_some(settings.now), &signals::interrupted, &mut |answers| {
            bar.set_position(answers);
        })?;
    bar.finish_and_clear();
    done.damage.extend(Corpus::at(&settings.corpus).missing_pages()?);
    for sentence in &done.damage {
        status!("damaged: {sentence}");
    }
    for sentence in &done.refused {
        status!("not stored: {sentence}");
    }
    let changes = done.new.len() + done.changed.len();
    if args.apply && (changes > 0 || writer.opened().has_unacknowledged) {
        let (new, updated) = (done.new.len() as u64, done.changed.len() as u64);
        writer.record(&Run {
            new,
            updated,
            unchanged: done.seen.saturating_sub(new + updated),
            seen: done.seen,
            complete: true,
            ..Run::begun("reparse", settings.now, settings.ended())
        })?;
        let mut ledger = store::ledger(settings)?;
        index_update::current(settings, &mut ledger, &labeller)?;
    }
    drop(writer);
    print_summary(args, settings, &done, begun)?;
    Ok(match () {
        () if signals::interrupted() => Exit::Interrupted,
        () if !done.damage.is_empty() => Exit::Damaged,
        () if !done.refused.is_empty() => Exit::Partly,
        () => Exit::Done,
    })
}

fn print_summary(args: &ReparseArgs, settings: &Settings, done: &Reparsed, begun: Instant) -> Result<(), Failure> {
    if args.json {
        let changes: BTreeMap<&str, Value> =
            done.changed.iter().map(|(id, fields)| (id.as_str(), json!(fields))).collect();
        return output::json(&json!({
            "applied": args.apply, "answers": done.answers, "skipped": done.skipped, "damage": done.damage,
            "seen": done.seen, "new": done.new.len(), "changed": done.changed.len(), "fields": done.by_field(),
            "changes": changes, "seconds": begun.elapsed().as_secs_f64(),
        }));
    }
    let mut text = String::new();
    for id in &done.new {
        // Writing to a String can't fail.
        let _ = writeln!(text, "{id}\tnew");
    }
    for (id, fields) in &done.changed {
        let _ = writeln!(text, "{id}\t{}", fields.iter().copied().collect::<Vec<_>>().join(", "));
    }
    output::text(&text)?;
    if settings.verbosity >= Verbosity::Normal {
        let fields: Vec<String> = done.by_field().iter().map(|(field, count)| format!("{field} {count}")).collect();
        let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
        status!(
            "{} of {}: {} {}{fields}, {} new",
            counted(done.answers, "raw response"),
            counted(done.seen, "article"),
            done.changed.len(),
            if args.apply { "changed" } else { "would change" },
            done.new.len()
        );
        if !args.apply && done.new.len() + done.changed.len() > 0 {
            status!("nothing was stored; --apply stores the new versions");
        }
    }
    Ok(())
}
