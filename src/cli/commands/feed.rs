//! `byt feed`: the articles that were stored last, as a feed for readers.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::article::sha256_hex;
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::following::{EventPart, EventScope, Following};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status, warning};
use crate::cli::output::Out;
use crate::cli::query_args::QueryArgs;
use crate::cli::question::{Question, Relaxing};
use crate::cli::settings::Settings;
use crate::cli::store::Store;
use crate::cli::{extension, named_questions, store};
use crate::export::{Entry, Feed, FeedFormat};
use crate::follow::{self, EventKind};
use crate::query;

/// The number of entries, unless --limit is given.
const LIMIT: usize = 50;
const TITLE: &str = "Tin của Bộ Y tế";

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt feed -o moh.atom
  byt feed 'bảo hiểm y tế' --title 'Bảo hiểm y tế' -o bhyt.atom
  byt feed --official 'Đào Hồng Lan' --format json -o lan.json
  byt feed @thuoc --limit 0 -o thuoc.atom    a question of byt.toml
  byt feed --all /srv/www/feeds              a feed for each question")]
pub(crate) struct FeedArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
    /// Only articles whose last change was of this kind; repeat, or separate by commas, to allow several
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<EventKind>,
    /// Maximum number of entries; 0 means all
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: usize,
    /// Format [default: by the extension of -o FILE, otherwise atom]
    #[arg(long, value_name = "FORMAT")]
    format: Option<FeedFormat>,
    /// Title of the feed [default: the query]
    #[arg(long, value_name = "TITLE", conflicts_with = "all")]
    title: Option<String>,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write a feed for each query that byt.toml names into this folder, in a file of that name
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "query"])]
    all: Option<PathBuf>,
}

impl ValueEnum for FeedFormat {
    fn value_variants<'a>() -> &'a [FeedFormat] {
        &[FeedFormat::Atom, FeedFormat::Json]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(match self {
            FeedFormat::Atom => clap::builder::PossibleValue::new("atom").help("Atom 1.0 (RFC 4287)"),
            FeedFormat::Json => clap::builder::PossibleValue::new("json").help("JSON Feed 1.1"),
        })
    }
}

pub(super) fn run(args: &FeedArgs, settings: &Settings) -> Result<Exit, Failure> {
    let store = store::open(settings)?;
    let Some(dir) = &args.all else {
        let text = args.query.text()?;
        let by_extension = || extension::format::<FeedFormat>(args.output.as_deref());
        let format = args.format.or_else(by_extension).unwrap_or(FeedFormat::Atom);
        let file = args.output.as_deref();
        write(args, text.as_deref(), format, file, &store, settings)?;
        if let Some(name) = format.to_possible_value() {
            extension::note_contradiction(file, name.get_name(), settings.verbosity);
        }
        return Ok(Exit::Done);
    };
    let format = args.format.unwrap_or(FeedFormat::Atom);
    if settings.file.questions().is_empty() {
        return Err(Failure::usage("there are no questions to write feeds for")
            .hint(named_questions::example_in(settings.file_path.as_deref())));
    }
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(format!("can't create the folder {}", dir.display()), &e))?;
    // A question that can't be answered costs only its own feed.
    let (mut written, mut first_failure) = (0, None);
    for name in settings.file.questions().keys() {
        let file = dir.join(format!("{name}.{}", format.extension()));
        match write(args, Some(&format!("@{name}")), format, Some(&file), &store, settings) {
            Ok(_) => written += 1,
            Err(failure) if failure.exit == Exit::Usage => {
                warning!("there is no feed for @{name}");
                status!("{failure}");
                first_failure.get_or_insert(failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    match first_failure {
        None => Ok(Exit::Done),
        Some(_) if written > 0 => Ok(Exit::Partly),
        Some(failure) => Err(failure),
    }
}

impl FeedFormat {
    fn extension(self) -> &'static str {
        match self {
            FeedFormat::Atom => "atom",
            FeedFormat::Json => "json",
        }
    }
}

fn write(
    args: &FeedArgs,
    text: Option<&str>,
    format: FeedFormat,
    file: Option<&Path>,
    store: &Store,
    settings: &Settings,
) -> Result<(), Failure> {
    let question = Question::read(text, &args.filters, Relaxing::Never, store, settings)?;
    let mut lines: Vec<u64> = query::find(&store.index, &question.query, &question.options)?
        .all_newest_first()?
        .into_iter()
        .map(|place| place.offset)
        .collect();
    if args.kind.contains(&EventKind::Withdrawn) {
        lines.extend(withdrawn(args, text, store, settings)?);
    }
    // The position of an article's line in the ledger shows when it was stored; clocks can be set back.
    lines.sort_unstable_by_key(|line| Reverse(*line));
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    let mut entries = Vec::new();
    for line in lines {
        if entries.len() == limit {
            break;
        }
        if args.kind.is_empty() || args.kind.contains(&follow::kind_at(&store.ledger, line)?) {
            let article = store.ledger.read_at(line)?;
            entries.push(Entry::new(&article, &store.labeller.label(&article)));
        }
    }
    let count = entries.len() as u64;
    let feed = Feed::new(&name(args, text), &title(args, text), entries);
    let mut out = Out::open(file)?;
    feed.write(format, &mut out).map_err(Failure::from_output)?;
    out.finish()?;
    if let Some(file) = file.filter(|_| settings.verbosity >= Verbosity::Normal) {
        status!("{} written to {}", counted(count, "article"), file.display());
    }
    Ok(())
}

/// Where the lines of the matching articles begin that are withdrawn, which no search finds.
fn withdrawn(args: &FeedArgs, text: Option<&str>, store: &Store, settings: &Settings) -> Result<Vec<u64>, Failure> {
    let scope = EventScope {
        query: text,
        filters: &args.filters,
        kinds: &[EventKind::Withdrawn],
        fields: &[],
        part: EventPart::All,
    };
    let events = Following::open(&scope, settings)?.after(0, &scope, settings)?.events;
    let mut lines = Vec::new();
    for event in events {
        // A restored article has a later line.
        let id = store.ledger.read_at(event.offset)?.id;
        lines.extend(store.index.offset_of(id.as_str())?.filter(|offset| *offset == event.offset));
    }
    Ok(lines)
}

/// What identifies the feed: the name of its question, or a digest of the query and the filters.
fn name(args: &FeedArgs, text: Option<&str>) -> String {
    const DIGITS: usize = 16;
    let typed = args.filters.typed();
    match (text.map(str::trim), named_questions::name_in(text)) {
        (Some(text), Some(name)) if text.len() == name.len() + 1 && typed.is_empty() => name.to_owned(),
        (text, _) => {
            let all = format!("{}\n{}", text.unwrap_or_default(), typed.join("\n"));
            sha256_hex(all.as_bytes())[..DIGITS].to_owned()
        }
    }
}

fn title(args: &FeedArgs, text: Option<&str>) -> String {
    let asked = || text.map(|text| text.trim().trim_start_matches('@')).filter(|text| !text.is_empty());
    match (&args.title, asked()) {
        (Some(title), _) => title.clone(),
        (None, Some(text)) => format!("{TITLE}: {text}"),
        (None, None) => TITLE.to_owned(),
    }
}
