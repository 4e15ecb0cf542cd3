//! `byt words`: how often each word occurs, with its interval and its dispersion.

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::items::ItemsWanted;
use super::listing::{CountUnit, ListingOptions, WordListing};
use super::pattern::WordPattern;
use super::places::each_place;
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::tally::Tally;
use crate::query::Query;
use crate::stats::dispersion::{Spread, TextParts};
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
    pub(crate) listing: ListingOptions,
    /// List only what matches.
    pub(crate) pattern: Option<WordPattern>,
    /// Whether to say how each row is written.
    pub(crate) forms: bool,
    /// Whether sequences have dispersion, too.
    pub(crate) spread: bool,
}

pub(super) const COLUMNS: [&str; 11] =
    ["rank", "form", "size", "hits", "per_million", "low", "high", "articles", "share", "dp_norm", "arf"];

/// The columns that a list can be sorted by.
pub(crate) const SORTS: [&str; 6] = ["hits", "per_million", "articles", "share", "dp_norm", "arf"];

/// Scopes with fewer articles list everything by default.
const SMALL_SCOPE_ARTICLES: usize = 100;

/// The least numbers of hits and articles in a scope of this many articles.
pub(super) fn least_counts(articles: usize, min: Option<u64>, min_articles: Option<u64>) -> (u64, u64) {
    let (hits, in_articles) = if articles < SMALL_SCOPE_ARTICLES { (1, 1) } else { (5, 3) };
    (min.unwrap_or(hits), min_articles.unwrap_or(in_articles))
}

