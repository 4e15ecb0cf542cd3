//! What an import made of one input.

use std::collections::BTreeMap;

use crate::container::Skipped;
use crate::crawl::counts::RunCounts;
use crate::page::PageKind;

/// What one input was recognised as, and what importing it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputReport {
    pub(crate) name: String,
    /// `None` if nothing in it was recognised.
    pub(crate) kind: Option<String>,
    pub(crate) new: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) passed_over: Vec<PassedOver>,
}

/// Parts of an input that don't become articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassedOver {
    pub(crate) what: String,
    pub(crate) count: u64,
    pub(crate) why: String,
}

/// What the container of an input and the documents in it were recognised as, each once, in the order of the input.
#[derive(Debug, Default)]
pub(super) struct Recognised {
    containers: Vec<&'static str>,
    documents: Vec<&'static str>,
}

impl Recognised {
    pub(super) fn container(&mut self, kind: &'static str) {
        if !self.containers.contains(&kind) {
            self.containers.push(kind);
        }
    }

    pub(super) fn document(&mut self, kind: &'static str) {
        if !self.documents.contains(&kind) {
            self.documents.push(kind);
        }
    }

    /// As in "WARC archive: page of the portal (HTML)".
    fn in_words(&self) -> Option<String> {
        let parts = [&self.containers, &self.documents].map(|kinds| kinds.join(", "));
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }
}

/// What a page is called.
pub(super) fn page_kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::LegacyHtml => "page of the portal (HTML)",
        PageKind::Capture => "text saved from the portal",
        PageKind::PlainText => "plain text",
        PageKind::BridgeListing => "list of the portal (JSON)",
        PageKind::BridgeArticle => "article of the portal (JSON)",
    }
}

impl InputReport {
    /// Of the three counts, the first has the reasons of failures, the second what can't be an article, the third the
    /// unknown keys of records. `nothing` says why the input as a whole has no article.
    pub(super) fn of(
        name: &str,
        recognised: &Recognised,
        counts: RunCounts,
        [reasons, skipped, keys]: [&Skipped; 3],
        nothing: Option<String>,
    ) -> InputReport {
        let part = |what: &str, count, why: &str| PassedOver { what: what.to_owned(), count, why: why.to_owned() };
        let failed = reasons.kinds().map(|(why, count)| part(UNREADABLE, count, why));
        let skipped = skipped.kinds().map(|(what, count)| part(what, count, "they can't be articles"));
        let nothing = nothing.map(|why| part("the input as a whole", 1, &why)).into_iter();
        let key = |(key, count): (&str, u64)| {
            part(&format!("the key “{key}”"), count, "byt doesn't know this key of records")
        };
        InputReport {
            name: name.to_owned(),
            kind: recognised.in_words(),
            new: counts.new,
            updated: counts.updated,
            unchanged: counts.unchanged,
            passed_over: nothing.chain(failed).chain(skipped).chain(keys.kinds().map(key)).collect(),
        }
    }

    /// An input that could not be opened, or of which everything is passed over.
    pub(crate) fn passed_over(name: &str, parts: BTreeMap<String, (u64, String)>) -> InputReport {
        let part = |(what, (count, why))| PassedOver { what, count, why };
        InputReport {
            name: name.to_owned(),
            kind: None,
            new: 0,
            updated: 0,
            unchanged: 0,
            passed_over: parts.into_iter().map(part).collect(),
        }
    }
}

/// What parts of an input are called that should have been read.
pub(crate) const UNREADABLE: &str = "what can't be read";
