//! The arguments of the commands that look at the corpus, the index, a text, or the program itself.

use chrono::TimeDelta;
use clap::Args;
use clap::builder::PossibleValuesParser;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt check && echo sound
  byt check --json | jq .damage")]
pub(crate) struct Check {
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// `90m`, `26h`, `2d`; whole numbers.
fn age(text: &str) -> Result<TimeDelta, String> {
    let wrong = || "give a number of minutes, hours or days, such as 90m, 26h or 2d".to_owned();
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let count = text.strip_suffix(unit).and_then(|count| count.parse::<u32>().ok()).ok_or_else(wrong)?.into();
    let age = match unit {
        'm' => TimeDelta::try_minutes(count),
        'h' => TimeDelta::try_hours(count),
        'd' => TimeDelta::try_days(count),
        _ => None,
    };
    age.ok_or_else(wrong)
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt status
  byt status --json | jq .articles
  byt status --quiet --max-age 26h || echo 'the corpus is stale'")]
pub(crate) struct Status {
    /// Exit 1 when the last complete update is older, or there was none: 26h, 2d, 90m
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(crate) max_age: Option<TimeDelta>,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt analyze 'Nguyễn Tri Thức khoẻ, Nghị quyết 72- NQ/TW ngày 9/9/2025'
  byt analyze --json 'bác sỹ' | jq '.tokens[].term'")]
pub(crate) struct Analyze {
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt schema                     a definition for every output
  byt schema record              that of an article alone, with all it refers to")]
pub(crate) struct Schema {
    /// One output, such as record (a line of export), search (its JSON document), status
    #[arg(value_name = "OUTPUT", value_parser = PossibleValuesParser::new(crate::cli::commands::schema::OUTPUTS))]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt completions bash > ~/.local/share/bash-completion/completions/byt
  byt completions zsh > ~/.zfunc/_byt          ~/.zfunc must be in fpath
  byt completions fish > ~/.config/fish/completions/byt.fish
  byt completions powershell >> $PROFILE")]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt config                     each setting, and where it comes from
  byt config --json | jq .delay
  byt config --init > byt.toml   a file to begin with: every key and its default")]
pub(crate) struct Config {
    /// Print a configuration file with every key, its default, and what it is for
    #[arg(long, conflicts_with = "json")]
    pub(crate) init: bool,
    /// The settings as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt man > byt.1 && man ./byt.1
  byt man search | man -l -
  byt man topics explain
  byt man query                              a guide
  byt man --dir ~/.local/share/man/man1      all pages, as in man byt-search")]
pub(crate) struct Man {
    /// A command, with its own subcommand where it has one, or a guide
    #[arg(value_name = "NAME", conflicts_with = "dir")]
    pub(crate) command: Vec<String>,
    /// Write the pages of all commands and guides into a folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<std::path::PathBuf>,
}

/// The arguments of `byt help`.
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt help query           the query language and the filters
  byt help operations      files, settings, daily runs, backup
  byt help search          the same as byt search --help")]
pub(crate) struct Help {
    /// A guide, or a command with its own subcommand where it has one
    #[arg(value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// Do not show a guide in a pager
    #[arg(long)]
    pub(crate) no_pager: bool,
}
