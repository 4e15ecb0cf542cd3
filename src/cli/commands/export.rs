//! `byt export`: every match, without a limit.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::article::Article;
use crate::cli::answerer::{self, Answerer, EngineArgs};
use crate::cli::archived::ArchivedAddresses;
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::following::{EventPart, EventScope};
use crate::cli::formats::{self, FieldArgs, OutputArgs, OutputFormat};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::output::Out;
use crate::cli::query_args::QueryArgs;
use crate::cli::question::{Question, Relaxing};
use crate::cli::sent::Sent;
use crate::cli::settings::Settings;
use crate::cli::split::Split;
use crate::cli::{changed, document, explanation, hidden, progress, view};
use crate::corpus::Ledger;
use crate::engine::EngineError;
use crate::export::{self, Chunk, Delimiter, ExportError, Fields, Hidden, Sink};
use crate::query::{self, HitRef, Matches};
use crate::storage::StorageError;

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt export > all.jsonl
  byt export --official 'Nguyễn Tri Thức' --on 2026-01 --format csv -o thuc.csv
  byt export --changed-since 7d > week.jsonl
  byt export 'bảo hiểm y tế' --cite bibtex -o refs.bib
  byt export --from 2025 --fields id,date,title -o tin.csv
  byt export --topic duoc --format text --split duoc/
  byt export 'bảo hiểm y tế' --format ids -0 | xargs -0 byt show",
    after_help = columns()
)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    query: QueryArgs,
    #[command(flatten)]
    filters: FilterArgs,
    /// Only articles that changed since WHEN (as in `byt changes --since`), in their present state, also those that are
    /// gone or withdrawn
    #[arg(long, value_name = "WHEN")]
    changed_since: Option<String>,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    out: OutputArgs,
    #[command(flatten)]
    fields: FieldArgs,
    /// Write the text of each article into a file ID.txt in this folder, and what is known about the articles into
    /// metadata.csv, for AntConc and similar tools. The folder must be new, empty, or from an earlier --split, which is
    /// replaced
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "cite", "null", "changed_since"], help_heading = "Output")]
    split: Option<PathBuf>,
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
    let text = args.query.text()?;
    if let Some(since) = &args.changed_since {
        args.engine.require_corpus("export --changed-since", settings)?;
        let scope = EventScope {
            query: text.as_deref(),
            filters: &args.filters,
            kinds: &[],
            fields: &[],
            part: EventPart::All,
        };
        return changed::export(since, &scope, &args.out, &args.fields, settings);
    }
    if let Some(dir) = &args.split {
        args.engine.require_corpus("export --split", settings)?;
        return as_files(dir, args, settings);
    }
    let format = formats::machine(&args.out, OutputFormat::Jsonl)?;
    let fields = formats::fields(&args.fields, format, false)?;
    let opened = answerer::open(&args.engine, settings)?;
    let answerer = opened.answerer();
    let question = Question::read(text.as_deref(), &args.filters, Relaxing::Never, answerer, settings)?;
    let found = query::find(answerer.source, &question.query, &question.options)?;
    let hidden = hidden::hidden(&question, &found, answerer)?;
    let Some(ledger) = answerer.ledger else {
        let sent = Sent::receive(&found)?;
        return export_sent(args, sent, &question, &found, hidden, answerer, settings);
    };
    let places = found.all_newest_first()?;
    let mut out = Out::open(args.out.output.as_deref())?;
    let bar = progress::items(settings.progress && args.out.output.is_some(), Some(found.total()), "exporting");
    match format {
        None => {
            for place in &places {
                let text = view::article(
                    &ledger.read_at(place.offset)?,
                    &found.labels(place)?,
                    answerer.wording(settings),
                    out.width(),
                );
                out.styled(&format!("{text}\n\n")).map_err(Failure::from_output)?;
                bar.inc(1);
            }
        }
        Some(format) => {
            let head = (format == export::Format::Json)
                .then(|| document::head(text.as_deref(), false, &found, hidden, answerer, settings))
                .transpose()?;
            let archived = ArchivedAddresses::new(settings, answerer.ledger);
            let find = |article: &Article| archived.of(article);
            let sink = Sink::begin_with(format, fields.as_ref(), out, head.as_ref()).map_err(Failure::from_output)?;
            let mut sink = sink.citing(&find);
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
    formats::note_contradiction(&args.out, OutputFormat::Jsonl, settings.verbosity);
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(&question, &found, &hidden, answerer, settings)?;
        match (found.total(), &args.out.output) {
            (0, _) => explanation::print_no_match(&question, &found, answerer, settings)?,
            (total, Some(file)) => status!("{} written to {}", counted(total, "article"), file.display()),
            (total, None) if format.is_none() => status!("{}", counted(total, "article")),
            (_, None) => {}
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes the articles that a cluster has sent.
fn export_sent(
    args: &ExportArgs,
    sent: Sent,
    question: &Question,
    found: &Matches<'_>,
    hidden: Hidden,
    answerer: Answerer<'_>,
    settings: &Settings,
) -> Result<Exit, Failure> {
    let format = formats::machine(&args.out, OutputFormat::Jsonl)?;
    let fields = formats::fields(&args.fields, format, false)?;
    let text = args.query.text()?;
    let head = (format == Some(export::Format::Json))
        .then(|| document::head(text.as_deref(), false, found, hidden, answerer, settings))
        .transpose()?;
    let mut out = Out::open(args.out.output.as_deref())?;
    match format {
        None => sent.each(|article, labels| {
            let text = view::article(article, labels, answerer.wording(settings), out.width());
            out.styled(&format!("{text}\n\n"))
        })?,
        Some(format) => {
            let mut sink =
                Sink::begin_with(format, fields.as_ref(), out, head.as_ref()).map_err(Failure::from_output)?;
            sent.each(|article, labels| sink.article(article, labels, None))?;
            out = sink.end().map_err(Failure::from_output)?;
        }
    }
    out.finish()?;
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(question, found, &hidden, answerer, settings)?;
        match (found.total(), &args.out.output) {
            (0, _) => explanation::print_no_match(question, found, answerer, settings)?,
            (total, Some(file)) => status!("{} written to {}", counted(total, "article"), file.display()),
            (total, None) if format.is_none() => status!("{}", counted(total, "article")),
            (_, None) => {}
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes each article into a file of its own.
fn as_files(dir: &Path, args: &ExportArgs, settings: &Settings) -> Result<Exit, Failure> {
    let text = args.query.text()?;
    if args.out.format.is_some_and(|format| format != OutputFormat::Text) {
        return Err(Failure::usage("--split writes text, and --format names another format")
            .hint("leave out --format, or use --format text"));
    }
    let table = export::Format::Sheet(formats::sheet(&args.out.sheet, Delimiter::Comma));
    let fields = Fields::of_metadata(formats::fields(&args.fields, Some(table), false)?.as_ref());
    let opened = answerer::open(&args.engine, settings)?;
    let answerer = opened.answerer();
    let question = Question::read(text.as_deref(), &args.filters, Relaxing::Never, answerer, settings)?;
    let found = query::find(answerer.source, &question.query, &question.options)?;
    let hidden = hidden::hidden(&question, &found, answerer)?;
    let split = Split::begin(dir)?;
    let mut sink = Sink::begin_with(table, Some(&fields), split.metadata()?, None).map_err(Failure::from_output)?;
    let bar = progress::items(settings.progress, Some(found.total()), "exporting");
    let ledger = answerer.ledger.ok_or(StorageError::from(EngineError::NeedsCorpus("export --split")))?;
    for place in found.all_newest_first()? {
        let article = ledger.read_at(place.offset)?;
        split.write(&article)?;
        sink.article(&article, &found.labels(&place)?, None).map_err(Failure::from_output)?;
        bar.inc(1);
    }
    sink.end().and_then(|mut file| file.flush()).map_err(Failure::from_output)?;
    bar.finish_and_clear();
    split.finish()?;
    if settings.verbosity >= Verbosity::Normal {
        explanation::print_notes(&question, &found, &hidden, answerer, settings)?;
        match found.total() {
            0 => explanation::print_no_match(&question, &found, answerer, settings)?,
            total => status!("{} written to {}", counted(total, "article"), dir.display()),
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
