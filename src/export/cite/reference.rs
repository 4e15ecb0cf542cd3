//! What a reference says, whatever its style. The ministry is author and publisher; the version, the time at which a
//! server sent it, and a digest are part of it.

use chrono::{DateTime, SecondsFormat, Utc};

use super::super::linked::web_address;
use super::super::record::Record;
use crate::article::labels::Labels;
use crate::article::{Article, sha256_hex};
use crate::calendar::Moment;

pub(super) const AUTHOR: &str = "Bộ Y tế Việt Nam";
pub(super) const PUBLISHER: &str = "Cổng thông tin điện tử Bộ Y tế";
/// BCP 47.
pub(super) const LANGUAGE: &str = "vi";

/// The fields of a reference.
#[derive(Debug)]
pub(super) struct Reference<'a> {
    /// Stays the same for every version of the article: `byt-20260121-3f9c01d2ab47`.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) published: Option<Moment>,
    /// Where a reader finds it: on the portal, or in an archive if the portal no longer has it.
    pub(super) url: Option<String>,
    /// Where the portal had it, if `url` is an archive's.
    pub(super) original: Option<String>,
    /// When this version was retrieved.
    pub(super) fetched: Option<DateTime<Utc>>,
    pub(super) version: u32,
    /// When this corpus withdrew the article.
    pub(super) withdrawn: Option<DateTime<Utc>>,
    /// Since when the portal no longer has the article.
    pub(super) missing: Option<DateTime<Utc>>,
    pub(super) lead: Option<String>,
    /// The newspaper that the portal copied the article from.
    pub(super) source: Option<String>,
    pub(super) topics: Vec<&'a str>,
    pub(super) digest: Digest,
}

/// A SHA-256 digest, and what it is of.
#[derive(Debug)]
pub(super) enum Digest {
    /// Of the raw answer or file that this version was read from.
    Answer(String),
    /// Of the record without labels, as compact JSON: see [`Record::of_facts`].
    Record(String),
}

impl Reference<'_> {
    /// The reference of an article. `archived` is its address in an archive, for one that the portal no longer has.
    pub(super) fn of<'a>(article: &'a Article, labels: &'a Labels, archived: Option<&str>) -> Reference<'a> {
        let (own, archived) = (article.url.as_deref().and_then(address), archived.and_then(address));
        let original = own.clone().filter(|_| archived.is_some());
        Reference {
            key: format!("byt-{}", article.id),
            title: one_line(&article.title),
            published: article.published,
            url: archived.or(own),
            original,
            fetched: article.fetched,
            version: article.version,
            withdrawn: article.withdrawn.as_ref().map(|withdrawal| withdrawal.at),
            missing: article.absence.missing_since.or(article.absence.gone),
            lead: article.abstract_.as_deref().map(one_line),
            source: article.source.as_deref().map(one_line),
            topics: labels.topics.iter().map(|topic| topic.id.as_str()).collect(),
            digest: digest(article),
        }
    }

    /// Returns what no field of a style has a place for: source, time of retrieval, digest.
    pub(super) fn note(&self) -> String {
        let source = self.source.as_ref().map(|source| format!("source: {source}"));
        let retrieved = self.fetched.map(|at| format!("retrieved {}", stamp(at)));
        let version = format!("version {}", self.version);
        let withdrawn = self.withdrawn.map(|at| format!("withdrawn from the corpus {}", stamp(at)));
        let (of, hex) = match &self.digest {
            Digest::Answer(hex) => ("raw answer", hex),
            Digest::Record(hex) => ("record", hex),
        };
        let digest = format!("SHA-256 of the {of}: {hex}");
        let missing = self.missing.map(|at| format!("no longer on the portal since {}", stamp(at)));
        let original = self.original.as_ref().map(|url| format!("original address: {url}"));
        let removed = missing.into_iter().chain(original).chain(withdrawn);
        let parts = source.into_iter().chain(retrieved).chain([version, digest]).chain(removed);
        parts.collect::<Vec<_>>().join("; ")
    }
}

