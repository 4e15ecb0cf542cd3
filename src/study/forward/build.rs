//! Reads the words of all articles from their texts.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::desk::{Desk, StudyError};
use super::super::reading::{Between, Reader, ZoneWords, Zones, borders};
use super::vocabulary::{Cases, Spelling, TermEntry, Vocabulary, WordMark};
use super::words::{ArticlePlace, Fixed, Forward};
use crate::article::Article;
use crate::index::ZONES;
use crate::query::Measured;
use crate::text::{Token, dates, mentions};

/// Articles that are read before their words are renumbered: what is in memory in the meantime stays small.
const ARTICLES_AT_ONCE: usize = 4096;

/// The words of some articles, with numbers of their own.
#[derive(Default)]
struct ForwardPart {
    vocabulary: Vocabulary,
    numbers: FxHashMap<String, u32>,
    /// Written words with the numbers of their term and of the spelling.
    written: FxHashMap<String, (u32, usize)>,
    articles: Vec<ArticlePlace>,
    ids: Vec<u32>,
    marks: Vec<u8>,
    fixed: Vec<(Range<usize>, String)>,
}

/// Reads the words of these articles, which are in the order of time.
pub(crate) fn build(desk: Desk<'_>, articles: &[Measured]) -> Result<Forward, StudyError> {
    let mut builder = Builder::default();
    for (chunk, before) in articles.chunks(ARTICLES_AT_ONCE).zip((0..).step_by(ARTICLES_AT_ONCE)) {
        let make = || (Reader::default(), ForwardPart::default());
        let parts = desk.read_part(chunk, (before, articles.len()), make, |(reader, part), number, article| {
            part.add(reader, article, chunk[number].place.offset);
        })?;
        parts.into_iter().for_each(|(_, part)| builder.append(part));
    }
    Ok(builder.finish())
}

impl ForwardPart {
    fn add(&mut self, reader: &mut Reader, article: &Article, offset: u64) {
        let mut zones = [0; ZONES];
        let start = number_of(self.ids.len());
        reader.zones(article, Zones::ALL, |zone| {
            zones[zone.zone as usize] += number_of(zone.words.len());
            self.add_zone(&zone);
        });
        self.articles.push(ArticlePlace { offset, start, zones });
    }

    fn add_zone(&mut self, zone: &ZoneWords<'_>) {
        let first = self.ids.len();
        for (word, before) in zone.words.iter().zip(borders(zone.text, zone.words)) {
            let written = &zone.text[word.start..word.end];
            let marks = before | capitals(written);
            let (number, spelling) = self.number(word, written);
            let entry = &mut self.vocabulary.terms[number as usize];
            entry.hits += 1;
            let spelling = &mut entry.spellings[spelling];
            spelling.hits += 1;
            if before & Between::SENTENCE == 0 {
                spelling.cases.count(marks);
            }
            self.ids.push(number);
            self.marks.push(marks);
        }
        for (words, text) in fixed(zone) {
            self.fixed.push((first + words.start..first + words.end, text));
        }
    }

    /// The numbers of a word's term and of its spelling.
    fn number(&mut self, word: &Token, written: &str) -> (u32, usize) {
        let is_same = |(number, _): &(u32, usize)| self.vocabulary.terms[*number as usize].term == word.term;
        if let Some(known) = self.written.get(written).copied().filter(is_same) {
            return known;
        }
        let number = self.number_of_term(&word.term, &word.fold);
        let entry = &mut self.vocabulary.terms[number as usize];
        let small = written.to_lowercase();
        let known = entry.spellings.iter().position(|spelling| spelling.text == small);
        let spelling = known.unwrap_or_else(|| {
            entry.spellings.push(Spelling { text: small, hits: 0, cases: Cases::default() });
            entry.spellings.len() - 1
        });
        self.written.insert(written.to_owned(), (number, spelling));
        (number, spelling)
    }

    fn number_of_term(&mut self, term: &str, fold: &str) -> u32 {
        number_in(&mut self.numbers, &mut self.vocabulary, term, fold)
    }
}

