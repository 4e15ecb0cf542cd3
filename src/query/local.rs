//! The local index as an engine: translates each kind of [`Plan`] into a query of tantivy.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::must_not_guard::MustNotGuard;
use super::plan::{Plan, WordField};
use super::quantize::ScoreStep;
use super::rank::{Bonus, Ranking, ScorePart};
use super::rank_scorer::RankQuery;
use super::slop_phrase::SlopPhrase;
use crate::index::{Facet, IN_SECTION, IS_WITHDRAWN, Index, IndexError, OUT_OF_SECTION, own_key};

/// Longer phrases are pasted paragraphs, for which the engine is slow.
const ENGINE_PHRASE_WORDS_MAX: usize = 32;

pub(super) type Boxed = Box<dyn Query>;

/// Translates plans over one index.
#[derive(Clone, Copy)]
pub(super) struct Local<'a> {
    index: &'a Index,
    /// The step of all scores.
    step: ScoreStep,
}

impl<'a> Local<'a> {
    pub(super) fn new(index: &'a Index, step: ScoreStep) -> Local<'a> {
        Local { index, step }
    }

    pub(super) fn index(self) -> &'a Index {
        self.index
    }

    /// A query that matches what the plan does.
    pub(super) fn query(self, plan: &Plan) -> Result<Boxed, IndexError> {
        Ok(match plan {
            Plan::Term(field, term) => {
                self.step.wrap(term_query(self.word(*field, term), IndexRecordOption::WithFreqs))
            }
            Plan::Near { field, terms, slop } => self.near(*field, terms, *slop),
            Plan::Stem { field, fold, exact } => self.stem(*field, fold, exact.as_ref())?,
            Plan::Number(term) => {
                term_query(Term::from_field_text(self.index.fields().number, term), IndexRecordOption::Basic)
            }
            Plan::Facet(facet, value) if self.holds_for_all(*facet, value)? => unscored(self.everything()),
            Plan::Facet(facet, value) => unscored(term_query(self.facet(*facet, value), IndexRecordOption::Basic)),
            Plan::Days(from, before) => self.days(*from, *before),
            Plan::All(plans) => self.all(plans)?,
            Plan::Any(plans) => self.any(plans)?,
            Plan::Without(_) => self.all(std::slice::from_ref(plan))?,
            Plan::Boost(plan, factor) => Box::new(BoostQuery::new(self.query(plan)?, *factor)),
            Plan::Constant(plan, score) => Box::new(ConstScoreQuery::new(self.query(plan)?, *score)),
            Plan::Ids(ids) => {
                let key = self.index.fields().key;
                let terms = ids.iter().map(|id| Term::from_field_text(key, &own_key(id)));
                Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0))
            }
            Plan::Everything => self.everything(),
            Plan::Nothing => Box::new(EmptyQuery),
        })
    }

    /// A query that matches and scores as a ranking does.
    pub(super) fn ranking(self, ranking: &Ranking) -> Result<RankQuery, IndexError> {
        let mut components = Vec::new();
        for part in ScorePart::ADDED {
            components.extend(self.components(ranking, part)?);
        }
        Ok(RankQuery { matching: self.query(&ranking.matching)?, components })
    }

    /// A query with the score of one part of a ranking.
    pub(super) fn score_part(self, ranking: &Ranking, part: ScorePart) -> Result<Boxed, IndexError> {
        match part {
            ScorePart::Words => self.query(&ranking.matching),
            part => Ok(union(self.components(ranking, part)?)),
        }
    }

    fn components(self, ranking: &Ranking, part: ScorePart) -> Result<Vec<Boxed>, IndexError> {
        let added = ranking.added.iter().filter(|(of, _)| *of == part).map(|(_, plan)| self.query(plan));
        let mut components = added.collect::<Result<Vec<_>, _>>()?;
        if let Some(bonus) = ranking.exact_bonus.as_ref().filter(|_| part == ScorePart::AsTyped)
            && self.may_match(bonus)?
        {
            components.push(self.query(&bonus.plan)?);
        }
        Ok(components)
    }

    /// Whether any article has a term without which the bonus separates nothing.
    fn may_match(self, bonus: &Bonus) -> Result<bool, IndexError> {
        for term in &bonus.needs_any {
            if self.index.articles_with(term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn word(self, field: WordField, term: &str) -> Term {
        Term::from_field_text(self.field(field), term)
    }

    fn field(self, field: WordField) -> Field {
        self.index.fields().of_words(field)
    }

    fn facet(self, facet: Facet, value: &str) -> Term {
        Term::from_field_text(self.index.fields().facet, &facet.term(value))
    }

    /// Whether a value is that of all articles. Most corpora have nothing outside the section.
    fn holds_for_all(self, facet: Facet, value: &str) -> Result<bool, IndexError> {
        if facet != Facet::Section || value != IN_SECTION {
            return Ok(false);
        }
        let outside = self.facet(Facet::Section, OUT_OF_SECTION);
        Ok(self.index.searcher().doc_freq(&outside).map_err(|e| self.index.failed(e))? == 0)
    }

    /// All articles except the withdrawn ones. Nothing else excludes those: they have no words, dates or facets by which
    /// a plan could match them.
    fn everything(self) -> Boxed {
        if self.index.withdrawn() == 0 {
            return Box::new(AllQuery);
        }
        let withdrawn = term_query(self.facet(Facet::Withdrawn, IS_WITHDRAWN), IndexRecordOption::Basic);
        Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, withdrawn)]))
    }

    fn near(self, field: WordField, terms: &[(u32, String)], slop: u32) -> Boxed {
        let terms = terms.iter().map(|(place, term)| (*place, self.word(field, term)));
        // The engine opens the postings of a word again for each of its places in a phrase.
        self.step.wrap(if slop > 0 || terms.len() > ENGINE_PHRASE_WORDS_MAX {
            Box::new(SlopPhrase { terms: terms.collect(), slop })
        } else {
            Box::new(PhraseQuery::new_with_offset(terms.map(|(place, term)| (place as usize, term)).collect()))
        })
    }

    fn stem(self, field: WordField, fold: &str, exact: Option<&(String, String)>) -> Result<Boxed, IndexError> {
        let pattern = match exact {
            Some((letters, tone)) => format!("{fold}[^=]*={letters}.*{tone}"),
            None => format!("{fold}[^=]*"),
        };
        let query = RegexQuery::from_pattern(&pattern, self.field(field)).map_err(|e| self.index.failed(e))?;
        Ok(Box::new(query))
    }

    fn days(self, from: Option<i64>, before: Option<i64>) -> Boxed {
        let at = |second: i64| Term::from_field_i64(self.index.fields().published, second);
        let lower = from.map_or(Bound::Unbounded, |second| Bound::Included(at(second)));
        let upper = before.map_or(Bound::Unbounded, |second| Bound::Excluded(at(second)));
        unscored(Box::new(RangeQuery::new(lower, upper)))
    }

    fn all(self, plans: &[Plan]) -> Result<Boxed, IndexError> {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        for plan in plans {
            match plan {
                Plan::Without(excluded) => {
                    clauses.push((Occur::MustNot, Box::new(MustNotGuard(self.query(excluded)?))));
                }
                Plan::Facet(facet, value) if self.holds_for_all(*facet, value)? => {}
                plan => clauses.push((Occur::Must, self.query(plan)?)),
            }
        }
        // Clauses that only exclude need something to exclude from.
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, self.everything()));
        }
        Ok(match clauses.as_slice() {
            [_] => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        })
    }

    fn any(self, plans: &[Plan]) -> Result<Boxed, IndexError> {
        Ok(union(plans.iter().map(|plan| self.query(plan)).collect::<Result<_, _>>()?))
    }
}

fn term_query(term: Term, record: IndexRecordOption) -> Boxed {
    Box::new(TermQuery::new(term, record))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn union(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
