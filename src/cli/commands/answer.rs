//! What search, export and count share: opening, reading the question, telling what was found.

use super::store::Store;
use super::why;
use crate::cli::Failure;
use crate::cli::arguments::{self, Cite, Format, Output, SheetOptions};
use crate::cli::filters::{self, Registries};
use crate::cli::settings::Settings;
use crate::corpus::Corpus;
use crate::export::{self, Coverage, Delimiter, FacetCounts, Head, Sheet, Style};
use crate::index::DateCoverage;
use crate::query::{By, Filters, Matches, Query, Relaxation};

/// A question as it was asked and understood.
pub(crate) struct Question {
    pub(crate) query: Query,
    pub(crate) options: Filters,
}

impl Question {
    /// The first and the last Vietnamese day asked about, `2026-01-20`.
    pub(super) fn days(&self) -> (Option<String>, Option<String>) {
        let days = self.options.days().intersection(self.query.filters.days());
        (days.from.map(|day| day.to_string()), days.to.map(|day| day.to_string()))
    }
}

/// Reads query and filters by the registries of the store.
pub(crate) fn question(
    text: Option<&str>,
    args: &arguments::Filters,
    store: &Store,
    settings: &Settings,
) -> Result<Question, Failure> {
    let names = Registries { labeller: &store.labeller, today: settings.today(), index: &store.index };
    let mut query = filters::parse(text, &names)?;
    query.strict = args.strict;
    Ok(Question { query, options: filters::settle(args, &names)? })
}

/// The machine format that the options ask for, `default` where they name none; `None` is text for
/// people. Options that say something of another format are wrong use: they would do nothing.
pub(crate) fn machine(args: &Output, default: Format) -> Result<Option<export::Format>, Failure> {
    let format = match (args.cite, args.format.unwrap_or(default)) {
        (Some(Cite::Text), _) => Some(export::Format::Cite(Style::Plain)),
        (Some(Cite::Bibtex), _) | (None, Format::Bibtex) => Some(export::Format::Cite(Style::Bibtex)),
        (Some(Cite::Ris), _) | (None, Format::Ris) => Some(export::Format::Cite(Style::Ris)),
        (Some(Cite::Csl), _) | (None, Format::Csl) => Some(export::Format::Cite(Style::Csl)),
        (None, Format::Text) => None,
        (None, Format::Json) => Some(export::Format::Json),
        (None, Format::Jsonl) => Some(export::Format::Jsonl),
        (None, Format::Csv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Comma))),
        (None, Format::Tsv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Tab))),
        (None, Format::Markdown) => Some(export::Format::MarkdownTable),
        (None, Format::Ids) => Some(export::Format::Ids { null: args.null }),
    };
    if !matches!(format, Some(export::Format::Sheet(_))) {
        no_sheet(&args.sheet)?;
    }
    if args.null && !matches!(format, Some(export::Format::Ids { .. })) {
        return Err(Failure::usage("--null is about ids, and other things are written").hint("add --format ids"));
    }
    Ok(format)
}

/// A sheet of articles as the options want it.
pub(super) fn sheet(options: &SheetOptions, delimiter: Delimiter) -> Sheet {
    Sheet { delimiter, raw: options.csv_raw, bom: options.csv_bom, hits: false }
}

/// Fails where an option speaks of a sheet and none is written.
pub(super) fn no_sheet(options: &SheetOptions) -> Result<(), Failure> {
    let name = match (options.csv_raw, options.csv_bom) {
        (true, _) => "--csv-raw",
        (_, true) => "--csv-bom",
        _ => return Ok(()),
    };
    Err(Failure::usage(format!("{name} is about sheets, and another format is written"))
        .hint("add --format csv or --format tsv"))
}

/// What a JSON document says before its articles.
pub(crate) fn head(
    text: Option<&str>,
    explain: bool,
    found: &Matches<'_>,
    store: &Store,
    settings: &Settings,
) -> Result<Head, Failure> {
    Ok(Head {
        query: text.map(str::to_owned),
        total: found.total(),
        relaxed: relaxed(found),
        coverage: coverage(store, settings)?,
        facets: facets(found)?,
        explanation: explain.then(|| why::explanation_json(found)).transpose()?,
        reasons: (found.total() == 0).then(|| why::reasons_json(found)).transpose()?,
    })
}

/// The matches in groups, all of them whatever part is shown.
fn facets(found: &Matches<'_>) -> Result<Vec<FacetCounts>, Failure> {
    let groups = [("official", By::Official), ("role", By::Role), ("topic", By::Topic), ("year", By::Year)];
    groups.into_iter().map(|(name, by)| Ok((name, found.count_by(by)?))).collect()
}

/// What the corpus holds at all.
pub(crate) fn coverage(store: &Store, settings: &Settings) -> Result<Coverage, Failure> {
    let Store { ledger, index, .. } = store;
    let DateCoverage { first, last, months } = index.date_coverage()?;
    let present: Vec<String> = months.iter().map(|month| month.format("%Y-%m").to_string()).collect();
    let missing_months = match (present.first(), present.last()) {
        (Some(first), Some(last)) => {
            // A date that is yet to come is a mistake of somebody's; no month up to it is missing.
            let last = settings.today().format("%Y-%m").to_string().min(last.clone());
            months_between(first, &last).into_iter().filter(|month| present.binary_search(month).is_err()).collect()
        }
        _ => Vec::new(),
    };
    Ok(Coverage {
        articles: index.articles(),
        first: first.map(|day| day.to_string()),
        last: last.map(|day| day.to_string()),
        missing_months,
        complete: Corpus::at(&settings.corpus).is_complete(ledger)?,
    })
}

/// `2025-11`, `2025-12`, `2026-01` from the first to the last; nothing when either is no month.
pub(super) fn months_between(first: &str, last: &str) -> Vec<String> {
    let read = |text: &str| {
        let (year, month) = text.split_once('-')?;
        Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
    };
    let (Some(first), Some(last)) = (read(first), read(last)) else { return Vec::new() };
    (first..=last).map(|n| format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1)).collect()
}

/// What was given up so that anything matches, for machines.
pub(super) fn relaxed(found: &Matches<'_>) -> Vec<&'static str> {
    found.steps().into_iter().map(step_name).collect()
}

fn step_name(step: Relaxation) -> &'static str {
    match step {
        Relaxation::Loose => "loose",
        Relaxation::Folded => "folded",
        Relaxation::Any => "any",
    }
}
