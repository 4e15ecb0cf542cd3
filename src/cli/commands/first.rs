//! `byt first`: where words appear first.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs};
use crate::cli::text_file;
use crate::query::Query;
use crate::study::{self, Series};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt first '\"chuyển đổi số\"'
  byt first '\"y tế cơ sở\" official:lan' --format json
  byt first --many phrases.txt --format csv -o chronology.csv")]
pub(crate) struct FirstArgs {
    /// What to find: a word, or a phrase in quotes
    #[arg(required_unless_present = "many")]
    query: Option<String>,
    /// Find each phrase of a file, one per line, and list them by date
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    many: Option<PathBuf>,
    #[command(flatten)]
    study: StudyArgs,
}

pub(super) fn run(args: &FirstArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    let Some(file) = &args.many else {
        let query = session.counted(args.query.as_deref().unwrap_or_default())?;
        return session.finish(study::first(session.desk(), &query, &session.scope));
    };
    let phrases = phrases(file)?;
    let queries = phrases.iter().map(|phrase| query_of(&session, phrase)).collect::<Result<Vec<Query>, _>>()?;
    let series: Vec<Series<'_>> = queries.iter().zip(&phrases).map(|(query, typed)| Series { query, typed }).collect();
    session.finish(study::first_of_many(session.desk(), &series, &session.scope))
}

/// The phrases of a file, one on a line; empty lines and those that begin with `#` are none.
fn phrases(file: &Path) -> Result<Vec<String>, Failure> {
    let name = file.display();
    let text = text_file::read(file, &name)?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let phrases: Vec<String> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    if phrases.is_empty() { Err(Failure::usage(format!("{name} has no phrases"))) } else { Ok(phrases) }
}

/// The query of a line. Several words without quotes are a phrase; filters stay what they are.
fn query_of(session: &Session<'_>, line: &str) -> Result<Query, Failure> {
    let query = session.query(Some(line))?;
    let quoted = query.quoted().filter(|_| query.has_loose_words());
    session.counted(quoted.as_deref().unwrap_or(line))
}
