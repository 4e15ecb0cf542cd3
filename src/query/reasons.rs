//! Why a query finds nothing, as [`super::explain`] finds out.

use super::filters::FilterKind;

/// The number of articles that contain a word, regardless of the rest of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordReport {
    /// As typed.
    pub(crate) text: String,
    /// Whether it is compared with its accents.
    pub(crate) by_accents: bool,
    pub(crate) exact: u64,
    pub(crate) folded: u64,
}

/// Why a query finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reasons {
    pub(crate) words: Vec<WordReport>,
    /// The number of articles that the words alone would match.
    pub(crate) without_filters: u64,
    /// The number of articles that contain the words of the phrases apart from each other; `None` without
    /// phrases.
    pub(crate) without_quotes: Option<u64>,
    /// Filters that exclude all matches, with the number of matches without each.
    pub(crate) blocking: Vec<(FilterKind, u64)>,
    /// The query with unknown words replaced by similar ones of the index.
    pub(crate) suggestion: Option<String>,
}
