//! `byt keyness`: what distinguishes the words of two scopes.

use std::collections::HashSet;

use super::desk::{Desk, StudyError};
use super::listing::{ListingOptions, WordListing};
use super::report::{Datum, Report, SideFacts, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::words::least;
use crate::query::Query;
use crate::stats::many_tests;
use crate::stats::sides::Sides;

/// One side: a query, and how it was typed.
pub(crate) struct Side<'q> {
    pub(crate) query: &'q Query,
    pub(crate) typed: &'q str,
}

/// What to do with articles that are on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BothSides {
    Refuse,
    /// They count on neither side.
    Drop,
    /// They count on both.
    Keep,
}

/// How p-values are corrected for the number of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adjust {
    BenjaminiHochberg,
    Holm,
    Bonferroni,
}

/// What to compare, and how.
#[derive(Debug, Clone)]
pub(crate) struct KeynessOptions {
    pub(crate) both: BothSides,
    pub(crate) min: Option<u64>,
    pub(crate) min_articles: Option<u64>,
    /// The column to sort by, by absolute value.
    pub(crate) sort: String,
    pub(crate) limit: usize,
    pub(crate) level: f64,
    /// The constant of simple maths.
    pub(crate) smooth_k: f64,
    pub(crate) adjust: Adjust,
    /// Only words that are more frequent in A.
    pub(crate) positive: bool,
    /// Further columns, of [`MEASURES`].
    pub(crate) measures: Vec<String>,
    pub(crate) listing: ListingOptions,
}

/// Further columns.
pub(crate) const MEASURES: [&str; 19] = [
    "g2_two_cells",
    "chi2",
    "chi2_yates",
    "log_ratio_hardie",
    "simple_maths_1",
    "simple_maths_1000",
    "difference_coefficient",
    "odds_ratio",
    "relative_risk",
    "relative_risk_low",
    "relative_risk_high",
    "bic",
    "fisher_p",
    "p_bonferroni",
    "p_holm",
    "g2_articles",
    "p_articles",
    "log_ratio_articles",
    "fisher_p_articles",
];

const COLUMNS: [&str; 15] = [
    "form",
    "hits_a",
    "hits_b",
    "per_million_a",
    "per_million_b",
    "articles_a",
    "articles_b",
    "expected",
    "log_ratio",
    "lrc",
    "g2",
    "p",
    "q",
    "diff_percent",
    "simple_maths",
];

/// The columns that rows can be sorted by.
pub(crate) const SORTS: [&str; 8] = ["lrc", "log_ratio", "g2", "p", "q", "hits_a", "hits_b", "simple_maths"];

/// A word that is compared.
struct Compared {
    number: u32,
    term: String,
    hits: Sides,
    articles: [u64; 2],
    lrc: f64,
    p: f64,
    q: f64,
    p_bonferroni: f64,
    p_holm: f64,
}

