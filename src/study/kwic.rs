//! `byt kwic`: every hit in its context.

use std::cmp::Ordering;
use std::ops::Range;

use super::desk::{Desk, StudyError};
use super::order;
use super::reading::{Border, Reader, ZoneWords, around, borders, zone_name};
use super::report::{Datum, Report};
use super::sampling::{least, rank_digest};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::day_of;
use crate::article::Article;
use crate::query::{Measured, Occurrences, Query};

/// What the lines of a concordance are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KwicOrder {
    Time,
    /// By the digests of the seed and the hit.
    Random(String),
    By(Vec<ContextKey>),
}

/// A part of a line that lines are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContextKey {
    /// All words before the hit, the nearest first.
    Left,
    /// All words after it.
    Right,
    Key,
    Official,
    /// The word at this distance before the hit, from 1.
    LeftWord(usize),
    RightWord(usize),
}

/// How to show hits.
#[derive(Debug, Clone)]
pub(crate) struct KwicOptions {
    /// Words on each side.
    pub(crate) words: usize,
    pub(crate) within: Border,
    pub(crate) order: KwicOrder,
    pub(crate) limit: usize,
    /// Show this many hits, drawn by a seed.
    pub(crate) sample: Option<(usize, String)>,
}

/// Words on each side that whole contexts are sorted by, even if fewer are shown.
const SORTED_WORDS: usize = 10;

impl KwicOptions {
    /// Words on each side that are kept for sorting: at least those that are shown, however narrow a terminal is.
    fn kept_words(&self) -> usize {
        let needed = |key: &ContextKey| match key {
            ContextKey::Left | ContextKey::Right => SORTED_WORDS,
            ContextKey::LeftWord(distance) | ContextKey::RightWord(distance) => *distance,
            ContextKey::Key | ContextKey::Official => 0,
        };
        let KwicOrder::By(keys) = &self.order else { return self.words };
        keys.iter().map(needed).fold(self.words, usize::max)
    }
}

const COLUMNS: [&str; 14] = [
    "id",
    "date",
    "zone",
    "item",
    "word",
    "start",
    "end",
    "left",
    "key",
    "right",
    "title",
    "officials",
    "topics",
    "url",
];

/// A hit with its context.
#[derive(Debug, Clone)]
pub(super) struct KwicLine {
    /// The number of the article in the scope.
    pub(super) article: usize,
    pub(super) id: String,
    pub(super) zone: &'static str,
    pub(super) item: u32,
    /// The number of the hit's first word in its zone.
    pub(super) word: usize,
    /// Characters of the record's field.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) left: String,
    pub(super) key: String,
    pub(super) right: String,
    /// The terms of the contexts, the nearest first, and of the hit. They may be more than the contexts that are shown.
    pub(super) terms: [Vec<String>; 3],
    /// What closes the context: marks up to the next blank.
    closing: String,
    title: String,
    url: Option<String>,
}

impl KwicLine {
    /// What identifies the hit in a sample: `ID:ZONE:ITEM:WORD`.
    pub(super) fn name(&self) -> String {
        format!("{}:{}:{}:{}", self.id, self.zone, self.item, self.word)
    }

    /// The hit with its contexts and the marks that close them.
    pub(super) fn sentence(&self) -> String {
        format!("{}{}{}{}", self.left, self.key, self.right, self.closing)
    }
}

/// Lists the hits of a query in their contexts.
pub(crate) fn kwic(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &KwicOptions,
) -> Result<Report, StudyError> {
    let mut found = found(desk, query, scope_options, options)?;
    let total = found.lines.len() as u64;
    sort(&mut found.lines, desk, &found.scope, &options.order)?;
    if options.limit > 0 {
        found.lines.truncate(options.limit);
    }
    let cells = |line: &KwicLine| cells(desk, line, &found.scope.articles[line.article]);
    let rows = found.lines.iter().map(cells).collect::<Result<_, _>>()?;
    found.report(desk, total, COLUMNS.to_vec(), rows)
}

