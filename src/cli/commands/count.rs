//! `byt count`: how many articles match, in total or per group.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::formats::{self, SheetArgs};
use crate::cli::layout::{Side, Table, counted};
use crate::cli::messages::{Verbosity, note};
use crate::cli::output::Out;
use crate::cli::question::{Question, Relaxing};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{document, explanation, hidden, store};
use crate::export::{self, Cell, Delimiter, Sheet};
use crate::query::{self, By};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt count 'chuyển đổi số'
  byt count --by official --on 2026-01
  byt count --topic duoc --by month --format json
  byt count --by official --format csv --csv-bom -o people.csv")]
pub(crate) struct CountArgs {
    /// What to search for; without it, everything
    query: Option<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Count per group instead of in total
    #[arg(long, value_name = "GROUP")]
    by: Option<By>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CountFormat,
    #[command(flatten)]
    sheet: SheetArgs,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CountFormat {
    /// The number; with --by, lines of group, tab, number
    Text,
    Json,
    /// Two columns: the group and its number of articles
    Csv,
    /// The same columns separated by tabs
    Tsv,
}

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [By] {
        &[By::Official, By::Topic, By::Year, By::Month, By::Day, By::Role]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            By::Official => "official",
            By::Topic => "topic",
            By::Year => "year",
            By::Month => "month",
            By::Day => "day",
            By::Role => "role",
            // Groups that only other commands count by.
            By::Named | By::Nameless => return None,
        }))
    }
}

pub(super) fn run(args: &CountArgs, settings: &Settings) -> Result<Exit, Failure> {
    let sheet = match args.format {
        CountFormat::Csv => Some(formats::sheet(&args.sheet, Delimiter::Comma)),
        CountFormat::Tsv => Some(formats::sheet(&args.sheet, Delimiter::Tab)),
        CountFormat::Text | CountFormat::Json => {
            formats::require_no_sheet_options(&args.sheet)?;
            None
        }
    };
    let store = store::open(settings)?;
    let question = Question::read(args.query.as_deref(), &args.filters, Relaxing::Never, &store, settings)?;
    let found = query::find(&store.index, &question.query, &question.options)?;
    let hidden = hidden::hidden(&question, &found, &store)?;
    let total = found.total();
    let groups = args.by.map(|by| found.count_by(by)).transpose()?;
    let mut out = Out::open(args.output.as_deref())?;
    let written = match sheet {
        Some(sheet) => as_sheet(&mut out, sheet, args.by, total, groups.as_deref()),
        None if args.format == CountFormat::Json => {
            let mut document = json!({ "query": args.query, "total": total, "relaxed": document::relaxed(&found),
                "together": hidden.together, "outside": hidden.outside, "named_only": hidden.named_only });
            if let Some(groups) = &groups {
                document["groups"] = groups.iter().map(|(key, n)| json!({ "key": key, "articles": n })).collect();
            }
            export::write_pretty_json(&mut out, &document).and_then(|()| writeln!(out))
        }
        None => match &groups {
            None => writeln!(out, "{total}"),
            Some(groups) if out.width().is_limited() => {
                let text = in_columns(groups).format(out.width());
                out.write_all(text.as_bytes())
            }
            Some(groups) => groups.iter().try_for_each(|(key, n)| writeln!(out, "{}\t{n}", safe(key))),
        },
    };
    written.map_err(Failure::from_output)?;
    out.finish()?;
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(&question, &found, &hidden, &store, settings)?;
        if let (Some(By::Day | By::Month | By::Year), Some(groups)) = (args.by, &groups) {
            let undated = total.saturating_sub(groups.iter().map(|(_, n)| n).sum());
            if undated > 0 {
                note!("{} without a date in none of these groups", counted(undated, "article"));
            }
        }
        if total == 0 {
            explanation::print_no_match(&question, &found, &store, settings)?;
        }
    }
    Ok(if total == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes a row for each group, or one row in total.
fn as_sheet(
    out: &mut Out,
    sheet: Sheet,
    by: Option<By>,
    total: u64,
    groups: Option<&[(String, u64)]>,
) -> io::Result<()> {
    let by = by.and_then(|by| Some(by.to_possible_value()?.get_name().to_owned()));
    sheet.header(out, by.as_deref().into_iter().chain(["articles"]))?;
    let Some(groups) = groups else { return sheet.row(out, [Cell::Own(total.to_string())].into_iter()) };
    groups
        .iter()
        .try_for_each(|(key, n)| sheet.row(out, [Cell::Text(key.into()), Cell::Own(n.to_string())].into_iter()))
}

/// The groups as a table for people. Scripts get lines with a tab.
fn in_columns(groups: &[(String, u64)]) -> Table {
    let mut table = Table::new(&[("articles", Side::Right), ("group", Side::Left)]);
    for (key, n) in groups {
        table.row(vec![n.to_string()], vec![safe(key).into_owned()]);
    }
    table
}
