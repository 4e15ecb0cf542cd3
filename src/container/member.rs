//! A file in an archive of files.

use std::io::Read;

/// What an archive yields.
pub(super) enum Member<'a> {
    File {
        name: String,
        content: &'a mut dyn Read,
    },
    /// A part that can't be a document; how it is called in the summary.
    Skipped(&'static str),
    /// The archive is of another kind; what it is, with its article.
    Refused(&'static str),
    /// A file, or a part of the archive, that can't be read.
    Lost {
        name: Option<String>,
        reason: String,
    },
}
