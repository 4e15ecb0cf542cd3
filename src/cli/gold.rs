//! Evaluation against labelled lists ("gold"): reading a list, finding its articles, and the limits.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::errors::{Exit, Failure};
use super::messages::status;
use super::settings::Settings;
use crate::article::{Article, Sighting};
use crate::calendar::{Moment, read_moment};
use crate::corpus::{Corpus, Ledger};
use crate::eval::Mistake;
use crate::text;

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Articles labelled by hand, one JSON object per line: see `byt help operations`
    #[arg(value_name = "GOLD.jsonl")]
    pub(crate) gold: PathBuf,
    /// Exit with 1 if precision is lower
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_precision: Option<f64>,
    /// Exit with 1 if recall is lower
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_recall: Option<f64>,
    /// Exit with 1 if the share of correct relations is lower; for people only
    #[arg(long, value_name = "SHARE")]
    pub(crate) min_relation: Option<f64>,
}

/// What an item says about its article.
pub(crate) struct Clue<'a> {
    /// `article` is an article with its text; anything else is an item of a list.
    pub(crate) kind: &'a str,
    pub(crate) title: Option<&'a str>,
    /// Vietnam time: `2026-01-21T14:03+07:00`, or only the day.
    pub(crate) local: Option<&'a str>,
    pub(crate) abstract_: Option<&'a str>,
}

impl Clue<'_> {
    /// Whether the article can be found by this.
    pub(crate) fn identifies(&self) -> bool {
        self.title.is_some() || self.local.is_some()
    }

    /// `None` also if the date is invalid; the title then has to identify the article.
    fn moment(&self) -> Option<Moment> {
        self.local.and_then(read_moment)
    }
}

/// Finds the articles of a labelled list in the corpus.
pub(crate) struct GoldLookup {
    ledger: Option<Ledger>,
    by_title: HashMap<String, u64>,
    /// Articles with text by day. Only a day with a single one identifies it.
    by_day: HashMap<NaiveDate, Vec<u64>>,
}

impl GoldLookup {
    /// Reads the titles and days of the corpus, if there is one.
    pub(crate) fn open(settings: &Settings) -> Result<GoldLookup, Failure> {
        let mut lookup = GoldLookup { ledger: None, by_title: HashMap::new(), by_day: HashMap::new() };
        let Some(mut ledger) = Corpus::at(&settings.corpus).ledger()? else { return Ok(lookup) };
        let mut last: HashMap<String, (u64, String, Option<NaiveDate>)> = HashMap::new();
        for line in ledger.lines(0)? {
            let line = line?;
            for ended in &line.article.joined {
                last.remove(ended.as_str());
            }
            let day = line.article.body.is_some().then_some(line.article.published).flatten();
            let day = day.map(|moment| moment.date_naive());
            last.insert(line.article.id.to_string(), (line.offset, text::folded(&line.article.title), day));
        }
        for (offset, title, day) in last.into_values() {
            lookup.by_title.insert(title, offset);
            if let Some(day) = day {
                lookup.by_day.entry(day).or_default().push(offset);
            }
        }
        lookup.ledger = Some(ledger);
        Ok(lookup)
    }

    /// Returns the article that an item is about: in full, or for an item of a list, what the list shows.
    pub(crate) fn article(&mut self, clue: &Clue<'_>) -> Result<Option<Article>, Failure> {
        let found = self.find(clue);
        let stored = match (found, &mut self.ledger) {
            (Some(offset), Some(ledger)) => Some(ledger.read_at(offset)?),
            _ => None,
        };
        Ok(if clue.kind == "article" {
            stored
        } else {
            clue.title.map(|title| GoldLookup::listed(title, clue, stored))
        })
    }

    fn find(&self, clue: &Clue<'_>) -> Option<u64> {
        match (clue.title, clue.moment()) {
            (Some(title), _) => self.by_title.get(&text::folded(title)).copied(),
            (None, Some(moment)) => match self.by_day.get(&moment.date_naive())?.as_slice() {
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

/// Reads a list with one item per line. Fails at the first line that `parse` rejects.
pub(crate) fn read<T>(path: &Path, parse: impl Fn(&str) -> serde_json::Result<T>) -> Result<Vec<T>, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io(format!("can't read {name}"), &e))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            parse(line).map_err(|e| Failure::usage(format!("{name}, line {}, isn't a labelled item", n + 1)).cause(e))
        })
        .collect()
}

/// Compares the scores with the limits and reports each that is too low.
pub(crate) fn check_limits(args: &EvalArgs, precision: f64, recall: f64, relation: Option<f64>) -> Exit {
    let limits = [
        ("precision", args.min_precision, Some(precision)),
        ("recall", args.min_recall, Some(recall)),
        ("relation", args.min_relation, relation),
    ];
    let mut exit = Exit::Done;
    for (what, min, score) in limits {
        if let (Some(min), Some(score)) = (min, score)
            && score < min
        {
            status!("{what} {score:.3} is below {min:.3}");
            exit = Exit::Nothing;
        }
    }
    exit
}

/// A disagreement between the list and the labels found, in one line.
pub(crate) fn mistake(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Missing { item, label } => format!("{item}: missing {label}"),
        Mistake::Extra { item, label } => format!("{item}: extra {label}"),
        Mistake::Relation { item, name, action, found } => {
            format!("{item}: {name} is labelled {action} and was recognised as {}", found.as_str())
        }
        Mistake::NoArticle { item } => format!("{item}: no such article in the corpus"),
    }
}
