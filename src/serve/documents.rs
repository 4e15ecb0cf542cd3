//! What the commands' JSON says, as far as the pages show it. `byt schema` describes the documents in full.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// `search --format json`, and `show --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct SearchDocument {
    pub(super) total: u64,
    #[serde(default)]
    pub(super) relaxed: Vec<String>,
    pub(super) together: Option<u64>,
    pub(super) outside: Option<u64>,
    pub(super) named_only: Option<u64>,
    pub(super) coverage: Coverage,
    #[serde(default)]
    pub(super) facets: Facets,
    pub(super) reasons: Option<Reasons>,
    pub(super) articles: Vec<ArticleRecord>,
}

/// The counts of all matches by group.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Facets {
    pub(super) official: Groups,
    pub(super) role: Groups,
    pub(super) topic: Groups,
    pub(super) year: Groups,
}

/// Groups with their numbers of articles, in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Groups(pub(super) Vec<(String, u64)>);

impl<'de> Deserialize<'de> for Groups {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Groups, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Groups;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from groups to numbers")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Groups, A::Error> {
                let mut groups = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    groups.push(entry);
                }
                Ok(Groups(groups))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Coverage {
    pub(super) articles: u64,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) missing_months: Vec<String>,
    pub(super) complete: Option<bool>,
}

/// Why nothing matched.
#[derive(Debug, Deserialize)]
pub(super) struct Reasons {
    #[serde(default)]
    pub(super) words: Vec<WordCount>,
    #[serde(default)]
    pub(super) blocking: Vec<Blocking>,
    pub(super) without_filters: u64,
    pub(super) without_quotes: Option<u64>,
    pub(super) suggestion: Option<String>,
}

/// A word of the query, and how many articles have it: with its accents, and with any.
#[derive(Debug, Deserialize)]
pub(super) struct WordCount {
    pub(super) word: String,
    pub(super) by_accents: bool,
    pub(super) exact: u64,
    pub(super) folded: u64,
}

/// A filter that removes every match, and how many there are without it.
#[derive(Debug, Deserialize)]
pub(super) struct Blocking {
    pub(super) filter: String,
    pub(super) without_it: u64,
}

/// An article.
#[derive(Debug, Deserialize)]
pub(super) struct ArticleRecord {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) published: Option<String>,
    pub(super) date_source: Option<String>,
    pub(super) status: String,
    pub(super) section: bool,
    pub(super) url: Option<String>,
    #[serde(rename = "abstract")]
    pub(super) abstract_: Option<String>,
    pub(super) abstract_truncated: bool,
    pub(super) body: Option<String>,
    pub(super) captions: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) officials: Vec<Official>,
    pub(super) topics: Vec<Evidence>,
    pub(super) identifiers: Vec<String>,
    pub(super) version: u32,
    pub(super) first_seen: String,
    pub(super) fetched: Option<String>,
    pub(super) missing_since: Option<String>,
    pub(super) gone: Option<String>,
    pub(super) withdrawn: Option<Withdrawal>,
    pub(super) snippet: Option<String>,
    #[serde(default)]
    pub(super) snippet_highlights: Vec<Range>,
    #[serde(default)]
    pub(super) highlights: Vec<Highlight>,
}

/// When an article was withdrawn, by which command line, and why.
#[derive(Debug, Deserialize)]
pub(super) struct Withdrawal {
    pub(super) at: String,
    pub(super) command: String,
    pub(super) reason: Option<String>,
}

/// A person in an article, with the words that prove it.
#[derive(Debug, Deserialize)]
pub(super) struct Official {
    pub(super) name: String,
    pub(super) role: Option<String>,
    pub(super) title: String,
    pub(super) relation: String,
    #[serde(rename = "where")]
    pub(super) zone: Option<String>,
    pub(super) evidence: String,
    pub(super) inferred: bool,
}

/// A topic of an article, with the words that prove it.
#[derive(Debug, Deserialize)]
pub(super) struct Evidence {
    pub(super) id: String,
    pub(super) evidence: String,
}

