//! Output options: how articles are written, and where.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::errors::Failure;
use crate::export::{self, Delimiter, Sheet, Style};

/// The output options of search, show and export.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Output format [default: text; export: jsonl]
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
    /// The same columns separated by tabs; \t, \n, \r and \\ within a cell, so that a row is one line
    Tsv,
    /// A table with links; from show, full articles
    Markdown,
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
    let format = match (args.cite, args.format.unwrap_or(default)) {
        (Some(Cite::Text), _) => Some(export::Format::Cite(Style::Plain)),
        (Some(Cite::Bibtex), _) | (None, F::Bibtex) => Some(export::Format::Cite(Style::Bibtex)),
        (Some(Cite::Ris), _) | (None, F::Ris) => Some(export::Format::Cite(Style::Ris)),
        (Some(Cite::Csl), _) | (None, F::Csl) => Some(export::Format::Cite(Style::Csl)),
        (None, F::Text) => None,
        (None, F::Json) => Some(export::Format::Json),
        (None, F::Jsonl) => Some(export::Format::Jsonl),
        (None, F::Csv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Comma))),
        (None, F::Tsv) => Some(export::Format::Sheet(sheet(&args.sheet, Delimiter::Tab))),
        (None, F::Markdown) => Some(export::Format::MarkdownTable),
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
