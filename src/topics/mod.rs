//! What an article is about: the ministry's own fields of work, and the kinds of its events.
//!
//! Phrases on accented terms over title, abstract and first paragraph, each label with the phrase
//! that caused it. Long bodies touch everything, so they are left out.

mod label;
mod lookup;
mod registry;
#[cfg(test)]
mod tests;
mod units;
mod words;

pub(crate) use label::{Explanation, Labeller, Verdict};
pub(crate) use lookup::Lookup;
pub(crate) use registry::{DATA, Topic, Topics, TopicsError};
