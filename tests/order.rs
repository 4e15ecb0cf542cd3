//! One order: corpora that hold the same articles list them alike, however those came in.

use serde_json::{Value, json};

use crate::support::Place;

/// Articles that share minutes and words, some without a date, whose ids run across their order here.
fn records() -> Vec<Value> {
    let ids = ["m", "c", "x", "a", "t", "g", "b", "z", "k", "e", "r", "d"];
    ids.iter()
        .enumerate()
        .map(|(n, id)| match n % 4 {
            0 => json!({"id": id, "title": format!("Họp về thuốc {id}{id}"), "body": "Họp."}),
            1 => json!({"id": id, "title": format!("Họp về thuốc {id}{id}"), "published": "2026-01-20T09:30:00+07:00", "body": "Họp."}),
            2 => json!({"id": id, "title": format!("Họp về thuốc {id}{id}"), "published": "2026-01-19", "body": "Họp."}),
            _ => json!({"id": id, "title": format!("Thuốc {id}{id}"), "published": "2026-01-20T09:30:00+07:00", "body": "Họp."}),
        })
        .collect()
}

/// A corpus into which these are imported in batches of this size, each followed by an index update.
fn place(records: &[Value], at_a_time: usize) -> Place {
    let place = Place::new();
    for some in records.chunks(at_a_time) {
        let lines: Vec<String> = some.iter().map(Value::to_string).collect();
        place.write("records.jsonl", lines.join("\n").as_bytes());
        place.ok(&["import", "records.jsonl"]);
    }
    place
}

const QUESTIONS: &[&[&str]] = &[
    &["export"],
    &["export", "--format", "json"],
    &["export", "--format", "csv"],
    &["export", "--format", "tsv"],
    &["export", "--format", "markdown"],
    &["export", "--format", "ids"],
    &["export", "--format", "bibtex"],
    &["export", "--format", "ris"],
    &["export", "--format", "csl"],
    &["export", "họp", "--format", "text"],
    &["search", "--limit", "0", "--format", "jsonl"],
    &["search", "--sort", "oldest", "--limit", "0", "--format", "ids"],
    &["search", "--sort", "oldest", "--limit", "5", "--offset", "2", "--format", "ids"],
    &["search", "--sort", "newest", "--limit", "5", "--offset", "2", "--format", "ids"],
    &["search", "họp thuốc", "--limit", "0", "--format", "jsonl"],
    &["search", "thuốc", "--limit", "5", "--format", "ids"],
    &["search", "họp", "--limit", "3", "--offset", "3", "--format", "text"],
    &["count", "--by", "day"],
];

#[test]
fn the_order_of_coming_in_never_shows() {
    let records = records();
    let mut turned = records.clone();
    turned.reverse();
    let mut mixed = records.clone();
    mixed.rotate_left(5);
    let first = place(&records, 100);
    for other in [place(&turned, 100), place(&mixed, 1), place(&turned, 5)] {
        for question in QUESTIONS {
            assert_eq!(other.ok(question), first.ok(question), "{question:?}");
        }
        other.ok(&["index", "--rebuild"]);
        for question in QUESTIONS {
            assert_eq!(other.ok(question), first.ok(question), "{question:?} after a rebuild");
        }
    }
}

#[test]
fn equal_moments_are_in_the_order_of_ids_and_undated_articles_last() {
    let place = place(&records(), 3);
    let ids = |args: &[&str]| place.ok(args).lines().map(str::to_owned).collect::<Vec<_>>();
    let newest = ["a", "c", "d", "e", "g", "z", "b", "r", "x", "k", "m", "t"];
    assert_eq!(ids(&["export", "--format", "ids"]), newest);
    assert_eq!(ids(&["search", "--limit", "0", "--format", "ids"]), newest);
    let oldest = ["b", "r", "x", "a", "c", "d", "e", "g", "z", "k", "m", "t"];
    assert_eq!(ids(&["search", "--sort", "oldest", "--limit", "0", "--format", "ids"]), oldest);
    // Alike in words: by date, then by id.
    let best = ids(&["search", "\"họp về thuốc\"", "--limit", "0", "--format", "ids"]);
    assert_eq!(best, ["c", "e", "g", "b", "r", "x", "k", "m", "t"]);
}
