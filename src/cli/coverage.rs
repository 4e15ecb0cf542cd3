//! Which days the corpus covers, so that "nothing found" can be told from "nothing collected".

use super::errors::Failure;
use super::settings::Settings;
use super::store::Store;
use crate::calendar::Month;
use crate::corpus::{Corpus, Covered};
use crate::export::Coverage;
use crate::index::DateCoverage;
use crate::query::{Matches, Section};

/// Returns the days of which the corpus has every article that these matches could include. Complete runs read the list of
/// the section; nobody reads all that is outside of it.
pub(crate) fn covered(found: &Matches<'_>, store: &Store, settings: &Settings) -> Result<Covered, Failure> {
    if found.sections() == Section::Out {
        return Ok(Covered::default());
    }
    Ok(Corpus::at(&settings.corpus).covered(&store.ledger)?)
}

/// Returns the coverage of the whole corpus, whatever was searched for.
pub(crate) fn coverage(store: &Store, settings: &Settings) -> Result<Coverage, Failure> {
    let DateCoverage { first, last, months } = store.index.date_coverage()?;
    let present: Vec<Month> = months.iter().map(|day| Month::of(*day)).collect();
    let missing_months = match (present.first(), present.last()) {
        (Some(first), Some(last)) => {
            // A date in the future is a mistake; months between today and that date aren't missing.
            let last = Month::of(settings.today()).min(*last);
            Month::range(*first, last).filter(|month| present.binary_search(month).is_err()).collect()
        }
        _ => Vec::new(),
    };
    Ok(Coverage {
        articles: store.index.articles(),
        first,
        last,
        missing_months,
        complete: Corpus::at(&settings.corpus).is_complete(&store.ledger)?,
    })
}
