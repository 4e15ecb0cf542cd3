//! What makes one match better than another.
//!
//! BM25 over the words of the query anywhere in the article, and again over title and abstract with weights
//! of their own; pairs of neighbours at half weight, always folded, and as typed in proportion to the words
//! that were typed with accents.

use super::compile::{Compiler, field_of};
use super::plan::{Plan, WordField};
use super::quantize::ScoreStep;
use super::relax::AccentMode;
use super::tree::{Node, Scope, Word};
use crate::index::{capital_term, exact_term};

const TITLE_WEIGHT: f32 = 1.5;
const LEAD_WEIGHT: f32 = 0.7;
const PAIR_WEIGHT: f32 = 0.5;
/// Bonus for an article that contains every word as typed, if words without accents were matched folded.
/// It exceeds what a match in another article's title is worth.
const EXACT_BONUS: f32 = 20.0;
/// Further pairs don't separate articles any better, and each costs reading positions.
const PAIRS_MAX: usize = 48;

/// The words of a query that add to the score of an article.
pub(super) struct RankTerms<'a> {
    pub(super) words: Vec<(Scope, &'a Word)>,
    /// Words next to each other in the query.
    pairs: Vec<(Scope, &'a Word, &'a Word)>,
}

impl<'a> RankTerms<'a> {
    pub(super) fn of(root: Option<&'a Node>) -> RankTerms<'a> {
        let mut wanted = RankTerms { words: Vec::new(), pairs: Vec::new() };
        if let Some(root) = root {
            wanted.gather(root);
        }
        wanted
    }

    fn gather(&mut self, node: &'a Node) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| self.gather(n)),
            Node::Terms(scope, run) => {
                self.add_words(*scope, &run.words);
                self.add_pairs(*scope, &run.words);
            }
            // If a phrase matches, its pairs do too.
            Node::Phrase(scope, phrase) => self.add_words(*scope, &phrase.words),
            Node::Not(_) | Node::Filter(_) | Node::Prefix(..) => {}
        }
    }

    fn add_words(&mut self, scope: Scope, words: &'a [Word]) {
        for word in words {
            let same = |(s, w): &&(Scope, &Word)| *s == scope && w.term == word.term;
            if self.words.iter().find(same).is_none() {
                self.words.push((scope, word));
            }
        }
    }

    fn add_pairs(&mut self, scope: Scope, words: &'a [Word]) {
        for pair in words.windows(2) {
            if pair[1].position == pair[0].position + 1 && self.pairs.len() < PAIRS_MAX {
                self.pairs.push((scope, &pair[0], &pair[1]));
            }
        }
    }

    /// The step in which the scores of these words add up exactly.
    pub(super) fn step(&self) -> ScoreStep {
        ScoreStep::for_words(self.words.len())
    }

    /// Whether every word was typed with accents or can't have any, so that all matches are exact.
    pub(super) fn is_exact_anyway(&self) -> bool {
        self.words.iter().all(|(_, w)| w.accented || exact_term(&w.fold, &w.term) == w.fold)
    }

    /// The share of words that were typed with accents, from 0 to 1.
    fn accented_share(&self) -> f32 {
        let accented = self.words.iter().filter(|(_, w)| w.accented).count();
        accented as f32 / self.words.len().max(1) as f32
    }
}

/// What a part of a score rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ScorePart {
    /// The words anywhere in the article.
    Words,
    Title,
    Abstract,
    /// Neighbours in the query that are neighbours in the article.
    Pairs,
    /// Words occur exactly as typed although that wasn't required.
    AsTyped,
}

impl ScorePart {
    /// The parts that are added to that of the words.
    pub(super) const ADDED: [ScorePart; 4] =
        [ScorePart::Title, ScorePart::Abstract, ScorePart::Pairs, ScorePart::AsTyped];
    /// All parts.
    pub(super) const ALL: [ScorePart; 5] =
        [ScorePart::Words, ScorePart::Title, ScorePart::Abstract, ScorePart::Pairs, ScorePart::AsTyped];
}

/// A plan that decides what matches, and plans whose scores are added to its own where they match too.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranking {
    pub(super) matching: Plan,
    pub(super) added: Vec<(ScorePart, Plan)>,
    /// For articles in which words typed without accents occur without accents.
    pub(super) exact_bonus: Option<Bonus>,
}

/// A plan that counts only if an article has one of these terms of the text: otherwise it separates nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bonus {
    pub(super) needs_any: Vec<String>,
    pub(super) plan: Plan,
}

impl Compiler {
    /// How the articles that `matching` matches are scored.
    pub(super) fn ranking(self, root: &Node, matching: Plan) -> Ranking {
        let wanted = RankTerms::of(Some(root));
        let mut added = Vec::new();
        for (part, field, weight) in
            [(ScorePart::Title, WordField::Title, TITLE_WEIGHT), (ScorePart::Abstract, WordField::Lead, LEAD_WEIGHT)]
        {
            let words = wanted.words.iter().map(|(_, word)| Plan::Term(field, self.term(word)).boost(weight));
            added.extend(words.map(|plan| (part, plan)));
        }
        let share = wanted.accented_share();
        for (scope, a, b) in &wanted.pairs {
            let field = field_of(*scope);
            added.push((ScorePart::Pairs, self.pair(AccentMode::Folded, field, a, b, PAIR_WEIGHT)));
            if (a.accented || b.accented) && self.strictness().forms == AccentMode::Typed {
                added.push((ScorePart::Pairs, self.pair(AccentMode::Typed, field, a, b, PAIR_WEIGHT * share)));
            }
        }
        for (scope, word) in wanted.words.iter().filter(|(_, word)| word.capitals) {
            let term = Plan::Term(field_of(*scope), capital_term(&word.fold, &word.term));
            added.push((ScorePart::AsTyped, term));
        }
        Ranking { matching, added, exact_bonus: self.exact_bonus(root, &wanted) }
    }

    fn pair(self, forms: AccentMode, field: WordField, a: &Word, b: &Word, weight: f32) -> Plan {
        let compiler = self.with_forms(forms);
        Plan::Near { field, terms: vec![(0, compiler.term(a)), (1, compiler.term(b))], slop: 0 }.boost(weight)
    }

    fn exact_bonus(self, root: &Node, wanted: &RankTerms<'_>) -> Option<Bonus> {
        if self.strictness().forms != AccentMode::Typed || self.strictness().any {
            return None;
        }
        let unaccented = wanted.words.iter().filter(|(_, w)| !w.accented);
        // Numbers have one form only.
        let needs_any: Vec<String> = unaccented
            .map(|(_, word)| (exact_term(&word.fold, &word.term), &word.fold))
            .filter_map(|(term, fold)| (term != *fold).then_some(term))
            .collect();
        let plan = self.with_forms(AccentMode::Exact).node(root).constant(EXACT_BONUS);
        (!needs_any.is_empty()).then_some(Bonus { needs_any, plan })
    }
}
