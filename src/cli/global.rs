//! The options that every command has.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::config_file::Key;
use crate::wording::Language;

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "DIR", env = "BYT_CORPUS", hide_env_values = true,
          help = Key::Corpus.help("Folder of the corpus"))]
    pub(crate) corpus: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR", env = "BYT_INDEX", hide_env_values = true,
          help = Key::Index.help("Folder of the index"))]
    pub(crate) index: Option<PathBuf>,
    /// Configuration file [default: byt.toml next to the corpus, in this folder or above it]
    #[arg(long, global = true, value_name = "FILE", env = "BYT_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
    /// Language of results [default: Vietnamese if the locale is, otherwise English]
    #[arg(long, global = true, value_name = "LANGUAGE", env = "BYT_LANG", hide_env_values = true)]
    pub(crate) lang: Option<Language>,
    /// Print no summaries, notes or hints
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print more: every page read, every wait
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Show no progress bars
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    /// Which values came from the environment; filled in after parsing.
    #[arg(skip)]
    pub(crate) from_environment: FromEnvironment,
}

/// Which global options were set by the environment and not on the command line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FromEnvironment {
    pub(crate) corpus: bool,
    pub(crate) index: bool,
    pub(crate) config: bool,
    pub(crate) lang: bool,
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
