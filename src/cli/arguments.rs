//! The command line as typed: the global options and the command. Each command declares its own
//! arguments next to its function, in [`super::commands`]; what the words mean is decided in
//! [`super::settings`] and [`super::filters`].

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser};

use super::commands::Command;
use super::global::{FromEnvironment, Global};
use super::guide;

/// The five commands that most people need.
const FIVE: &str = "  byt demo                                see it work, without a network
  byt update                              fetch what is new, store it, index it
  byt search 'bao hiem y te' --from 2025  find articles, accents optional
  byt show ID                             read one article
  byt export --official 'Đỗ Xuân Tuyên' -o tuyen.jsonl
                                          save every match to a file";

/// What `byt` without arguments prints.
pub(crate) fn brief() -> String {
    format!(
        "byt collects and searches the news of the Vietnamese Ministry of Health.\nThe five commands that you need:\n\n\
         {FIVE}\n\n`byt --help` lists all commands, `byt COMMAND --help` examples and options.\n"
    )
}

/// What the program is, in one line.
const TAGLINE: &str =
    "News corpus of the Vietnamese Ministry of Health: fetch, store, search by official, date and topic";
/// The widest line of help, in columns.
const HELP_COLUMNS_MAX: usize = 100;

#[derive(Debug, Parser)]
#[command(
    name = "byt",
    about = TAGLINE,
    version,
    arg_required_else_help = true,
    max_term_width = HELP_COLUMNS_MAX,
    before_help = format!("Examples:\n{FIVE}"),
    after_help = format!("Guides, as in `byt help query`:\n{}", guide::list()),
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// Parses the command line; its first word is the program's name.
    pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
        let matches = without_empty_variables(Arguments::command()).try_get_matches_from(words)?;
        let mut innermost = &matches;
        while let Some((_, inner)) = innermost.subcommand() {
            innermost = inner;
        }
        let is_environment = |id| innermost.value_source(id) == Some(ValueSource::EnvVariable);
        let from_environment = FromEnvironment {
            corpus: is_environment("corpus"),
            index: is_environment("index"),
            config: is_environment("config"),
            lang: is_environment("lang"),
        };
        let mut arguments = Arguments::from_arg_matches(&matches)?;
        arguments.global.from_environment = from_environment;
        Ok(arguments)
    }
}

/// The command without variables that are set to nothing: as everywhere, they count as not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &clap::Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None::<&str>) } else { arg })
        .mut_subcommands(without_empty_variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::config_file::Key;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_read_the_variables_that_their_settings_name() {
        let mut all = Arguments::command();
        all.build();
        let commands = ["update", "search"].map(|name| all.find_subcommand(name).unwrap());
        for key in Key::ALL {
            let mut options = commands.iter().flat_map(|command| command.get_arguments());
            let option = options.find(|option| option.get_id() == key.name());
            let variable = option.and_then(|option| option.get_env()).and_then(|name| name.to_str());
            assert_eq!(variable, key.variable(), "{}", key.name());
        }
    }
}
