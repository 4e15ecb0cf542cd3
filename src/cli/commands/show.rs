//! `byt show ID…`: articles in full, their versions, differences and origins.

use clap::{Args, ValueEnum};

use crate::article::Article;
use crate::article::labels::Labels;
use crate::cli::answerer::{self, EngineArgs};
use crate::cli::archived::ArchivedAddresses;
use crate::cli::coverage::coverage;
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::{self, Cite, OutputArgs, OutputFormat};
use crate::cli::messages::status;
use crate::cli::output::Out;
use crate::cli::pager::{self, Target};
use crate::cli::settings::Settings;
use crate::cli::{origin, versions, view};
use crate::export::{self, Head, Sink};

#[derive(Debug, Default, Args)]
#[command(before_help = "Examples:
  byt show 20260121-3f9c01d2ab47
  byt show 167411 --no-pager                  by the portal's own number
  byt show 20260121-3f9c01d2ab47 --format json | jq .officials
  byt show 20260121-3f9c01d2ab47 --cite bibtex
  byt show 20260121-3f9c01d2ab47 --versions   what changed, and when
  byt show 20260121-3f9c01d2ab47 --diff       the last change, word by word
  byt show 20260121-3f9c01d2ab47 --diff 1..3
  byt show 20260121-3f9c01d2ab47 --version 1  an earlier version in full
  byt show 20260121-3f9c01d2ab47 --origin     where each version came from")]
pub(crate) struct ShowArgs {
    /// Ids or aliases of articles (aid:167411, slug:…)
    #[arg(required_unless_present = "diff", value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// List the versions, when each was stored, and what it changed
    #[arg(long)]
    pub(super) versions: bool,
    /// Show this version in full [default: the current one]
    #[arg(long = "version", id = "number", value_name = "N", conflicts_with_all = ["versions", "diff", "origin"])]
    pub(super) version: Option<u32>,
    /// Show which run stored each version, and the raw response that it was read from
    #[arg(long, conflicts_with_all = ["versions", "diff"])]
    pub(super) origin: bool,
    /// Never use a pager (BYT_PAGER, PAGER, less)
    #[arg(long)]
    pub(super) no_pager: bool,
    /// Show what changed between two versions, word by word: [-old-]{+new+} [default: the last two]
    #[arg(long, value_name = "N..M", num_args = 0..=1, default_missing_value = "", conflicts_with = "versions")]
    pub(super) diff: Option<String>,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    #[command(flatten)]
    pub(super) out: OutputArgs,
}

pub(super) fn run(args: &ShowArgs, settings: &Settings) -> Result<Exit, Failure> {
    let of_the_ledger = [
        (args.versions, "show --versions"),
        (args.diff.is_some(), "show --diff"),
        (args.version.is_some(), "show --version"),
        (args.origin, "show --origin"),
    ];
    if let Some((_, what)) = of_the_ledger.into_iter().find(|(is_given, _)| *is_given) {
        args.engine.require_corpus(what, settings)?;
    }
    let target = Target { file: args.out.output.as_deref(), pager: !args.no_pager };
    if args.origin {
        return origin::run(&args.ids, &args.out, target, settings);
    }
    if args.versions || args.diff.is_some() {
        return versions::run(&args.ids, args.diff.as_deref(), &args.out, target, settings);
    }
    let format = match formats::machine(&args.out, OutputFormat::Text)? {
        Some(export::Format::MarkdownTable) => Some(export::Format::Markdown),
        Some(export::Format::HtmlTable) => Some(export::Format::Html),
        other => other,
    };
    formats::note_contradiction(&args.out, OutputFormat::Text, settings.verbosity);
    let mut opened = answerer::open(&args.engine, settings)?;
    let mut articles: Vec<(Article, Labels)> = Vec::new();
    let mut missing = 0;
    for id in &args.ids {
        let found = match (opened.article(id, settings)?, args.version) {
            (Some(article), Some(number)) => versions::numbered(article, number, settings)?,
            (found, _) => found,
        };
        match found {
            Some(article) => {
                // Computed instead of read from the index, which doesn't store them per id. The rules are the same.
                let labels = opened.answerer().labeller.label(&article);
                articles.push((article, labels));
            }
            None => {
                missing += 1;
                if args.version.is_none() {
                    status!("{}", settings.texts.hint(settings.texts.search_shows_ids()));
                }
            }
        }
    }
    let answerer = opened.answerer();
    match format {
        None => {
            let words = answerer.wording(settings);
            let format = |width| {
                let each = articles.iter().map(|(article, labels)| view::article(article, labels, words, width));
                each.collect::<Vec<_>>().join("\n\n")
            };
            pager::write(target, &format)?;
        }
        Some(format) => {
            let head = Some(Head {
                query: None,
                total: articles.len() as u64,
                relaxed: Vec::new(),
                hidden: None,
                coverage: coverage(answerer, settings)?,
                facets: Vec::new(),
                explanation: None,
                reasons: None,
            });
            let archived = ArchivedAddresses::new(settings, answerer.ledger);
            let find = |article: &Article| archived.of(article);
            let write = |format, out| {
                let mut sink = Sink::begin(format, out, head.as_ref())?.citing(&find);
                articles.iter().try_for_each(|(article, labels)| sink.article(article, labels, None))?;
                sink.end()
            };
            let out = Out::open(args.out.output.as_deref())?;
            write(format, out).map_err(Failure::from_output)?.finish()?;
            for style in Cite::value_variants() {
                let name = style.to_possible_value();
                if let Some(out) = name.and_then(|name| Out::beside(name.get_name())) {
                    write(export::Format::Cite(style.style()), out).map_err(Failure::from_output)?;
                }
            }
        }
    }
    Ok(match (articles.len(), missing) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Done,
        _ => Exit::Partly,
    })
}
