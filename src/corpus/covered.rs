//! The days of which the corpus has everything: those that complete runs over the portal's list have seen.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Corpus, CorpusError, Ledger, Run};
use crate::calendar::{Days, Month};

/// Consecutive days that complete runs cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CoveredDays {
    pub(crate) days: Days,
    /// When the latest of these runs began; articles that were published later are unknown.
    pub(crate) as_of: DateTime<Utc>,
}

/// All days that complete runs cover: spans in order, with days in between that no run covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Covered(Vec<CoveredDays>);

impl Corpus {
    /// The days that complete runs cover whose work the ledger still has.
    pub(crate) fn covered(&self, ledger: &Ledger) -> Result<Covered, CorpusError> {
        Ok(Covered::by(self.receipts_in(ledger)?.iter().map(|receipt| &receipt.run)))
    }
}

impl Covered {
    /// The days that runs cover.
    pub(crate) fn by<'a>(runs: impl Iterator<Item = &'a Run>) -> Covered {
        let mut all: Vec<CoveredDays> =
            runs.filter_map(|run| Some(CoveredDays { days: run.covers()?, as_of: run.started })).collect();
        all.sort_unstable_by_key(|span| span.days.first);
        let mut spans: Vec<CoveredDays> = Vec::new();
        for next in all {
            match spans.last_mut() {
                // The day after the last one continues the span.
                Some(last) if last.days.last.succ_opt().is_none_or(|after| next.days.first <= after) => {
                    last.days.last = last.days.last.max(next.days.last);
                    last.as_of = last.as_of.max(next.as_of);
                }
                _ => spans.push(next),
            }
        }
        Covered(spans)
    }

    /// The span that contains all of these days; `None` if any of them isn't covered.
    pub(crate) fn span_of(&self, days: Days) -> Option<CoveredDays> {
        self.0.iter().copied().find(|span| span.days.first <= days.first && days.last <= span.days.last)
    }

    /// Whether all days of a month are covered, up to a day: nothing was published in the future.
    pub(crate) fn has_month(&self, month: Month, until: NaiveDate) -> bool {
        month.days().is_some_and(|days| self.span_of(Days { last: days.last.min(until), ..days }).is_some())
    }

    /// Whether a day is covered.
    pub(crate) fn has(&self, day: NaiveDate) -> bool {
        self.span_of(Days { first: day, last: day }).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::moment;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A complete run over the portal that saw articles from `oldest` on and began on a day of January 2026.
    fn run(oldest: Option<u32>, began: u32) -> Run {
        let started = moment(2026, 1, began, 8, 0).unwrap().to_utc();
        Run {
            portal: Some("https://moh.gov.vn".into()),
            complete: true,
            oldest: oldest.and_then(|day| moment(2026, 1, day, 0, 30)),
            ..Run::begun("bridge", started, started)
        }
    }

    fn spans(runs: &[Run]) -> Vec<(String, String, String)> {
        let text = |span: &CoveredDays| {
            (span.days.first.to_string(), span.days.last.to_string(), span.as_of.date_naive().to_string())
        };
        Covered::by(runs.iter()).0.iter().map(text).collect()
    }

    #[test]
    fn runs_cover_from_their_oldest_article_to_their_beginning() {
        let span = |first: &str, last: &str| (first.to_owned(), last.to_owned(), last.to_owned());
        // The last run began before the second one and saw more.
        let runs = [run(Some(10), 12), run(Some(13), 15), run(Some(20), 25), run(Some(18), 22)];
        assert_eq!(spans(&runs), [span("2026-01-10", "2026-01-15"), span("2026-01-18", "2026-01-25")]);
        let covered = Covered::by(runs.iter());
        let has = |first: &str, last: &str| covered.span_of(Days { first: day(first), last: day(last) }).is_some();
        assert!(
            has("2026-01-11", "2026-01-14") && !has("2026-01-14", "2026-01-18") && !has("2026-01-09", "2026-01-10")
        );
        assert!(covered.has(day("2026-01-25")) && !covered.has(day("2026-01-16")));
    }

    #[test]
    fn incomplete_runs_imports_and_archives_cover_nothing() {
        let covers = |run: Run| spans(&[run]).len();
        assert_eq!(covers(run(Some(3), 4)), 1);
        assert_eq!(covers(Run { complete: false, ..run(Some(3), 4) }), 0);
        assert_eq!(covers(Run { portal: None, source: "import".into(), ..run(Some(3), 4) }), 0);
        assert_eq!(covers(Run { source: "archive".into(), ..run(Some(3), 4) }), 0);
        assert_eq!(covers(run(Some(9), 4)), 0, "the clock was wrong");
        assert_eq!(covers(run(None, 4)), 0, "no article had a date");
        let newest = moment(2026, 1, 2, 8, 0);
        assert_eq!(spans(&[Run { newest, ..run(None, 4) }])[0].0, "2026-01-02", "a receipt without the oldest");
    }
}
