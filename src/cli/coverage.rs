//! Which days the corpus covers, so that "nothing found" can be told from "nothing collected".

use chrono::NaiveDate;

use super::answerer::Answerer;
use super::errors::Failure;
use super::settings::Settings;
use crate::calendar::Month;
use crate::corpus::{Corpus, Covered};
use crate::export::Coverage;
use crate::index::DateCoverage;
use crate::query::{self, Filters, Matches, Query, Section, Source};

/// Returns the days of which the corpus has every article that these matches could include. Complete runs read the list of
/// the section; nobody reads all that is outside of it.
/// The receipts of runs are next to the ledger, so a cluster knows of none.
pub(crate) fn covered<'a>(
    found: &Matches<'_>,
    answerer: impl Into<Answerer<'a>>,
    settings: &Settings,
) -> Result<Covered, Failure> {
    match answerer.into().ledger {
        Some(ledger) if found.sections() != Section::Out => Ok(Corpus::at(&settings.corpus).covered(ledger)?),
        _ => Ok(Covered::default()),
    }
}

/// Returns the coverage of the whole corpus, whatever was searched for.
pub(crate) fn coverage<'a>(answerer: impl Into<Answerer<'a>>, settings: &Settings) -> Result<Coverage, Failure> {
    let Answerer { source, ledger, .. } = answerer.into();
    let DateCoverage { first, last, months } = match source {
        Source::Index(index) => index.date_coverage()?,
        Source::Cluster(_) => {
            let days = query::find(source, &Query::default(), &Filters::everywhere())?.days()?;
            let days: Vec<NaiveDate> = days.into_iter().map(|(day, _)| day).collect();
            DateCoverage { first: days.first().copied(), last: days.last().copied(), months: days }
        }
    };
    let mut present: Vec<Month> = months.iter().map(|day| Month::of(*day)).collect();
    present.dedup();
    let missing_months = match (present.first(), present.last()) {
        (Some(first), Some(last)) => {
            // A date in the future is a mistake; months between today and that date aren't missing.
            let last = Month::of(settings.today()).min(*last);
            Month::range(*first, last).filter(|month| present.binary_search(month).is_err()).collect()
        }
        _ => Vec::new(),
    };
    Ok(Coverage {
        articles: source.articles()?,
        first,
        last,
        missing_months,
        complete: ledger.map_or(Ok(None), |ledger| Corpus::at(&settings.corpus).is_complete(ledger))?,
    })
}
