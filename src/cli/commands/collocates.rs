//! `byt collocates`: words that occur near a word.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LeastArgs, Session, StudyArgs, WithinArg, measures};
use crate::cli::units::UnitArgs;
use crate::study::{self, COLLOCATES_MEASURES, COLLOCATES_SORTS, CollocatesOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt collocates '\"nghị quyết\"'
  byt collocates bệnh --left 0 --right 1             what follows the word
  byt collocates '\"y tế\" official:lan' --sort g2 --format csv -o near.csv")]
pub(crate) struct CollocatesArgs {
    /// The word, or the phrase in quotes, near which to look
    query: String,
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    units: UnitArgs,
    /// Words before a hit
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Contexts")]
    left: usize,
    /// Words after it
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Contexts")]
    right: usize,
    /// Border that a context doesn't cross
    #[arg(long, value_name = "BORDER", default_value = "sentence", help_heading = "Contexts")]
    within: WithinArg,
    /// Sort by this column, the largest first
    #[arg(long, value_name = "COLUMN", default_value = "log_dice", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(COLLOCATES_SORTS))]
    sort: String,
    /// Add columns of further measures; all adds every one
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(["all"].into_iter().chain(COLLOCATES_MEASURES)))]
    measure: Vec<String>,
    #[command(flatten)]
    least: LeastArgs,
}

pub(super) fn run(args: &CollocatesArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open_for_drawing(&args.study, settings)?;
    let query = session.counted(&args.query)?;
    let options = CollocatesOptions {
        left: args.left,
        right: args.right,
        within: args.within.border(),
        min: args.least.min,
        min_articles: args.least.min_articles,
        sort: args.sort.clone(),
        limit: session.limit(20),
        measures: measures(&args.measure, &COLLOCATES_MEASURES),
        listing: args.units.listing()?,
    };
    session.finish_drawn(study::collocates(session.desk(), &query, &session.scope, &options), Some(Chart::Collocates))
}
