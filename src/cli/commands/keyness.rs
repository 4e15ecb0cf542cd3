//! `byt keyness`: what distinguishes two scopes.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LeastArgs, LevelArg, Session, StudyArgs, measures};
use crate::cli::text_file;
use crate::cli::units::UnitArgs;
use crate::query::Query;
use crate::study::{
    self, Adjust, Against, BothSides, G2Cells, KEYNESS_MEASURES, KEYNESS_SORTS, KeynessOptions, LogRatio, Side,
    WordCounts,
};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt keyness date:2024 date:2025                    two years
  byt keyness official:lan official:tuyên --both drop
  byt keyness topic:duoc                             one topic against the rest
  byt keyness --many topic:duoc topic:phong-benh     each topic against the rest
  byt keyness date:2025 --reference news.csv         against another corpus
  byt keyness date:2024 date:2025 --size 3 --context
  byt keyness date:2024 date:2025 --limit 0 -o key.csv")]
pub(crate) struct KeynessArgs {
    /// The articles of side A
    a: String,
    /// The articles of side B; without it, the rest of the scope
    b: Option<String>,
    /// With --many: further sides
    #[arg(requires = "many")]
    more: Vec<String>,
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    units: UnitArgs,
    /// Compare each side with the rest of the scope
    #[arg(long, conflicts_with_all = ["both", "reference"], help_heading = "Counting")]
    many: bool,
    /// Compare with a list of words: a table (.csv, .tsv) of words and counts, for example one of `byt words`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["b", "both", "by_articles"], help_heading = "Counting")]
    reference: Option<PathBuf>,
    /// Compare sequences of this many syllables; 1 compares words
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=6),
          help_heading = "Counting")]
    size: u8,
    /// What to do with articles that are on both sides; required if there are any
    #[arg(long, value_name = "WHAT", help_heading = "Counting")]
    both: Option<BothArg>,
    /// Compare shares of articles with the word instead of rates of hits
    #[arg(long, help_heading = "Statistics")]
    by_articles: bool,
    /// List only words that are more frequent in A
    #[arg(long, help_heading = "Statistics")]
    positive: bool,
    /// Sort by the absolute value of this column, the largest first; p and q the smallest first
    #[arg(long, value_name = "COLUMN", default_value = "lrc", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(KEYNESS_SORTS))]
    sort: String,
    /// How log_ratio treats a word that one side lacks
    #[arg(long, value_name = "HOW", default_value = "walter", help_heading = "Statistics")]
    log_ratio: LogRatioArg,
    /// The cells that g2 sums; older tools sum two
    #[arg(long, value_name = "CELLS", default_value = "four-cells", help_heading = "Statistics")]
    g2: G2Arg,
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
    /// Show the first hits of each word on the side where it is more frequent
    #[arg(long, help_heading = "Output")]
    context: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogRatioArg {
    /// ½ is added to every cell
    Walter,
    /// ½ hit in place of none
    Hardie,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum G2Arg {
    /// Hits and all other words
    FourCells,
    /// Hits alone
    TwoCells,
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number > 0.0 && number.is_finite() { Ok(number) } else { Err("it must be more than 0".to_owned()) }
}

pub(super) fn run(args: &KeynessArgs, settings: &Settings) -> Result<Exit, Failure> {
    if args.many && args.study.is_picture() {
        return Err(Failure::usage("a picture shows two sides, so --many has no svg").hint("leave out --many"));
    }
    let session = Session::open_for_drawing(&args.study, settings)?;
    let options = options(args, &session)?;
    let typed: Vec<&str> =
        [args.a.as_str()].into_iter().chain(args.b.as_deref()).chain(args.more.iter().map(String::as_str)).collect();
    let queries = typed.iter().map(|text| session.query(Some(text))).collect::<Result<Vec<Query>, _>>()?;
    let sides: Vec<Side<'_>> = queries.iter().zip(typed).map(|(query, typed)| Side { query, typed }).collect();
    let (desk, scope) = (session.desk(), &session.scope);
    if args.many {
        return session.finish(study::keyness_of_many(desk, &sides, scope, &options));
    }
    let list = args.reference.as_deref().map(|file| reference(file, &session)).transpose()?;
    let against = match (&list, sides.get(1)) {
        (Some((list, name)), _) => Against::List(list, name),
        (None, Some(b)) => Against::Side(*b),
        (None, None) => Against::Rest,
    };
    session.finish_drawn(study::keyness(desk, sides[0], against, scope, &options), Some(Chart::Keyness))
}

fn options(args: &KeynessArgs, session: &Session<'_>) -> Result<KeynessOptions, Failure> {
    Ok(KeynessOptions {
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
        by_articles: args.by_articles,
        size: args.size.into(),
        log_ratio: match args.log_ratio {
            LogRatioArg::Walter => LogRatio::Walter,
            LogRatioArg::Hardie => LogRatio::Hardie,
        },
        g2: match args.g2 {
            G2Arg::FourCells => G2Cells::Four,
            G2Arg::TwoCells => G2Cells::Two,
        },
        context: args.context,
        measures: measures(&args.measure, &KEYNESS_MEASURES),
        listing: args.units.listing()?,
    })
}

/// Reads a list of words with counts, and returns it with the name of the file. Fails if the file has none.
fn reference(file: &Path, session: &Session<'_>) -> Result<(WordCounts, String), Failure> {
    let name = file.display().to_string();
    let text = text_file::read(file, &name)?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';'].into_iter().find(|delimiter| first.as_bytes().contains(delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new();
    let rows = reader.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    // A row is broken only where the text isn't UTF-8, which it is.
    let rows =
        rows.into_records().map(|row| row.map_or_else(|_| Vec::new(), |row| row.iter().map(str::to_owned).collect()));
    let list = WordCounts::of(rows);
    if list.is_empty() {
        return Err(Failure::usage(format!("{name} has no words with counts"))
            .hint("a line has a word and its count, for example \"y tế,120\"; `byt words --limit 0 -o words.csv` writes such a list"));
    }
    session.note(match list.skipped.as_slice() {
        [] => None,
        [line] => Some(format!("line {line} of {name} has no word with a count, and is left out")),
        [line, others @ ..] => {
            Some(format!("line {line} of {name} and {} more have no word with a count, and are left out", others.len()))
        }
    });
    Ok((list, name))
}
