//! `byt trend`: how often words occur over time.

use clap::{Args, ValueEnum};

use crate::calendar::Bucket;
use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LevelArg, Session, StudyArgs};
use crate::study::{self, Series, TrendOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt trend '\"chuyển đổi số\"' --by quarter
  byt trend '\"bảo hiểm y tế\"' '\"y tế cơ sở\"' --by year --format csv
  byt trend 'thuốc official:lan' --by month --smooth 1")]
pub(crate) struct TrendArgs {
    /// What to count: words, or phrases in quotes, each a series
    #[arg(required = true, num_args = 1..=8)]
    queries: Vec<String>,
    #[command(flatten)]
    study: StudyArgs,
    /// Length of a bucket [default: as gives at least eight rows]
    #[arg(long, value_name = "BUCKET", help_heading = "Statistics")]
    by: Option<BucketArg>,
    /// Smooth rates over N neighbours on each side; hits and words stay those of the bucket
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
}

pub(super) fn run(args: &TrendArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    let queries = args.queries.iter().map(|text| session.counted(text)).collect::<Result<Vec<_>, _>>()?;
    let series: Vec<Series<'_>> =
        queries.iter().zip(&args.queries).map(|(query, typed)| Series { query, typed }).collect();
    let options = TrendOptions {
        by: args.by.map(|by| match by {
            BucketArg::Year => Bucket::Year,
            BucketArg::Quarter => Bucket::Quarter,
            BucketArg::Month => Bucket::Month,
            BucketArg::Week => Bucket::Week,
            BucketArg::Day => Bucket::Day,
        }),
        smooth: args.smooth,
        level: args.level.share(),
        limit: session.limit(0),
        test: args.test,
    };
    session.finish(study::trend(session.desk(), &series, &session.scope, options))
}
