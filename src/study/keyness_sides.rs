//! The two sides of a comparison: the articles of A, and what they are compared with.

use std::collections::HashSet;

use super::desk::{Desk, StudyError};
use super::reference::WordCounts;
use super::scope::{Scope, ScopeOptions};
use crate::query::Query;

/// A query of articles, and how it was typed.
#[derive(Clone, Copy)]
pub(crate) struct Side<'q> {
    pub(crate) query: &'q Query,
    pub(crate) typed: &'q str,
}

/// What the articles of A are compared with.
#[derive(Clone, Copy)]
pub(crate) enum Against<'q> {
    /// The other articles of the scope.
    Rest,
    Side(Side<'q>),
    /// Words with their counts, from a file of this name.
    List(&'q WordCounts, &'q str),
}

/// What to do with articles that are on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BothSides {
    Refuse,
    /// They count on neither side.
    Drop,
    /// They count on both.
    Keep,
}

/// The articles that are compared.
pub(super) struct Sided {
    /// The articles of both sides.
    pub(super) together: Scope,
    /// For each of them, whether it is in A and in B.
    pub(super) membership: Vec<[bool; 2]>,
    pub(super) left: Scope,
    /// `None` if a list of words is the other side.
    pub(super) right: Option<Scope>,
}

impl Sided {
    /// Chooses the articles of both sides. Fails if a side has none, or if an article is on both and nobody said what
    /// becomes of it.
    pub(super) fn of(
        desk: Desk<'_>,
        a: Side<'_>,
        against: Against<'_>,
        options: &ScopeOptions,
        both: BothSides,
    ) -> Result<Sided, StudyError> {
        let b = match against {
            Against::Rest => None,
            Against::Side(side) => Some(side),
            Against::List(..) => {
                let left = Scope::of(desk, a.query, options)?;
                require_articles("A", &left, a.typed)?;
                let membership = vec![[true, false]; left.articles.len()];
                return Ok(Sided { together: left.clone(), membership, left, right: None });
            }
        };
        let (left, right, together) = sides(desk, a, b, options, both)?;
        let membership = membership(&together, &left, &right);
        Ok(Sided { together, membership, left, right: Some(right) })
    }
}

/// The articles of both sides, and of both together.
fn sides(
    desk: Desk<'_>,
    a: Side<'_>,
    b: Option<Side<'_>>,
    options: &ScopeOptions,
    both: BothSides,
) -> Result<(Scope, Scope, Scope), StudyError> {
    let mut left = Scope::of(desk, a.query, options)?;
    let everything = Query::default();
    let mut right = Scope::of(desk, b.map_or(&everything, |b| b.query), options)?;
    let (in_left, in_right) = (offsets(&left), offsets(&right));
    let shared = in_left.intersection(&in_right).count();
    let drop_from = |scope: &mut Scope, other: &HashSet<u64>| {
        scope.articles.retain(|article| !other.contains(&article.place.offset));
    };
    match (b, both) {
        (None, _) => drop_from(&mut right, &in_left),
        (Some(_), BothSides::Refuse) if shared > 0 => {
            let sentence = match shared {
                1 => "1 article is in A and in B".to_owned(),
                n => format!("{n} articles are in A and in B"),
            };
            return Err(StudyError::usage(sentence, "--both drop|keep decides what becomes of them"));
        }
        (Some(_), BothSides::Drop) => {
            drop_from(&mut left, &in_right);
            drop_from(&mut right, &in_left);
        }
        (Some(_), BothSides::Refuse | BothSides::Keep) => {}
    }
    require_articles("A", &left, a.typed)?;
    require_articles("B", &right, b.map_or("the rest of the scope", |b| b.typed))?;
    let mut together = left.clone();
    let known = offsets(&left);
    together.articles.extend(right.articles.iter().filter(|article| !known.contains(&article.place.offset)));
    // Articles on both sides count once.
    together.twins = left.later.union(&right.later).count() as u64;
    Ok((left, right, together))
}

fn require_articles(name: &str, scope: &Scope, typed: &str) -> Result<(), StudyError> {
    if scope.articles.is_empty() {
        return Err(StudyError::Empty { sentence: format!("side {name} has no articles: {typed}").into() });
    }
    Ok(())
}

/// For each article of both sides together, whether it is in A and in B.
fn membership(together: &Scope, left: &Scope, right: &Scope) -> Vec<[bool; 2]> {
    let [in_left, in_right] = [offsets(left), offsets(right)];
    let sides = |offset| [in_left.contains(&offset), in_right.contains(&offset)];
    together.articles.iter().map(|article| sides(article.place.offset)).collect()
}

fn offsets(scope: &Scope) -> HashSet<u64> {
    scope.articles.iter().map(|article| article.place.offset).collect()
}
