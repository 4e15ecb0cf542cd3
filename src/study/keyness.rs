//! `byt keyness`: what distinguishes the words of two scopes.

use super::desk::{Desk, StudyError};
use super::items::{ItemReader, ItemsWanted};
use super::keyness_rows::{
    COLUMNS, Compared, ComparedWord, KeynessOptions, add_tests, cells, chosen, measure, of_articles, sort_value,
};
use super::keyness_sides::{Against, Side, Sided};
use super::listing::{CountUnit, ListingOptions, WordListing};
use super::places::each_place;
use super::reading::{Border, around, borders};
use super::reference::WordCounts;
use super::report::{Datum, Report, SideFacts, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::state::Snapshot;
use super::tally::Tally;
use super::words::least_counts;
use crate::query::{Accents, Query};
use crate::stats::sides::Sides;

/// The names of sides.
const NAMES: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W",
    "X", "Y", "Z",
];

/// Lines of context below a row, and words on each side of a hit.
const CONTEXT_LINES: usize = 3;
const CONTEXT_WORDS: usize = 6;

/// Compares the articles of A with those of B, with the rest of the scope, or with a list of words.
pub(crate) fn keyness(
    desk: Desk<'_>,
    a: Side<'_>,
    against: Against<'_>,
    scope_options: &ScopeOptions,
    options: &KeynessOptions,
) -> Result<Report, StudyError> {
    let sided = Sided::of(desk, a, against, scope_options, options.both)?;
    let mut listing = listing(desk, scope_options, options)?;
    let comparison = compared(desk, &mut listing, &sided, against, scope_options, options)?;
    let typed_b = match against {
        Against::Rest => None,
        Against::Side(side) => Some(side.typed.to_owned()),
        Against::List(_, file) => Some(file.to_owned()),
    };
    let digest = match against {
        Against::List(list, _) => Some(("reference", Datum::Own(list.digest()))),
        Against::Rest | Against::Side(_) => None,
    };
    let facts = |at: usize, query| SideFacts {
        name: NAMES[at],
        query,
        articles: comparison.articles[at],
        words: comparison.words[at],
    };
    Ok(Report {
        command: "keyness",
        scope: sided.together.facts(listing.unit_name()),
        sides: vec![facts(0, Some(a.typed.to_owned())), facts(1, typed_b)],
        measure: measure(options, comparison.tests, comparison.least)
            .into_iter()
            .chain(listing.measure())
            .chain(digest)
            .collect(),
        total: comparison.total,
        columns: columns(&listing, options),
        rows: comparison.rows,
        notes: comparison.notes.into_iter().chain(listing.note()).collect(),
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

/// Compares each of several sides with the rest of the scope. The limit is of each.
pub(crate) fn keyness_of_many(
    desk: Desk<'_>,
    sides: &[Side<'_>],
    scope_options: &ScopeOptions,
    options: &KeynessOptions,
) -> Result<Report, StudyError> {
    if sides.len() > NAMES.len() {
        return Err(StudyError::usage(format!("--many takes at most {} sides", NAMES.len()), ""));
    }
    let everything = Scope::of(desk, &Query::default(), scope_options)?;
    let mut listing = listing(desk, scope_options, options)?;
    let (mut rows, mut facts, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut total, mut tests, mut bounds) = (0, 0, (1, 1));
    for (side, name) in sides.iter().zip(NAMES) {
        let sided = Sided::of(desk, *side, Against::Rest, scope_options, options.both)?;
        let found = compared(desk, &mut listing, &sided, Against::Rest, scope_options, options)?;
        let named = |row| [vec![Datum::Text(side.typed.to_owned())], row].concat();
        rows.extend(found.rows.into_iter().map(named));
        notes.extend(found.notes.into_iter().map(|note| format!("{}: {note}", side.typed)));
        let (articles, words) = (found.articles[0], found.words[0]);
        facts.push(SideFacts { name, query: Some(side.typed.to_owned()), articles, words });
        (total, tests, bounds) = (total + found.total, tests + found.tests, found.least);
    }
    notes.extend(listing.note());
    Ok(Report {
        command: "keyness",
        scope: everything.facts(listing.unit_name()),
        sides: facts,
        measure: measure(options, tests, bounds).into_iter().chain(listing.measure()).collect(),
        total,
        columns: ["side"].into_iter().chain(columns(&listing, options)).collect(),
        rows,
        notes,
        snapshot: Snapshot::by_units(desk, listing.inventory_id())?,
    })
}

fn columns(listing: &WordListing, options: &KeynessOptions) -> Vec<&'static str> {
    let context = options.context.then_some("context");
    let columns = COLUMNS.into_iter().chain(chosen(&options.measures));
    columns.chain(listing.why_columns().iter().copied()).chain(context).collect()
}

fn listing(desk: Desk<'_>, scope_options: &ScopeOptions, options: &KeynessOptions) -> Result<WordListing, StudyError> {
    // Sequences are of syllables, so that each can be searched.
    let unit = if options.size == 1 { options.listing.unit } else { CountUnit::Syllable };
    WordListing::of(desk, scope_options, &ListingOptions { unit, ..options.listing.clone() })
}

/// The rows of a comparison, and what a report says of them.
struct Comparison {
    rows: Vec<Vec<Datum>>,
    total: u64,
    tests: u64,
    /// The least numbers of hits and articles.
    least: (u64, u64),
    articles: [Option<u64>; 2],
    words: [u64; 2],
    notes: Vec<String>,
}

fn compared(
    desk: Desk<'_>,
    listing: &mut WordListing,
    sided: &Sided,
    against: Against<'_>,
    scope_options: &ScopeOptions,
    options: &KeynessOptions,
) -> Result<Comparison, StudyError> {
    let count = |scope: &Scope| scope.articles.len() as u64;
    let articles = [Some(count(&sided.left)), sided.right.as_ref().map(count)];
    let least = least_counts(sided.together.articles.len(), options.min, options.min_articles);
    let (mut rows, words) = match against {
        Against::List(list, _) => counted_with_list(listing, sided, list, scope_options, options.size),
        Against::Rest | Against::Side(_) => {
            let words = [sided.left.words(), sided.right.as_ref().map_or(0, Scope::words)];
            (counted(listing, sided, words, options.size, least), words)
        }
    };
    rows.retain(|row| is_frequent(row, least) && row.number().is_none_or(|number| listing.is_listed(number)));
    if options.by_articles {
        // A list of words has no articles; the command line refuses it.
        rows.iter_mut().for_each(|row| row.sides = of_articles(row.articles, articles).unwrap_or(row.hits));
    }
    add_tests(&mut rows, options);
    let tests = rows.len() as u64;
    let mut notes = vec![note_of_tests(&rows, options)];
    notes.extend(sided.right.as_ref().and_then(|right| unequal_text(&sided.left, right)));
    if options.positive {
        rows.retain(|row| row.log_ratio(options).is_some_and(|ratio| ratio > 0.0));
    }
    let total = rows.len() as u64;
    let keys = |row: &Compared| [Some(sort_value(row, options)), row.log_ratio(options).map(f64::abs)];
    let rest = |row: &Compared| (row.hits.f1 + row.hits.f2, row.articles.iter().flatten().sum(), row.term.clone());
    sort_and_cut(&mut rows, options.limit, keys, rest);
    let mut cells: Vec<Vec<Datum>> = rows.iter().map(|row| cells(row, listing, options, articles)).collect();
    if options.context {
        let contexts = contexts(desk, listing, sided, &rows, options)?;
        cells.iter_mut().zip(contexts).for_each(|(cells, lines)| cells.push(Datum::Texts(lines)));
    }
    Ok(Comparison { rows: cells, total, tests, least, articles, words, notes })
}

/// Whether a row has enough hits on both sides together, and is in enough articles. A word that only a list has is in no
/// article.
fn is_frequent(row: &Compared, (hits, articles): (u64, u64)) -> bool {
    let is_in_enough = row.number().is_none() || row.articles.iter().flatten().sum::<u64>() >= articles;
    row.hits.f1 + row.hits.f2 >= hits && is_in_enough
}

/// Every word with its hits and articles on both sides, from these least numbers of both on.
fn counted(
    listing: &mut WordListing,
    sided: &Sided,
    words: [u64; 2],
    size: usize,
    (min, min_articles): (u64, u64),
) -> Vec<Compared> {
    let wanted = ItemsWanted { zones: sided.together.zones, size, begins: None };
    let count = |counts: &mut [[Tally; 2]], reader: &ItemReader<'_>, number: usize| {
        for item in &reader.items {
            let of_sides = counts[item.number as usize].iter_mut().zip(sided.membership[number]);
            of_sides.filter(|(_, is_in)| *is_in).for_each(|(tally, _)| tally.add(number));
        }
    };
    let counts = listing.count(&sided.together.articles, wanted, count);
    let is_frequent = |[a, b]: &[Tally; 2]| {
        a.hits + b.hits >= min.max(1) && u64::from(a.articles) + u64::from(b.articles) >= min_articles
    };
    let compared = |(number, counts): (u32, [Tally; 2])| {
        let hits = Sides { f1: counts[0].hits, n1: words[0], f2: counts[1].hits, n2: words[1] };
        let articles = counts.map(|count| Some(count.articles.into()));
        Compared::new(ComparedWord::Listed(number), listing.term(number), hits, articles)
    };
    (0..).zip(counts).filter(|(_, counts)| is_frequent(counts)).map(compared).collect()
}

/// Every word of A or of a list with its hits in both, and the words of both.
fn counted_with_list(
    listing: &mut WordListing,
    sided: &Sided,
    list: &WordCounts,
    scope_options: &ScopeOptions,
    size: usize,
) -> (Vec<Compared>, [u64; 2]) {
    let words = [sided.left.words(), list.syllables()];
    let is_syllable = listing.unit_name() == "syllable" && size == 1;
    let folded = scope_options.accents == Accents::Folded;
    let mut of_list = list.counted(is_syllable, folded);
    listing.count_numbers_alike(&mut of_list);
    let mut rows = counted(listing, sided, words, size, (1, 0));
    for row in &mut rows {
        // The number that stands for all numbers has no term of a word.
        let term = row.number().map_or_else(|| row.term.clone(), |number| listing.list_term(number, folded));
        row.hits.f2 = of_list.remove(&term).map_or(0, |(_, count)| count);
        (row.sides, row.articles[1]) = (row.hits, None);
    }
    let only_listed = of_list.into_iter().filter(|(_, (_, count))| *count > 0).map(|(term, (form, count))| {
        let hits = Sides { f1: 0, n1: words[0], f2: count, n2: words[1] };
        Compared::new(ComparedWord::Reference(form), term, hits, [Some(0), None])
    });
    rows.extend(only_listed);
    (rows, words)
}

/// The first hits of each row in their sentences, on the side where the word is more frequent.
fn contexts(
    desk: Desk<'_>,
    listing: &WordListing,
    sided: &Sided,
    rows: &[Compared],
    options: &KeynessOptions,
) -> Result<Vec<Vec<String>>, StudyError> {
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
    let numbers: Vec<Option<u32>> = rows.iter().map(Compared::number).collect();
    let side = |row: usize| usize::from(rows[row].log_ratio(options).is_some_and(|ratio| ratio < 0.0));
    each_place(desk, listing, &sided.together, options.size, &numbers, |place| {
        let lines = &mut lines[place.row];
        if lines.len() < CONTEXT_LINES && sided.membership[place.article][side(place.row)] {
            let (zone, hit) = (place.zone, place.words);
            let context = around(&borders(zone.text, zone.words), &hit, Border::Sentence, CONTEXT_WORDS, CONTEXT_WORDS);
            lines.push(zone.text[zone.words[context.start].start..zone.words[context.end - 1].end].to_owned());
        }
        lines.len() < CONTEXT_LINES
    })?;
    Ok(lines)
}

fn note_of_tests(rows: &[Compared], options: &KeynessOptions) -> String {
    let level = short_number(1.0 - options.level);
    let tests = rows.len();
    match rows.iter().filter(|row| row.q < 1.0 - options.level).count() {
        0 => format!("{tests} words compared; none passes q < {level}"),
        1 => format!("{tests} words compared; 1 passes q < {level}"),
        n => format!("{tests} words compared; {n} pass q < {level}"),
    }
}

/// A note if one side has much more text than the other, and the other has articles known from a list only.
fn unequal_text(left: &Scope, right: &Scope) -> Option<String> {
    let listed = |scope: &Scope| scope.facts("syllable").without_text;
    let (a, b) = (listed(left), listed(right));
    let share = |listed: u64, scope: &Scope| listed as f64 / scope.articles.len().max(1) as f64;
    let differs = (share(a, left) - share(b, right)).abs() > 0.1;
    differs.then(|| format!("articles known from a list only: {a} in A, {b} in B; --status full leaves them out"))
}

/// A number with as many digits as it needs, at most four.
fn short_number(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
