//! `byt kwic --group`: how often hits stand beside a word, are written in a form, or are of a person or year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::desk::{Desk, StudyError};
use super::kwic::{KwicLine, KwicOptions, found};
use super::kwic_order::{Acting, ContextKey, acting_by};
use super::report::{Datum, Report, sort_and_cut};
use super::scope::{Scope, ScopeOptions};
use super::trend::day_of;
use crate::query::Query;
use crate::text::tokens;

/// What hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKey {
    /// A word beside the hit, the hit itself, or the people who acted.
    Context(ContextKey),
    Year,
}

const COLUMNS: [&str; 4] = ["group", "hits", "articles", "share"];

/// The hits of one group.
#[derive(Default)]
struct HitGroup {
    hits: u64,
    articles: BTreeSet<usize>,
    /// How often each spelling occurs, in small letters.
    spellings: BTreeMap<String, u64>,
}

impl GroupKey {
    /// Its name in options.
    fn name(self) -> String {
        match self {
            GroupKey::Context(ContextKey::LeftWord(distance)) => format!("L{distance}"),
            GroupKey::Context(ContextKey::RightWord(distance)) => format!("R{distance}"),
            GroupKey::Context(ContextKey::Left) => "left".to_owned(),
            GroupKey::Context(ContextKey::Right) => "right".to_owned(),
            GroupKey::Context(ContextKey::Key) => "key".to_owned(),
            GroupKey::Context(ContextKey::Official) => "official".to_owned(),
            GroupKey::Year => "year".to_owned(),
        }
    }

    /// How many words from the hit the word is that hits are counted by.
    fn distance(self) -> usize {
        match self {
            GroupKey::Context(ContextKey::LeftWord(distance) | ContextKey::RightWord(distance)) => distance,
            _ => 0,
        }
    }

    /// What a reader of the counts must know.
    fn note(self) -> Option<&'static str> {
        match self {
            GroupKey::Context(ContextKey::Official) => {
                Some("a hit counts for everybody who acts in its article, so shares may add up to more than 100 %")
            }
            _ => None,
        }
    }

    /// The groups of a hit, each as what identifies it and how it is written. `None` is the group of hits without one.
    fn of(self, acting: &Acting, scope: &Scope, line: &KwicLine) -> Vec<Option<(String, String)>> {
        let same = |text: String| Some((text.clone(), text));
        let nth = |side: usize, n: usize| line.terms[side].get(n).cloned();
        let key = match self {
            GroupKey::Year => {
                return vec![day_of(&scope.articles[line.article]).map(|day| day.year().to_string()).and_then(same)];
            }
            GroupKey::Context(key) => key,
        };
        match key {
            ContextKey::Official => match acting.get(&line.article) {
                Some(names) if !names.is_empty() => names.iter().cloned().map(same).collect(),
                _ => vec![None],
            },
            ContextKey::Key => vec![Some((line.terms[2].join(" "), line.key.to_lowercase()))],
            ContextKey::Left => vec![Some((line.terms[0].join(" "), line.left.trim().to_lowercase()))],
            ContextKey::Right => vec![Some((line.terms[1].join(" "), line.right.trim().to_lowercase()))],
            ContextKey::LeftWord(distance) => {
                let words = words_in(&line.left);
                let form = words.len().checked_sub(distance).and_then(|at| words.get(at).cloned());
                vec![nth(0, distance - 1).zip(form)]
            }
            ContextKey::RightWord(distance) => {
                vec![nth(1, distance - 1).zip(words_in(&line.right).get(distance - 1).cloned())]
            }
        }
    }
}

/// The words of a text as written, in small letters.
fn words_in(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|word| text[word.start..word.end].to_lowercase()).collect()
}

/// Counts the hits of a query by group.
pub(crate) fn kwic_grouped(
    desk: Desk<'_>,
    query: &Query,
    scope_options: &ScopeOptions,
    options: &KwicOptions,
    key: GroupKey,
) -> Result<Report, StudyError> {
    // No context is shown; however narrow a terminal is, they must reach the word that is counted.
    let words = options.words.max(key.distance());
    let options = &KwicOptions { words, ..options.clone() };
    let mut found = found(desk, query, scope_options, options, 0)?;
    let (total, rows) = grouped(desk, &found.scope, &found.lines, key, options.limit)?;
    found.measure.push(("by", Datum::Own(key.name())));
    found.notes.extend(key.note().map(str::to_owned));
    found.report(desk, total, COLUMNS.to_vec(), rows)
}

/// The rows of all groups, the largest first, and their number before the limit.
fn grouped(
    desk: Desk<'_>,
    scope: &Scope,
    lines: &[KwicLine],
    key: GroupKey,
    limit: usize,
) -> Result<(u64, Vec<Vec<Datum>>), StudyError> {
    let keys: &[ContextKey] = if let GroupKey::Context(key) = &key { std::slice::from_ref(key) } else { &[] };
    let acting = acting_by(desk, scope, lines.iter().map(|line| line.article), keys)?;
    let mut groups: BTreeMap<Option<String>, HitGroup> = BTreeMap::new();
    for line in lines {
        for found in key.of(&acting, scope, line) {
            let (name, form) = found.unzip();
            let group = groups.entry(name).or_default();
            group.hits += 1;
            group.articles.insert(line.article);
            form.into_iter().for_each(|form| *group.spellings.entry(form).or_default() += 1);
        }
    }
    let total = groups.len() as u64;
    let mut groups: Vec<(Option<String>, HitGroup)> = groups.into_iter().collect();
    let rest = |(name, group): &(Option<String>, HitGroup)| {
        (group.hits, group.articles.len() as u64, name.clone().unwrap_or_default())
    };
    sort_and_cut(&mut groups, limit, |(_, group)| [Some(group.hits as f64), None], rest);
    let row = |(_, group): &(Option<String>, HitGroup)| {
        // The first of several that are as common is the smaller one.
        let best = group.spellings.iter().rev().max_by_key(|(_, count)| **count);
        vec![
            Datum::text(best.map(|(form, _)| form.clone())),
            group.hits.into(),
            group.articles.len().into(),
            Datum::Number(group.hits as f64 / lines.len() as f64),
        ]
    };
    Ok((total, groups.iter().map(row).collect()))
}
