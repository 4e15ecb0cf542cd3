//! A parsed query: words, phrases and filters joined by and, or, not.

use std::ops::Range;

use super::filters::{Filter, Filters};

/// A parsed query.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Query {
    /// The query in clean form: what all spans point into.
    pub(crate) text: String,
    /// What must match; `None` if there is nothing to search for.
    pub(super) root: Option<Node>,
    /// Filters at the top level of the query, where they mean the same as options.
    pub(crate) filters: Filters,
    /// The filters of the named question that it comes from. They must hold besides, as those of options.
    pub(crate) question: Filters,
    /// The operators that have nothing to join, each as often as it was typed so. They are ignored.
    pub(crate) dangling: Vec<&'static str>,
    /// Never relax the query, even if nothing matches.
    pub(crate) strict: bool,
}

impl Query {
    /// Whether something was typed but nothing is left to search for, such as a lone bracket or quote.
    pub(crate) fn says_nothing(&self) -> bool {
        !self.text.is_empty() && self.has_no_conditions()
    }

    /// Whether it has neither words nor filters.
    pub(crate) fn is_for_everything(&self) -> bool {
        self.text.is_empty() && self.has_no_conditions()
    }

    fn has_no_conditions(&self) -> bool {
        self.root.is_none() && [&self.filters, &self.question].into_iter().all(|filters| *filters == Filters::default())
    }

    /// Whether it is alternatives, of which any may match.
    pub(crate) fn is_alternatives(&self) -> bool {
        matches!(self.root, Some(Node::Or(_)))
    }

    /// Replaces its filters of every kind that these have.
    pub(crate) fn replace_filters(&mut self, filters: &Filters) {
        self.filters.replace_with(filters);
    }

    /// Whether the query has words; without words there is no relevance.
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
    /// A filter inside brackets, in alternatives, or after a minus.
    Filter(Filter),
}

impl Node {
    /// Whether there are words rather than filters only.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::has_words),
            Node::Terms(..) | Node::Phrase(..) | Node::Prefix(..) => true,
            Node::Not(_) | Node::Filter(_) => false,
        }
    }
}

/// Where in an article a word must occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Anywhere,
    Title,
}

/// A word of the query, in the forms of [`crate::text::Token`].
///
/// Two words are equal if they match the same text, wherever in the query they are. So `fold`, which follows
/// from `term`, and `span` and `capitals`, which don't affect what matches, aren't compared.
#[derive(Debug, Clone, Eq)]
pub(super) struct Word {
    pub(super) term: String,
    pub(super) fold: String,
    pub(super) accented: bool,
    /// Whether it was typed in capitals unlike the words around it: "AI" rather than "ai".
    pub(super) capitals: bool,
    /// Position among its neighbours, as in a text.
    pub(super) position: u32,
    /// Bytes of the query.
    pub(super) span: Range<usize>,
}

/// Words, all of which must match somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    /// Never empty.
    pub(super) words: Vec<Word>,
    /// Sequences of words with a meaning of their own, in order and without overlaps.
    pub(super) parts: Vec<Interpretation>,
}

/// Some of the words, and how else a text may express them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interpretation {
    /// Indexes of the words.
    pub(super) words: Range<usize>,
    pub(super) meaning: Meaning,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// A document or a day, by its term in the index. If it isn't certain, the words may just be words.
    Named { term: String, certain: bool },
    /// Other spellings of the same name.
    Written(Vec<Vec<VariantWord>>),
}

/// A word of another spelling.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VariantWord {
    pub(super) term: String,
    pub(super) fold: String,
    /// Whether it must be written in capitals.
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
    /// How many words may occur between, as typed after `~`.
    pub(super) slop: u32,
}
