//! `byt words --terms`: the terminology of a scope, by C-value.

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::forward::ArticleWords;
use super::items::Count as _;
use super::listing::WordListing;
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::tally::Tally;
use super::units::Unit;
use super::words::{COLUMNS, WordsOptions, least_counts, ranks};
use crate::query::Query;
use crate::stats::intervals;
use crate::stats::joints::c_value;

/// The least logDice of the weakest joint of a term.
const JOINT_MIN: f64 = 11.0;

/// A candidate with its counts in the scope.
struct TermCandidate {
    unit: usize,
    hits: u64,
    articles: u64,
    /// Hits of the candidates that hold it.
    holders: Vec<u64>,
}

impl TermCandidate {
    fn c_value(&self, units: &[Unit]) -> f64 {
        c_value(units[self.unit].terms.len(), self.hits, &self.holders)
    }

    /// Whether nine in ten of its hits are within one longer candidate.
    fn is_part(&self) -> bool {
        self.holders.iter().any(|holder| 10 * holder >= 9 * self.hits)
    }
}

/// Lists the units of the scope whose joints are strongest. Their hits are all places of their words in a row, also within
/// longer units.
pub(crate) fn terms(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &WordsOptions,
) -> Result<Report, StudyError> {
    let scope = Scope::of(desk, query, scope_options)?;
    let listing = WordListing::of(desk, scope_options, &options.listing)?;
    let (units, _) =
        listing.units().ok_or_else(|| StudyError::usage("terms are units", "leave out --unit syllable"))?;
    let (min, min_articles) = least_counts(scope.articles.len(), options.min, options.min_articles);
    let mut rows = candidates(&listing, &scope);
    add_holders(units, &mut rows);
    rows.retain(|row| row.hits >= min && row.articles >= min_articles && !row.is_part());
    let total = rows.len() as u64;
    let key = |row: &TermCandidate| Some(row.c_value(units));
    sort_and_cut(
        &mut rows,
        options.limit,
        |row| [key(row), None],
        |row| (row.hits, row.articles, units[row.unit].terms.join(" ")),
    );
    let ranks = ranks(&rows, key);
    let (words, of_articles) = (scope.words(), scope.articles.len() as f64);
    let row = |(row, rank): (&TermCandidate, u64)| {
        let (low, high) = intervals::poisson(row.hits, options.level);
        let rate = |count: f64| Datum::number((words > 0).then(|| count * 1e6 / words as f64));
        let unit = &units[row.unit];
        let mut cells = vec![
            rank.into(),
            Datum::Text(unit.form.clone()),
            unit.terms.len().into(),
            row.hits.into(),
            rate(row.hits as f64),
            rate(low),
            rate(high),
            row.articles.into(),
            Datum::Number(row.articles as f64 / of_articles),
            Datum::Null,
            Datum::Null,
            Datum::Number(row.c_value(units)),
        ];
        cells.extend(listing.why_of(Some(unit)));
        cells
    };
    Ok(Report {
        command: "words",
        scope: scope.facts(listing.unit_name()),
        sides: Vec::new(),
        measure: vec![
            ("sort", Datum::Own("c_value".to_owned())),
            ("formula", Datum::Own("log2 size · (hits − mean hits of the terms that hold it)".to_owned())),
            ("level", Datum::Number(options.level)),
            ("joint_min", Datum::Number(JOINT_MIN)),
            ("min", min.into()),
            ("min_articles", min_articles.into()),
        ],
        total,
        columns: COLUMNS.iter().chain(&["c_value"]).chain(listing.why_columns()).copied().collect(),
        rows: rows.iter().zip(ranks).map(row).collect(),
        notes: listing.note().into_iter().collect(),
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

/// The units that may be terms, with their hits in the scope.
fn candidates(listing: &WordListing, scope: &Scope) -> Vec<TermCandidate> {
    let Some((units, cutter)) = listing.units() else { return Vec::new() };
    let is_strong = |unit: &Unit| unit.joint.is_some_and(|joint| joint >= JOINT_MIN);
    let mut counts = vec![Tally::NONE; units.len()];
    let mut words = ArticleWords::default();
    for (number, article) in scope.articles.iter().enumerate() {
        let Some(place) = listing.forward.article_at(article.place.offset) else { continue };
        listing.forward.read(place, scope.zones, &mut words);
        words.each_run(|run| {
            for start in run.clone() {
                cutter.each_beginning(&words.ids[start..run.end], |_, _, unit| counts[unit].add(number));
            }
        });
    }
    let is_candidate = |(unit, count): &(usize, Tally)| count.hits > 0 && is_strong(&units[*unit]);
    let candidate = |(unit, count): (usize, Tally)| TermCandidate {
        unit,
        hits: count.hits,
        articles: count.articles.into(),
        holders: Vec::new(),
    };
    counts.into_iter().enumerate().filter(is_candidate).map(candidate).collect()
}

/// Adds to each candidate the hits of the longer ones that hold its words in a row.
fn add_holders(units: &[Unit], candidates: &mut [TermCandidate]) {
    let places: FxHashMap<&[String], usize> =
        candidates.iter().enumerate().map(|(at, candidate)| (units[candidate.unit].terms.as_slice(), at)).collect();
    let mut held: Vec<(usize, u64)> = Vec::new();
    for candidate in candidates.iter() {
        let terms = &units[candidate.unit].terms;
        let mut within: Vec<usize> = (2..terms.len())
            .flat_map(|size| terms.windows(size))
            .filter_map(|part| places.get(part).copied())
            .collect();
        within.sort_unstable();
        within.dedup();
        held.extend(within.into_iter().map(|at| (at, candidate.hits)));
    }
    held.into_iter().for_each(|(at, hits)| candidates[at].holders.push(hits));
}

#[cfg(test)]
mod tests {
    use super::super::units::JoinedBy;
    use super::*;

    #[test]
    fn a_part_of_one_longer_term_is_none() {
        let unit = |text: &str| Unit {
            terms: text.split(' ').map(str::to_owned).collect(),
            form: text.to_owned(),
            hits: None,
            joint: Some(12.0),
            freedom: None,
            by: JoinedBy::Statistics,
        };
        let units = [unit("y tế"), unit("y tế cơ sở"), unit("cơ sở"), unit("bộ y tế")];
        let counted = [(0, 100), (1, 30), (2, 31), (3, 40)];
        let candidate = |(unit, hits)| TermCandidate { unit, hits, articles: 1, holders: Vec::new() };
        let mut candidates: Vec<TermCandidate> = counted.into_iter().map(candidate).collect();
        add_holders(&units, &mut candidates);
        assert_eq!(candidates[0].holders, [30, 40]);
        assert_eq!(candidates[0].c_value(&units), 100.0 - 35.0);
        assert!(!candidates[0].is_part() && candidates[2].is_part(), "30 of 31 hits are within one");
        assert_eq!(candidates[1].c_value(&units), 60.0);
    }
}
