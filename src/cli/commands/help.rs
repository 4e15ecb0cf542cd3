//! `byt help`: the help of the program or of a command, or a guide.

use clap::{Args, Command};

use crate::cli::errors::{Exit, Failure};
use crate::cli::guide;
use crate::cli::output;
use crate::cli::pager::{self, Target};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt help query           the query language and the filters
  byt help operations      files, settings, daily runs, backup
  byt help search          the same as byt search --help")]
pub(crate) struct HelpArgs {
    /// A guide, or a command with its subcommand if it has one
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Don't show a guide in a pager
    #[arg(long)]
    no_pager: bool,
}

pub(super) fn run(args: &HelpArgs, all: &Command) -> Result<Exit, Failure> {
    if let [name] = args.name.as_slice()
        && let Some(guide) = guide::named(name)
    {
        let target = Target { file: None, pager: !args.no_pager };
        pager::write(target, &|width| guide::for_people(guide, width.text()))?;
        return Ok(Exit::Done);
    }
    let mut command = all;
    for name in &args.name {
        command = command.find_subcommand(name).ok_or_else(|| unknown(args, command))?;
    }
    // `--help` chooses between short and long help, so the words are parsed as if it were given.
    let words = ["byt"].into_iter().chain(args.name.iter().map(String::as_str)).chain(["--help"]);
    if let Err(help) = all.clone().try_get_matches_from(words) {
        output::styled(&help.render().ansi().to_string())?;
    }
    Ok(Exit::Done)
}

/// The failure if there is no guide, and no subcommand of `command`, with the name.
fn unknown(args: &HelpArgs, command: &Command) -> Failure {
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
