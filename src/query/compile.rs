//! Compiles a query into a query of the engine that matches the same articles, at a level of strictness.

use std::collections::HashSet;
use std::ops::Bound;

use chrono::NaiveDate;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Engine, RangeQuery,
    RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::filters::{Conditions, DayRange, Filter, FilterKind, Filters, Section};
use super::mark::split_tone;
use super::must_not_guard::MustNotGuard;
use super::quantize::ScoreStep;
use super::relax::{AccentMode, Strictness};
use super::slop_phrase::SlopPhrase;
use super::tree::{Meaning, Node, Phrase, Scope, Terms, VariantWord, Word};
use crate::calendar;
use crate::index::{
    Facet, Fields, IN_SECTION, IS_WITHDRAWN, Index, IndexError, OUT_OF_SECTION, capital_term, exact_term,
};
use crate::text::{CLAUSE_GAP, date_term, dates, key, mentions};

/// The score of a document or day that the query names: about that of a rare word.
const NAMED_SCORE: f32 = 8.0;

/// Phrases with this many words may span the end of a clause. Two words on its two sides mean nothing
/// together ("Trung ương Đảng, Bộ trưởng" isn't a "Đảng bộ"); in longer phrases, each place for the gap
/// costs a query of its own.
const LOOSE_WORDS: std::ops::RangeInclusive<usize> = 3..=12;

/// Longer phrases are pasted paragraphs, for which the engine is slow.
const ENGINE_PHRASE_WORDS_MAX: usize = 32;

pub(super) struct Compiler<'a> {
    index: &'a Index,
    strictness: Strictness,
    /// The step of all scores.
    step: ScoreStep,
}

pub(super) type Boxed = Box<dyn Engine>;

impl<'a> Compiler<'a> {
    pub(super) fn new(index: &'a Index, strictness: Strictness, step: ScoreStep) -> Compiler<'a> {
        Compiler { index, strictness, step }
    }

    pub(super) fn index(&self) -> &'a Index {
        self.index
    }

