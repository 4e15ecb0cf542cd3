//! What makes one match better than another.
//!
//! BM25 over the words of the query wherever they stand, and again over title and abstract with a
//! weight of their own; pairs of neighbours at half weight, folded always and as typed by the share
//! of words typed with accents.

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
/// For an article that holds every word as typed where words without accents were matched folded:
/// more than the title of another is worth.
const EXACT_BONUS: f32 = 20.0;
/// Pairs beyond this add nothing to telling articles apart, and each costs reading positions.
const PAIRS_MAX: usize = 48;

/// The words of a query that speak for an article.
pub(super) struct RankTerms<'a> {
    pub(super) words: Vec<(Scope, &'a Word)>,
    /// Neighbours in the query.
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
            // Where a phrase matches, its pairs do.
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

    /// In what the scores of these words add up exactly.
    pub(super) fn step(&self) -> ScoreStep {
        ScoreStep::for_words(self.words.len())
    }

    /// Whether every word was typed with accents, or has none to be typed with: then nothing can
    /// match but as typed.
    pub(super) fn is_exact_anyway(&self) -> bool {
        self.words.iter().all(|(_, w)| w.accented || exact_term(&w.fold, &w.term) == w.fold)
    }

    /// How much of the query was typed with accents, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a query holds a few thousand words at most")]
    fn accented_share(&self) -> f32 {
        let accented = self.words.iter().filter(|(_, w)| w.accented).count();
        accented as f32 / self.words.len().max(1) as f32
    }
}

/// What a part of a score is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ScorePart {
    /// The words wherever they stand.
    Words,
    Title,
    Abstract,
    /// Neighbours of the query that are neighbours in the article.
    Pairs,
    /// Words stand as they were typed, where that was not asked for.
    AsTyped,
}

impl Compiler<'_> {
    /// A query that matches what `matching` does and scores it.
    pub(super) fn ranking(&self, root: &Node, matching: Boxed) -> Result<RankQuery, IndexError> {
        let mut parts = self.score_parts(root, matching)?;
        let components = parts.split_off(1).into_iter().flat_map(|(_, queries)| queries).collect();
        let matching = union(parts.pop().map_or_else(Vec::new, |(_, queries)| queries));
        Ok(RankQuery { matching, components })
    }

    /// The queries whose scores add up, the one that decides what matches first.
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

    /// A bonus for articles in which words typed without accents stand without accents.
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
