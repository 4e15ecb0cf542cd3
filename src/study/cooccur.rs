//! `byt cooccur`: which people, topics and documents occur in the same articles.

use std::collections::{BTreeMap, BTreeSet};

use super::desk::{Desk, StudyError};
use super::reading::{Between, Reader, ZoneWords, Zones, borders, read_at};
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::words::least_counts;
use crate::article::Article;
use crate::article::labels::{Labels, Place};
use crate::indexing::Labeller;
use crate::query::Query;
use crate::stats::many_tests;
use crate::stats::table::FourCells;
use crate::text::identifiers;

/// What occurs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelKind {
    Official,
    Topic,
    /// Numbers of documents.
    Number,
}

/// What to pair, and how.
#[derive(Debug, Clone)]
pub(crate) struct CooccurOptions {
    pub(crate) of: LabelKind,
    pub(crate) with: LabelKind,
    /// Count people who are only named, too.
    pub(crate) any_relation: bool,
    /// Pair what occurs in one sentence, not in one article.
    pub(crate) per_sentence: bool,
    /// The least number of articles that a pair has in common; 0 lists pairs that never meet.
    pub(crate) min: Option<u64>,
    pub(crate) sort: String,
    pub(crate) limit: usize,
    /// Further columns, of [`MEASURES`].
    pub(crate) measures: Vec<String>,
}

const COLUMNS: [&str; 11] =
    ["x", "y", "both", "x_articles", "y_articles", "expected", "lift", "npmi", "g2", "fisher_p", "q"];

/// Further columns.
pub(crate) const MEASURES: [&str; 5] = ["jaccard", "dice", "log_odds", "share_of_x", "share_of_y"];

/// The columns that rows can be sorted by.
pub(crate) const SORTS: [&str; 5] = ["g2", "both", "expected", "lift", "npmi"];

/// A pair with its cells: x is the row, y the column.
struct Pair {
    x: String,
    y: String,
    cells: FourCells,
    p: f64,
    q: f64,
}

impl Pair {
    fn x_articles(&self) -> u64 {
        self.cells.o11 + self.cells.o12
    }

    fn y_articles(&self) -> u64 {
        self.cells.o11 + self.cells.o21
    }
}

/// Where each label occurs: numbers of articles, and of sentences in them if sentences are counted.
type PlacesOf = BTreeMap<String, BTreeSet<(usize, usize)>>;

/// Where the labels of both kinds occur, and how many articles or sentences there are.
#[derive(Default)]
struct LabelPlaces {
    xs: PlacesOf,
    ys: PlacesOf,
    contexts: u64,
}

/// Pairs the labels of the articles that match a query.
pub(crate) fn cooccur(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &CooccurOptions,
) -> Result<Report, StudyError> {
    let scope = Scope::of(desk, query, scope_options)?;
    let found =
        if options.per_sentence { in_sentences(desk, &scope, options)? } else { in_articles(desk, &scope, options)? };
    let (min, _) = least_counts(scope.articles.len(), options.min, None);
    let mut rows = pairs(&found, options.of == options.with, min);
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    rows.iter_mut().zip(many_tests::benjamini_hochberg(&p)).for_each(|(row, q)| row.q = q);
    let total = rows.len() as u64;
    let rest = |row: &Pair| (row.cells.o11, row.x_articles() + row.y_articles(), format!("{}\n{}", row.x, row.y));
    sort_and_cut(&mut rows, options.limit, |row| [value(row, &options.sort), None], rest);
    let chosen: Vec<&'static str> =
        MEASURES.into_iter().filter(|measure| options.measures.iter().any(|name| name == measure)).collect();
    Ok(Report {
        command: "cooccur",
        scope: scope.facts(if options.per_sentence { "sentence" } else { "article" }),
        sides: Vec::new(),
        measure: [("sort", Datum::Own(options.sort.clone())), ("tests", total.into()), ("min", min.into())]
            .into_iter()
            .chain(options.per_sentence.then(|| ("sentences", found.contexts.into())))
            .collect(),
        total,
        columns: COLUMNS.iter().chain(&chosen).copied().collect(),
        rows: rows.iter().map(|row| cells(row, &chosen)).collect(),
        notes: sentence_notes(options, found.contexts),
        snapshot: Snapshot::of(desk)?,
    })
}