    pub(super) fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// The same at another strictness.
    pub(super) fn at(&self, strictness: Strictness) -> Compiler<'a> {
        Compiler { strictness, ..*self }
    }

    fn fields(&self) -> &Fields {
        self.index.fields()
    }

    /// Matches the words and all filters.
    pub(super) fn matching(&self, root: Option<&Node>, conditions: &Conditions) -> Result<Boxed, IndexError> {
        let mut clauses = self.conditions(conditions)?;
        if let Some(root) = root {
            clauses.push((Occur::Must, self.node(root)?));
        }
        Ok(self.conjunction(clauses))
    }

    pub(super) fn node(&self, node: &Node) -> Result<Boxed, IndexError> {
        Ok(match node {
            Node::And(nodes) => self.all(nodes)?,
            Node::Or(nodes) => union(nodes.iter().map(|n| self.node(n)).collect::<Result<_, _>>()?),
            Node::Not(inner) => self.conjunction(vec![(Occur::MustNot, self.excluded(inner)?)]),
            Node::Terms(scope, run) => self.run(*scope, run),
            Node::Phrase(scope, phrase) => self.phrase(*scope, phrase),
            Node::Prefix(scope, word) => self.prefix(*scope, word)?,
            Node::Filter(filter) => self.filter(filter),
        })
    }

    /// An excluded part always matches strictly, whatever the strictness of the rest.
    fn excluded(&self, node: &Node) -> Result<Boxed, IndexError> {
        Ok(Box::new(MustNotGuard(self.at(Strictness::STRICT).node(node)?)))
    }

    fn all(&self, nodes: &[Node]) -> Result<Boxed, IndexError> {
        let mut clauses = Vec::new();
        let mut optional = Vec::new();
        for node in nodes {
            match node {
                Node::Not(inner) => clauses.push((Occur::MustNot, self.excluded(inner)?)),
                Node::Filter(_) => clauses.push((Occur::Must, self.node(node)?)),
                _ if self.strictness.any => optional.push(self.node(node)?),
                _ => clauses.push((Occur::Must, self.node(node)?)),
            }
        }
        if !optional.is_empty() {
            clauses.push((Occur::Must, union(optional)));
        }
        Ok(self.conjunction(clauses))
    }

    pub(super) fn field(&self, scope: Scope) -> Field {
        match scope {
            Scope::Anywhere => self.fields().text,
            Scope::Title => self.fields().title,
        }
    }

    /// The term of a word at this strictness.
    pub(super) fn term(&self, field: Field, word: &Word) -> Term {
        let exact = match self.strictness.forms {
            AccentMode::Exact => true,
            AccentMode::Typed => word.accented,
            AccentMode::Folded => false,
        };
        if exact {
            Term::from_field_text(field, &exact_term(&word.fold, &word.term))
        } else {
            Term::from_field_text(field, &word.fold)
        }
    }

    pub(super) fn word(&self, scope: Scope, word: &Word) -> Boxed {
        self.scored_term(self.term(self.field(scope), word))
    }

    /// A term whose score counts.
    pub(super) fn scored_term(&self, term: Term) -> Boxed {
        self.step.wrap(term_query(term, IndexRecordOption::WithFreqs))
    }

    pub(super) fn scored_phrase(&self, phrase: PhraseQuery) -> Boxed {
        self.step.wrap(Box::new(phrase))
    }

    fn run(&self, scope: Scope, run: &Terms) -> Boxed {
        let mut queries = Vec::new();
        let mut alone: Vec<&Word> = Vec::new();
        let mut at = 0;
        for part in &run.parts {
            alone.extend(&run.words[at..part.words.start]);
            queries.push(self.part(scope, &run.words[part.words.clone()], &part.meaning));
            at = part.words.end;
        }
        alone.extend(&run.words[at..]);
        let mut seen = HashSet::new();
        alone.retain(|word| seen.insert((&word.term, word.accented)));
        queries.extend(alone.into_iter().map(|word| self.word(scope, word)));
        if self.strictness.any { union(queries) } else { intersection(queries) }
    }

    fn part(&self, scope: Scope, words: &[Word], meaning: &Meaning) -> Boxed {
        let as_words = || {
            let words = words.iter().map(|w| self.word(scope, w)).collect();
            if self.strictness.any { union(words) } else { intersection(words) }
        };
        match meaning {
            Meaning::Named { term, certain } => {
                let named = Term::from_field_text(self.fields().number, term);
                let named = Box::new(ConstScoreQuery::new(term_query(named, IndexRecordOption::Basic), NAMED_SCORE));
                // Other documents contain the same words, so words only count at lower strictness.
                let only_named = *certain && self.strictness == Strictness::STRICT;
                if only_named { named } else { union(vec![named, as_words()]) }
            }
            Meaning::Written(forms) => {
                let forms = forms.iter().map(|form| self.writing(self.field(scope), form));
                union([as_words()].into_iter().chain(forms).collect())
            }
        }
    }

    fn writing(&self, field: Field, form: &[VariantWord]) -> Boxed {
        let term = |word: &VariantWord| {
            if word.capitals {
                Term::from_field_text(field, &capital_term(&word.fold, &word.term))
            } else if self.strictness.forms == AccentMode::Folded {
                Term::from_field_text(field, &word.fold)
            } else {
                Term::from_field_text(field, &exact_term(&word.fold, &word.term))
            }
        };
        match form {
            [word] => self.scored_term(term(word)),
            words => {
                // The engine adds up the words; a long name must not be worth more than a short one.
                let share = 1.0 / words.len() as f32;
                Box::new(BoostQuery::new(self.scored_phrase(PhraseQuery::new(words.iter().map(term).collect())), share))
            }
        }
    }

    fn phrase(&self, scope: Scope, phrase: &Phrase) -> Boxed {
        let field = self.field(scope);
        let terms = |place: &dyn Fn(usize, &Word) -> u32| -> Vec<(u32, Term)> {
            let at = |(n, word): (usize, &Word)| (place(n, word), self.term(field, word));
            phrase.words.iter().enumerate().map(at).collect()
        };
        let as_typed = terms(&|_, word| word.position);
        if !self.strictness.loose {
            return self.near(as_typed, phrase.slop);
        }
        let ordinal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut choices = vec![self.near(terms(&|n, _| ordinal(n)), phrase.slop.max(1))];
        if LOOSE_WORDS.contains(&phrase.words.len()) {
            for gap in 1..phrase.words.len() {
                let place = |n: usize, _: &Word| ordinal(n) + if n < gap { 0 } else { CLAUSE_GAP };
                choices.push(self.near(terms(&place), 0));
            }
        }
        union(choices)
    }

    /// Terms at these positions, with up to `slop` more words between them.
    fn near(&self, terms: Vec<(u32, Term)>, slop: u32) -> Boxed {
        // The engine opens the postings of a word again for each of its places in a phrase.
        if slop > 0 || terms.len() > ENGINE_PHRASE_WORDS_MAX {
            return self.step.wrap(Box::new(SlopPhrase { terms, slop }));
        }
        let terms = terms.into_iter().map(|(place, term)| (place as usize, term)).collect();
        self.scored_phrase(PhraseQuery::new_with_offset(terms))
    }

    /// All words with this prefix. A prefix with accents must match the letters, and the tone if it has one.
    fn prefix(&self, scope: Scope, word: &Word) -> Result<Boxed, IndexError> {
        let exact = word.accented && self.strictness.forms != AccentMode::Folded;
        let pattern = if exact {
            let (letters, tone) = split_tone(&word.term);
            format!("{}[^=]*={letters}.*{tone}", word.fold)
        } else {
            format!("{}[^=]*", word.fold)
        };
        let query = RegexQuery::from_pattern(&pattern, self.field(scope)).map_err(|e| self.index.failed(e))?;
        Ok(Box::new(query))
    }

    /// The clauses of all filters.
    fn conditions(&self, conditions: &Conditions) -> Result<Vec<(Occur, Boxed)>, IndexError> {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        for filters in conditions.each() {
            self.add_filters(filters, &mut clauses);
        }
        for section in conditions.sections() {
            clauses.extend(self.section(section)?.map(|clause| (Occur::Must, clause)));
        }
        Ok(clauses)
    }

    /// Adds a clause for each kind of filter except the section, which has a default.
    fn add_filters(&self, filters: &Filters, clauses: &mut Vec<(Occur, Boxed)>) {
        for kind in FilterKind::ALL.into_iter().filter(|kind| *kind != FilterKind::Section) {
            let alternatives: Vec<Boxed> = filters.of_kind(kind).map(|filter| self.filter(filter)).collect();
            if !alternatives.is_empty() {
                clauses.push((Occur::Must, union(alternatives)));
            }
        }
    }

    /// The clause of a section; `None` if it excludes nothing.
    fn section(&self, section: Section) -> Result<Option<Boxed>, IndexError> {
        Ok(match section {
            Section::All => None,
            Section::Out => Some(self.facet(Facet::Section, OUT_OF_SECTION)),
            Section::In => {
                let outside = Term::from_field_text(self.fields().facet, &Facet::Section.term(OUT_OF_SECTION));
                let any = self.index.searcher().doc_freq(&outside).map_err(|e| self.index.failed(e))? > 0;
                any.then(|| self.facet(Facet::Section, IN_SECTION))
            }
        })
    }

    fn filter(&self, filter: &Filter) -> Boxed {
        match filter {
            Filter::Number(number) => self.number(number),
            Filter::Date(days) => self.days(*days),
            filter => filter.facet().map_or_else(|| self.everything(), |(facet, value)| self.facet(facet, value)),
        }
    }

    fn facet(&self, facet: Facet, value: &str) -> Boxed {
        unscored(term_query(Term::from_field_text(self.fields().facet, &facet.term(value)), IndexRecordOption::Basic))
    }

    /// A document number or a day, as typed after `number:`.
    fn number(&self, typed: &str) -> Boxed {
        let document = mentions(typed).into_iter().next().map(|document| document.query_term());
        let day = || dates(typed).first().map(|(_, day)| date_term(*day));
        let term = document.or_else(day).unwrap_or_else(|| key(typed));
        unscored(term_query(Term::from_field_text(self.fields().number, &term), IndexRecordOption::Basic))
    }

    /// All articles except the withdrawn ones. Nothing else excludes those: they have no words, dates or facets by which
    /// a query could find them.
    fn everything(&self) -> Boxed {
        if self.index.withdrawn() == 0 {
            return Box::new(AllQuery);
        }
        let withdrawn = self.facet(Facet::Withdrawn, IS_WITHDRAWN);
        Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, withdrawn)]))
    }

    /// A conjunction of clauses. If all of them are MUST_NOT, it excludes from all articles.
    fn conjunction(&self, mut clauses: Vec<(Occur, Boxed)>) -> Boxed {
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, self.everything()));
        }
        match clauses.as_slice() {
            [(Occur::Must, _)] => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn days(&self, DayRange { from, to }: DayRange) -> Boxed {
        // The engine mistakes a range whose end precedes its start for another one.
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Box::new(EmptyQuery);
        }
        let field = self.fields().published;
        let at = |day: NaiveDate| Term::from_field_i64(field, calendar::start_of(day).timestamp());
        let lower = from.map_or(Bound::Unbounded, |day| Bound::Included(at(day)));
        let upper = match to.map(|day| day.succ_opt()) {
            Some(Some(next)) => Bound::Excluded(at(next)),
            _ => Bound::Unbounded,
        };
        if lower == Bound::Unbounded && upper == Bound::Unbounded {
            return self.everything();
        }
        unscored(Box::new(RangeQuery::new(lower, upper)))
    }
}

fn term_query(term: Term, record: IndexRecordOption) -> Boxed {
    Box::new(TermQuery::new(term, record))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub(super) fn union(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn intersection(mut queries: Vec<Boxed>) -> Boxed {
    if queries.len() == 1 { queries.remove(0) } else { Box::new(BooleanQuery::intersection(queries)) }
}
