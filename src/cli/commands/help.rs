//! `byt help`: the help of the program or of a command, or a guide.

use clap::{Command, CommandFactory};

use crate::cli::arguments::{Arguments, Help};
use crate::cli::layout::Width;
use crate::cli::{Exit, Failure, guide, output, pager};

pub(super) fn run(args: &Help) -> Result<Exit, Failure> {
    if let [name] = args.name.as_slice()
        && let Some(guide) = guide::named(name)
    {
        pager::show(&guide::for_people(guide, Width::of_output().text()), !args.no_pager)?;
        return Ok(Exit::Done);
    }
    let mut whole = Arguments::command();
    whole.build();
    let mut command = &mut whole;
    for name in &args.name {
        let commands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let is_program = command.get_name() == "byt";
        command = command.find_subcommand_mut(name).ok_or_else(|| unknown(args, is_program, &commands))?;
    }
    output::styled(&Command::render_long_help(command).ansi().to_string())?;
    Ok(Exit::Done)
}

/// No command and no guide has the name.
fn unknown(args: &Help, is_program: bool, commands: &[String]) -> Failure {
    let name = args.name.join(" ");
    if !is_program {
        let failure = Failure::usage(format!("there is no command “{name}”"));
        return if commands.is_empty() { failure } else { failure.hint(format!("one of: {}", commands.join(", "))) };
    }
    let guides: Vec<&str> = guide::GUIDES.iter().map(|guide| guide.name).collect();
    let hint = format!("guides: {}; commands: {}", guides.join(", "), commands.join(", "));
    Failure::usage(format!("there is no guide and no command “{name}”")).hint(hint)
}
