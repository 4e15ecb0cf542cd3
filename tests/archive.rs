//! `byt update --source archive`: the years before 2026, from captures.

use std::collections::BTreeSet;

use byt::demo::{Fault, Piece, Portal, Rule, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

fn archive(place: &Place, portal: &Portal, more: &[&str]) -> Ran {
    let address = portal.address();
    let args = ["update", "--source", "archive", "--archive", &address, "--delay", "0", "--json"];
    place.run(&[&args, more].concat())
}

fn summary(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {} {}", ran.out, ran.err))
}

/// The articles that have a page of their own, which is what an archive can capture.
fn captured() -> Vec<Piece> {
    pieces().into_iter().filter(|piece| piece.detail).collect()
}

/// What the corpus holds with its text: title, time and body.
fn full(place: &Place) -> BTreeSet<String> {
    let all = place.run(&["export", "--section", "all", "--status", "full"]);
    jsonl(&all.out).iter().map(|r| format!("{} {} {}", r["title"], r["published"], r["body"])).collect()
}

/// Requests for captures, each address once for every time it was asked.
fn asked(portal: &Portal) -> Vec<String> {
    portal.seen().into_iter().map(|seen| seen.target).filter(|target| target.starts_with("/web/")).collect()
}

#[test]
fn the_best_capture_of_each_article_is_read_and_nothing_twice() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let first = archive(&place, &portal, &[]);
    assert_eq!(first.code, 0, "{}", first.err);
    let told = summary(&first);
    assert_eq!((&told["complete"], &told["failed"]), (&json!(true), &json!(0)), "{}", first.err);
    assert_eq!(full(&place).len(), captured().len(), "{}", first.err);
    assert!(first.err.contains("revisits") && first.err.contains("malformed rows"), "{}", first.err);
    let queries = portal.seen().iter().filter(|seen| seen.target.starts_with("/cdx/")).count();
    assert!(queries >= 8, "hosts and places are asked for each by itself: {queries}");

    // A capture is as old as the archive says.
    let records = jsonl(&place.ok(&["export", "--section", "all", "--status", "full"]));
    for record in &records {
        let day = |key: &str| record[key].as_str().unwrap()[..10].to_owned();
        assert!(day("fetched") >= day("published") && day("fetched").as_str() < "2026-12", "{record}");
    }
    let in_section = pieces().iter().filter(|piece| piece.detail && piece.section).count();
    assert_eq!(place.ok(&["count", "--status", "full"]).trim(), in_section.to_string());

    portal.forget();
    let second = summary(&archive(&place, &portal, &[]));
    assert_eq!((&second["new"], &second["updated"], &second["complete"]), (&json!(0), &json!(0), &json!(true)));
    assert_eq!(asked(&portal), Vec::<String>::new(), "captures don't change");
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn archive_portal_and_saved_file_are_one_article() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    assert_eq!(archive(&place, &portal, &[]).code, 0);
    let address = portal.address();
    let count = place.ok(&["count", "--section", "all"]);
    for source in ["legacy", "bridge"] {
        let ran = place.run(&["update", "--source", source, "--portal", &address, "--delay", "0", "--json", "--full"]);
        // Articles without a page of their own are in lists only.
        let lists_only = pieces().len() - captured().len();
        assert!(summary(&ran)["new"].as_u64().unwrap() <= lists_only as u64, "{source}: {}", ran.out);
    }
    let live = Place::new();
    live.run(&["update", "--source", "legacy", "--portal", &address, "--delay", "0"]);
    assert!(full(&live).is_subset(&full(&place)));
    let ids = |place: &Place| place.ok(&["export", "--status", "full", "--format", "ids"]);
    let from_archive = ids(&place);
    assert!(ids(&live).lines().all(|id| from_archive.lines().any(|other| other == id)), "ids are the same");
    assert!(count.trim().parse::<usize>().unwrap() >= captured().len());
}

#[test]
fn what_the_archive_refuses_is_not_taken_for_nothing() {
    for (rule, code, said) in [
        (Rule::answer("/cdx/", 200, ""), 4, "refused the request"),
        (Rule::answer("/cdx/", 200, "<html>Sorry</html>"), 5, "isn't a list of captures"),
        (Rule::answer("/cdx/", 200, "[[\"timestamp\",\"original\"],\n[\"2021"), 5, "ends in the middle"),
        (Rule::answer("/cdx/", 403, "no"), 4, "403"),
        (
            Rule::on(
                "/cdx/",
                Fault::Answer { status: 429, headers: vec![("Retry-After".into(), "86400".into())], body: Vec::new() },
            ),
            4,
            "hint: ",
        ),
    ] {
        let portal = Portal::start(pieces(), vec![rule]).unwrap();
        let place = Place::new();
        let ran = archive(&place, &portal, &[]);
        assert_eq!(ran.code, code, "{said}: {}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
        let runs = jsonl(&std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap());
        assert_eq!(runs.last().unwrap()["complete"], false, "{said}");
    }
    let portal = Portal::start(Vec::new(), Vec::new()).unwrap();
    let nothing = archive(&Place::new(), &portal, &[]);
    assert_eq!((nothing.code, &summary(&nothing)["seen"]), (0, &json!(0)), "{}", nothing.err);
    assert!(nothing.err.contains("no captures of the section"), "{}", nothing.err);
}

#[test]
fn a_429_is_waited_out() {
    let slow_down = Fault::Answer { status: 429, headers: vec![("Retry-After".into(), "1".into())], body: Vec::new() };
    let rules = vec![Rule::on("/cdx/", slow_down.clone()).times(1), Rule::on("id_/", slow_down).after(3).times(1)];
    let portal = Portal::start(pieces(), rules).unwrap();
    let place = Place::new();
    let ran = archive(&place, &portal, &["--limit", "4"]);
    let told = summary(&ran);
    assert_eq!((ran.code, &told["failed"], &told["stopped"]), (0, &json!(0), &json!("limit")), "{}", ran.err);
    assert!(ran.err.contains("429"), "{}", ran.err);
}

#[test]
fn a_limit_counts_articles_and_a_plan_asks_for_lists_alone() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let plan = summary(&archive(&place, &portal, &["--plan"]));
    assert_eq!(plan["wanted"].as_array().unwrap().len(), captured().len());
    assert_eq!(asked(&portal), Vec::<String>::new());
    let limited = archive(&place, &portal, &["--limit", "5"]);
    assert_eq!((limited.code, &summary(&limited)["stopped"]), (0, &json!("limit")), "{}", limited.err);
    assert_eq!(full(&place).len(), 5);
    assert_eq!(archive(&place, &portal, &[]).code, 0);
    assert_eq!(full(&place).len(), captured().len());
}

