//! A copy of the corpus that is made while `byt` writes, in the order of the guide, is valid.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::Place;

const RECORDS: usize = 4000;

/// The lines of the guide that copy a corpus.
fn copying() -> String {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/operations.md")).unwrap();
    let block = guide.split("```\n").find(|block| block.starts_with("mkdir -p backup/pages\n")).expect("the block");
    // Nothing is fetched here, so there are no raw responses to copy.
    block.lines().filter(|line| !line.contains("pages/*")).collect::<Vec<_>>().join(" && ")
}

#[test]
fn a_backup_made_while_byt_writes_is_valid() {
    let place = Place::new();
    let record = |n: usize| {
        json!({"title": format!("Họp số {n}"), "published": "2026-01-20", "body": "Một đoạn văn. ".repeat(40)})
            .to_string()
    };
    place.write("first.jsonl", record(RECORDS).as_bytes());
    let all: Vec<String> = (0..RECORDS).map(record).collect();
    place.write("all.jsonl", all.join("\n").as_bytes());
    place.ok(&["import", "first.jsonl"]);

    let mut byt = Command::new(assert_cmd::cargo::cargo_bin("byt"));
    byt.args(["import", "all.jsonl"]).current_dir(place.path()).stderr(Stdio::null());
    let mut writing = byt.spawn().unwrap();
    let ledger = place.path().join("backup/articles.jsonl");
    let (mut copies, mut partial) = (0, None);
    while writing.try_wait().unwrap().is_none() {
        let copied = Command::new("sh").args(["-c", &copying()]).current_dir(place.path()).status().unwrap();
        assert!(copied.success());
        copies += 1;
        let bytes = std::fs::read(&ledger).unwrap();
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        if lines > 1 && lines < RECORDS {
            partial = Some(lines);
            break;
        }
    }
    let lines = partial.unwrap_or_else(|| panic!("none of {copies} copies was made in between"));
    assert!(writing.wait().unwrap().success());

    let backup = |args: &[&str]| place.run(&[&["--corpus", "backup", "--index", "backup-index"], args].concat());
    let check = backup(&["check"]);
    assert_eq!(check.code, 0, "a copy with {lines} lines: {}", check.err);
    assert_eq!(backup(&["import", "all.jsonl"]).code, 0);
    assert_eq!(backup(&["check"]).code, 0);
    assert_eq!(backup(&["count"]).out.trim(), (RECORDS + 1).to_string());
}
