//! `byt words`: how often each word occurs, with its interval and its dispersion.

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::forward::Forward;
use super::reading::Between;
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use crate::query::{Accents, Query};
use crate::stats::dispersion::{self, PartCounts};
use crate::stats::intervals;

/// What to list, and how.
#[derive(Debug, Clone)]
pub(crate) struct WordsOptions {
    /// Words in a row; 1 lists words.
    pub(crate) size: usize,
    /// The least number of hits and of articles; `None` follows the size of the scope.
    pub(crate) min: Option<u64>,
    pub(crate) min_articles: Option<u64>,
    /// The column to sort by.
    pub(crate) sort: String,
    /// The number of rows; 0 is all.
    pub(crate) limit: usize,
    /// Of intervals, between 0 and 1.
    pub(crate) level: f64,
}

const COLUMNS: [&str; 11] =
    ["rank", "form", "size", "hits", "per_million", "low", "high", "articles", "share", "dp_norm", "arf"];

/// The columns that a list can be sorted by.
pub(crate) const SORTS: [&str; 6] = ["hits", "per_million", "articles", "share", "dp_norm", "arf"];

/// Scopes with fewer articles list everything by default.
const SMALL_SCOPE_ARTICLES: usize = 100;

/// The least numbers of hits and articles in a scope of this many articles.
pub(super) fn least(articles: usize, min: Option<u64>, min_articles: Option<u64>) -> (u64, u64) {
    let (hits, in_articles) = if articles < SMALL_SCOPE_ARTICLES { (1, 1) } else { (5, 3) };
    (min.unwrap_or(hits), min_articles.unwrap_or(in_articles))
}

/// A word or n-gram: the numbers of its terms.
type Gram = Box<[u32]>;

/// A row before it is written.
struct Listed {
    gram: Gram,
    term: String,
    hits: u64,
    articles: u64,
    /// DPnorm and ARF; of single words only.
    spread: Option<(Option<f64>, f64)>,
}

/// Lists the words of the articles that match a query.
pub(crate) fn words(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &WordsOptions,
) -> Result<Report, StudyError> {
    let scope = Scope::of(desk, query, scope_options)?;
    let forward = Forward::of(desk, &scope, scope_options.accents == Accents::Folded)?;
    let (min, min_articles) = least(scope.articles.len(), options.min, options.min_articles);
    let mut rows = counted(&forward, options.size);
    rows.retain(|row| row.hits >= min && row.articles >= min_articles);
    let total = rows.len() as u64;
    if options.size == 1 && ["dp_norm", "arf"].contains(&options.sort.as_str()) {
        add_spread(&forward, &mut rows);
    }
    let of_articles = scope.articles.len() as u64;
    let key = |row: &Listed| match options.sort.as_str() {
        "articles" | "share" => Some(row.articles as f64),
        "dp_norm" => row.spread.and_then(|spread| spread.0),
        "arf" => row.spread.map(|spread| spread.1),
        _ => Some(row.hits as f64),
    };
    sort_and_cut(&mut rows, options.limit, |row| [key(row), None], |row| (row.hits, row.articles, row.term.clone()));
    let ranks = ranks(&rows, key);
    if options.size == 1 {
        add_spread(&forward, &mut rows);
    }
    let words = scope.words();
    let row = |(row, rank): (&Listed, u64)| {
        let (low, high) = intervals::poisson(row.hits, options.level);
        let rate = |count: f64| Datum::number((words > 0).then(|| count * 1e6 / words as f64));
        let form: Vec<String> = row.gram.iter().map(|number| forward.form(*number)).collect();
        vec![
            rank.into(),
            Datum::Text(form.join(" ")),
            options.size.into(),
            row.hits.into(),
            rate(row.hits as f64),
            rate(low),
            rate(high),
            row.articles.into(),
            Datum::number((of_articles > 0).then(|| row.articles as f64 / of_articles as f64)),
            Datum::number(row.spread.and_then(|spread| spread.0)),
            Datum::number(row.spread.map(|spread| spread.1)),
        ]
    };
    let rows: Vec<Vec<Datum>> = rows.iter().zip(ranks).map(row).collect();
    Ok(Report {
        command: "words",
        scope: scope.facts("syllable"),
        sides: Vec::new(),
        measure: vec![
            ("sort", Datum::Own(options.sort.clone())),
            ("level", Datum::Number(options.level)),
            ("min", min.into()),
            ("min_articles", min_articles.into()),
        ],
        total,
        columns: COLUMNS.to_vec(),
        rows,
        notes: Vec::new(),
        snapshot: Snapshot::of(desk)?,
    })
}

/// Competition ranks of sorted rows: equal values have the same rank, and the next one counts all before it.
fn ranks<R>(rows: &[R], key: impl Fn(&R) -> Option<f64>) -> Vec<u64> {
    let mut ranks: Vec<u64> = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let same = number > 0 && key(&rows[number - 1]) == key(row);
        ranks.push(if same { ranks[number - 1] } else { number as u64 + 1 });
    }
    ranks
}

/// Hits and articles of every sequence of `size` words that crosses no clause.
fn counted(forward: &Forward, size: usize) -> Vec<Listed> {
    let mut counts: FxHashMap<&[u32], (u64, u64, usize)> = FxHashMap::default();
    for (number, article) in forward.articles().enumerate() {
        let places = article.start..article.end.saturating_sub(size - 1).max(article.start);
        for at in places {
            let inner = &forward.before[at + 1..at + size];
            if inner.iter().any(|before| before & Between::CLAUSE != 0) {
                continue;
            }
            let count = counts.entry(&forward.words[at..at + size]).or_insert((0, 0, usize::MAX));
            count.0 += 1;
            if count.2 != number {
                (count.1, count.2) = (count.1 + 1, number);
            }
        }
    }
    let listed = |(gram, (hits, articles, _)): (&[u32], (u64, u64, usize))| {
        let terms: Vec<&str> = gram.iter().map(|number| forward.terms[*number as usize].as_str()).collect();
        Listed { gram: gram.into(), term: terms.join(" "), hits, articles, spread: None }
    };
    counts.into_iter().map(listed).collect()
}

/// Adds dispersion to rows of single words.
fn add_spread(forward: &Forward, rows: &mut [Listed]) {
    if rows.iter().all(|row| row.spread.is_some()) {
        return;
    }
    let wanted: FxHashMap<u32, usize> = rows.iter().enumerate().map(|(at, row)| (row.gram[0], at)).collect();
    let sizes: Vec<u64> = forward.articles().map(|article| article.len() as u64).collect();
    let mut places: Vec<Vec<u64>> = vec![Vec::new(); rows.len()];
    let mut parts: Vec<FxHashMap<usize, u64>> = vec![FxHashMap::default(); rows.len()];
    for (number, article) in forward.articles().enumerate() {
        for at in article {
            if let Some(row) = wanted.get(&forward.words[at]) {
                places[*row].push(at as u64);
                *parts[*row].entry(number).or_default() += 1;
            }
        }
    }
    let words = forward.words.len() as u64;
    for ((row, places), hits) in rows.iter_mut().zip(&places).zip(&parts) {
        let of_article = |(number, size): (usize, &u64)| (hits.get(&number).copied().unwrap_or(0), *size);
        let parts = PartCounts::new(sizes.iter().enumerate().map(of_article));
        row.spread = Some((parts.and_then(|parts| parts.dp_norm()), dispersion::arf(places, words)));
    }
}
