//! Labelled lists ("gold") against the corpus: which article an item is about.

use std::collections::HashMap;
use std::path::Path;

use crate::article::{Article, Sighting};
use crate::calendar::{Moment, written_moment};
use crate::cli::arguments::Eval;
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output};
use crate::corpus::{Corpus, Ledger};
use crate::eval::Mistake;
use crate::text;

/// What an item tells of its article.
pub(super) struct Clue<'a> {
    /// `article` is an article with its text; anything else is an item of a list.
    pub(super) kind: &'a str,
    pub(super) title: Option<&'a str>,
    /// Vietnam time: `2026-01-21T14:03+07:00`, or the day alone.
    pub(super) local: Option<&'a str>,
    pub(super) abstract_: Option<&'a str>,
}

impl Clue<'_> {
    /// Whether anything is told by which an article could be found.
    pub(super) fn tells(&self) -> bool {
        self.title.is_some() || self.local.is_some()
    }

    /// `None` also where the clue is no date: the title is left to go by.
    fn moment(&self) -> Option<Moment> {
        self.local.and_then(written_moment)
    }
}

/// Finds the articles of items.
pub(super) struct Shelf {
    ledger: Option<Ledger>,
    by_title: HashMap<String, u64>,
    /// Full articles of a day; a day with several can't name one.
    by_day: HashMap<String, Vec<u64>>,
}

impl Shelf {
    /// Reads through the corpus, where there is one.
    pub(super) fn open(settings: &Settings) -> Result<Shelf, Failure> {
        let mut shelf = Shelf { ledger: None, by_title: HashMap::new(), by_day: HashMap::new() };
        let Some(mut ledger) = Corpus::at(&settings.corpus).ledger()? else { return Ok(shelf) };
        let mut last: HashMap<String, (u64, String, Option<String>)> = HashMap::new();
        for line in ledger.lines(0)? {
            let line = line?;
            for ended in &line.article.joined {
                last.remove(ended.as_str());
            }
            let day = line.article.body.is_some().then_some(line.article.published).flatten();
            let day = day.map(|m| m.format("%Y-%m-%d").to_string());
            last.insert(line.article.id.to_string(), (line.offset, text::folded(&line.article.title), day));
        }
        for (offset, title, day) in last.into_values() {
            shelf.by_title.insert(title, offset);
            if let Some(day) = day {
                shelf.by_day.entry(day).or_default().push(offset);
            }
        }
        shelf.ledger = Some(ledger);
        Ok(shelf)
    }

    /// The article that an item is about: of a list item what the list says, of an article all of it.
    pub(super) fn article(&mut self, clue: &Clue<'_>) -> Result<Option<Article>, Failure> {
        let found = self.find(clue);
        let stored = match (found, &mut self.ledger) {
            (Some(offset), Some(ledger)) => Some(ledger.read_at(offset)?),
            _ => None,
        };
        Ok(if clue.kind == "article" { stored } else { clue.title.map(|title| Shelf::listed(title, clue, stored)) })
    }

    fn find(&self, clue: &Clue<'_>) -> Option<u64> {
        match (clue.title, clue.moment()) {
            (Some(title), _) => self.by_title.get(&text::folded(title)).copied(),
            (None, Some(moment)) => match self.by_day.get(&moment.format("%Y-%m-%d").to_string())?.as_slice() {
                [one] => Some(*one),
                _ => None,
            },
            (None, None) => None,
        }
    }

    fn listed(title: &str, clue: &Clue<'_>, stored: Option<Article>) -> Article {
        let mut sighting = Sighting::titled(text::clean(title));
        sighting.section = true;
        sighting.published = clue.moment().or(stored.as_ref().and_then(|a| a.published));
        sighting.abstract_ = clue.abstract_.map(text::clean).or(stored.and_then(|a| a.abstract_));
        sighting.abstract_truncated =
            sighting.abstract_.as_ref().is_some_and(|a| a.ends_with("...") || a.ends_with('…'));
        Article::unstored(sighting)
    }
}

/// Reads a list, one item a line.
pub(super) fn read<T>(path: &Path, parse: impl Fn(&str) -> serde_json::Result<T>) -> Result<Vec<T>, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io(format!("can't read {name}"), &e))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            parse(line).map_err(|e| Failure::usage(format!("{name}, line {}, is no labelled item", n + 1)).cause(e))
        })
        .collect()
}

/// Whether the scores are as high as was asked; says which is not.
pub(super) fn judge(args: &Eval, precision: f64, recall: f64, relation: Option<f64>) -> Exit {
    let asked = [
        ("precision", args.min_precision, Some(precision)),
        ("recall", args.min_recall, Some(recall)),
        ("relation", args.min_relation, relation),
    ];
    let mut exit = Exit::Done;
    for (what, least, score) in asked {
        if let (Some(least), Some(score)) = (least, score)
            && score < least
        {
            output::say!("{what} {score:.3} is below {least:.3}");
            exit = Exit::Nothing;
        }
    }
    exit
}

/// A disagreement between the gold and the labels found, in one line.
pub(super) fn mistake(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Missing { item, label } => format!("{item}: missing {label}"),
        Mistake::Extra { item, label } => format!("{item}: too many: {label}"),
        Mistake::Relation { item, name, action, found } => {
            format!("{item}: {name} is labelled {action} and was found {}", found.as_str())
        }
        Mistake::NoArticle { item } => format!("{item}: no such article in the corpus"),
    }
}
