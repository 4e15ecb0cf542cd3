//! `byt serve`: the corpus as pages for a browser, on this machine.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::changes::ChangesArgs;
use super::count::CountArgs;
use super::export::ExportArgs;
use super::feed::FeedArgs;
use super::kwic::KwicArgs;
use super::officials::OfficialsArgs;
use super::schema::SchemaArgs;
use super::search::SearchArgs;
use super::show::ShowArgs;
use super::status::StatusArgs;
use super::topics::TopicsArgs;
use super::trend::TrendArgs;
use super::{changes, count, export, feed, kwic, officials, schema, search, show, status, topics, trend};
use crate::cli::answerer::{self, Answerer, EngineArgs};
use crate::cli::captured::{self, Beside, Message};
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::Registries;
use crate::cli::messages::{status, warning};
use crate::cli::settings::Settings;
use crate::cli::snapshot::Snapshot;
use crate::cli::words_of::parsed;
use crate::cli::{named_questions, output, store};
use crate::engine::{Cluster, PushMark};
use crate::index::{CommitStamp, Index, Opened};
use crate::indexing::Labeller;
use crate::query;
use crate::serve::{Commands, Ended, Hosts, Language, Output, Refusal, RefusalKind, ServeError, Server, Snapshots};

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt serve                             pages at http://127.0.0.1:8080/
  byt serve --open                      … and shows them in the browser
  byt serve --listen 127.0.0.1:0        any free port; the address is printed
  byt serve --base /tin --host tin.example.vn
                                        behind a web server, as /tin/",
    after_help = "The pages are read-only. They are updated when `byt update` has stored something; the server doesn't have \
                  to be restarted. `byt help page` describes the addresses."
)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on; port 0 means any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Language of the pages [default: Vietnamese, or English if the browser asks for it]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// Show the pages in the default browser
    #[arg(long)]
    open: bool,
    /// Path under which a web server in front of this one serves the pages
    #[arg(long, value_name = "PATH", default_value = "", hide_default_value = true, value_parser = base)]
    base: String,
    /// Also answer requests for this host name; repeat for several
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    #[command(flatten)]
    engine: EngineArgs,
}

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Language] {
        &Language::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

/// Reads a path such as `/tin` or `/a/b`; a slash alone isn't a base.
fn base(typed: &str) -> Result<String, String> {
    let path = typed.strip_suffix('/').unwrap_or(typed);
    let is_segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
    };
    match path.strip_prefix('/') {
        _ if path.is_empty() => Ok(String::new()),
        Some(segments) if segments.split('/').all(is_segment) => Ok(path.to_owned()),
        _ => Err("a base is a path such as /tin".to_owned()),
    }
}

pub(super) fn run(args: &ServeArgs, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let snapshots: Arc<dyn Snapshots> = match args.engine.connect(labeller.fingerprint(), settings)? {
        Some(cluster) => Arc::new(SharedCluster::new(cluster, labeller, settings)),
        None => Arc::new(SharedCorpus::open(settings)?),
    };
    let address = args.listen;
    if !address.ip().is_loopback() {
        warning!("{} can be reached from other machines, and everyone there can read the corpus", address.ip());
    }
    let server = Server { snapshots, hosts: Hosts::allowing(&args.host), language: args.lang, base: args.base.clone() };
    let mut printed = Ok(());
    server.run(address, |address| {
        let url = format!("http://{}{}/", as_host(address), args.base);
        printed = output::text(&format!("{url}\n"));
        if args.open && printed.is_ok() {
            show_in_browser(&url);
        }
        printed.is_ok()
    })?;
    printed?;
    Ok(Exit::Done)
}

