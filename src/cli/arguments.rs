//! The arguments as they are typed. What they mean is settled in [`super::settings`] and
//! [`super::filters`].

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// News corpus of the Vietnamese Ministry of Health: fetch, store, search by official, date and topic.
#[derive(Debug, Parser)]
#[command(
    name = "byt",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    before_help = "The five commands one needs:
  byt demo                                    see it work, without a network
  byt update                                  fetch what is new, store it, index it
  byt search 'bao hiem y te' --from 2025      find articles, accents optional
  byt show ID                                 read one
  byt export --official 'Đỗ Xuân Tuyên' -o tuyen.jsonl   take every match away"
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
    #[arg(long, global = true, value_name = "DIR", env = "BYT_CORPUS")]
    pub(crate) corpus: Option<PathBuf>,
    /// Folder of the index [default: ./index]
    #[arg(long, global = true, value_name = "DIR", env = "BYT_INDEX")]
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
    /// Show one article, whole
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
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    #[command(before_help = "Examples:\n  byt man > byt.1 && man ./byt.1")]
    Man,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt update                      the daily job
  byt update --full               walk the whole section, not only what is new
  byt update --recheck 30         look for edits and removals among the last 30 days' articles
  byt update --plan               say what would be fetched
  byt update --source archive     the years before 2026, from the Internet Archive
  byt update --source legacy --portal http://127.0.0.1:8080 --delay 0.2")]
