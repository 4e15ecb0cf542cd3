//! Buckets: the years, quarters, months, weeks and days that articles are counted in.

use chrono::{Datelike, Days as Span, Months, NaiveDate};

use super::Days;

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bucket {
    Year,
    Quarter,
    Month,
    /// From Monday to Sunday, as ISO 8601 numbers them.
    Week,
    Day,
}

impl Bucket {
    /// The first and the last day of the bucket that contains a day. At the ends of the calendar it may be cut.
    pub(crate) fn around(self, day: NaiveDate) -> Days {
        let (first, next) = match self {
            Bucket::Year => (day.with_ordinal(1), Some(Months::new(12))),
            Bucket::Quarter => {
                let first = day.with_day(1).and_then(|day| day.with_month0(day.month0() / 3 * 3));
                (first, Some(Months::new(3)))
            }
            Bucket::Month => (day.with_day(1), Some(Months::new(1))),
            Bucket::Week => {
                let before = u64::from(day.weekday().num_days_from_monday());
                (day.checked_sub_days(Span::new(before)), None)
            }
            Bucket::Day => return Days { first: day, last: day },
        };
        let first = first.unwrap_or(day);
        let last = match next {
            Some(months) => first.checked_add_months(months).and_then(|next| next.pred_opt()),
            None => first.checked_add_days(Span::new(6)),
        };
        Days { first, last: last.unwrap_or(day) }
    }

    /// The name of the bucket that contains a day: `2025`, `2025-Q1`, `2025-03`, `2025-W05`, `2025-03-15`.
    pub(crate) fn name(self, day: NaiveDate) -> String {
        match self {
            Bucket::Year => day.format("%Y").to_string(),
            Bucket::Quarter => format!("{}-Q{}", day.format("%Y"), day.month0() / 3 + 1),
            Bucket::Month => day.format("%Y-%m").to_string(),
            // A week belongs to the year that has its Thursday.
            Bucket::Week => day.format("%G-W%V").to_string(),
            Bucket::Day => day.format("%Y-%m-%d").to_string(),
        }
    }

    /// Every bucket that has a day of `days`, in order; none if the last day precedes the first.
    pub(crate) fn all_in(self, days: Days) -> impl Iterator<Item = Days> {
        let next = move |bucket: &Days| bucket.last.succ_opt().map(|first| self.around(first));
        std::iter::successors(Some(self.around(days.first)), next).take_while(move |bucket| bucket.first <= days.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_is_in_one_bucket_of_each_kind() {
        for (bucket, on, name, first, last) in [
            (Bucket::Year, "2025-06-30", "2025", "2025-01-01", "2025-12-31"),
            (Bucket::Quarter, "2025-06-30", "2025-Q2", "2025-04-01", "2025-06-30"),
            (Bucket::Quarter, "2025-12-31", "2025-Q4", "2025-10-01", "2025-12-31"),
            (Bucket::Quarter, "2025-05-31", "2025-Q2", "2025-04-01", "2025-06-30"),
            (Bucket::Month, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
            (Bucket::Week, "2025-01-01", "2025-W01", "2024-12-30", "2025-01-05"),
            (Bucket::Week, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03"),
            (Bucket::Day, "2025-03-15", "2025-03-15", "2025-03-15", "2025-03-15"),
        ] {
            let days = bucket.around(day(on));
            assert_eq!(bucket.name(day(on)), name);
            assert_eq!((days.first, days.last), (day(first), day(last)), "{on}");
        }
    }

    #[test]
    fn buckets_follow_each_other_without_a_gap() {
        let days = Days { first: day("2019-12-30"), last: day("2026-02-01") };
        for bucket in [Bucket::Year, Bucket::Quarter, Bucket::Month, Bucket::Week, Bucket::Day] {
            let all: Vec<Days> = bucket.all_in(days).collect();
            assert!(all[0].first <= days.first && all[all.len() - 1].last >= days.last, "{bucket:?}");
            assert!(all.windows(2).all(|pair| pair[0].last.succ_opt() == Some(pair[1].first)), "{bucket:?}");
        }
        assert_eq!(Bucket::Month.all_in(Days { first: day("2025-02-01"), last: day("2025-01-31") }).count(), 0);
    }
}
