//! What a list counts: the words of a scope as syllables or as units, each with a number.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::corpus_words::{CorpusWords, corpus_words};
use super::desk::{Desk, StudyError};
use super::forward::{ArticleWords, Forward, TermEntry};
use super::report::Datum;
use super::scope::ScopeOptions;
use super::sequences::Sequences;
use super::units::{Cutter, Inventory, JoinedBy, Unit};
use crate::article::hex;
use crate::query::Accents;

/// What counts as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CountUnit {
    Syllable,
    Unit,
}

/// How numbers are listed, other than those of documents and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// All of them as one word, `#`.
    One,
    /// Each as a word of its own.
    Keep,
    /// Not at all; they still are words of the scope.
    Drop,
}

/// What is listed.
#[derive(Debug, Clone)]
pub(crate) struct ListingOptions {
    pub(crate) unit: CountUnit,
    /// `None`: one word among units, each a word among syllables.
    pub(crate) numbers: Option<Numbers>,
    /// The text of a list of further units, one a line.
    pub(crate) lexicon: Option<String>,
    /// Whether to say what joined each unit.
    pub(crate) why: bool,
}

/// The columns that say what joined a unit.
pub(crate) const WHY: [&str; 3] = ["joined_by", "joint", "freedom"];

/// What is printed for all numbers together.
pub(super) const NUMBER_FORM: &str = "#";

/// The words of a corpus as a list counts them.
pub(super) struct WordListing {
    pub(super) forward: Forward,
    options: ListingOptions,
    numbers: Numbers,
    /// For each term the one that stands for it: itself, or the first of the same fold.
    same: Vec<u32>,
    /// Whether some terms stand for others.
    folded: bool,
    /// What is listed for each term alone: itself, or all numbers.
    single: Vec<u32>,
    /// The terms of each fold, by the one that stands for it; made when first needed.
    folds: OnceLock<FxHashMap<u32, Vec<u32>>>,
    /// The number of the commonest writing of each document and day in the whole corpus; made when first needed.
    writings: OnceLock<FxHashMap<Box<[u32]>, u32>>,
    is_number: Vec<bool>,
    inventory: Option<Inventory>,
    /// Without the units of the lexicon.
    inventory_id: Option<String>,
    cutter: Option<Cutter>,
    /// Their numbers follow those of terms and the one of all numbers.
    sequences: Sequences,
}

impl WordListing {
    /// Prepares to list the words of the corpus.
    pub(super) fn of(
        desk: Desk<'_>,
        scope_options: &ScopeOptions,
        options: &ListingOptions,
    ) -> Result<WordListing, StudyError> {
        let is_unit = options.unit == CountUnit::Unit;
        let CorpusWords { forward, inventory, .. } = corpus_words(desk)?;
        let mut inventory = is_unit.then_some(inventory);
        let inventory_id = inventory.as_ref().map(Inventory::id);
        if let (Some(inventory), Some(lexicon)) = (&mut inventory, &options.lexicon) {
            inventory.add_lexicon(lexicon);
        }
        let cutter = inventory.as_ref().map(|inventory| Cutter::new(&forward.vocabulary, &inventory.units));
        let terms = &forward.vocabulary.terms;
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let folded = scope_options.accents == Accents::Folded;
        let numbers = options.numbers.unwrap_or(if is_unit { Numbers::One } else { Numbers::Keep });
        let all_numbers = u32::try_from(terms.len()).unwrap_or(u32::MAX);
        let is_class = |entry: &TermEntry| numbers == Numbers::One && entry.is_number();
        let single = (0..).zip(terms).map(|(id, entry)| if is_class(entry) { all_numbers } else { id }).collect();
        let same = (0..)
            .zip(terms)
            .map(|(number, entry)| if folded { *first.entry(&entry.fold).or_insert(number) } else { number })
            .collect();
        Ok(WordListing {
            numbers,
            single,
            options: options.clone(),
            same,
            folded,
            folds: OnceLock::new(),
            writings: OnceLock::new(),
            is_number: terms.iter().map(|entry| entry.is_number()).collect(),
            inventory,
            inventory_id,
            cutter,
            sequences: Sequences::new(terms.len(), terms.len() + 1),
            forward,
        })
    }

    /// Makes the words of an article those of the list: joined by its lexicon, and without accents where they don't count.
    pub(super) fn adapt(&self, article: &mut ArticleWords) {
        // The words are joined to the units of the inventory already.
        if let Some(cutter) = self.cutter.as_ref().filter(|_| self.options.lexicon.is_some()) {
            cutter.join(article);
        }
        if self.folded {
            article.ids.iter_mut().for_each(|id| *id = self.same[*id as usize]);
        }
    }

