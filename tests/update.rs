//! `byt update` and `byt demo`: the real binary against a real portal on a real socket.

use std::time::{Duration, Instant};

use byt::demo::{Portal, Rule, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const SOURCES: [&str; 2] = ["bridge", "legacy"];

fn update(place: &Place, portal: &Portal, source: &str, more: &[&str]) -> Ran {
    let address = portal.address();
    let args = ["update", "--source", source, "--portal", &address, "--delay", "0", "--json"];
    place.run(&[&args, more].concat())
}

fn summary(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

#[test]
fn from_an_empty_folder_to_answers_and_then_only_what_is_new() {
    for source in SOURCES {
        let portal = Portal::start(pieces(), Vec::new()).unwrap();
        let all = pieces().len();
        portal.withhold(5);
        let place = Place::new();
        let first = update(&place, &portal, source, &[]);
        assert_eq!(first.code, 0, "{source}: {}", first.err);
        assert_eq!((&summary(&first)["complete"], &summary(&first)["failed"]), (&json!(true), &json!(0)), "{source}");
        let before = place.ok(&["count", "--section", "all"]).trim().parse::<usize>().unwrap();
        assert!(before >= all - 5 - 10, "{source}: {before} of {all}");

        portal.publish(5);
        portal.forget();
        let second = update(&place, &portal, source, &[]);
        assert_eq!(summary(&second)["new"], 5, "{source}: {}", second.err);
        assert!(portal.seen().len() <= 5 + 4, "{source}: {} requests", portal.seen().len());
        assert_eq!(place.ok(&["count", "--section", "all"]).trim(), (before + 5).to_string());

        portal.forget();
        let third = summary(&update(&place, &portal, source, &[]));
        assert_eq!((&third["new"], &third["updated"]), (&json!(0), &json!(0)), "{source}");
        assert_eq!(place.run(&["check"]).code, 0);
    }
}

#[test]
fn an_article_that_turns_up_late_is_told_in_the_summary_and_the_receipt() {
    for source in SOURCES {
        let portal = Portal::start(pieces(), Vec::new()).unwrap();
        let place = Place::new();
        let first = summary(&update(&place, &portal, source, &[]));
        assert_eq!((&first["late"], &first["complete"]), (&json!(0), &json!(true)), "{source}");
        portal.edit(|pieces| {
            let mut late = pieces.iter().find(|piece| piece.section && piece.detail).unwrap().clone();
            late.title = "Bộ trưởng gặp mặt thầy thuốc trẻ".into();
            late.published += chrono::TimeDelta::minutes(7);
            (late.aid, late.slug) = ("150000".into(), "gap-mat-thay-thuoc-tre".into());
            pieces.push(late);
            pieces.sort_by_key(|piece| piece.published);
        });
        let address = portal.address();
        let ran = place.run(&["update", "--source", source, "--portal", &address, "--delay", "0", "--full"]);
        assert_eq!(ran.code, 0, "{source}: {}", ran.err);
        let name = if source == "bridge" { "150000" } else { "gap-mat-thay-thuoc-tre" };
        let id = place.json(&["show", name, "--format", "json"])["articles"][0]["id"].clone();
        let told = format!("late: {}  ", id.as_str().unwrap());
        assert!(ran.err.contains(&told) && ran.err.contains("1 new (1 found late)"), "{source}: {}", ran.err);
        let receipts = std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap();
        let receipt = jsonl(&receipts).pop().unwrap();
        assert_eq!((&receipt["late"], &receipt["late_ids"]), (&json!(1), &json!([id])), "{source}");
        let again = summary(&update(&place, &portal, source, &["--full"]));
        assert_eq!((&again["new"], &again["late"]), (&json!(0), &json!(0)), "{source}");
    }
}

#[test]
fn both_generations_give_one_article_each() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    update(&place, &portal, "bridge", &[]);
    let bridge = place.ok(&["count", "--section", "all"]);
    let legacy = summary(&update(&place, &portal, "legacy", &[]));
    assert_eq!(legacy["new"], 0, "{legacy}");
    assert_eq!(place.ok(&["count", "--section", "all"]), bridge);
}

#[test]
fn the_client_is_polite_and_says_who_it_is() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let address = portal.address();
    let begun = Instant::now();
    let args =
        ["update", "--portal", &address, "--delay", "0.2", "--limit", "3", "--contact", "mailto:lab@example.org"];
    assert_eq!(place.run(&args).code, 0);
    let seen = portal.seen();
    assert!(begun.elapsed() >= Duration::from_millis(200) * u32::try_from(seen.len() - 1).unwrap());
    assert!(seen[0].target.starts_with("/robots.txt"));
    for pair in seen.windows(2) {
        assert!(pair[1].at - pair[0].at >= Duration::from_millis(195), "{:?}", pair[1].at - pair[0].at);
    }
    let agent = seen[1].headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("user-agent")).unwrap();
    assert!(agent.1.starts_with("byt/") && agent.1.contains("mailto:lab@example.org"), "{}", agent.1);
}

