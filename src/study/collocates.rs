//! `byt collocates`: which words occur near a word more often than chance would put them there.
//!
//! Every place of the text counts once, however many hits are near it; places of hits themselves are left out of the
//! windows and of the margins.

use super::desk::{Desk, StudyError};
use super::forward::Forward;
use super::reading::{Border, around};
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::words::least;
use crate::query::{Accents, Query};
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

/// TermCounts of one term.
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
    let folded = scope_options.accents == Accents::Folded;
    let forward = Forward::with_hits(desk, &scope, folded, &divided.words, scope_options)?;
    let places = places(&forward, options);
    let count = |is: fn(u8) -> bool| places.iter().filter(|place| is(**place)).count() as u64;
    let node_places = count(|place| place & NODE != 0);
    let window = count(|place| place & NODE == 0 && place != 0);
    let words = forward.words.len() as u64;
    let (min, min_articles) = least(scope.articles.len(), options.min, options.min_articles);
    let found = |(number, counts): (u32, TermCounts)| Neighbour {
        number,
        near: Near {
            f: counts.near,
            window,
            outside: counts.outside,
            rest: words - node_places,
            node: forward.hits.len() as u64,
            word: counts.all,
            words,
        },
        articles: counts.articles,
        left: counts.left,
        right: counts.right,
    };
    let mut rows: Vec<Neighbour> = (0..).zip(counted(&forward, &places)).map(found).collect();
    // A word that is never near isn't a collocate, whatever the least count.
    rows.retain(|row| row.near.f >= min.max(1) && row.articles >= min_articles);
    let total = rows.len() as u64;
    let key = |row: &Neighbour| [value(row, &options.sort), None];
    sort_and_cut(&mut rows, options.limit, key, |row| {
        (row.near.word, row.articles, forward.terms[row.number as usize].clone())
    });
    let chosen: Vec<&'static str> =
        MEASURES.into_iter().filter(|measure| options.measures.iter().any(|name| name == measure)).collect();
    Ok(Report {
        command: "collocates",
        scope: scope.facts("syllable"),
        sides: Vec::new(),
        measure: vec![
            ("sort", Datum::Own(options.sort.clone())),
            ("hits", forward.hits.len().into()),
            ("window_places", window.into()),
            ("node_places", node_places.into()),
            ("words_without_node", (words - node_places).into()),
            ("left", options.left.into()),
            ("right", options.right.into()),
            ("min", min.into()),
            ("min_articles", min_articles.into()),
        ],
        total,
        columns: COLUMNS.iter().chain(&chosen).copied().collect(),
        rows: rows.iter().map(|row| cells(row, forward.form(row.number), &chosen)).collect(),
        notes: vec![format!("{} hits; {window} words near them, each counted once", forward.hits.len())],
        snapshot: Snapshot::of(desk)?,
    })
}

/// What is at each place: a node, a window before a hit, a window after one.
fn places(forward: &Forward, options: &CollocatesOptions) -> Vec<u8> {
    let mut places = vec![0u8; forward.words.len()];
    for hit in &forward.hits {
        let near = around(&forward.before, hit, options.within, options.left, options.right);
        places[near.start..hit.start].iter_mut().for_each(|place| *place |= LEFT);
        places[hit.clone()].iter_mut().for_each(|place| *place |= NODE);
        places[hit.end..near.end].iter_mut().for_each(|place| *place |= RIGHT);
    }
    places
}

/// The counts of every term.
fn counted(forward: &Forward, places: &[u8]) -> Vec<TermCounts> {
    let none = TermCounts { all: 0, outside: 0, near: 0, left: 0, right: 0, articles: 0, last: usize::MAX };
    let mut counts = vec![none; forward.terms.len()];
    for (number, article) in forward.articles().enumerate() {
        for at in article {
            let (count, place) = (&mut counts[forward.words[at] as usize], places[at]);
            count.all += 1;
            if place & NODE != 0 {
                continue;
            }
            count.outside += 1;
            count.left += u64::from(place & LEFT != 0);
            count.right += u64::from(place & RIGHT != 0);
            count.near += u64::from(place != 0);
            if place != 0 && count.last != number {
                (count.articles, count.last) = (count.articles + 1, number);
            }
        }
    }
    counts
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

fn cells(row: &Neighbour, form: String, chosen: &[&str]) -> Vec<Datum> {
    let mut cells = vec![Datum::Text(form), row.near.f.into(), row.near.word.into()];
    cells.extend(COLUMNS[3..12].iter().map(|name| Datum::number(value(row, name))));
    cells.extend([row.articles, row.left, row.right].map(Datum::Count));
    cells.extend(chosen.iter().map(|name| Datum::number(value(row, name))));
    cells
}