fn sentence_notes(options: &CooccurOptions, sentences: u64) -> Vec<String> {
    if !options.per_sentence {
        return Vec::new();
    }
    let mut notes =
        vec![format!("counted in {sentences} sentences: x_articles and y_articles are numbers of sentences")];
    if [options.of, options.with].contains(&LabelKind::Topic) {
        notes.push(
            "a topic counts in the sentence of the first phrase that shows it in the chosen parts, once in an article"
                .to_owned(),
        );
    }
    notes
}

fn in_articles(desk: Desk<'_>, scope: &Scope, options: &CooccurOptions) -> Result<LabelPlaces, StudyError> {
    let mut found = LabelPlaces { contexts: scope.articles.len() as u64, ..LabelPlaces::default() };
    for (number, article) in scope.articles.iter().enumerate() {
        let labels = article.place.labels(desk.index)?;
        for (kind, places_of) in [(options.of, &mut found.xs), (options.with, &mut found.ys)] {
            for name in names(&labels, kind, options.any_relation) {
                places_of.entry(name.to_owned()).or_default().insert((number, 0));
            }
        }
    }
    Ok(found)
}

fn in_sentences(desk: Desk<'_>, scope: &Scope, options: &CooccurOptions) -> Result<LabelPlaces, StudyError> {
    let labels: Vec<Labels> =
        scope.articles.iter().map(|article| article.place.labels(desk.index)).collect::<Result<_, _>>()?;
    let make = || (Reader::default(), LabelPlaces::default());
    let parts = desk.read(&scope.articles, make, |(reader, found), number, article| {
        let mut sentences = 0;
        let labels = &labels[number];
        let places = |kind| label_places(desk.labeller, labels, kind, options.any_relation, (article, scope.zones));
        let (of, with) = (places(options.of), places(options.with));
        reader.zones(article, scope.zones, |zone| {
            let numbers = sentence_numbers(&zone, sentences);
            sentences = numbers.last().map_or(sentences, |last| last + 1);
            let kinds = [(options.of, &of, &mut found.xs), (options.with, &with, &mut found.ys)];
            for (kind, places, places_of) in kinds {
                for (name, start) in named_in(places, kind, &zone) {
                    let word = zone.words.partition_point(|word| word.end <= start);
                    let sentence = numbers.get(word).map(|sentence| (number, *sentence));
                    places_of.entry(name).or_default().extend(sentence);
                }
            }
        });
        found.contexts += sentences as u64;
    })?;
    let mut all = LabelPlaces::default();
    for (_, part) in parts {
        all.contexts += part.contexts;
        for (places_of, of_part) in [(&mut all.xs, part.xs), (&mut all.ys, part.ys)] {
            for (name, places) in of_part.into_iter().filter(|(_, places)| !places.is_empty()) {
                places_of.entry(name).or_default().extend(places);
            }
        }
    }
    Ok(all)
}

/// The number of the sentence of each word of a zone, from `first` on.
fn sentence_numbers(zone: &ZoneWords<'_>, first: usize) -> Vec<usize> {
    let mut next = first;
    let number = |border: u8| {
        // The first word of a zone has every border before it.
        next += usize::from(border & Between::SENTENCE != 0);
        next - 1
    };
    borders(zone.text, zone.words).into_iter().map(number).collect()
}

