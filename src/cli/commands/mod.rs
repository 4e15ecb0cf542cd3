//! The commands, one per file. A command is a function from its arguments to an [`Exit`].

mod analyze;
mod changes;
mod check;
mod collocates;
mod completions;
mod config;
mod cooccur;
mod count;
mod demo;
mod dispersion;
mod export;
mod feed;
mod first;
mod help;
mod import;
mod index;
mod keyness;
mod kwic;
mod man;
mod officials;
mod push;
mod reparse;
mod reproduce;
mod sample;
mod schema;
mod search;
mod serve;
mod show;
mod site;
mod snapshot;
mod status;
mod topics;
mod trend;
mod update;
mod withdraw;
mod words;

use clap::Subcommand;

use super::errors::{Exit, Failure};
use super::settings::Settings;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch new articles from the portal, store and index them
    Update(update::UpdateArgs),
    /// Read saved material: text captures, HTML, portal JSON, WARC, records
    Import(import::ImportArgs),
    /// Take back articles that should not have been stored
    Withdraw(withdraw::WithdrawArgs),
    /// Find articles, best first; without a query, newest first
    Search(search::SearchArgs),
    /// Show articles in full
    Show(show::ShowArgs),
    /// Write every match, without a limit
    Export(export::ExportArgs),
    /// Count matches, in total or per group
    Count(count::CountArgs),
    /// List what was added, edited, removed or merged, oldest first
    Changes(changes::ChangesArgs),
    /// Write a feed of the articles stored last (Atom, JSON Feed)
    Feed(feed::FeedArgs),
    /// List every hit in its context
    #[command(visible_alias = "concordance")]
    Kwic(kwic::KwicArgs),
    /// List how often each word, or each sequence of words, occurs
    #[command(visible_aliases = ["frequency", "ngrams"])]
    Words(words::WordsArgs),
    /// Count hits over time, as a rate of words and as a share of articles
    Trend(trend::TrendArgs),
    /// Compare the words of two selections of articles
    #[command(visible_alias = "compare")]
    Keyness(keyness::KeynessArgs),
    /// List words that occur near a word
    #[command(visible_alias = "collocations")]
    Collocates(collocates::CollocatesArgs),
    /// Measure how evenly words are distributed over articles
    Dispersion(dispersion::DispersionArgs),
    /// Count pairs of people, topics or document numbers in the same articles
    Cooccur(cooccur::CooccurArgs),
    /// Draw a sample that anyone can draw again
    Sample(sample::SampleArgs),
    /// Find where words appear first
    First(first::FirstArgs),
    /// Print an id of the corpus as it is now, to cite results with
    Snapshot(snapshot::SnapshotArgs),
    /// Compute an earlier result again and show what differs
    Reproduce(reproduce::ReproduceArgs),
    /// List the leaders that byt knows, with their posts and article counts
    Officials(officials::OfficialsArgs),
    /// List the topics in the registry with their article counts
    Topics(topics::TopicsArgs),
    /// Update the index from the corpus, or rebuild it
    Index(index::IndexArgs),
    /// Show the corpus as pages in a browser, on this machine
    Serve(serve::ServeArgs),
    /// Write the pages as files, for a web server of your own
    Site(site::SiteArgs),
    /// Send the corpus to an OpenSearch or Elasticsearch cluster
    Push(push::PushArgs),
    /// Parse the stored raw responses again and show what would change
    Reparse(reparse::ReparseArgs),
    /// Verify corpus and index, and that they agree
    Check(check::CheckArgs),
    /// Summarise the corpus: size, freshness, gaps
    Status(status::StatusArgs),
    /// Show how a text is split into words and indexed, to find out why a search has no hits
    Analyze(analyze::AnalyzeArgs),
    /// Try everything on a small built-in portal, without a network
    Demo(demo::DemoArgs),
    /// Print the JSON Schema of the JSON output
    Schema(schema::SchemaArgs),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Show the settings and where each comes from
    Config(config::ConfigArgs),
    /// Print the manual page of the program or of a command
    Man(man::ManArgs),
    /// Show the help of a command, or a guide
    Help(help::HelpArgs),
}

/// Runs a command. Commands that need no settings work even if the settings are invalid. `describe`
/// returns the description of all commands.
pub(super) fn run(
    command: Command,
    describe: fn() -> clap::Command,
    settings: impl Fn() -> Result<Settings, Failure>,
) -> Result<Exit, Failure> {
    let settings = &settings;
    let stored = || settings()?.with_separate_folders();
    match command {
        Command::Update(args) => update::run(&args, &stored()?),
        Command::Demo(args) => demo::run(&args, &settings()?),
        Command::Import(args) => import::run(&args, &stored()?),
        Command::Withdraw(args) => withdraw::run(&args, &stored()?),
        Command::Search(args) => search::run(&args, &stored()?),
        Command::Show(args) => show::run(&args, &stored()?),
        Command::Export(args) => export::run(&args, &stored()?),
        Command::Count(args) => count::run(&args, &stored()?),
        Command::Changes(args) => changes::run(&args, &stored()?),
        Command::Feed(args) => feed::run(&args, &stored()?),
        Command::Kwic(args) => kwic::run(&args, &stored()?),
        Command::Words(args) => words::run(&args, &stored()?),
        Command::Trend(args) => trend::run(&args, &stored()?),
        Command::Keyness(args) => keyness::run(&args, &stored()?),
        Command::Collocates(args) => collocates::run(&args, &stored()?),
        Command::Dispersion(args) => dispersion::run(&args, &stored()?),
        Command::Cooccur(args) => cooccur::run(&args, &stored()?),
        Command::Sample(args) => sample::run(&args, &stored()?),
        Command::First(args) => first::run(&args, &stored()?),
        Command::Snapshot(args) => snapshot::run(&args, &stored()?),
        Command::Reproduce(args) => reproduce::run(&args, &stored()?),
        Command::Officials(args) => officials::run(&args, &stored()?),
        Command::Topics(args) => topics::run(&args, &stored()?),
        Command::Index(args) => index::run(&args, &stored()?),
        Command::Serve(args) => serve::run(&args, &stored()?),
        Command::Site(args) => site::run(&args, &stored()?),
        Command::Push(args) => push::run(&args, &stored()?),
        Command::Reparse(args) => reparse::run(&args, &stored()?),
        Command::Check(args) => check::run(&args, &stored()?),
        Command::Status(args) => status::run(&args, &stored()?),
        Command::Analyze(args) => analyze::run(&args, &settings()?),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args, describe()),
        Command::Config(args) if args.init => config::init(),
        Command::Config(args) => config::run(&args, &settings()?),
        Command::Man(args) => man::run(&args, describe()),
        Command::Help(args) => help::run(&args, &describe()),
    }
}
