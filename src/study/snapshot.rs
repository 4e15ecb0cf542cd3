//! `byt snapshot`: what data results are computed from.

use super::desk::{Desk, StudyError};
use super::reading::Zones;
use super::report::{Datum, Report};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::units::stored_id;
use crate::query::{Filters, Query};

/// Describes the corpus as it is, and the size of the scope.
pub(crate) fn snapshot(desk: Desk<'_>, options: &ScopeOptions) -> Result<Report, StudyError> {
    let scope = Scope::of(desk, &Query::default(), options)?;
    let everything = ScopeOptions { filters: Filters::everywhere(), zones: Zones::ALL, once: false, ..options.clone() };
    let words = Scope::of(desk, &Query::default(), &everything)?.words();
    let units = stored_id(desk, usize::try_from(words).unwrap_or(usize::MAX))?;
    let snapshot = Snapshot::by_units(desk, units)?;
    let row = vec![
        Datum::Own(snapshot.id.clone()),
        Datum::Own(snapshot.rules.clone()),
        snapshot.units.clone().map_or(Datum::Null, Datum::Own),
        snapshot.ledger_bytes.into(),
        desk.index.articles().into(),
        (scope.articles.len()).into(),
        scope.words().into(),
    ];
    Ok(Report {
        command: "snapshot",
        scope: scope.facts("syllable"),
        sides: Vec::new(),
        measure: Vec::new(),
        total: 1,
        columns: vec!["id", "rules", "units", "ledger_bytes", "articles", "articles_in_scope", "words_in_scope"],
        rows: vec![row],
        notes: Vec::new(),
        snapshot,
    })
}
