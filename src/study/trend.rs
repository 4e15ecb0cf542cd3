//! `byt trend`: how often words occur over time, as a rate of words and as a share of articles.

use chrono::NaiveDate;

use super::desk::{Desk, StudyError};
use super::handovers::{Handover, handovers};
use super::hits::HitFinder;
use super::report::{Datum, Report};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use crate::calendar::{Bucket, Days, PUBLICATION_YEARS, day_number, numbered_day};
use crate::query::{Measured, Query};
use crate::stats::{intervals, series};
use crate::wording::Sentence;

/// One line of a chart: a query, and how it was typed.
pub(crate) struct Series<'q> {
    pub(crate) query: &'q Query,
    pub(crate) typed: &'q str,
}

/// What time is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Division {
    /// As fits the span.
    Fitting,
    Calendar(Bucket),
    /// The terms of office of the ministers.
    Tenure,
}

/// How to divide time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TrendOptions {
    pub(crate) by: Division,
    /// How many neighbours on each side rates are smoothed over.
    pub(crate) smooth: usize,
    pub(crate) level: f64,
    /// The number of rows; 0 is all.
    pub(crate) limit: usize,
    /// Whether to test each series for a trend.
    pub(crate) test: bool,
    /// Nothing was published after this day.
    pub(crate) today: NaiveDate,
}

const COLUMNS: [&str; 15] = [
    "series",
    "bucket",
    "from",
    "to",
    "hits",
    "words",
    "per_million",
    "low",
    "high",
    "articles",
    "of_articles",
    "share",
    "share_low",
    "share_high",
    "gap",
];

/// What a bucket has.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    hits: u64,
    words: u64,
    articles: u64,
    of_articles: u64,
}

/// The Vietnamese day of an article.
pub(super) fn day_of(article: &Measured) -> Option<NaiveDate> {
    article.place.published.and_then(|time| numbered_day(day_number(time)))
}

/// Counts the hits of one or more queries in every bucket of the days that the filters ask for; where they leave an end
/// open, from the first or to the last article of the scope.
pub(crate) fn trend(
    desk: Desk<'_>,
    queries: &[Series<'_>],
    scope_options: &ScopeOptions,
    options: TrendOptions,
) -> Result<Report, StudyError> {
    let whole = Scope::of_each(desk, queries.iter().map(|series| series.query), scope_options)?;
    let (joined, undated) = dated(Scope::joined(&whole));
    let scope_notes = joined_notes(queries, &whole);
    let scopes: Vec<(Scope, u64)> = whole.into_iter().map(dated).collect();
    let days = || scopes.iter().flat_map(|(scope, _)| scope.articles.iter().filter_map(day_of));
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Err(StudyError::Empty { sentence: nothing_dated(undated) });
    };
    let days = with_asked(Days { first, last }, queries, scope_options, options.today);
    let (by, buckets) = divided(desk, days, options.by);
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    let mut measure = vec![
        ("by", Datum::Own(by.to_owned())),
        ("level", Datum::Number(options.level)),
        ("smooth", options.smooth.into()),
        ("intervals", Datum::Own("Garwood for rates, Wilson for shares".to_owned())),
    ];
    let finder = HitFinder::new(desk, scope_options);
    for (series, (scope, _)) in queries.iter().zip(&scopes) {
        let counts = counted(&finder, series.query, scope, &buckets)?;
        if options.test {
            let (note, values) = tested(series.typed, &counts);
            notes.push(note);
            // Of several series only the sentences say which is which.
            measure.extend(if queries.len() == 1 { values } else { Vec::new() });
        }
        rows.extend(in_rows(series.typed, &buckets, &counts, options));
    }
    let total = rows.len() as u64;
    if options.limit > 0 {
        rows.truncate(options.limit);
    }
    let mut facts = joined.facts("query");
    facts.undated = undated;
    notes.extend(scope_notes);
    notes.extend(smoothing(options.smooth));
    Ok(Report {
        command: "trend",
        scope: facts,
        sides: Vec::new(),
        measure,
        total,
        columns: COLUMNS.to_vec(),
        rows,
        notes,
        snapshot: Snapshot::of(desk)?,
    })
}

