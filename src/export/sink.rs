//! The sink: writes articles in one of the machine-readable formats.

use std::io::{self, Write};

use super::cite::{Csl, References, Style};
use super::fields::{Fields, SelectedSheet};
use super::format::{ArticleFormat, ExportItem, FindArchived, archived};
use super::html::{HtmlArticles, HtmlTable};
use super::json::{Head, JsonDocument, JsonLines};
use super::markdown::{MarkdownArticles, MarkdownTable};
use super::record::HitFields;
use super::sheet::Sheet;
use crate::article::Article;
use crate::article::labels::Labels;

/// The machine-readable formats. Their output is the same on a terminal and in a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document: the fields of [`Head`], then all articles.
    Json,
    /// One record per line.
    Jsonl,
    /// CSV or TSV.
    Sheet(Sheet),
    /// A table with a row for each article.
    MarkdownTable,
    /// Every article in full.
    Markdown,
    /// A page with a table that has a row for each article.
    HtmlTable,
    /// A page with every article in full.
    Html,
    /// One id per line, or NUL-terminated.
    Ids { null: bool },
    /// One reference for each article.
    Cite(Style),
}

/// Writes articles in one format.
pub(crate) struct Sink<'h, W: Write> {
    pub(super) out: W,
    pub(super) format: Box<dyn ArticleFormat + 'h>,
    pub(super) written: u64,
    pub(super) find_archived: Option<FindArchived<'h>>,
    /// The bytes of the article being written.
    buffer: Vec<u8>,
}

impl<'h, W: Write> Sink<'h, W> {
    /// Begins an output in a format. Only [`Format::Json`] uses `head`.
    pub(crate) fn begin(format: Format, out: W, head: Option<&'h Head>) -> io::Result<Sink<'h, W>> {
        Sink::begin_with(format, None, out, head)
    }

    /// The same with only some fields of each article, for JSON and sheets.
    pub(crate) fn begin_with(
        format: Format,
        fields: Option<&Fields>,
        mut out: W,
        head: Option<&'h Head>,
    ) -> io::Result<Sink<'h, W>> {
        let fields = fields.cloned();
        let format: Box<dyn ArticleFormat + 'h> = match format {
            Format::Json => Box::new(JsonDocument { head, fields }),
            Format::Jsonl => Box::new(JsonLines { fields }),
            Format::HtmlTable => Box::new(HtmlTable),
            Format::Html => Box::new(HtmlArticles),
            Format::Sheet(sheet) => match fields {
                None => Box::new(sheet),
                Some(fields) => Box::new(SelectedSheet { sheet, fields }),
            },
            Format::MarkdownTable => Box::new(MarkdownTable),
            Format::Markdown => Box::new(MarkdownArticles),
            Format::Ids { null } => Box::new(Ids { end: if null { b"\0" } else { b"\n" } }),
            Format::Cite(Style::Csl) => Box::new(Csl),
            Format::Cite(style) => Box::new(References(style)),
        };
        format.begin(&mut out)?;
        Ok(Sink { out, format, written: 0, find_archived: None, buffer: Vec::new() })
    }

    /// The same, and references say where an archive has the articles that the portal no longer has.
    pub(crate) fn citing(self, find_archived: FindArchived<'h>) -> Sink<'h, W> {
        Sink { find_archived: Some(find_archived), ..self }
    }

    /// Writes one article.
    pub(crate) fn article(
        &mut self,
        article: &Article,
        labels: &Labels,
        hit: Option<&HitFields<'_>>,
    ) -> io::Result<()> {
        self.buffer.clear();
        let archived = archived(article, &*self.format, self.find_archived);
        let item = ExportItem { article, labels, archived, hit, before: self.written };
        self.format.article(&mut self.buffer, &item)?;
        self.written += 1;
        self.out.write_all(&self.buffer)
    }

    /// Ends the output and returns the writer.
    pub(crate) fn end(mut self) -> io::Result<W> {
        self.format.end(&mut self.out)?;
        Ok(self.out)
    }
}

/// Ids, for `xargs`.
struct Ids {
    end: &'static [u8],
}

impl ArticleFormat for Ids {
    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        out.write_all(item.article.id.as_str().as_bytes())?;
        out.write_all(self.end)
    }
}