/// Where the people or topics of an article are in the chosen zones. A topic is at the first phrase there that causes it.
fn label_places(
    labeller: &Labeller,
    labels: &Labels,
    kind: LabelKind,
    any_relation: bool,
    (article, zones): (&Article, Zones),
) -> Vec<(String, Place)> {
    let read = |place: &Place| read_at(article, zones, place);
    match kind {
        LabelKind::Official => {
            let links = labels.officials.iter().filter(|link| any_relation || link.relation.is_action());
            links.flat_map(|link| link.evidence.iter().filter_map(read).map(|at| (link.name.clone(), at))).collect()
        }
        LabelKind::Topic => {
            let best: Vec<Option<Place>> = labels.topics.iter().map(|topic| read(&topic.evidence)).collect();
            let all = if best.iter().all(Option::is_some) { Vec::new() } else { labeller.topic_places(article) };
            let others = |id: &str| all.iter().filter(|(of, _)| of == id).find_map(|(_, place)| read(place));
            let topics = labels.topics.iter().zip(best);
            topics.filter_map(|(topic, best)| Some((topic.id.clone(), best.or_else(|| others(&topic.id))?))).collect()
        }
        // They are found in the text.
        LabelKind::Number => Vec::new(),
    }
}

/// The labels of a kind that occur in a zone, with the byte where each begins.
fn named_in(places: &[(String, Place)], kind: LabelKind, zone: &ZoneWords<'_>) -> Vec<(String, usize)> {
    if kind == LabelKind::Number {
        return identifiers(zone.text).into_iter().map(|number| (number.canonical, number.start)).collect();
    }
    let here = places.iter().filter(|(_, place)| place.zone == zone.zone && place.item == zone.item);
    here.map(|(name, place)| (name.clone(), place.start as usize)).collect()
}

fn names(labels: &Labels, kind: LabelKind, any_relation: bool) -> Vec<&str> {
    match kind {
        LabelKind::Official => {
            let acting = labels.officials.iter().filter(|link| any_relation || link.relation.is_action());
            acting.map(|link| link.name.as_str()).collect()
        }
        LabelKind::Topic => labels.topics.iter().map(|topic| topic.id.as_str()).collect(),
        LabelKind::Number => labels.identifiers.iter().map(String::as_str).collect(),
    }
}

/// The pairs with enough articles in common; of one kind with itself each pair once.
fn pairs(found: &LabelPlaces, same: bool, min: u64) -> Vec<Pair> {
    let mut all = Vec::new();
    for (x, of_x) in &found.xs {
        for (y, of_y) in found.ys.iter().filter(|(y, _)| !same || x < *y) {
            let both = of_x.intersection(of_y).count() as u64;
            if both < min {
                continue;
            }
            let cells = FourCells::of_sets(both, of_x.len() as u64, of_y.len() as u64, found.contexts);
            all.extend(cells.map(|cells| Pair { x: x.clone(), y: y.clone(), cells, p: cells.fisher_p(), q: 1.0 }));
        }
    }
    all
}

/// The value of a column or further measure.
fn value(row: &Pair, name: &str) -> Option<f64> {
    let cells = row.cells;
    match name {
        "both" => Some(cells.o11 as f64),
        "expected" => Some(cells.expected()?[0]),
        "lift" => cells.lift(),
        "npmi" => cells.npmi(),
        "g2" => Some(cells.g2()),
        "fisher_p" => Some(row.p),
        "q" => Some(row.q),
        "jaccard" => cells.jaccard(),
        "dice" => cells.dice(),
        "log_odds" => Some(cells.log_odds_half()),
        // Every label has an article.
        "share_of_x" => Some(cells.o11 as f64 / row.x_articles() as f64),
        "share_of_y" => Some(cells.o11 as f64 / row.y_articles() as f64),
        _ => None,
    }
}

fn cells(row: &Pair, chosen: &[&str]) -> Vec<Datum> {
    let mut cells = vec![Datum::Text(row.x.clone()), Datum::Text(row.y.clone())];
    cells.extend([row.cells.o11, row.x_articles(), row.y_articles()].map(Datum::Count));
    cells.extend(COLUMNS[5..].iter().chain(chosen).map(|name| Datum::number(value(row, name))));
    cells
}