#[test]
fn a_plan_asks_for_the_list_alone_and_stores_nothing() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let plan = summary(&update(&place, &portal, "bridge", &["--plan"]));
    assert!(plan["wanted"].as_array().unwrap().len() > 40);
    let other = portal.seen().into_iter().filter(|seen| !seen.target.contains("lay_bai_viet_theo_danh_muc"));
    assert_eq!(other.map(|seen| seen.target).collect::<Vec<_>>(), ["/robots.txt"]);
    assert_eq!(place.run(&["status"]).code, 0);
    assert_eq!(place.run(&["count"]).out.trim(), "0");
}

#[test]
fn a_limited_run_says_so_and_the_next_goes_on() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let first = update(&place, &portal, "bridge", &["--limit", "7"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert_eq!((&summary(&first)["complete"], &summary(&first)["stopped"]), (&json!(false), &json!("limit")));
    assert_eq!(portal.seen().iter().filter(|seen| seen.target.contains("layChiTietBaiViet")).count(), 7);
    let second = update(&place, &portal, "bridge", &[]);
    assert_eq!(summary(&second)["complete"], true);
    let whole = Place::new();
    update(&whole, &portal, "bridge", &[]);
    let ids = |place: &Place| place.ok(&["export", "--section", "all", "--status", "full", "--format", "ids"]);
    assert_eq!(ids(&place), ids(&whole));
}

#[test]
fn a_proxy_from_the_environment_is_reported_without_its_password() {
    // The portal is the proxy here: it answers every request.
    let proxy = Portal::start(pieces(), Vec::new()).unwrap();
    let shown = proxy.address();
    let with_password = shown.replacen("://", "://bob:S3cretPW@", 1);
    let place = Place::new();
    let run = |variable: &str, more: &[&str]| {
        let args = [&["update", "--portal", "http://moh.example", "--delay", "0", "--json"], more].concat();
        Ran::from(place.command(&args).env(variable, &with_password).output().unwrap())
    };
    let said = |ran: &Ran| ran.err.contains(&format!("through the proxy {shown}, set in the environment"));
    let last_receipt = || {
        let receipts = std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap();
        assert!(!receipts.contains("S3cretPW"), "{receipts}");
        jsonl(&receipts).pop().unwrap()
    };
    for variable in ["http_proxy", "HTTP_PROXY", "ALL_PROXY"] {
        proxy.forget();
        let ran = run(variable, &["-v"]);
        assert!(said(&ran) && !ran.err.contains("S3cretPW"), "{variable}: {}", ran.err);
        assert!(proxy.seen().iter().any(|seen| seen.target.starts_with("http://moh.example/")), "{variable}");
        assert_eq!(last_receipt()["proxy"], shown, "{variable}");
        assert_eq!(summary(&ran)["proxy"], shown, "{variable}");
    }
    assert!(!said(&run("http_proxy", &[])), "only -v says so");
    // A portal on this machine is asked directly.
    let direct = Portal::start(pieces(), Vec::new()).unwrap();
    let args = ["update", "-v", "--portal", &direct.address(), "--delay", "0"];
    let ran = Ran::from(place.command(&args).env("http_proxy", &with_password).output().unwrap());
    assert!(ran.code == 0 && !ran.err.contains("proxy"), "{}", ran.err);
    assert!(last_receipt().get("proxy").is_none());
}

#[test]
fn trouble_ends_with_its_own_code_and_a_sentence() {
    for (rule, code, said) in [
        (Rule::answer("robots.txt", 200, "User-agent: *\nDisallow: /\n"), 4, "robots.txt"),
        (Rule::answer("lay_bai_viet", 403, "no"), 4, "403"),
        (Rule::answer("lay_bai_viet", 200, "[]"), 5, "empty"),
        (Rule::answer("lay_bai_viet", 200, "<html><title>Bảo trì</title></html>"), 5, "not the portal's"),
    ] {
        let portal = Portal::start(pieces(), vec![rule]).unwrap();
        let place = Place::new();
        let ran = update(&place, &portal, "bridge", &[]);
        assert_eq!(ran.code, code, "{said}: {}", ran.err);
        assert!(ran.err.contains("error: ") && ran.err.contains(said) && ran.err.contains("hint: "), "{}", ran.err);
        assert_eq!(place.run(&["count", "--section", "all"]).out.trim(), "0");
        let runs = jsonl(&std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap());
        assert_eq!(runs.last().unwrap()["complete"], false);
    }
}

#[test]
fn an_article_that_fails_is_named_and_the_others_stored() {
    let rule = Rule::answer("layChiTietBaiViet", 200, "<html><title>Đăng nhập</title></html>").after(3).times(2);
    let portal = Portal::start(pieces(), vec![rule]).unwrap();
    let place = Place::new();
    let ran = update(&place, &portal, "bridge", &[]);
    let told = summary(&ran);
    assert_eq!(
        told["seen"].as_u64().unwrap(),
        ["new", "updated", "unchanged", "failed"].iter().map(|k| told[k].as_u64().unwrap()).sum::<u64>()
    );
    assert_eq!((ran.code, &told["failed"], &told["complete"]), (3, &json!(2), &json!(false)), "{}", ran.err);
    assert_eq!(ran.err.matches("failed: ").count(), 2, "{}", ran.err);
    let again = summary(&update(&place, &portal, "bridge", &[]));
    assert_eq!((&again["failed"], &again["complete"]), (&json!(0), &json!(true)));
}

#[test]
fn nobody_there_is_told_with_a_hint() {
    let place = Place::new();
    let ran = place.run(&["update", "--portal", "http://127.0.0.1:9", "--delay", "0"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("hint: "), "{}", ran.err);
}

#[test]
fn the_demonstration_shows_every_step_in_a_folder_of_its_own() {
    let place = Place::new();
    let begun = Instant::now();
    let ran = place.run(&["demo", "--dir", "d", "--no-progress"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(ran.err.contains("Corpus and index are in d"), "{}", ran.err);
    // The killed run stored something, the next one the rest.
    assert!(ran.err.contains("(killed while it fetched article 26 of 55)"), "{}", ran.err);
    assert!(ran.err.contains("55 articles in 3"), "{}", ran.err);
    assert!(ran.out.contains("[-sáu-]{+tám+} mươi phần quà"), "{}", ran.out);
    assert!(ran.out.contains("missing_since"), "{}", ran.out);
    assert_eq!(ran.err.matches("$ byt search").count(), 3);
    assert!(ran.out.contains("72-NQ/TW") && ran.out.contains("Đỗ Xuân Tuyên ("));
    assert!(ran.out.contains("minister") && ran.out.contains("Nguyễn Thanh Long"), "{}", ran.out);
    assert!(ran.err.contains("byt demo --keep"), "{}", ran.err);
    assert_eq!(place.run(&["--corpus", "d/corpus", "--index", "d/index", "check"]).code, 0);
    assert_eq!(place.run(&["demo", "--dir", "d"]).code, 2, "a folder that isn't empty is not touched");
    let quiet = place.run(&["demo", "--dir", "q", "--quiet", "--json"]);
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""));
}

/// The records of all articles.
fn records(place: &Place) -> Vec<Value> {
    jsonl(&place.ok(&["export", "--section", "all", "--status", "all"]))
}

#[test]
fn a_date_of_the_future_costs_an_article_nothing_but_the_date() {
    for source in SOURCES {
        let portal = Portal::start(pieces(), Vec::new()).unwrap();
        let title = pieces().iter().rev().find(|piece| piece.section && piece.detail).unwrap().title.clone();
        let mut right = None;
        portal.edit(|pieces| {
            let piece = pieces.iter_mut().find(|piece| piece.title == title).unwrap();
            right = Some(piece.published);
            piece.published = "2062-03-04T08:30:00".parse().unwrap();
        });
        let place = Place::new();
        let first = update(&place, &portal, source, &[]);
        assert_eq!(first.code, 0, "{source}: {}", first.err);
        assert!(first.err.contains("2062-03-04, lies in the future"), "{source}: {}", first.err);
        assert_eq!(summary(&first)["complete"], true, "{source}");
        let dated = |place: &Place| {
            let found: Vec<Value> = records(place).into_iter().filter(|record| record["title"] == title).collect();
            assert_eq!(found.len(), 1, "{source}");
            found[0]["published"].clone()
        };
        assert_eq!(dated(&place), Value::Null, "{source}");
        assert!(records(&place).iter().all(|record| !record.to_string().contains("2062")), "{source}");
        let second = update(&place, &portal, source, &[]);
        assert_eq!((&summary(&second)["new"], &summary(&second)["updated"]), (&json!(0), &json!(0)), "{source}");

        portal.edit(|pieces| pieces.iter_mut().find(|piece| piece.title == title).unwrap().published = right.unwrap());
        let third = update(&place, &portal, source, &["--full"]);
        assert_eq!((third.code, &summary(&third)["new"]), (0, &json!(0)), "{source}: {}", third.err);
        assert!(dated(&place).as_str().is_some_and(|date| !date.contains("2062")), "{source}");
        assert!(!third.err.contains("future"), "{source}: {}", third.err);
    }
}

#[test]
fn each_version_comes_from_the_response_that_made_it() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    for source in SOURCES {
        assert_eq!(update(&place, &portal, source, &[]).code, 0);
    }
    let mut seen = 0;
    for record in records(&place).iter().filter(|record| record["status"] == "full") {
        let id = record["id"].as_str().unwrap();
        let shown = place.json(&["show", id, "--origin", "--format", "json"]);
        for version in shown["articles"][0]["versions"].as_array().unwrap() {
            let url = version["answer"]["url"].as_str().unwrap_or_default();
            assert_eq!(version["run"]["source"] == "bridge", url.contains("/bridge?url="), "{version}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
    // A record that adds something has no response.
    let mut record = records(&place).into_iter().find(|record| record["status"] == "full").unwrap();
    record["captions"] = json!(["Ảnh của bạn đọc"]);
    record["body"] = json!(format!("{} Thêm một câu.", record["body"].as_str().unwrap()));
    record["fetched"] = json!("2026-02-01T02:00:00Z");
    let id = record["id"].as_str().unwrap().to_owned();
    place.write("more.jsonl", record.to_string().as_bytes());
    place.ok(&["import", "more.jsonl"]);
    let shown = place.ok(&["show", &id, "--origin"]);
    assert!(shown.trim_end().ends_with("no raw response: read from a file or a record"), "{shown}");
}
