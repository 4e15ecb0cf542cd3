//! `byt snapshot`: what data results are computed from.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs};
use crate::study;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt snapshot                   the id of the corpus as it is now
  byt snapshot --from 2025       the same id, and the size of this scope
  byt snapshot --format json")]
pub(crate) struct SnapshotArgs {
    #[command(flatten)]
    study: StudyArgs,
}

pub(super) fn run(args: &SnapshotArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    session.finish(study::snapshot(session.desk(), &session.scope))
}
