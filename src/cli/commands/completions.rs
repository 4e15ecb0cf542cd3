//! `byt completions SHELL`: a completion script, made from the arguments themselves.

use clap::CommandFactory;

use crate::cli::arguments::{Arguments, Completions};
use crate::cli::{Exit, Failure, output};

pub(super) fn run(args: &Completions) -> Result<Exit, Failure> {
    let mut out = output::Out::open(None)?;
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "byt", &mut script);
    std::io::Write::write_all(&mut out, &script).map_err(Failure::from_output)?;
    out.finish()?;
    Ok(Exit::Done)
}