/// The hits that are listed or counted, in the order of time, and what a report says of them.
pub(super) struct KwicHits {
    pub(super) scope: Scope,
    pub(super) lines: Vec<KwicLine>,
    pub(super) measure: Vec<(&'static str, Datum)>,
    pub(super) notes: Vec<String>,
}

/// Finds all hits, and draws some of them if asked for.
pub(super) fn found(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &KwicOptions,
) -> Result<KwicHits, StudyError> {
    let scope = Scope::of(desk, &query.divided().scope, scope_options)?;
    let mut lines = lines(desk, query, &scope, scope_options, options)?;
    let all = lines.len();
    let mut measure = vec![("words", options.words.into()), ("hits", all.into())];
    let mut notes = Vec::new();
    if let Some((size, seed)) = &options.sample {
        let digests: Vec<String> = lines.iter().map(|line| rank_digest(seed, &line.name())).collect();
        let mut drawn = least(&digests, *size, |_| None).into_iter().peekable();
        let mut numbers = 0..;
        lines.retain(|_| numbers.next().is_some_and(|number| drawn.next_if_eq(&number).is_some()));
        measure.extend([("seed", Datum::Own(seed.clone())), ("size", (*size).into()), ("drawn_from", all.into())]);
        notes.push(format!("{} of {all} hits, drawn with the seed {seed}", lines.len()));
    }
    measure.push(("articles_with_hits", articles_of(&lines).into()));
    Ok(KwicHits { scope, lines, measure, notes })
}

impl KwicHits {
    pub(super) fn report(
        self,
        desk: Desk<'_>,
        total: u64,
        columns: Vec<&'static str>,
        rows: Vec<Vec<Datum>>,
    ) -> Result<Report, StudyError> {
        Ok(Report {
            command: "kwic",
            scope: self.scope.facts("query"),
            sides: Vec::new(),
            measure: self.measure,
            total,
            columns,
            rows,
            notes: self.notes,
            snapshot: Snapshot::of(desk)?,
        })
    }
}

/// The number of articles among lines in the order of time.
fn articles_of(lines: &[KwicLine]) -> usize {
    lines.chunk_by(|a, b| a.article == b.article).count()
}

/// All hits in the order of time.
pub(super) fn lines(
    desk: Desk<'_>,
    query: &Query,
    scope: &Scope,
    scope_options: &ScopeOptions,
    options: &KwicOptions,
) -> Result<Vec<KwicLine>, StudyError> {
    let occurrences = Occurrences::of(&query.divided().words, scope_options.accents);
    let matching = scope.matching(desk, query, scope_options)?;
    let articles: Vec<Measured> = matching.iter().map(|number| scope.articles[*number]).collect();
    let make = || (Reader::default(), Vec::new());
    let parts = desk.read(&articles, make, |(reader, lines), number, article| {
        reader.zones(article, scope.zones, |zone| {
            let hits = occurrences.find(zone.zone, zone.text, zone.words);
            if !hits.is_empty() {
                let borders = borders(zone.text, zone.words);
                lines.extend(
                    hits.into_iter().map(|hit| line(matching[number], article, &zone, &borders, &hit, options)),
                );
            }
        });
    })?;
    Ok(parts.into_iter().flat_map(|(_, lines)| lines).collect())
}

fn line(
    number: usize,
    article: &Article,
    zone: &ZoneWords<'_>,
    borders: &[u8],
    hit: &Range<usize>,
    options: &KwicOptions,
) -> KwicLine {
    let context = around(borders, hit, options.within, options.words, options.words);
    let bytes = |words: &Range<usize>| zone.words[words.start].start..zone.words[words.end - 1].end;
    let (whole, key) = (bytes(&context), bytes(hit));
    let chars = |end: usize| zone.text[..end].chars().count();
    let terms = |words: &[crate::text::Token]| words.iter().map(|word| word.term.clone()).collect::<Vec<_>>();
    let kept = around(borders, hit, options.within, options.kept_words(), options.kept_words());
    let mut left = terms(&zone.words[kept.start..hit.start]);
    left.reverse();
    KwicLine {
        article: number,
        id: article.id.as_str().to_owned(),
        zone: zone_name(zone.zone),
        item: zone.item,
        word: hit.start,
        start: chars(key.start),
        end: chars(key.end),
        left: zone.text[whole.start..key.start].to_owned(),
        key: zone.text[key.clone()].to_owned(),
        right: zone.text[key.end..whole.end].to_owned(),
        closing: closing(zone, context.end, whole.end).to_owned(),
        terms: [left, terms(&zone.words[hit.end..kept.end]), terms(&zone.words[hit.clone()])],
        title: article.title.clone(),
        url: article.url.clone(),
    }
}

/// The marks between the last word of a context and the next blank or word.
fn closing<'z>(zone: &ZoneWords<'z>, next: usize, end: usize) -> &'z str {
    let gap = &zone.text[end..zone.words.get(next).map_or(zone.text.len(), |word| word.start)];
    gap.split(char::is_whitespace).next().unwrap_or_default()
}

