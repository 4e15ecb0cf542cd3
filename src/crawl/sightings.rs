//! Sightings of one moment, and an intake for them, for the tests of this room.

use std::path::Path;

use super::intake::Intake;
use crate::article::{DateSource, Key, Provenance, Sighting};
use crate::calendar::moment;
use crate::corpus::Corpus;

/// An intake over the corpus in a folder, without an index.
pub(super) fn intake(dir: &Path) -> Intake {
    Intake::new(Corpus::at(dir).writer().unwrap(), None).unwrap()
}

/// Of something fetched nowhere, met on one day.
pub(super) fn provenance() -> Provenance {
    Provenance::new(moment(2026, 2, 1, 8, 0).unwrap().to_utc(), None, None)
}

pub(super) fn sighting(title: &str, keys: &[Key]) -> Sighting {
    Sighting {
        keys: keys.to_vec(),
        published: moment(2026, 1, 21, 14, 3),
        date_source: Some(DateSource::Listing),
        ..Sighting::titled(title.to_owned())
    }
}

pub(super) fn with_text(mut sighting: Sighting, body: &str) -> Sighting {
    sighting.body = Some(body.into());
    sighting
}
