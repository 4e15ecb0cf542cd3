//! The inventory: the units of a corpus. It is made of the whole corpus, never of a scope, so that both sides of a comparison
//! are cut alike.
//!
//! It is kept beside the index until the corpus has grown by a tenth, so that a day's articles don't change last week's
//! tables. The corpus of an earlier place always has the inventory of that place: it must not depend on which places were
//! read before. An inventory that is missing, unreadable, of another corpus or of other rules is made again.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::desk::{Desk, StudyError, UnitsOf, Walks};
use super::super::forward::{ArticleWords, Cases, Forward, WordMark};
use super::super::reading::{Between, Zones};
use super::cutting::Cutter;
use super::known::{KnownUnit, known, terms};
use super::unit::{JoinedBy, Unit};
use super::{freedom, ngrams};
use crate::article::{LedgerPosition, hex};
use crate::index::DerivedFile;

/// Raise this number whenever a change of the code can change the units of any corpus.
const VERSION: u32 = 1;

/// The least freedom of a unit of three words or more that statistics find, in bits.
const FREEDOM_MIN: f64 = 0.8;

/// Below so many words statistics find nothing.
const STATISTICS_WORDS_MIN: usize = 20_000;

const FUNCTION_WORDS: &str = include_str!("function_words.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionWords {
    words: Vec<String>,
}

/// The units of a corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inventory {
    rules: String,
    /// The corpus that it was made of.
    position: LedgerPosition,
    words: usize,
    pub(crate) units: Vec<Unit>,
}

/// The units of a corpus: those that are kept, if they still fit, or new ones.
pub(crate) fn inventory(desk: Desk<'_>, forward: &Forward) -> Result<Inventory, StudyError> {
    let rules = rules(desk);
    if let Some(kept) = kept(desk, &rules)?
        && kept.fits(desk, forward.words())
    {
        return Ok(kept);
    }
    let position = desk.index.position().clone();
    let made = Inventory { rules, position, words: forward.words(), units: units(desk, forward) };
    // Where it can't be written, it is made again next time.
    let _ = postcard::to_allocvec(&made).map(|bytes| desk.index.write_derived_sealed(DerivedFile::Units, &bytes));
    Ok(made)
}

/// The id of the units that are kept, if there are any and they fit this corpus.
pub(crate) fn stored_id(desk: Desk<'_>, words: usize) -> Result<Option<String>, StudyError> {
    Ok(kept(desk, &rules(desk))?.filter(|kept| kept.fits(desk, words)).map(|kept| kept.id()))
}

/// The inventory on disk, unless it is unreadable, of other rules, or of another corpus.
fn kept(desk: Desk<'_>, rules: &str) -> Result<Option<Inventory>, StudyError> {
    let Some(bytes) = desk.index.read_derived(DerivedFile::Units) else { return Ok(None) };
    // What doesn't read as an inventory is made again, like what is missing.
    let Ok(kept) = postcard::from_bytes::<Inventory>(&bytes) else { return Ok(None) };
    let is_same = kept.rules == rules && desk.ledger.holds(&kept.position)?;
    Ok(is_same.then_some(kept))
}

/// Everything that units depend on besides the corpus.
fn rules(desk: Desk<'_>) -> String {
    format!("{VERSION}.{:08x}.{}", crc32fast::hash(FUNCTION_WORDS.as_bytes()), desk.labeller.fingerprint())
}

impl Inventory {
    fn fits(&self, desk: Desk<'_>, words: usize) -> bool {
        match desk.units_of {
            UnitsOf::Kept => (self.words..=self.words + self.words / 10).contains(&words),
            UnitsOf::Place => self.position == *desk.index.position(),
        }
    }

    /// Identifies the rules and the units with their counts.
    pub(crate) fn id(&self) -> String {
        let units = self.units.iter().map(|unit| {
            let Unit { terms, form, hits, joint, freedom, by } = unit;
            format!("{}\t{form}\t{hits:?}\t{joint:?}\t{freedom:?}\t{}\n", terms.join(" "), by.name())
        });
        let mut digest = Sha256::new_with_prefix(format!("{}\n", self.rules));
        units.for_each(|unit| digest.update(unit));
        hex(&digest.finalize()[..16])
    }

    /// Whether the corpus had enough words for statistics.
    pub(crate) fn is_statistical(&self) -> bool {
        self.words >= STATISTICS_WORDS_MIN
    }

    /// Adds the units of a list, one a line, which win over all others.
    pub(crate) fn add_lexicon(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let terms = terms(line);
            if terms.len() > 1 {
                let form = line.to_owned();
                self.units.push(Unit { terms, form, hits: None, joint: None, freedom: None, by: JoinedBy::Lexicon });
            }
        }
    }
}

