//! The ministry's leaders: who they are, and what they do in an article.
//!
//! Pure: texts and days in, links out. The registry is data (`officials.toml`), and so are the words
//! that the rules read: what somebody did (`cues.toml`), names in print (`names.toml`), and what
//! stands beside them (`beside.toml`). Everybody else who is named in an article is found
//! by searching, not here.

mod anchors;
#[cfg(test)]
mod cases;
pub(crate) mod eval;
mod link;
mod lookup;
mod mentions;
mod names;
mod posts;
mod registry;
mod relation;
mod rows;
mod sentences;
mod suggest;
mod tenure;
mod words;

pub(crate) use link::{Found, Linker};
pub(crate) use lookup::{Lookup, ROLES, role_named};
pub(crate) use registry::{Confidence, Holding, Person, Post, RULES, RULES_VERSION, Registry};
pub(crate) use rows::RegistryError;
pub(crate) use suggest::{Sighting, suggest};
pub(crate) use tenure::Bound;