    /// Whether syllables are joined to units.
    pub(super) fn is_joined(&self) -> bool {
        self.cutter.is_some()
    }

    /// The number of what is listed for these terms; `None` for a sequence that was never met.
    pub(super) fn number(&self, ids: &[u32]) -> Option<u32> {
        match ids {
            [id] => Some(self.single[*id as usize]),
            _ => self.sequences.get(ids),
        }
    }

    /// The number of a sequence, which gets one if it was never met.
    pub(super) fn number_or_new(&mut self, ids: Box<[u32]>) -> u32 {
        self.sequences.number(ids)
    }

    /// For each term whether one of the items with these numbers begins with it.
    pub(super) fn beginnings(&self, numbers: impl Iterator<Item = u32>) -> Vec<bool> {
        let mut begins = vec![false; self.same.len()];
        for number in numbers {
            if self.is_all_numbers(number) {
                begins.iter_mut().zip(&self.is_number).for_each(|(begins, is_number)| *begins |= is_number);
            } else if let Some(first) = self.ids(number).first() {
                begins[*first as usize] = true;
            }
        }
        begins
    }

    /// Counts the numbers of a list of words as this list counts its own. The keys are terms, with what is printed.
    pub(super) fn count_numbers_alike(&self, counts: &mut BTreeMap<String, (String, u64)>) {
        let is_number = |term: &str| term == NUMBER_FORM || term.bytes().all(|byte| byte.is_ascii_digit());
        if self.numbers == Numbers::Keep {
            return;
        }
        let hits = counts.iter().filter(|(term, _)| is_number(term)).map(|(_, (_, hits))| hits).sum();
        counts.retain(|term, _| !is_number(term));
        if self.numbers == Numbers::One {
            counts.insert(NUMBER_FORM.to_owned(), (NUMBER_FORM.to_owned(), hits));
        }
    }

    /// The number that stands for all numbers.
    fn all_numbers(&self) -> u32 {
        u32::try_from(self.same.len()).unwrap_or(u32::MAX)
    }

    /// The number of terms.
    pub(super) fn terms(&self) -> usize {
        self.same.len()
    }

    /// One more than the highest number so far.
    pub(super) fn len(&self) -> usize {
        self.same.len() + 1 + self.sequences.len()
    }

    /// The terms of what is listed under a number.
    fn ids(&self, number: u32) -> Vec<u32> {
        self.sequences.terms(number).map_or_else(|| vec![number], <[u32]>::to_vec)
    }

    fn is_all_numbers(&self, number: u32) -> bool {
        number == self.all_numbers()
    }

    /// Whether a number stands for a row.
    pub(super) fn is_listed(&self, number: u32) -> bool {
        self.numbers != Numbers::Drop || !self.is_number.get(number as usize).is_some_and(|is_number| *is_number)
    }

    /// The number of syllables.
    pub(super) fn size(&self, number: u32) -> usize {
        if self.is_all_numbers(number) { 1 } else { self.ids(number).len() }
    }

    /// What equal rows are sorted by.
    pub(super) fn term(&self, number: u32) -> String {
        self.list_term(number, false)
    }

