//! `byt first`: where words appear first, with the limits of that claim.

use chrono::NaiveDate;

use super::desk::{Desk, StudyError};
use super::kwic::{self, KwicOptions, KwicOrder};
use super::reading::Border;
use super::report::{Datum, Report};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::{dated, day_of};
use crate::calendar::Month;
use crate::query::Query;

const COLUMNS: [&str; 8] = ["id", "date", "zone", "sentence", "title", "url", "before_articles", "missing_months"];

/// Finds the first hit among the dated articles of the scope.
pub(crate) fn first(desk: Desk<'_>, query: &Query, scope_options: &ScopeOptions) -> Result<Report, StudyError> {
    let (scope, undated) = dated(Scope::of(desk, &query.divided().scope, scope_options)?);
    let shown = KwicOptions { words: usize::MAX, within: Border::Sentence, order: KwicOrder::Time, limit: 1 };
    let lines = kwic::lines(desk, query, &scope, scope_options, &shown)?;
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    if let Some(line) = lines.first() {
        let article = &scope.articles[line.article];
        let day = day_of(article);
        let begin = scope.articles.first().and_then(day_of);
        let missing = begin.zip(day).map_or_else(Vec::new, |(begin, day)| missing_months(desk, begin, day));
        let mut cells = kwic::cells(desk, line, article)?;
        let [title, url] = [10, 13].map(|column: usize| std::mem::replace(&mut cells[column], Datum::Null));
        notes.push("“first” is only as good as the collection: it is the first among what was collected".to_owned());
        rows.push(vec![
            Datum::Text(line.id.clone()),
            day.map_or(Datum::Null, |day| Datum::Own(day.to_string())),
            Datum::Own(line.zone.to_owned()),
            Datum::Text(format!("{}{}{}", line.left, line.key, line.right)),
            title,
            url,
            line.article.into(),
            Datum::Texts(missing),
        ]);
    }
    let mut facts = scope.facts("query");
    facts.undated = undated;
    Ok(Report {
        command: "first",
        scope: facts,
        sides: Vec::new(),
        measure: vec![("hits", lines.len().into())],
        total: rows.len() as u64,
        columns: COLUMNS.to_vec(),
        rows,
        notes,
        snapshot: Snapshot::of(desk)?,
    })
}

/// The months from that of the first day to the one before that of the last of which not everything was collected.
fn missing_months(desk: Desk<'_>, first: NaiveDate, last: NaiveDate) -> Vec<String> {
    let before = Month::range(Month::of(first), Month::of(last)).filter(|month| *month < Month::of(last));
    before.filter(|month| !desk.covered.has_month(*month, NaiveDate::MAX)).map(|month| month.to_string()).collect()
}
