//! What is copied against what is written in the ordinary way.

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;

use super::super::record::{self, Record};
use super::super::safe_json;
use super::Copied;
use super::raw_json::words;
use crate::article::labels::{Labels, Link, Place, Relation, Role, TopicLabel, Zone};
use crate::article::{Absence, Article, DateSource, Id, Provenance, Sighting};
use crate::calendar;
use crate::corpus::Corpus;

/// What a copied text may hold.
const PRINTABLE: [&str; 12] = ["a", "ạ", "Bộ Y tế", "“", "…", "\n", "\"", "\\", "\t", "\u{8}", "°", "\u{1820}"];
const HOSTILE: [&str; 12] = [
    "\u{1b}[2J",
    "\u{202e}",
    "\u{180e}",
    "\u{7f}",
    "\u{85}",
    "\u{feff}",
    "\u{2028}",
    "\u{ad}",
    "😀",
    "\u{0}",
    "\u{e0041}",
    "\u{fffd}",
];

fn texts(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..9).prop_map(|pieces| pieces.concat())
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (0i64..4_000_000_000, prop::sample::select(vec![0, 5_000_000, 123_456_789]))
        .prop_map(|(seconds, nanos)| Utc.timestamp_opt(seconds, nanos).unwrap())
}

fn articles(pieces: &'static [&'static str]) -> impl Strategy<Value = Article> {
    let text = move || texts(pieces);
    let maybe = move || prop::option::of(texts(pieces));
    let moment = || prop::option::of(moments());
    let facts = (text(), maybe(), maybe(), maybe(), maybe(), maybe(), any::<(bool, bool)>());
    let lists = (prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..3), any::<bool>());
    let places = (any::<Option<u64>>(), prop::collection::vec(any::<u64>(), 0..3));
    let times = (moments(), moment(), moment(), moment(), moment(), places);
    (facts, lists, times).prop_map(|(facts, (captions, aliases, dated), times)| {
        let mut sighting = Sighting::titled(facts.0);
        (sighting.abstract_, sighting.body, sighting.source) = (facts.1, facts.2, facts.3);
        (sighting.section, sighting.abstract_truncated) = facts.6;
        sighting.captions = captions;
        sighting.url = facts.4;
        if dated {
            sighting.published = calendar::moment(2026, 1, 20, 14, 3);
            sighting.date_source = Some(DateSource::Listing);
        }
        let provenance = Provenance::new(times.0, times.1, facts.5.clone());
        let mut article = Article::first(Id::parse("tin-1").unwrap(), sighting, provenance);
        article.aliases = aliases;
        article.absence = Absence { missing_since: times.2, gone: times.3 };
        (article.stored, article.read_from) = (times.4, facts.5);
        (article.begins, article.follows) = times.5;
        article.run = article.begins.map(|begins| format!("run-{begins}"));
        article
    })
}

/// Places that may lie anywhere, inside of characters and behind the end too.
fn places() -> impl Strategy<Value = Place> {
    let zones = prop::sample::select(vec![Zone::Title, Zone::Abstract, Zone::Body, Zone::Caption]);
    (zones, 0u32..3, 0u32..30, 0u32..30).prop_map(|(zone, item, start, end)| Place { zone, item, start, end })
}

fn labels() -> impl Strategy<Value = Labels> {
    let links = (texts(&PRINTABLE), texts(&HOSTILE), prop::collection::vec(places(), 0..3)).prop_map(
        |(name, title, evidence)| Link {
            name,
            role: Some(Role::Minister),
            title,
            relation: Relation::Led,
            evidence,
            registry: true,
            inferred: false,
        },
    );
    let topics = (texts(&HOSTILE), places()).prop_map(|(id, evidence)| TopicLabel { id, evidence });
    (
        prop::collection::vec(links, 0..3),
        prop::collection::vec(topics, 0..3),
        prop::collection::vec(texts(&HOSTILE), 0..2),
    )
        .prop_map(|(officials, topics, identifiers)| Labels { officials, topics, identifiers, unresolved: 0 })
}