pub(crate) struct Update {
    /// Who answers: today's portal, a server that still speaks the old one, or the archive
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<Source>,
    /// Base address of the portal [default: https://moh.gov.vn]
    #[arg(long, value_name = "URL", env = "BYT_PORTAL")]
    pub(crate) portal: Option<String>,
    /// Base address of the archive [default: https://web.archive.org]
    #[arg(long, value_name = "URL", env = "BYT_ARCHIVE")]
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
    #[arg(long, value_name = "ADDRESS", env = "BYT_CONTACT")]
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
  byt import saved/                    a folder of saved pages, captures, WARC files
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

/// Which articles. The same for search, export and count.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filters {
    /// Articles in which this person acted; accents, case and titles optional; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) official: Vec<String>,
    /// Articles in which this person is named at all
    #[arg(long, value_name = "NAME")]
    pub(crate) mentions: Vec<String>,
    /// Someone of that rank acted, by the post held on the article's date:
    /// minister, vice-minister, permanent-vice-minister (or “Thứ trưởng”)
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// Articles on this topic: id or Vietnamese name; repeat for any of several
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Vec<String>,
    /// From this Vietnamese day on: 2026, 2026-01, 2026-01-20, 20/1/2026, today, 7d, “quý 2/2025”
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// On this day, or in this month, quarter or year
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub(crate) on: Option<String>,
    /// Never look for less than was asked: no accents left aside, no words left out
    #[arg(long)]
    pub(crate) strict: bool,
    /// Articles of the section (in), others caught on the way (out), or both [default: in]
    #[arg(long, value_name = "WHICH")]
    pub(crate) section: Option<Section>,
    /// Known from a list only, with its text, or both [default: all]
    #[arg(long, value_name = "WHICH")]
    pub(crate) status: Option<WhichStatus>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Section {
    In,
    Out,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichStatus {
    Listed,
    Full,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Jsonl,
    Csv,
    Ids,
}

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt search 'bao hiem y te'                 accents optional
  byt search '\"chuyển đổi số\"'               words in this order
  byt search 72-NQ/TW                        a document number, in any typing
  byt search --official 'do xuan tuyen' --from 2025
  byt search 'đấu thầu thuốc' --format jsonl --limit 0",
    after_help = "The query language:
  bảo hiem y tế        all of these words; typed with accents they count, typed without they don't
  \"chuyển đổi số\"      these words in this order; any kind of quotes
  \"bảo hiểm\"~3        with up to three other words between
  -thuốc               without this word
  dược OR thuốc        either; OR binds loosest, brackets ( ) group
  title:thuốc          in the title
  chuy*                words that begin so
  72-NQ/TW             a document number in any typing; nghị quyết 72 finds it too
  9/9/2025             a day in any writing
  official: mentions: role: topic: date: number: section: status:
                       the filters, inside the query: topic:duoc date:2025-06..2025-07
Anything else is searched for as it stands: any headline may be pasted. When no text has all the
words, accents are left aside, then any of the words will do; each step is told."
)]
pub(crate) struct Search {
    /// What to look for; every word must match
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// Order of the results [default: relevance, without a query newest]
    #[arg(long, value_name = "ORDER")]
    pub(crate) sort: Option<Sort>,
    /// How many results; 0 is all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Leave out the first N results
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Tell how the query was read and why the hits are hits
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt show 20260121-3f9c01d2ab47
  byt show 20260121-3f9c01d2ab47 --format json | jq .officials
  byt show 20260121-3f9c01d2ab47 --versions   what changed, and when
  byt show 20260121-3f9c01d2ab47 --diff       the last change, word by word
  byt show 20260121-3f9c01d2ab47 --diff 1..3")]
pub(crate) struct Show {
    /// Ids, or other names of an article (aid:167411, slug:…)
    #[arg(required_unless_present = "diff", value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Which versions there are, when each was stored, and what it changed
    #[arg(long)]
    pub(crate) versions: bool,
    /// What changed between two versions, word by word: [-old-]{+new+} [default: the last two]
    #[arg(long, value_name = "N..M", num_args = 0..=1, default_missing_value = "", conflicts_with = "versions")]
    pub(crate) diff: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt export > all.jsonl
  byt export --official 'Nguyễn Tri Thức' --on 2026-01 --format csv -o thuc.csv
  byt export 'bảo hiểm y tế' --format ids | wc -l")]
pub(crate) struct Export {
    /// What to look for; without it, everything
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: Format,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt count 'chuyển đổi số'
  byt count --by official --on 2026-01
  byt count --topic duoc --by month --format json")]
pub(crate) struct Count {
    /// What to look for; without it, everything
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// One number for each group instead of one in all
    #[arg(long, value_name = "GROUP")]
    pub(crate) by: Option<By>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CountFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Official,
    Topic,
    Year,
    Month,
    Day,
    Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Examples:
  byt officials                       everyone, with posts and article counts
  byt officials at 2021-07-15         who held which post that day
  byt officials lien huong            one person
  byt officials --suggest             leaders in print whom the registry lacks
  byt officials eval gold.jsonl       how well the articles' people are found"
)]
pub(crate) struct Officials {
    #[command(subcommand)]
    pub(crate) command: Option<OfficialsCommand>,
    /// A name, or a part of one; accents, case and titles optional
    #[arg(value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// Propose entries for leaders whom articles name and the registry lacks
    #[arg(long, conflicts_with = "name")]
    pub(crate) suggest: bool,
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CountFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OfficialsCommand {
    /// Who held which post on a day
    At {
        #[arg(required = true, value_name = "DATE")]
        date: Vec<String>,
    },
    /// Score the people found against a list that people have read
    Eval(Eval),
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Examples:
  byt topics
  byt topics explain 20260121-3f9c01d2ab47   why an article has its topics, and why not others
  byt topics explain duoc                    the phrases of a topic, and where they struck
  byt topics eval gold.jsonl                 precision and recall, topic by topic"
)]
pub(crate) struct Topics {
    #[command(subcommand)]
    pub(crate) command: Option<TopicsCommand>,
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CountFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TopicsCommand {
    /// Why and why not: of an article, or of a topic
    Explain {
        /// An article's id, or a topic's
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Score the topics found against a list that people have read
    Eval(Eval),
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// One labelled item a line
    #[arg(value_name = "GOLD.jsonl")]
    pub(crate) gold: PathBuf,
    /// Exit 1 when precision is below this
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_precision: Option<f64>,
    /// Exit 1 when recall is below this
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_recall: Option<f64>,
    /// Exit 1 when fewer relations are right
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_relation: Option<f64>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt index             after `import --no-index`, or a changed registry
  byt index --rebuild   make it anew; the old one serves until the new one stands")]
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
  byt reparse             after an upgrade: which articles would change, and in which fields
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
  byt check && echo sound")]
pub(crate) struct Check {
    /// The summary as one JSON object on standard output
    #[arg(long)]
    pub(crate) json: bool,
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
  byt analyze 'Thứ trưởng Nguyễn Tri Thức khoẻ, Nghị quyết số 72- NQ/TW ngày 9/9/2025'
  byt analyze --json 'bác sỹ' | jq '.tokens[].term'")]
pub(crate) struct Analyze {
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
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

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt completions bash > ~/.local/share/bash-completion/completions/byt")]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// The arguments of a search that the program asks itself.
pub(crate) fn search(words: &[&str]) -> Search {
    let arguments = Arguments::try_parse_from(["byt", "search"].iter().chain(words));
    match arguments.map(|arguments| arguments.command) {
        Ok(Command::Search(search)) => search,
        other => unreachable!("the program's own questions are searches: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
