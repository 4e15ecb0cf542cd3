//! The words of the whole corpus as numbers, so that they can be counted without reading texts.
//!
//! ```text
//! vocabulary   terms with their spellings      words    articles as numbers of terms
//! build        from texts                         file     as a file
//! ```

mod build;
mod file;
mod vocabulary;
mod words;

pub(super) use build::build;
#[cfg(test)]
pub(super) use build::of_texts;
pub(super) use file::{read, write};
pub(super) use vocabulary::{Cases, TermEntry, Vocabulary, WordMark};
pub(super) use words::{ArticleWords, Forward};
