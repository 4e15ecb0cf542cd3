//! `byt export`: every match, without a limit.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::formats::{self, OutputArgs, OutputFormat};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::output::Out;
use crate::cli::question::{Question, Relaxing};
use crate::cli::settings::Settings;
use crate::cli::{document, explanation, hidden, progress, store, view};
use crate::corpus::Ledger;
use crate::export::{self, Chunk, ExportError, Sink};
use crate::query::{self, HitRef, Matches};

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt export > all.jsonl
  byt export --official 'Nguyễn Tri Thức' --on 2026-01 --format csv -o thuc.csv
  byt export 'bảo hiểm y tế' --cite bibtex -o refs.bib
  byt export 'bảo hiểm y tế' --format ids -0 | xargs -0 byt show",
    after_help = columns()
)]
pub(crate) struct ExportArgs {
    /// What to search for; without it, everything
    query: Option<String>,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    out: OutputArgs,
}

/// Describes the columns of csv and tsv.
fn columns() -> String {
    let columns: Vec<&str> = export::column_names(false).collect();
    format!(
        "Columns of csv and tsv: {}; from search also score, match and snippet.\nLists in a cell are separated by \"; \"; \
         the columns that end in _json contain the record's own arrays. Cells that a spreadsheet would run as a formula \
         begin with an apostrophe, unless --csv-raw is given.",
        columns.join(", ")
    )
}

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Result<Exit, Failure> {
    let format = formats::machine(&args.out, OutputFormat::Jsonl)?;
    let store = store::open(settings)?;
    let question = Question::read(args.query.as_deref(), &args.filters, Relaxing::Never, &store, settings)?;
    let found = query::find(&store.index, &question.query, &question.options)?;
    let hidden = hidden::hidden(&question, &found, &store)?;
    let places = found.all_newest_first()?;
    let mut out = Out::open(args.out.output.as_deref())?;
    let bar = progress::items(settings.progress && args.out.output.is_some(), Some(found.total()), "exporting");
    match format {
        None => {
            for place in &places {
                let text = view::article(&store.ledger.read_at(place.offset)?, &found.labels(place)?, out.width());
                out.styled(&format!("{text}\n\n")).map_err(Failure::from_output)?;
                bar.inc(1);
            }
        }
        Some(format) => {
            let head = (format == export::Format::Json)
                .then(|| document::head(args.query.as_deref(), false, &found, hidden, &store, settings))
                .transpose()?;
            let mut sink = Sink::begin(format, out, head.as_ref()).map_err(Failure::from_output)?;
            let ledger = &store.ledger;
            let make = |places: &[HitRef], chunk: &mut Chunk<'_>| write(ledger, &found, places, chunk);
            let whole = sink.chunks(&places, make, |written| bar.inc(written as u64));
            whole.map_err(|stopped| match stopped {
                ExportError::Output(e) => Failure::from_output(e),
                ExportError::Article(failure) => failure,
            })?;
            out = sink.end().map_err(Failure::from_output)?;
        }
    }
    bar.finish_and_clear();
    out.finish()?;
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(&question, &found, &hidden, &store, settings)?;
        match (found.total(), &args.out.output) {
            (0, _) => explanation::print_no_match(&question, &found, &store, settings)?,
            (total, Some(file)) => status!("{} written to {}", counted(total, "article"), file.display()),
            (total, None) if format.is_none() => status!("{}", counted(total, "article")),
            (_, None) => {}
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes articles, as copies of their ledger lines if possible.
fn write(ledger: &Ledger, found: &Matches<'_>, places: &[HitRef], chunk: &mut Chunk<'_>) -> Result<(), Failure> {
    let mut buffer = Vec::new();
    for place in places {
        let line = ledger.line_at(place.offset, &mut buffer)?;
        let labels = found.labels(place)?;
        if !chunk.copied(line.bytes(), &labels).map_err(Failure::from_output)? {
            chunk.article(&line.article()?, &labels, None).map_err(Failure::from_output)?;
        }
    }
    Ok(())
}
