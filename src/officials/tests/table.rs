//! Runs tables of texts with the people who must be found in them.

use crate::article::labels::Link;
use crate::article::{Article, DateSource, Sighting};
use crate::calendar;
use crate::officials::link::Found;
use crate::officials::{Linker, Registry};

/// An article of the section. An abstract that ends in an ellipsis is a cut one.
pub(super) fn article(day: &str, title: &str, abstract_: &str, body: &str, captions: &[&str]) -> Article {
    let mut sighting = Sighting::titled(title.to_owned());
    sighting.section = true;
    sighting.abstract_ = (!abstract_.is_empty()).then(|| abstract_.to_owned());
    sighting.abstract_truncated = abstract_.ends_with("...");
    sighting.body = (!body.is_empty()).then(|| body.to_owned());
    sighting.captions = captions.iter().map(|caption| (*caption).to_owned()).collect();
    sighting.published = day.parse().ok().map(calendar::start_of);
    sighting.date_source = sighting.published.map(|_| DateSource::Listing);
    Article::unstored(sighting)
}

/// `Name relation`, with `?` after an inferred person and `+` before one that the registry lacks.
fn shown(link: &Link) -> String {
    let new = if link.registry { "" } else { "+" };
    let inferred = if link.inferred { "?" } else { "" };
    format!("{new}{}{inferred} {}", link.name, link.relation.as_str())
}

pub(super) fn found(linker: &Linker, article: &Article) -> (Found, String) {
    let found = linker.link(article);
    let shown: Vec<String> = found.links.iter().map(shown).collect();
    (found, shown.join("; "))
}

/// Runs a table, and reports all rows that disagree at once.
pub(super) fn check(rows: &[(&str, &str, &str)], article_of: impl Fn(&str, &str) -> Article) {
    let linker = Linker::new(Registry::embedded());
    let mut wrong = Vec::new();
    for (day, text, expected) in rows {
        let (_, shown) = found(&linker, &article_of(day, text));
        if shown != *expected {
            wrong.push(format!("{text}\n      found {shown:?}\n   expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
