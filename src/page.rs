//! The page: what a parser found in one document, and what it missed.
//!
//! A broken page is not an error of the program: it is a page with little in it. Whoever asked for
//! it decides what that means.

use crate::article::Sighting;

/// What one document turned out to hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub(crate) kind: PageKind,
    /// The list on the page, where there is one; it may be empty.
    pub(crate) listing: Option<Listing>,
    /// The one article shown whole, where there is one.
    pub(crate) article: Option<Sighting>,
    /// What a person should know: weekdays that disagree, items without a title.
    pub(crate) warnings: Vec<String>,
}

/// What a document was recognised as, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageKind {
    /// A legacy page with a list, an article, or both.
    LegacyHtml,
    /// Text saved from such a page.
    Capture,
    /// Plain text of unknown origin.
    PlainText,
    BridgeListing,
    BridgeArticle,
}

/// A list of articles, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Listing {
    pub(crate) items: Vec<Sighting>,
    /// How many entries the source gave, with repeated ones and those that could not be read.
    pub(crate) entries: usize,
    /// How many of them could not be read: the list has articles that are not in `items`.
    pub(crate) unreadable: usize,
    /// The number of this page in its list, from 1, where a pager prints it.
    pub(crate) number: Option<u32>,
    /// Whether the pager offers a next page; `None` where there is no pager.
    pub(crate) has_next: Option<bool>,
}

impl Listing {
    /// A list all of whose entries could be read, without a pager.
    pub(crate) fn of(items: Vec<Sighting>) -> Listing {
        Listing { entries: items.len(), items, ..Listing::default() }
    }
}
