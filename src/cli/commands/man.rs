//! `byt man`: the manual page, from the same source as the help.

use clap::CommandFactory;

use crate::cli::arguments::Arguments;
use crate::cli::{Exit, Failure, output};

pub(super) fn run() -> Result<Exit, Failure> {
    let mut out = output::Out::open(None)?;
    clap_mangen::Man::new(Arguments::command()).render(&mut out).map_err(Failure::from_output)?;
    out.finish()?;
    Ok(Exit::Done)
}
