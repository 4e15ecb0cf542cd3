//! A copy of the corpus that is made while `byt` writes, in the order of the guide, is valid.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::Place;

const RECORDS: usize = 4000;

/// The lines of the guide's block that begins with this line, without those that name something.
fn script(first: &str, without: &str) -> String {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/operations.md")).unwrap();
    let block = guide.split("```\n").find(|block| block.starts_with(&format!("{first}\n"))).expect("the block");
    block.lines().filter(|line| !line.contains(without)).collect::<Vec<_>>().join(" && ")
}

/// The lines that copy a corpus. Nothing is fetched here, so there are no raw responses to copy.
fn copying() -> String {
    script("mkdir -p backup/pages", "pages/*")
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
    place.ok(&["changes", "--cursor", "mail", "--advance"]);

    let mut byt = Command::new(assert_cmd::cargo::cargo_bin("byt"));
    byt.args(["import", "all.jsonl"]).current_dir(place.path()).stderr(Stdio::null());
    let mut writing = byt.spawn().unwrap();
    let ledger = place.path().join("backup/articles.jsonl");
    let (mut copies, mut partial) = (0, None);
    while writing.try_wait().unwrap().is_none() {
        let read = place.run(&["changes", "--cursor", "mail", "--advance", "--limit", "50", "--format", "ids", "-q"]);
        assert!(read.code <= 1, "{}", read.err);
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
    restore(&place);
    assert_eq!(backup(&["import", "all.jsonl"]).code, 0);
    assert_eq!(backup(&["check"]).code, 0);
    assert_eq!(backup(&["count"]).out.trim(), (RECORDS + 1).to_string());
}

/// Restores the backup as the guide does, with what came after it in the corpus.
fn restore(place: &Place) {
    let byt = assert_cmd::cargo::cargo_bin("byt");
    let path = format!("{}:{}", byt.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let restoring = script("cp -R backup restored", "byt update");
    let mut command = Command::new("sh");
    command.args(["-e", "-c", &restoring]).current_dir(place.path()).env_clear().env("PATH", path);
    let restored = command.output().unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    // The index of the replaced corpus doesn't fit, and is rebuilt.
    let of_backup = place.run(&["--corpus", "backup", "--index", "other-index", "count"]).out;
    assert_eq!(place.ok(&["count"]), of_backup);
    let cursors = place.json(&["changes", "--cursors", "--format", "json"]);
    assert_eq!(cursors["cursors"][0]["name"], "mail");
    assert_eq!(place.run(&["check"]).code, 0);
}
