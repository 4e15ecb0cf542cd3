//! A query as data: what must match, and what adds to a score, in terms of the index alone.
//!
//! [`super::compile`] and [`super::rank`] build plans and know no engine. Each engine translates the kinds of
//! [`Plan`] one by one, so two engines that translate each kind correctly match the same articles.

use crate::index::Facet;
pub(super) use crate::index::WordField;

/// What an article must have. The terms are those of the index.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// A term, scored by BM25.
    Term(WordField, String),
    /// Terms at these positions relative to each other, with up to `slop` more words between them; scored by BM25.
    Near {
        field: WordField,
        terms: Vec<(u32, String)>,
        slop: u32,
    },
    /// Any word whose folded form begins like this, and whose exact form, if one is wanted, has this beginning and this
    /// tone. Every match scores 1.
    Stem {
        field: WordField,
        fold: String,
        exact: Option<(String, String)>,
    },
    /// The term of a document or a day that the article names. Its score has no meaning: see [`Plan::Constant`].
    Number(String),
    /// A value of a facet; scores 0.
    Facet(Facet, String),
    /// Published from the first second on and before the second; seconds since 1970, UTC. Scores 0.
    Days(Option<i64>, Option<i64>),
    /// All of these match, except those in [`Plan::Without`], which must not; the scores add up.
    All(Vec<Plan>),
    /// At least one of these matches; the scores add up.
    Any(Vec<Plan>),
    /// This doesn't match. Only has a meaning inside [`Plan::All`].
    Without(Box<Plan>),
    /// The score times this factor.
    Boost(Box<Plan>, f32),
    /// This score instead of its own.
    Constant(Box<Plan>, f32),
    /// The articles with these ids; scores 1.
    Ids(Vec<String>),
    /// Every article; scores 1.
    Everything,
    Nothing,
}

impl Plan {
    /// A term of the text.
    pub(super) fn word(term: String) -> Plan {
        Plan::Term(WordField::Text, term)
    }

    /// All of these; a single one is returned as it is.
    pub(super) fn all(mut plans: Vec<Plan>) -> Plan {
        match plans.as_slice() {
            [] => Plan::Everything,
            [one] if !matches!(one, Plan::Without(_)) => plans.remove(0),
            _ => Plan::All(plans),
        }
    }

    /// Any of these; a single one is returned as it is.
    pub(super) fn any(mut plans: Vec<Plan>) -> Plan {
        match plans.len() {
            0 => Plan::Nothing,
            1 => plans.remove(0),
            _ => Plan::Any(plans),
        }
    }

    /// Everything except this.
    pub(super) fn without(plan: Plan) -> Plan {
        Plan::All(vec![Plan::Without(Box::new(plan))])
    }

    /// The same with the score times a factor.
    pub(super) fn boost(self, factor: f32) -> Plan {
        Plan::Boost(Box::new(self), factor)
    }

    /// The same with a constant score.
    pub(super) fn constant(self, score: f32) -> Plan {
        Plan::Constant(Box::new(self), score)
    }
}
