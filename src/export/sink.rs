//! A sink: articles in, one of the machine formats out.

use std::io::{self, Write};

use super::cite::{Csl, References, Style};
use super::json::{Document, Head, Lines};
use super::markdown::{Table, Whole};
use super::record::Found;
use super::sheet::Sheet;
use crate::article::Article;
use crate::article::labels::Labels;

/// The machine formats. They are the same on a terminal and in a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document: [`Head`], then all articles.
    Json,
    /// One record a line.
    Jsonl,
    /// CSV or TSV.
    Sheet(Sheet),
    /// A table with a row for each article.
    MarkdownTable,
    /// Every article, whole.
    Markdown,
    /// One id a line, or each ended by NUL.
    Ids { null: bool },
    /// One reference for each article.
    Cite(Style),
}

/// One article on its way out.
pub(super) struct Item<'a> {
    pub(super) article: &'a Article,
    pub(super) labels: &'a Labels,
    /// What a search adds.
    pub(super) found: Option<&'a Found<'a>>,
    /// How many articles came before it.
    pub(super) before: u64,
}

/// How one format writes. Nothing is kept from one article for the next, so that several threads can
/// write parts of one output.
pub(super) trait Form: Sync {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out; // most formats begin with their first article
        Ok(())
    }

    fn article(&self, out: &mut Vec<u8>, item: &Item<'_>) -> io::Result<()>;

    /// Writes the article of a ledger line where that is little more than copying the line; whether it
    /// was. `before` is how many articles came before it.
    fn copied(&self, out: &mut Vec<u8>, line: &[u8], labels: &Labels, before: u64) -> io::Result<bool> {
        let _ = (out, line, labels, before); // most formats look nothing like a line
        Ok(false)
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out; // most end with their last
        Ok(())
    }
}

/// Writes articles in one format.
pub(crate) struct Sink<'h, W: Write> {
    pub(super) out: W,
    pub(super) form: Box<dyn Form + 'h>,
    pub(super) written: u64,
    /// The article that is being written.
    buffer: Vec<u8>,
}

impl<'h, W: Write> Sink<'h, W> {
    /// `head` is of use to [`Format::Json`] only.
    pub(crate) fn begin(format: Format, mut out: W, head: Option<&'h Head>) -> io::Result<Sink<'h, W>> {
        let form: Box<dyn Form + 'h> = match format {
            Format::Json => Box::new(Document { head }),
            Format::Jsonl => Box::new(Lines),
            Format::Sheet(sheet) => Box::new(sheet),
            Format::MarkdownTable => Box::new(Table),
            Format::Markdown => Box::new(Whole),
            Format::Ids { null } => Box::new(Ids { end: if null { b"\0" } else { b"\n" } }),
            Format::Cite(Style::Csl) => Box::new(Csl),
            Format::Cite(style) => Box::new(References(style)),
        };
        form.begin(&mut out)?;
        Ok(Sink { out, form, written: 0, buffer: Vec::new() })
    }

    pub(crate) fn article(&mut self, article: &Article, labels: &Labels, found: Option<&Found<'_>>) -> io::Result<()> {
        self.buffer.clear();
        self.form.article(&mut self.buffer, &Item { article, labels, found, before: self.written })?;
        self.written += 1;
        self.out.write_all(&self.buffer)
    }

    /// Ends the document and gives the output back.
    pub(crate) fn end(mut self) -> io::Result<W> {
        self.form.end(&mut self.out)?;
        Ok(self.out)
    }
}

/// Ids, for `xargs`.
struct Ids {
    end: &'static [u8],
}

impl Form for Ids {
    fn article(&self, out: &mut Vec<u8>, item: &Item<'_>) -> io::Result<()> {
        out.write_all(item.article.id.as_str().as_bytes())?;
        out.write_all(self.end)
    }
}
