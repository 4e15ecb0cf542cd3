//! Queries of the study commands: what of a query chooses articles, and what is counted in them.
//!
//! Filters choose the scope, with or without a hit. What is left are the words whose hits are counted.

use super::compile::Compiler;
use super::conditions::Conditions;
use super::filters::Filters;
use super::find::{HitRef, Matches};
use super::page::Sort;
use super::rank::RankTerms;
use super::relax::{AccentMode, Strictness};
use super::source::Source;
use super::tree::{Meaning, Node, Query, Terms};
use crate::article::labels::Labels;
use crate::index::{Index, ZONES};
use crate::storage::StorageError;

/// How words are compared. Nothing is ever relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accents {
    /// A typed accent counts; a word typed without accents matches every accent.
    AsTyped,
    /// No accent counts.
    Folded,
    /// A word typed without accents matches only itself.
    Exact,
}

/// A query in two parts.
#[derive(Debug, Clone)]
pub(crate) struct Divided {
    /// The filters: they choose articles.
    pub(crate) scope: Query,
    /// The words: their hits are counted. Without positive words there is nothing to count.
    pub(crate) words: Query,
}

/// An article of a scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) place: HitRef,
    /// Words of title, abstract, body and captions. An abstract that repeats how the body begins has none.
    pub(crate) words: [u64; ZONES],
    /// Whether the abstract repeats how the body begins.
    pub(crate) repeats_lead: bool,
}

impl Query {
    /// Divides the query into filters and words.
    pub(crate) fn divided(&self) -> Divided {
        let (filters, words): (Vec<Node>, Vec<Node>) = match self.root.clone() {
            Some(Node::And(nodes)) => nodes.into_iter().partition(is_filter),
            Some(node) if is_filter(&node) => (vec![node], Vec::new()),
            root => (Vec::new(), root.into_iter().collect()),
        };
        let part = |nodes, filters, question| Query {
            text: self.text.clone(),
            root: all(nodes),
            filters,
            question,
            dangling: Vec::new(),
            strict: true,
        };
        Divided {
            scope: part(filters, self.filters.clone(), self.question.clone()),
            words: part(words, Filters::default(), Filters::default()),
        }
    }

    /// Whether two queries ask for the same, however they were typed.
    pub(crate) fn asks_the_same(&self, other: &Query) -> bool {
        (&self.root, &self.filters, &self.question) == (&other.root, &other.filters, &other.question)
    }

    /// Whether there are several words in a row without quotes: they would match far apart, so their hits can't be counted.
    pub(crate) fn has_loose_words(&self) -> bool {
        self.root.as_ref().is_some_and(has_loose_words)
    }
}

fn all(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() < 2 { nodes.pop() } else { Some(Node::And(nodes)) }
}

/// Whether a part of a query has no words at all, not even excluded ones.
fn is_filter(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_filter),
        Node::Not(inner) => is_filter(inner),
        Node::Filter(_) => true,
        Node::Terms(..) | Node::Phrase(..) | Node::Prefix(..) => false,
    }
}

fn has_loose_words(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_loose_words),
        Node::Terms(_, terms) => units(terms) > 1,
        Node::Not(_) | Node::Phrase(..) | Node::Prefix(..) | Node::Filter(_) => false,
    }
}

/// The number of words, a document or day that is surely named counting once.
fn units(terms: &Terms) -> usize {
    let named = terms.parts.iter().filter(|part| matches!(part.meaning, Meaning::Named { certain: true, .. }));
    named.fold(terms.words.len(), |words, part| words + 1 - part.words.len())
}

impl Accents {
    pub(super) fn strictness(self) -> Strictness {
        let forms = match self {
            Accents::AsTyped => AccentMode::Typed,
            Accents::Folded => AccentMode::Folded,
            Accents::Exact => AccentMode::Exact,
        };
        Strictness { forms, ..Strictness::STRICT }
    }
}

