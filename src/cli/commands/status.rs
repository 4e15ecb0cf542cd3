//! `byt status`: what is there, how fresh, how complete.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::history::minute;
use super::{answer, months, store};
use crate::article::Status as ArticleStatus;
use crate::cli::arguments::Status;
use crate::cli::layout::{Width, counted, under};
use crate::cli::output;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure};
use crate::corpus::{Corpus, Run};
use crate::export::Coverage;
use crate::query::{self, By, Filter, Filters, Query, Section};

/// What there is, in numbers.
struct Numbers {
    articles: u64,
    section: u64,
    full: u64,
    ledger_bytes: u64,
    page_files: u64,
    page_bytes: u64,
    /// Articles that print a vice-minister's post and no name.
    nameless: u64,
    months: Vec<(String, u64)>,
    coverage: Coverage,
    last_run: Option<Run>,
    /// When the last update ended that saw the portal's list down to what was known.
    last_complete: Option<DateTime<Utc>>,
}

pub(super) fn run(args: &Status, settings: &Settings) -> Result<Exit, Failure> {
    let numbers = numbers(settings)?;
    let age = numbers.last_complete.map(|end| settings.now - end);
    let stale = args.max_age.map(|max| age.is_none_or(|age| age > max));
    if args.json {
        let n = &numbers;
        let months: serde_json::Map<_, _> =
            n.months.iter().map(|(month, count)| (month.clone(), (*count).into())).collect();
        output::json(&json!({
            "corpus": settings.corpus, "index": settings.index,
            "articles": n.articles, "section": n.section, "outside": n.articles - n.section,
            "full": n.full, "listed": n.articles - n.full,
            "ledger_bytes": n.ledger_bytes, "page_files": n.page_files, "page_bytes": n.page_bytes,
            "nameless_posts": n.nameless, "months": months, "coverage": n.coverage, "last_run": n.last_run,
            "last_complete": n.last_complete, "age_seconds": age.map(|age| age.num_seconds()), "stale": stale,
        }))?;
    } else if settings.talk > Talk::Quiet {
        output::text(&sentences(&numbers, settings, Width::of_output()))?;
        tell_next(&numbers, settings);
    }
    if stale == Some(true) {
        output::say!("stale: {}", freshness(&numbers, settings));
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

/// Says what to do about what is missing.
fn tell_next(n: &Numbers, settings: &Settings) {
    if n.last_complete.is_none() {
        let next = "`byt update` fetches what is new, `byt update --source archive` the years before 2026";
        output::talk_next(settings, next);
    } else if !n.coverage.missing_months.is_empty() {
        output::talk_next(settings, "`byt update --source archive` may fill months that are missing");
    }
}

/// How fresh the corpus is, in words.
fn freshness(n: &Numbers, settings: &Settings) -> String {
    match n.last_complete {
        None => "no update has been complete yet".to_owned(),
        Some(end) => {
            format!("the last complete update ended {} ago, {}", in_words(settings.now - end), minute(end))
        }
    }
}

/// The largest unit that fits at least twice, or once: "26 hours", "3 days".
fn in_words(age: TimeDelta) -> String {
    const HOURS_MAX: i64 = 48;
    const MINUTES_MAX: i64 = 120;
    // A clock that was put back makes no age.
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
    store::tell_damaged_runs(&corpus)?;
    let mut runs = corpus.runs()?;
    let standing: Vec<Run> = corpus.runs_in_ledger()?.into_iter().map(|(run, _)| run).collect();
    Ok(Numbers {
        articles: everything.total(),
        section: find(Filters::default().with(Filter::Section(Section::In)))?.total(),
        full: find(Filters::everywhere().with(Filter::Status(ArticleStatus::Full)))?.total(),
        ledger_bytes: store.ledger.bytes(),
        page_files: pages.len() as u64,
        page_bytes: pages.iter().map(|(_, bytes)| bytes).sum(),
        nameless: everything.count_by(By::Nameless)?.iter().map(|(_, n)| n).sum(),
        months: everything.count_by(By::Month)?,
        coverage: answer::coverage(&store, settings)?,
        // What a ledger that was cut short or put back no longer holds is not fresh.
        last_complete: standing.iter().filter(|run| run.is_update() && run.complete).map(|run| run.ended).max(),
        last_run: runs.pop(),
    })
}

fn sentences(n: &Numbers, settings: &Settings, width: Width) -> String {
    let mut text = String::new();
    let mut line = |name: &str, what: &str| text += &under(&format!("{name:<10}"), &output::safe(what), width.text());
    line("corpus", &settings.corpus.display().to_string());
    line(
        "articles",
        &format!(
            "{}: {} in the section, {} outside; {} with text, {} listed only",
            n.articles,
            n.section,
            n.articles - n.section,
            n.full,
            n.articles - n.full
        ),
    );
    let pages = counted(n.page_files, "file");
    line("ledger", &format!("{}; raw answers: {pages}, {}", size(n.ledger_bytes), size(n.page_bytes)));
    if let (Some(first), Some(last)) = (&n.coverage.first, &n.coverage.last) {
        let today = settings.today().to_string();
        let ahead = if *last > today { ", which is yet to come: some date is wrong" } else { "" };
        line("days", &format!("{first} to {last}{ahead}"));
    }
    line("fresh", &freshness(n, settings));
    if let Some(run) = &n.last_run {
        line("last run", &last_run(run));
    }
    if n.nameless > 0 {
        let print = if n.nameless == 1 { "prints" } else { "print" };
        let articles = counted(n.nameless, "article");
        line("nameless", &format!("{articles} {print} “Thứ trưởng” without a name: nobody is credited"));
    }
    let missing = &n.coverage.missing_months;
    if !missing.is_empty() {
        let count = counted(missing.len() as u64, "month");
        line("missing", &format!("{count} without any article: {}", months::stretches(missing).join(", ")));
    }
    text + &months::strip(&n.months, width)
}

fn last_run(run: &Run) -> String {
    let how = match run.stopped {
        Some(stopped) => format!("stopped: {}", stopped.as_str()),
        None if run.complete => "complete".to_owned(),
        None => "not complete".to_owned(),
    };
    format!(
        "{} {}, {how}: {} new, {} updated, {} unchanged, {} failed",
        minute(run.ended),
        run.source,
        run.new,
        run.updated,
        run.unchanged,
        run.failed
    )
}

/// A number of bytes as people read it.
fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
