//! The query: from words to articles.
//!
//! ```text
//! parse   text -> Query         the parsed query
//! find    Query -> Matches      which articles match, at which strictness; counts and groups
//! page    Matches -> HitRef*    in which order
//! hits    HitRef -> Hit         the articles, with the places that match
//! ```
//!
//! What must match and what adds to a score is a [`plan`], built by [`compile`] and [`rank`] without any engine;
//! [`local`] translates it for the local index, [`remote`] for a cluster. What a cluster finds is scored here
//! ([`rescored`]), and what it may miss is read ([`verified`]).
//!
//! This module returns data only. The command line writes the sentences.

mod compile;
mod conditions;
mod cross;
mod describe;
mod explain;
mod filters;
mod find;
mod groups;
mod hidden;
mod hit;
mod local;
mod mark;
mod must_not_guard;
mod numbered;
mod occurrences;
mod page;
mod parse;
mod plan;
mod quantize;
mod rank;
mod rank_scorer;
mod reading;
mod reasons;
mod relax;
mod remote;
mod rescored;
mod resolver;
mod sent;
mod slop_phrase;
mod snippet;
mod source;
mod spelling;
mod studied;
mod suggest;
#[cfg(test)]
mod tests;
mod top_k;
mod tree;
mod verified;
mod wanted_phrase;

pub(crate) use cross::CrossTable;
pub(crate) use explain::{Ambiguity, Explanation};
pub(crate) use filters::{Absent, DayRange, Filter, FilterKind, Filters, Section};
pub(crate) use find::{HitRef, Matches, find};
pub(crate) use groups::By;
pub(crate) use hit::Hit;
pub(crate) use numbered::NumberedOccurrences;
pub(crate) use occurrences::Occurrences;
pub(crate) use page::{Page, Sort, search};
pub(crate) use parse::{ParseError, field_names, parse};
pub(crate) use rank::ScorePart;
pub(crate) use reasons::{Reasons, WordReport};
pub(crate) use relax::{Match, Relaxation};
pub(crate) use resolver::{FilterResolver, Unresolved};
pub(crate) use sent::{sent_article, unpacked_labels};
pub(crate) use snippet::Snippet;
pub(crate) use source::Source;
pub(crate) use studied::{Accents, Divided, Measured, find_strictly, ids_of, sketches};
pub(crate) use tree::Query;
