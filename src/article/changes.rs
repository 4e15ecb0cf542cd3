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

impl Article {
    /// What a later version changes, in the order of the record's keys.
    pub(crate) fn changes_to(&self, later: &Article) -> Vec<Changed> {
        let both = self.fields().into_iter().zip(later.fields());
        both.filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| Changed { field, old, new })
            .collect()
    }

    /// Every fact as text, under its key.
    fn fields(&self) -> [(&'static str, String); 15] {
        let utc = |moment: Option<DateTime<Utc>>| {
            moment.map(|m| m.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
        };
        [
            ("title", self.title.clone()),
            ("published", self.published.map(|m| m.to_rfc3339()).unwrap_or_default()),
            ("date_source", self.date_source.map(|s| s.as_str().to_owned()).unwrap_or_default()),
            ("status", self.status.as_str().to_owned()),
            ("section", self.section.to_string()),
            ("url", self.url.clone().unwrap_or_default()),
            ("aliases", self.aliases.join("\n")),
            ("abstract", self.abstract_.clone().unwrap_or_default()),
            ("abstract_truncated", self.abstract_truncated.to_string()),
            ("body", self.body.clone().unwrap_or_default()),
            ("captions", self.captions.join("\n")),
            ("source", self.source.clone().unwrap_or_default()),
            ("missing_since", utc(self.absence.missing_since)),
            ("gone", utc(self.absence.gone)),
            ("withdrawn", utc(self.withdrawn.as_ref().map(|withdrawal| withdrawal.at))),
        ]
    }
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
