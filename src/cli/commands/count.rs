//! `byt count`: how many articles match, in total or per group.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::answerer::{self, Answerer, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::formats::{self, SheetArgs};
use crate::cli::grouped::{Asked, Grouped};
use crate::cli::messages::{Verbosity, remark};
use crate::cli::output::Out;
use crate::cli::query_args::QueryArgs;
use crate::cli::question::{Question, Relaxing};
use crate::cli::settings::Settings;
use crate::cli::{coverage, document, explanation, extension, gaps, hidden};
use crate::export::{self, Cell, Delimiter, Sheet};
use crate::query::{self, By, Matches};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt count 'chuyển đổi số'
  byt count --by official --on 2026-01
  byt count --by month --by official --from 2025
  byt count --topic duoc --by month --format json
  byt count --by official --format csv --csv-bom -o people.csv")]
pub(crate) struct CountArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
    /// Count per group instead of in total; give it twice for a cross-table of rows and columns
    ///
    /// Every year, quarter, month, week or day from the first to the last has a row; without a match, it is 0 if
    /// complete updates cover it, and “not collected” otherwise. An article counts in every group it belongs to.
    /// weekday is 1 (Monday) to 7; relation is what the named people did; together with official, what that person did.
    #[arg(long, value_name = "GROUP")]
    by: Vec<By>,
    /// Output format [default: by the extension of -o FILE, otherwise text]
    #[arg(long, value_name = "FORMAT")]
    format: Option<CountFormat>,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    sheet: SheetArgs,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CountFormat {
    /// The number; with --by, a table on a terminal, otherwise lines of group, tab, number
    Text,
    Json,
    /// A row for each group, or for each pair of groups, with its number of articles
    Csv,
    /// The same columns separated by tabs
    Tsv,
}

pub(super) fn run(args: &CountArgs, settings: &Settings) -> Result<Exit, Failure> {
    let text = args.query.text()?;
    let format = args.format.or_else(|| extension::format(args.output.as_deref())).unwrap_or(CountFormat::Text);
    let sheet = match format {
        CountFormat::Csv => Some(formats::sheet(&args.sheet, Delimiter::Comma)),
        CountFormat::Tsv => Some(formats::sheet(&args.sheet, Delimiter::Tab)),
        CountFormat::Text | CountFormat::Json => {
            formats::require_no_sheet_options(&args.sheet)?;
            None
        }
    };
    require_a_table(&args.by)?;
    let opened = answerer::open(&args.engine, settings)?;
    let answerer = opened.answerer();
    let question = Question::read(text.as_deref(), &args.filters, Relaxing::Never, answerer, settings)?;
    let found = query::find(answerer.source, &question.query, &question.options)?;
    let hidden = hidden::hidden(&question, &found, answerer)?;
    let total = found.total();
    let grouped = grouped(args, &question, &found, answerer, settings)?;
    let mut out = Out::open(args.output.as_deref())?;
    let written = match sheet {
        Some(sheet) => as_sheet(&mut out, sheet, total, grouped.as_ref()),
        None if format == CountFormat::Json => {
            let mut document = json!({ "query": text, "total": total, "relaxed": document::relaxed(&found),
                "together": hidden.together, "outside": hidden.outside, "named_only": hidden.named_only });
            if let Some(grouped) = &grouped {
                document["by"] = grouped.by_json();
                document["groups"] = grouped.json();
            }
            export::write_pretty_json(&mut out, &document).and_then(|()| writeln!(out))
        }
        None => match &grouped {
            None => writeln!(out, "{total}"),
            Some(grouped) if out.is_terminal() => {
                let text = grouped.table(out.width(), answerer.wording(settings));
                out.write_all(text.as_bytes())
            }
            Some(grouped) => out.write_all(grouped.lines(answerer.wording(settings)).as_bytes()),
        },
    };
    written.map_err(Failure::from_output)?;
    out.finish()?;
    if let Some(name) = format.to_possible_value() {
        extension::note_contradiction(args.output.as_deref(), name.get_name(), settings.verbosity);
    }
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(&question, &found, &hidden, answerer, settings)?;
        if grouped.as_ref().is_some_and(Grouped::has_unknown) {
            gaps::print_of_periods(&question, &found, answerer, settings)?;
        }
        if grouped.is_some_and(|grouped| grouped.is_dated()) {
            let undated = total.saturating_sub(found.days()?.iter().map(|(_, n)| n).sum());
            if undated > 0 {
                let texts = settings.texts;
                remark(texts, &texts.without_a_date(texts.articles(undated)));
            }
        }
        if total == 0 {
            explanation::print_no_match(&question, &found, answerer, settings)?;
        }
    }
    Ok(if total == 0 { Exit::Nothing } else { Exit::Done })
}

/// The numbers of the groups; `None` without --by.
fn grouped(
    args: &CountArgs,
    question: &Question,
    found: &Matches<'_>,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<Option<Grouped>, Failure> {
    if args.by.is_empty() {
        return Ok(None);
    }
    let covered = coverage::covered(found, answerer, settings)?;
    let asked = Asked { days: question.days(), covered: &covered, today: settings.today() };
    Grouped::count(found, &args.by, &asked).map(Some)
}

/// Writes a row for each group, or one row in total.
fn as_sheet(out: &mut Out, sheet: Sheet, total: u64, grouped: Option<&Grouped>) -> io::Result<()> {
    let Some(grouped) = grouped else {
        sheet.header(out, ["articles"].into_iter())?;
        return sheet.row(out, [Cell::Own(total.to_string())].into_iter());
    };
    sheet.header(out, grouped.header())?;
    grouped.cells().try_for_each(|cells| sheet.row(out, cells.into_iter()))
}

/// Fails if there are more kinds of groups than a table has sides, or one kind twice.
fn require_a_table(by: &[By]) -> Result<(), Failure> {
    match by {
        [] | [_] => Ok(()),
        [rows, columns] if rows != columns => Ok(()),
        [_, _] => Err(Failure::usage("--by has the same group twice").hint("a cross-table needs two different groups")),
        _ => Err(Failure::usage("--by can be given at most twice").hint("a cross-table has rows and columns")),
    }
}