/// Compares the articles of A with those of B, or with the rest of the scope.
pub(crate) fn keyness(
    desk: Desk<'_>,
    a: &Side<'_>,
    b: Option<&Side<'_>>,
    scope_options: &ScopeOptions,
    options: &KeynessOptions,
) -> Result<Report, StudyError> {
    let (left, right, together) = sides(desk, a, b, scope_options, options.both)?;
    let [of_a, of_b] = [&left, &right].map(|scope| (scope.articles.len() as u64, scope.words()));
    let mut listing = WordListing::of(desk, scope_options, &options.listing)?;
    let (min, min_articles) = least(together.articles.len(), options.min, options.min_articles);
    let mut rows = counted(&mut listing, &together, &membership(&together, &left, &right), [of_a.1, of_b.1]);
    rows.retain(|row| row.hits.f1 + row.hits.f2 >= min && row.articles[0] + row.articles[1] >= min_articles);
    rows.retain(|row| listing.is_listed(row.number));
    add_tests(&mut rows, options);
    let tests = rows.len() as u64;
    let significant = rows.iter().filter(|row| row.q < 1.0 - options.level).count();
    if options.positive {
        rows.retain(|row| row.hits.log_ratio() > 0.0);
    }
    let total = rows.len() as u64;
    let keys = |row: &Compared| [Some(sort_value(row, options)), Some(row.hits.log_ratio().abs())];
    let rest = |row: &Compared| (row.hits.f1 + row.hits.f2, row.articles.iter().sum(), row.term.clone());
    sort_and_cut(&mut rows, options.limit, keys, rest);
    let mut notes = vec![format!(
        "{tests} words compared; {}",
        match significant {
            0 => format!("none passes q < {}", short_number(1.0 - options.level)),
            1 => format!("1 passes q < {}", short_number(1.0 - options.level)),
            n => format!("{n} pass q < {}", short_number(1.0 - options.level)),
        }
    )];
    notes.extend(unequal_text(&left, &right));
    notes.extend(listing.note());
    let columns = COLUMNS.into_iter().chain(chosen(&options.measures));
    let side = |name, typed: Option<&str>, (articles, words)| SideFacts {
        name,
        query: typed.map(str::to_owned),
        articles,
        words,
    };
    Ok(Report {
        command: "keyness",
        scope: together.facts(listing.unit_name()),
        sides: vec![side("A", Some(a.typed), of_a), side("B", b.map(|b| b.typed), of_b)],
        measure: measure(options, tests, min, min_articles).into_iter().chain(listing.measure()).collect(),
        total,
        columns: columns.chain(listing.why_columns().iter().copied()).collect(),
        rows: rows.iter().map(|row| cells(row, &listing, options, [of_a.0, of_b.0])).collect(),
        notes,
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

/// The articles of both sides, and of both together.
fn sides(
    desk: Desk<'_>,
    a: &Side<'_>,
    b: Option<&Side<'_>>,
    options: &ScopeOptions,
    both: BothSides,
) -> Result<(Scope, Scope, Scope), StudyError> {
    let mut left = Scope::of(desk, a.query, options)?;
    let everything = Query::default();
    let mut right = Scope::of(desk, b.map_or(&everything, |b| b.query), options)?;
    let (in_left, in_right) = (offsets(&left), offsets(&right));
    let shared = in_left.intersection(&in_right).count();
    let drop_from = |scope: &mut Scope, other: &HashSet<u64>| {
        scope.articles.retain(|article| !other.contains(&article.place.offset));
    };
    match (b, both) {
        (None, _) => drop_from(&mut right, &in_left),
        (Some(_), BothSides::Refuse) if shared > 0 => {
            let sentence = match shared {
                1 => "1 article is in A and in B".to_owned(),
                n => format!("{n} articles are in A and in B"),
            };
            return Err(StudyError::usage(sentence, "--both drop|keep decides what becomes of them"));
        }
        (Some(_), BothSides::Drop) => {
            drop_from(&mut left, &in_right);
            drop_from(&mut right, &in_left);
        }
        (Some(_), BothSides::Refuse | BothSides::Keep) => {}
    }
    for (name, scope, side) in [("A", &left, Some(a)), ("B", &right, b)] {
        if scope.articles.is_empty() {
            let typed = side.map_or("the rest of the scope", |side| side.typed);
            return Err(StudyError::Empty { sentence: format!("side {name} has no articles: {typed}") });
        }
    }
    let mut together = left.clone();
    let known = offsets(&left);
    together.articles.extend(right.articles.iter().filter(|article| !known.contains(&article.place.offset)));
    // Articles on both sides count once.
    together.twins = left.later.union(&right.later).count() as u64;
    Ok((left, right, together))
}

/// For each article of both sides together, whether it is in A and in B.
fn membership(together: &Scope, left: &Scope, right: &Scope) -> Vec<[bool; 2]> {
    let [in_left, in_right] = [offsets(left), offsets(right)];
    let sides = |offset| [in_left.contains(&offset), in_right.contains(&offset)];
    together.articles.iter().map(|article| sides(article.place.offset)).collect()
}

fn offsets(scope: &Scope) -> HashSet<u64> {
    scope.articles.iter().map(|article| article.place.offset).collect()
}

/// Every word with its hits and articles on both sides.
fn counted(listing: &mut WordListing, scope: &Scope, membership: &[[bool; 2]], sizes: [u64; 2]) -> Vec<Compared> {
    /// Hits and articles on both sides, and the last article that was counted.
    type Counts = ([u64; 2], [u64; 2], usize);
    let mut counts: Vec<Counts> = Vec::new();
    for ((number, article), sides) in scope.articles.iter().enumerate().zip(membership) {
        listing.read(article, scope.zones);
        counts.resize(listing.len(), ([0; 2], [0; 2], usize::MAX));
        for item in &listing.items {
            let (hits, articles, last) = &mut counts[item.number as usize];
            for side in (0..2).filter(|side| sides[*side]) {
                hits[side] += 1;
                articles[side] += u64::from(*last != number);
            }
            *last = number;
        }
    }
    let compared = |(number, ([f1, f2], articles, _)): (u32, Counts)| Compared {
        number,
        term: listing.term(number),
        hits: Sides { f1, n1: sizes[0], f2, n2: sizes[1] },
        articles,
        lrc: 0.0,
        p: 1.0,
        q: 1.0,
        p_bonferroni: 1.0,
        p_holm: 1.0,
    };
    (0..).zip(counts).filter(|(_, (hits, ..))| hits[0] + hits[1] > 0).map(compared).collect()
}

fn add_tests(rows: &mut [Compared], options: &KeynessOptions) {
    rows.sort_by(|a, b| a.term.cmp(&b.term));
    let tests = rows.len() as u64;
    for row in rows.iter_mut() {
        row.lrc = row.hits.conservative_log_ratio(options.level, tests);
        row.p = row.hits.table().map_or(1.0, |table| table.g2_p());
    }
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    let (bonferroni, holm) = (many_tests::bonferroni(&p), many_tests::holm(&p));
    let step_up = many_tests::benjamini_hochberg(&p);
    for (number, row) in rows.iter_mut().enumerate() {
        (row.p_bonferroni, row.p_holm) = (bonferroni[number], holm[number]);
        row.q = match options.adjust {
            Adjust::BenjaminiHochberg => step_up[number],
            Adjust::Holm => holm[number],
            Adjust::Bonferroni => bonferroni[number],
        };
    }
}

fn g2(row: &Compared) -> f64 {
    row.hits.table().map_or(0.0, |table| table.g2())
}

fn sort_value(row: &Compared, options: &KeynessOptions) -> f64 {
    match options.sort.as_str() {
        "log_ratio" => row.hits.log_ratio().abs(),
        "g2" => g2(row).abs(),
        "p" => -row.p,
        "q" => -row.q,
        "hits_a" => row.hits.f1 as f64,
        "hits_b" => row.hits.f2 as f64,
        "simple_maths" => row.hits.simple_maths(options.smooth_k).unwrap_or(0.0),
        _ => row.lrc.abs(),
    }
}

/// The further columns that were asked for, in the order of [`MEASURES`].
fn chosen(names: &[String]) -> impl Iterator<Item = &'static str> {
    MEASURES.into_iter().filter(|measure| names.iter().any(|name| name == measure))
}

fn cells(row: &Compared, listing: &WordListing, options: &KeynessOptions, articles: [u64; 2]) -> Vec<Datum> {
    let Sides { f1, n1, f2, n2 } = row.hits;
    let rate = |hits: u64, words: u64| Datum::number((words > 0).then(|| hits as f64 * 1e6 / words as f64));
    let mut cells = vec![
        Datum::Text(listing.form(row.number)),
        f1.into(),
        f2.into(),
        rate(f1, n1),
        rate(f2, n2),
        row.articles[0].into(),
        row.articles[1].into(),
        Datum::number(row.hits.expected()),
        Datum::Number(row.hits.log_ratio()),
        Datum::Number(row.lrc),
        Datum::Number(g2(row)),
        Datum::Number(row.p),
        Datum::Number(row.q),
        Datum::number(row.hits.diff_percent()),
        Datum::number(row.hits.simple_maths(options.smooth_k)),
    ];
    cells.extend(chosen(&options.measures).map(|name| Datum::number(measure_of(row, name, options.level, articles))));
    cells.extend(listing.why(row.number));
    cells
}

/// A further measure of a row.
fn measure_of(row: &Compared, name: &str, level: f64, [n1, n2]: [u64; 2]) -> Option<f64> {
    let (hits, table) = (row.hits, row.hits.table()?);
    let articles = Sides { f1: row.articles[0], n1, f2: row.articles[1], n2 };
    match name {
        "g2_two_cells" => hits.g2_two_cells(),
        "chi2" => table.chi_squared(false),
        "chi2_yates" => table.chi_squared(true),
        "log_ratio_hardie" => hits.log_ratio_hardie(),
        "simple_maths_1" => hits.simple_maths(1.0),
        "simple_maths_1000" => hits.simple_maths(1000.0),
        "difference_coefficient" => hits.difference_coefficient(),
        "odds_ratio" => table.odds_ratio(),
        "relative_risk" => hits.relative_risk(),
        "relative_risk_low" => hits.relative_risk_interval(level).map(|interval| interval.0),
        "relative_risk_high" => hits.relative_risk_interval(level).map(|interval| interval.1),
        "bic" => hits.bic(),
        "fisher_p" => Some(table.fisher_p()),
        "p_bonferroni" => Some(row.p_bonferroni),
        "p_holm" => Some(row.p_holm),
        "g2_articles" => Some(articles.table()?.g2()),
        "p_articles" => Some(articles.table()?.g2_p()),
        "log_ratio_articles" => Some(articles.log_ratio()),
        "fisher_p_articles" => Some(articles.table()?.fisher_p()),
        _ => None,
    }
}

fn measure(options: &KeynessOptions, tests: u64, min: u64, min_articles: u64) -> Vec<(&'static str, Datum)> {
    let adjust = match options.adjust {
        Adjust::BenjaminiHochberg => "Benjamini-Hochberg",
        Adjust::Holm => "Holm",
        Adjust::Bonferroni => "Bonferroni",
    };
    vec![
        ("sort", Datum::Own(options.sort.clone())),
        ("level", Datum::Number(options.level)),
        ("tests", tests.into()),
        ("adjust", Datum::Own(adjust.to_owned())),
        ("smooth_k", Datum::Number(options.smooth_k)),
        ("min", min.into()),
        ("min_articles", min_articles.into()),
        (
            "formula",
            Datum::Own("log ratio with ½ in each cell; lrc: the end of its exact interval nearer to 0".to_owned()),
        ),
    ]
}

/// A note if one side has much more text than the other, and the other has articles known from a list only.
fn unequal_text(left: &Scope, right: &Scope) -> Option<String> {
    let listed = |scope: &Scope| scope.facts("syllable").without_text;
    let (a, b) = (listed(left), listed(right));
    let share = |listed: u64, scope: &Scope| listed as f64 / scope.articles.len().max(1) as f64;
    let differs = (share(a, left) - share(b, right)).abs() > 0.1;
    differs.then(|| format!("articles known from a list only: {a} in A, {b} in B; --status full leaves them out"))
}

/// A number with as many digits as it needs, at most four.
fn short_number(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
