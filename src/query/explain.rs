//! Explanations: how a query was read, how its words match, and why nothing was found.

use std::collections::BTreeSet;

use tantivy::{DocAddress, DocSet};

use super::compile::Compiler;
use super::conditions::Conditions;
use super::filters::{DayRange, Filter, FilterKind};
use super::find::{HitRef, Matches};
use super::local::Boxed;
use super::rank::{RankTerms, ScorePart};
use super::reasons::{Reasons, WordReport};
use super::relax::{AccentMode, Strictness, holds_phrase};
use super::source::Source;
use super::spelling::{writings, written};
use super::tree::{Node, Terms, Word};
use crate::index::{exact_prefix, exact_term, split_exact};
use crate::storage::StorageError;

/// How a query was read, and how often the index contains its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// The query as it was understood, on one line. `=` precedes words that are compared with their accents;
    /// `{}` encloses documents and days.
    pub(crate) reading: String,
    /// The filters, one each: `official: A or B`, `section: in`.
    pub(crate) filters: Vec<String>,
    pub(crate) words: Vec<WordReport>,
    /// Words typed without accents that match several spellings.
    pub(crate) ambiguities: Vec<Ambiguity>,
}

/// A word typed without accents that matches several spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguity {
    pub(crate) word: String,
    /// Spellings with the number of articles that contain them, most frequent first.
    pub(crate) spellings: Vec<(String, u64)>,
}

