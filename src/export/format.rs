//! What every export format implements.

use std::io::{self, Write};

use super::record::HitFields;
use crate::article::Article;
use crate::article::labels::Labels;

/// One article to write.
pub(super) struct ExportItem<'a> {
    pub(super) article: &'a Article,
    pub(super) labels: &'a Labels,
    /// Where an archive has it, if the portal doesn't any more and the format cites it.
    pub(super) archived: Option<String>,
    /// The fields that a search adds.
    pub(super) hit: Option<&'a HitFields<'a>>,
    /// Number of articles written before this one.
    pub(super) before: u64,
}

/// Finds the address under which an archive has an article.
pub(crate) type FindArchived<'a> = &'a (dyn Fn(&Article) -> Option<String> + Sync);

/// The address under which an archive has the article, if a format needs it.
pub(super) fn archived(
    article: &Article,
    format: &dyn ArticleFormat,
    find: Option<FindArchived<'_>>,
) -> Option<String> {
    let is_removed = article.absence.missing_since.is_some() || article.absence.gone.is_some();
    find.filter(|_| is_removed && format.cites())?(article)
}

/// How one format writes articles. It keeps no state between articles, so that several threads can
/// write parts of one output.
pub(super) trait ArticleFormat: Sync {
    /// Writes what precedes the first article.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out; // most formats write nothing before their first article
        Ok(())
    }

    /// Whether it writes where an archive has an article that the portal no longer has.
    fn cites(&self) -> bool {
        false
    }

    /// Appends one article, with its separator, to `out`.
    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()>;

    /// Appends the article of a ledger line if its record can be copied from the line; returns whether
    /// it was. `before` is the number of articles written before it.
    fn copied(&self, out: &mut Vec<u8>, line: &[u8], labels: &Labels, before: u64) -> io::Result<bool> {
        let _ = (out, line, labels, before); // most formats have nothing in common with a ledger line
        Ok(false)
    }

    /// Writes what follows the last article.
    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out; // most formats write nothing after their last article
        Ok(())
    }
}
