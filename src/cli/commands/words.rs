//! `byt words`: how often each word occurs.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LeastArgs, LevelArg, Session, StudyArgs};
use crate::cli::units::UnitArgs;
use crate::query::Accents;
use crate::study::{self, CountUnit, WORDS_SORTS, WordsOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt words --limit 50
  byt words --why                                    what joined each unit
  byt words 'topic:duoc' --size 3
  byt words --official lan --format csv --limit 0 -o words.csv")]
pub(crate) struct WordsArgs {
    /// Which articles: a query of words, filters, or both; without it, all
    query: Option<String>,
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    units: UnitArgs,
    /// List sequences of this many syllables
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=6),
          help_heading = "Counting")]
    size: u8,
    /// List terms: units that hold together very well, by C-value
    #[arg(long, conflicts_with_all = ["size", "sort"], help_heading = "Counting")]
    terms: bool,
    /// Sort by this column, the largest first
    #[arg(long, value_name = "COLUMN", default_value = "hits", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(WORDS_SORTS))]
    sort: String,
    #[command(flatten)]
    least: LeastArgs,
    #[command(flatten)]
    level: LevelArg,
}

pub(super) fn run(args: &WordsArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    let query = session.query(args.query.as_deref())?;
    let options = WordsOptions {
        size: args.size.into(),
        min: args.least.min,
        min_articles: args.least.min_articles,
        sort: args.sort.clone(),
        limit: session.limit(20),
        level: args.level.share(),
        listing: args.units.listing()?,
    };
    if args.terms {
        if session.scope.accents == Accents::Folded || options.listing.unit == CountUnit::Syllable {
            return Err(
                Failure::usage("--terms lists units with their accents").hint("leave out --fold and --unit syllable")
            );
        }
        return session.finish(study::terms(session.desk(), &query, &session.scope, &options));
    }
    session.finish(study::words(session.desk(), &query, &session.scope, &options))
}
