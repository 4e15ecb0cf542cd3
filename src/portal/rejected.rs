//! Why a document could not be read, one sentence for people each.

use super::foreign::Foreign;

/// Longest document that is read, in bytes. A bridge list of ten thousand articles has about 12 MB.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 32 << 20;

/// Longest HTML page that is parsed, in bytes: its tree takes some forty times as much memory.
pub(super) const HTML_BYTES_MAX: usize = 8 << 20;
/// Deepest nesting that is parsed, as in browsers: the time to parse grows with the depth of every
/// element.
pub(super) const NESTING_MAX: u32 = 512;
/// A document that isn't a page of the portal, or that may be incomplete.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejected {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than the {} MB that one document may have", DOCUMENT_BYTES_MAX >> 20)]
    TooLong,
    #[error("it is an HTML page longer than {} MB", HTML_BYTES_MAX >> 20)]
    HtmlTooLong,
    #[error(
        "it is an HTML page with more than {NESTING_MAX} elements inside one another, which no page of the portal has"
    )]
    HtmlTooDeep,
    /// What kind of file it seems to be, with its article: "a PDF document".
    #[error("it isn't text but {0}")]
    Binary(&'static str),
    #[error("it is not UTF-8: the first wrong byte is byte {byte}, on line {line}; save it as UTF-8 and try again")]
    NotUtf8 {
        /// From 1, as the line.
        byte: usize,
        line: usize,
    },
    /// An HTML page without a list or an article of the portal, and what its `<title>` says.
    #[error(
        "it is an HTML page without a list or an article of the portal{}",
        .title.as_ref().map(|t| format!(" (its title is “{t}”)")).unwrap_or_default()
    )]
    NoPortalPage { title: Option<String> },
    #[error("it is a page of the portal that ends before its list or its article does: save or fetch it again")]
    HtmlCut,
    #[error("it is text saved from the portal that ends before its first date: save it again")]
    CaptureCut,
    #[error("it is JSON that ends in the middle: save or fetch it again")]
    JsonCut,
    #[error("it is broken JSON: line {line}, column {column}")]
    JsonBroken { line: usize, column: usize },
    #[error("it is JSON with more than {0} values that a list may have, so none of the portal's")]
    JsonTooLarge(usize),
    #[error("it is JSON, but neither a list nor an article as the portal gives them")]
    NotBridge,
    #[error("it is text, but too short for an article ({words} words)")]
    TooShort { words: usize },
    #[error("it is {}, {}", .0.one(), if .0.has_records() { "but records are read as JSON or JSON Lines" } else { "so no article" })]
    Foreign(Foreign),
    #[error("it is text, but too few of its words are Vietnamese")]
    NotVietnamese,
    #[error("it is Vietnamese text, but not prose: it has no paragraphs")]
    NotProse,
    /// The response of a server.
    #[error("it is plain text, which is an article only if it is saved as a file")]
    RecordedText,
    #[error("it is text without words in Latin letters, so no Vietnamese article")]
    NoWords,
}

impl Rejected {
    /// What such documents are called where they are counted.
    pub(crate) fn many(&self) -> &'static str {
        match self {
            Rejected::Empty => "empty documents",
            Rejected::TooLong | Rejected::JsonTooLarge(_) | Rejected::HtmlTooLong | Rejected::HtmlTooDeep => {
                "documents that are too large"
            }
            Rejected::Binary(_) => "other data",
            Rejected::NotUtf8 { .. } => "text in unknown encodings",
            Rejected::NoPortalPage { .. } | Rejected::HtmlCut => "HTML pages that are no articles",
            Rejected::JsonCut | Rejected::JsonBroken { .. } | Rejected::NotBridge => "JSON that isn't an article",
            Rejected::Foreign(foreign) => foreign.many(),
            Rejected::CaptureCut
            | Rejected::TooShort { .. }
            | Rejected::NotVietnamese
            | Rejected::NotProse
            | Rejected::RecordedText
            | Rejected::NoWords => "plain text that isn't an article",
        }
    }
}
