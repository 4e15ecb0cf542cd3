//! Groups: the number of matches for each person, topic, role or period.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;
use tantivy::{DocSet, TERMINATED};

use super::find::Matches;
use crate::calendar::{day_number, numbered_day};
use crate::index::{Facet, IndexError};

/// What to count matches by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// People who acted.
    Official,
    Topic,
    Role,
    Year,
    Month,
    Day,
    /// People who are named, whether they acted or not.
    Named,
    /// Posts that are mentioned without a name and that several people held.
    Nameless,
}

impl Matches<'_> {
    /// The number of matches in each group: largest first, then by name; periods in order. An article
    /// counts in every group it belongs to; periods leave out undated articles.
    pub(crate) fn count_by(&self, by: By) -> Result<Vec<(String, u64)>, IndexError> {
        match by {
            By::Official => self.count_by_facet(Facet::Acted),
            By::Topic => self.count_by_facet(Facet::Topic),
            By::Role => self.count_by_facet(Facet::Role),
            By::Named => self.count_by_facet(Facet::Named),
            By::Nameless => self.count_by_facet(Facet::Nameless),
            By::Year | By::Month | By::Day => self.count_by_period(by),
        }
    }

    fn count_by_facet(&self, facet: Facet) -> Result<Vec<(String, u64)>, IndexError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        self.each_segment(|_, segment, docs| {
            let mut matches = vec![false; segment.max_doc() as usize];
            docs.each(|doc| matches[doc as usize] = true);
            self.index.each_facet(segment, facet, |value, postings| {
                let mut doc = postings.doc();
                let mut n = 0;
                while doc != TERMINATED {
                    n += u64::from(matches[doc as usize]);
                    doc = postings.advance();
                }
                if n > 0 {
                    *counts.entry(value.to_owned()).or_default() += n;
                }
            })
        })?;
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, n)| Reverse(*n));
        Ok(counts)
    }

    /// The number of matches on each Vietnamese day that has any, in order.
    pub(crate) fn days(&self) -> Result<Vec<(NaiveDate, u64)>, IndexError> {
        /// Number of times read from the column at once.
        const BLOCK: usize = 512;
        let mut days = DayCounts::default();
        self.each_segment(|_, segment, docs| {
            let published = self.index.columns(segment)?.published;
            let mut times = [None; BLOCK];
            for block in docs.all().chunks(BLOCK) {
                let times = &mut times[..block.len()];
                times.fill(None);
                published.first_vals(block, times);
                times.iter().flatten().for_each(|time| days.add(*time));
            }
            Ok(())
        })?;
        Ok(days.in_order())
    }

    fn count_by_period(&self, by: By) -> Result<Vec<(String, u64)>, IndexError> {
        let (format, first_of): (_, fn(NaiveDate) -> Option<NaiveDate>) = match by {
            By::Year => ("%Y", |day| day.with_ordinal(1)),
            By::Month => ("%Y-%m", |day| day.with_day(1)),
            _ => ("%Y-%m-%d", Some),
        };
        let days = self.days()?;
        let periods = days.chunk_by(|a, b| first_of(a.0) == first_of(b.0));
        Ok(periods.map(|days| (days[0].0.format(format).to_string(), days.iter().map(|day| day.1).sum())).collect())
    }
}

/// Numbers of articles by Vietnamese day, as the number of days since 1970.
#[derive(Default)]
struct DayCounts(FxHashMap<i64, u64>);

impl DayCounts {
    /// Counts an article published at this time: seconds since 1970, UTC.
    fn add(&mut self, time: i64) {
        *self.0.entry(day_number(time)).or_default() += 1;
    }

    /// The days that have articles, in order. Times beyond the calendar are left out.
    fn in_order(self) -> Vec<(NaiveDate, u64)> {
        let mut days: Vec<_> = self.0.into_iter().filter_map(|(day, n)| Some((numbered_day(day)?, n))).collect();
        days.sort_unstable();
        days
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{Draft, TestIndex};
    use super::super::{Filters, Query};
    use super::*;

    #[test]
    fn days_agree_with_the_coverage_of_the_index() {
        let draft = |id, day, outside| Draft { id, title: "Tin".into(), day, outside, ..Draft::default() };
        let drafts = [draft("a", Some((31, 12)), false), draft("b", Some((2, 3)), true), draft("c", None, false)];
        let fixture = TestIndex::of(&drafts);
        let everything = super::super::find(&fixture.index, &Query::default(), &Filters::everywhere()).unwrap();
        let days: Vec<NaiveDate> = everything.days().unwrap().into_iter().map(|(day, _)| day).collect();
        let reach = fixture.index.date_coverage().unwrap();
        assert_eq!((reach.first, reach.last), (days.first().copied(), days.last().copied()));
        let months: Vec<NaiveDate> = days.iter().filter_map(|day| day.with_day(1)).collect();
        assert_eq!((months.len(), reach.months), (2, months));
    }

    #[test]
    fn days_before_1970_and_beyond_the_calendar_are_handled() {
        // 2100, 1969 and 1970 by Vietnamese clocks, and the limits of what can be stored.
        let times = [4_102_444_800, -90_000, -25_201, -25_200, 0, 4_102_444_800, i64::MAX, i64::MIN];
        let mut days = DayCounts::default();
        times.into_iter().for_each(|time| days.add(time));
        let shown = days.in_order().into_iter().map(|(day, n)| format!("{day} {n}")).collect::<Vec<_>>();
        assert_eq!(shown, ["1969-12-31 2", "1970-01-01 2", "2100-01-01 2"]);
    }
}
