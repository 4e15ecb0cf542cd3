//! A scope as numbers: each word is the number of its term, with what is before it.

use std::collections::HashSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::reading::{Between, Reader, ZoneWords, borders};
use super::scope::{Scope, ScopeOptions};
use crate::query::{Occurrences, Query};
use crate::text::Token;

/// The words of a scope, article by article in its order.
#[derive(Default)]
pub(super) struct Forward {
    /// Terms by their numbers.
    pub(super) terms: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// The spellings of each term with their counts, as written in the texts.
    spellings: Vec<FxHashMap<String, SpellingCount>>,
    /// The words of all articles.
    pub(super) words: Vec<u32>,
    /// What is before each word: bits of [`Between`].
    pub(super) before: Vec<u8>,
    /// Where the words of each article end.
    ends: Vec<usize>,
    /// Ranges of words that are hits of a query, in order.
    pub(super) hits: Vec<Range<usize>>,
    /// Whether accents distinguish words.
    folded: bool,
}

/// How often a spelling, in small letters, occurs.
#[derive(Debug, Clone, Copy, Default)]
struct SpellingCount {
    all: u64,
    /// In mid-sentence, and of these with a capital.
    inside: u64,
    capitals: u64,
}

impl Forward {
    /// Reads the words of all articles of a scope. `folded`: words that differ in accents only are the same.
    pub(super) fn of(desk: Desk<'_>, scope: &Scope, folded: bool) -> Result<Forward, StudyError> {
        Forward::built(desk, scope, folded, |_, _, _| {})
    }

    /// Reads all articles; `visit` sees each zone before its words are added, with the number of its article.
    fn built(
        desk: Desk<'_>,
        scope: &Scope,
        folded: bool,
        visit: impl Fn(&mut Forward, usize, &ZoneWords<'_>) + Sync,
    ) -> Result<Forward, StudyError> {
        let make = || (Reader::default(), Forward { folded, ..Forward::default() });
        let parts = desk.read(&scope.articles, make, |(reader, forward), number, article| {
            reader.zones(article, scope.zones, |zone| {
                visit(forward, number, &zone);
                forward.add_zone(zone.text, zone.words);
            });
            forward.ends.push(forward.words.len());
        })?;
        let mut parts = parts.into_iter().map(|(_, forward)| forward);
        let Some(mut all) = parts.next() else { return Ok(Forward::default()) };
        parts.for_each(|part| all.append(part));
        Ok(all)
    }

    /// The same with the hits of a query.
    pub(super) fn with_hits(
        desk: Desk<'_>,
        scope: &Scope,
        folded: bool,
        query: &Query,
        options: &ScopeOptions,
    ) -> Result<Forward, StudyError> {
        let occurrences = Occurrences::of(query, options.accents);
        let matching: HashSet<usize> = scope.matching(desk, query, options)?.into_iter().collect();
        Forward::built(desk, scope, folded, |forward, number, zone| {
            if matching.contains(&number) {
                let first = forward.words.len();
                let hits = occurrences.find(zone.zone, zone.text, zone.words).into_iter();
                forward.hits.extend(hits.map(|hit| first + hit.start..first + hit.end));
            }
        })
    }

    fn add_zone(&mut self, text: &str, words: &[Token]) {
        let before = borders(text, words);
        for (word, before) in words.iter().zip(&before) {
            let term = if self.folded { &word.fold } else { &word.term };
            let number = self.number(term);
            self.words.push(number);
            let written = &text[word.start..word.end];
            let begins_small = written.starts_with(char::is_lowercase);
            let small = if begins_small { written.to_owned() } else { written.to_lowercase() };
            let count = self.spellings[number as usize].entry(small).or_default();
            count.all += 1;
            if before & Between::SENTENCE == 0 {
                count.inside += 1;
                count.capitals += u64::from(written.starts_with(char::is_uppercase));
            }
        }
        self.before.extend(before);
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        // There are never four billion terms: a corpus has fewer words.
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.push(term.to_owned());
        self.spellings.push(FxHashMap::default());
        self.numbers.insert(term.to_owned(), number);
        number
    }

    /// Appends the articles of another part.
    fn append(&mut self, part: Forward) {
        let numbers: Vec<u32> = part.terms.iter().map(|term| self.number(term)).collect();
        for (number, spellings) in numbers.iter().zip(part.spellings) {
            for (spelling, count) in spellings {
                let all = self.spellings[*number as usize].entry(spelling).or_default();
                all.all += count.all;
                all.inside += count.inside;
                all.capitals += count.capitals;
            }
        }
        let first = self.words.len();
        self.hits.extend(part.hits.into_iter().map(|hit| first + hit.start..first + hit.end));
        self.words.extend(part.words.into_iter().map(|word| numbers[word as usize]));
        self.before.extend(part.before);
        self.ends.extend(part.ends.into_iter().map(|end| first + end));
    }

    /// The places of each article's words, in order.
    pub(super) fn articles(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| start..*end)
    }

    /// What is printed for a term: its commonest spelling (then the one that is smaller in code points), in small letters
    /// unless more than half of its uses in mid-sentence are capitalised.
    pub(super) fn form(&self, number: u32) -> String {
        let spellings = &self.spellings[number as usize];
        let best = spellings.iter().max_by(|(a, x), (b, y)| x.all.cmp(&y.all).then(b.cmp(a)));
        let Some((spelling, _)) = best else { return self.terms[number as usize].clone() };
        let (inside, capitals) =
            spellings.values().fold((0, 0), |sum, count| (sum.0 + count.inside, sum.1 + count.capitals));
        if 2 * capitals > inside { capitalised(spelling) } else { spelling.clone() }
    }
}

/// A word with a capital at its beginning.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