impl Matches<'_> {
    /// Explains how the query was read.
    pub(crate) fn explain(&self) -> Result<Explanation, StorageError> {
        let wanted = RankTerms::of(self.root.as_ref());
        let mut ambiguities = Vec::new();
        for (_, word) in wanted.words.iter().filter(|(_, w)| !w.accented) {
            let spellings = self.spellings(&word.fold)?;
            let spellings: Vec<_> = spellings.into_iter().map(|(term, n)| (written(&term), n)).collect();
            if spellings.len() > 1 {
                ambiguities.push(Ambiguity { word: self.typed(word), spellings });
            }
        }
        let reading = self.root.as_ref().map(|root| self.reading(root)).unwrap_or_default();
        Ok(Explanation {
            reading,
            filters: in_words(&self.conditions),
            words: self.word_reports(&wanted)?,
            ambiguities,
        })
    }

    /// Why there are no matches. When it is first asked, it runs one more query for each filter.
    pub(crate) fn reasons(&self) -> Result<&Reasons, StorageError> {
        if let Some(reasons) = self.reasons.get() {
            return Ok(reasons);
        }
        let reasons = self.found_reasons()?;
        Ok(self.reasons.get_or_init(|| reasons))
    }

    fn found_reasons(&self) -> Result<Reasons, StorageError> {
        let wanted = RankTerms::of(self.root.as_ref());
        let mut blocking = Vec::new();
        for (name, without) in self.without_each() {
            let n = self.count_where(&without)?;
            if n > 0 {
                blocking.push((name, n));
            }
        }
        Ok(Reasons {
            words: self.word_reports(&wanted)?,
            without_quotes: self.count_without_quotes()?,
            without_filters: self.count_where(&self.conditions.of_section())?,
            blocking,
            suggestion: self.suggestion()?,
        })
    }

    /// The parts of the score of one article; they add up to it.
    pub(crate) fn score_parts(&self, place: &HitRef) -> Result<Vec<(ScorePart, f32)>, StorageError> {
        let Some(root) = self.root.as_ref().filter(|root| root.has_words()) else { return Ok(Vec::new()) };
        let ranking = self.compiler().ranking(root, self.matching.clone());
        let local = self.local("the parts of a score")?;
        let score = |part| Ok((part, self.score_of(&local.score_part(&ranking, part)?, place.address)?));
        ScorePart::ALL.into_iter().map(score).collect()
    }

    fn score_of(&self, query: &Boxed, address: DocAddress) -> Result<f32, StorageError> {
        let index = self.source.index("the parts of a score")?;
        let searcher = index.searcher();
        let score = || -> tantivy::Result<f32> {
            let weight = query.weight(index.scoring())?;
            let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
            let stands_before = scorer.doc() < address.doc_id;
            let doc = if stands_before { scorer.seek(address.doc_id) } else { scorer.doc() };
            Ok(if doc == address.doc_id { scorer.score() } else { 0.0 })
        };
        Ok(score().map_err(|e| index.failed(e))?)
    }

    fn word_reports(&self, wanted: &RankTerms<'_>) -> Result<Vec<WordReport>, StorageError> {
        let terms = |(_, word): &(_, &Word)| [exact_term(&word.fold, &word.term), word.fold.clone()];
        let terms: Vec<String> = wanted.words.iter().flat_map(terms).collect();
        let counts = self.source.articles_with(&terms)?;
        let report = |((_, word), counts): (&(_, &Word), &[u64])| WordReport {
            text: self.typed(word),
            by_accents: word.accented && self.strictness.forms == AccentMode::Typed,
            exact: counts[0],
            folded: counts[1],
        };
        Ok(wanted.words.iter().zip(counts.chunks_exact(2)).map(report).collect())
    }

    /// All exact terms that fold to this, with the number of articles, most frequent first.
    pub(super) fn spellings(&self, fold: &str) -> Result<Vec<(String, u64)>, StorageError> {
        let mut terms: BTreeSet<String> = BTreeSet::new();
        match self.source {
            Source::Index(index) => index.each_term(&exact_prefix(fold), |term| {
                if split_exact(term).is_some() {
                    terms.insert(term.to_owned());
                }
            })?,
            // A cluster doesn't list its terms.
            Source::Cluster(_) => terms.extend(writings(fold).iter().map(|term| exact_term(fold, term))),
        }
        let terms: Vec<String> = terms.into_iter().collect();
        let counts = self.source.articles_with(&terms)?;
        // Spellings that only occur in superseded versions don't count.
        let found = terms.iter().zip(counts).filter(|(_, articles)| *articles > 0);
        let mut spellings: Vec<(String, u64)> =
            found.filter_map(|(term, articles)| Some((split_exact(term)?.1.to_owned(), articles))).collect();
        spellings.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        Ok(spellings)
    }

    fn count_without_quotes(&self) -> Result<Option<u64>, StorageError> {
        let Some(root) = self.root.as_ref().filter(|root| holds_phrase(root)) else { return Ok(None) };
        let compiler = Compiler::new(Strictness::STRICT);
        self.count(&compiler.matching(Some(&without_quotes(root)), &self.conditions)).map(Some)
    }

    /// The kinds of filters that are set, with the conditions that are left without each.
    fn without_each(&self) -> impl Iterator<Item = (FilterKind, Conditions)> {
        let without = |kind| (kind, self.conditions.without(kind));
        FilterKind::ALL.into_iter().map(without).filter(|(_, without)| *without != self.conditions)
    }
}

/// The same query without quotes.
fn without_quotes(node: &Node) -> Node {
    match node {
        Node::And(nodes) => Node::And(nodes.iter().map(without_quotes).collect()),
        Node::Or(nodes) => Node::Or(nodes.iter().map(without_quotes).collect()),
        Node::Phrase(scope, phrase) => Node::Terms(*scope, Terms { words: phrase.words.clone(), parts: Vec::new() }),
        node => node.clone(),
    }
}

/// Every condition, under the name that filters have in a query: `topic: a or b`.
fn in_words(conditions: &Conditions) -> Vec<String> {
    let mut words = Vec::new();
    let special = |kind: &FilterKind| matches!(kind, FilterKind::Date | FilterKind::Section);
    for filters in conditions.each() {
        for kind in FilterKind::ALL.into_iter().filter(|kind| !special(kind)) {
            let values: Vec<String> = filters.of_kind(kind).map(Filter::value).collect();
            if !values.is_empty() {
                words.push(format!("{}: {}", kind.name(), values.join(" or ")));
            }
        }
        match filters.days() {
            DayRange { from: None, to: None } => {}
            DayRange { from: Some(from), to: None } => words.push(format!("date: from {from}")),
            DayRange { from: None, to: Some(to) } => words.push(format!("date: to {to}")),
            days => words.push(format!("date: {days}")),
        }
    }
    words.extend(conditions.sections().into_iter().map(|section| format!("section: {}", section.as_str())));
    words
}

