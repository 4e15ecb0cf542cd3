//! `byt status`: the size of the corpus, how fresh it is, and its gaps.

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::article::Status;
use crate::calendar::{Month, is_plausible, minute};
use crate::cli::answerer::{self, Answerer, EngineArgs, Opened};
use crate::cli::cluster_standing::ClusterStanding;
use crate::cli::coverage::coverage;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::{Width, counted, pad, under};
use crate::cli::messages::{self, Verbosity, status, warning};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::store::{self, Store};
use crate::cli::texts::{Noun, Texts};
use crate::cli::{months, output};
use crate::corpus::{Corpus, Run};
use crate::export::Coverage;
use crate::query::{self, Absent, By, Filter, Filters, Query, Section, Source};

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
    #[command(flatten)]
    engine: EngineArgs,
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
    /// Files of raw responses, and their size in bytes; `None` if a cluster answers.
    pages: Option<(u64, u64)>,
    /// The cluster that answers.
    cluster: Option<ClusterStanding>,
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
    if args.max_age.is_some() {
        args.engine.require_corpus("status --max-age", settings)?;
    }
    let numbers = numbers(&args.engine, settings)?;
    let age = numbers.last_complete.map(|end| settings.now - end);
    let stale = args.max_age.map(|max| age.is_none_or(|age| age > max));
    if args.format == Some(StatusFormat::Prometheus) {
        output::text(&metrics(&numbers))?;
    } else if args.json || args.format == Some(StatusFormat::Json) {
        let n = &numbers;
        let months: serde_json::Map<_, _> =
            n.months.iter().map(|(month, count)| (month.to_string(), (*count).into())).collect();
        output::json(&json!({
            "corpus": n.cluster.is_none().then_some(&settings.corpus),
            "index": n.cluster.is_none().then_some(&settings.index),
            "engine": n.cluster.as_ref().map(ClusterStanding::to_json),
            "articles": n.articles, "withdrawn": n.withdrawn, "section": n.section, "outside": n.articles - n.section,
            "full": n.full, "listed": n.articles - n.full, "missing": n.missing, "gone": n.gone,
            "ledger_bytes": n.ledger_bytes, "page_files": n.pages.map(|(files, _)| files), "page_bytes": n.pages.map(|(_, bytes)| bytes),
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
        status!("{}", settings.texts.stale(freshness(&numbers, settings)));
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

/// Suggests what to do about gaps.
fn suggest_next(n: &Numbers, settings: &Settings) {
    let texts = settings.texts;
    if n.cluster.is_some() {
        return;
    }
    if n.last_complete.is_none() {
        messages::suggest_in(texts, settings.verbosity, &texts.fetch_new());
    } else if !n.unknown_months.is_empty() {
        messages::suggest_in(texts, settings.verbosity, &texts.archive_may_have());
    }
}

/// How fresh the corpus is, in words.
fn freshness(n: &Numbers, settings: &Settings) -> String {
    match n.last_complete {
        None => settings.texts.never_complete(),
        Some(end) => settings.texts.complete_ago(in_words(settings.now - end, settings.texts), minute(end)),
    }
}

/// An age in a readable unit: "90 minutes", "26 hours", "3 days".
fn in_words(age: TimeDelta, texts: Texts) -> String {
    const HOURS_MAX: i64 = 48;
    const MINUTES_MAX: i64 = 120;
    // The age is negative if the clock was set back.
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    if age.num_hours() >= HOURS_MAX {
        texts.counted(count(age.num_days()), Noun::Day)
    } else if age.num_minutes() >= MINUTES_MAX {
        texts.counted(count(age.num_hours()), Noun::Hour)
    } else {
        texts.counted(count(age.num_minutes()), Noun::Minute)
    }
}

fn numbers(engine: &EngineArgs, settings: &Settings) -> Result<Numbers, Failure> {
    match answerer::open(engine, settings)? {
        Opened::Here(store) => of_corpus(&store, settings),
        Opened::There { cluster, labeller } => {
            let standing = ClusterStanding::of(&cluster, labeller.fingerprint(), settings)?;
            let answerer = Answerer { labeller: &labeller, source: Source::Cluster(&cluster), ledger: None };
            let numbers = of_articles(answerer, cluster.withdrawn()?, settings)?;
            Ok(Numbers { ledger_bytes: standing.ledger_bytes(), cluster: Some(standing), ..numbers })
        }
    }
}

fn of_corpus(store: &Store, settings: &Settings) -> Result<Numbers, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let pages = corpus.page_files()?;
    store::warn_of_damaged_runs(&corpus)?;
    let mut runs = corpus.runs()?;
    let numbers = of_articles(store.into(), store.index.withdrawn(), settings)?;
    let covered = corpus.covered(&store.ledger)?;
    let is_covered = |month: &&Month| covered.has_month(**month, settings.today());
    let missing = &numbers.coverage.missing_months;
    let (empty_months, unknown_months) = missing.iter().partition(is_covered);
    let standing: Vec<Run> = corpus.runs_in_ledger()?.into_iter().map(|(run, _)| run).collect();
    Ok(Numbers {
        ledger_bytes: store.ledger.bytes(),
        pages: Some((pages.len() as u64, pages.iter().map(|(_, bytes)| bytes).sum())),
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
        ..numbers
    })
}

/// The figures that the articles alone decide. Nobody knows which months without articles were collected.
fn of_articles(answerer: Answerer<'_>, withdrawn: u64, settings: &Settings) -> Result<Numbers, Failure> {
    let find = |filters: Filters| query::find(answerer.source, &Query::default(), &filters);
    let everything = find(Filters::everywhere())?;
    let coverage = coverage(answerer, settings)?;
    Ok(Numbers {
        articles: everything.total(),
        withdrawn,
        section: find(Filters::default().with(Filter::Section(Section::In)))?.total(),
        full: find(Filters::everywhere().with(Filter::Status(Status::Full)))?.total(),
        missing: find(Filters::everywhere().with(Filter::Absence(Absent::Missing)))?.total(),
        gone: find(Filters::everywhere().with(Filter::Absence(Absent::Gone)))?.total(),
        ledger_bytes: 0,
        pages: None,
        cluster: None,
        nameless: everything.count_by(By::Nameless)?.iter().map(|(_, n)| n).sum(),
        months: everything
            .count_by(By::Month)?
            .into_iter()
            .filter_map(|(month, n)| Some((Month::parse(&month)?, n)))
            .collect(),
        empty_months: Vec::new(),
        unknown_months: coverage.missing_months.clone(),
        coverage,
        last_run: None,
        last_complete: None,
        in_future: 0,
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
        ("raw_response_bytes", "Size of the raw responses.", n.pages.map(|(_, bytes)| integer(bytes))),
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
    let texts = settings.texts;
    let mut line = |name: String, what: &str| text += &under(&pad(&name, 10), &safe(what), width.text());
    match &n.cluster {
        Some(cluster) => line(texts.label_cluster(), &cluster.state(texts)),
        None => line(texts.label_corpus(), &settings.corpus.display().to_string()),
    }
    line(
        texts.label_articles(),
        &texts.articles_of(n.articles, n.section, n.articles - n.section, n.full, n.articles - n.full),
    );
    if n.missing > 0 {
        let articles = texts.articles(n.missing);
        line(texts.label_removed(), &texts.removed_articles(articles, n.gone));
    }
    if n.withdrawn > 0 {
        line(texts.label_withdrawn(), &texts.withdrawn_articles(texts.articles(n.withdrawn)));
    }
    if let Some((files, bytes)) = n.pages {
        let files = texts.counted(files, Noun::File);
        line(texts.label_ledger(), &texts.ledger_size(size(n.ledger_bytes), files, size(bytes)));
    }
    if let (Some(first), Some(last)) = (n.coverage.first, n.coverage.last) {
        let ahead = if last > settings.today() { texts.date_is_wrong() } else { String::new() };
        line(texts.label_days(), &(texts.span(first, last) + &ahead));
    }
    match &n.cluster {
        Some(cluster) => line(texts.label_pushed(), &cluster.seen(texts)),
        None => line(texts.label_fresh(), &freshness(n, settings)),
    }
    if let Some(run) = &n.last_run {
        line(texts.label_last_run(), &last_run(run, texts));
    }
    if n.nameless > 0 {
        let articles = texts.articles(n.nameless);
        let sentence = if n.nameless == 1 { texts.one_nameless(articles) } else { texts.some_nameless(articles) };
        line(texts.label_nameless(), &sentence);
    }
    let count = |months: &[Month]| texts.counted(months.len() as u64, Noun::Month);
    if !n.unknown_months.is_empty() {
        let months = months::briefly(&n.unknown_months, texts);
        line(texts.label_missing(), &texts.missing_months(count(&n.unknown_months), months));
    }
    if !n.empty_months.is_empty() {
        let months = months::briefly(&n.empty_months, texts);
        line(texts.label_empty(), &texts.empty_months(count(&n.empty_months), months));
    }
    text + &months::chart(&n.months, width, texts)
}

fn last_run(run: &Run, texts: Texts) -> String {
    let name = run.name.as_deref().unwrap_or_default();
    let how = match run.stopped {
        Some(stopped) => texts.run_stopped(stopped.as_str()),
        None if run.complete => texts.run_complete(),
        None => texts.run_incomplete(),
    };
    let counts = texts.run_counts(run.new, run.updated, run.unchanged, run.failed);
    format!("{} {}, {name}, {how}: {counts}", minute(run.ended), run.source)
}

/// A number of bytes in a readable unit.
fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
