//! The query: from words to articles.
//!
//! ```text
//! parse   text -> Query      what is asked for
//! find    Query -> Found     which articles, on which rung of the ladder; counts and groups
//! page    Found -> Place*    in which order
//! hits    Place -> Hit       what they say, and where it matches
//! ```
//!
//! All of it is data. What is said of it to people is the command line's.

mod best;
#[cfg(test)]
mod cases;
mod compile;
mod echo;
mod excluded;
mod explain;
mod fields;
mod find;
mod grain;
mod groups;
mod hit;
#[cfg(test)]
mod known_items;
mod ladder;
mod mark;
#[cfg(test)]
mod model;
mod names;
mod near;
mod page;
mod parse;
#[cfg(test)]
mod properties;
mod rank;
mod reading;
#[cfg(test)]
mod shelf;
mod snippet;
mod spelling;
mod suggest;
mod sum;
mod tree;
mod word;

pub(crate) use explain::{Ambiguity, Blocking, Explanation, Reasons, WordReport};
pub(crate) use find::{Found, find};
pub(crate) use groups::By;
pub(crate) use hit::{Hit, QueryError};
pub(crate) use ladder::{Match, Step};
pub(crate) use names::{Names, Unresolved};
pub(crate) use page::{Page, Place, Sort, search};
pub(crate) use parse::{ParseError, parse};
pub(crate) use rank::ScorePart;
pub(crate) use snippet::Snippet;
pub(crate) use tree::{Filters, Query, Section};
