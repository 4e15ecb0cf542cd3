//! `byt kwic`: every hit in its context.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::forward::Forward;
use super::hits::{HitFinder, HitsByArticle};
use super::kwic_order::{HitContexts, KwicOrder, acting_by};
use super::reading::{Border, Reader, ZoneWords, around, borders, zone_name};
use super::report::{Datum, Report};
use super::sampling::{least, rank_digest};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::trend::day_of;
use crate::article::Article;
use crate::query::{Divided, Measured, Occurrences, Query};

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

impl KwicOptions {
    /// Whether the first lines can be found without reading all texts.
    fn can_be_cut(&self, first: usize) -> bool {
        first > 0 && self.sample.is_none() && !matches!(self.order, KwicOrder::Random(_))
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
    let mut found = found(desk, query, scope_options, options, options.limit)?;
    sort(&mut found.lines, desk, &found.scope, &options.order, options.limit)?;
    let rows = rows(desk, &found.lines, &found.scope)?;
    let total = found.total;
    found.report(desk, total, COLUMNS.to_vec(), rows)
}

/// The hits that are listed or counted, in the order of time, and what a report says of them.
pub(super) struct KwicHits {
    pub(super) scope: Scope,
    pub(super) lines: Vec<KwicLine>,
    /// The number of hits, of those that were drawn if some were.
    pub(super) total: u64,
    pub(super) measure: Vec<(&'static str, Datum)>,
    pub(super) notes: Vec<String>,
}

/// Finds all hits, and draws some of them if asked for. With a `first` above 0, lines that come after so many in the order of
/// the options may be missing.
pub(super) fn found(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &KwicOptions,
    first: usize,
) -> Result<KwicHits, StudyError> {
    let Divided { scope, words } = query.divided();
    let scope = Scope::of(desk, &scope, scope_options)?;
    let matching = scope.matching(desk, &words, scope_options)?;
    let mut measure = vec![("words", options.words.into())];
    let finder = HitFinder::new(desk, scope_options);
    if options.can_be_cut(first)
        && let Some((forward, hits)) = finder.hits_in_words(&words, &scope, &matching)?
    {
        let articles = articles_of_first(desk, &scope, (forward, &hits), options, first)?;
        let lines = lines(desk, query, &scope, &articles, scope_options, options)?;
        let total = hits.iter().map(|(_, hits)| hits.len() as u64).sum();
        measure.extend([("hits", Datum::Count(total)), ("articles_with_hits", hits.len().into())]);
        return Ok(KwicHits { scope, lines, total, measure, notes: Vec::new() });
    }
    let mut lines = lines(desk, query, &scope, &matching, scope_options, options)?;
    let all = lines.len();
    measure.push(("hits", all.into()));
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
    Ok(KwicHits { scope, total: lines.len() as u64, lines, measure, notes })
}

/// The articles that have the first `limit` hits in the order of the options, which isn't random. Their other hits may be
/// anywhere in that order.
fn articles_of_first(
    desk: Desk<'_>,
    scope: &Scope,
    (forward, hits): (&Forward, &HitsByArticle),
    options: &KwicOptions,
    limit: usize,
) -> Result<Vec<usize>, StudyError> {
    let KwicOrder::By(keys) = &options.order else {
        let in_order = hits.iter().flat_map(|(number, hits)| std::iter::repeat_n(*number, hits.len()));
        let mut articles: Vec<usize> = in_order.take(limit).collect();
        articles.dedup();
        return Ok(articles);
    };
    let contexts = HitContexts::of_words(forward, scope, hits, options.within, options.order.words());
    let acting = acting_by(desk, scope, hits.iter().map(|(number, _)| *number), keys)?;
    let first = contexts.first(keys, &acting, limit);
    let mut articles: Vec<usize> = first.into_iter().map(|hit| contexts.article(hit)).collect();
    articles.sort_unstable();
    articles.dedup();
    Ok(articles)
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

/// All hits in these articles of the scope, in the order of time.
pub(super) fn lines(
    desk: Desk<'_>,
    query: &Query,
    scope: &Scope,
    articles: &[usize],
    scope_options: &ScopeOptions,
    options: &KwicOptions,
) -> Result<Vec<KwicLine>, StudyError> {
    let occurrences = Occurrences::of(&query.divided().words, scope_options.accents);
    let chosen: Vec<Measured> = articles.iter().map(|number| scope.articles[*number]).collect();
    let make = || (Reader::default(), Vec::new());
    let parts = desk.read(&chosen, make, |(reader, lines), number, article| {
        reader.zones(article, scope.zones, |zone| {
            let hits = occurrences.find(zone.zone, zone.text, zone.words);
            if !hits.is_empty() {
                let borders = borders(zone.text, zone.words);
                lines.extend(
                    hits.into_iter().map(|hit| line(articles[number], article, &zone, &borders, &hit, options)),
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
    let needed = options.words.max(options.order.words());
    let kept = around(borders, hit, options.within, needed, needed);
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

/// Sorts lines that are in the order of time, and leaves the first `limit` of them, all for 0.
fn sort(
    lines: &mut Vec<KwicLine>,
    desk: Desk<'_>,
    scope: &Scope,
    order: &KwicOrder,
    limit: usize,
) -> Result<(), StudyError> {
    match order {
        KwicOrder::Time => {}
        KwicOrder::Random(seed) => lines.sort_by_cached_key(|line| rank_digest(seed, &line.name())),
        KwicOrder::By(keys) => {
            let contexts = HitContexts::of_terms(lines.iter().map(|line| (line.article, &line.terms)));
            let acting = acting_by(desk, scope, lines.iter().map(|line| line.article), keys)?;
            let mut unsorted: Vec<Option<KwicLine>> = std::mem::take(lines).into_iter().map(Some).collect();
            lines.extend(contexts.first(keys, &acting, limit).into_iter().filter_map(|line| unsorted[line].take()));
        }
    }
    if limit > 0 {
        lines.truncate(limit);
    }
    Ok(())
}

/// The people and the topics of an article.
struct LineLabels {
    officials: Vec<String>,
    topics: Vec<String>,
}

impl LineLabels {
    fn of(desk: Desk<'_>, article: &Measured) -> Result<LineLabels, StudyError> {
        let labels = article.place.labels(desk.index)?;
        let officials = labels.officials.iter().map(|link| link.name.clone()).collect();
        Ok(LineLabels { officials, topics: labels.topics.iter().map(|topic| topic.id.clone()).collect() })
    }
}

/// The columns of lines; the labels of an article are read once.
fn rows(desk: Desk<'_>, lines: &[KwicLine], scope: &Scope) -> Result<Vec<Vec<Datum>>, StudyError> {
    let mut known: FxHashMap<usize, LineLabels> = FxHashMap::default();
    let row = |line: &KwicLine| {
        let article = &scope.articles[line.article];
        let labels = match known.entry(line.article) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(LineLabels::of(desk, article)?),
        };
        Ok(cells_with(line, article, labels))
    };
    lines.iter().map(row).collect()
}

/// The columns of a line.
pub(super) fn cells(desk: Desk<'_>, line: &KwicLine, article: &Measured) -> Result<Vec<Datum>, StudyError> {
    Ok(cells_with(line, article, &LineLabels::of(desk, article)?))
}

fn cells_with(line: &KwicLine, article: &Measured, labels: &LineLabels) -> Vec<Datum> {
    vec![
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
        Datum::Texts(labels.officials.clone()),
        Datum::Texts(labels.topics.clone()),
        Datum::text(line.url.clone()),
    ]
}

/// The names of the columns of a line.
pub(super) fn line_columns() -> &'static [&'static str] {
    &COLUMNS
}
