//! `byt trend`: how often words occur over time.

use clap::{Args, ValueEnum};

use crate::calendar::Bucket;
use crate::charts::Chart;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LevelArg, Session, StudyArgs};
use crate::study::{self, Division, Series, TrendOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt trend '\"chuyển đổi số\"' --by quarter
  byt trend '\"bảo hiểm y tế\"' '\"y tế cơ sở\"' --by year --format csv
  byt trend 'thuốc official:lan' --by month --smooth 1
  byt trend '\"chuyển đổi số\"' --by tenure -o trend.svg   by terms of office")]
pub(crate) struct TrendArgs {
    /// What to count: words, or phrases in quotes, each a series
    #[arg(required = true, num_args = 1..=8)]
    queries: Vec<String>,
    #[command(flatten)]
    study: StudyArgs,
    /// Length of a bucket [default: the longest that gives at least eight rows]
    #[arg(long, value_name = "BUCKET", help_heading = "Statistics")]
    by: Option<BucketArg>,
    /// Smooth rates over N neighbours on each side; hits and words are not smoothed
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Statistics")]
    smooth: usize,
    /// Test each series for a trend: Mann–Kendall and Theil–Sen
    #[arg(long, help_heading = "Statistics")]
    test: bool,
    #[command(flatten)]
    level: LevelArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BucketArg {
    Year,
    Quarter,
    Month,
    /// ISO weeks: 2024-12-30 is in 2025-W01
    Week,
    Day,
    /// The terms of office of the ministers
    Tenure,
}

pub(super) fn run(args: &TrendArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open_for_drawing(&args.study, settings)?;
    let queries = args.queries.iter().map(|text| session.counted(text)).collect::<Result<Vec<_>, _>>()?;
    let series: Vec<Series<'_>> =
        queries.iter().zip(&args.queries).map(|(query, typed)| Series { query, typed }).collect();
    let options = TrendOptions {
        by: args.by.map_or(Division::Fitting, |by| match by {
            BucketArg::Year => Division::Calendar(Bucket::Year),
            BucketArg::Quarter => Division::Calendar(Bucket::Quarter),
            BucketArg::Month => Division::Calendar(Bucket::Month),
            BucketArg::Week => Division::Calendar(Bucket::Week),
            BucketArg::Day => Division::Calendar(Bucket::Day),
            BucketArg::Tenure => Division::Tenure,
        }),
        smooth: args.smooth,
        level: args.level.share(),
        limit: session.limit(0),
        test: args.test,
        today: settings.today(),
    };
    let report = study::trend(session.desk(), &series, &session.scope, options);
    if let Ok(report) = &report {
        session.note_gaps(report)?;
    }
    session.finish_drawn(report, Some(Chart::Trend(&study::handovers(session.desk()))))
}
