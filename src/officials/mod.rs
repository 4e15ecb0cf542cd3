//! The ministry's leaders: who they are, and what they do in an article.
//!
//! Pure: texts and days in, links out. The registry is data (`officials.toml`), and so are the words that the
//! rules read: posts (`posts.toml`), names in print (`names.toml`), the words before and after names
//! (`name_context.toml`), how a clause says who acts (`clauses.toml`) and what somebody did (`cues.toml`).
//! Everybody else who is named in an article is found by searching, not here.
//!
//! An article goes through the files in this order:
//! [`anchors`] finds the sentences that can name a leader, [`sentences`] bounds them, [`words`] cuts them into
//! words, [`posts`] and [`names`] find what they are named for, [`mentions`] finds who is mentioned,
//! [`acts`] what each one did: [`clause`] decides who is the subject and whether it took place, [`relation`] what
//! the verbs mean. [`link`] joins it all into the links of the article, with the
//! [`registry`] and the tenure of posts.

mod anchors;
mod sentences;
mod words;

mod names;
mod posts;

mod mentions;

mod acts;
mod clause;
mod relation;

mod link;

mod person;
mod registry;
mod rows;
mod tenure;

mod lookup;
mod suggest;

#[cfg(test)]
mod tests;

pub(crate) use link::{Found, Linker};
pub(crate) use lookup::{Lookup, ROLES, role_named};
pub(crate) use person::{Confidence, Person, Post};
pub(crate) use registry::{Holding, Registry};
pub(crate) use rows::RegistryError;
pub(crate) use suggest::{Occurrence, suggest};
pub(crate) use tenure::Bound;

/// All lists that decide which links an article gets.
pub(crate) const DATA: [&str; 6] =
    [registry::EMBEDDED, relation::CUES, clause::CLAUSES, mentions::NAME_CONTEXT, names::NAMES, posts::POSTS];
