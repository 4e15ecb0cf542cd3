//! `byt sample`: a sample that anyone can draw again.
//!
//! The rank of an article or hit is a digest of the seed and its name, so a sample needs no generator of random numbers,
//! a larger one includes a smaller one, and articles that are added later change it only where they belong.

use chrono::Datelike;

use super::desk::{Desk, StudyError};
use super::kwic::{self, KwicLine, KwicOptions};
use super::kwic_order::KwicOrder;
use super::reading::Border;
use super::report::{Datum, Report};
use super::sampling::{least, rank_digest};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::day_of;
use crate::query::{Divided, Measured, Query};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SampleOf {
    Articles,
    /// Hits of the query.
    Hits,
}

/// What to draw.
#[derive(Debug, Clone)]
pub(crate) struct SampleOptions {
    pub(crate) size: usize,
    pub(crate) seed: String,
    pub(crate) of: SampleOf,
    /// Draw as many of each year.
    pub(crate) by_year: bool,
    /// Words on each side of a hit.
    pub(crate) words: usize,
}

/// Draws articles, or hits, and lists them in the order of time.
pub(crate) fn sample(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &SampleOptions,
) -> Result<Report, StudyError> {
    let (scope, total, columns, rows) = match options.of {
        SampleOf::Articles => articles(desk, query, scope_options, options)?,
        SampleOf::Hits => hits(desk, query, scope_options, options)?,
    };
    Ok(Report {
        command: "sample",
        scope: scope.facts("query"),
        sides: Vec::new(),
        measure: vec![
            ("seed", Datum::Own(options.seed.clone())),
            ("size", options.size.into()),
            ("drawn_from", total.into()),
            ("rule", Datum::Own(rule(options.of).to_owned())),
        ],
        total: rows.len() as u64,
        columns,
        rows,
        notes: Vec::new(),
        snapshot: Snapshot::of(desk)?,
    })
}

fn rule(of: SampleOf) -> &'static str {
    match of {
        SampleOf::Articles => "the least SHA-256 of SEED\\nID",
        SampleOf::Hits => "the least SHA-256 of SEED\\nID:ZONE:ITEM:WORD",
    }
}

type Drawn = (Scope, u64, Vec<&'static str>, Vec<Vec<Datum>>);

fn articles(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &SampleOptions,
) -> Result<Drawn, StudyError> {
    let scope = Scope::of(desk, query, scope_options)?;
    let places: Vec<_> = scope.articles.iter().map(|article| article.place).collect();
    let ids = crate::query::ids_of(desk.index, &places)?;
    let digests: Vec<String> = ids.iter().map(|id| rank_digest(&options.seed, id)).collect();
    let year = |number: usize| year_of(&scope.articles[number], options);
    let drawn = least(&digests, options.size, year);
    let mut buffer = Vec::new();
    let mut rows = Vec::new();
    for number in drawn {
        let article = &scope.articles[number];
        let title = desk.article(article, &mut buffer)?.title;
        rows.push(vec![
            Datum::Text(ids[number].clone()),
            day_of(article).map_or(Datum::Null, |day| Datum::Own(day.to_string())),
            Datum::Text(title),
            Datum::Own(digests[number].clone()),
        ]);
    }
    let total = scope.articles.len() as u64;
    Ok((scope, total, vec!["id", "date", "title", "rank_digest"], rows))
}

fn hits(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &SampleOptions,
) -> Result<Drawn, StudyError> {
    let Divided { scope, words } = query.divided();
    let scope = Scope::of(desk, &scope, scope_options)?;
    let shown =
        KwicOptions { words: options.words, within: Border::Sentence, order: KwicOrder::Time, limit: 0, sample: None };
    let matching = scope.matching(desk, &words, scope_options)?;
    let lines = kwic::lines(desk, query, &scope, &matching, scope_options, &shown)?;
    let digests: Vec<String> = lines.iter().map(|line: &KwicLine| rank_digest(&options.seed, &line.name())).collect();
    let year = |number: usize| year_of(&scope.articles[lines[number].article], options);
    let mut rows = Vec::new();
    for number in least(&digests, options.size, year) {
        let line = &lines[number];
        let mut cells = kwic::cells(desk, line, &scope.articles[line.article])?;
        cells.push(Datum::Own(digests[number].clone()));
        rows.push(cells);
    }
    let columns = kwic::line_columns().iter().copied().chain(["rank_digest"]).collect();
    let total = lines.len() as u64;
    Ok((scope, total, columns, rows))
}

/// The year of an article, if as many are drawn of each.
fn year_of(article: &Measured, options: &SampleOptions) -> Option<i32> {
    day_of(article).filter(|_| options.by_year).map(|day| day.year())
}