fn line(article: &Article) -> Vec<u8> {
    let mut line = serde_json::to_vec(article).unwrap();
    line.pop();
    line.extend(br#","crc32":"01234567"}"#);
    line
}

fn written(article: &Article, labels: &Labels) -> String {
    let mut out = Vec::new();
    safe_json::write(&mut out, &Record::new(article, labels, None)).unwrap();
    String::from_utf8(out).unwrap()
}

fn copied(line: &[u8], labels: &Labels) -> Option<String> {
    let mut out = b"before".to_vec();
    Copied::of(line)?.write(&mut out, labels).unwrap();
    Some(String::from_utf8(out).unwrap().strip_prefix("before").unwrap().to_owned())
}

proptest! {
    #[test]
    fn printable_articles_are_copied_identically(article in articles(&PRINTABLE), labels in labels()) {
        prop_assert_eq!(copied(&line(&article), &labels), Some(written(&article, &labels)));
    }

    #[test]
    fn hostile_articles_are_copied_identically_or_not_at_all(article in articles(&HOSTILE), labels in labels()) {
        if let Some(copied) = copied(&line(&article), &labels) {
            prop_assert_eq!(copied, written(&article, &labels));
        }
    }

    /// JsonLines that say an article in another spelling, or hold what a line never holds.
    #[test]
    fn altered_lines_are_copied_identically_or_not_at_all(
        article in articles(&PRINTABLE),
        labels in labels(),
        at in any::<prop::sample::Index>(),
        cut in 0usize..3,
        put in prop::sample::select(vec![
            " ", "\\u0041", "\\/", "\\u001b", "\\ud83d\\ude00", "\u{1b}", "\u{202e}", "\u{7f}", "null", "0", ",", "\"",
            "\\", "\n", ",\"title\":\"b\"", ",\"joined\":[\"b\"]", ",\"new\":1", "Z", "+07:00", "ạ",
        ]),
    ) {
        let mut line = line(&article);
        let at = at.index(line.len());
        let end = line.len().min(at + cut);
        line.splice(at..end, put.bytes());
        if let Ok(article) = serde_json::from_slice::<Article>(&line)
            && let Some(copied) = copied(&line, &labels)
        {
            prop_assert_eq!(copied, written(&article, &labels));
        }
    }

    #[test]
    fn words_are_those_of_the_text(text in texts(&PRINTABLE), start in 0usize..40, end in 0usize..40) {
        let raw = serde_json::to_string(&text).unwrap();
        let found = words(&raw.as_bytes()[1..raw.len() - 1], start, end);
        prop_assert_eq!(found.as_deref(), text.get(start..end));
    }
}

#[test]
fn lines_of_a_ledger_are_copied() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Corpus::at(folder.path()).writer().unwrap();
    let mut sighting = Sighting::titled("Bộ trưởng “họp”".into());
    sighting.published = calendar::moment(2026, 1, 20, 14, 3);
    sighting.body = Some("Một.\n\n\"Hai\"".into());
    let provenance = Provenance::new(Utc::now(), Some(Utc::now()), Some("ab".into()));
    let article = Article::first(Id::parse("tin-1").unwrap(), sighting, provenance);
    let offset = writer.append(&article).unwrap();
    let ledger = writer.ledger().unwrap();
    let (mut buffer, labels) = (Vec::new(), Labels::default());
    let line = ledger.line_at(offset, &mut buffer).unwrap();
    assert_eq!(copied(line.bytes(), &labels), Some(written(&article, &labels)));
    let place = Place { zone: Zone::Body, item: 0, start: 8, end: 13 };
    assert_eq!(Copied::of(line.bytes()).unwrap().quote(&place), record::quote(&article, &place));
    assert_eq!(record::quote(&article, &place), "\"Hai\"");
}

#[test]
fn lines_that_differ_from_a_record_are_not_copied() {
    let valid = line(&Article::unstored(Sighting::titled("Tin".into())));
    let valid = String::from_utf8(valid).unwrap();
    assert!(Copied::of(valid.as_bytes()).is_some());
    let check = |from: &str, to: &str| {
        assert!(valid.contains(from), "{from}");
        assert!(Copied::of(valid.replacen(from, to, 1).as_bytes()).is_none(), "{to}");
    };
    check("\"Tin\"", "\"T\\u0069n\"");
    check("\"Tin\"", "\"T\\/n\"");
    check("\"Tin\"", "\"T\u{1b}n\"");
    check("\"Tin\"", "\"T\u{202e}n\"");
    check("\"Tin\"", "\"Tin");
    check("\"published\":null", "\"published\":\"2026-01-20T07:03:00Z\"");
    check("\"published\":null", "\"published\":\"2026-01-20T14:03:00.5+07:00\"");
    check("\"published\":null", "\"published\": null");
    check("\"first_seen\":\"", "\"first_seen\":\"+1");
    check("\"source\":null", "\"source\":null,\"more\":1");
    check(",\"title\"", ",\"joined\":[\"b\"],\"title\"");
    check("}", "},");
}