/// The address that a browser on this machine can ask: one that means every address becomes that of this machine.
fn as_host(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn show_in_browser(url: &str) {
    let (program, args): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    if let Err(error) = std::process::Command::new(program).args(args).arg(url).spawn() {
        status!("can't open a browser: {error}; open {url} yourself");
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Failure {
        let message = error.to_string();
        match error {
            ServeError::Listen { source, .. } => {
                let is_taken = source.kind() == std::io::ErrorKind::AddrInUse;
                let failure = Failure::io(message, &source);
                if is_taken {
                    failure.hint("another program uses it; --listen 127.0.0.1:0 takes any free port")
                } else {
                    failure
                }
            }
            ServeError::Start(source) => Failure::io(message, &source),
        }
    }
}

/// The corpus that the pages show, opened again whenever the index has changed.
pub(super) struct SharedCorpus {
    settings: Settings,
    current: Mutex<Current>,
}

/// The state of the corpus that is shown.
struct Current {
    /// The commit of the index that it is; `None` if there was none before the server started.
    stamp: Option<CommitStamp>,
    snapshot: Arc<Snapshot>,
    /// Counts the states.
    generation: u64,
}

impl SharedCorpus {
    /// Opens corpus and index, and updates the index like every command. Later it only reads.
    pub(super) fn open(settings: &Settings) -> Result<SharedCorpus, Failure> {
        let stamp = Index::stamp(&settings.index)?;
        let store = store::open(settings)?;
        // Compiling the rules takes longer than answering; the first request shouldn't wait for it.
        store.labeller.prepare();
        let snapshot = Snapshot::new(store.ledger, store.index, store.labeller);
        let current = Current { stamp, snapshot: Arc::new(snapshot), generation: 0 };
        Ok(SharedCorpus { settings: settings.clone(), current: Mutex::new(current) })
    }

    /// The corpus as of the index's last commit. While the index is being replaced, the state before.
    fn current(&self) -> Result<(Arc<Snapshot>, u64), Failure> {
        // A panic ends the process, so no thread can have left it half written.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Index::stamp(&self.settings.index)?;
        if stamp.is_some() && stamp != current.stamp {
            let labeller = Arc::clone(&current.snapshot.labeller);
            if let Opened::Usable(index) = Index::open(&self.settings.index, labeller.fingerprint())? {
                let mut ledger = store::ledger(&self.settings)?;
                if ledger.bytes() < index.position().bytes {
                    ledger.refresh()?;
                }
                current.snapshot = Arc::new(Snapshot::new(ledger, Arc::new(index), labeller));
                current.stamp = stamp;
                current.generation += 1;
            }
        }
        Ok((Arc::clone(&current.snapshot), current.generation))
    }
}

impl Snapshots for SharedCorpus {
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal> {
        let (snapshot, generation) = self.current().map_err(|failure| refusal(&failure))?;
        Ok(Arc::new(OnSnapshot { settings: self.settings.for_request(snapshot), generation }))
    }
}

/// A cluster whose articles the pages show.
struct SharedCluster {
    settings: Settings,
    cluster: Arc<Cluster>,
    labeller: Arc<Labeller>,
    /// What the cluster had seen when it was last asked, and how often that has changed.
    seen: Mutex<(Vec<(String, PushMark)>, u64)>,
}

impl SharedCluster {
    fn new(cluster: Arc<Cluster>, labeller: Arc<Labeller>, settings: &Settings) -> SharedCluster {
        labeller.prepare();
        SharedCluster { settings: settings.clone(), cluster, labeller, seen: Mutex::default() }
    }
}

impl Snapshots for SharedCluster {
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal> {
        // Also finds out whether the index there was replaced by one of other rules.
        let marks = self.cluster.marks(self.labeller.fingerprint()).map_err(|error| refusal(&error.into()))?;
        // A panic ends the process, so no thread can have left it half written.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.0 != marks {
            *seen = (marks, seen.1 + 1);
        }
        let snapshot = Snapshot::of_cluster(Arc::clone(&self.cluster), Arc::clone(&self.labeller));
        Ok(Arc::new(OnSnapshot { settings: self.settings.for_request(Arc::new(snapshot)), generation: seen.1 }))
    }
}

/// The commands on one snapshot.
struct OnSnapshot {
    settings: Settings,
    generation: u64,
}

impl Commands for OnSnapshot {
    fn run(&self, words: &[String], out: Output, beside: Vec<(&'static str, Output)>) -> Result<Ended, Refusal> {
        let beside = beside.into_iter().map(|(format, data)| Beside { format, data }).collect();
        let (exit, messages) = captured::run(words, out, beside, || command(words, &self.settings));
        let exit = exit.map_err(|failure| refusal(&failure))?;
        let mut ended = Ended { found: exit != Exit::Nothing, remarks: Vec::new(), messages: Vec::new() };
        for Message { line, remark } in messages {
            match remark {
                Some(remark) => ended.remarks.push(remark),
                None => ended.messages.push(line),
            }
        }
        Ok(ended)
    }

    fn quoted(&self, query: &str) -> Option<String> {
        // What can't be read is refused by the command, which says why.
        let opened = answerer::open(&EngineArgs::default(), &self.settings).ok()?;
        let Answerer { labeller, source, .. } = opened.answerer();
        let parsed = query::parse(query, &Registries { labeller, today: self.settings.today(), source }).ok()?;
        let is_question = named_questions::name_in(Some(query)).is_some();
        parsed.quoted().filter(|_| parsed.has_loose_words() && !is_question)
    }

    fn generation(&self) -> u64 {
        self.generation
    }
}

/// Runs one of the commands that only read. Whatever else the words name is unknown here.
fn command(words: &[String], settings: &Settings) -> Result<Exit, Failure> {
    let (name, rest) = words.split_first().ok_or_else(|| Failure::usage("no command is given"))?;
    // A picture is in the language of its page. Only the first word can be this option, so no query is taken for it.
    let named = rest.first().and_then(|word| word.strip_prefix("--lang=")).and_then(Language::named);
    let (settings, rest) = match named {
        Some(language) => (&settings.in_language(language), &rest[1..]),
        None => (settings, rest),
    };
    match name.as_str() {
        "changes" => changes::run(&parsed::<ChangesArgs>(name, rest)?, settings),
        "count" => count::run(&parsed::<CountArgs>(name, rest)?, settings),
        "export" => export::run(&parsed::<ExportArgs>(name, rest)?, settings),
        "feed" => feed::run(&parsed::<FeedArgs>(name, rest)?, settings),
        "kwic" => kwic::run(&parsed::<KwicArgs>(name, rest)?, settings),
        "officials" => officials::run(&parsed::<OfficialsArgs>(name, rest)?, settings),
        "schema" => schema::run(&parsed::<SchemaArgs>(name, rest)?),
        "search" => search::run(&parsed::<SearchArgs>(name, rest)?, settings),
        "show" => show::run(&parsed::<ShowArgs>(name, rest)?, settings),
        "status" => status::run(&parsed::<StatusArgs>(name, rest)?, settings),
        "topics" => topics::run(&parsed::<TopicsArgs>(name, rest)?, settings),
        "trend" => trend::run(&parsed::<TrendArgs>(name, rest)?, settings),
        other => Err(Failure::usage(format!("the command '{other}' has no page"))),
    }
}

fn refusal(failure: &Failure) -> Refusal {
    let kind = match failure.exit {
        // Nothing can be found for a person who isn't tracked.
        Exit::Usage | Exit::Nothing => RefusalKind::Request,
        Exit::Busy | Exit::Refused => RefusalKind::Busy,
        _ => RefusalKind::Damage,
    };
    Refusal { kind, message: failure.sentence(), hint: failure.advice().cloned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_plain_path() {
        for (typed, expected) in [("", ""), ("/", ""), ("/tin", "/tin"), ("/tin/", "/tin"), ("/a/b-c", "/a/b-c")] {
            assert_eq!(base(typed).as_deref(), Ok(expected), "{typed}");
        }
        for typed in ["tin", "//", "//evil.example", "/a//b", "/a?b", "/../a", "/a b", "/a\"", "/é"] {
            assert!(base(typed).is_err(), "{typed}");
        }
    }
}
