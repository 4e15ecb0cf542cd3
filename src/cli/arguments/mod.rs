//! The arguments as they are typed. What they mean is settled in [`super::settings`] and
//! [`super::filters`]. Here are the global options and the list of commands; each group of commands
//! has a file of its own.

mod find;
mod inspect;
mod people;
mod store;

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub(crate) use find::{
    By, Cite, Count, CountFormat, Export, Filters, Format, GroupFormat, Output, Search, Section, SheetOptions, Show,
    Sort, WhichStatus, search,
};
pub(crate) use inspect::{Analyze, Check, Completions, Config, Help, Man, Schema, Status};
pub(crate) use people::{Eval, Officials, OfficialsCommand, Topics, TopicsCommand};
pub(crate) use store::{Demo, Import, IndexArgs, Reparse, Source, Tls, Update};

use super::guide;

/// The five commands one needs.
const FIVE: &str = "  byt demo                                see it work, without a network
  byt update                              fetch what is new, store it, index it
  byt search 'bao hiem y te' --from 2025  find articles, accents optional
  byt show ID                             read one
  byt export --official 'Đỗ Xuân Tuyên' -o tuyen.jsonl
                                          take every match away";

/// What `byt` alone prints.
pub(crate) fn brief() -> String {
    format!(
        "byt keeps and searches the news of the Vietnamese Ministry of Health.\nThe five commands one needs:\n\n\
         {FIVE}\n\n`byt --help` shows all commands, `byt COMMAND --help` examples and every option.\n"
    )
}

/// What the program is, in a line.
const TAGLINE: &str =
    "News corpus of the Vietnamese Ministry of Health: fetch, store, search by official, date and topic";
/// Help is set no wider than running text.
const HELP_COLUMNS_MAX: usize = 100;

#[derive(Debug, Parser)]
#[command(
    name = "byt",
    about = TAGLINE,
    version,
    propagate_version = true,
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

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Folder of the corpus [default: ./corpus]
    #[arg(long, global = true, value_name = "DIR", env = "BYT_CORPUS", hide_env_values = true)]
    pub(crate) corpus: Option<PathBuf>,
    /// Folder of the index [default: ./index]
    #[arg(long, global = true, value_name = "DIR", env = "BYT_INDEX", hide_env_values = true)]
    pub(crate) index: Option<PathBuf>,
    /// Configuration file [default: byt.toml beside the corpus, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every page read, every wait
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Colours [auto: on a terminal, unless NO_COLOR is set]
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// No progress bars
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    /// Which of these the environment gave; found out after they were read
    #[arg(skip)]
    pub(crate) of_environment: OfEnvironment,
}

/// Which global options came from the environment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OfEnvironment {
    pub(crate) corpus: bool,
    pub(crate) index: bool,
}

impl Arguments {
    /// Reads the words of the command line, the program's name first.
    pub(crate) fn read(words: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Arguments, clap::Error> {
        let matches = Arguments::command().try_get_matches_from(words)?;
        let mut innermost = &matches;
        while let Some((_, inner)) = innermost.subcommand() {
            innermost = inner;
        }
        let is_environment = |id| innermost.value_source(id) == Some(ValueSource::EnvVariable);
        let of_environment = OfEnvironment { corpus: is_environment("corpus"), index: is_environment("index") };
        let mut arguments = Arguments::from_arg_matches(&matches)?;
        arguments.global.of_environment = of_environment;
        Ok(arguments)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn choice(self) -> anstream::ColorChoice {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch what is new from the portal, store it, index it
    Update(Update),
    /// Read saved material: text captures, HTML, bridge JSON, WARC, records
    Import(Import),
    /// Find articles, best first; without a query, newest first
    Search(Search),
    /// Show articles, whole
    Show(Show),
    /// Write out every match, nothing cut off
    Export(Export),
    /// Count matches, and matches per group
    Count(Count),
    /// The people of the registry, their posts, and how many articles
    Officials(Officials),
    /// The topics of the registry, and how many articles
    Topics(Topics),
    /// Bring the index up to the corpus, or make it anew
    Index(IndexArgs),
    /// Read the stored raw answers again, by the present parsers: what would change
    Reparse(Reparse),
    /// Verify corpus and index, and that they agree
    Check(Check),
    /// What is there, how fresh, how complete
    Status(Status),
    /// How a text is cut and found, for whoever asks "why no hit?"
    Analyze(Analyze),
    /// The whole job against a small portal of the program's own: no network needed
    Demo(Demo),
    /// Print the JSON Schema of what the program prints as JSON
    Schema(Schema),
    /// Print a completion script for a shell
    Completions(Completions),
    /// The settings in force, and where each comes from
    Config(Config),
    /// Print the manual page of the program or of a command
    Man(Man),
    /// Show the help of a command, or a guide
    Help(Help),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
