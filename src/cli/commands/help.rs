//! `byt help`: the help of the program or of a command, or a guide.

use std::ffi::OsString;

use clap::{Command, CommandFactory};

use crate::cli::arguments::{Arguments, Help};
use crate::cli::layout::Width;
use crate::cli::{Exit, Failure, guide, pager, usage};

pub(super) fn run(args: &Help) -> Result<Exit, Failure> {
    if let [name] = args.name.as_slice()
        && let Some(guide) = guide::named(name)
    {
        pager::show(&guide::for_people(guide, Width::of_output().text()), !args.no_pager)?;
        return Ok(Exit::Done);
    }
    let mut command = &Arguments::command();
    for name in &args.name {
        command = command.find_subcommand(name).ok_or_else(|| unknown(args, command))?;
    }
    // The option chooses between short and long help; this way the command does the same.
    let words = ["byt"].into_iter().chain(args.name.iter().map(String::as_str)).chain(["--help"]).map(OsString::from);
    let help = Arguments::command().try_get_matches_from(words).err();
    help.map_or(Ok(Exit::Done), |help| usage::answer(help, std::env::args_os()))
}

/// No command below `command`, and no guide, has the name.
fn unknown(args: &Help, command: &Command) -> Failure {
    let name = args.name.join(" ");
    let commands: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    if command.get_name() != "byt" {
        let failure = Failure::usage(format!("there is no command “{name}”"));
        return if commands.is_empty() { failure } else { failure.hint(format!("one of: {}", commands.join(", "))) };
    }
    let guides: Vec<&str> = guide::GUIDES.iter().map(|guide| guide.name).collect();
    let hint = format!("guides: {}; commands: {}", guides.join(", "), commands.join(", "));
    Failure::usage(format!("there is no guide and no command “{name}”")).hint(hint)
}
