//! `byt keyness`: what distinguishes two scopes.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LeastArgs, LevelArg, Session, StudyArgs, measures};
use crate::cli::units::UnitArgs;
use crate::study::{self, Adjust, BothSides, KEYNESS_MEASURES, KEYNESS_SORTS, KeynessOptions, Side};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt keyness date:2024 date:2025                    two years
  byt keyness official:lan official:tuyên --both drop
  byt keyness topic:duoc                             one topic against the rest
  byt keyness date:2024 date:2025 --limit 0 -o key.csv")]
pub(crate) struct KeynessArgs {
    /// The articles of side A
    a: String,
    /// The articles of side B; without it, the rest of the scope
    b: Option<String>,
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    units: UnitArgs,
    /// What to do with articles on both sides
    #[arg(long, value_name = "WHAT", help_heading = "Counting")]
    both: Option<BothArg>,
    /// List only words that are more frequent in A
    #[arg(long, help_heading = "Statistics")]
    positive: bool,
    /// Sort by the size of this column, the largest first; p and q the smallest first
    #[arg(long, value_name = "COLUMN", default_value = "lrc", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(KEYNESS_SORTS))]
    sort: String,
    /// The constant of simple_maths; 1 favours rare words
    #[arg(long, value_name = "K", default_value_t = 100.0, value_parser = positive, help_heading = "Statistics")]
    smooth_k: f64,
    /// How q corrects p for the number of words
    #[arg(long, value_name = "METHOD", default_value = "bh", help_heading = "Statistics")]
    adjust: AdjustArg,
    /// Add columns of further measures; all adds every one
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(["all"].into_iter().chain(KEYNESS_MEASURES)))]
    measure: Vec<String>,
    #[command(flatten)]
    least: LeastArgs,
    #[command(flatten)]
    level: LevelArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BothArg {
    /// Count them on neither side
    Drop,
    /// Count them on both
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AdjustArg {
    /// Benjamini–Hochberg
    Bh,
    Holm,
    Bonferroni,
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number > 0.0 && number.is_finite() { Ok(number) } else { Err("it must be more than 0".to_owned()) }
}

pub(super) fn run(args: &KeynessArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open_for_drawing(&args.study, settings)?;
    let a = session.query(Some(&args.a))?;
    let b = args.b.as_deref().map(|text| session.query(Some(text))).transpose()?;
    let options = KeynessOptions {
        both: match args.both {
            None => BothSides::Refuse,
            Some(BothArg::Drop) => BothSides::Drop,
            Some(BothArg::Keep) => BothSides::Keep,
        },
        min: args.least.min,
        min_articles: args.least.min_articles,
        sort: args.sort.clone(),
        limit: session.limit(20),
        level: args.level.share(),
        smooth_k: args.smooth_k,
        adjust: match args.adjust {
            AdjustArg::Bh => Adjust::BenjaminiHochberg,
            AdjustArg::Holm => Adjust::Holm,
            AdjustArg::Bonferroni => Adjust::Bonferroni,
        },
        positive: args.positive,
        measures: measures(&args.measure, &KEYNESS_MEASURES),
        listing: args.units.listing()?,
    };
    let a = Side { query: &a, typed: &args.a };
    let b = b.as_ref().zip(args.b.as_deref()).map(|(query, typed)| Side { query, typed });
    session.finish_drawn(study::keyness(session.desk(), &a, b.as_ref(), &session.scope, &options), Some(Chart::Keyness))
}