/// Sorts lines that are in the order of time; equal lines keep it.
fn sort(lines: &mut [KwicLine], desk: Desk<'_>, scope: &Scope, order: &KwicOrder) -> Result<(), StudyError> {
    match order {
        KwicOrder::Time => {}
        KwicOrder::Random(seed) => lines.sort_by_cached_key(|line| rank_digest(seed, &line.name())),
        KwicOrder::By(keys) => {
            let mut officials: Vec<Vec<String>> = Vec::new();
            if keys.contains(&ContextKey::Official) {
                for article in &scope.articles {
                    officials.push(acting(desk, article)?);
                }
            }
            lines.sort_by(|a, b| {
                keys.iter()
                    .map(|key| compare(*key, a, b, &officials))
                    .find(|o| *o != Ordering::Equal)
                    .unwrap_or(Ordering::Equal)
            });
        }
    }
    Ok(())
}

fn compare(key: ContextKey, a: &KwicLine, b: &KwicLine, officials: &[Vec<String>]) -> Ordering {
    let side = |line: &KwicLine, n: usize| line.terms[n].clone();
    let word =
        |line: &KwicLine, side: usize, n: usize| line.terms[side].get(n - 1).cloned().into_iter().collect::<Vec<_>>();
    match key {
        ContextKey::Left => order::compare(&side(a, 0), &side(b, 0)),
        ContextKey::Right => order::compare(&side(a, 1), &side(b, 1)),
        ContextKey::Key => order::compare(&side(a, 2), &side(b, 2)),
        ContextKey::Official => officials.get(a.article).cmp(&officials.get(b.article)),
        ContextKey::LeftWord(n) => order::compare(&word(a, 0, n), &word(b, 0, n)),
        ContextKey::RightWord(n) => order::compare(&word(a, 1, n), &word(b, 1, n)),
    }
}

/// The people who acted in an article.
pub(super) fn acting(desk: Desk<'_>, article: &Measured) -> Result<Vec<String>, StudyError> {
    let labels = article.place.labels(desk.index)?;
    let acted = labels.officials.into_iter().filter(|link| link.relation.is_action());
    Ok(acted.map(|link| link.name).collect())
}

/// The columns of a line.
pub(super) fn cells(desk: Desk<'_>, line: &KwicLine, article: &Measured) -> Result<Vec<Datum>, StudyError> {
    let labels = article.place.labels(desk.index)?;
    let officials = labels.officials.iter().map(|link| link.name.clone()).collect();
    let topics = labels.topics.iter().map(|topic| topic.id.clone()).collect();
    Ok(vec![
        Datum::Text(line.id.clone()),
        day_of(article).map_or(Datum::Null, |day| Datum::Own(day.to_string())),
        Datum::Own(line.zone.to_owned()),
        u64::from(line.item).into(),
        line.word.into(),
        line.start.into(),
        line.end.into(),
        Datum::Text(line.left.clone()),
        Datum::Text(line.key.clone()),
        Datum::Text(line.right.clone()),
        Datum::Text(line.title.clone()),
        Datum::Texts(officials),
        Datum::Texts(topics),
        Datum::text(line.url.clone()),
    ])
}

/// The names of the columns of a line.
pub(super) fn line_columns() -> &'static [&'static str] {
    &COLUMNS
}
