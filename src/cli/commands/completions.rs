//! `byt completions SHELL`: what the shell is to read once.

use crate::cli::arguments::Completions;
use crate::cli::{Exit, Failure, completing, output};

pub(super) fn run(args: &Completions) -> Result<Exit, Failure> {
    output::text(&completing::script(args.shell))?;
    Ok(Exit::Done)
}