fn digest(article: &Article) -> Digest {
    match &article.sha256 {
        Some(hex) => Digest::Answer(one_line(hex)),
        None => {
            let facts = serde_json::to_vec(&Record::of_facts(article)).expect("a record is always valid JSON");
            Digest::Record(sha256_hex(&facts))
        }
    }
}

/// A web address without characters that are special to a style.
fn address(url: &str) -> Option<String> {
    let url = web_address(url)?;
    let encode = [("{", "%7B"), ("}", "%7D"), ("\\", "%5C"), ("|", "%7C"), ("^", "%5E"), ("`", "%60"), ("\"", "%22")];
    Some(encode.iter().fold(String::from(url), |url, (from, to)| url.replace(from, to)))
}

/// The text on one line. Texts of the portal have no line ends, but imported records may.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::article::{Id, Sighting};
    use crate::calendar;

    /// An article with all characters that are special to a style.
    pub(in super::super) fn article() -> Article {
        let mut sighting = Sighting::titled("50% {thuốc} & vật_tư #1: “a” \\ $x^2~".into());
        sighting.published = calendar::moment(2026, 1, 21, 14, 3);
        sighting.url = Some("https://moh.gov.vn/a_b%20c?x=1&y={z}#t".into());
        sighting.abstract_ = Some("Sapo.".into());
        let mut article = Article::unstored(sighting);
        article.id = Id::parse("20260121-3f9c01d2ab47").unwrap();
        article.version = 2;
        article.fetched = Some(Utc.with_ymd_and_hms(2026, 2, 1, 1, 0, 0).unwrap());
        article.sha256 = Some("ab12".into());
        article
    }

    pub(in super::super) fn bare() -> Article {
        let mut article = Article::unstored(Sighting::titled("Họp".into()));
        article.id = Id::parse("a").unwrap();
        article
    }

    pub(in super::super) fn check(style: fn(&Reference<'_>) -> String, article: &Article, expected: &str) {
        assert_eq!(style(&Reference::of(article, &Labels::default(), None)), expected);
    }

    #[test]
    fn the_note_names_what_the_digest_is_of() {
        let check = |article: &Article, expected: &str| {
            let note = Reference::of(article, &Labels::default(), None).note();
            assert!(note.contains(expected), "{note}");
        };
        check(&article(), "SHA-256 of the raw answer: ab12");
        let facts = serde_json::to_string(&Record::of_facts(&bare())).unwrap();
        assert!(!facts.contains("officials") && facts.starts_with("{\"id\":\"a\",\"title\":\"Họp\","), "{facts}");
        check(&bare(), &format!("SHA-256 of the record: {}", sha256_hex(facts.as_bytes())));
    }

    #[test]
    fn an_address_in_an_archive_takes_the_place_of_the_original() {
        let capture = "https://web.archive.org/web/20250601120000/https://moh.gov.vn/a_b?x={z}";
        for (archived, url, original) in [
            (None, "https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t", None),
            (Some("javascript:alert(1)"), "https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t", None),
            (
                Some(capture),
                "https://web.archive.org/web/20250601120000/https://moh.gov.vn/a_b?x=%7Bz%7D",
                Some("https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t"),
            ),
        ] {
            let (article, labels) = (article(), Labels::default());
            let reference = Reference::of(&article, &labels, archived);
            assert_eq!((reference.url.as_deref(), reference.original.as_deref()), (Some(url), original));
            assert_eq!(reference.note().contains("original address: https://moh.gov.vn/"), original.is_some());
        }
    }

    #[test]
    fn only_web_addresses_are_cited() {
        for (url, expected) in [
            ("https://moh.gov.vn/x", Some("https://moh.gov.vn/x")),
            ("http://a.vn/{b}|\\c", Some("http://a.vn/%7Bb%7D%7C/c")),
            ("javascript:alert(1)", None),
            ("chỗ nào đó", None),
        ] {
            assert_eq!(address(url).as_deref(), expected);
        }
    }
}
