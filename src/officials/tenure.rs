//! When somebody held a post, as far as anybody knows.
//!
//! Bounds are spans rather than days: the press says "until October 2018" as often as it gives a
//! day, and a guess written as a day would be taken for knowledge.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use crate::calendar::EVENT_YEARS;

/// A day that is known to lie within a span, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Bound {
    pub(crate) earliest: NaiveDate,
    pub(crate) latest: NaiveDate,
    /// As the registry writes it: `2020-07-07`, `2018-10`, `2022..2023`, `..2013-03`.
    pub(crate) written: String,
}

impl Bound {
    /// Reads a day, a month, a year, or a span of those with one or both ends.
    pub(super) fn parse(written: &str) -> Option<Bound> {
        let (earliest, latest) = match written.split_once("..") {
            None => span(written)?,
            Some(("", "")) => return None,
            Some(("", last)) => (NaiveDate::MIN, span(last)?.1),
            Some((first, "")) => (span(first)?.0, NaiveDate::MAX),
            Some((first, last)) => (span(first)?.0, span(last)?.1),
        };
        (earliest <= latest).then(|| Bound { earliest, latest, written: written.to_owned() })
    }
}

/// First and last day of `2018-10-05`, `2018-10` or `2018`.
fn span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text.split('-').map(|p| p.bytes().all(|b| b.is_ascii_digit()).then(|| p.parse::<u32>().ok())?);
    let year = parts.next()?.filter(|year| EVENT_YEARS.contains(year))?;
    let year = i32::try_from(year).ok()?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?)),
        (Some(month), None) => {
            let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
            Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
        }
        (Some(month), Some(day)) => NaiveDate::from_ymd_opt(year, month?, day?).map(|d| (d, d)),
    }
}

/// Whether a post was held on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tenure {
    Not,
    /// The day lies within an unknown bound.
    Perhaps,
    Held,
}

/// Judges a day against the first and the last day of a post; no last day means still in office.
pub(super) fn judge(from: &Bound, to: Option<&Bound>, day: NaiveDate) -> Tenure {
    let (end_surely, end_perhaps) = to.map_or((NaiveDate::MAX, NaiveDate::MAX), |to| (to.earliest, to.latest));
    // A last day is never before the first one, whatever its own span says.
    if (from.latest..=end_surely.max(from.latest)).contains(&day) {
        Tenure::Held
    } else if (from.earliest..=end_perhaps).contains(&day) {
        Tenure::Perhaps
    } else {
        Tenure::Not
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn bounds_are_spans_of_days() {
        let cases = [
            ("2020-07-07", Some(("2020-07-07", "2020-07-07"))),
            ("2020-02", Some(("2020-02-01", "2020-02-29"))),
            ("2022", Some(("2022-01-01", "2022-12-31"))),
            ("2022..2023", Some(("2022-01-01", "2023-12-31"))),
            ("2016-10..2016-12", Some(("2016-10-01", "2016-12-31"))),
            ("", None),
            ("..", None),
            ("2020-13", None),
            ("2020-02-30", None),
            ("2023..2022", None),
            ("20-07-07", None),
            ("2020-07-07-1", None),
            ("?", None),
        ];
        for (text, expected) in cases {
            let bound = Bound::parse(text).map(|b| (b.earliest, b.latest));
            assert_eq!(bound, expected.map(|(a, b)| (day(a), day(b))), "{text}");
        }
        assert_eq!(Bound::parse("..2013-03").map(|b| b.latest), Some(day("2013-03-31")));
        assert_eq!(
            Bound::parse("2015-04..").map(|b| (b.earliest, b.latest)),
            Some((day("2015-04-01"), NaiveDate::MAX))
        );
    }

    #[test]
    fn a_day_within_an_unknown_bound_is_only_perhaps_in_office() {
        let (from, to) = (Bound::parse("2016-10..2016-12").unwrap(), Bound::parse("2021").unwrap());
        let cases = [
            ("2016-09-30", Tenure::Not),
            ("2016-10-01", Tenure::Perhaps),
            ("2016-12-31", Tenure::Held),
            ("2021-01-01", Tenure::Held),
            ("2021-01-02", Tenure::Perhaps),
            ("2021-12-31", Tenure::Perhaps),
            ("2022-01-01", Tenure::Not),
        ];
        for (text, expected) in cases {
            assert_eq!(judge(&from, Some(&to), day(text)), expected, "{text}");
        }
        assert_eq!(judge(&from, None, day("2090-01-01")), Tenure::Held);
    }
}
