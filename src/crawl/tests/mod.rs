//! Sightings and an intake for the tests of this module.

mod json_documents;
mod orders;

use std::path::Path;

use super::Intake;
use crate::article::{DateSource, Key, Provenance, Sighting};
use crate::calendar::moment;
use crate::corpus::Corpus;

/// An intake over the corpus in a folder, without an index.
pub(in crate::crawl) fn intake(dir: &Path) -> Intake {
    Intake::new(Corpus::at(dir).writer().unwrap(), None).unwrap()
}

/// The provenance of something that wasn't fetched, seen on a fixed day.
pub(in crate::crawl) fn provenance() -> Provenance {
    Provenance::new(moment(2026, 2, 1, 8, 0).unwrap().to_utc(), None, None)
}

/// A sighting in a list at a fixed minute.
pub(in crate::crawl) fn sighting(title: &str, keys: &[Key]) -> Sighting {
    Sighting {
        keys: keys.to_vec(),
        published: moment(2026, 1, 21, 14, 3),
        date_source: Some(DateSource::Listing),
        ..Sighting::titled(title.to_owned())
    }
}

/// The sighting with a body.
pub(in crate::crawl) fn with_text(mut sighting: Sighting, body: &str) -> Sighting {
    sighting.body = Some(body.into());
    sighting
}
