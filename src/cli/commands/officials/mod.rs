//! `byt officials`: the registry of people, with article counts.

mod at;
mod eval;
mod person;
mod role;
mod suggest;

use std::collections::HashMap;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::answerer::{self, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::gold::EvalArgs;
use crate::cli::layout::{Side, Table, Width};
use crate::cli::messages::{self, Verbosity};
use crate::cli::posts::{post_in_words, post_json, print_registry_date};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, store};
use crate::corpus::Corpus;
use crate::officials::{self, Person};
use crate::query::{self, By, Filters, Query};

#[derive(Debug, Args)]
#[command(
    override_usage = "byt officials [OPTIONS] [NAME]...\n       byt officials <COMMAND>",
    before_help = "Examples:
  byt officials                       everyone, with posts and article counts
  byt officials at 2021-07-15         who held which post on that day
  byt officials lien huong            one person
  byt officials minister              the ministers, one after the other
  byt officials --suggest             leaders that the registry lacks
  byt officials eval gold.jsonl       how well people are recognised"
)]
pub(crate) struct OfficialsArgs {
    #[command(subcommand)]
    pub(super) command: Option<OfficialsCommand>,
    /// A name or part of one, or a post; accents, case and titles are optional
    #[arg(value_name = "NAME")]
    pub(super) name: Vec<String>,
    /// Suggest entries for leaders that articles name and the registry lacks
    #[arg(long, conflicts_with = "name")]
    pub(super) suggest: bool,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    /// Output format
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ListFormat,
}

#[derive(Debug, Subcommand)]
pub(super) enum OfficialsCommand {
    /// List who held which post on a day
    #[command(before_help = "Examples:
  byt officials at 2021-07-15
  byt officials at 15/7/2021 --format json
  byt officials at today              and how certain each post is")]
    At {
        /// The day
        #[arg(required = true, value_name = "DATE")]
        date: Vec<String>,
        #[command(flatten)]
        engine: EngineArgs,
    },
    /// Score the recognition of people against articles labelled by hand
    #[command(before_help = "Examples:
  byt officials eval people.jsonl
  byt officials eval people.jsonl --min-precision 1 --min-recall 0.98")]
    Eval(EvalArgs),
}

/// The number of articles in which each person acted; empty without a corpus.
type Counts = HashMap<String, u64>;

pub(super) fn run(args: &OfficialsArgs, settings: &Settings) -> Result<Exit, Failure> {
    let engine = &args.engine;
    if args.command.is_some() && (args.suggest || !args.name.is_empty()) {
        return Err(Failure::usage("a name and --suggest can't be used together with at or eval")
            .hint("`byt help officials` shows examples"));
    }
    match (&args.command, args.name.as_slice()) {
        (Some(OfficialsCommand::At { date, engine: typed }), _) => {
            at::run(&date.join(" "), args.format, &typed.or(engine), settings)
        }
        (Some(OfficialsCommand::Eval(eval)), _) => eval::run(eval, args.format, settings),
        (None, []) if args.suggest => suggest::run(args.format, engine, settings),
        (None, []) => everyone(args.format, engine, settings),
        (None, name) => {
            let name = name.join(" ");
            match officials::role_named(&name) {
                Some(role) => role::run(role, args.format, settings),
                None => person::run(&name, args.format, engine, settings),
            }
        }
    }
}

fn everyone(format: ListFormat, engine: &EngineArgs, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let counts = counts(engine, settings)?;
    let people = labeller.officials().people();
    let unknown = unknown(&counts, people);
    if format == ListFormat::Json {
        let known = people.iter().map(|p| person_json(p, &counts));
        let unknown =
            unknown.iter().map(|(name, n)| json!({"name": name, "posts": [], "articles": n, "registry": false}));
        output::json(&known.chain(unknown).collect())?;
        return Ok(Exit::Done);
    }
    let texts = settings.texts;
    let mut table = Table::new(&[
        (&texts.head_name(), Side::Left),
        (&texts.head_articles(), Side::Right),
        (&texts.head_posts(), Side::Left),
    ]);
    for person in people {
        let articles = counts.get(&person.name).copied().unwrap_or(0);
        let posts = person.posts.iter().map(|post| post_in_words(post, texts)).collect();
        table.row(vec![safe(&person.name).into_owned(), articles.to_string()], posts);
    }
    for (name, articles) in &unknown {
        table.row(vec![safe(name).into_owned(), articles.to_string()], vec![texts.not_in_the_registry()]);
    }
    output::text(&table.format(Width::of_stdout()))?;
    if settings.verbosity >= Verbosity::Normal {
        print_registry_date(labeller.officials(), people.iter().flat_map(|person| &person.posts), texts);
        if !unknown.is_empty() {
            messages::suggest_in(texts, settings.verbosity, &texts.suggest_entries());
        }
    }
    Ok(Exit::Done)
}

/// Counts the articles in which each person acted. The registry is also useful without a corpus.
fn counts(engine: &EngineArgs, settings: &Settings) -> Result<Counts, Failure> {
    if !engine.is_set(settings) && Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(Counts::new());
    }
    let opened = answerer::open(engine, settings)?;
    // The same articles that `count` counts: those of the section.
    let everything = query::find(opened.answerer().source, &Query::default(), &Filters::default())?;
    Ok(everything.count_by(By::Official)?.into_iter().collect())
}

fn unknown<'c>(counts: &'c Counts, people: &[Person]) -> Vec<(&'c String, &'c u64)> {
    let mut unknown: Vec<_> = counts.iter().filter(|(name, _)| people.iter().all(|p| p.name != **name)).collect();
    unknown.sort();
    unknown
}

fn person_json(person: &Person, counts: &Counts) -> Value {
    json!({
        "name": person.name,
        "posts": person.posts.iter().map(post_json).collect::<Vec<_>>(),
        "articles": counts.get(&person.name).copied().unwrap_or(0),
        "registry": true,
    })
}
