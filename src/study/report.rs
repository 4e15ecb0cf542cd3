//! What every study command returns: rows with named columns, and what they were computed from.

use std::cmp::{Ordering, Reverse};

use super::reading::Zones;
use super::state::Snapshot;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Datum {
    /// Undefined, or unknown.
    Null,
    Count(u64),
    /// May be infinite; never "not a number".
    Number(f64),
    /// Text of articles: may contain anything.
    Text(String),
    /// Text that the program wrote: days, names of zones.
    Own(String),
    Texts(Vec<String>),
    Flag(bool),
}

impl Datum {
    /// A number that may be undefined.
    pub(crate) fn number(value: impl Into<Option<f64>>) -> Datum {
        value.into().filter(|number| !number.is_nan()).map_or(Datum::Null, Datum::Number)
    }

    /// Text that may be missing.
    pub(crate) fn text(value: Option<impl Into<String>>) -> Datum {
        value.map_or(Datum::Null, |text| Datum::Text(text.into()))
    }
}

impl From<u64> for Datum {
    fn from(count: u64) -> Datum {
        Datum::Count(count)
    }
}

impl From<usize> for Datum {
    fn from(count: usize) -> Datum {
        Datum::Count(count as u64)
    }
}

/// What the numbers are of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScopeFacts {
    pub(crate) articles: u64,
    /// In the chosen zones.
    pub(crate) words: u64,
    /// Articles without a date.
    pub(crate) undated: u64,
    /// Articles that are known from a list only.
    pub(crate) without_text: u64,
    /// Articles whose abstract repeats how the body begins, which is not counted.
    pub(crate) repeated_leads: u64,
    /// Articles that nearly repeat an earlier one.
    pub(crate) twins: u64,
    pub(crate) zones: Zones,
    /// What hits are counted in: `syllable`, `unit`, or `query`.
    pub(crate) unit: &'static str,
    /// What rates are per: a million of these.
    pub(crate) per: &'static str,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SideFacts {
    pub(crate) name: &'static str,
    pub(crate) query: Option<String>,
    /// `None` for a list of words.
    pub(crate) articles: Option<u64>,
    pub(crate) words: u64,
}

/// The result of a study command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    pub(crate) command: &'static str,
    pub(crate) scope: ScopeFacts,
    pub(crate) sides: Vec<SideFacts>,
    /// How the rows were chosen and sorted, and by which formulas they were computed.
    pub(crate) measure: Vec<(&'static str, Datum)>,
    /// The number of all rows, whatever the limit.
    pub(crate) total: u64,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Datum>>,
    /// Sentences for the reader.
    pub(crate) notes: Vec<String>,
    pub(crate) snapshot: Snapshot,
}

/// What a result says of the command that made it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Envelope {
    /// The arguments as typed, without those that only change how the result is written.
    pub(crate) arguments: Vec<String>,
    /// The version of the program.
    pub(crate) byt: &'static str,
    /// When the result was computed, RFC 3339 in UTC.
    pub(crate) made: String,
}

impl Report {
    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == name)
    }
}

/// Sorts rows by two numbers, the largest first, then by hits, articles and term, so that the order is total. Keeps the first
/// `limit` (0: all).
pub(super) fn sort_and_cut<R>(
    rows: &mut Vec<R>,
    limit: usize,
    keys: impl Fn(&R) -> [Option<f64>; 2],
    rest: impl Fn(&R) -> (u64, u64, String),
) {
    rows.sort_by_cached_key(|row| {
        let (hits, articles, term) = rest(row);
        (keys(row).map(|key| Reverse(Size(key))), Reverse(hits), Reverse(articles), term)
    });
    if limit > 0 {
        rows.truncate(limit);
    }
}

/// A number to sort by; nothing is less than any number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Size(Option<f64>);

impl Eq for Size {}

impl PartialOrd for Size {
    fn partial_cmp(&self, other: &Size) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Size {
    fn cmp(&self, other: &Size) -> Ordering {
        // Adding 0 turns −0 into 0, which is the same size.
        match (self.0, other.0) {
            (Some(a), Some(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
            (a, b) => a.is_some().cmp(&b.is_some()),
        }
    }
}
