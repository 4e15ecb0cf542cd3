//! `byt push`: sends the corpus to a cluster.

use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::cli::config_file::Key;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status, warning};
use crate::cli::settings::Settings;
use crate::cli::{cluster, output, progress, signals, store};
use crate::engine::Cluster;
use crate::indexing::{self, Pushed};

/// Refused articles that are named.
const NAMED_MAX: usize = 10;

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt push --to https://search.example.org:9200
  byt push --to https://a.example.org,https://b.example.org   two nodes
  byt push --to https://search.example.org:9200 --name moh
  byt push --to https://search.example.org:9200 --plan",
    after_help = "Credentials come from the environment: BYT_ENGINE_USER and BYT_ENGINE_PASSWORD,
or BYT_ENGINE_API_KEY. A push sends what the cluster doesn't have yet. You can
stop it at any time: the next push continues. `byt help engine` explains when a
cluster is worth its cost."
)]
pub(crate) struct PushArgs {
    /// Address of the cluster; several nodes with commas
    #[arg(long, value_name = "URL")]
    to: String,
    #[arg(long, value_name = "NAME", help = Key::EngineName.help("The name under which the cluster holds the corpus"))]
    name: Option<String>,
    /// Show what would be sent; send nothing
    #[arg(long)]
    plan: bool,
    /// Fill a new index, which then replaces the one in the cluster in one step
    #[arg(long)]
    rebuild: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &PushArgs, settings: &Settings) -> Result<Exit, Failure> {
    signals::listen();
    let begun = Instant::now();
    let name = cluster::name(settings.text(args.name.as_deref(), Key::EngineName))?;
    let mut ledger = store::ledger(settings)?;
    store::warn_if_lost(&ledger)?;
    let labeller = store::labeller(settings)?;
    let cluster = cluster::connect(&args.to, name, settings)?;
    let pushed = if args.plan {
        indexing::planned(&cluster, &mut ledger, &labeller, args.rebuild)?
    } else {
        let bar = progress::bytes(settings.progress, Some(ledger.bytes()), "sending");
        let tell = &mut |bytes| bar.set_position(bytes);
        let pushed = indexing::push(&cluster, &mut ledger, &labeller, args.rebuild, settings.now, tell);
        bar.finish_and_clear();
        pushed?
    };
    if args.json {
        let refused = pushed.refused.iter().map(|refusal| json!({ "id": refusal.id, "reason": refusal.reason }));
        output::json(&json!({
            "engine": cluster.host(), "name": cluster.name(), "index": pushed.index, "plan": args.plan,
            "rebuilt": pushed.rebuilt, "articles": pushed.articles, "ended": pushed.ended,
            "refused": refused.collect::<Vec<_>>(), "seconds": begun.elapsed().as_secs_f64(),
        }))?;
    } else if settings.verbosity >= Verbosity::Normal {
        print(&pushed, args.plan, &cluster);
    }
    if pushed.refused.is_empty() {
        return Ok(Exit::Done);
    }
    let (refused, all) = (pushed.refused.len() as u64, counted(pushed.articles, "article"));
    warning!("{refused} of {all} were refused; the next push sends them again");
    for refusal in pushed.refused.iter().take(NAMED_MAX) {
        warning!("{}: {}", refusal.id, refusal.reason);
    }
    Ok(Exit::Partly)
}

fn print(pushed: &Pushed, is_plan: bool, cluster: &Cluster) {
    let (articles, host, name) = (counted(pushed.articles, "article"), cluster.host(), cluster.name());
    match (is_plan, pushed.rebuilt, pushed.articles) {
        (true, true, _) => status!("a push would fill a new index “{name}” at {host} with {articles}"),
        (true, false, 0) | (false, false, 0) => status!("“{name}” at {host} is up to date"),
        (true, false, _) => status!("a push would send {articles} to “{name}” at {host}"),
        (false, true, _) => status!("a new index “{name}” at {host} was filled with {articles}"),
        (false, false, _) => status!("{articles} sent to “{name}” at {host}"),
    }
}
