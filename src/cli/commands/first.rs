//! `byt first`: where words appear first.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs};
use crate::study;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt first '\"chuyển đổi số\"'
  byt first '\"y tế cơ sở\" official:lan' --format json")]
pub(crate) struct FirstArgs {
    /// What to find: a word, or a phrase in quotes
    query: String,
    #[command(flatten)]
    study: StudyArgs,
}

pub(super) fn run(args: &FirstArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    let query = session.counted(&args.query)?;
    session.finish(study::first(session.desk(), &query, &session.scope))
}
