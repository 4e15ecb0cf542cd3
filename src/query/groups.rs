//! Groups: the number of matches for each person, topic, role or period. [`super::cross`] counts pairs of groups.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::find::Matches;
use super::remote;
use super::source::Source;
use crate::calendar::{Bucket, day_number, numbered_day};
use crate::index::Facet;
use crate::storage::StorageError;

/// What to count matches by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// People who acted.
    Official,
    Topic,
    Role,
    /// What people who are named did.
    Relation,
    /// The source that an article names.
    Source,
    Year,
    Quarter,
    Month,
    Week,
    Day,
    /// `1` (Monday) to `7`.
    Weekday,
    /// People who are named, whether they acted or not.
    Named,
    /// Posts that are mentioned without a name and that several people held.
    Nameless,
}

/// Where the groups of an article come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GroupSource {
    Facet(Facet),
    Bucket(Bucket),
    Weekday,
}

impl By {
    /// The kind of period, if the groups are consecutive periods.
    pub(crate) fn bucket(self) -> Option<Bucket> {
        if let GroupSource::Bucket(bucket) = self.source() { Some(bucket) } else { None }
    }

    /// Whether the groups depend on the date, so that an article without one is in none of them.
    pub(crate) fn is_dated(self) -> bool {
        !matches!(self.source(), GroupSource::Facet(_))
    }

    /// The field of a cluster that has the groups or, for dated groups, the day; and what makes a group of its value.
    pub(super) fn field(self) -> (&'static str, fn(By, String) -> String) {
        match self.source() {
            GroupSource::Facet(facet) => (facet.name(), |_, value| value),
            GroupSource::Bucket(_) | GroupSource::Weekday => ("day", |by, value| {
                let name = |day: NaiveDate| by.bucket().map_or_else(|| weekday(day), |bucket| bucket.name(day));
                value.parse().map(name).unwrap_or(value)
            }),
        }
    }

    fn source(self) -> GroupSource {
        match self {
            By::Official => GroupSource::Facet(Facet::Acted),
            By::Topic => GroupSource::Facet(Facet::Topic),
            By::Role => GroupSource::Facet(Facet::Role),
            By::Relation => GroupSource::Facet(Facet::Relation),
            By::Source => GroupSource::Facet(Facet::Source),
            By::Named => GroupSource::Facet(Facet::Named),
            By::Nameless => GroupSource::Facet(Facet::Nameless),
            By::Year => GroupSource::Bucket(Bucket::Year),
            By::Quarter => GroupSource::Bucket(Bucket::Quarter),
            By::Month => GroupSource::Bucket(Bucket::Month),
            By::Week => GroupSource::Bucket(Bucket::Week),
            By::Day => GroupSource::Bucket(Bucket::Day),
            By::Weekday => GroupSource::Weekday,
        }
    }
}

/// The name of the group of a day.
fn weekday(day: NaiveDate) -> String {
    day.weekday().number_from_monday().to_string()
}

impl Matches<'_> {
    /// The number of matches in each group that has any: largest first, then by name; periods and weekdays in order.
    /// An article counts in every group it belongs to; periods leave out undated articles.
    pub(crate) fn count_by(&self, by: By) -> Result<Vec<(String, u64)>, StorageError> {
        match by.source() {
            GroupSource::Facet(facet) => self.count_by_facet(facet),
            GroupSource::Bucket(bucket) => self.count_by_bucket(bucket),
            GroupSource::Weekday => {
                let mut counts: BTreeMap<String, u64> = BTreeMap::new();
                self.days()?.into_iter().for_each(|(day, n)| *counts.entry(weekday(day)).or_default() += n);
                Ok(counts.into_iter().collect())
            }
        }
    }

    /// Calls `visit` with every group of the articles of one segment: the place of the article in `docs`, which are in
    /// order, and the group.
    pub(super) fn each_group(
        &self,
        by: By,
        segment: &SegmentReader,
        docs: &[DocId],
        mut visit: impl FnMut(usize, &str),
    ) -> Result<(), StorageError> {
        let name: fn(By, NaiveDate) -> String = match by.source() {
            GroupSource::Facet(facet) => {
                return Ok(self.source.index("groups")?.each_facet(segment, facet, |value, postings| {
                    let mut doc = postings.doc();
                    while doc != TERMINATED {
                        if let Ok(place) = docs.binary_search(&doc) {
                            visit(place, value);
                        }
                        doc = postings.advance();
                    }
                })?);
            }
            GroupSource::Bucket(_) => |by, day| by.bucket().map_or_else(String::new, |bucket| bucket.name(day)),
            GroupSource::Weekday => |_, day| weekday(day),
        };
        let published = self.source.index("groups")?.columns(segment)?.published;
        for (place, doc) in docs.iter().enumerate() {
            let day = published.first(*doc).and_then(|time| numbered_day(day_number(time)));
            day.into_iter().for_each(|day| visit(place, &name(by, day)));
        }
        Ok(())
    }

    fn count_by_facet(&self, facet: Facet) -> Result<Vec<(String, u64)>, StorageError> {
        let index = match self.source {
            Source::Index(index) => index,
            Source::Cluster(cluster) => {
                let groups = cluster.groups(&remote::matching(&self.matching), &[facet.name()])?;
                let mut counts: Vec<_> = groups.into_iter().map(|(mut values, n)| (values.remove(0), n)).collect();
                counts.sort_by_key(|(_, n)| Reverse(*n));
                return Ok(counts);
            }
        };
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        self.each_segment(|_, segment, docs| {
            let mut matches = vec![false; segment.max_doc() as usize];
            docs.iter().for_each(|doc| matches[*doc as usize] = true);
            Ok(index.each_facet(segment, facet, |value, postings| {
                let mut doc = postings.doc();
                let mut n = 0;
                while doc != TERMINATED {
                    n += u64::from(matches[doc as usize]);
                    doc = postings.advance();
                }
                if n > 0 {
                    *counts.entry(value.to_owned()).or_default() += n;
                }
            })?)
        })?;
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, n)| Reverse(*n));
        Ok(counts)
    }

    /// The number of matches on each Vietnamese day that has any, in order.
    pub(crate) fn days(&self) -> Result<Vec<(NaiveDate, u64)>, StorageError> {
        /// Number of times read from the column at once.
        const BLOCK: usize = 512;
        let index = match self.source {
            Source::Index(index) => index,
            Source::Cluster(cluster) => {
                let groups = cluster.groups(&remote::matching(&self.matching), &["day"])?;
                // Days are sent in the form that is read here.
                return Ok(groups.into_iter().filter_map(|(day, n)| Some((day.first()?.parse().ok()?, n))).collect());
            }
        };
        let mut days = DayCounts::default();
        self.each_segment(|_, segment, docs| {
            let published = index.columns(segment)?.published;
            let mut times = [None; BLOCK];
            for block in docs.chunks(BLOCK) {
                let times = &mut times[..block.len()];
                times.fill(None);
                published.first_vals(block, times);
                times.iter().flatten().for_each(|time| days.add(*time));
            }
            Ok(())
        })?;
        Ok(days.in_order())
    }

    fn count_by_bucket(&self, bucket: Bucket) -> Result<Vec<(String, u64)>, StorageError> {
        let days = self.days()?;
        let buckets = days.chunk_by(|a, b| bucket.around(a.0).first == bucket.around(b.0).first);
        Ok(buckets.map(|days| (bucket.name(days[0].0), days.iter().map(|day| day.1).sum())).collect())
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
