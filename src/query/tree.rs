//! What a query says, once it is read: words, phrases and filters joined by and, or, not.

use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;

use crate::article::Status;
use crate::article::labels::Role;
use crate::index::{IN_SECTION, OUT_OF_SECTION};

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

/// One condition that is not about words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    Official(String),
    Mentions(String),
    Role(Role),
    Topic(String),
    Days(DayRange),
    Number(String),
    Section(Section),
    Status(Status),
}

impl fmt::Display for Filter {
    /// As it may be typed in a query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        match self {
            Filter::Official(name) => write!(f, "official:\"{name}\""),
            Filter::Mentions(name) => write!(f, "mentions:\"{name}\""),
            Filter::Role(role) => write!(f, "role:{}", role.as_str()),
            Filter::Topic(id) => write!(f, "topic:{id}"),
            Filter::Days(span) => write!(f, "date:{}..{}", day(span.from), day(span.to)),
            Filter::Number(number) => write!(f, "number:\"{number}\""),
            Filter::Section(section) => write!(f, "section:{}", section.as_str()),
            Filter::Status(status) => write!(f, "status:{}", status.as_str()),
        }
    }
}

/// Vietnamese days from one to another, both included; an end may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayRange {
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
}

/// Conditions on articles apart from words, as options give them and as a query may.
///
/// Lists mean any of their members; everything that is given must hold. Where a query says a thing
/// twice, any of the two will do; of days, both must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Filters {
    /// Canonical names of people who acted.
    pub(crate) officials: Vec<String>,
    /// Canonical names of people who are named.
    pub(crate) mentions: Vec<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) topics: Vec<String>,
    /// Document numbers, as typed.
    pub(crate) numbers: Vec<String>,
    /// Vietnamese days, both included.
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    /// `None` is [`Section::In`], unless the query speaks of the section itself.
    pub(crate) section: Option<Section>,
    pub(crate) status: Option<Status>,
}

/// Which articles are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    In,
    Out,
    All,
}

impl Section {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Section::In => IN_SECTION,
            Section::Out => OUT_OF_SECTION,
            Section::All => "all",
        }
    }
}

fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

impl Filters {
    /// No condition at all, articles outside the section among what is looked at.
    pub(crate) fn everywhere() -> Filters {
        Filters { section: Some(Section::All), ..Filters::default() }
    }

    /// Adds a condition of a query to those of the options.
    pub(super) fn add(&mut self, filter: Filter) {
        match filter {
            Filter::Official(name) => self.officials.push(name),
            Filter::Mentions(name) => self.mentions.push(name),
            Filter::Role(role) => self.roles.push(role),
            Filter::Topic(id) => self.topics.push(id),
            Filter::Number(number) => self.numbers.push(number),
            Filter::Days(span) => {
                self.from = self.from.max(span.from);
                self.to = earlier(self.to, span.to);
            }
            Filter::Section(section) => {
                let other = self.section.is_some_and(|known| known != section);
                self.section = Some(if other { Section::All } else { section });
            }
            // Each is said once, so two are all there are.
            Filter::Status(status) => self.status = if self.status.is_some() { None } else { Some(status) },
        }
    }
}

/// What a query says of articles and what the options do: two sets of conditions that must both hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Conditions([Filters; 2]);

impl Conditions {
    pub(super) fn of(query: &Filters, options: &Filters) -> Conditions {
        Conditions([query.clone(), options.clone()])
    }

    pub(super) fn each(&self) -> impl Iterator<Item = &Filters> {
        self.0.iter()
    }

    /// The same with each set changed.
    pub(super) fn map(&self, change: impl Fn(&Filters) -> Filters) -> Conditions {
        Conditions(self.0.each_ref().map(change))
    }

    /// The same with nothing but the sections left.
    pub(super) fn of_section(&self) -> Conditions {
        self.map(|filters| Filters { section: filters.section, ..Filters::default() })
    }

    /// The sections that are asked for, every one of which an article must be of. Whoever says
    /// nothing means the articles of the section.
    pub(super) fn sections(&self) -> Vec<Section> {
        let said: Vec<Section> = self.each().filter_map(|filters| filters.section).collect();
        if said.is_empty() { vec![Section::In] } else { said }
    }
}
