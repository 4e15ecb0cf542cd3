//! Groups: how many of the matches belong to each person, topic, rank, or stretch of time.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate};
use rustc_hash::FxHashMap;
use tantivy::{DocSet, TERMINATED};

use super::find::Found;
use crate::calendar::vietnam_offset;
use crate::index::{Facet, IndexError};

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// People who acted.
    Official,
    Topic,
    Role,
    Year,
    Month,
    Day,
    /// People who are named at all.
    Named,
    /// Posts that are printed without a name, where several people held them.
    Nameless,
}

impl Found<'_> {
    /// How many matches each group has: most first, then by name; periods in their order. An
    /// article counts in every group it belongs to; periods leave undated articles out.
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

    /// How many matches were published on each Vietnamese day that has any.
    pub(crate) fn days(&self) -> Result<BTreeMap<NaiveDate, u64>, IndexError> {
        const DAY_SECONDS: i64 = 24 * 3600;
        let east = i64::from(vietnam_offset().local_minus_utc());
        let mut days: FxHashMap<i64, u64> = FxHashMap::default();
        self.each_segment(|_, segment, docs| {
            let published = self.index.columns(segment)?.published;
            docs.each(|doc| {
                if let Some(time) = published.first(doc) {
                    *days.entry((time + east).div_euclid(DAY_SECONDS)).or_default() += 1;
                }
            });
            Ok(())
        })?;
        // A time that no calendar reaches is no day.
        let date = |day: i64| Some(DateTime::from_timestamp(day * DAY_SECONDS, 0)?.date_naive());
        Ok(days.into_iter().filter_map(|(day, n)| Some((date(day)?, n))).collect())
    }

    fn count_by_period(&self, by: By) -> Result<Vec<(String, u64)>, IndexError> {
        // By the first day of each period.
        let mut periods: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for (day, n) in self.days()? {
            let first = match by {
                By::Year => day.with_ordinal(1),
                By::Month => day.with_day(1),
                _ => Some(day),
            };
            *periods.entry(first.expect("every month and year has a first day")).or_default() += n;
        }
        let format = match by {
            By::Year => "%Y",
            By::Month => "%Y-%m",
            _ => "%Y-%m-%d",
        };
        Ok(periods.into_iter().map(|(first, n)| (first.format(format).to_string(), n)).collect())
    }
}