/// A row before it is written.
struct Listed {
    /// Of what is listed.
    number: u32,
    term: String,
    hits: u64,
    articles: u64,
    /// DPnorm and ARF; of words only.
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
    // Sequences are of syllables, so that each can be searched.
    let unit = if options.size == 1 { options.listing.unit } else { CountUnit::Syllable };
    let mut listing = WordListing::of(desk, scope_options, &ListingOptions { unit, ..options.listing.clone() })?;
    let (min, min_articles) = least_counts(scope.articles.len(), options.min, options.min_articles);
    let mut rows = counted(&mut listing, &scope, options.size, (min, min_articles));
    rows.retain(|row| listing.is_listed(row.number));
    if let Some(pattern) = &options.pattern {
        let folded = pattern.is_folded(scope_options.accents);
        rows.retain(|row| pattern.matches(&listing.list_term(row.number, folded), folded));
    }
    let total = rows.len() as u64;
    let sorts_by_spread = ["dp_norm", "arf"].contains(&options.sort.as_str());
    if sorts_by_spread {
        add_spread(&listing, &scope, &mut rows, options.size);
    }
    let key = |row: &Listed| match options.sort.as_str() {
        "articles" | "share" => Some(row.articles as f64),
        "dp_norm" => row.spread.and_then(|spread| spread.0),
        "arf" => row.spread.map(|spread| spread.1),
        _ => Some(row.hits as f64),
    };
    sort_and_cut(&mut rows, options.limit, |row| [key(row), None], |row| (row.hits, row.articles, row.term.clone()));
    let ranks = ranks(&rows, key);
    if options.size == 1 || options.spread {
        add_spread(&listing, &scope, &mut rows, options.size);
    }
    let size = (scope.words(), scope.articles.len() as u64);
    let mut intervals: FxHashMap<u64, (f64, f64)> = FxHashMap::default();
    let cells_of = |(row, rank): (&Listed, u64)| {
        let interval = *intervals.entry(row.hits).or_insert_with(|| intervals::poisson(row.hits, options.level));
        cells(row, rank, &listing, size, interval)
    };
    let mut cells: Vec<Vec<Datum>> = rows.iter().zip(ranks).map(cells_of).collect();
    if options.forms {
        let written = written(desk, &listing, &scope, &rows, options.size)?;
        cells.iter_mut().zip(written).for_each(|(cells, written)| cells.push(Datum::Texts(written)));
    }
    let mut measure = vec![
        ("sort", Datum::Own(options.sort.clone())),
        ("level", Datum::Number(options.level)),
        ("min", min.into()),
        ("min_articles", min_articles.into()),
    ];
    measure.extend(options.pattern.as_ref().map(|pattern| ("match", Datum::Text(pattern.typed().to_owned()))));
    Ok(Report {
        command: "words",
        scope: scope.facts(listing.unit_name()),
        sides: Vec::new(),
        measure: measure.into_iter().chain(listing.measure()).collect(),
        total,
        columns: COLUMNS.iter().chain(listing.why_columns()).copied().chain(options.forms.then_some("forms")).collect(),
        rows: cells,
        notes: listing.note().into_iter().collect(),
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

/// The columns of a row. `words` and `of_articles` are those of the scope; `(low, high)` is the interval of its hits.
fn cells(
    row: &Listed,
    rank: u64,
    listing: &WordListing,
    (words, of_articles): (u64, u64),
    (low, high): (f64, f64),
) -> Vec<Datum> {
    let rate = |count: f64| Datum::number((words > 0).then(|| count * 1e6 / words as f64));
    let mut cells = vec![
        rank.into(),
        Datum::Text(listing.form(row.number)),
        listing.size(row.number).into(),
        row.hits.into(),
        rate(row.hits as f64),
        rate(low),
        rate(high),
        row.articles.into(),
        Datum::number((of_articles > 0).then(|| row.articles as f64 / of_articles as f64)),
        Datum::number(row.spread.and_then(|spread| spread.0)),
        Datum::number(row.spread.map(|spread| spread.1)),
    ];
    cells.extend(listing.why(row.number));
    cells
}

/// Competition ranks of sorted rows: equal values have the same rank, and the next one counts all before it.
pub(super) fn ranks<R>(rows: &[R], key: impl Fn(&R) -> Option<f64>) -> Vec<u64> {
    let mut ranks: Vec<u64> = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let same = number > 0 && key(&rows[number - 1]) == key(row);
        ranks.push(if same { ranks[number - 1] } else { number as u64 + 1 });
    }
    ranks
}

/// Hits and articles of everything that is listed, or of every sequence of `size` words that crosses no clause, from these
/// least numbers of both on.
fn counted(listing: &mut WordListing, scope: &Scope, size: usize, (min, min_articles): (u64, u64)) -> Vec<Listed> {
    let wanted = ItemsWanted { zones: scope.zones, size, begins: None };
    let counts = listing.count(&scope.articles, wanted, |counts: &mut [Tally], reader, number| {
        reader.items.iter().for_each(|item| counts[item.number as usize].add(number));
    });
    let is_frequent = |count: &Tally| count.hits >= min.max(1) && u64::from(count.articles) >= min_articles;
    let frequent = (0..).zip(counts).filter(|(_, count)| is_frequent(count));
    let listed = |(number, count): (u32, Tally)| Listed {
        number,
        term: listing.term(number),
        hits: count.hits,
        articles: count.articles.into(),
        spread: None,
    };
    frequent.map(listed).collect()
}

/// How each row is written in the scope, in small letters: `khỏe 5`, the commonest first.
fn written(
    desk: Desk<'_>,
    listing: &WordListing,
    scope: &Scope,
    rows: &[Listed],
    size: usize,
) -> Result<Vec<Vec<String>>, StudyError> {
    let numbers: Vec<Option<u32>> = rows.iter().map(|row| Some(row.number)).collect();
    let mut spellings: Vec<FxHashMap<String, u64>> = vec![FxHashMap::default(); rows.len()];
    each_place(desk, listing, scope, size, &numbers, |place| {
        let words = &place.zone.words[place.words];
        let text = words.first().zip(words.last()).map_or("", |(first, last)| &place.zone.text[first.start..last.end]);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        *spellings[place.row].entry(text).or_default() += 1;
        true
    })?;
    let sorted = |spellings: FxHashMap<String, u64>| {
        let mut all: Vec<(String, u64)> = spellings.into_iter().collect();
        all.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        all.into_iter().map(|(text, hits)| format!("{text} {hits}")).collect()
    };
    Ok(spellings.into_iter().map(sorted).collect())
}

/// Adds dispersion to rows.
fn add_spread(listing: &WordListing, scope: &Scope, rows: &mut [Listed], size: usize) {
    if rows.iter().all(|row| row.spread.is_some()) {
        return;
    }
    let mut row_of: Vec<Option<u32>> = vec![None; listing.len()];
    (0..).zip(&*rows).for_each(|(at, row)| row_of[row.number as usize] = Some(at));
    let sizes: Vec<u64> = scope.articles.iter().map(|article| scope.words_of(article)).collect();
    let text = TextParts::new(&sizes);
    let first_places: Vec<u64> =
        sizes.iter().scan(0, |next, words| Some(std::mem::replace(next, *next + words))).collect();
    let begins = listing.beginnings(rows.iter().map(|row| row.number));
    let wanted = ItemsWanted { zones: scope.zones, size, begins: Some(&begins) };
    let none: Vec<Spread> = rows.iter().map(|row| Spread::new(text, row.hits)).collect();
    let stretches = listing.each_stretch(&scope.articles, wanted, |spreads: &mut Vec<Spread>, reader, number| {
        if spreads.is_empty() {
            spreads.clone_from(&none);
        }
        for item in &reader.items {
            if let Some(Some(row)) = row_of.get(item.number as usize) {
                spreads[*row as usize].add(text, first_places[number] + item.at as u64, number, sizes[number]);
            }
        }
    });
    let together = |all: Vec<Spread>, next: Vec<Spread>| {
        all.into_iter().zip(next).map(|(spread, next)| spread.followed_by(text, next)).collect()
    };
    let spreads = stretches.into_iter().map(|(spreads, _)| spreads).reduce(together).unwrap_or_default();
    rows.iter_mut().zip(spreads).for_each(|(row, spread)| row.spread = Some(spread.finish(text)));
}
