//! The scope: the articles that filters choose, with or without a hit, and the words they have.

use std::collections::HashSet;

use super::desk::{Desk, StudyError};
use super::reading::Zones;
use super::report::ScopeFacts;
use super::twins::later_twins;
use crate::query::{self, Accents, Filters, Measured, Query};

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
        let later = later_twins(desk, &articles)?;
        if options.once {
            articles.retain(|article| !later.contains(&article.place.offset));
        }
        Ok(Scope { articles, zones: options.zones, twins: later.len() as u64, later })
    }

    /// The scope of each of these queries by its filters; where they are the same it is found once.
    pub(super) fn of_each<'q>(
        desk: Desk<'_>,
        queries: impl Iterator<Item = &'q Query>,
        options: &ScopeOptions,
    ) -> Result<Vec<Scope>, StudyError> {
        let filters: Vec<Query> = queries.map(|query| query.divided().scope).collect();
        let mut scopes: Vec<Scope> = Vec::with_capacity(filters.len());
        for (number, query) in filters.iter().enumerate() {
            let same = filters[..number].iter().position(|earlier| earlier.asks_the_same(query));
            let scope = same.map_or_else(|| Scope::of(desk, query, options), |earlier| Ok(scopes[earlier].clone()))?;
            scopes.push(scope);
        }
        Ok(scopes)
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
