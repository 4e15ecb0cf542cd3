//! What a query says, once it is read: words, phrases and filters joined by and, or, not.

use std::ops::Range;

use super::filters::{Filter, Filters};

/// A query as it was understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Query {
    /// The query in clean form: what all spans point into.
    pub(crate) text: String,
    /// What must match; `None` when the query holds nothing to look for.
    pub(super) root: Option<Node>,
    /// Filters that stand at the top of the query, where they mean what the options mean.
    pub(crate) filters: Filters,
    /// Never look for less than was asked, even where that finds nothing.
    pub(crate) strict: bool,
}

impl Query {
    /// Whether something was typed of which nothing is left to look for: a lone bracket or quote.
    pub(crate) fn says_nothing(&self) -> bool {
        !self.text.is_empty() && self.root.is_none() && self.filters == Filters::default()
    }

    /// Whether there is any word to look for; without one there is no relevance either.
    pub(crate) fn has_words(&self) -> bool {
        self.root.as_ref().is_some_and(Node::has_words)
    }
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Terms(Scope, Terms),
    Phrase(Scope, Phrase),
    Prefix(Scope, Word),
    /// A filter inside brackets, alternatives, or behind a minus.
    Filter(Filter),
}

impl Node {
    /// Whether there is any word to look for, rather than conditions only.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::has_words),
            Node::Terms(..) | Node::Phrase(..) | Node::Prefix(..) => true,
            Node::Not(_) | Node::Filter(_) => false,
        }
    }
}

/// Where in an article a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Anywhere,
    Title,
}

/// A word of the query, in the forms of [`crate::text::Token`].
///
/// Two are equal when they ask for the same, wherever in the query they stand.
#[derive(Debug, Clone, Eq)]
pub(super) struct Word {
    pub(super) term: String,
    pub(super) fold: String,
    pub(super) accented: bool,
    /// Whether it was typed in capitals, where that sets it apart: "AI" rather than "ai".
    pub(super) capitals: bool,
    /// Position among its neighbours, as in a text.
    pub(super) position: u32,
    /// Bytes of the query.
    pub(super) span: Range<usize>,
}

/// Words side by side, all of which must match somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    /// Never empty.
    pub(super) words: Vec<Word>,
    /// Parts that mean something of their own, in order and without overlaps.
    pub(super) parts: Vec<Interpretation>,
}

/// A part of a run, and what else it may stand as in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interpretation {
    /// Which words of the run.
    pub(super) words: Range<usize>,
    pub(super) meaning: Meaning,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// A document or a day, by its term in the index. Where it is not certain, the words may be
    /// meant as words.
    Named { term: String, certain: bool },
    /// Other writings of the same name.
    Written(Vec<Vec<VariantWord>>),
}

/// A word of another writing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VariantWord {
    pub(super) term: String,
    pub(super) fold: String,
    /// Whether it means this in capitals only.
    pub(super) capitals: bool,
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        (&self.term, self.accented, self.position) == (&other.term, other.accented, other.position)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phrase {
    /// At least two.
    pub(super) words: Vec<Word>,
    /// How many words may stand between, as typed behind `~`.
    pub(super) slop: u32,
}
