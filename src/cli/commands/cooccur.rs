//! `byt cooccur`: who and what occurs in the same articles.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs, measures};
use crate::study::{self, COOCCUR_MEASURES, COOCCUR_SORTS, CooccurOptions, LabelKind};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt cooccur --of official --with topic
  byt cooccur --of official --with official --from 2025
  byt cooccur 'topic:duoc' --of official --with number --min 2 --format csv
  byt cooccur --of official --with official --per sentence --relation any")]
pub(crate) struct CooccurArgs {
    /// Which articles; without it, all
    query: Option<String>,
    /// What to pair
    #[arg(long, value_name = "KIND", help_heading = "Pairs")]
    of: KindArg,
    /// What with
    #[arg(long, value_name = "KIND", help_heading = "Pairs")]
    with: KindArg,
    /// Which people count: those who acted, or all who are named
    #[arg(long, alias = "people", value_name = "WHICH", default_value = "acted", help_heading = "Pairs",
          value_parser = PossibleValuesParser::new(["acted", "any"]))]
    relation: String,
    /// Where a pair must occur together
    #[arg(long, value_name = "CONTEXT", default_value = "article", help_heading = "Pairs",
          value_parser = PossibleValuesParser::new(["article", "sentence"]))]
    per: String,
    /// List pairs with at least this many articles in common; 0 adds pairs that have none [default: 5; 1 in a scope
    /// under 100 articles]
    #[arg(long, value_name = "N", help_heading = "Statistics")]
    min: Option<u64>,
    /// Sort by this column, the largest first
    #[arg(long, value_name = "COLUMN", default_value = "g2", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(COOCCUR_SORTS))]
    sort: String,
    /// Add columns of further measures; all adds every one
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(["all"].into_iter().chain(COOCCUR_MEASURES)))]
    measure: Vec<String>,
    #[command(flatten)]
    study: StudyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// People of the ministry's leadership
    Official,
    Topic,
    /// Numbers of documents
    Number,
}

impl KindArg {
    fn kind(self) -> LabelKind {
        match self {
            KindArg::Official => LabelKind::Official,
            KindArg::Topic => LabelKind::Topic,
            KindArg::Number => LabelKind::Number,
        }
    }
}

pub(super) fn run(args: &CooccurArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open_for_drawing(&args.study, settings)?;
    let query = session.query(args.query.as_deref())?;
    let options = CooccurOptions {
        of: args.of.kind(),
        with: args.with.kind(),
        any_relation: args.relation == "any",
        per_sentence: args.per == "sentence",
        min: args.min,
        sort: args.sort.clone(),
        // A picture is a table of all pairs, as far as there is room.
        limit: session.limit(if session.draws() { 0 } else { 20 }),
        measures: measures(&args.measure, &COOCCUR_MEASURES),
    };
    session.finish_drawn(study::cooccur(session.desk(), &query, &session.scope, &options), Some(Chart::Cooccur))
}
