//! `byt dispersion`: how evenly words are distributed over the articles of a scope.

use chrono::NaiveDate;

use super::desk::{Desk, StudyError};
use super::hits::{ArticleHits, HitFinder};
use super::report::{Datum, Report};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::{Series, day_of, joined_notes};
use crate::stats::dispersion::{self as measures, PartCounts};

const COLUMNS: [&str; 9] = ["form", "hits", "articles", "parts", "dp", "dp_norm", "d_a", "juilland_d", "arf"];

/// Further columns.
pub(crate) const MEASURES: [&str; 8] =
    ["juilland_d_equal_parts", "kld", "d_kl", "d_kl_exp", "carroll_d2", "rosengren_s", "ald", "awt"];

/// Where the hits of a word are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BarCode {
    /// The numbers of the words that hits begin with, counted from the first word of the scope, in order.
    pub(crate) places: Vec<u64>,
    /// The articles of the scope in the order of time, undated ones last.
    pub(crate) articles: Vec<CodeArticle>,
}

/// An article of a bar code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeArticle {
    pub(crate) day: Option<NaiveDate>,
    /// The number of the word after its last.
    pub(crate) end: u64,
}

impl BarCode {
    /// The words of the scope.
    pub(crate) fn words(&self) -> u64 {
        self.articles.last().map_or(0, |article| article.end)
    }
}

/// Measures the dispersion of each query's hits, and returns also where the hits of each row are. Parts are the articles
/// that have words in the zones.
pub(crate) fn dispersion(
    desk: Desk<'_>,
    words: &[Series<'_>],
    scope_options: &ScopeOptions,
    chosen: &[String],
    limit: usize,
) -> Result<(Report, Vec<BarCode>), StudyError> {
    let chosen: Vec<&'static str> =
        MEASURES.into_iter().filter(|measure| chosen.iter().any(|name| name == measure)).collect();
    let scopes = Scope::of_each(desk, words.iter().map(|word| word.query), scope_options)?;
    let finder = HitFinder::new(desk, scope_options);
    let (mut rows, mut codes) = (Vec::new(), Vec::new());
    for (word, scope) in words.iter().zip(&scopes) {
        let hits = finder.hits(&word.query.divided().words, scope)?;
        if let Some(row) = row(word.typed, scope, &hits, &chosen) {
            rows.push(row);
            codes.push(bar_code(scope, &hits));
        }
    }
    let total = rows.len() as u64;
    if limit > 0 {
        rows.truncate(limit);
    }
    let report = Report {
        command: "dispersion",
        scope: Scope::joined(&scopes).facts("query"),
        sides: Vec::new(),
        measure: vec![(
            "formula",
            Datum::Own(
                "parts are articles, of unequal size; d_a and juilland_d are 1 for even words, dp is 0".to_owned(),
            ),
        )],
        total,
        columns: COLUMNS.iter().chain(&chosen).copied().collect(),
        rows,
        notes: joined_notes(words, &scopes),
        snapshot: Snapshot::of(desk)?,
    };
    Ok((report, codes))
}

fn bar_code(scope: &Scope, hits: &[(usize, ArticleHits)]) -> BarCode {
    let (mut places, mut articles, mut words) = (Vec::new(), Vec::new(), 0);
    let mut later = hits.iter().peekable();
    for (number, article) in scope.articles.iter().enumerate() {
        let of_article = later.next_if(|(with_hits, _)| *with_hits == number).map_or(&[][..], |(_, hits)| hits);
        places.extend(of_article.iter().map(|hit| words + hit.start as u64));
        words += scope.words_of(article);
        articles.push(CodeArticle { day: day_of(article), end: words });
    }
    BarCode { places, articles }
}

/// The row of a word; `None` if it has no hit.
fn row(typed: &str, scope: &Scope, hits: &[(usize, ArticleHits)], chosen: &[&str]) -> Option<Vec<Datum>> {
    let mut later = hits.iter().peekable();
    let (mut places, mut parts) = (Vec::new(), Vec::new());
    let mut words = 0;
    for (number, article) in scope.articles.iter().enumerate() {
        let of_article = later.next_if(|(with_hits, _)| *with_hits == number).map_or(&[][..], |(_, hits)| hits);
        places.extend(of_article.iter().map(|hit| words + hit.start as u64));
        parts.push((of_article.len() as u64, scope.words_of(article)));
        words += scope.words_of(article);
    }
    let parts = PartCounts::new(parts)?;
    let mut cells = vec![
        Datum::Text(typed.replace('"', "")),
        places.len().into(),
        hits.len().into(),
        parts.len().into(),
        Datum::Number(parts.dp()),
        Datum::number(parts.dp_norm()),
        Datum::number(parts.d_a()),
        Datum::number(parts.juilland_d()),
        Datum::Number(measures::arf(&places, words)),
    ];
    let value = |name: &&str| match *name {
        "juilland_d_equal_parts" => parts.juilland_d_equal_parts(),
        "kld" => Some(parts.divergence()),
        "d_kl" => Some(parts.d_kl().0),
        "d_kl_exp" => Some(parts.d_kl().1),
        "carroll_d2" => parts.carroll_d2(),
        "rosengren_s" => Some(parts.rosengren_s()),
        "ald" => Some(measures::ald(&places, words)),
        "awt" => Some(measures::awt(&places, words)),
        _ => None,
    };
    cells.extend(chosen.iter().map(|name| Datum::number(value(name))));
    Some(cells)
}
