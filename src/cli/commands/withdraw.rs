//! `byt withdraw`: takes back articles that should never have been stored, and restores them.

use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::article::{Article, Id, Withdrawal};
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{self, Verbosity, status};
use crate::cli::settings::Settings;
use crate::cli::{command_line, index_update, output, signals, store, writing};
use crate::corpus::Run;
use crate::crawl::{Intake, RunArticles};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt withdraw 20260121-3f9c01d2ab47 --reason 'not an article'
  byt withdraw --run run-20260201T010000Z-4711   the articles this run added
  byt withdraw --run run-20260201T010000Z-4711 --plan
  byt withdraw 20260121-3f9c01d2ab47 --restore
  byt search 'mẫu thử' --format ids | xargs byt withdraw")]
pub(crate) struct WithdrawArgs {
    /// Ids or aliases of articles (aid:167411, slug:…)
    #[arg(required_unless_present = "run", conflicts_with = "run", value_name = "ID")]
    ids: Vec<String>,
    /// All articles that this update or import added; `byt status` shows the name of the last run
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
    /// Why; `byt show` repeats it
    #[arg(long, value_name = "TEXT", conflicts_with = "restore")]
    reason: Option<String>,
    /// Restore withdrawn articles instead
    #[arg(long)]
    restore: bool,
    /// Show what would change; store nothing
    #[arg(long)]
    plan: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// What the command did, or would do.
#[derive(Default)]
struct Done {
    /// Articles that were withdrawn, or restored.
    changed: Vec<Article>,
    /// Articles that were so before.
    unchanged: Vec<Article>,
    /// Articles that the run only updated.
    kept: Vec<Article>,
    /// One sentence for each article that can't be changed.
    refused: Vec<String>,
}

pub(super) fn run(args: &WithdrawArgs, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    if args.plan {
        store::ledger(settings)?;
    } else {
        store::require_corpus(settings)?;
    }
    let labeller = store::labeller(settings)?;
    let mut intake = if args.plan {
        let (viewer, known) = writing::viewer_and_index(settings, &labeller)?;
        Intake::new(viewer, known)?
    } else {
        writing::intake(settings, &labeller)?
    };
    let RunArticles { first, updated } = selected(args, &mut intake)?;
    let mut done = Done { kept: updated, ..Done::default() };
    let withdrawal = Withdrawal { at: settings.now, command: command_line::typed(), reason: args.reason.clone() };
    let withdrawal = Some(withdrawal).filter(|_| !args.restore);
    for article in first {
        if signals::interrupted() {
            break;
        }
        let is_changed = if args.plan {
            article.is_withdrawn() == args.restore
        } else {
            match intake.withdraw(&article.id, withdrawal.as_ref(), settings.now) {
                Ok(is_changed) => is_changed,
                Err(error) => {
                    done.refused.push(error.refusal()?);
                    continue;
                }
            }
        };
        if is_changed { &mut done.changed } else { &mut done.unchanged }.push(article);
    }
    let mut writer = intake.into_writer();
    let name = writer.run().map(str::to_owned);
    if !args.plan {
        if !done.changed.is_empty() || writer.opened().has_unacknowledged {
            writer.record(&receipt(args, &done, settings))?;
        }
        let mut ledger = store::ledger(settings)?;
        if done.changed.is_empty() {
            // A run that was killed may have left the index without what it withdrew.
            index_update::current(settings, &mut ledger, &labeller)?;
        } else {
            index_update::after_storing(settings, &mut ledger, &labeller)?;
        }
    }
    drop(writer);
    print_summary(args, settings, &done, name.as_deref(), begun)?;
    for sentence in &done.refused {
        status!("failed: {sentence}");
    }
    Ok(match () {
        () if signals::interrupted() => Exit::Interrupted,
        () if done.refused.is_empty() => Exit::Done,
        () => Exit::Partly,
    })
}

/// The articles that are meant. Fails if one of the names, or the run, is unknown.
fn selected(args: &WithdrawArgs, intake: &mut Intake) -> Result<RunArticles, Failure> {
    if let Some(name) = &args.run {
        return intake.of_run(name)?.ok_or_else(|| {
            Failure::usage(format!("no run is called “{name}”"))
                .hint("`byt status --json`, and the summaries of update and import with --json, name runs")
        });
    }
    let mut found = RunArticles::default();
    for name in &args.ids {
        let url = Some(name.as_str()).filter(|name| store::is_address(name));
        let Some(article) = intake.named(&store::keys_of(name), url, args.restore)? else {
            return Err(Failure::usage(format!("no article has the id “{name}”; nothing was changed"))
                .hint("`byt search` shows the ids of articles"));
        };
        if found.first.iter().all(|known| known.id != article.id) {
            found.first.push(article);
        }
    }
    Ok(found)
}

fn receipt(args: &WithdrawArgs, done: &Done, settings: &Settings) -> Run {
    let (changed, unchanged) = (done.changed.len() as u64, done.unchanged.len() as u64);
    Run {
        seen: changed + unchanged + done.refused.len() as u64,
        failed: done.refused.len() as u64,
        updated: changed,
        unchanged,
        complete: !signals::interrupted() && done.refused.is_empty(),
        ..Run::begun(if args.restore { "restore" } else { "withdraw" }, settings.now, settings.ended())
    }
}

fn print_summary(
    args: &WithdrawArgs,
    settings: &Settings,
    done: &Done,
    name: Option<&str>,
    begun: Instant,
) -> Result<(), Failure> {
    let changed = if args.restore { "restored" } else { "withdrawn" };
    if args.json {
        let ids = |articles: &[Article]| articles.iter().map(|article| article.id.clone()).collect::<Vec<Id>>();
        let (withdrawn, restored) =
            if args.restore { (&[][..], &done.changed[..]) } else { (&done.changed[..], &[][..]) };
        return output::json(&json!({
            "run": name, "applied": !args.plan, "reason": args.reason,
            "withdrawn": withdrawn.len(), "restored": restored.len(),
            "unchanged": done.unchanged.len(), "kept": done.kept.len(),
            "withdrawn_ids": ids(withdrawn), "restored_ids": ids(restored),
            "unchanged_ids": ids(&done.unchanged), "kept_ids": ids(&done.kept),
            "seconds": begun.elapsed().as_secs_f64(),
        }));
    }
    if settings.verbosity == Verbosity::Quiet {
        return Ok(());
    }
    let groups = [(changed, &done.changed), ("unchanged", &done.unchanged), ("kept", &done.kept)];
    let lines = groups.iter().flat_map(|(what, articles)| {
        articles.iter().map(move |article| format!("{}\t{what}\t{}\n", article.id, article.title))
    });
    output::text(&lines.collect::<String>())?;
    print_sentences(args, settings, done, changed);
    Ok(())
}

fn print_sentences(args: &WithdrawArgs, settings: &Settings, done: &Done, changed: &str) {
    let would = if args.plan { "would be " } else { "" };
    let already = match done.unchanged.len() {
        0 => String::new(),
        some if args.restore => format!(", {some} had not been withdrawn"),
        some => format!(", {some} had been withdrawn before"),
    };
    status!("{} {would}{changed}{already}", counted(done.changed.len() as u64, "article"));
    if !done.kept.is_empty() {
        let kept = counted(done.kept.len() as u64, "article");
        status!("{kept} that the run only updated: stored before it, and not changed by this command");
    }
    if args.plan {
        messages::suggest(settings.verbosity, "run the same command without --plan to do it");
    } else if !args.restore && !done.changed.is_empty() {
        messages::suggest(settings.verbosity, "the ledger keeps the articles; --restore brings them back");
    }
}
