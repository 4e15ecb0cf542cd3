//! The corpus of the benchmarks, and what the program is compared with.
//!
//! Everything in the corpus is invented, from a seed: the same seed and number always give the same
//! article, so a small corpus is the beginning of a larger one. Words are drawn independently of
//! their neighbours; compression and phrases are therefore not quite those of real news.
//!
//! ```text
//! chance    words    people        what an article is made of
//! article                          one article
//! record    page                   how it is written: a line of JSON, a page of the old portal
//! questions                        queries
//! engine                           the search engine as a user would set it up by himself
//! ```

pub mod article;
pub mod chance;
pub mod engine;
pub mod page;
pub mod people;
pub mod questions;
pub mod record;
pub mod words;
