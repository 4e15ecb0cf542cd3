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

    /// The longest bucket of which the days fill at least eight, and days if no bucket does.
    pub(crate) fn fitting(days: Days) -> Bucket {
        const BUCKETS_MIN: usize = 8;
        let from_the_longest = [Bucket::Year, Bucket::Quarter, Bucket::Month, Bucket::Week];
        let fits = |bucket: &Bucket| bucket.all_in(days).nth(BUCKETS_MIN - 1).is_some();
        from_the_longest.into_iter().find(fits).unwrap_or(Bucket::Day)
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

    #[test]
    fn buckets_hold_the_days_from_the_first_to_the_last() {
        let check = |bucket: Bucket, first: &str, last: &str, names: &[&str], from: &str, to: &str| {
            let all: Vec<Days> = bucket.all_in(Days { first: day(first), last: day(last) }).collect();
            assert_eq!(all.iter().map(|days| bucket.name(days.first)).collect::<Vec<_>>(), names);
            assert_eq!((all[0].first, all[all.len() - 1].last), (day(from), day(to)));
            assert!(all.windows(2).all(|pair| pair[0].last.succ_opt() == Some(pair[1].first)));
        };
        check(Bucket::Year, "2024-12-31", "2025-01-01", &["2024", "2025"], "2024-01-01", "2025-12-31");
        let quarters = &["2024-Q1", "2024-Q2", "2024-Q3"];
        check(Bucket::Quarter, "2024-03-31", "2024-07-01", quarters, "2024-01-01", "2024-09-30");
        check(Bucket::Month, "2024-02-29", "2024-03-01", &["2024-02", "2024-03"], "2024-02-01", "2024-03-31");
        check(Bucket::Week, "2024-12-29", "2024-12-30", &["2024-W52", "2025-W01"], "2024-12-23", "2025-01-05");
        check(Bucket::Week, "2027-01-01", "2027-01-01", &["2026-W53"], "2026-12-28", "2027-01-03");
        let days = &["2024-02-28", "2024-02-29", "2024-03-01"];
        check(Bucket::Day, "2024-02-28", "2024-03-01", days, "2024-02-28", "2024-03-01");
        assert_eq!(Bucket::Day.all_in(Days { first: day("2024-02-02"), last: day("2024-02-01") }).count(), 0);
    }

    #[test]
    fn the_bucket_fits_the_span() {
        let check = |first: &str, last: &str, expected| {
            assert_eq!(Bucket::fitting(Days { first: day(first), last: day(last) }), expected);
        };
        check("2015-01-01", "2024-12-31", Bucket::Year);
        check("2024-02-05", "2025-12-01", Bucket::Quarter);
        check("2025-01-01", "2025-08-01", Bucket::Month);
        check("2025-01-01", "2025-03-01", Bucket::Week);
        check("2025-01-01", "2025-01-02", Bucket::Day);
    }
}