/// Finds the articles that match a query and the filters of the options, without relaxing anything.
pub(crate) fn find_strictly<'a>(
    index: &'a Index,
    query: &Query,
    options: &Filters,
    accents: Accents,
) -> Result<Matches<'a>, StorageError> {
    let conditions = Conditions::of(query, options);
    let (root, strictness) = (query.root.clone(), accents.strictness());
    let matching = Compiler::new(strictness).matching(root.as_ref(), &conditions);
    let source = Source::Index(index);
    let total = source.count(&matching, RankTerms::of(root.as_ref()).step())?;
    Ok(Matches { total, ..Matches::new(source, query, root, conditions, strictness, matching) })
}

impl Matches<'_> {
    /// All matches with their measures in the order of time: by moment, then id; undated ones last.
    pub(crate) fn measured(&self) -> Result<Vec<Measured>, StorageError> {
        let index = self.source.index("a study command")?;
        let segments = index.searcher().segment_readers();
        let measures: Vec<_> = segments.iter().map(|segment| index.measures(segment)).collect::<Result<_, _>>()?;
        let measured = |place: HitRef| {
            let of_segment = &measures[place.address.segment_ord as usize];
            let (words, repeats_lead) =
                (of_segment.words(place.address.doc_id), of_segment.repeats_lead(place.address.doc_id));
            Measured { place, words, repeats_lead }
        };
        Ok(self.page(Sort::Oldest, 0, 0)?.into_iter().map(measured).collect())
    }
}

/// The sketches of articles' bodies, in the same order.
pub(crate) fn sketches(index: &Index, articles: &[Measured]) -> Result<Vec<Vec<u64>>, StorageError> {
    let segments = index.searcher().segment_readers();
    let measures: Vec<_> = segments.iter().map(|segment| index.measures(segment)).collect::<Result<_, _>>()?;
    let sketch = |article: &Measured| {
        let at = article.place.address;
        measures[at.segment_ord as usize].sketch(at.doc_id).collect()
    };
    Ok(articles.iter().map(sketch).collect())
}

impl HitRef {
    /// The labels of the article.
    pub(crate) fn labels(&self, index: &Index) -> Result<Labels, StorageError> {
        Ok(index.labels(self.address)?)
    }
}

/// The ids of articles, in the same order.
pub(crate) fn ids_of(index: &Index, articles: &[HitRef]) -> Result<Vec<String>, StorageError> {
    let addresses: Vec<_> = articles.iter().map(|article| article.address).collect();
    Ok(index.ids(&addresses)?)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::tests::fixture::Known;
    use super::*;

    fn query(text: &str) -> Query {
        parse(text, &Known).unwrap()
    }

    #[test]
    fn filters_are_divided_from_words() {
        let check = |text: &str, filters: bool, in_scope: bool, words: bool| {
            let Divided { scope, words: of_words } = query(text).divided();
            let got = (scope.filters != Filters::default(), scope.root.is_some(), of_words.has_words());
            assert_eq!(got, (filters, in_scope, words), "{text}");
            assert_eq!(of_words.filters, Filters::default(), "{text}");
        };
        check("\"y tế\" date:2025 topic:duoc", true, false, true);
        check("\"y tế\" -topic:duoc", false, true, true);
        check("NOT topic:duoc", false, true, false);
        check("\"y tế\" (topic:duoc OR official:lan)", false, true, true);
        check("\"y tế\" OR topic:duoc", false, false, true);
        check("-thuốc topic:duoc", true, false, false);
        check("", false, false, false);
    }

    #[test]
    fn words_in_a_row_need_quotes() {
        let check = |text: &str, expected: bool| assert_eq!(query(text).has_loose_words(), expected, "{text}");
        check("bảo hiểm", true);
        check("\"bảo hiểm\"", false);
        check("thuốc", false);
        check("thuốc OR vắc xin", true);
        check("thuốc OR \"vắc xin\"", false);
        check("72-NQ/TW", false);
        check("Nghị quyết 72-NQ/TW", false);
        check("BHYT", false);
        check("y*", false);
        check("thuốc -\"y tế\" date:2025", false);
        check("\"y tế\" cơ sở", true);
    }
}
