//! References: one for each article, with what leads back to the same text.

use serde_json::{Value, json};

use crate::support::Place;

fn place() -> Place {
    Place::with_records(&[
        json!({
            "id": "a", "title": "Thuốc & vật_tư 50% {A}", "published": "2026-01-20T09:30:00+07:00", "body": "Một.",
            "url": "https://moh.gov.vn/tin?id=1&x=a_b", "sha256": "ab".repeat(32), "fetched": "2026-01-21T01:00:00Z",
        }),
        json!({"id": "b", "title": "Tin"}),
    ])
}

#[test]
fn show_and_export_give_the_same_references() {
    let place = place();
    for style in ["bibtex", "ris", "csl"] {
        let shown = place.ok(&["show", "a", "b", "--cite", style]);
        assert_eq!(shown, place.ok(&["show", "a", "b", "--format", style]), "{style}");
        assert_eq!(shown, place.ok(&["export", "--cite", style]), "{style}");
        assert_eq!(shown, place.ok(&["search", "--cite", style]), "{style}");
    }
    let text = place.ok(&["export", "--cite", "text"]);
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("Bộ Y tế Việt Nam (2026-01-20). Thuốc & vật_tư 50% {A}. Cổng thông tin điện tử Bộ Y tế. https://moh.gov.vn/tin?id=1&x=a_b [retrieved 2026-01-21T01:00:00Z; version 1; SHA-256 of the raw answer: abab"), "{text}");
    assert!(text.contains("(n.d.). Tin. ") && text.contains("SHA-256 of the record: "), "{text}");
}

#[test]
fn a_new_version_keeps_its_key_and_changes_its_digest() {
    let place = place();
    let item = |id: &str| -> Value {
        serde_json::from_str::<Value>(&place.ok(&["show", id, "--cite", "csl"])).unwrap()[0].clone()
    };
    let before = item("b");
    // What is computed isn't part of the digest: another registry yields the same one.
    place.write(
        "topics.toml",
        "[[topic]]\nid = \"tin\"\nvi = \"Tin\"\nen = \"News\"\nkind = \"field\"\nphrases = [\"tin\"]\n".as_bytes(),
    );
    place.write("byt.toml", b"topics = \"topics.toml\"\n");
    let relabelled = item("b");
    assert_eq!((&relabelled["keyword"], &relabelled["note"]), (&json!("tin"), &before["note"]));
    place.write("new.jsonl", br#"{"id": "b", "title": "Tin", "body": "Than."}"#);
    place.ok(&["import", "new.jsonl"]);
    let after = item("b");
    assert_eq!((&after["id"], &after["version"]), (&before["id"], &json!("2")));
    assert_ne!(after["note"], before["note"]);
}
