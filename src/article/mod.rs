//! The article: what the ledger keeps of one, in one version.
//!
//! Facts from the source only. What is computed from them (people, topics, document numbers) is in
//! [`labels`] and never stored in the ledger.

mod identity;
pub(crate) mod labels;
mod merge;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Moment;

pub(crate) use identity::{Id, Key};
pub(crate) use merge::{Merge, Provenance, merge};

/// One version of one article. Texts are in the *clean* form of [`crate::text::clean`].
///
/// The order of the fields is the order of the keys in every JSON record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Article {
    pub(crate) id: Id,
    pub(crate) title: String,
    /// When the portal says it was published; `None` where no date was printed.
    pub(crate) published: Option<Moment>,
    /// Where that date was read; `None` exactly when `published` is.
    pub(crate) date_source: Option<DateSource>,
    pub(crate) status: Status,
    /// Whether it belongs to the section "Hoạt động của lãnh đạo Bộ".
    pub(crate) section: bool,
    pub(crate) url: Option<String>,
    /// Other identities it is known by, sorted: `aid:…`, `slug:…`, or another article id.
    pub(crate) aliases: Vec<String>,
    /// The lead. From a list it may be cut: see `abstract_truncated`.
    #[serde(rename = "abstract")]
    pub(crate) abstract_: Option<String>,
    pub(crate) abstract_truncated: bool,
    /// Paragraphs divided by one empty line.
    pub(crate) body: Option<String>,
    pub(crate) captions: Vec<String>,
    /// The paper an article was taken from, as printed ("suckhoedoisong.vn").
    pub(crate) source: Option<String>,
    /// 1 for the first line of an id in the ledger, then counting up.
    pub(crate) version: u32,
    /// When this corpus first held it.
    pub(crate) first_seen: DateTime<Utc>,
    /// When the server gave the page that this version was read from.
    pub(crate) fetched: Option<DateTime<Utc>>,
    /// Digest (hex) of the raw answer or file that this version was read from.
    pub(crate) sha256: Option<String>,
}

/// What one page, file or list says of one article.
///
/// Parsers make these; [`merge`] turns them into versions of an [`Article`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sighting {
    /// Identities printed by the source (addresses, article numbers), strongest first. May be empty.
    pub(crate) keys: Vec<Key>,
    pub(crate) title: String,
    pub(crate) published: Option<Moment>,
    pub(crate) date_source: Option<DateSource>,
    pub(crate) section: bool,
    pub(crate) url: Option<String>,
    pub(crate) abstract_: Option<String>,
    pub(crate) abstract_truncated: bool,
    /// `Some` makes the sighting a full one.
    pub(crate) body: Option<String>,
    pub(crate) captions: Vec<String>,
    pub(crate) source: Option<String>,
}

impl Sighting {
    /// A sighting of which only the title is known.
    pub(crate) fn titled(title: String) -> Self {
        Sighting {
            keys: Vec::new(),
            title,
            published: None,
            date_source: None,
            section: false,
            url: None,
            abstract_: None,
            abstract_truncated: false,
            body: None,
            captions: Vec::new(),
            source: None,
        }
    }

    pub(crate) fn status(&self) -> Status {
        if self.body.is_some() { Status::Full } else { Status::Listed }
    }
}

impl Article {
    /// Every text of the article, in reading order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let abstract_ = self.abstract_.as_deref();
        let captions = self.captions.iter().map(String::as_str);
        std::iter::once(self.title.as_str()).chain(abstract_).chain(self.body.as_deref()).chain(captions)
    }
}

/// Where a date was printed, from the least to the most trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DateSource {
    /// A prefix of plain text of unknown origin: low trust.
    Capture,
    /// An imported record.
    Record,
    Listing,
    Bridge,
    Article,
}

/// Whether the text of an article is known, or only what a list says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Listed,
    Full,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Listed => "listed",
            Status::Full => "full",
        }
    }
}

impl DateSource {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            DateSource::Capture => "capture",
            DateSource::Record => "record",
            DateSource::Listing => "listing",
            DateSource::Bridge => "bridge",
            DateSource::Article => "article",
        }
    }
}