fn number_in(numbers: &mut FxHashMap<String, u32>, vocabulary: &mut Vocabulary, term: &str, fold: &str) -> u32 {
    if let Some(number) = numbers.get(term) {
        return *number;
    }
    let number = number_of(vocabulary.terms.len());
    let entry = TermEntry { term: term.to_owned(), fold: fold.to_owned(), ..TermEntry::default() };
    vocabulary.terms.push(entry);
    numbers.insert(term.to_owned(), number);
    number
}

/// A number of four bytes; a corpus has fewer than four billion words.
fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn capitals(written: &str) -> u8 {
    if !written.starts_with(char::is_uppercase) {
        return 0;
    }
    let letters = written.chars().filter(|c| c.is_alphabetic());
    let all = letters.clone().all(char::is_uppercase) && letters.count() > 1;
    WordMark::CAPITAL | if all { WordMark::CAPITALS } else { 0 }
}

/// The documents and days that a text names: their words, and how they are written, without overlaps. Of a document whose
/// full number is given the number alone; of a short form all of it, where it surely names a document.
fn fixed(zone: &ZoneWords<'_>) -> Vec<(Range<usize>, String)> {
    if !zone.text.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let documents = mentions(zone.text).into_iter().filter_map(|mention| match mention.identifier {
        Some(found) => Some(found.start..found.end),
        None => mention.certain.then_some(mention.start..mention.end),
    });
    let mut spans: Vec<Range<usize>> = documents.chain(dates(zone.text).into_iter().map(|(span, _)| span)).collect();
    spans.sort_by_key(|span| (span.start, span.end));
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for span in spans {
        let first = zone.words.partition_point(|word| word.end <= span.start);
        let end = zone.words.partition_point(|word| word.start < span.end);
        let is_free = found.last().is_none_or(|(last, _)| last.end <= first);
        if first < end && is_free {
            let written = &zone.text[zone.words[first].start..zone.words[end - 1].end];
            found.push((first..end, written.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    found
}

/// Joins parts to the words of a corpus.
#[derive(Default)]
struct Builder {
    forward: Forward,
    numbers: FxHashMap<String, u32>,
    texts: FxHashMap<String, u32>,
}

impl Builder {
    fn append(&mut self, part: ForwardPart) {
        let forward = &mut self.forward;
        let first = number_of(forward.words());
        let mut numbers = Vec::with_capacity(part.vocabulary.terms.len());
        for entry in &part.vocabulary.terms {
            let number = number_in(&mut self.numbers, &mut forward.vocabulary, &entry.term, &entry.fold);
            let all = &mut forward.vocabulary.terms[number as usize];
            all.hits += entry.hits;
            entry.spellings.iter().for_each(|spelling| all.add_spelling(spelling));
            numbers.push(number);
        }
        for (id, marks) in part.ids.iter().zip(&part.marks) {
            forward.push(numbers[*id as usize], *marks);
        }
        for (words, text) in part.fixed {
            let next = number_of(self.texts.len());
            let text = *self.texts.entry(text).or_insert(next);
            let start = first + number_of(words.start);
            forward.fixed.push(Fixed { start, words: number_of(words.len()), text });
        }
        let moved = part.articles.into_iter().map(|place| ArticlePlace { start: first + place.start, ..place });
        forward.articles.extend(moved);
    }

    fn finish(mut self) -> Forward {
        let numbers = self.forward.vocabulary.sort();
        self.forward.renumber(&numbers);
        let mut texts: Vec<(String, u32)> = self.texts.into_iter().collect();
        texts.sort_unstable_by_key(|(_, number)| *number);
        self.forward.fixed_texts = texts.into_iter().map(|(text, _)| text).collect();
        self.forward.by_offset = self.forward.articles.iter().map(|place| place.offset).zip(0..).collect();
        self.forward
    }
}

/// The words of texts, each the body of an article.
#[cfg(test)]
pub(crate) fn of_texts(texts: &[String]) -> Forward {
    let mut builder = Builder::default();
    for (offset, text) in (0..).zip(texts) {
        let mut part = ForwardPart::default();
        let words = crate::text::tokens(text);
        part.add_zone(&ZoneWords { zone: crate::article::labels::Zone::Body, item: 0, text, words: &words });
        part.articles.push(ArticlePlace { offset, start: 0, zones: [0, 0, number_of(words.len()), 0] });
        builder.append(part);
    }
    builder.finish()
}