/// The days of the articles, and those that the filters of all series ask for on either side, as far as articles can have
/// been published on them.
fn with_asked(found: Days, queries: &[Series<'_>], options: &ScopeOptions, today: NaiveDate) -> Days {
    let asked = |Series { query, .. }: &Series<'_>| {
        query.filters.days().intersection(query.question.days()).intersection(options.filters.days())
    };
    let asked: Vec<_> = queries.iter().map(asked).collect();
    // One series with an open end leaves it open.
    let from: Option<NaiveDate> = asked.iter().map(|days| days.from).min().flatten();
    let to: Option<Vec<NaiveDate>> = asked.iter().map(|days| days.to).collect();
    let begin = NaiveDate::from_ymd_opt(*PUBLICATION_YEARS.start(), 1, 1).unwrap_or(NaiveDate::MIN);
    Days {
        first: from.map_or(found.first, |from| from.max(begin).min(found.first)),
        last: to.into_iter().flatten().max().map_or(found.last, |to| to.min(today).max(found.last)),
    }
}

/// Says which columns are smoothed; `None` if none are.
fn smoothing(neighbours: usize) -> Option<String> {
    let buckets = neighbours.saturating_mul(2).saturating_add(1);
    (neighbours > 0).then(|| {
        format!(
            "rates, shares and their intervals are smoothed over {buckets} buckets; hits, words and articles are those of the \
             bucket"
        )
    })
}

/// Says what a scope without dated articles has.
fn nothing_dated(undated: u64) -> Sentence {
    match undated {
        0 => Sentence::new("the scope has no articles", "không có bài nào trong phạm vi này"),
        _ => Sentence::new("the scope has no articles with a date", "không bài nào trong phạm vi này có ngày"),
    }
}

/// A bucket with its name.
struct NamedDays {
    name: String,
    days: Days,
}

/// The buckets that have all of the days, in order, and the name of their kind.
fn divided(desk: Desk<'_>, days: Days, by: Division) -> (&'static str, Vec<NamedDays>) {
    let bucket = match by {
        Division::Tenure => return ("tenure", tenures(&handovers(desk), days)),
        Division::Calendar(bucket) => bucket,
        Division::Fitting => Bucket::fitting(days),
    };
    let name = match bucket {
        Bucket::Year => "year",
        Bucket::Quarter => "quarter",
        Bucket::Month => "month",
        Bucket::Week => "week",
        Bucket::Day => "day",
    };
    (name, bucket.all_in(days).map(|days| NamedDays { name: bucket.name(days.first), days }).collect())
}

/// The terms of office that have any of the days. A term begins when the registry is sure of it, and ends when the next one
/// begins, so that every day is in one; what precedes the first is a bucket, too.
fn tenures(handovers: &[Handover], days: Days) -> Vec<NamedDays> {
    let first = handovers.first().filter(|first| days.first < first.latest);
    let before = first.map(|first| (days.first, format!("before {}", first.name)));
    let begun = handovers.iter().map(|handover| (handover.latest, handover.name.clone()));
    let begun: Vec<(NaiveDate, String)> = before.into_iter().chain(begun).collect();
    let ends = begun.iter().skip(1).map(|(next, _)| next.pred_opt().unwrap_or(*next)).chain([days.last]);
    let terms = begun.iter().zip(ends).filter(|((from, _), to)| from <= to && *from <= days.last && *to >= days.first);
    terms.map(|((from, name), to)| NamedDays { name: name.clone(), days: Days { first: *from, last: to } }).collect()
}