/// The units of a corpus, sorted by their terms.
fn units(desk: Desk<'_>, forward: &Forward) -> Vec<Unit> {
    let mut units: FxHashMap<Vec<String>, Unit> = FxHashMap::default();
    let is_statistical = forward.words() >= STATISTICS_WORDS_MIN;
    // Once for the freedom of candidates, and once for how units are written.
    let times = if is_statistical { ngrams::WALKS_OF_CANDIDATES + 2 } else { 1 };
    let walks = Walks::new(desk, forward.articles(), times);
    if is_statistical {
        units = statistical(forward, &walks).into_iter().map(|unit| (unit.terms.clone(), unit)).collect();
    }
    let numbers = forward.vocabulary.numbers();
    let mut seen = FxHashSet::default();
    for KnownUnit { terms, text, by } in known(desk.labeller) {
        // What has a word that never occurs is no unit of this corpus.
        if !terms.iter().all(|term| numbers.contains_key(term.as_str())) || !seen.insert(terms.clone()) {
            continue;
        }
        let unit = Unit { terms: terms.clone(), form: text, hits: None, joint: None, freedom: None, by };
        units.entry(terms).and_modify(|known| known.by = by).or_insert(unit);
    }
    let mut units: Vec<Unit> = units.into_values().collect();
    units.sort_by(|a, b| a.terms.cmp(&b.terms));
    add_forms(forward, &mut units, &walks);
    units
}

/// The units that statistics find.
fn statistical(forward: &Forward, walks: &Walks<'_>) -> Vec<Unit> {
    let vocabulary = &forward.vocabulary;
    let function = function_words();
    let is_end: Vec<bool> = vocabulary.terms.iter().map(|entry| !function.contains(&entry.term)).collect();
    let candidates = ngrams::candidates(forward, &is_end, walks);
    let freedom = freedom::freedom(forward, &candidates, walks);
    let of_candidate = |(candidate, freedom): (ngrams::Candidate, Option<f64>)| Unit {
        terms: candidate.numbers.iter().map(|number| vocabulary.terms[*number as usize].term.clone()).collect(),
        form: String::new(),
        hits: Some(candidate.hits),
        joint: Some(candidate.joint),
        freedom,
        by: JoinedBy::Statistics,
    };
    let is_free = |unit: &Unit| unit.freedom.is_none_or(|freedom| freedom >= FREEDOM_MIN);
    candidates.into_iter().zip(freedom).map(of_candidate).filter(is_free).collect()
}

/// The terms of the function words.
pub(super) fn function_words() -> FxHashSet<String> {
    let list: FunctionWords = toml::from_str(FUNCTION_WORDS).expect("the embedded list is checked by a test");
    list.words.iter().flat_map(|word| terms(word)).collect()
}

/// Adds what is printed for each unit that occurs: its words in their commonest spellings, with the capitals that they have
/// in this unit.
fn add_forms(forward: &Forward, units: &mut [Unit], walks: &Walks<'_>) {
    let numbers = forward.vocabulary.numbers();
    let cutter = Cutter::new(&forward.vocabulary, units);
    let none = |unit: &Unit| vec![Cases::default(); unit.terms.len()];
    let mut cases: Vec<Vec<Cases>> = units.iter().map(none).collect();
    let mut occurs = vec![false; units.len()];
    let mut words = ArticleWords::default();
    for article in 0..forward.articles() {
        forward.read(article, Zones::ALL, &mut words);
        cutter.join(&mut words);
        walks.step();
        let mut start = 0;
        while start < words.ids.len() {
            let joined = words.marks[start + 1..].iter().take_while(|marks| **marks & WordMark::JOINED != 0).count();
            let range = start..start + 1 + joined;
            start = range.end;
            if joined == 0 {
                continue;
            }
            let Some(unit) = cutter.unit(&words.ids[range.clone()]) else { continue };
            occurs[unit] = true;
            for (cases, marks) in cases[unit].iter_mut().zip(&words.marks[range]) {
                if marks & Between::SENTENCE == 0 {
                    cases.count(*marks);
                }
            }
        }
    }
    for ((unit, cases), occurs) in units.iter_mut().zip(&cases).zip(occurs) {
        if occurs || unit.form.is_empty() {
            let spelling = |term: &String| forward.vocabulary.spelling(numbers[term.as_str()]);
            let spelled = unit.terms.iter().zip(cases).map(|(term, cases)| cases.applied(spelling(term)));
            unit.form = spelled.collect::<Vec<_>>().join(" ");
        }
    }
}
