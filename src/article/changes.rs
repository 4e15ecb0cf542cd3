//! What differs between two versions of an article, field by field.
//!
//! Facts of the source, and whether the article is withdrawn: when a version was read, and from what, isn't a change of
//! the article.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::Article;

/// One field that two versions say different things of. Nothing is the empty text; captions and
/// aliases are one a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Changed {
    /// As the field is called in records.
    pub(crate) field: &'static str,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// A fact of an article as text.
type Fact = fn(&Article) -> String;

/// The facts of an article as text, in the order of the record's keys, each with its key.
const FACTS: [(&str, Fact); 15] = [
    ("title", |a| a.title.clone()),
    ("published", |a| a.published.map(|m| m.to_rfc3339()).unwrap_or_default()),
    ("date_source", |a| a.date_source.map(|s| s.as_str().to_owned()).unwrap_or_default()),
    ("status", |a| a.status.as_str().to_owned()),
    ("section", |a| a.section.to_string()),
    ("url", |a| a.url.clone().unwrap_or_default()),
    ("aliases", |a| a.aliases.join("\n")),
    ("abstract", |a| a.abstract_.clone().unwrap_or_default()),
    ("abstract_truncated", |a| a.abstract_truncated.to_string()),
    ("body", |a| a.body.clone().unwrap_or_default()),
    ("captions", |a| a.captions.join("\n")),
    ("source", |a| a.source.clone().unwrap_or_default()),
    ("missing_since", |a| utc(a.absence.missing_since)),
    ("gone", |a| utc(a.absence.gone)),
    ("withdrawn", |a| utc(a.withdrawn.as_ref().map(|withdrawal| withdrawal.at))),
];

impl Article {
    /// The fields of a record that a later version can change, in the order of the record's keys.
    pub(crate) fn changing_fields() -> [&'static str; 15] {
        FACTS.map(|(field, _)| field)
    }

    /// What a later version changes, in the order of the record's keys.
    pub(crate) fn changes_to(&self, later: &Article) -> Vec<Changed> {
        let both = FACTS.into_iter().map(|(field, fact)| Changed { field, old: fact(self), new: fact(later) });
        both.filter(|change| change.old != change.new).collect()
    }
}

/// Nothing is the empty text.
fn utc(moment: Option<DateTime<Utc>>) -> String {
    moment.map(|m| m.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Sighting;

    #[test]
    fn only_facts_that_differ_are_told() {
        let old = Article::unstored(Sighting::titled("Họp".into()));
        let mut new = Article { version: 2, fetched: Some(DateTime::UNIX_EPOCH), ..old.clone() };
        assert_eq!(old.changes_to(&new), []);
        new.body = Some("Thân".into());
        new.captions = vec!["Ảnh 1".into(), "Ảnh 2".into()];
        let told: Vec<String> =
            old.changes_to(&new).into_iter().map(|c| format!("{}:{}>{}", c.field, c.old, c.new)).collect();
        assert_eq!(told, ["body:>Thân", "captions:>Ảnh 1\nẢnh 2"]);
    }
}
