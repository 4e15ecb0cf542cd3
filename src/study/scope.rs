//! The scope: the articles that filters choose, with or without a hit, and the words they have.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::reading::Zones;
use super::report::ScopeFacts;
use crate::query::{self, Accents, Filters, Matches, Measured, Query};
use crate::text::{common, shingles};

/// What the options say about the scope and about how words are compared.
#[derive(Debug, Clone)]
pub(crate) struct ScopeOptions {
    pub(crate) filters: Filters,
    pub(crate) zones: Zones,
    pub(crate) accents: Accents,
    /// Leave out articles that nearly repeat an earlier one.
    pub(crate) once: bool,
}

/// The articles of a scope in the order of time, undated ones last.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) articles: Vec<Measured>,
    pub(super) zones: Zones,
    /// Articles that nearly repeat an earlier one, by their places in the ledger, whether they are left out or not.
    pub(super) later: HashSet<u64>,
    pub(super) twins: u64,
}

impl Scope {
    /// The articles that match a query of filters, or of filters and words.
    pub(super) fn of(desk: Desk<'_>, query: &Query, options: &ScopeOptions) -> Result<Scope, StudyError> {
        let found = query::find_strictly(desk.index, query, &options.filters, options.accents)?;
        let mut articles = found.measured()?;
        let later = later_twins(desk, &found, &articles)?;
        let later: HashSet<u64> = later.into_iter().map(|number| articles[number].place.offset).collect();
        if options.once {
            articles.retain(|article| !later.contains(&article.place.offset));
        }
        Ok(Scope { articles, zones: options.zones, twins: later.len() as u64, later })
    }

    /// The articles of any of these scopes, each once.
    pub(super) fn joined(scopes: &[Scope]) -> Scope {
        let mut seen = HashSet::new();
        let all = scopes.iter().flat_map(|scope| &scope.articles);
        let later: HashSet<u64> = scopes.iter().flat_map(|scope| &scope.later).copied().collect();
        Scope {
            articles: all.filter(|article| seen.insert(article.place.offset)).copied().collect(),
            zones: scopes.first().map_or(Zones::ALL, |scope| scope.zones),
            twins: later.len() as u64,
            later,
        }
    }

    /// Whether two scopes have the same articles.
    pub(super) fn has_same_articles(&self, other: &Scope) -> bool {
        let offset = |article: &Measured| article.place.offset;
        self.articles.iter().map(offset).eq(other.articles.iter().map(offset))
    }

    pub(super) fn words(&self) -> u64 {
        self.articles.iter().map(|article| self.words_of(article)).sum()
    }

    pub(super) fn words_of(&self, article: &Measured) -> u64 {
        self.zones.words(&article.words)
    }

    /// The numbers of those articles that match a query with words.
    pub(super) fn matching(
        &self,
        desk: Desk<'_>,
        query: &Query,
        options: &ScopeOptions,
    ) -> Result<Vec<usize>, StudyError> {
        let found = query::find_strictly(desk.index, query, &options.filters, options.accents)?;
        let offsets: HashSet<u64> = found.measured()?.iter().map(|article| article.place.offset).collect();
        let is_match = |number: &usize| offsets.contains(&self.articles[*number].place.offset);
        Ok((0..self.articles.len()).filter(is_match).collect())
    }

    /// The facts of this scope for a report.
    pub(super) fn facts(&self, unit: &'static str) -> ScopeFacts {
        let count = |is: fn(&Measured) -> bool| self.articles.iter().filter(|article| is(article)).count() as u64;
        const BODY: usize = 2;
        ScopeFacts {
            articles: self.articles.len() as u64,
            words: self.words(),
            undated: count(|article| article.place.published.is_none()),
            without_text: count(|article| article.words[BODY] == 0),
            repeated_leads: count(|article| article.repeats_lead),
            twins: self.twins,
            zones: self.zones,
            unit,
            per: "syllable",
        }
    }
}

/// The numbers of articles of which nine in ten shingles are common with an earlier article.
fn later_twins(desk: Desk<'_>, found: &Matches<'_>, articles: &[Measured]) -> Result<HashSet<usize>, StudyError> {
    let sketches = found.sketches(articles)?;
    let shared = shared(&sketches);
    let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut later = HashSet::new();
    for (number, sketch) in sketches.iter().enumerate() {
        let mut candidates: Vec<usize> =
            sketch.iter().filter_map(|hash| by_hash.get(hash)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        for earlier in candidates {
            if may_be_twins(&sketches[earlier], sketch) && are_twins(desk, &articles[earlier], &articles[number])? {
                later.insert(number);
                break;
            }
        }
        let of_several = sketch.iter().filter(|hash| shared.binary_search(hash).is_ok());
        of_several.for_each(|hash| by_hash.entry(*hash).or_default().push(number));
    }
    Ok(later)
}

/// The hashes that several articles have, rising; few of all.
fn shared(sketches: &[Vec<u64>]) -> Vec<u64> {
    let mut all: Vec<u64> = sketches.iter().flatten().copied().collect();
    all.sort_unstable();
    let mut shared: Vec<u64> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    shared.dedup();
    shared
}

/// Whether two sketches have so much in common that the texts may. Of twins' least hashes nearly all are common; half is
/// far from any chance to miss one.
fn may_be_twins(a: &[u64], b: &[u64]) -> bool {
    2 * common(a, b) >= a.len().min(b.len())
}

/// Whether the shingles of two bodies have a Jaccard index of nine tenths or more.
fn are_twins(desk: Desk<'_>, a: &Measured, b: &Measured) -> Result<bool, StudyError> {
    let mut buffer = Vec::new();
    let mut read = |article: &Measured| -> Result<Vec<u64>, StudyError> {
        Ok(shingles(desk.article(article, &mut buffer)?.body.as_deref().unwrap_or_default()))
    };
    let (a, b) = (read(a)?, read(b)?);
    let both = common(&a, &b);
    Ok(both > 0 && 10 * both >= 9 * (a.len() + b.len() - both))
}
