//! The exit codes that scripts rely on: one test each, and the guide and the program have the same ones.

use std::collections::BTreeSet;

use byt::demo::{Fault, Portal, Rule, pieces};
use serde_json::json;

use crate::support::{Place, fixture};

/// Every code with its test.
const CODES: [(i32, fn()); 10] = [
    (0, code_0_done),
    (1, code_1_nothing_matched_or_stale),
    (2, code_2_wrong_use_or_unreadable_input),
    (3, code_3_part_of_the_work_failed),
    (4, code_4_the_server_refuses_or_is_not_there),
    (5, code_5_the_pages_look_otherwise),
    (6, code_6_another_process_is_writing),
    (7, code_7_damaged),
    (8, code_8_no_room_or_no_permission),
    (130, code_130_interrupted),
];

fn place() -> Place {
    Place::with_records(&[json!({"id": "a", "title": "Họp về thuốc", "published": "2026-01-20", "body": "Một."})])
}

/// Runs each line and says which ended otherwise.
fn check(place: &Place, code: i32, lines: &[&str]) {
    for line in lines {
        let ran = place.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(ran.code, code, "byt {line}: {}", ran.err);
        // 0 and 1 are answers; all others say what is wrong.
        assert!(code < 2 || !ran.err.is_empty(), "byt {line} ends with {code} and says nothing");
    }
}

#[test]
fn code_0_done() {
    let searches = ["search họp", "search", "show a", "show a a", "export", "count họp", "search --offset 5"];
    check(&place(), 0, &searches);
    let reads = ["officials", "topics", "topics explain a", "index", "reparse", "check", "status", "analyze thuốc"];
    check(&place(), 0, &reads);
    check(
        &Place::new(),
        0,
        &["officials", "officials at 2021-07-15", "topics", "schema", "man", "completions bash", "--help"],
    );
}

#[test]
fn code_1_nothing_matched_or_stale() {
    let place = place();
    check(&place, 1, &["search xyzzy", "show nothing", "export xyzzy", "count xyzzy", "count --by topic --on 2019"]);
    check(&place, 1, &["show a --diff 1..2", "officials --suggest", "status --max-age 26h"]);
    for format in ["json", "jsonl", "csv", "tsv", "markdown", "ids", "bibtex", "ris", "csl", "text"] {
        check(&place, 1, &[&format!("export xyzzy --format {format}"), &format!("search xyzzy --format {format}")]);
    }
}

#[test]
fn code_2_wrong_use_or_unreadable_input() {
    let place = place();
    check(&place, 2, &["serch", "search --form json", "search --topic none-such", "search --on 30/2/2026", "show"]);
    check(
        &place,
        2,
        &["import nowhere.txt", "--config nowhere.toml count", "officials eval nowhere.jsonl", "schema none"],
    );
    check(&Place::new(), 2, &["search", "show a", "export", "count", "index", "check", "status", "reparse"]);
}

#[test]
fn code_3_part_of_the_work_failed() {
    let place = place();
    place.write("good.jsonl", br#"{"title": "Tin"}"#);
    check(&place, 3, &["import good.jsonl nowhere.txt", "show a nothing"]);
    assert_eq!(place.ok(&["count"]).trim(), "2", "the rest is stored");
}

#[test]
fn code_4_the_server_refuses_or_is_not_there() {
    let place = Place::new();
    check(&place, 4, &["update --portal http://127.0.0.1:9 --delay 0"]);
    let portal =
        Portal::start(pieces(), vec![Rule::answer("robots.txt", 200, "User-agent: *\nDisallow: /\n")]).unwrap();
    check(&place, 4, &[&format!("update --portal {} --delay 0", portal.address())]);
}

#[test]
fn code_5_the_pages_look_otherwise() {
    let portal = Portal::start(pieces(), vec![Rule::answer("lay_bai_viet", 200, "[]")]).unwrap();
    check(&Place::new(), 5, &[&format!("update --portal {} --delay 0", portal.address())]);
}

#[test]
fn code_6_another_process_is_writing() {
    let place = place();
    let of_corpus = std::fs::File::options().write(true).open(place.path().join("corpus/lock")).unwrap();
    of_corpus.lock().unwrap();
    let import = format!("import {}", fixture("plain.txt").display());
    check(&place, 6, &[&import, "update --portal http://127.0.0.1:9", "reparse"]);
    check(&place, 0, &["search", "count", "export", "check", "status"]);
    let of_index = std::fs::File::options().write(true).open(place.path().join("index/lock")).unwrap();
    of_index.lock().unwrap();
    check(&place, 6, &["index --rebuild"]);
}

#[test]
fn code_7_damaged() {
    let place = place();
    let path = place.path().join("corpus/articles.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    check(&place, 7, &["check", "export", "search", "show a", "index --rebuild"]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing is thrown away");
}

#[test]
fn code_8_no_room_or_no_permission() {
    let place = place();
    if cfg!(target_os = "linux") {
        // A device without room, and a folder that nobody may write to, not even its owner.
        for format in ["json", "jsonl", "csv", "tsv", "markdown", "ids", "bibtex", "ris", "csl", "text"] {
            check(
                &place,
                8,
                &[&format!("export --format {format} -o /dev/full"), &format!("show a --format {format} -o /dev/full")],
            );
            check(
                &place,
                8,
                &[&format!("search --format {format} -o /dev/full"), &format!("export --format {format} -o /sys/x")],
            );
        }
        check(&place, 8, &["count -o /dev/full", "count --by topic --format csv -o /sys/x"]);
    }
}

#[cfg(unix)]
#[test]
fn code_130_interrupted() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let rule = Rule::on("layChiTietBaiViet", Fault::Delay(Duration::from_millis(60)));
    let portal = Portal::start(pieces(), vec![rule]).unwrap();
    let place = Place::new();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("byt"));
    command.current_dir(place.path()).env_clear().args(["update", "--delay", "0", "--portal", &portal.address()]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while portal.seen().iter().filter(|seen| seen.target.contains("layChiTietBaiViet")).count() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the update never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    assert!(place.ok(&["count", "--section", "all"]).trim().parse::<u64>().unwrap() > 0, "what was done is kept");
}

#[cfg(not(unix))]
fn code_130_interrupted() {}

/// The codes of the table in a section of the guide.
fn guide_codes(section: &str) -> BTreeSet<i32> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/operations.md")).unwrap();
    let section = text.split(&format!("\n## {section}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()?.parse().ok()).collect()
}

#[test]
fn the_guide_the_program_and_the_tests_have_the_same_codes() {
    let tested: BTreeSet<i32> = CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(guide_codes("Exit codes"), tested);
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/errors.rs")).unwrap();
    let arms = source.split("fn code(self) -> u8 {").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let known: BTreeSet<i32> = arms
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Exit::")?.split(" => ").nth(1)?.trim_end_matches(',').parse().ok())
        .collect();
    assert_eq!(known, tested);
}
