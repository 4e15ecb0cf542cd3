//! The arguments of the commands that fill a corpus or an index.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt update                      the daily job
  byt update --full               walk the whole section, not only what is new
  byt update --recheck 30         edits and removals of the last 30 days
  byt update --plan               say what would be fetched
  byt update --source archive     the years before 2026, from an archive
  byt update --source legacy --portal http://127.0.0.1:8080 --delay 0.2")]
pub(crate) struct Update {
    /// Who answers: today's portal, a server that still speaks the old one, or the archive
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<Source>,
    /// Base address of the portal [default: https://moh.gov.vn]
    #[arg(long, value_name = "URL", env = "BYT_PORTAL", hide_env_values = true)]
    pub(crate) portal: Option<String>,
    /// Base address of the archive [default: https://web.archive.org]
    #[arg(long, value_name = "URL", env = "BYT_ARCHIVE", hide_env_values = true)]
    pub(crate) archive: Option<String>,
    /// Walk the whole section rather than stop at the known part
    #[arg(long)]
    pub(crate) full: bool,
    /// Ask again for articles known in full that were published in the last DAYS days, and for those
    /// that were missing: finds edits and removals
    #[arg(long, value_name = "DAYS")]
    pub(crate) recheck: Option<u32>,
    /// Fetch at most N article pages this time
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Least time between two requests to a host; fractions allowed [default: 1]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) delay: Option<f64>,
    /// Say what would be asked for, and ask for nothing but the list
    #[arg(long)]
    pub(crate) plan: bool,
    /// Store only
    #[arg(long)]
    pub(crate) no_index: bool,
    /// More trusted certificates (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// The TLS library [default: rustls]
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) tls: Option<Tls>,
    /// Where the people of the portal can reach you: goes into the User-Agent
    #[arg(long, value_name = "ADDRESS", env = "BYT_CONTACT", hide_env_values = true)]
    pub(crate) contact: Option<String>,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Source {
    /// Today's portal
    Bridge,
    /// The portal until 2026
    Legacy,
    /// The Internet Archive's captures of the portal until 2026
    Archive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tls {
    /// What this program brings along
    Rustls,
    /// The system's own, where byt was built with it
    Native,
}

/// The longest delay that makes sense between two requests, in seconds.
const DELAY_SECONDS_MAX: f64 = 3600.0;

fn seconds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "give a number of seconds, such as 1 or 0.5".to_owned())?;
    if (0.0..=DELAY_SECONDS_MAX).contains(&value) {
        Ok(value)
    } else {
        Err(format!("give a number from 0 to {DELAY_SECONDS_MAX}"))
    }
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt import saved/                    saved pages, captures, WARC files
  byt import old-portal.warc.gz        an archive of the old portal
  byt export | ssh other byt import -  records from another corpus")]
pub(crate) struct Import {
    /// Files or folders; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Store only
    #[arg(long)]
    pub(crate) no_index: bool,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt index             after `import --no-index`, or a changed registry
  byt index --rebuild   make it anew; the old one serves until then")]
pub(crate) struct IndexArgs {
    /// Make the index anew
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt reparse             after an upgrade: what would change, and where
  byt reparse --apply     write their new versions
  byt reparse --json | jq .fields")]
pub(crate) struct Reparse {
    /// Write what would change as new versions
    #[arg(long)]
    pub(crate) apply: bool,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt demo
  byt demo --dir try-it       keep what it makes in this folder")]
pub(crate) struct Demo {
    /// Folder for its corpus and index; must be empty or absent [default: a new temporary one]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
}
