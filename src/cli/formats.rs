//! Output options: how articles are written, and where.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::errors::Failure;
use super::extension;
use super::messages::Verbosity;
use crate::export::{self, Delimiter, FieldError, Fields, Sheet, Style, field_names};
use crate::text::similarity;

/// The output options of search, show and export.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Output format [default: by the extension of -o FILE, otherwise text; export: jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,
    /// Write a reference for each article, for a bibliography
    #[arg(long, value_name = "STYLE", conflicts_with = "format")]
    pub(crate) cite: Option<Cite>,
    #[command(flatten)]
    pub(crate) sheet: SheetArgs,
    /// With --format ids: end each id with NUL, for `xargs -0`
    #[arg(short = '0', long)]
    pub(crate) null: bool,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The fields of articles from search and export.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FieldArgs {
    /// With json, jsonl, csv and tsv: only these fields or columns, in this order, as in id,date,title. date is the
    /// day in Vietnam
    #[arg(long, value_name = "LIST")]
    pub(crate) fields: Option<String>,
}

/// The options of sheets (csv and tsv).
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SheetArgs {
    /// With csv and tsv: don't protect cells that a spreadsheet would run as formulas
    #[arg(long)]
    pub(crate) csv_raw: bool,
    /// With csv and tsv: start with a byte order mark, so that Excel recognises UTF-8
    #[arg(long)]
    pub(crate) csv_bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    Text,
    /// One document with the query, totals, and all articles as records
    Json,
    /// One record per line
    Jsonl,
    /// One row per article; `byt export --help` lists the columns
    Csv,
    /// The same columns separated by tabs; \t, \n, \r and \\ stand for what would break a row
    Tsv,
    /// A table with links; from show, full articles
    Markdown,
    /// A page with a table; from show, full articles
    Html,
    /// One id per line
    Ids,
    /// References: BibTeX
    Bibtex,
    /// References: RIS, for Zotero, EndNote and Mendeley
    Ris,
    /// References: CSL-JSON
    Csl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cite {
    /// One sentence per article
    Text,
    /// BibTeX
    Bibtex,
    /// RIS, for Zotero, EndNote and Mendeley
    Ris,
    /// CSL-JSON
    Csl,
}

impl Cite {
    /// The style of references.
    pub(crate) fn style(self) -> Style {
        match self {
            Cite::Text => Style::Plain,
            Cite::Bibtex => Style::Bibtex,
            Cite::Ris => Style::Ris,
            Cite::Csl => Style::Csl,
        }
    }
}

/// The format of lists that aren't articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    Json,
}

/// The machine format that the options ask for, or `default`; `None` is text for people. Fails if an
/// option belongs to another format, because it would have no effect.
pub(crate) fn machine(args: &OutputArgs, default: OutputFormat) -> Result<Option<export::Format>, Failure> {
    use OutputFormat as F;
    let format = match (args.cite, format_or(args, default)) {
        (Some(cite), _) => Some(export::Format::Cite(cite.style())),
        (None, F::Bibtex) => Some(export::Format::Cite(Style::Bibtex)),
        (None, F::Ris) => Some(export::Format::Cite(Style::Ris)),
        (None, F::Csl) => Some(export::Format::Cite(Style::Csl)),
        (None, F::Text) => None,
        (None, F::Json) => Some(export::Format::Json),
        (None, F::Jsonl) => Some(export::Format::Jsonl),
        (None, F::Csv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Comma))),
        (None, F::Tsv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Tab))),
        (None, F::Markdown) => Some(export::Format::MarkdownTable),
        (None, F::Html) => Some(export::Format::HtmlTable),
        (None, F::Ids) => Some(export::Format::Ids { null: args.null }),
    };
    if !matches!(format, Some(export::Format::Sheet(_))) {
        require_no_sheet_options(&args.sheet)?;
    }
    if args.null && !matches!(format, Some(export::Format::Ids { .. })) {
        return Err(
            Failure::usage("--null only applies to ids, and the output has another format").hint("add --format ids")
        );
    }
    Ok(format)
}

/// The format that the options name, or else the extension of the file.
fn format_or(args: &OutputArgs, default: OutputFormat) -> OutputFormat {
    args.format.or_else(|| extension::format(args.output.as_deref())).unwrap_or(default)
}

/// Prints a note if the extension of the file promises another format than `default` or what the options name.
pub(crate) fn note_contradiction(args: &OutputArgs, default: OutputFormat, verbosity: Verbosity) {
    let name = match args.cite {
        // References as sentences are text.
        Some(cite) => cite.to_possible_value(),
        None => format_or(args, default).to_possible_value(),
    };
    if let Some(name) = name {
        extension::note_contradiction(args.output.as_deref(), name.get_name(), verbosity);
    }
}

/// The fields that were asked for, of articles that a search finds if `hits`. Fails for an unknown field, and for a
/// format that has no fields.
pub(crate) fn fields(args: &FieldArgs, format: Option<export::Format>, hits: bool) -> Result<Option<Fields>, Failure> {
    let Some(list) = &args.fields else { return Ok(None) };
    let has_fields = matches!(format, Some(export::Format::Json | export::Format::Jsonl | export::Format::Sheet(_)));
    if !has_fields {
        return Err(Failure::usage(
            "--fields only applies to json, jsonl, csv and tsv, and the output has another format",
        )
        .hint("add --format jsonl or --format csv"));
    }
    let fields = Fields::read(list, hits).map_err(|error| match error {
        FieldError::Unknown(name) => unknown_field(&name, hits),
        FieldError::OnlySearch(name) => Failure::usage(format!("only a search has the field “{name}”"))
            .hint("use `byt search --limit 0` instead of `byt export`"),
        FieldError::Twice(name) => Failure::usage(format!("--fields names “{name}” twice")),
        FieldError::Empty => Failure::usage("--fields names no field").hint("name some, as in --fields id,date,title"),
    })?;
    Ok(Some(fields))
}

fn unknown_field(name: &str, hits: bool) -> Failure {
    /// Minimum similarity of a suggestion (0 to 1).
    const SIMILARITY_MIN: f64 = 0.7;
    let near = field_names(hits).map(|field| (similarity(field, &name.to_lowercase()), field));
    let best = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(similarity, _)| *similarity >= SIMILARITY_MIN);
    let failure = Failure::usage(format!("there is no field “{name}”"));
    match best {
        Some((_, field)) => failure.hint(format!("did you mean “{field}”?")),
        None => failure.hint(format!("one of: {}", field_names(hits).collect::<Vec<_>>().join(", "))),
    }
}

/// A sheet of articles with these options.
pub(crate) fn sheet(args: &SheetArgs, delimiter: Delimiter) -> Sheet {
    Sheet { delimiter, raw: args.csv_raw, bom: args.csv_bom, hits: false }
}

/// Fails if an option for sheets is given; for other formats, where it would have no effect.
pub(crate) fn require_no_sheet_options(args: &SheetArgs) -> Result<(), Failure> {
    let name = match (args.csv_raw, args.csv_bom) {
        (true, _) => "--csv-raw",
        (_, true) => "--csv-bom",
        _ => return Ok(()),
    };
    Err(Failure::usage(format!("{name} only applies to csv and tsv, and the output has another format"))
        .hint("add --format csv or --format tsv"))
}
