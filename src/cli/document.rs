//! The head of a JSON document of articles: totals, coverage, facets, explanations.

use super::answerer::Answerer;
use super::coverage::coverage;
use super::errors::Failure;
use super::explanation;
use super::settings::Settings;
use crate::export::{FacetCounts, Head, Hidden};
use crate::query::{By, Matches, Relaxation};

/// Returns what a JSON document says before its articles.
pub(crate) fn head<'a>(
    text: Option<&str>,
    explain: bool,
    found: &Matches<'_>,
    hidden: Hidden,
    answerer: impl Into<Answerer<'a>>,
    settings: &Settings,
) -> Result<Head, Failure> {
    Ok(Head {
        query: text.map(str::to_owned),
        total: found.total(),
        relaxed: relaxed(found),
        hidden: Some(hidden),
        coverage: coverage(answerer, settings)?,
        facets: facets(found)?,
        explanation: explain.then(|| explanation::explanation_json(found)).transpose()?,
        reasons: (found.total() == 0).then(|| explanation::reasons_json(found)).transpose()?,
    })
}

/// Counts of all matches by group, not only of those that are shown.
fn facets(found: &Matches<'_>) -> Result<Vec<FacetCounts>, Failure> {
    let groups = [("official", By::Official), ("role", By::Role), ("topic", By::Topic), ("year", By::Year)];
    groups.into_iter().map(|(name, by)| Ok((name, found.count_by(by)?))).collect()
}

/// How the query was relaxed, as JSON names it.
pub(crate) fn relaxed(found: &Matches<'_>) -> Vec<&'static str> {
    let name = |relaxation| match relaxation {
        Relaxation::Loose => "loose",
        Relaxation::Folded => "folded",
        Relaxation::Any => "any",
    };
    found.steps().into_iter().map(name).collect()
}
