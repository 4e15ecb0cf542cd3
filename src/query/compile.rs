//! Compiles a query into a [`Plan`] that matches the same articles, at a level of strictness.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::conditions::Conditions;
use super::filters::{DayRange, Filter, FilterKind, Filters, Section};
use super::mark::split_tone;
use super::plan::{Plan, WordField};
use super::relax::{AccentMode, Strictness};
use super::tree::{Meaning, Node, Phrase, Scope, Terms, VariantWord, Word};
use crate::calendar;
use crate::index::{capital_term, exact_term};
use crate::text::{CLAUSE_GAP, date_term, dates, key, mentions};

/// The score of a document or day that the query names: about that of a rare word.
const NAMED_SCORE: f32 = 8.0;

/// Phrases with this many words may span the end of a clause. Two words on its two sides mean nothing
/// together ("Trung ương Đảng, Bộ trưởng" isn't a "Đảng bộ"); in longer phrases, each place for the gap
/// costs a query of its own.
const LOOSE_WORDS: std::ops::RangeInclusive<usize> = 3..=12;

/// Compiles at one strictness.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compiler {
    strictness: Strictness,
}

impl Compiler {
    pub(super) fn new(strictness: Strictness) -> Compiler {
        Compiler { strictness }
    }

    pub(super) fn strictness(self) -> Strictness {
        self.strictness
    }

    /// The same with another comparison of accents.
    pub(super) fn with_forms(self, forms: AccentMode) -> Compiler {
        Compiler { strictness: Strictness { forms, ..self.strictness } }
    }

    /// Matches the words and all filters.
    pub(super) fn matching(self, root: Option<&Node>, conditions: &Conditions) -> Plan {
        let mut clauses = conditions_of(conditions);
        clauses.extend(root.map(|root| self.node(root)));
        Plan::all(clauses)
    }

    pub(super) fn node(self, node: &Node) -> Plan {
        match node {
            Node::And(nodes) => self.all(nodes),
            Node::Or(nodes) => Plan::any(nodes.iter().map(|n| self.node(n)).collect()),
            Node::Not(inner) => Plan::without(excluded(inner)),
            Node::Terms(scope, run) => self.run(*scope, run),
            Node::Phrase(scope, phrase) => self.phrase(*scope, phrase),
            Node::Prefix(scope, word) => self.prefix(*scope, word),
            Node::Filter(filter) => filter_plan(filter),
        }
    }

    fn all(self, nodes: &[Node]) -> Plan {
        let mut clauses = Vec::new();
        let mut optional = Vec::new();
        for node in nodes {
            match node {
                Node::Not(inner) => clauses.push(Plan::Without(Box::new(excluded(inner)))),
                Node::Filter(_) => clauses.push(self.node(node)),
                _ if self.strictness.any => optional.push(self.node(node)),
                _ => clauses.push(self.node(node)),
            }
        }
        if !optional.is_empty() {
            clauses.push(Plan::any(optional));
        }
        Plan::all(clauses)
    }

    /// All of these, or any of them if any is enough.
    fn joined(self, plans: Vec<Plan>) -> Plan {
        if self.strictness.any { Plan::any(plans) } else { Plan::all(plans) }
    }

    /// The term of a word at this strictness.
    pub(super) fn term(self, word: &Word) -> String {
        let exact = match self.strictness.forms {
            AccentMode::Exact => true,
            AccentMode::Typed => word.accented,
            AccentMode::Folded => false,
        };
        if exact { exact_term(&word.fold, &word.term) } else { word.fold.clone() }
    }

    fn word(self, scope: Scope, word: &Word) -> Plan {
        Plan::Term(field_of(scope), self.term(word))
    }

    fn run(self, scope: Scope, run: &Terms) -> Plan {
        let mut plans = Vec::new();
        let mut alone: Vec<&Word> = Vec::new();
        let mut at = 0;
        for part in &run.parts {
            alone.extend(&run.words[at..part.words.start]);
            plans.push(self.part(scope, &run.words[part.words.clone()], &part.meaning));
            at = part.words.end;
        }
        alone.extend(&run.words[at..]);
        let mut seen = HashSet::new();
        alone.retain(|word| seen.insert((&word.term, word.accented)));
        plans.extend(alone.into_iter().map(|word| self.word(scope, word)));
        self.joined(plans)
    }

