//! `byt withdraw`: what should never have been stored is shown nowhere, and nothing is lost.

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const LATER: &str = "2026-02-02T01:00:00Z";

fn record(id: &str, title: &str) -> Value {
    json!({
        "id": id, "title": title, "published": "2026-01-20T08:00:00+07:00",
        "body": "Bộ trưởng Đào Hồng Lan chủ trì cuộc họp về bảo hiểm y tế, theo Nghị quyết 72-NQ/TW.",
    })
}

/// Two articles, and a later import of one more, which also edits one of them. Returns the name of the second run.
fn place() -> (Place, String) {
    let place = Place::with_records(&[record("mot", "Họp về bảo hiểm y tế"), record("hai", "Thăm bệnh viện")]);
    let mut edited = record("hai", "Thăm bệnh viện tỉnh");
    edited["fetched"] = json!("2026-01-31T00:00:00Z");
    place.write("rac.jsonl", format!("{}\n{edited}\n", record("nham", "Nhầm thư mục")).as_bytes());
    let summary = place.json(&["import", "rac.jsonl", "--json"]);
    assert_eq!((&summary["new"], &summary["updated"]), (&json!(1), &json!(1)), "{summary}");
    (place, summary["run"].as_str().unwrap().to_owned())
}

fn later(place: &Place, args: &[&str]) -> Ran {
    Ran::from(place.command(args).env("BYT_NOW", LATER).output().unwrap())
}

