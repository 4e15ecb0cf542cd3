//! The article record: one JSON shape for `show`, `search`, `export`, and for `import` again.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use crate::article::labels::{Labels, Link, Place, Relation, Role, TopicLabel, Zone};
use crate::article::{Article, DateSource, Id, Status, Withdrawal};

/// A record that borrows from the article. The order of the fields is the order of the keys.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    id: &'a Id,
    title: &'a str,
    published: Option<String>,
    date_source: Option<DateSource>,
    status: Status,
    section: bool,
    url: Option<&'a str>,
    aliases: &'a [String],
    #[serde(rename = "abstract")]
    abstract_: Option<&'a str>,
    abstract_truncated: bool,
    body: Option<&'a str>,
    captions: &'a [String],
    source: Option<&'a str>,
    #[serde(flatten)]
    labels: Option<LabelFields<'a>>,
    version: u32,
    #[serde(serialize_with = "utc")]
    first_seen: DateTime<Utc>,
    #[serde(serialize_with = "utc_or_null")]
    fetched: Option<DateTime<Utc>>,
    sha256: Option<&'a str>,
    #[serde(serialize_with = "utc_or_null")]
    missing_since: Option<DateTime<Utc>>,
    #[serde(serialize_with = "utc_or_null")]
    gone: Option<DateTime<Utc>>,
    /// `None` for the digest of a citation, which must be the same in every corpus.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    kept: Option<KeptFields<'a>>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    hit: Option<&'a HitFields<'a>>,
}

/// What this corpus did with the article; no fact of the source.
#[derive(Debug, Serialize)]
struct KeptFields<'a> {
    #[serde(serialize_with = "utc_or_null")]
    stored: Option<DateTime<Utc>>,
    withdrawn: Option<WithdrawalRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct WithdrawalRecord<'a> {
    #[serde(serialize_with = "utc")]
    at: DateTime<Utc>,
    command: &'a str,
    reason: Option<&'a str>,
}

/// The labels of an article, with the words that are their evidence.
#[derive(Debug, Serialize)]
pub(super) struct LabelFields<'a> {
    officials: Vec<OfficialRecord<'a>>,
    topics: Vec<TopicRecord<'a>>,
    identifiers: &'a [String],
}

/// The fields that a search adds to a record.
#[derive(Debug, Serialize)]
pub(crate) struct HitFields<'a> {
    /// `None` if the query has no words.
    pub(crate) score: Option<f32>,
    /// `exact`, `folded` or `any`; `None` without a query.
    #[serde(rename = "match")]
    pub(crate) matched: Option<&'a str>,
    pub(crate) snippet: Option<String>,
    /// Characters of the snippet that match, in order.
    pub(crate) snippet_highlights: Vec<SnippetHighlight>,
    pub(crate) highlights: Vec<HighlightRecord>,
}

