//! `byt reparse`: the present parsers over the stored raw answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use serde_json::{Value, json};

use super::{import, index, store};
use crate::cli::arguments::Reparse;
use crate::cli::layout::counted;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output, progress, signals};
use crate::corpus::{Corpus, Run};
use crate::crawl::{Reparsed, reparse};

pub(super) fn run(args: &Reparse, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    if args.apply {
        store::some_corpus(settings)?;
    } else {
        store::ledger(settings)?;
    }
    let labeller = store::labeller(settings)?;
    let (writer, known) = import::writer_and_index(settings, &labeller)?;
    let bar = progress::items(settings.progress, None, "reading again");
    let (mut done, mut writer) =
        reparse(writer, known, args.apply.then_some(settings.now), &signals::interrupted, &mut |answers| {
            bar.set_position(answers);
        })?;
    bar.finish_and_clear();
    done.damage.extend(Corpus::at(&settings.corpus).missing_pages()?);
    for sentence in &done.damage {
        output::say!("damaged: {sentence}");
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
        index::current(settings, &mut ledger, &labeller)?;
    }
    drop(writer);
    tell(args, settings, &done, begun)?;
    Ok(match () {
        () if signals::interrupted() => Exit::Interrupted,
        () if !done.damage.is_empty() => Exit::Damaged,
        () => Exit::Done,
    })
}

fn tell(args: &Reparse, settings: &Settings, done: &Reparsed, begun: Instant) -> Result<(), Failure> {
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
    if settings.talk >= Talk::Normal {
        let fields: Vec<String> = done.by_field().iter().map(|(field, count)| format!("{field} {count}")).collect();
        let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
        output::say!(
            "{} of {}: {} {}{fields}, {} new",
            counted(done.answers, "raw answer"),
            counted(done.seen, "article"),
            done.changed.len(),
            if args.apply { "changed" } else { "would change" },
            done.new.len()
        );
        if !args.apply && done.new.len() + done.changed.len() > 0 {
            output::say!("nothing was written; --apply writes the new versions");
        }
    }
    Ok(())
}
