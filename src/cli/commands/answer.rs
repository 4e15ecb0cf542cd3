//! What search, export and count share: opening, reading the question, telling what was found.

use super::store::Store;
use crate::cli::arguments::{self, Format};
use crate::cli::filters::{self, Registries};
use crate::cli::settings::Settings;
use crate::cli::view::counted;
use crate::cli::{Failure, output};
use crate::corpus::Corpus;
use crate::export::{self, Coverage, Head};
use crate::index::Index;
use crate::query::{self, By, Filters, Found, Query, Step};

/// A question as it was asked and understood.
pub(crate) struct Question {
    pub(crate) query: Query,
    pub(crate) options: Filters,
}

/// Reads query and filters by the registries of the store.
pub(crate) fn question(
    text: Option<&str>,
    args: &arguments::Filters,
    store: &Store,
    settings: &Settings,
) -> Result<Question, Failure> {
    let names = Registries { labeller: &store.labeller, today: settings.today(), index: &store.index };
    Ok(Question { query: filters::parse(text, &names)?, options: filters::settle(args, &names)? })
}

/// Filters that leave nothing out.
pub(crate) fn all_sections() -> Filters {
    Filters { section: Some(query::Section::All), ..Filters::default() }
}

/// The machine format that an option names; `None` is text for people.
pub(crate) fn machine(format: Format) -> Option<export::Format> {
    match format {
        Format::Text => None,
        Format::Json => Some(export::Format::Json),
        Format::Jsonl => Some(export::Format::Jsonl),
        Format::Csv => Some(export::Format::Csv),
        Format::Ids => Some(export::Format::Ids),
    }
}

/// What a JSON document says before its articles.
pub(crate) fn head(text: Option<&str>, found: &Found<'_>, index: &Index, settings: &Settings) -> Result<Head, Failure> {
    Ok(Head {
        query: text.map(str::to_owned),
        total: found.total(),
        relaxed: found.steps().into_iter().map(step_name).collect(),
        coverage: coverage(index, settings)?,
    })
}

/// What the corpus holds at all.
pub(crate) fn coverage(index: &Index, settings: &Settings) -> Result<Coverage, Failure> {
    let everything = query::find(index, &Query::default(), &all_sections())?;
    let days = everything.count_by(By::Day)?;
    let months = everything.count_by(By::Month)?;
    let present: Vec<&str> = months.iter().map(|(month, _)| month.as_str()).collect();
    let missing_months = match (present.first(), present.last()) {
        (Some(first), Some(last)) => {
            months_between(first, last).into_iter().filter(|m| !present.contains(&m.as_str())).collect()
        }
        _ => Vec::new(),
    };
    let last_fetch = Corpus::at(&settings.corpus).runs()?.into_iter().rev().find(|run| run.portal.is_some());
    Ok(Coverage {
        articles: everything.total(),
        first: days.first().map(|(day, _)| day.clone()),
        last: days.last().map(|(day, _)| day.clone()),
        missing_months,
        complete: last_fetch.map(|run| run.complete),
    })
}

/// `2025-11`, `2025-12`, `2026-01` from the first to the last; nothing when either is no month.
fn months_between(first: &str, last: &str) -> Vec<String> {
    let read = |text: &str| {
        let (year, month) = text.split_once('-')?;
        Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
    };
    let (Some(first), Some(last)) = (read(first), read(last)) else { return Vec::new() };
    (first..=last).map(|n| format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1)).collect()
}

/// How a step is called in JSON.
fn step_name(step: Step) -> &'static str {
    match step {
        Step::Loose => "loose",
        Step::Folded => "folded",
        Step::Any => "any",
    }
}

/// Says what was given up so that anything matches.
pub(crate) fn tell_steps(found: &Found<'_>) {
    for step in found.steps() {
        let sentence = match step {
            Step::Loose => "no text has these words side by side; one more word may stand between them",
            Step::Folded => "no text has the words with these accents; they were looked for without",
            Step::Any => "no text has all the words; any of them was enough",
        };
        output::say!("note: {sentence}");
    }
}

/// Says that nothing matched, and why, as far as that can be told.
pub(crate) fn tell_nothing(question: &Question, index: &Index, settings: &Settings) -> Result<(), Failure> {
    output::say!("no article matches");
    let Question { query, options } = question;
    if options.section.is_none() && query.filters.section.is_none() {
        let outside = Filters { section: Some(query::Section::Out), ..options.clone() };
        let outside = query::find(index, query, &outside)?.total();
        if outside > 0 {
            output::say!("note: {} outside the section would; --section all shows them", counted(outside, "article"));
        }
    }
    tell_gaps(options, query, &coverage(index, settings)?);
    Ok(())
}

/// Says when nothing was collected for the days that were asked about.
fn tell_gaps(options: &Filters, query: &Query, coverage: &Coverage) {
    let from = options.from.max(query.filters.from).map(|d| d.to_string());
    let to = options.to.or(query.filters.to).map(|d| d.to_string());
    let (Some(first), Some(last)) = (&coverage.first, &coverage.last) else {
        output::say!("note: the corpus is empty");
        return;
    };
    let before = to.as_ref().is_some_and(|to| to < first);
    let after = from.as_ref().is_some_and(|from| from > last);
    if before || after {
        output::say!("note: the corpus reaches from {first} to {last}; nothing was collected for these days");
    } else if let (Some(from), Some(to)) = (from, to) {
        let asked = months_between(&from[..7], &to[..7]);
        let missing: Vec<&str> =
            asked.iter().filter(|m| coverage.missing_months.contains(m)).map(String::as_str).collect();
        if !missing.is_empty() {
            output::say!("note: nothing was collected for {}", missing.join(", "));
        }
    }
}