/// What each series is of, if that isn't the same for all.
pub(super) fn joined_notes(queries: &[Series<'_>], scopes: &[Scope]) -> Vec<String> {
    if scopes.iter().all(|scope| scope.has_same_articles(&scopes[0])) {
        return Vec::new();
    }
    let note = |(series, scope): (&Series<'_>, &Scope)| {
        format!("{}: of {} articles with {} syllables", series.typed, scope.articles.len(), scope.words())
    };
    queries.iter().zip(scopes).map(note).collect()
}

/// The scope without undated articles, and how many of them there are.
pub(super) fn dated(mut scope: Scope) -> (Scope, u64) {
    let all = scope.articles.len();
    scope.articles.retain(|article| day_of(article).is_some());
    let undated = (all - scope.articles.len()) as u64;
    (scope, undated)
}

/// What each bucket has.
fn counted(
    finder: &HitFinder<'_>,
    query: &Query,
    scope: &Scope,
    buckets: &[NamedDays],
) -> Result<Vec<Counts>, StudyError> {
    let mut counts = vec![Counts::default(); buckets.len()];
    let place = |article: &Measured| {
        let day = day_of(article)?;
        buckets.partition_point(|bucket| bucket.days.first <= day).checked_sub(1)
    };
    for article in &scope.articles {
        if let Some(at) = place(article) {
            counts[at].words += scope.words_of(article);
            counts[at].of_articles += 1;
        }
    }
    for (number, hits) in finder.hits(&query.divided().words, scope)? {
        if let Some(at) = place(&scope.articles[number]) {
            counts[at].hits += hits.len() as u64;
            counts[at].articles += 1;
        }
    }
    Ok(counts)
}

fn in_rows<'a>(
    typed: &'a str,
    buckets: &'a [NamedDays],
    counts: &'a [Counts],
    options: TrendOptions,
) -> impl Iterator<Item = Vec<Datum>> + 'a {
    let pairs = |part: fn(&Counts) -> (u64, u64)| {
        series::smoothed(&counts.iter().map(part).collect::<Vec<_>>(), options.smooth)
    };
    let rates = pairs(|counts| (counts.hits, counts.words));
    let shares = pairs(|counts| (counts.articles, counts.of_articles));
    buckets.iter().zip(counts).zip(rates.into_iter().zip(shares)).map(move |((bucket, counts), (rate, share))| {
        let is_gap = counts.of_articles == 0;
        let per_million = |hits: f64| Datum::number((!is_gap && rate.1 > 0).then(|| hits * 1e6 / rate.1 as f64));
        let (low, high) = intervals::poisson(rate.0, options.level);
        let wilson = intervals::wilson(share.0, share.1, options.level).filter(|_| !is_gap);
        vec![
            Datum::Text(typed.to_owned()),
            Datum::Own(bucket.name.clone()),
            Datum::Own(bucket.days.first.to_string()),
            Datum::Own(bucket.days.last.to_string()),
            counts.hits.into(),
            counts.words.into(),
            per_million(rate.0 as f64),
            per_million(low),
            per_million(high),
            counts.articles.into(),
            counts.of_articles.into(),
            Datum::number(wilson.map(|_| share.0 as f64 / share.1 as f64)),
            Datum::number(wilson.map(|wilson| wilson.0)),
            Datum::number(wilson.map(|wilson| wilson.1)),
            Datum::Flag(is_gap),
        ]
    })
}

/// Whether a series has a trend: a sentence, and the values of the tests.
fn tested(typed: &str, counts: &[Counts]) -> (String, Vec<(&'static str, Datum)>) {
    const BUCKETS_MIN: usize = 8;
    let rates: Vec<f64> = counts.iter().filter(|c| c.words > 0).map(|c| c.hits as f64 * 1e6 / c.words as f64).collect();
    if rates.len() < BUCKETS_MIN {
        return (format!("{typed}: no test for a trend below {BUCKETS_MIN} buckets with words"), Vec::new());
    }
    let test = series::mann_kendall(&rates);
    let slope = series::theil_sen(&rates);
    let number = |value: Option<f64>| value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.4}"));
    let sentence = format!(
        "{typed}: Mann–Kendall S = {}, τ_b = {}, p = {}; Theil–Sen slope {} a million per bucket; neighbouring buckets are \
         correlated, so p flatters",
        test.s,
        number(test.tau),
        number(test.p),
        number(slope)
    );
    let values = vec![
        ("mann_kendall_s", Datum::Number(test.s as f64)),
        ("kendall_tau", Datum::number(test.tau)),
        ("mann_kendall_p", Datum::number(test.p)),
        ("theil_sen_slope", Datum::number(slope)),
    ];
    (sentence, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_in_one_term() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let handover = |name: &str, earliest: &str, latest: &str| Handover {
            name: name.to_owned(),
            earliest: day(earliest),
            latest: day(latest),
        };
        let ministers = [handover("A", "2011-08-03", "2011-08-03"), handover("B", "2020-07-01", "2020-07-31")];
        let check = |first: &str, last: &str, expected: &[(&str, &str, &str)]| {
            let terms = tenures(&ministers, Days { first: day(first), last: day(last) });
            let got: Vec<(String, String, String)> = terms
                .into_iter()
                .map(|term| (term.name, term.days.first.to_string(), term.days.last.to_string()))
                .collect();
            let got: Vec<(&str, &str, &str)> =
                got.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
            assert_eq!(got, expected, "{first} {last}");
        };
        let b = ("B", "2020-07-31", "2021-01-01");
        check("2020-08-01", "2021-01-01", &[b]);
        check("2020-07-30", "2021-01-01", &[("A", "2011-08-03", "2020-07-30"), b]);
        check(
            "2010-01-01",
            "2012-01-01",
            &[("before A", "2010-01-01", "2011-08-02"), ("A", "2011-08-03", "2020-07-30")],
        );
        check("2010-01-01", "2010-01-01", &[("before A", "2010-01-01", "2011-08-02")]);
        check("2020-07-31", "2020-07-31", &[("B", "2020-07-31", "2020-07-31")]);
    }
}
