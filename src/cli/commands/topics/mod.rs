//! `byt topics`: the registry of topics, with article counts.

mod eval;
mod explain;

use std::collections::HashMap;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::answerer::{self, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::gold::EvalArgs;
use crate::cli::layout::{Side, Table, Width};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{messages, output, store};
use crate::corpus::Corpus;
use crate::query::{self, By, Filters, Query};

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Examples:
  byt topics
  byt topics explain 20260121-3f9c01d2ab47   why an article has its topics
  byt topics explain duoc                    where a topic's phrases occur
  byt topics eval gold.jsonl                 how well topics are recognised"
)]
pub(crate) struct TopicsArgs {
    #[command(subcommand)]
    command: Option<TopicsCommand>,
    #[command(flatten)]
    engine: EngineArgs,
    /// Output format
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

#[derive(Debug, Subcommand)]
enum TopicsCommand {
    /// Explain the topics of an article, or the articles of a topic
    #[command(before_help = "Examples:
  byt topics explain duoc                    its phrases, and where they occur
  byt topics explain 20260121-3f9c01d2ab47   why an article has its topics")]
    Explain {
        /// The id of an article or of a topic
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Score the recognition of topics against articles labelled by hand
    #[command(before_help = "Examples:
  byt topics eval topics.jsonl
  byt topics eval topics.jsonl --min-precision 0.95 --format json")]
    Eval(EvalArgs),
}

pub(super) fn run(args: &TopicsArgs, settings: &Settings) -> Result<Exit, Failure> {
    match &args.command {
        None => everything(args, settings),
        Some(TopicsCommand::Explain { id }) => {
            args.engine.require_corpus("topics explain", settings)?;
            explain::run(id, args.format, settings)
        }
        Some(TopicsCommand::Eval(eval)) => eval::run(eval, args.format, settings),
    }
}

fn everything(args: &TopicsArgs, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let counts = counts(&args.engine, settings)?;
    let count = |id: &str| counts.get(id).copied().unwrap_or(0);
    if args.format == ListFormat::Json {
        let rows = labeller.topics().all().iter().map(|topic| {
            json!({ "id": topic.id, "vi": topic.vi, "en": topic.en, "kind": topic.kind, "articles": count(&topic.id) })
        });
        output::json(&rows.collect())?;
        return Ok(Exit::Done);
    }
    let texts = settings.texts;
    let mut table = Table::new(&[
        (&texts.head_topic(), Side::Left),
        (&texts.head_articles(), Side::Right),
        (&texts.head_topic_name(), Side::Left),
    ]);
    for topic in labeller.topics().all() {
        let cells = vec![safe(&topic.id).into_owned(), count(&topic.id).to_string()];
        table.row(cells, vec![safe(&texts.topic_names(topic)).into_owned()]);
    }
    output::text(&table.format(Width::of_stdout()))?;
    messages::suggest_in(texts, settings.verbosity, &texts.topics_next());
    Ok(Exit::Done)
}

/// Counts the articles of each topic. The registry is also useful without a corpus.
fn counts(engine: &EngineArgs, settings: &Settings) -> Result<HashMap<String, u64>, Failure> {
    if !engine.is_set(settings) && Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(HashMap::new());
    }
    let opened = answerer::open(engine, settings)?;
    // The same articles that `count` counts: those of the section.
    let everything = query::find(opened.answerer().source, &Query::default(), &Filters::default())?;
    Ok(everything.count_by(By::Topic)?.into_iter().collect())
}