#[test]
fn a_run_that_dies_loses_nothing_and_asks_nothing_twice() {
    let whole = Place::new();
    let undisturbed = Portal::start(pieces(), Vec::new()).unwrap();
    archive(&whole, &undisturbed, &[]);
    for stop_after in [2, 9, 23] {
        let stall = Rule::on("id_/", Fault::StallBeforeHead).after(stop_after);
        let portal = Portal::start(pieces(), vec![stall]).unwrap();
        let place = Place::new();
        let address = portal.address();
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("byt"))
            .current_dir(place.path())
            .args(["update", "--source", "archive", "--archive", &address, "--delay", "0", "--no-index"])
            .env("BYT_NOW", crate::support::NOW)
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while asked(&portal).len() <= stop_after {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let before: BTreeSet<String> = asked(&portal)[..stop_after].iter().cloned().collect();
        portal.misbehave(Vec::new());
        portal.forget();
        let ran = archive(&place, &portal, &[]);
        assert_eq!((ran.code, &summary(&ran)["complete"]), (0, &json!(true)), "{}", ran.err);
        assert_eq!(full(&place), full(&whole), "stopped after {stop_after}");
        let twice: Vec<String> = asked(&portal).into_iter().filter(|target| before.contains(target)).collect();
        // A capture that leads to another one is known by that other.
        assert!(twice.len() <= 1, "{twice:?}");
    }
}

#[test]
fn own_raw_answers_import_as_what_they_were() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    archive(&place, &portal, &[]);
    let other = Place::new();
    let pages = place.path().join("corpus/pages");
    let ran = other.run(&["import", pages.to_str().unwrap()]);
    assert!(matches!(ran.code, 0 | 3), "{}", ran.err);
    assert_eq!(full(&other), full(&place));
    let fetched = |place: &Place| -> BTreeSet<String> {
        jsonl(&place.ok(&["export", "--status", "full"]))
            .iter()
            .map(|r| format!("{} {}", r["id"], r["fetched"]))
            .collect()
    };
    assert_eq!(fetched(&other), fetched(&place));
}

#[test]
fn references_to_removed_articles_lead_to_the_archive() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let (place, address) = (Place::new(), portal.address());
    let on = |day: u32, args: &[&str]| {
        let args = [&["update", "--delay", "0", "--json"], args].concat();
        Ran::from(place.command(&args).env("BYT_NOW", format!("2026-03-{day:02}T01:00:00Z")).output().unwrap())
    };
    let legacy = ["--source", "legacy", "--portal", &address];
    on(1, &["--source", "archive", "--archive", &address]);
    assert_eq!(summary(&on(2, &legacy))["complete"], true);
    let removed = captured().into_iter().rev().filter(|piece| piece.section).nth(2).unwrap();
    portal.edit(|pieces| pieces.retain(|piece| piece.slug != removed.slug));
    let day = on(3, &legacy);
    let id = summary(&day)["missing_ids"][0].as_str().unwrap_or_else(|| panic!("{}", day.err)).to_owned();
    let origins = jsonl(&place.ok(&["show", &id, "--origin", "--format", "jsonl"])).remove(0);
    let versions = origins["versions"].as_array().unwrap().iter().rev();
    let request = versions.filter_map(|version| version["answer"]["url"].as_str()).find(|url| url.contains("/web/"));
    let request = request.unwrap_or_else(|| panic!("{origins:#}")).to_owned();
    let capture = request.replacen("id_/", "/", 1);
    assert!(capture.starts_with(&format!("{address}/web/2")) && capture != request, "{request}");
    for style in ["text", "bibtex", "ris", "csl"] {
        let shown = place.ok(&["show", &id, "--cite", style]);
        assert!(shown.contains(&capture) && shown.contains("original address: "), "{style}: {shown}");
        // Articles that are still there are cited where they are.
        let all = place.ok(&["export", "--cite", style]);
        assert_eq!(all.matches("/web/2").count(), 1, "{style}");
        assert_eq!(
            place.ok(&["export", "--changed-since", "0", "--cite", style]).matches("/web/2").count(),
            1,
            "{style}"
        );
        assert_eq!(place.ok(&["search", "--limit", "0", "--cite", style]).matches("/web/2").count(), 1, "{style}");
    }
    assert!(place.ok(&["show", &id, "--cite", "bibtex"]).contains(&format!("url          = {{{capture}}}")));
    for format in ["markdown", "html"] {
        assert!(place.ok(&["show", &id, "--format", format]).contains(&capture), "{format}");
    }
    // Without the raw answers nobody knows a capture.
    std::fs::rename(place.path().join("corpus/pages"), place.path().join("pages")).unwrap();
    let without = place.ok(&["show", &id, "--cite", "text"]);
    assert!(!without.contains("/web/") && without.contains("no longer on the portal since 2026-03-03"), "{without}");
}
