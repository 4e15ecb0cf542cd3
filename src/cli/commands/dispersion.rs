//! `byt dispersion`: how evenly a word is distributed.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs, measures};
use crate::study::{self, DISPERSION_MEASURES, Series};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt dispersion thuốc '\"chuyển đổi số\"'
  byt dispersion thuốc --from 2025 --measure all --format json")]
pub(crate) struct DispersionArgs {
    /// Words, or phrases in quotes
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    study: StudyArgs,
    /// Add columns of further measures; all adds every one
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(["all"].into_iter().chain(DISPERSION_MEASURES)))]
    measure: Vec<String>,
}

pub(super) fn run(args: &DispersionArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open_for_drawing(&args.study, settings)?;
    let queries = args.words.iter().map(|text| session.counted(text)).collect::<Result<Vec<_>, _>>()?;
    let words: Vec<Series<'_>> =
        queries.iter().zip(&args.words).map(|(query, typed)| Series { query, typed }).collect();
    let chosen = measures(&args.measure, &DISPERSION_MEASURES);
    let (report, codes) = match study::dispersion(session.desk(), &words, &session.scope, &chosen, session.limit(0)) {
        Ok((report, codes)) => (Ok(report), codes),
        Err(error) => (Err(error), Vec::new()),
    };
    session.finish_drawn(report, Some(Chart::Dispersion(&codes)))
}
