//! `byt status`: the size of the corpus, how fresh it is, and its gaps.

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::article::Status;
use crate::calendar::{Month, is_plausible};
use crate::cli::coverage::coverage;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::{Width, counted, under};
use crate::cli::messages::{self, Verbosity, status, warning};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::view::minute;
use crate::cli::{months, output, store};
use crate::corpus::{Corpus, Run};
use crate::export::Coverage;
use crate::query::{self, Absent, By, Filter, Filters, Query, Section};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt status
  byt status --json | jq .articles
  byt status --format prometheus > byt.prom
  byt status --quiet --max-age 26h || echo 'the corpus is stale'")]
pub(crate) struct StatusArgs {
    /// Exit with 1 if the last complete update is older than this, or there was none: 26h, 2d, 90m
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_age: Option<TimeDelta>,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
    /// Output format [default: text]
    #[arg(long, value_name = "FORMAT", conflicts_with = "json")]
    format: Option<StatusFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    /// For people
    Text,
    /// One JSON object, as with --json
    Json,
    /// Metrics for Prometheus, for the textfile collector of its node exporter
    Prometheus,
}

/// Parses `90m`, `26h`, `2d`. Only whole numbers are accepted.
fn age(text: &str) -> Result<TimeDelta, String> {
    let wrong = || "use a number of minutes, hours or days, such as 90m, 26h or 2d".to_owned();
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

/// The figures that are shown.
struct Numbers {
    articles: u64,
    withdrawn: u64,
    section: u64,
    full: u64,
    /// Articles that the portal no longer has, and how many of them are gone for good.
    missing: u64,
    gone: u64,
    ledger_bytes: u64,
    page_files: u64,
    page_bytes: u64,
    /// Articles that mention a vice-minister without a name.
    nameless: u64,
    months: Vec<(Month, u64)>,
    coverage: Coverage,
    /// The months without any article that complete updates cover, and the others.
    empty_months: Vec<Month>,
    unknown_months: Vec<Month>,
    last_run: Option<Run>,
    /// The end of the last complete update: one that read the portal's list down to known articles.
    last_complete: Option<DateTime<Utc>>,
    /// How many runs ended in the future: the clock was ahead, so nobody knows when they were.
    in_future: u64,
}

pub(super) fn run(args: &StatusArgs, settings: &Settings) -> Result<Exit, Failure> {
    let numbers = numbers(settings)?;
    let age = numbers.last_complete.map(|end| settings.now - end);
    let stale = args.max_age.map(|max| age.is_none_or(|age| age > max));
    if args.format == Some(StatusFormat::Prometheus) {
        output::text(&metrics(&numbers))?;
    } else if args.json || args.format == Some(StatusFormat::Json) {
        let n = &numbers;
        let months: serde_json::Map<_, _> =
            n.months.iter().map(|(month, count)| (month.to_string(), (*count).into())).collect();
        output::json(&json!({
            "corpus": settings.corpus, "index": settings.index,
            "articles": n.articles, "withdrawn": n.withdrawn, "section": n.section, "outside": n.articles - n.section,
            "full": n.full, "listed": n.articles - n.full, "missing": n.missing, "gone": n.gone,
            "ledger_bytes": n.ledger_bytes, "page_files": n.page_files, "page_bytes": n.page_bytes,
            "nameless_posts": n.nameless, "months": months, "coverage": n.coverage, "last_run": n.last_run,
            "last_complete": n.last_complete, "age_seconds": age.map(|age| age.num_seconds()), "stale": stale,
        }))?;
    } else if settings.verbosity > Verbosity::Quiet {
        output::text(&sentences(&numbers, settings, Width::of_stdout()))?;
        suggest_next(&numbers, settings);
    }
    if numbers.in_future > 0 {
        let runs = counted(numbers.in_future, "run");
        warning!(
            "{runs} ended in the future, because the clock was wrong then or is now; a future end is not counted as fresh"
        );
    }
    if stale == Some(true) {
        status!("stale: {}", freshness(&numbers, settings));
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

/// Suggests what to do about gaps.
fn suggest_next(n: &Numbers, settings: &Settings) {
    if n.last_complete.is_none() {
        let next = "run `byt update` to fetch new articles, or `byt update --source archive` for the years before 2026";
        messages::suggest(settings.verbosity, next);
    } else if !n.unknown_months.is_empty() {
        messages::suggest(settings.verbosity, "`byt update --source archive` may have articles of the missing months");
    }
}

/// How fresh the corpus is, in words.
fn freshness(n: &Numbers, settings: &Settings) -> String {
    match n.last_complete {
        None => "there was no complete update yet".to_owned(),
        Some(end) => {
            format!("the last complete update ended {} ago, {}", in_words(settings.now - end), minute(end))
        }
    }
}

/// An age in a readable unit: "90 minutes", "26 hours", "3 days".
fn in_words(age: TimeDelta) -> String {
    const HOURS_MAX: i64 = 48;
    const MINUTES_MAX: i64 = 120;
    // The age is negative if the clock was set back.
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    if age.num_hours() >= HOURS_MAX {
        counted(count(age.num_days()), "day")
    } else if age.num_minutes() >= MINUTES_MAX {
        counted(count(age.num_hours()), "hour")
    } else {
        counted(count(age.num_minutes()), "minute")
    }
}

fn numbers(settings: &Settings) -> Result<Numbers, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let store = store::open(settings)?;
    let find = |filters: Filters| query::find(&store.index, &Query::default(), &filters);
    let everything = find(Filters::everywhere())?;
    let pages = corpus.page_files()?;
    store::warn_of_damaged_runs(&corpus)?;
    let mut runs = corpus.runs()?;
    let coverage = coverage(&store, settings)?;
    let covered = corpus.covered(&store.ledger)?;
    let is_covered = |month: &Month| month.days().is_some_and(|days| covered.span_of(days).is_some());
    let (empty_months, unknown_months) = coverage.missing_months.iter().partition(|month| is_covered(month));
    let standing: Vec<Run> = corpus.runs_in_ledger()?.into_iter().map(|(run, _)| run).collect();
    Ok(Numbers {
        articles: everything.total(),
        withdrawn: store.index.withdrawn(),
        section: find(Filters::default().with(Filter::Section(Section::In)))?.total(),
        full: find(Filters::everywhere().with(Filter::Status(Status::Full)))?.total(),
        missing: find(Filters::everywhere().with(Filter::Absence(Absent::Missing)))?.total(),
        gone: find(Filters::everywhere().with(Filter::Absence(Absent::Gone)))?.total(),
        ledger_bytes: store.ledger.bytes(),
        page_files: pages.len() as u64,
        page_bytes: pages.iter().map(|(_, bytes)| bytes).sum(),
        nameless: everything.count_by(By::Nameless)?.iter().map(|(_, n)| n).sum(),
        months: everything
            .count_by(By::Month)?
            .into_iter()
            .filter_map(|(month, n)| Some((Month::parse(&month)?, n)))
            .collect(),
        coverage,
        empty_months,
        unknown_months,
        // Runs whose lines are no longer in the ledger don't count.
        last_complete: standing
            .iter()
            .filter(|run| run.is_update() && run.complete && is_plausible(run.ended, settings.now))
            .map(|run| run.ended)
            .max(),
        in_future: runs.iter().filter(|run| !is_plausible(run.ended, settings.now)).count() as u64,
        last_run: runs.pop(),
    })
}

/// The figures in the text format of Prometheus. What isn't known has no sample.
fn metrics(n: &Numbers) -> String {
    let count = |bool: bool| i64::from(bool);
    let integer = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let last = n.last_run.as_ref();
    let gauges: [(&str, &str, Option<i64>); 12] = [
        ("articles", "Articles in the corpus.", Some(integer(n.articles))),
        ("section_articles", "Articles of the section.", Some(integer(n.section))),
        ("full_articles", "Articles with their text.", Some(integer(n.full))),
        ("missing_articles", "Articles that the portal no longer has.", Some(integer(n.missing))),
        ("gone_articles", "Articles that the portal no longer has, confirmed later.", Some(integer(n.gone))),
        ("withdrawn_articles", "Articles that were withdrawn from the corpus.", Some(integer(n.withdrawn))),
        ("ledger_bytes", "Length of the ledger.", Some(integer(n.ledger_bytes))),
        ("raw_response_bytes", "Size of the raw responses.", Some(integer(n.page_bytes))),
        (
            "last_complete_update_timestamp_seconds",
            "When the last complete update ended.",
            n.last_complete.map(|end| end.timestamp()),
        ),
        ("last_run_timestamp_seconds", "When the last run ended.", last.map(|run| run.ended.timestamp())),
        ("last_run_complete", "Whether the last run was complete.", last.map(|run| count(run.complete))),
        ("last_run_failed_articles", "Articles that the last run could not get.", last.map(|run| integer(run.failed))),
    ];
    let mut text = String::new();
    for (name, help, value) in gauges {
        if let Some(value) = value {
            text += &format!("# HELP byt_{name} {help}\n# TYPE byt_{name} gauge\nbyt_{name} {value}\n");
        }
    }
    text
}

fn sentences(n: &Numbers, settings: &Settings, width: Width) -> String {
    let mut text = String::new();
    let mut line = |name: &str, what: &str| text += &under(&format!("{name:<10}"), &safe(what), width.text());
    line("corpus", &settings.corpus.display().to_string());
    line(
        "articles",
        &format!(
            "{}: {} in the section, {} outside; {} with text, {} known from a list only",
            n.articles,
            n.section,
            n.articles - n.section,
            n.full,
            n.articles - n.full
        ),
    );
    if n.missing > 0 {
        let articles = counted(n.missing, "article");
        line("removed", &format!("{articles} that the portal no longer has, {} of them for good", n.gone));
    }
    if n.withdrawn > 0 {
        line(
            "withdrawn",
            &format!("{} shown nowhere; the ledger keeps what was withdrawn", counted(n.withdrawn, "article")),
        );
    }
    let pages = counted(n.page_files, "file");
    line("ledger", &format!("{}; raw responses: {pages}, {}", size(n.ledger_bytes), size(n.page_bytes)));
    if let (Some(first), Some(last)) = (n.coverage.first, n.coverage.last) {
        let ahead = if last > settings.today() { ", which is in the future: a date is wrong" } else { "" };
        line("days", &format!("{first} to {last}{ahead}"));
    }
    line("fresh", &freshness(n, settings));
    if let Some(run) = &n.last_run {
        line("last run", &last_run(run));
    }
    if n.nameless > 0 {
        let mention = if n.nameless == 1 { "mentions" } else { "mention" };
        let articles = counted(n.nameless, "article");
        line("nameless", &format!("{articles} {mention} a “Thứ trưởng” without a name, which is credited to nobody"));
    }
    for (name, months, what) in [
        ("missing", &n.unknown_months, "of which nothing was collected"),
        ("empty", &n.empty_months, "in which the portal published nothing"),
    ] {
        if !months.is_empty() {
            let count = counted(months.len() as u64, "month");
            line(name, &format!("{count} {what}: {}", months::ranges(months).join(", ")));
        }
    }
    text + &months::chart(&n.months, width)
}

fn last_run(run: &Run) -> String {
    let name = run.name.as_deref().unwrap_or_default();
    let how = match run.stopped {
        Some(stopped) => format!("stopped: {}", stopped.as_str()),
        None if run.complete => "complete".to_owned(),
        None => "incomplete".to_owned(),
    };
    format!(
        "{} {}, {name}, {how}: {} new, {} updated, {} unchanged, {} failed",
        minute(run.ended),
        run.source,
        run.new,
        run.updated,
        run.unchanged,
        run.failed
    )
}

/// A number of bytes in a readable unit.
fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
