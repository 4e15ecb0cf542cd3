//! Outputs: formats, files, closed pipes, and that no page can steer a terminal.

use std::collections::HashMap;
use std::process::{Command as Process, Stdio};

use serde_json::json;

use crate::support::{Place, jsonl};

fn two() -> Place {
    Place::with_records(&[
        json!({"id": "a", "title": "=1+1 Thứ trưởng \u{1b}[31mđỏ\u{7}", "published": "2026-01-20", "body": "- Một\n\nHai, \"ba\""}),
        json!({"id": "b", "title": "Họp", "published": "2026-01-19", "captions": ["Ảnh: A"]}),
    ])
}

#[test]
fn the_record_has_the_documented_keys_in_order() {
    let place = two();
    let line = place.ok(&["export"]).lines().next().unwrap().to_owned();
    let keys = [
        "id",
        "title",
        "published",
        "date_source",
        "status",
        "section",
        "url",
        "aliases",
        "abstract",
        "abstract_truncated",
        "body",
        "captions",
        "source",
        "officials",
        "topics",
        "identifiers",
        "version",
        "first_seen",
        "fetched",
        "sha256",
        "missing_since",
        "gone",
        "stored",
        "withdrawn",
    ];
    let mut at = 0;
    for key in keys {
        let found =
            line[at..].find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} after byte {at} of {line}"));
        at += found;
    }
    let record: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(record.as_object().unwrap().len(), keys.len());
    assert_eq!(record["published"], "2026-01-20T00:00:00+07:00");
    assert_eq!(record["first_seen"], "2026-02-01T01:00:00Z");
    assert_eq!((&record["stored"], &record["withdrawn"]), (&json!("2026-02-01T01:00:00Z"), &json!(null)));
    let hit = &place.json(&["search", "họp", "--format", "json"])["articles"][0];
    for key in ["score", "match", "snippet", "highlights"] {
        assert!(hit.get(key).is_some(), "{key}");
    }
    assert_eq!(hit["highlights"][0], json!({"field": "title", "item": 0, "start": 0, "end": 3}));
}

#[test]
fn csv_is_safe_for_spreadsheets_and_reads_back() {
    let place = two();
    let csv = place.ok(&["export", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<HashMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0]["title"].starts_with("'=1+1"), "{:?}", rows[0]);
    assert!(rows[0]["body"].starts_with("'- Một"), "{:?}", rows[0]);
    assert!(rows[0]["body"].ends_with("Hai, \"ba\""));
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let place = two();
    place.ok(&["export", "-o", "all.jsonl"]);
    let written = std::fs::read_to_string(place.path().join("all.jsonl")).unwrap();
    assert_eq!(jsonl(&written).len(), 2);
    let ran = place.run(&["export", "-o", "no/such/folder/x.jsonl"]);
    assert!([2, 8].contains(&ran.code), "{}", ran.code);
    assert!(ran.err.contains("no/such/folder/x.jsonl"), "{}", ran.err);
    assert_eq!(place.run(&["export", "-o", "."]).code, 2);
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().starts_with(".byt-")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn what_is_no_ordinary_file_is_written_through_and_links_are_followed() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let place = two();
    assert!(place.ok(&["export", "-o", "-"]).lines().count() == 2);
    place.ok(&["export", "-o", "/dev/null"]);
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());

    let target = place.write("target.jsonl", b"old");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&target, place.path().join("link.jsonl")).unwrap();
    place.ok(&["export", "-o", "link.jsonl"]);
    assert!(std::fs::symlink_metadata(place.path().join("link.jsonl")).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&target).unwrap().lines().count(), 2);
    assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn nothing_of_a_page_steers_the_terminal() {
    let place = two();
    for args in [vec!["search"], vec!["show", "a"], vec!["export", "--format", "text"], vec!["topics", "explain", "a"]]
    {
        let ran = place.run(&args);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'), "{args:?}: {:?}", ran.out);
    }
    let ran = place.run(&["show", "x\u{1b}[2Jy"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
}

#[test]
fn colours_only_when_asked_for_or_on_a_terminal() {
    let place = two();
    assert!(!place.ok(&["search"]).contains('\u{1b}'));
    assert!(place.ok(&["--color", "always", "search"]).contains("\u{1b}[1m"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let records: Vec<_> =
        (0..3_000).map(|n| json!({"title": format!("Bài số {n}"), "body": "nội dung ".repeat(100)})).collect();
    let place = Place::with_records(&records);
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("byt"))
        .current_dir(place.path())
        .arg("export")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stderr.is_empty(), "{:?}", String::from_utf8_lossy(&done.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let place = two();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let done = Process::new(assert_cmd::cargo::cargo_bin("byt"))
        .current_dir(place.path())
        .arg("export")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(8));
    assert!(String::from_utf8_lossy(&done.stderr).starts_with("error: can't write the output"));
}

#[test]
fn a_long_export_is_in_order_and_ends_before_a_damaged_line() {
    const ARTICLES: usize = 700;
    let record = |n: usize| {
        // Some are copied from the ledger unchanged; others contain what may have to be escaped.
        let body = if n.is_multiple_of(7) { "Họp 😀" } else { "“Họp”,\n\n\"xong\" \\" };
        json!({"id": format!("tin-{n:03}"), "title": format!("Tin số {n:03}"), "published": "2026-01-20", "body": body})
    };
    let place = Place::with_records(&(0..ARTICLES).rev().map(record).collect::<Vec<_>>());
    let whole = place.ok(&["export", "--section", "all"]);
    for (n, line) in jsonl(&whole).iter().enumerate() {
        assert_eq!((&line["id"], &line["body"]), (&record(n)["id"], &record(n)["body"]), "{n}");
    }
    assert_eq!(whole.lines().count(), ARTICLES);
    for n in [7, 8] {
        let shown = place.ok(&["show", &format!("tin-{n:03}"), "--format", "jsonl"]);
        assert_eq!(whole.lines().nth(n), shown.lines().next(), "{n}");
    }

    let path = place.path().join("corpus/articles.jsonl");
    let ledger = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, ledger.replacen("Tin số 450", "Tin số 45o", 1)).unwrap();
    for format in ["jsonl", "csv"] {
        let ran = place.run(&["export", "--section", "all", "--format", format]);
        assert_eq!(ran.code, 7, "{}", ran.err);
        assert!(ran.err.contains("is damaged at byte") && ran.err.contains("checksum"), "{}", ran.err);
        match format {
            "jsonl" => assert_eq!(ran.out.lines().collect::<Vec<_>>(), whole.lines().take(450).collect::<Vec<_>>()),
            _ => assert!(ran.out.contains("tin-449") && !ran.out.contains("tin-450")),
        }
    }
}