    /// The terms of a number with blanks between them, or their folds.
    pub(super) fn list_term(&self, number: u32, folded: bool) -> String {
        if self.is_all_numbers(number) {
            return NUMBER_FORM.to_owned();
        }
        let entries = self.ids(number).into_iter().map(|id| &self.forward.vocabulary.terms[id as usize]);
        entries.map(|entry| if folded { &entry.fold } else { &entry.term }.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// What is printed for a number.
    pub(super) fn form(&self, number: u32) -> String {
        if self.is_all_numbers(number) {
            return NUMBER_FORM.to_owned();
        }
        let ids = self.ids(number);
        if let [id] = ids[..] {
            return self.word_form(id);
        }
        let unit = self.unit(&ids).map(|unit| unit.form.clone());
        let written = || self.cutter.as_ref().and_then(|_| self.written(&ids));
        unit.or_else(written).unwrap_or_else(|| ids.iter().map(|id| self.word_form(*id)).collect::<Vec<_>>().join(" "))
    }

    /// What is printed for a term, or for all terms of its fold.
    pub(super) fn word_form(&self, id: u32) -> String {
        let folds = self.folds.get_or_init(|| {
            let mut folds: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
            (0..).zip(&self.same).for_each(|(term, same)| folds.entry(*same).or_default().push(term));
            folds
        });
        self.forward.vocabulary.form(folds.get(&id).map_or(&[], Vec::as_slice))
    }

    fn unit(&self, ids: &[u32]) -> Option<&Unit> {
        let unit = self.cutter.as_ref()?.unit(ids)?;
        Some(&self.inventory.as_ref()?.units[unit])
    }

    /// The commonest writing of a document or day in the whole corpus.
    fn written(&self, ids: &[u32]) -> Option<String> {
        let text = self.writings.get_or_init(|| self.commonest_writings()).get(ids)?;
        Some(self.forward.fixed_text(*text).to_owned())
    }

    /// The number of the commonest writing of each document and day, by its words.
    fn commonest_writings(&self) -> FxHashMap<Box<[u32]>, u32> {
        let mut commonest: FxHashMap<Box<[u32]>, (u64, u32)> = FxHashMap::default();
        self.forward.each_fixed_text(|text, hits, terms| {
            let ids: Box<[u32]> = terms.iter().map(|id| self.same[*id as usize]).collect();
            let rank = |(hits, text): (u64, u32)| (hits, Reverse(self.forward.fixed_text(text)));
            let known = commonest.entry(ids).or_insert((hits, text));
            if rank((hits, text)) > rank(*known) {
                *known = (hits, text);
            }
        });
        commonest.into_iter().map(|(ids, (_, text))| (ids, text)).collect()
    }

    /// The columns that say what joined a unit, if they were asked for.
    pub(super) fn why_columns(&self) -> &'static [&'static str] {
        if self.options.why { &WHY } else { &[] }
    }

    /// Their values for a number.
    pub(super) fn why(&self, number: u32) -> Vec<Datum> {
        let ids = if self.is_all_numbers(number) { Vec::new() } else { self.ids(number) };
        if !self.options.why || ids.len() > 1 {
            return self.why_of(self.unit(&ids));
        }
        vec![Datum::Null; WHY.len()]
    }

    /// Their values for a word that the corpus doesn't have.
    pub(super) fn why_of_none(&self) -> Vec<Datum> {
        if self.options.why { vec![Datum::Null; WHY.len()] } else { Vec::new() }
    }

    /// Their values for a unit of the inventory; `None` is a document or day.
    pub(super) fn why_of(&self, unit: Option<&Unit>) -> Vec<Datum> {
        if !self.options.why {
            return Vec::new();
        }
        vec![
            Datum::Own(unit.map_or(JoinedBy::Named, |unit| unit.by).name().to_owned()),
            Datum::number(unit.and_then(|unit| unit.joint)),
            Datum::number(unit.and_then(|unit| unit.freedom)),
        ]
    }

    /// The units of several syllables, and how texts are divided into them; `None` among syllables.
    pub(super) fn units(&self) -> Option<(&[Unit], &Cutter)> {
        Some((&self.inventory.as_ref()?.units, self.cutter.as_ref()?))
    }

    /// What is counted, as a scope calls it.
    pub(super) fn unit_name(&self) -> &'static str {
        match self.options.unit {
            CountUnit::Syllable => "syllable",
            CountUnit::Unit => "unit",
        }
    }

    /// The id of the inventory, if words are joined.
    pub(super) fn inventory_id(&self) -> Option<String> {
        self.inventory_id.clone()
    }

    /// What a report says of its units.
    pub(super) fn measure(&self) -> Vec<(&'static str, Datum)> {
        let numbers = match self.numbers {
            Numbers::One => "one",
            Numbers::Keep => "keep",
            Numbers::Drop => "drop",
        };
        let mut measure = vec![("numbers", Datum::Own(numbers.to_owned()))];
        if let Some(lexicon) = self.options.lexicon.as_ref().filter(|_| self.cutter.is_some()) {
            use sha2::{Digest, Sha256};
            measure.push(("lexicon", Datum::Own(hex(&Sha256::digest(lexicon)[..16]))));
        }
        measure
    }

    /// A note, if the corpus is too small for statistics.
    pub(super) fn note(&self) -> Option<String> {
        let is_small = self.inventory.as_ref().is_some_and(|inventory| !inventory.is_statistical());
        let has_words = !self.forward.vocabulary.terms.is_empty();
        (is_small && has_words).then(|| {
            "the corpus is too small to find units by statistics: only names, topics, documents and dates are joined"
                .to_owned()
        })
    }
}