fn ids(place: &Place) -> Vec<String> {
    let ran = place.run(&["export", "--section", "all"]);
    assert!(ran.code <= 1, "{}", ran.err);
    let mut ids: Vec<String> = jsonl(&ran.out).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// What every command that counts or lists says.
fn answers(place: &Place) -> Vec<String> {
    let commands: [&[&str]; 13] = [
        &["search", "--section", "all", "--format", "json"],
        &["search", "bảo hiểm", "--format", "json"],
        &["search", "-xyzzy", "--section", "all", "--format", "ids"],
        &["search", "72-NQ/TW", "--format", "ids"],
        &["count", "--section", "all"],
        &["count", "--by", "official"],
        &["count", "--by", "month", "--by", "topic"],
        &["count", "bảo hiểm", "--official", "đào hồng lan"],
        &["export", "--format", "csv"],
        &["export", "--cite", "bibtex"],
        &["officials"],
        &["topics"],
        &["officials", "--suggest"],
    ];
    commands.iter().map(|command| place.run(command).out).collect()
}

#[test]
fn a_withdrawn_article_is_nowhere_and_show_says_why() {
    let (place, _) = place();
    let before = answers(&place);
    assert_eq!(ids(&place), ["hai", "mot", "nham"]);
    let ran = later(&place, &["withdraw", "nham", "--reason", "không phải bài"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "nham\twithdrawn\tNhầm thư mục\n"), "{}", ran.err);
    assert_eq!(ran.err, "1 article withdrawn\n");
    assert_eq!(ids(&place), ["hai", "mot"]);
    for answer in answers(&place) {
        assert!(!answer.contains("nham") && !answer.contains("Nhầm"), "{answer}");
    }
    assert_eq!(place.ok(&["count", "--section", "all"]).trim(), "2");

    let shown = place.run(&["show", "nham"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    for part in ["2026-02-02 08:00 UTC+7", "byt withdraw nham --reason 'không phải bài'", "không phải bài", "--restore"]
    {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    assert!(!shown.out.contains("Bộ trưởng Đào Hồng Lan"), "its text is not shown: {}", shown.out);
    let record = &jsonl(&place.ok(&["show", "nham", "--format", "jsonl"]))[0];
    assert_eq!(
        record["withdrawn"],
        json!({
            "at": "2026-02-02T01:00:00Z", "reason": "không phải bài",
            "command": "byt withdraw nham --reason 'không phải bài'",
        })
    );
    assert_eq!((&record["stored"], &record["version"]), (&json!("2026-02-02T01:00:00Z"), &json!(2)));
    assert!(place.ok(&["show", "nham", "--cite", "bibtex"]).contains("withdrawn from the corpus 2026-02-02T01:00:00Z"));
    assert!(place.ok(&["show", "nham", "--versions"]).contains("withdrawn"));
    let status = place.json(&["status", "--json"]);
    assert_eq!((&status["articles"], &status["withdrawn"]), (&json!(2), &json!(1)));
    assert!(place.ok(&["status"]).contains("withdrawn 1 article"), "{}", place.ok(&["status"]));

    let restored = later(&place, &["withdraw", "nham", "--restore", "--json"]);
    let summary: Value = serde_json::from_str(&restored.out).unwrap();
    assert_eq!((&summary["restored_ids"], &summary["withdrawn_ids"]), (&json!(["nham"]), &json!([])), "{summary}");
    let without_times = |answers: Vec<String>| -> Vec<String> {
        let plain = |text: String| text.replace("2026-02-02T01:00:00Z", "2026-02-01T01:00:00Z");
        answers.into_iter().map(|text| plain(text).replace("\"version\":3", "\"version\":1")).collect()
    };
    let after = answers(&place);
    // The restored version has a number and a time of its own.
    for (n, (before, after)) in without_times(before).iter().zip(without_times(after)).enumerate() {
        if ![8, 9].contains(&n) {
            assert_eq!(*before, after);
        }
    }
}

#[test]
fn versions_name_a_withdrawal_and_its_end_and_quiet_says_nothing() {
    let (place, _) = place();
    for words in [["withdraw", "nham", "-q"], ["withdraw", "nham", "--quiet"]] {
        let ran = later(&place, &words);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{words:?}");
    }
    let ran = later(&place, &["withdraw", "nham", "--restore", "-q"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let versions = place.ok(&["show", "nham", "--versions"]);
    let told: Vec<&str> = versions.lines().map(|line| line.rsplit("  ").next().unwrap()).collect();
    assert_eq!(told[1..], ["withdrawn", "restored"], "{versions}");
    let ran = later(&place, &["withdraw", "nobody", "-q"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no article has the id"), "{}", ran.err);
}

#[test]
fn a_run_takes_back_what_it_was_the_first_to_store() {
    let (place, run) = place();
    let planned = later(&place, &["withdraw", "--run", &run, "--plan", "--json"]);
    let planned: Value = serde_json::from_str(&planned.out).unwrap();
    assert_eq!((&planned["run"], &planned["applied"]), (&Value::Null, &json!(false)));
    assert_eq!(ids(&place), ["hai", "mot", "nham"], "a plan stores nothing");
    let summary: Value = serde_json::from_str(&later(&place, &["withdraw", "--run", &run, "--json"]).out).unwrap();
    for (key, expected) in [
        ("withdrawn_ids", json!(["nham"])),
        ("kept_ids", json!(["hai"])),
        ("unchanged_ids", json!([])),
        ("withdrawn", json!(1)),
        ("kept", json!(1)),
    ] {
        assert_eq!(summary[key], expected, "{summary}");
        assert_eq!(planned[key], expected, "{planned}");
    }
    assert_eq!(ids(&place), ["hai", "mot"]);
    assert_eq!(jsonl(&place.ok(&["show", "hai", "--format", "jsonl"]))[0]["title"], "Thăm bệnh viện tỉnh");
    let again = later(&place, &["withdraw", "--run", &run]);
    assert_eq!(again.out, "nham\tunchanged\tNhầm thư mục\nhai\tkept\tThăm bệnh viện tỉnh\n");
    assert!(again.err.starts_with("0 articles withdrawn, 1 had been withdrawn before\n"), "{}", again.err);
    // The withdrawal is a run of its own, which was the first to store nothing.
    let own = summary["run"].as_str().unwrap();
    assert_eq!(place.json(&["status", "--json"])["last_run"]["run"], own);
    let of_own: Value = serde_json::from_str(&later(&place, &["withdraw", "--run", own, "--json"]).out).unwrap();
    assert_eq!((&of_own["withdrawn_ids"], &of_own["kept_ids"]), (&json!([]), &json!(["nham"])));
    assert_eq!(later(&place, &["withdraw", "--run", &run, "--restore"]).code, 0);
    assert_eq!(ids(&place), ["hai", "mot", "nham"]);
}

#[test]
fn what_comes_in_again_stays_withdrawn() {
    let (place, run) = place();
    assert_eq!(later(&place, &["withdraw", "--run", &run]).code, 0);
    let mut newer = record("nham", "Nhầm thư mục");
    newer["fetched"] = json!("2026-01-31T09:00:00Z");
    newer["body"] = json!("Thân mới.");
    place.write("newer.jsonl", newer.to_string().as_bytes());
    for file in ["rac.jsonl", "newer.jsonl", "corpus/articles.jsonl"] {
        assert_eq!(place.run(&["import", file]).code, 0, "{file}");
        assert_eq!(ids(&place), ["hai", "mot"], "{file}");
    }
    for again in [&["index", "--rebuild"][..], &["reparse", "--apply"], &["check"]] {
        place.ok(again);
        assert_eq!(ids(&place), ["hai", "mot"], "{again:?}");
    }
    let checked = place.json(&["check", "--json"]);
    assert_eq!(
        (&checked["articles"], &checked["withdrawn"], &checked["index"]),
        (&json!(2), &json!(1), &json!("current"))
    );
    assert_eq!(later(&place, &["withdraw", "nham", "--restore"]).code, 0);
    assert_eq!(jsonl(&place.ok(&["show", "nham", "--format", "jsonl"]))[0]["body"], "Thân mới.");
}

#[test]
fn an_article_of_the_portal_stays_withdrawn_and_is_not_asked_for() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let (place, address) = (Place::new(), portal.address());
    let update = |more: &[&str]| {
        let ran = place.run(&[&["update", "--portal", &address, "--delay", "0", "--json"], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    // Articles that only the list has shown would be asked for.
    let first = update(&["--limit", "2"]);
    let all = ids(&place);
    let run = first["run"].as_str().unwrap();
    assert_eq!(later(&place, &["withdraw", "--run", run]).code, 0);
    assert_eq!(ids(&place), Vec::<String>::new());
    portal.forget();
    for more in [&[][..], &["--full"], &["--recheck", "9999"]] {
        let again = update(more);
        assert_eq!((&again["new"], &again["failed"]), (&json!(0), &json!(0)), "{again}");
        assert!(ids(&place).is_empty(), "{more:?}");
    }
    assert!(portal.seen().iter().all(|seen| !seen.target.contains("layChiTietBaiViet")), "{:?}", portal.seen());
    place.ok(&["reparse", "--apply"]);
    assert!(ids(&place).is_empty());
    assert_eq!(later(&place, &["withdraw", "--run", run, "--restore"]).code, 0);
    assert_eq!(ids(&place), all);
    place.ok(&["check"]);
}

#[test]
fn a_record_does_not_withdraw_an_article() {
    let place = Place::new();
    let claim = json!({"at": "2026-01-01T00:00:00Z", "command": "byt withdraw mot", "reason": null});
    for (n, withdrawn) in [claim, json!(true), json!("2026-01-01"), json!(["x"]), json!(null)].into_iter().enumerate() {
        let mut record = record(&format!("mot-{n}"), &format!("Họp {n}"));
        record["withdrawn"] = withdrawn;
        record["stored"] = json!("2020-01-01T00:00:00Z");
        place.write("claim.jsonl", record.to_string().as_bytes());
        assert_eq!(place.run(&["import", "claim.jsonl"]).code, 0);
        assert_eq!(ids(&place).len(), n + 1);
    }
    let shown = &jsonl(&place.ok(&["show", "mot-0", "--format", "jsonl"]))[0];
    assert_eq!((&shown["withdrawn"], &shown["stored"]), (&Value::Null, &json!("2026-02-01T01:00:00Z")));
    // Nor does one restore it.
    assert_eq!(later(&place, &["withdraw", "mot-0"]).code, 0);
    let mut record = record("mot-0", "Họp 0");
    record["withdrawn"] = Value::Null;
    record["fetched"] = json!("2026-01-31T09:00:00Z");
    place.write("claim.jsonl", record.to_string().as_bytes());
    place.ok(&["import", "claim.jsonl"]);
    assert!(!ids(&place).contains(&"mot-0".to_owned()));
}

#[test]
fn what_cannot_be_meant_changes_nothing() {
    let (place, run) = place();
    let ledger = || std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap();
    let before = ledger();
    let cases: [(&[&str], i32); 9] = [
        (&["withdraw"], 2),
        (&["withdraw", "nham", "nobody"], 2),
        (&["withdraw", "--run", "run-20260201T010000Z-1"], 2),
        (&["withdraw", "--run", "null"], 2),
        (&["withdraw", "nham", "--run", &run], 2),
        (&["withdraw", "nham", "--restore", "--reason", "x"], 2),
        (&["withdraw", "nham", "--restore"], 0),
        (&["withdraw", "nham", "--plan"], 0),
        (&["withdraw", "--run", &run, "--restore"], 0),
    ];
    for (words, code) in cases {
        let ran = later(&place, words);
        assert_eq!(ran.code, code, "{words:?}: {}", ran.err);
        assert!(ledger() == before, "{words:?}");
    }
    assert_eq!(later(&Place::new(), &["withdraw", "nham"]).code, 2);
    // By any name that an article has, and once whatever it is called.
    let mut named = record("ten", "Bài có địa chỉ");
    named["aliases"] = json!(["aid:160011", "slug:bai"]);
    named["url"] = json!("https://vnexpress.net/mot-bai-1.html");
    place.write("named.jsonl", named.to_string().as_bytes());
    place.ok(&["import", "named.jsonl"]);
    let ran =
        later(&place, &["withdraw", "160011", "ten", "aid:160011", "slug:bai", "https://vnexpress.net/mot-bai-1.html"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "1 article withdrawn\n"), "{}", ran.out);
}
