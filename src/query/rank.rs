//! What makes one match better than another.
//!
//! BM25 over the words of the query anywhere in the article, and again over title and abstract with weights
//! of their own; pairs of neighbours at half weight, always folded, and as typed in proportion to the words
//! that were typed with accents.

use tantivy::Term;
use tantivy::query::{BoostQuery, ConstScoreQuery, PhraseQuery};
use tantivy::schema::Field;

use super::compile::{Boxed, Compiler, union};
use super::quantize::ScoreStep;
use super::rank_scorer::RankQuery;
use super::relax::{AccentMode, Strictness};
use super::tree::{Node, Scope, Word};
use crate::index::{IndexError, capital_term, exact_term};

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

impl Compiler<'_> {
    /// A query that matches what `matching` does, and scores it.
    pub(super) fn ranking(&self, root: &Node, matching: Boxed) -> Result<RankQuery, IndexError> {
        let mut parts = self.score_parts(root, matching)?;
        let components = parts.split_off(1).into_iter().flat_map(|(_, queries)| queries).collect();
        let matching = union(parts.pop().map_or_else(Vec::new, |(_, queries)| queries));
        Ok(RankQuery { matching, components })
    }

    /// The queries whose scores add up; the first decides what matches.
    pub(super) fn score_parts(&self, root: &Node, matching: Boxed) -> Result<Vec<(ScorePart, Vec<Boxed>)>, IndexError> {
        let wanted = RankTerms::of(Some(root));
        let fields = *self.index().fields();
        let weighed = |field, weight| wanted.words.iter().map(|(_, word)| self.weighed(field, word, weight)).collect();
        let mut pairs = Vec::new();
        let share = wanted.accented_share();
        for (scope, a, b) in &wanted.pairs {
            let field = self.field(*scope);
            pairs.push(self.pair(AccentMode::Folded, field, a, b, PAIR_WEIGHT));
            if (a.accented || b.accented) && self.strictness().forms == AccentMode::Typed {
                pairs.push(self.pair(AccentMode::Typed, field, a, b, PAIR_WEIGHT * share));
            }
        }
        let in_capitals = wanted.words.iter().filter(|(_, word)| word.capitals).map(|(scope, word)| {
            let term = Term::from_field_text(self.field(*scope), &capital_term(&word.fold, &word.term));
            self.scored_term(term)
        });
        let as_typed = self.exact_bonus(root, &wanted)?.into_iter().chain(in_capitals).collect();
        Ok(vec![
            (ScorePart::Words, vec![matching]),
            (ScorePart::Title, weighed(fields.title, TITLE_WEIGHT)),
            (ScorePart::Abstract, weighed(fields.lead, LEAD_WEIGHT)),
            (ScorePart::Pairs, pairs),
            (ScorePart::AsTyped, as_typed),
        ])
    }

    fn weighed(&self, field: Field, word: &Word, weight: f32) -> Boxed {
        Box::new(BoostQuery::new(self.scored_term(self.term(field, word)), weight))
    }

    fn with_forms(&self, forms: AccentMode) -> Compiler<'_> {
        self.at(Strictness { forms, ..self.strictness() })
    }

    fn pair(&self, forms: AccentMode, field: Field, a: &Word, b: &Word, weight: f32) -> Boxed {
        let compiler = self.with_forms(forms);
        let query = PhraseQuery::new(vec![compiler.term(field, a), compiler.term(field, b)]);
        Box::new(BoostQuery::new(self.scored_phrase(query), weight))
    }

    /// A bonus for articles in which words typed without accents occur without accents.
    fn exact_bonus(&self, root: &Node, wanted: &RankTerms<'_>) -> Result<Option<Boxed>, IndexError> {
        if self.strictness().forms != AccentMode::Typed || self.strictness().any {
            return Ok(None);
        }
        let exact = self.with_forms(AccentMode::Exact);
        let mut may_match = false;
        for (_, word) in wanted.words.iter().filter(|(_, w)| !w.accented) {
            let term = exact_term(&word.fold, &word.term);
            // Numbers have one form only.
            may_match |= term != word.fold && self.index().articles_with(&term)? > 0;
        }
        if !may_match {
            return Ok(None);
        }
        Ok(Some(Box::new(ConstScoreQuery::new(exact.node(root)?, EXACT_BONUS))))
    }
}
