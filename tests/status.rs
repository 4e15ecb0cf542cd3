//! `byt status` and the receipts of runs: how fresh, how complete, and at what cost.

use byt::demo::{Fault, Portal, Rule, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

fn status_on(place: &Place, now: &str, more: &[&str]) -> Ran {
    Ran::from(place.command(&[&["status"], more].concat()).env("BYT_NOW", now).output().unwrap())
}

fn updated(place: &Place, rules: Vec<Rule>, more: &[&str]) -> Ran {
    let portal = Portal::start(pieces(), rules).unwrap();
    let address = portal.address();
    place.run(&[&["update", "--portal", &address, "--archive", &address, "--delay", "0"], more].concat())
}

#[test]
fn a_monitor_is_told_when_the_corpus_is_stale() {
    let place = Place::with_records(&[json!({"title": "Họp", "published": "2026-01-20"})]);
    let never = status_on(&place, "2026-02-01T02:00:00Z", &["--max-age", "26h"]);
    assert_eq!(never.code, 1, "{}", never.err);
    assert!(never.err.contains("there has been no complete update yet"), "{}", never.err);
    // Neither a run that was cut short nor the past counts.
    assert_eq!(updated(&place, Vec::new(), &["--limit", "2"]).code, 0);
    assert_eq!(updated(&place, Vec::new(), &["--source", "archive"]).code, 0);
    assert_eq!(status_on(&place, "2026-02-01T02:00:00Z", &["--max-age", "26h"]).code, 1);
    assert_eq!(updated(&place, Vec::new(), &[]).code, 0);
    for (now, age, code) in [
        ("2026-02-01T02:00:00Z", "26h", 0),
        ("2026-02-02T03:00:00Z", "26h", 0),
        ("2026-02-02T03:01:00Z", "26h", 1),
        ("2026-02-02T03:01:00Z", "2d", 0),
        ("2026-02-01T02:31:00Z", "90m", 1),
    ] {
        assert_eq!(status_on(&place, now, &["--quiet", "--max-age", age]).code, code, "{now} {age}");
    }
    let quiet = status_on(&place, "2026-02-09T01:00:00Z", &["--quiet", "--max-age", "26h"]);
    assert_eq!(quiet.out, "");
    assert!(quiet.err.contains("ended 8 days ago"), "{}", quiet.err);
    let told: Value = serde_json::from_str(&status_on(&place, "2026-02-01T03:00:00Z", &["--json"]).out).unwrap();
    assert_eq!((&told["age_seconds"], &told["stale"]), (&json!(7200), &Value::Null));
    for bad in ["26", "h", "1w", "-1h", "h2"] {
        assert_eq!(status_on(&place, "2026-02-01T03:00:00Z", &["--max-age", bad]).code, 2, "{bad}");
    }
}

#[test]
fn the_strip_of_months_shows_what_is_missing() {
    let place = Place::with_records(&[
        json!({"title": "Một", "published": "2025-11-20"}),
        json!({"title": "Hai", "published": "2026-01-20"}),
        json!({"title": "Ba", "published": "2026-01-21"}),
    ]);
    let told = place.ok(&["status"]);
    let strip: Vec<&str> = told.lines().filter(|line| line.starts_with("202")).collect();
    assert_eq!(strip.len(), 3, "{told}");
    assert!(strip[0].ends_with(" 1") && strip[1] == "2025-12  nothing" && strip[2].ends_with(" 2"), "{told}");
    assert!(told.contains("fresh     there has been no complete update yet"), "{told}");
}

#[test]
fn a_receipt_tells_waits_retries_and_reasons() {
    let place = Place::new();
    let busy = Fault::Answer { status: 503, headers: vec![("Retry-After".into(), "1".into())], body: Vec::new() };
    let login = "<html><title>Đăng nhập</title></html>";
    let rules = vec![
        Rule::on("layChiTietBaiViet", busy).after(2).times(1),
        Rule::answer("layChiTietBaiViet", 200, login).after(4).times(1),
    ];
    let ran = updated(&place, rules, &["--json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let runs = jsonl(&std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap());
    for receipt in [&told, runs.last().unwrap()] {
        assert_eq!(receipt["retries"], 1, "{receipt}");
        assert!(receipt["waits"].as_u64().unwrap() >= 1 && receipt["waited_seconds"].as_f64().unwrap() >= 1.0);
        let failure = &receipt["failures"][0];
        assert!(failure["reason"].as_str().unwrap().contains("Đăng nhập"), "{receipt}");
        assert!(failure["url"].as_str().unwrap().contains("layChiTietBaiViet"), "{receipt}");
    }
}
