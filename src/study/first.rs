//! `byt first`: where words appear first, with the limits of that claim.

use chrono::NaiveDate;

use super::desk::{Desk, StudyError};
use super::hits::HitFinder;
use super::kwic::{self, KwicOptions};
use super::kwic_order::KwicOrder;
use super::reading::Border;
use super::report::{Datum, Report};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::{Series, dated, day_of, joined_notes};
use crate::calendar::Month;
use crate::query::Query;

const COLUMNS: [&str; 8] = ["id", "date", "zone", "sentence", "title", "url", "before_articles", "missing_months"];

/// Finds the first hit among the dated articles of the scope.
pub(crate) fn first(desk: Desk<'_>, query: &Query, scope_options: &ScopeOptions) -> Result<Report, StudyError> {
    let scope = Scope::of(desk, &query.divided().scope, scope_options)?;
    let finder = HitFinder::new(desk, scope_options);
    let found = first_in(desk, query, &scope, scope_options, &finder)?;
    report(desk, &scope, COLUMNS.to_vec(), found.hits, found.row.into_iter().collect(), Vec::new())
}

/// Finds the first hit of each of several phrases, and lists them in the order of time.
pub(crate) fn first_of_many(
    desk: Desk<'_>,
    phrases: &[Series<'_>],
    scope_options: &ScopeOptions,
) -> Result<Report, StudyError> {
    let scopes = Scope::of_each(desk, phrases.iter().map(|phrase| phrase.query), scope_options)?;
    let (mut rows, mut hits, mut missing) = (Vec::new(), 0, Vec::new());
    let finder = HitFinder::new(desk, scope_options);
    for (phrase, scope) in phrases.iter().zip(&scopes) {
        let found = first_in(desk, phrase.query, scope, scope_options, &finder)?;
        hits += found.hits;
        match found.row {
            Some(row) => rows.push((found.order, [vec![Datum::Text(phrase.typed.to_owned())], row].concat())),
            None => missing.push(phrase.typed),
        }
    }
    rows.sort_by_key(|(order, _)| *order);
    let mut notes = joined_notes(phrases, &scopes);
    if !missing.is_empty() {
        notes.push(format!("not found: {}", missing.join(", ")));
    }
    let columns = ["phrase"].into_iter().chain(COLUMNS).collect();
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    report(desk, &Scope::joined(&scopes), columns, hits, rows, notes)
}

/// The first hit of a query.
struct FirstHit {
    /// Of the dated articles.
    hits: usize,
    /// When the article was published; seconds since 1970.
    order: Option<i64>,
    row: Option<Vec<Datum>>,
}

fn first_in(
    desk: Desk<'_>,
    query: &Query,
    scope: &Scope,
    options: &ScopeOptions,
    finder: &HitFinder<'_>,
) -> Result<FirstHit, StudyError> {
    let (scope, _) = dated(scope.clone());
    let hits = finder.hits(&query.divided().words, &scope)?;
    let earliest: Vec<usize> = hits.first().map(|(number, _)| *number).into_iter().collect();
    let shown =
        KwicOptions { words: usize::MAX, within: Border::Sentence, order: KwicOrder::Time, limit: 1, sample: None };
    let lines = kwic::lines(desk, query, &scope, &earliest, options, &shown)?;
    let Some(line) = lines.first() else { return Ok(FirstHit { hits: 0, order: None, row: None }) };
    let article = &scope.articles[line.article];
    let day = day_of(article);
    let missing =
        begin(desk, query, options)?.zip(day).map_or_else(Vec::new, |(begin, day)| missing_months(desk, begin, day));
    let mut cells = kwic::cells(desk, line, article)?;
    let [title, url] = [10, 13].map(|column: usize| std::mem::replace(&mut cells[column], Datum::Null));
    let row = vec![
        Datum::Text(line.id.clone()),
        day.map_or(Datum::Null, |day| Datum::Own(day.to_string())),
        Datum::Own(line.zone.to_owned()),
        Datum::Text(line.sentence()),
        title,
        url,
        line.article.into(),
        Datum::Texts(missing),
    ];
    Ok(FirstHit { hits: hits.iter().map(|(_, hits)| hits.len()).sum(), order: article.place.published, row: Some(row) })
}

fn report(
    desk: Desk<'_>,
    scope: &Scope,
    columns: Vec<&'static str>,
    hits: usize,
    rows: Vec<Vec<Datum>>,
    mut notes: Vec<String>,
) -> Result<Report, StudyError> {
    let (dated, undated) = dated(scope.clone());
    let mut facts = dated.facts("query");
    facts.undated = undated;
    if !rows.is_empty() {
        notes.push("“first” is only as good as the collection: it is the first among what was collected".to_owned());
    }
    Ok(Report {
        command: "first",
        scope: facts,
        sides: Vec::new(),
        measure: vec![("hits", hits.into())],
        total: rows.len() as u64,
        columns,
        rows,
        notes,
        snapshot: Snapshot::of(desk)?,
    })
}

/// The day from which on the collection matters: that from which on the filters search, or else the corpus's first.
fn begin(desk: Desk<'_>, query: &Query, options: &ScopeOptions) -> Result<Option<NaiveDate>, StudyError> {
    let asked =
        [&query.filters, &query.question, &options.filters].into_iter().filter_map(|filters| filters.days().from).max();
    Ok(match asked {
        Some(day) => Some(day),
        None => desk.index.date_coverage()?.first,
    })
}

/// The months from that of the first day to the one before that of the last of which not everything was collected.
fn missing_months(desk: Desk<'_>, first: NaiveDate, last: NaiveDate) -> Vec<String> {
    let before = Month::range(Month::of(first), Month::of(last)).filter(|month| *month < Month::of(last));
    before.filter(|month| !desk.covered.has_month(*month, NaiveDate::MAX)).map(|month| month.to_string()).collect()
}
