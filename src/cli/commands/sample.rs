//! `byt sample`: a sample that anyone can draw again.

use clap::{Args, ValueEnum};

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs};
use crate::study::{self, SampleOf, SampleOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt sample 50 --seed 1
  byt sample 20 --seed 1 'topic:duoc' --format csv -o sample.csv
  byt sample 100 --seed 1 --of hits '\"nghị quyết\"'")]
pub(crate) struct SampleArgs {
    /// How many to draw
    #[arg(value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    size: u64,
    /// Which articles; without it, all. With --of hits: what to find, a word or a phrase in quotes
    query: Option<String>,
    /// Required: any word; the same word draws the same sample
    #[arg(long, value_name = "WORD", help_heading = "Sample")]
    seed: Option<String>,
    /// What to draw
    #[arg(long, value_name = "WHAT", default_value = "articles", help_heading = "Sample")]
    of: OfArg,
    /// Draw N from each year
    #[arg(long, value_name = "BUCKET", help_heading = "Sample")]
    by: Option<ByArg>,
    #[command(flatten)]
    study: StudyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OfArg {
    Articles,
    /// Hits of the query, with their contexts
    Hits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    Year,
}

/// Words on each side of a hit.
const WORDS: usize = 10;

pub(super) fn run(args: &SampleArgs, settings: &Settings) -> Result<Exit, Failure> {
    let Some(seed) = args.seed.clone() else {
        return Err(
            Failure::usage("a sample needs --seed").hint("any word will do, for example --seed 1; write it down")
        );
    };
    let session = Session::open(&args.study, settings)?;
    let (of, query) = match args.of {
        OfArg::Articles => (SampleOf::Articles, session.query(args.query.as_deref())?),
        OfArg::Hits => {
            let query = args.query.as_deref().ok_or_else(|| {
                let example = format!("byt sample {} --seed {seed} --of hits '\"nghị quyết\"'", args.size);
                Failure::usage("--of hits needs a query").hint(example)
            })?;
            (SampleOf::Hits, session.counted(query)?)
        }
    };
    let size = usize::try_from(args.size).unwrap_or(usize::MAX);
    let options = SampleOptions { size, seed, of, by_year: args.by.is_some(), words: WORDS };
    session.finish(study::sample(session.desk(), &query, &session.scope, &options))
}
