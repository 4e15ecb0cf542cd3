//! `byt collocates`: which words occur near a word more often than chance would put them there.
//!
//! Every place of the text counts once, however many hits are near it; places of hits themselves are left out of the
//! windows and of the margins.

use std::ops::Range;

use super::desk::{Desk, StudyError};
use super::hits::{ArticleHits, hits_with};
use super::items::{Count, ItemReader, ItemsWanted};
use super::listing::{ListingOptions, WordListing};
use super::reading::{Border, around};
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::words::least_counts;
use crate::query::Query;
use crate::stats::near::Near;

/// What is near, and what to list.
#[derive(Debug, Clone)]
pub(crate) struct CollocatesOptions {
    /// Words before and after a hit.
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) within: Border,
    pub(crate) min: Option<u64>,
    pub(crate) min_articles: Option<u64>,
    /// The column to sort by.
    pub(crate) sort: String,
    pub(crate) limit: usize,
    /// Further columns, of [`MEASURES`].
    pub(crate) measures: Vec<String>,
    pub(crate) listing: ListingOptions,
}

const COLUMNS: [&str; 15] = [
    "form",
    "near",
    "hits",
    "expected",
    "log_dice",
    "mi",
    "mi3",
    "t",
    "z",
    "g2",
    "delta_p_to",
    "delta_p_from",
    "articles",
    "left",
    "right",
];

/// Further columns.
pub(crate) const MEASURES: [&str; 7] =
    ["mi_textbook", "t_textbook", "min_sensitivity", "mi_log_f", "chi2", "dice", "npmi"];

/// The columns that rows can be sorted by.
pub(crate) const SORTS: [&str; 11] =
    ["log_dice", "near", "hits", "mi", "mi3", "t", "z", "g2", "delta_p_to", "delta_p_from", "articles"];

/// What is at a place of the text.
const NODE: u8 = 1;
const LEFT: u8 = 2;
const RIGHT: u8 = 4;

/// A word near the node.
struct Neighbour {
    number: u32,
    near: Near,
    articles: u64,
    left: u64,
    right: u64,
}

/// The counts of one word.
#[derive(Clone, Copy)]
struct TermCounts {
    /// All hits, those outside places of the node, and those in windows.
    all: u64,
    outside: u64,
    near: u64,
    left: u64,
    right: u64,
    articles: u64,
    /// The last article that was counted.
    last: usize,
}

