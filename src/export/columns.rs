//! The columns of CSV and TSV: their names and their cells.
//!
//! Scripts rely on the names, so a column keeps its name and its meaning. Lists are joined by "; ", and
//! entry `n` of every `official_…` column is about the same person. The columns that end in `_json` contain
//! the arrays of the record, so that a row loses nothing.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::format::ExportItem;
use super::record;
use crate::article::labels::Link;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Text from a page or a record: may contain anything.
    Text(Cow<'a, str>),
    /// A number, date or truth value that this program wrote.
    Own(String),
}

/// A column: its name, and its cell for an article.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) cell: for<'a> fn(&ExportItem<'a>) -> Cell<'a>,
}

const fn column(name: &'static str, cell: for<'a> fn(&ExportItem<'a>) -> Cell<'a>) -> Column {
    Column { name, cell }
}

/// Columns of every article.
pub(super) const COLUMNS: [Column; 31] = [
    column("id", |i| text(i.article.id.as_str())),
    column("date", |i| own(i.article.published.map(|m| m.format("%Y-%m-%d")))),
    column("published", |i| own(i.article.published.map(|m| m.to_rfc3339_opts(SecondsFormat::Secs, false)))),
    column("title", |i| text(&i.article.title)),
    column("officials", |i| people(i, |link| format!("{} ({})", link.name, link.relation.as_str()))),
    column("topics", |i| list(i.labels.topics.iter().map(|t| t.id.as_str()))),
    column("identifiers", |i| list(i.labels.identifiers.iter().map(String::as_str))),
    column("status", |i| own(Some(i.article.status.as_str()))),
    column("section", |i| own(Some(i.article.section))),
    column("url", |i| maybe(i.article.url.as_deref())),
    column("source", |i| maybe(i.article.source.as_deref())),
    column("date_source", |i| own(i.article.date_source.map(|s| s.as_str()))),
    column("abstract", |i| maybe(i.article.abstract_.as_deref())),
    column("abstract_truncated", |i| own(Some(i.article.abstract_truncated))),
    column("body", |i| maybe(i.article.body.as_deref())),
    column("captions", |i| Cell::Text(i.article.captions.join("\n").into())),
    column("official_names", |i| people(i, |link| link.name.clone())),
    column("official_roles", |i| people(i, |link| link.role.map_or("", |role| role.as_str()).to_owned())),
    column("official_titles", |i| people(i, |link| link.title.clone())),
    column("official_relations", |i| people(i, |link| link.relation.as_str().to_owned())),
    // Words rather than true and false: readers would guess a boolean for one person and text for two.
    column("official_registry", |i| people(i, |link| if link.registry { "known" } else { "new" }.to_owned())),
    column("official_inferred", |i| people(i, |link| if link.inferred { "inferred" } else { "named" }.to_owned())),
    column("aliases", |i| list(i.article.aliases.iter().map(String::as_str))),
    column("version", |i| own(Some(i.article.version))),
    column("first_seen", |i| utc(Some(i.article.first_seen))),
    column("fetched", |i| utc(i.article.fetched)),
    column("sha256", |i| maybe(i.article.sha256.as_deref())),
    column("missing_since", |i| utc(i.article.absence.missing_since)),
    column("gone", |i| utc(i.article.absence.gone)),
    column("stored", |i| utc(i.article.stored)),
    column("withdrawn", |i| utc(i.article.withdrawn.as_ref().map(|withdrawal| withdrawal.at))),
];

/// The arrays of the record, for programs; always the last columns.
pub(super) const ARRAYS: [Column; 3] = [
    column("officials_json", |i| json(&record::officials(i.article, i.labels))),
    column("topics_json", |i| json(&record::topics(i.article, i.labels))),
    column("captions_json", |i| json(&i.article.captions)),
];

/// Columns that a search adds.
pub(super) const HITS: [Column; 3] = [
    column("score", |i| own(i.hit.and_then(|f| f.score))),
    column("match", |i| own(i.hit.and_then(|f| f.matched))),
    column("snippet", |i| maybe(i.hit.and_then(|f| f.snippet.as_deref()))),
];

/// The places that match, in the record's fields and in the snippet, as the record has them; only where they are asked for.
pub(super) const HIGHLIGHTS: [Column; 2] = [
    column("highlights", |i| json(&i.hit.map_or(&[][..], |hit| hit.highlights.as_slice()))),
    column("snippet_highlights", |i| json(&i.hit.map_or(&[][..], |hit| hit.snippet_highlights.as_slice()))),
];

/// Names of the columns in order; `hits` includes those that a search adds.
pub(crate) fn names(hits: bool) -> impl Iterator<Item = &'static str> {
    let hits: &[Column] = if hits { &HITS } else { &[] };
    COLUMNS.iter().chain(hits).chain(&ARRAYS).map(|column| column.name)
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn maybe(text: Option<&str>) -> Cell<'_> {
    Cell::Text(text.unwrap_or_default().into())
}

fn own<'a>(value: Option<impl ToString>) -> Cell<'a> {
    Cell::Own(value.map(|v| v.to_string()).unwrap_or_default())
}

fn utc<'a>(moment: Option<DateTime<Utc>>) -> Cell<'a> {
    own(moment.map(|m| m.to_rfc3339_opts(SecondsFormat::Secs, true)))
}

fn list<'a>(values: impl Iterator<Item = &'a str>) -> Cell<'a> {
    Cell::Text(values.collect::<Vec<_>>().join("; ").into())
}

fn people<'a>(item: &ExportItem<'a>, one: impl Fn(&Link) -> String) -> Cell<'a> {
    Cell::Text(item.labels.officials.iter().map(one).collect::<Vec<_>>().join("; ").into())
}

fn json<'a>(value: &impl Serialize) -> Cell<'a> {
    Cell::Text(serde_json::to_string(value).expect("texts and numbers are always valid JSON").into())
}