#[cfg(test)]
mod tests {
    use super::super::Sort;
    use super::super::tests::cases::articles;
    use super::super::tests::fixture::TestIndex;
    use super::*;

    #[test]
    fn a_word_without_accents_that_matches_several_spellings_is_reported() {
        let fixture = TestIndex::of(&articles());
        let explanation = fixture.find("duong chó").explain().unwrap();
        let [ambiguity] = explanation.ambiguities.as_slice() else { panic!("{explanation:?}") };
        let spellings: Vec<(&str, u64)> = ambiguity.spellings.iter().map(|(s, n)| (s.as_str(), *n)).collect();
        assert_eq!(ambiguity.word, "duong");
        assert_eq!(spellings, [("dương", 2), ("dưỡng", 1), ("đường", 1)]);
        let counts: Vec<_> = explanation.words.iter().map(|w| (w.text.as_str(), w.exact, w.folded)).collect();
        assert_eq!(counts, [("duong", 0, 2), ("chó", 1, 5)], "of the whole index");
    }

    #[test]
    fn the_parts_of_a_score_add_up() {
        let fixture = TestIndex::of(&articles());
        for query in [
            "bệnh",
            "benh",
            "cho",
            "bảo hiểm y te",
            "\"chữa bệnh\" OR dược -chó",
            "Nghị quyết 72",
            "bệnh topic:duoc OR y",
            "vắc* xin",
        ] {
            let found = fixture.find(query);
            for place in found.page(Sort::Relevance, 0, 0).unwrap() {
                let parts = found.score_parts(&place).unwrap();
                let sum: f32 = parts.iter().map(|(_, score)| score).sum();
                assert!((sum - place.score.unwrap()).abs() < 1e-3, "{query}: {parts:?} is not {:?}", place.score);
            }
        }
    }

    #[test]
    fn reasons_for_finding_nothing() {
        let fixture = TestIndex::of(&articles());
        let found = fixture.find("mèo topic:duoc date:2025");
        let reasons = found.reasons().unwrap();
        assert_eq!(reasons.without_filters, 1);
        assert_eq!(reasons.blocking, [(FilterKind::Topic, 1)]);
        assert_eq!(reasons.suggestion, None);
        assert_eq!(reasons.without_quotes, None);
        assert_eq!(fixture.find("\"trưởng bộ\"").reasons().unwrap().without_quotes, Some(1));
        let found = fixture.find("hàng topic:duoc");
        let reasons = found.reasons().unwrap();
        assert_eq!((reasons.without_filters, reasons.blocking.as_slice()), (0, [].as_slice()));
    }

    #[test]
    fn every_filter_is_listed() {
        let fixture = TestIndex::of(&articles());
        for (query, expected) in [
            ("chó", &["section: in"][..]),
            (
                "chó topic:duoc topic:y-te-du-phong date:2025 status:full",
                &["topic: duoc or y-te-du-phong", "status: full", "date: 2025-01-01..2025-12-31", "section: in"],
            ),
            ("role:minister section:all", &["role: minister", "section: all"]),
        ] {
            assert_eq!(fixture.find(query).explain().unwrap().filters, expected, "{query}");
        }
    }

    #[test]
    fn suggestions() {
        let fixture = TestIndex::of(&articles());
        for (query, expected) in [
            ("bênhj", Some("bệnh")),
            ("khams", Some("khám")),
            ("suwcs khoer", Some("sức khỏe")),
            ("dduwowngf", Some("đường")),
            ("duwowngf", None),
            ("duwowngf bệnh", None),
            ("vaccinne trong nuocs", Some("vaccine trong nước")),
            ("zzzzzzzz", None),
            ("vaccinne zzzzzzzz", None),
            ("bênhj qqqqq", None),
            ("chó mèo", None),
            ("99999", None),
        ] {
            assert_eq!(fixture.find(query).suggestion().unwrap().as_deref(), expected, "{query}");
        }
    }
}
