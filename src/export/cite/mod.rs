//! References: how a paper cites an article, with what a reader needs to find the same text again.
//!
//! Each style has a file of its own; [`mod@reference`] collects what all of them say.

mod bibtex;
mod csl;
mod plain;
mod reference;
mod ris;

use std::io::{self, Write};

use reference::Reference;

use super::format::{ArticleFormat, ExportItem};

pub(super) use csl::Csl;

/// How references are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// One sentence per line, for a list of references.
    Plain,
    Bibtex,
    Ris,
    /// CSL-JSON: one array.
    Csl,
}

/// The styles that write one reference after another.
pub(super) struct References(pub(super) Style);

impl ArticleFormat for References {
    fn cites(&self) -> bool {
        true
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let reference = Reference::of(item.article, item.labels, item.archived.as_deref());
        let text = match self.0 {
            Style::Plain => plain::reference(&reference),
            Style::Bibtex => bibtex::reference(&reference),
            Style::Ris => ris::reference(&reference),
            Style::Csl => unreachable!("an array is written by Csl"),
        };
        out.write_all(text.as_bytes())
    }
}
