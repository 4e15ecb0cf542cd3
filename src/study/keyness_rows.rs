//! The rows of a comparison: what is tested, by which formulas, and its columns.

use super::keyness_sides::BothSides;
use super::listing::{ListingOptions, WordListing};
use super::report::Datum;
use crate::stats::many_tests;
use crate::stats::sides::Sides;
use crate::stats::table::p_of_g2;

/// How p-values are corrected for the number of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adjust {
    BenjaminiHochberg,
    Holm,
    Bonferroni,
}

/// What is added where a side has no hit, so that the log ratio is finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogRatio {
    /// ½ in each of the four cells, whatever they have.
    Walter,
    /// ½ hit in place of none.
    Hardie,
}

/// The cells that G² sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum G2Cells {
    Four,
    /// Those of the hits alone, as older pages do.
    Two,
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
    /// Compare shares of articles instead of rates of hits.
    pub(crate) by_articles: bool,
    /// Syllables in a row; 1 compares words.
    pub(crate) size: usize,
    pub(crate) log_ratio: LogRatio,
    pub(crate) g2: G2Cells,
    /// Show the first hits of each row.
    pub(crate) context: bool,
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

pub(super) const COLUMNS: [&str; 15] = [
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
pub(super) struct Compared {
    pub(super) word: ComparedWord,
    pub(super) term: String,
    pub(super) hits: Sides,
    /// A list of words has no articles.
    pub(super) articles: [Option<u64>; 2],
    /// What is compared: hits among words, or articles among articles.
    pub(super) sides: Sides,
    pub(super) lrc: f64,
    pub(super) p: f64,
    pub(super) q: f64,
    p_bonferroni: f64,
    p_holm: f64,
}

/// Where the form of a row comes from.
pub(super) enum ComparedWord {
    /// The number of a word of the corpus.
    Listed(u32),
    /// A word that only the list of the other side has.
    Reference(String),
}

impl Compared {
    /// A word before the tests.
    pub(super) fn new(word: ComparedWord, term: String, hits: Sides, articles: [Option<u64>; 2]) -> Compared {
        Compared { word, term, hits, articles, sides: hits, lrc: 0.0, p: 1.0, q: 1.0, p_bonferroni: 1.0, p_holm: 1.0 }
    }

    /// Its number in the listing, if the corpus has it.
    pub(super) fn number(&self) -> Option<u32> {
        match self.word {
            ComparedWord::Listed(number) => Some(number),
            ComparedWord::Reference(_) => None,
        }
    }

    pub(super) fn log_ratio(&self, options: &KeynessOptions) -> Option<f64> {
        match options.log_ratio {
            LogRatio::Walter => Some(self.sides.log_ratio()),
            LogRatio::Hardie => self.sides.log_ratio_hardie(),
        }
    }

    fn g2(&self, options: &KeynessOptions) -> f64 {
        match options.g2 {
            G2Cells::Four => self.sides.table().map_or(0.0, |table| table.g2()),
            G2Cells::Two => self.sides.g2_two_cells().unwrap_or(0.0),
        }
    }
}

/// Adds what depends on the number of rows: the conservative log ratio, and p-values corrected for many tests.
pub(super) fn add_tests(rows: &mut [Compared], options: &KeynessOptions) {
    rows.sort_by(|a, b| a.term.cmp(&b.term));
    let tests = rows.len() as u64;
    for row in rows.iter_mut() {
        row.lrc = row.sides.conservative_log_ratio(options.level, tests);
        row.p = p_of_g2(row.g2(options));
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

/// What rows are sorted by, the largest first.
pub(super) fn sort_value(row: &Compared, options: &KeynessOptions) -> f64 {
    match options.sort.as_str() {
        "log_ratio" => row.log_ratio(options).unwrap_or(0.0).abs(),
        "g2" => row.g2(options).abs(),
        "p" => -row.p,
        "q" => -row.q,
        "hits_a" => row.hits.f1 as f64,
        "hits_b" => row.hits.f2 as f64,
        "simple_maths" => row.sides.simple_maths(options.smooth_k).unwrap_or(0.0),
        _ => row.lrc.abs(),
    }
}

/// The further columns that were asked for, in the order of [`MEASURES`].
pub(super) fn chosen(names: &[String]) -> impl Iterator<Item = &'static str> {
    MEASURES.into_iter().filter(|measure| names.iter().any(|name| name == measure))
}

/// The columns of a row. `articles` are those of both sides.
pub(super) fn cells(
    row: &Compared,
    listing: &WordListing,
    options: &KeynessOptions,
    articles: [Option<u64>; 2],
) -> Vec<Datum> {
    let Sides { f1, n1, f2, n2 } = row.hits;
    let rate = |hits: u64, words: u64| Datum::number((words > 0).then(|| hits as f64 * 1e6 / words as f64));
    let count = |count: Option<u64>| count.map_or(Datum::Null, Datum::Count);
    let form = match &row.word {
        ComparedWord::Listed(number) => listing.form(*number),
        ComparedWord::Reference(form) => form.clone(),
    };
    let mut cells = vec![
        Datum::Text(form),
        f1.into(),
        f2.into(),
        rate(f1, n1),
        rate(f2, n2),
        count(row.articles[0]),
        count(row.articles[1]),
        Datum::number(row.sides.expected()),
        Datum::number(row.log_ratio(options)),
        Datum::Number(row.lrc),
        Datum::Number(row.g2(options)),
        Datum::Number(row.p),
        Datum::Number(row.q),
        Datum::number(row.sides.diff_percent()),
        Datum::number(row.sides.simple_maths(options.smooth_k)),
    ];
    cells.extend(chosen(&options.measures).map(|name| Datum::number(measure_of(row, name, options.level, articles))));
    cells.extend(row.number().map_or_else(|| listing.why_of_none(), |number| listing.why(number)));
    cells
}

/// A further measure of a row.
fn measure_of(row: &Compared, name: &str, level: f64, articles: [Option<u64>; 2]) -> Option<f64> {
    let (hits, table) = (row.sides, row.sides.table()?);
    let articles = || of_articles(row.articles, articles);
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
        "g2_articles" => Some(articles()?.table()?.g2()),
        "p_articles" => Some(articles()?.table()?.g2_p()),
        "log_ratio_articles" => Some(articles()?.log_ratio()),
        "fisher_p_articles" => Some(articles()?.table()?.fisher_p()),
        _ => None,
    }
}

/// How rows were chosen and computed.
pub(super) fn measure(
    options: &KeynessOptions,
    tests: u64,
    (min, min_articles): (u64, u64),
) -> Vec<(&'static str, Datum)> {
    let adjust = match options.adjust {
        Adjust::BenjaminiHochberg => "Benjamini-Hochberg",
        Adjust::Holm => "Holm",
        Adjust::Bonferroni => "Bonferroni",
    };
    let (log_ratio, formula) = match options.log_ratio {
        LogRatio::Walter => ("walter", "log ratio with ½ in each cell"),
        LogRatio::Hardie => ("hardie", "log ratio with ½ in place of no hit"),
    };
    let g2 = match options.g2 {
        G2Cells::Four => "four cells",
        G2Cells::Two => "two cells",
    };
    vec![
        ("sort", Datum::Own(options.sort.clone())),
        ("level", Datum::Number(options.level)),
        ("tests", tests.into()),
        ("adjust", Datum::Own(adjust.to_owned())),
        ("smooth_k", Datum::Number(options.smooth_k)),
        ("size", options.size.into()),
        ("of", Datum::Own(if options.by_articles { "articles" } else { "hits" }.to_owned())),
        ("log_ratio_form", Datum::Own(log_ratio.to_owned())),
        ("g2_form", Datum::Own(g2.to_owned())),
        ("min", min.into()),
        ("min_articles", min_articles.into()),
        ("formula", Datum::Own(format!("{formula}; lrc: the end of its exact interval nearer to 0"))),
    ]
}

/// Articles with a word among articles; `None` if a side is a list of words.
pub(super) fn of_articles(counts: [Option<u64>; 2], articles: [Option<u64>; 2]) -> Option<Sides> {
    Some(Sides { f1: counts[0]?, n1: articles[0]?, f2: counts[1]?, n2: articles[1]? })
}