/// Characters `start..end` of a snippet.
#[derive(Debug, Serialize)]
pub(crate) struct SnippetHighlight {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Characters `start..end` of a field that match the query.
#[derive(Debug, Serialize)]
pub(crate) struct HighlightRecord {
    /// The record's own field: `title`, `abstract`, `body` or `captions`.
    pub(crate) field: &'static str,
    /// Which caption, from 0; always 0 in the other fields.
    pub(crate) item: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A person of the ministry's leadership in an article.
#[derive(Debug, Serialize)]
pub(super) struct OfficialRecord<'a> {
    name: &'a str,
    role: Option<Role>,
    title: &'a str,
    relation: Relation,
    #[serde(rename = "where")]
    zone: Option<Zone>,
    evidence: Cow<'a, str>,
    registry: bool,
    inferred: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct TopicRecord<'a> {
    id: &'a str,
    evidence: Cow<'a, str>,
}

impl<'a> Record<'a> {
    /// A record of an article; `hit` has the fields that a search adds.
    pub(crate) fn new(article: &'a Article, labels: &'a Labels, hit: Option<&'a HitFields<'a>>) -> Record<'a> {
        let fields = LabelFields::new(labels, |place| quote(article, place).into());
        let withdrawal = |withdrawal: &'a Withdrawal| WithdrawalRecord {
            at: withdrawal.at,
            command: &withdrawal.command,
            reason: withdrawal.reason.as_deref(),
        };
        let withdrawn = article.withdrawn.as_ref().map(withdrawal);
        let kept = Some(KeptFields { stored: article.stored, withdrawn });
        Record { labels: Some(fields), kept, hit, ..Record::of_facts(article) }
    }

    /// A record of what the source says alone: only a new version of the article changes it.
    pub(super) fn of_facts(article: &'a Article) -> Record<'a> {
        Record {
            id: &article.id,
            title: &article.title,
            published: article.published.map(|m| m.to_rfc3339_opts(SecondsFormat::Secs, false)),
            date_source: article.date_source,
            status: article.status,
            section: article.section,
            url: article.url.as_deref(),
            aliases: &article.aliases,
            abstract_: article.abstract_.as_deref(),
            abstract_truncated: article.abstract_truncated,
            body: article.body.as_deref(),
            captions: &article.captions,
            source: article.source.as_deref(),
            labels: None,
            version: article.version,
            first_seen: article.first_seen,
            fetched: article.fetched,
            sha256: article.sha256.as_deref(),
            missing_since: article.absence.missing_since,
            gone: article.absence.gone,
            kept: None,
            hit: None,
        }
    }
}

impl<'a> LabelFields<'a> {
    /// `quote` returns the words at a place of the article.
    pub(super) fn new(labels: &'a Labels, quote: impl Fn(&Place) -> Cow<'a, str>) -> LabelFields<'a> {
        LabelFields {
            officials: labels.officials.iter().map(|link| OfficialRecord::new(link, &quote)).collect(),
            topics: labels.topics.iter().map(|topic| TopicRecord::new(topic, &quote)).collect(),
            identifiers: &labels.identifiers,
        }
    }
}

impl<'a> OfficialRecord<'a> {
    fn new(link: &'a Link, quote: impl Fn(&Place) -> Cow<'a, str>) -> OfficialRecord<'a> {
        let place = link.evidence.first();
        OfficialRecord {
            name: &link.name,
            role: link.role,
            title: &link.title,
            relation: link.relation,
            zone: place.map(|p| p.zone),
            evidence: place.map(quote).unwrap_or_default(),
            registry: link.registry,
            inferred: link.inferred,
        }
    }
}

impl<'a> TopicRecord<'a> {
    fn new(topic: &'a TopicLabel, quote: impl Fn(&Place) -> Cow<'a, str>) -> TopicRecord<'a> {
        TopicRecord { id: &topic.id, evidence: quote(&topic.evidence) }
    }
}

/// The officials of a record.
pub(super) fn officials<'a>(article: &'a Article, labels: &'a Labels) -> Vec<OfficialRecord<'a>> {
    labels.officials.iter().map(|link| OfficialRecord::new(link, |place| quote(article, place).into())).collect()
}

/// The topics of a record.
pub(super) fn topics<'a>(article: &'a Article, labels: &'a Labels) -> Vec<TopicRecord<'a>> {
    labels.topics.iter().map(|topic| TopicRecord::new(topic, |place| quote(article, place).into())).collect()
}

/// Returns the words at a place of an article; empty if the place doesn't exist, which only happens if
/// the index belongs to another ledger.
pub(crate) fn quote<'a>(article: &'a Article, place: &Place) -> &'a str {
    let text = match place.zone {
        Zone::Title => Some(article.title.as_str()),
        Zone::Abstract => article.abstract_.as_deref(),
        Zone::Body => article.body.as_deref(),
        Zone::Caption => article.captions.get(place.item as usize).map(String::as_str),
    };
    text.and_then(|text| text.get(place.start as usize..place.end as usize)).unwrap_or_default()
}

fn utc<S: Serializer>(moment: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn utc_or_null<S: Serializer>(moment: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => utc(moment, serializer),
        None => serializer.serialize_none(),
    }
}
