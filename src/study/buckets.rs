//! Buckets of time: years, quarters, months, ISO weeks and days.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// The length of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bucket {
    Year,
    Quarter,
    Month,
    Week,
    Day,
}

/// A stretch of days with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    /// Included.
    pub(crate) to: NaiveDate,
}

impl Bucket {
    /// The lengths from the longest to the shortest.
    pub(crate) const ALL: [Bucket; 5] = [Bucket::Year, Bucket::Quarter, Bucket::Month, Bucket::Week, Bucket::Day];

    /// The first day of the bucket that a day is in.
    fn start(self, day: NaiveDate) -> NaiveDate {
        let first = |month| NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        match self {
            Bucket::Year => first(1),
            Bucket::Quarter => first(day.month0() / 3 * 3 + 1),
            Bucket::Month => first(day.month()),
            Bucket::Week => day.week(Weekday::Mon).checked_first_day().unwrap_or(day),
            Bucket::Day => day,
        }
    }

    /// The first day of the next bucket; `None` where the calendar ends.
    fn next(self, start: NaiveDate) -> Option<NaiveDate> {
        let months = match self {
            Bucket::Year => 12,
            Bucket::Quarter => 3,
            Bucket::Month => 1,
            Bucket::Week => return start.checked_add_signed(TimeDelta::weeks(1)),
            Bucket::Day => return start.succ_opt(),
        };
        start.checked_add_months(chrono::Months::new(months))
    }

    fn name(self, start: NaiveDate) -> String {
        match self {
            Bucket::Year => start.format("%Y").to_string(),
            Bucket::Quarter => format!("{}-Q{}", start.format("%Y"), start.month0() / 3 + 1),
            Bucket::Month => start.format("%Y-%m").to_string(),
            Bucket::Week => start.format("%G-W%V").to_string(),
            Bucket::Day => start.format("%Y-%m-%d").to_string(),
        }
    }

    /// All buckets from that of the first day to that of the last, in order.
    pub(crate) fn between(self, first: NaiveDate, last: NaiveDate) -> Vec<Stretch> {
        let mut all = Vec::new();
        let mut start = Some(self.start(first)).filter(|_| first <= last);
        while let Some(from) = start.filter(|from| *from <= last) {
            let next = self.next(from);
            let to = next.and_then(|next| next.pred_opt()).unwrap_or(last);
            all.push(Stretch { name: self.name(from), from, to });
            start = next;
        }
        all
    }

    /// The longest bucket by which the days from first to last are at least eight rows, and days if no bucket is.
    pub(crate) fn fitting(first: NaiveDate, last: NaiveDate) -> Bucket {
        const ROWS_MIN: usize = 8;
        let fits = |bucket: &Bucket| bucket.between(first, last).len() >= ROWS_MIN;
        Bucket::ALL.into_iter().find(fits).unwrap_or(Bucket::Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn buckets_follow_one_another_and_hold_their_days() {
        let check = |bucket: Bucket, first: &str, last: &str, names: &[&str], from: &str, to: &str| {
            let all = bucket.between(day(first), day(last));
            assert_eq!(all.iter().map(|b| b.name.as_str()).collect::<Vec<_>>(), names);
            assert_eq!((all[0].from, all[all.len() - 1].to), (day(from), day(to)));
            assert!(all.windows(2).all(|pair| pair[0].to.succ_opt() == Some(pair[1].from)));
        };
        check(Bucket::Year, "2024-12-31", "2025-01-01", &["2024", "2025"], "2024-01-01", "2025-12-31");
        check(
            Bucket::Quarter,
            "2024-03-31",
            "2024-07-01",
            &["2024-Q1", "2024-Q2", "2024-Q3"],
            "2024-01-01",
            "2024-09-30",
        );
        check(Bucket::Month, "2024-02-29", "2024-03-01", &["2024-02", "2024-03"], "2024-02-01", "2024-03-31");
        check(Bucket::Week, "2024-12-29", "2024-12-30", &["2024-W52", "2025-W01"], "2024-12-23", "2025-01-05");
        check(Bucket::Week, "2027-01-01", "2027-01-01", &["2026-W53"], "2026-12-28", "2027-01-03");
        check(
            Bucket::Day,
            "2024-02-28",
            "2024-03-01",
            &["2024-02-28", "2024-02-29", "2024-03-01"],
            "2024-02-28",
            "2024-03-01",
        );
        assert!(Bucket::Day.between(day("2024-02-02"), day("2024-02-01")).is_empty());
    }

    #[test]
    fn the_bucket_fits_the_span() {
        let check = |first: &str, last: &str, expected| assert_eq!(Bucket::fitting(day(first), day(last)), expected);
        check("2015-01-01", "2024-12-31", Bucket::Year);
        check("2024-02-05", "2025-12-01", Bucket::Quarter);
        check("2025-01-01", "2025-08-01", Bucket::Month);
        check("2025-01-01", "2025-03-01", Bucket::Week);
        check("2025-01-01", "2025-01-02", Bucket::Day);
    }
}
