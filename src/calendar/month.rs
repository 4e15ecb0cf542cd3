//! Calendar months.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use super::{Bucket, Days};

/// A month of a year, written `2026-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    /// Months since January of the year 0.
    number: i32,
}

impl Month {
    /// The month that contains a day.
    pub(crate) fn of(day: NaiveDate) -> Month {
        Month { number: day.year() * 12 + day.month0().cast_signed() }
    }

    /// Parses `2026-01`; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        Some(Month::of(NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?))
    }

    /// Its first and its last day; `None` beyond the end of the calendar.
    pub(crate) fn days(self) -> Option<Days> {
        let month = self.number.rem_euclid(12).unsigned_abs() + 1;
        NaiveDate::from_ymd_opt(self.number.div_euclid(12), month, 1).map(|first| Bucket::Month.around(first))
    }

    /// The year that contains it.
    pub(crate) fn year(self) -> i32 {
        self.number.div_euclid(12)
    }

    /// The month after this one.
    pub(crate) fn next(self) -> Month {
        Month { number: self.number + 1 }
    }

    /// All months from `first` to `last`, both included; none if `last` is earlier.
    pub(crate) fn range(first: Month, last: Month) -> impl Iterator<Item = Month> {
        (first.number..=last.number).map(|number| Month { number })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.number.div_euclid(12), self.number.rem_euclid(12) + 1)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_parsed_compared_and_printed() {
        let month = |text: &str| Month::parse(text).unwrap();
        assert_eq!(month("2025-12").next(), month("2026-01"));
        assert!(month("2025-12") < month("2026-01"));
        let days = month("2024-02").days().unwrap();
        assert_eq!((days.first.to_string().as_str(), days.last.to_string().as_str()), ("2024-02-01", "2024-02-29"));
        let range: Vec<String> =
            Month::range(month("2025-11"), month("2026-01")).map(|month| month.to_string()).collect();
        assert_eq!(range, ["2025-11", "2025-12", "2026-01"]);
        assert_eq!(Month::range(month("2026-01"), month("2025-01")).count(), 0);
        for wrong in ["", "2026", "2026-13", "2026-00", "x-1"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
