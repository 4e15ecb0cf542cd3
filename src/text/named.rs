//! What an article names that has a term of its own: official documents and days.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::dates::{date_term, dates};
use super::documents::mentions;

/// Documents and days that an article names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Full document numbers in their usual spelling, in the order of the text, each once.
    pub(crate) identifiers: Vec<String>,
    /// What the article is indexed under for them, short forms and days among it.
    pub(crate) terms: BTreeSet<String>,
}

impl Named {
    /// Reads the texts of one article in their order.
    pub(crate) fn in_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Named {
        let mut named = Named::default();
        let mut known = FxHashSet::default();
        for text in texts {
            named.terms.extend(dates(text).into_iter().map(|(_, day)| date_term(day)));
            for mention in mentions(text) {
                named.terms.extend(mention.index_terms());
                if let Some(found) = mention.identifier
                    && known.insert(found.canonical.clone())
                {
                    named.identifiers.push(found.canonical);
                }
            }
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_days_are_named_once() {
        let texts = ["Nghị quyết 72-NQ/TW ngày 9/9/2025", "Theo Nghị quyết số 72- NQ/TW và Thông tư 5/2024/TT-BYT"];
        let named = Named::in_texts(texts.into_iter());
        assert_eq!(named.identifiers, ["72-NQ/TW", "5/2024/TT-BYT"]);
        for term in ["72-nq-tw", "nq:72", "nq:72:2025", "2025-09-09", "5-2024-tt-byt", "tt:5:2024"] {
            assert!(named.terms.contains(term), "{term}: {:?}", named.terms);
        }
    }
}
