//! `byt changes`: what was added, edited, removed and joined, in the order in which it happened.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::SecondsFormat;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::article::Article;
use crate::calendar::minute;
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::following::{EventPart, EventScope, Followed, Following, cursor_name};
use crate::cli::formats::{self, SheetArgs};
use crate::cli::layout::{Width, pad, under};
use crate::cli::messages::{Verbosity, note, status};
use crate::cli::output::{self, Out};
use crate::cli::query_args::QueryArgs;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::texts::{Noun, Texts};
use crate::cli::{extension, run_names, store};
use crate::corpus::{Corpus, CursorName};
use crate::export::{Delimiter, EventFacts, EventFormat, EventRecord, EventSink, EventsHead};
use crate::follow::{EventKind, LedgerEvent};

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt changes --since yesterday
  byt changes --since 7d --kind missing,gone     what the portal took down
  byt changes --since 7d --field title,body      edits of these fields
  byt changes --official 'Đào Hồng Lan' --since 2026-01
  byt changes --since run-20260201T010000Z-4711  from a run on
  byt changes --cursor mail --advance            what is new since the last time
  byt changes --cursor etl --advance --format jsonl --records -o new.jsonl",
    after_help = "A place is a number of bytes in corpus/articles.jsonl, where all that happened is appended. In the JSON \
                  output, \"until\" is the place to continue from. Filters select an event if the article matched before or \
                  after it. Exit code 1: nothing happened. `byt help follow` explains events, places and cursors."
)]
pub(crate) struct ChangesArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
    /// Begin after this: a place (a number), a run, a day, a moment, 7d, yesterday [default: the beginning]
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    since: Option<String>,
    /// Begin at this saved place; a new one is at --since, or at the beginning
    #[arg(long, value_name = "NAME")]
    cursor: Option<String>,
    /// Move the cursor past the last event shown, after all output has been written
    #[arg(long, requires = "cursor")]
    advance: bool,
    /// List the cursors
    #[arg(long, conflicts_with_all =
          ["cursor", "since", "query", "kind", "changed", "limit", "last", "records", "output"])]
    cursors: bool,
    /// Only events of this kind; repeat, or separate by commas, to allow several
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<EventKind>,
    /// Only events that changed this field of the record; repeat, or separate by commas, to allow several
    #[arg(long = "field", value_name = "FIELD", value_delimiter = ',',
          value_parser = PossibleValuesParser::new(Article::changing_fields()))]
    changed: Vec<String>,
    /// Maximum number of events; 0 means all
    #[arg(long, value_name = "N", default_value_t = 0)]
    limit: usize,
    /// Only the last N events
    #[arg(long, value_name = "N", conflicts_with_all = ["limit", "advance"],
          value_parser = clap::value_parser!(u64).range(1..))]
    last: Option<u64>,
    /// Output format [default: text]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ChangesFormat>,
    /// With jsonl and json: add the article's record as the event left it
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    sheet: SheetArgs,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ChangesArgs {
    fn part(&self) -> EventPart {
        match (self.last, self.limit) {
            (Some(count), _) => EventPart::Last(usize::try_from(count).unwrap_or(usize::MAX)),
            (None, 0) => EventPart::All,
            (None, count) => EventPart::First(count),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChangesFormat {
    /// For people
    Text,
    /// One document: {"since", "until", "total", "events"}
    Json,
    /// One event per line
    Jsonl,
    /// One row per event
    Csv,
    /// The same columns separated by tabs
    Tsv,
    /// The ids of the articles, each once
    Ids,
}

/// Where the events of this call begin, and the cursor that may move.
struct Start {
    place: u64,
    cursor: Option<CursorName>,
}

pub(super) fn run(args: &ChangesArgs, settings: &Settings) -> Result<Exit, Failure> {
    let text = args.query.text()?;
    let format = args.format.or_else(|| extension::format(args.output.as_deref())).unwrap_or(ChangesFormat::Text);
    if args.cursors {
        return list_cursors(format, settings);
    }
    if args.records && !matches!(format, ChangesFormat::Json | ChangesFormat::Jsonl) {
        return Err(Failure::usage("--records only applies to json and jsonl, and the output has another format")
            .hint("add --format jsonl"));
    }
    if !matches!(format, ChangesFormat::Csv | ChangesFormat::Tsv) {
        formats::require_no_sheet_options(&args.sheet)?;
    }
    let wanted = EventScope {
        query: text.as_deref(),
        filters: &args.filters,
        kinds: &args.kind,
        fields: &args.changed,
        part: args.part(),
    };
    let following = Following::open(&wanted, settings)?;
    let start = start(args, &following, settings)?;
    let followed = following.after(start.place, &wanted, settings)?;
    write(args, format, &followed, settings)?;
    if let Some(name) = format.to_possible_value() {
        extension::note_contradiction(args.output.as_deref(), name.get_name(), settings.verbosity);
    }
    if let Some(name) = start.cursor.filter(|_| args.advance) {
        let place = followed.until.min(followed.ledger.bytes());
        Corpus::at(&settings.corpus).move_cursor(&name, place, &followed.ledger, settings.now)?;
    }
    if settings.verbosity >= Verbosity::Normal {
        print_total(format, args.last.is_some(), &followed, settings.texts);
    }
    Ok(if followed.total == 0 { Exit::Nothing } else { Exit::Done })
}

/// The cursor's place, or that of `--since`, or the beginning.
fn start(args: &ChangesArgs, following: &Following, settings: &Settings) -> Result<Start, Failure> {
    let cursor = args.cursor.as_deref().map(cursor_name).transpose()?;
    if let Some(name) = &cursor
        && let Some(known) = Corpus::at(&settings.corpus).cursor(name, &following.ledger)?
    {
        if args.since.is_some() && settings.verbosity >= Verbosity::Normal {
            note!("the cursor “{}” exists already, so --since is ignored", name.as_str());
        }
        return Ok(Start { place: known.place, cursor });
    }
    if let Some(name) = cursor.as_ref().filter(|_| settings.verbosity >= Verbosity::Normal) {
        note!("“{}” is a new cursor", name.as_str());
    }
    let place = args.since.as_deref().map_or(Ok(0), |since| following.place(since, settings))?;
    Ok(Start { place, cursor })
}

/// Writes all events. When this returns, they have left the program, and a file is on disk.
fn write(args: &ChangesArgs, format: ChangesFormat, followed: &Followed, settings: &Settings) -> Result<(), Failure> {
    let out = Out::open(args.output.as_deref())?;
    let out = match format {
        ChangesFormat::Text => as_text(out, followed, settings.texts)?,
        ChangesFormat::Ids => ids(out, followed)?,
        ChangesFormat::Json => as_data(out, EventFormat::Json, args.records, followed, settings)?,
        ChangesFormat::Jsonl => as_data(out, EventFormat::Jsonl, args.records, followed, settings)?,
        ChangesFormat::Csv | ChangesFormat::Tsv => {
            let delimiter = if format == ChangesFormat::Csv { Delimiter::Comma } else { Delimiter::Tab };
            let sheet = formats::sheet(&args.sheet, delimiter);
            as_data(out, EventFormat::Sheet(sheet), false, followed, settings)?
        }
    };
    if args.advance { out.finish_durably() } else { out.finish() }
}

fn as_data(
    out: Out,
    format: EventFormat,
    with_article: bool,
    followed: &Followed,
    settings: &Settings,
) -> Result<Out, Failure> {
    let Followed { ledger, labeller, since, until, total, events } = followed;
    let names = run_names::RunNames::new(settings);
    let head = EventsHead { since: *since, until: *until, total: *total };
    let mut sink = EventSink::begin(format, out, head).map_err(Failure::from_output)?;
    for event in events {
        let article = ledger.read_at(event.offset)?;
        let labels = labeller.label(&article);
        let run = names.of(&article, event.place)?;
        let LedgerEvent { place, kind, version_before, fields, ended, .. } = event;
        let (place, version_before) = (*place, *version_before);
        let facts = EventFacts { place, kind: kind.as_str(), version_before, fields, ended, run: run.as_deref() };
        sink.event(&EventRecord::new(facts, &article, &labels, with_article)).map_err(Failure::from_output)?;
    }
    sink.end().map_err(Failure::from_output)
}

fn as_text(mut out: Out, followed: &Followed, texts: Texts) -> Result<Out, Failure> {
    let width = out.width();
    for event in &followed.events {
        let text = line(event, followed, width, texts)?;
        out.styled(&text).map_err(Failure::from_output)?;
    }
    Ok(out)
}

/// `2026-01-21 14:03 UTC+7  edited  20260121-3f9c01d2ab47  Title (body, captions)`
fn line(event: &LedgerEvent, followed: &Followed, width: Width, texts: Texts) -> Result<String, Failure> {
    const TIME_COLUMNS: usize = "2026-01-21 14:03 UTC+7".len();
    const KIND_COLUMNS: usize = 9;
    let article = followed.ledger.read_at(event.offset)?;
    let at = article.stored.map_or_else(|| pad(&texts.unknown_time(), TIME_COLUMNS), minute);
    let lead = format!("{at}  {}  {}  ", pad(&texts.event(event.kind), KIND_COLUMNS), article.id);
    let ended: Vec<&str> = event.ended.iter().map(|id| id.as_str()).collect();
    let what = match event.kind {
        EventKind::Edited | EventKind::Moved | EventKind::Returned => {
            let fields = event.fields.iter().map(|field| texts.field(field));
            format!(" ({})", fields.collect::<Vec<_>>().join(", "))
        }
        EventKind::Joined => format!(" ({})", texts.was_also(ended.join(", "))),
        _ => String::new(),
    };
    Ok(under(&lead, &format!("{}{what}", safe(&article.title)), width))
}

fn ids(mut out: Out, followed: &Followed) -> Result<Out, Failure> {
    use std::io::Write;
    let mut seen = HashSet::new();
    for event in &followed.events {
        let id = followed.ledger.read_at(event.offset)?.id;
        if seen.insert(id.as_str().to_owned()) {
            writeln!(out, "{id}").map_err(Failure::from_output)?;
        }
    }
    Ok(out)
}

fn print_total(format: ChangesFormat, is_end: bool, followed: &Followed, texts: Texts) {
    let events = texts.counted(followed.total, Noun::Event);
    let shown = followed.events.len() as u64;
    if shown < followed.total && is_end {
        status!("{}", texts.last_events(shown, events));
    } else if shown < followed.total {
        status!("{}", texts.first_events(shown, events, followed.until));
    } else if followed.total == 0 {
        status!("{}", texts.nothing_happened());
    } else if format == ChangesFormat::Text {
        status!("{events}");
    }
}

/// Lists the cursors. A damaged one is reported after the others.
fn list_cursors(format: ChangesFormat, settings: &Settings) -> Result<Exit, Failure> {
    let ledger = store::ledger(settings)?;
    let corpus = Corpus::at(&settings.corpus);
    let (mut cursors, mut damaged) = (Vec::new(), None);
    for name in corpus.cursor_names()? {
        match corpus.cursor(&name, &ledger) {
            Ok(Some(cursor)) => cursors.push((name, cursor)),
            // Another process removed it just now.
            Ok(None) => {}
            Err(error) => damaged = damaged.or(Some(error)),
        }
    }
    let behind = |place: u64| ledger.bytes().saturating_sub(place);
    match format {
        ChangesFormat::Text => {
            let row = |(name, cursor): &(CursorName, crate::corpus::Cursor)| {
                let name = name.as_str();
                format!("{name}\t{}\t{}\t{} bytes behind\n", cursor.place, minute(cursor.moved), behind(cursor.place))
            };
            output::text(&cursors.iter().map(row).collect::<String>())?;
        }
        ChangesFormat::Json => {
            let row = |(name, cursor): &(CursorName, crate::corpus::Cursor)| {
                let moved = cursor.moved.to_rfc3339_opts(SecondsFormat::Secs, true);
                json!({ "name": name.as_str(), "place": cursor.place, "moved": moved, "bytes_behind": behind(cursor.place) })
            };
            output::json(&json!({ "cursors": cursors.iter().map(row).collect::<Vec<_>>() }))?;
        }
        _ => return Err(Failure::usage("cursors are only available as text or json")),
    }
    match damaged {
        Some(error) => Err(error.into()),
        None if cursors.is_empty() => Ok(Exit::Nothing),
        None => Ok(Exit::Done),
    }
}