    fn part(self, scope: Scope, words: &[Word], meaning: &Meaning) -> Plan {
        let as_words = || self.joined(words.iter().map(|w| self.word(scope, w)).collect());
        match meaning {
            Meaning::Named { term, certain } => {
                let named = Plan::Number(term.clone()).constant(NAMED_SCORE);
                // Other documents contain the same words, so words only count at lower strictness.
                let only_named = *certain && self.strictness == Strictness::STRICT;
                if only_named { named } else { Plan::any(vec![named, as_words()]) }
            }
            Meaning::Written(forms) => {
                let forms = forms.iter().map(|form| self.writing(field_of(scope), form));
                Plan::any([as_words()].into_iter().chain(forms).collect())
            }
        }
    }

    fn writing(self, field: WordField, form: &[VariantWord]) -> Plan {
        let term = |word: &VariantWord| {
            if word.capitals {
                capital_term(&word.fold, &word.term)
            } else if self.strictness.forms == AccentMode::Folded {
                word.fold.clone()
            } else {
                exact_term(&word.fold, &word.term)
            }
        };
        match form {
            [word] => Plan::Term(field, term(word)),
            words => {
                // The engine adds up the words; a long name must not be worth more than a short one.
                let share = 1.0 / words.len() as f32;
                Plan::Near { field, terms: (0..).zip(words.iter().map(term)).collect(), slop: 0 }.boost(share)
            }
        }
    }

    fn phrase(self, scope: Scope, phrase: &Phrase) -> Plan {
        let near = |place: &dyn Fn(usize, &Word) -> u32, slop| {
            let at = |(n, word): (usize, &Word)| (place(n, word), self.term(word));
            Plan::Near { field: field_of(scope), terms: phrase.words.iter().enumerate().map(at).collect(), slop }
        };
        if !self.strictness.loose {
            return near(&|_, word| word.position, phrase.slop);
        }
        let ordinal = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut choices = vec![near(&|n, _| ordinal(n), phrase.slop.max(1))];
        if LOOSE_WORDS.contains(&phrase.words.len()) {
            for gap in 1..phrase.words.len() {
                choices.push(near(&|n, _| ordinal(n) + if n < gap { 0 } else { CLAUSE_GAP }, 0));
            }
        }
        Plan::any(choices)
    }

    /// All words with this prefix. A prefix with accents must match the letters, and the tone if it has one.
    fn prefix(self, scope: Scope, word: &Word) -> Plan {
        let exact = word.accented && self.strictness.forms != AccentMode::Folded;
        let exact = exact.then(|| {
            let (letters, tone) = split_tone(&word.term);
            (letters.to_owned(), tone.to_owned())
        });
        Plan::Stem { field: field_of(scope), fold: word.fold.clone(), exact }
    }
}

/// An excluded part always matches strictly, whatever the strictness of the rest.
fn excluded(node: &Node) -> Plan {
    Compiler::new(Strictness::STRICT).node(node)
}

pub(super) fn field_of(scope: Scope) -> WordField {
    match scope {
        Scope::Anywhere => WordField::Text,
        Scope::Title => WordField::Title,
    }
}

/// The clauses of all filters.
fn conditions_of(conditions: &Conditions) -> Vec<Plan> {
    let clauses = conditions.each().flat_map(clauses_of);
    let sections = conditions.sections().into_iter().filter(|section| *section != Section::All);
    clauses.chain(sections.map(|section| filter_plan(&Filter::Section(section)))).collect()
}

/// A clause for each kind of filter except the section, which has a default.
fn clauses_of(filters: &Filters) -> Vec<Plan> {
    let kinds = FilterKind::ALL.into_iter().filter(|kind| *kind != FilterKind::Section);
    let alternatives = kinds.map(|kind| filters.of_kind(kind).map(filter_plan).collect::<Vec<_>>());
    alternatives.filter(|plans| !plans.is_empty()).map(Plan::any).collect()
}

fn filter_plan(filter: &Filter) -> Plan {
    match filter {
        Filter::Number(number) => Plan::Number(number_term(number)).constant(0.0),
        Filter::Date(days) => days_plan(*days),
        filter => filter.facet().map_or(Plan::Everything, |(facet, value)| Plan::Facet(facet, value.into_owned())),
    }
}

/// The term of a document number or a day, as typed after `number:`.
fn number_term(typed: &str) -> String {
    let document = mentions(typed).into_iter().next().map(|document| document.query_term());
    let day = || dates(typed).first().map(|(_, day)| date_term(*day));
    document.or_else(day).unwrap_or_else(|| key(typed))
}

fn days_plan(DayRange { from, to }: DayRange) -> Plan {
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Plan::Nothing;
    }
    let start = |day: NaiveDate| calendar::start_of(day).timestamp();
    match (from.map(start), to.and_then(|day| day.succ_opt()).map(start)) {
        (None, None) => Plan::Everything,
        (from, before) => Plan::Days(from, before),
    }
}