/// Characters of a text.
#[derive(Debug, Deserialize)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Characters of a field that match.
#[derive(Debug, Deserialize)]
pub(super) struct Highlight {
    pub(super) field: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A row of `officials --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) posts: Vec<HeldPost>,
    pub(super) articles: u64,
    pub(super) registry: bool,
}

/// A post that a person held; the days are written as the registry knows them.
#[derive(Debug, Deserialize)]
pub(super) struct HeldPost {
    pub(super) role: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) source: String,
    pub(super) confidence: String,
}

/// `officials NAME --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) registry: bool,
    pub(super) posts: Vec<HeldPost>,
    pub(super) acted: u64,
    pub(super) named: u64,
    pub(super) relations: Vec<Group>,
    pub(super) topics: Vec<Group>,
    pub(super) companions: Vec<Group>,
}

/// A group and its number of articles; `None` if nobody knows it.
#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub(super) key: String,
    pub(super) articles: Option<u64>,
}

/// `count --by month --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct GroupCounts {
    pub(super) groups: Vec<Group>,
}

/// A row of `officials at DATE --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Holder {
    pub(super) name: String,
    pub(super) role: String,
    /// `certain`, `presumably` (no end is known, and the registry is older) or `perhaps` (the exact days aren't known).
    pub(super) certainty: Option<String>,
    pub(super) post: Option<HeldPost>,
    /// Articles that name a leader whom the registry lacks.
    pub(super) articles: Option<u64>,
}

/// A row of `topics --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub(super) id: String,
    pub(super) vi: String,
    pub(super) en: String,
    pub(super) articles: u64,
}

/// `show ID --versions --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Versions {
    pub(super) articles: Vec<History>,
}

#[derive(Debug, Deserialize)]
pub(super) struct History {
    pub(super) id: Option<String>,
    pub(super) versions: Vec<Version>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) stored: Option<String>,
    pub(super) fetched: Option<String>,
    pub(super) title: String,
    pub(super) changed: Vec<String>,
}

/// `show ID --diff --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Differences {
    pub(super) articles: Vec<Difference>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Difference {
    pub(super) id: String,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Change {
    pub(super) field: String,
    pub(super) old: String,
    pub(super) new: String,
}

/// `show ID --origin --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Origins {
    pub(super) articles: Vec<OriginHistory>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OriginHistory {
    pub(super) versions: Vec<VersionOrigin>,
}

#[derive(Debug, Deserialize)]
pub(super) struct VersionOrigin {
    pub(super) version: u32,
    pub(super) sha256: Option<String>,
    pub(super) run: Option<RunOrigin>,
    pub(super) answer: Option<RawResponse>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RunOrigin {
    pub(super) source: String,
    pub(super) ended: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawResponse {
    pub(super) file: String,
    pub(super) url: String,
}

/// `status --json`.
#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    pub(super) articles: u64,
    pub(super) section: u64,
    pub(super) outside: u64,
    pub(super) full: u64,
    pub(super) listed: u64,
    pub(super) nameless_posts: u64,
    pub(super) months: Groups,
    pub(super) coverage: Coverage,
    pub(super) last_complete: Option<String>,
}

/// `changes --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Changes {
    pub(super) total: u64,
    pub(super) events: Vec<ChangeEvent>,
}

/// What happened to an article.
#[derive(Debug, Deserialize)]
pub(super) struct ChangeEvent {
    pub(super) at: Option<String>,
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) version_before: Option<u32>,
    pub(super) fields: Vec<String>,
    pub(super) title: String,
    pub(super) officials: Vec<String>,
}

/// What the figures of a study are of.
#[derive(Debug, Deserialize)]
pub(super) struct StudyScope {
    pub(super) articles: u64,
    pub(super) words: u64,
    pub(super) undated: u64,
}

/// `trend --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct TrendDocument {
    pub(super) scope: StudyScope,
    pub(super) rows: Vec<Point>,
}

/// One bucket of a trend.
#[derive(Debug, Deserialize)]
pub(super) struct Point {
    pub(super) bucket: String,
    pub(super) hits: u64,
    pub(super) words: u64,
    pub(super) per_million: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) articles: u64,
    pub(super) of_articles: u64,
    pub(super) gap: bool,
}

/// `kwic --format json`.
#[derive(Debug, Deserialize)]
pub(super) struct Concordance {
    pub(super) scope: StudyScope,
    pub(super) total: u64,
    pub(super) rows: Vec<ContextLine>,
}

/// One hit in its context.
#[derive(Debug, Deserialize)]
pub(super) struct ContextLine {
    pub(super) id: String,
    pub(super) date: Option<String>,
    pub(super) left: String,
    pub(super) key: String,
    pub(super) right: String,
    pub(super) title: String,
}
