//! Versions: what changed in an article and when, and what became of it on the portal.

use serde_json::{Value, json};

use crate::support::{Place, jsonl};

/// A place with one article in three versions.
fn three_versions() -> Place {
    let place = Place::new();
    let record = |body: &str, title: &str, day: u32| {
        json!({
            "id": "a", "title": title, "published": "2026-01-20", "body": body,
            "fetched": format!("2026-01-2{day}T01:00:00Z"),
        })
    };
    for (n, record) in [
        record("Bộ trưởng thăm bệnh viện.\n\nĐoàn tặng quà.", "Thăm bệnh viện", 1),
        record("Bộ trưởng làm việc với bệnh viện.\n\nĐoàn tặng quà.", "Thăm bệnh viện", 2),
        record("Bộ trưởng làm việc với bệnh viện.\n\nĐoàn tặng quà.\n\nCó 20 suất.", "Thăm hai bệnh viện", 3),
    ]
    .iter()
    .enumerate()
    {
        place.write("r.json", record.to_string().as_bytes());
        let ran = place
            .command(&["import", "r.json"])
            .env("BYT_NOW", format!("2026-02-0{}T01:00:00Z", n + 1))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    place
}

#[test]
fn versions_are_told_with_their_days_and_fields() {
    let place = three_versions();
    assert_eq!(
        place.ok(&["show", "a", "--versions"]),
        "  1  2026-02-01 01:00 UTC  full: Thăm bệnh viện\n\
         \u{20}\u{20}2  2026-02-02 01:00 UTC  body\n\
         \u{20}\u{20}3  2026-02-03 01:00 UTC  title, aliases, body\n"
    );
    let told = place.json(&["show", "a", "--versions", "--format", "json"]);
    let versions = told["articles"][0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 3);
    assert_eq!((&told["articles"][0]["id"], &versions[1]["changed"]), (&json!("a"), &json!(["body"])));
    assert_eq!(versions[0]["changed"], json!([]));
    assert_eq!(versions[2]["stored"], "2026-02-03T01:00:00Z");
    assert_eq!(jsonl(&place.ok(&["show", "a", "a", "--versions", "--format", "jsonl"])).len(), 2);
    assert_eq!(place.run(&["show", "a", "--versions", "--format", "csv"]).code, 2);
}

#[test]
fn differences_are_by_words_and_readable_without_colours() {
    let place = three_versions();
    let last = place.ok(&["show", "a", "--diff"]);
    assert!(last.starts_with("a: version 2 (2026-02-02 01:00 UTC) → version 3 (2026-02-03 01:00 UTC)\n"), "{last}");
    assert!(last.contains("title\n  Thăm {+hai +}bệnh viện\n"), "{last}");
    assert!(last.contains("body\n  …\n  {+Có 20 suất.+}\n"), "{last}");
    let first = place.ok(&["show", "a", "--diff", "1..2"]);
    assert!(first.contains("Bộ trưởng [-thăm-]{+làm việc với+} bệnh viện.\n  …\n"), "{first}");
    assert_eq!(place.ok(&["show", "--diff", "a"]), last);
    let back = place.ok(&["show", "a", "--diff", "2..1"]);
    assert!(back.contains("Bộ trưởng [-làm việc với-]{+thăm+} bệnh viện."), "{back}");
    assert!(!last.contains('\u{1b}'));
    let coloured = place.ok(&["--color", "always", "show", "a", "--diff"]);
    assert!(coloured.contains("\u{1b}[32m{+hai +}\u{1b}[0m"), "{coloured:?}");
    let told: Value = place.json(&["show", "a", "--diff", "1..2", "--format", "json"]);
    let change = &told["articles"][0]["changes"][0];
    assert_eq!((&change["field"], &told["articles"][0]["from"]), (&json!("body"), &json!(1)));
}

#[test]
fn what_is_not_there_is_said() {
    let place = three_versions();
    for (args, code, said) in [
        (vec!["show", "b", "--versions"], 1, "no article is called"),
        (vec!["show", "a", "--diff", "1..9"], 1, "there is no version 9, only 1, 2, 3"),
        (vec!["show", "a", "--diff", "1..x"], 2, "names no two versions"),
        (vec!["show", "a", "--diff", "3"], 2, "compared with nothing"),
        (vec!["show", "--diff"], 2, "no article was named"),
    ] {
        let ran = place.run(&args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let single = Place::with_records(&[json!({"id": "b", "title": "Họp"})]);
    let ran = single.run(&["show", "b", "--diff"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("only one version"), "{}", ran.err);
}

#[test]
fn an_absence_survives_export_and_import() {
    let record = json!({
        "id": "a", "title": "Họp", "body": "Thân.", "fetched": "2026-01-20T00:00:00Z",
        "missing_since": "2026-01-25T00:00:00Z", "gone": "2026-01-26T00:00:00Z",
    });
    let place = Place::with_records(&[record]);
    let exported = place.ok(&["export"]);
    let other = Place::new();
    assert_eq!(other.run_with_input(&["import", "-"], exported.as_bytes()).code, 0);
    assert_eq!(other.ok(&["export"]), exported);
    assert_eq!(jsonl(&exported)[0]["gone"], "2026-01-26T00:00:00Z");
    assert!(other.ok(&["show", "a"]).contains("no longer has it"), "{}", other.ok(&["show", "a"]));
    assert_eq!(other.titles(&["họp"]), ["Họp"], "it stays searchable");
    // A copy without the mark does not take it away, whichever comes first.
    let present = json!({"id": "a", "title": "Họp", "body": "Thân.", "fetched": "2026-01-20T00:00:00Z"});
    other.run_with_input(&["import", "-"], present.to_string().as_bytes());
    assert_eq!(jsonl(&other.ok(&["export"]))[0]["gone"], "2026-01-26T00:00:00Z");
}