/// Lists the words near the hits of a query.
pub(crate) fn collocates(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &CollocatesOptions,
) -> Result<Report, StudyError> {
    let divided = query.divided();
    let scope = Scope::of(desk, &divided.scope, scope_options)?;
    let mut listing = WordListing::of(desk, scope_options, &options.listing)?;
    let node = hits_with(desk, &listing.forward, &divided.words, &scope, scope_options)?;
    let counts = counted(&mut listing, &scope, &node, options);
    let sum = |places: fn(&TermCounts) -> u64| counts.iter().map(places).sum::<u64>();
    let [words, outside, window] = [sum(|word| word.all), sum(|word| word.outside), sum(|word| word.near)];
    let node_hits = node.iter().map(|(_, hits)| hits.len() as u64).sum::<u64>();
    let (min, min_articles) = least_counts(scope.articles.len(), options.min, options.min_articles);
    let found = |(number, counts): (u32, TermCounts)| Neighbour {
        number,
        near: Near {
            f: counts.near,
            window,
            outside: counts.outside,
            rest: outside,
            node: node_hits,
            word: counts.all,
            words,
        },
        articles: counts.articles,
        left: counts.left,
        right: counts.right,
    };
    let mut rows: Vec<Neighbour> = (0..).zip(counts).map(found).collect();
    // A word that is never near isn't a collocate, whatever the least count.
    rows.retain(|row| row.near.f >= min.max(1) && row.articles >= min_articles && listing.is_listed(row.number));
    let total = rows.len() as u64;
    let key = |row: &Neighbour| [value(row, &options.sort), None];
    sort_and_cut(&mut rows, options.limit, key, |row| (row.near.word, row.articles, listing.term(row.number)));
    let chosen: Vec<&'static str> =
        MEASURES.into_iter().filter(|measure| options.measures.iter().any(|name| name == measure)).collect();
    Ok(Report {
        command: "collocates",
        scope: scope.facts(listing.unit_name()),
        sides: Vec::new(),
        measure: [
            ("sort", Datum::Own(options.sort.clone())),
            ("hits", node_hits.into()),
            ("window_places", window.into()),
            ("node_places", (words - outside).into()),
            ("words_without_node", outside.into()),
            ("left", options.left.into()),
            ("right", options.right.into()),
            ("min", min.into()),
            ("min_articles", min_articles.into()),
        ]
        .into_iter()
        .chain(listing.measure())
        .collect(),
        total,
        columns: COLUMNS.iter().chain(&chosen).chain(listing.why_columns()).copied().collect(),
        rows: rows.iter().map(|row| cells(row, &listing, &chosen)).collect(),
        notes: [near_note(node_hits, window)].into_iter().chain(listing.note()).collect(),
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

/// What the windows are of.
fn near_note(hits: u64, window: u64) -> String {
    let hits = if hits == 1 { "1 hit".to_owned() } else { format!("{hits} hits") };
    let words = if window == 1 { "1 word".to_owned() } else { format!("{window} words") };
    format!("{hits}; {words} near, each counted once")
}

/// Counts every word of a scope, by its number. `node` has the hits of each article that has any.
fn counted(
    listing: &mut WordListing,
    scope: &Scope,
    node: &[(usize, ArticleHits)],
    options: &CollocatesOptions,
) -> Vec<TermCounts> {
    let wanted = ItemsWanted { zones: scope.zones, size: 1, begins: None };
    listing.count(&scope.articles, wanted, |counts: &mut [TermCounts], reader, number| {
        let hits = node.binary_search_by_key(&number, |(with_hits, _)| *with_hits);
        let places = places(reader, hits.map_or(&[], |at| node[at].1.as_slice()), options);
        for (item, place) in reader.items.iter().zip(places) {
            counts[item.number as usize].add(place, number);
        }
    })
}

impl Count for TermCounts {
    const NONE: TermCounts =
        TermCounts { all: 0, outside: 0, near: 0, left: 0, right: 0, articles: 0, last: usize::MAX };

    fn add_later(&mut self, later: TermCounts) {
        self.all += later.all;
        self.outside += later.outside;
        self.near += later.near;
        self.left += later.left;
        self.right += later.right;
        self.articles += later.articles;
        self.last = later.last;
    }
}

impl TermCounts {
    /// Counts a word at a place of the article with this number.
    fn add(&mut self, place: u8, article: usize) {
        self.all += 1;
        if place & NODE != 0 {
            return;
        }
        self.outside += 1;
        self.left += u64::from(place & LEFT != 0);
        self.right += u64::from(place & RIGHT != 0);
        self.near += u64::from(place != 0);
        if place != 0 && self.last != article {
            (self.articles, self.last) = (self.articles + 1, article);
        }
    }
}

/// What is at each item of the article that was read: a node, a window before a hit, a window after one. A unit of which any
/// syllable belongs to a hit is a node.
fn places(reader: &ItemReader<'_>, hits: &[Range<usize>], options: &CollocatesOptions) -> Vec<u8> {
    let items = &reader.items;
    let mut places = vec![0u8; items.len()];
    if hits.is_empty() {
        return places;
    }
    let before: Vec<u8> = items.iter().map(|item| reader.article.marks[item.at]).collect();
    for hit in hits {
        let first = items.partition_point(|item| item.at + item.size <= hit.start);
        let end = items.partition_point(|item| item.at < hit.end);
        let near = around(&before, &(first..end), options.within, options.left, options.right);
        places[near.start..first].iter_mut().for_each(|place| *place |= LEFT);
        places[first..end].iter_mut().for_each(|place| *place |= NODE);
        places[end..near.end].iter_mut().for_each(|place| *place |= RIGHT);
    }
    places
}

/// The value of a column or further measure.
fn value(row: &Neighbour, name: &str) -> Option<f64> {
    let (near, table) = (row.near, row.near.table());
    match name {
        "near" => Some(near.f as f64),
        "hits" => Some(near.word as f64),
        "articles" => Some(row.articles as f64),
        "expected" => Some(table?.expected()?[0]),
        "log_dice" => near.log_dice(),
        "mi" => near.mi(),
        "mi3" => near.mi3(),
        "t" => near.t(),
        "z" => near.z(),
        "g2" => Some(table?.g2()),
        "delta_p_to" => near.delta_p_to(),
        "delta_p_from" => near.delta_p_from(),
        "mi_textbook" => near.mi_textbook(),
        "t_textbook" => near.t_textbook(),
        "min_sensitivity" => near.min_sensitivity(),
        "mi_log_f" => near.mi_log_f(),
        "chi2" => table?.chi_squared(false),
        "dice" => table?.dice(),
        "npmi" => table?.npmi(),
        _ => None,
    }
}

fn cells(row: &Neighbour, listing: &WordListing, chosen: &[&str]) -> Vec<Datum> {
    let mut cells = vec![Datum::Text(listing.form(row.number)), row.near.f.into(), row.near.word.into()];
    cells.extend(COLUMNS[3..12].iter().map(|name| Datum::number(value(row, name))));
    cells.extend([row.articles, row.left, row.right].map(Datum::Count));
    cells.extend(chosen.iter().map(|name| Datum::number(value(row, name))));
    cells.extend(listing.why(row.number));
    cells
}
