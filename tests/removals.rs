//! What the list no longer shows: the next plain update asks for it again, and only the answer decides.

use std::collections::BTreeSet;

use byt::demo::{Piece, Portal, Seen, pieces};
use serde_json::{Value, json};

use crate::support::{Place, jsonl};

const SOURCES: [&str; 2] = ["bridge", "legacy"];

/// Articles of the section with text, newest last.
fn inside() -> Vec<Piece> {
    let mut inside: Vec<Piece> = pieces().into_iter().filter(|piece| piece.section && piece.detail).collect();
    inside.sort_by_key(|piece| piece.published);
    inside
}

fn update(place: &Place, portal: &Portal, source: &str, day: u32, more: &[&str]) -> Value {
    let address = portal.address();
    let args = ["update", "--source", source, "--portal", &address, "--delay", "0", "--json"];
    let now = format!("2026-03-{day:02}T01:00:00Z");
    let output = place.command(&[&args, more].concat()).env("BYT_NOW", now).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{source}, day {day}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ids(summary: &Value, key: &str) -> Vec<String> {
    summary[key]
        .as_array()
        .map(|ids| ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect())
        .unwrap_or_default()
}

fn id_of(place: &Place, piece: &Piece) -> String {
    let records = jsonl(&place.ok(&["export", "--section", "all"]));
    records.iter().find(|record| record["title"] == piece.title.as_str()).unwrap()["id"].as_str().unwrap().to_owned()
}

fn asks_for(seen: &Seen, piece: &Piece) -> bool {
    let body = String::from_utf8_lossy(&seen.body).into_owned();
    seen.target.contains(&piece.slug) || (seen.target.contains("layChiTietBaiViet") && body.contains(&piece.aid))
}

#[test]
fn a_removed_article_is_reported_by_the_next_plain_update() {
    for source in SOURCES {
        let all = inside();
        // The newest of all, and some further down.
        for nth in [1, 4] {
            let removed = &all[all.len() - nth];
            let portal = Portal::start(all.clone(), Vec::new()).unwrap();
            let place = Place::new();
            update(&place, &portal, source, 1, &[]);
            let id = id_of(&place, removed);
            portal.edit(|pieces| pieces.retain(|piece| piece.slug != removed.slug));
            let missing = update(&place, &portal, source, 2, &[]);
            assert_eq!(ids(&missing, "missing_ids"), std::slice::from_ref(&id), "{source}, {nth}: {missing}");
            assert_eq!((&missing["failed"], &missing["complete"]), (&json!(0), &json!(true)), "{source}: {missing}");
            let gone = update(&place, &portal, source, 3, &[]);
            assert_eq!(ids(&gone, "gone_ids"), std::slice::from_ref(&id), "{source}, {nth}: {gone}");
            portal.forget();
            update(&place, &portal, source, 4, &[]);
            assert!(!portal.seen().iter().any(|seen| asks_for(seen, removed)), "{source}: it is gone");
            portal.edit(|pieces| *pieces = all.clone());
            let back = update(&place, &portal, source, 5, &[]);
            assert_eq!(ids(&back, "returned_ids"), std::slice::from_ref(&id), "{source}, {nth}: {back}");
            let events = jsonl(&place.ok(&["changes", "--format", "jsonl", "--since", "2026-03-02"]));
            let kinds: Vec<&str> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
            assert_eq!(kinds, ["missing", "gone", "returned"], "{source}");
            assert_eq!(place.run(&["check"]).code, 0);
        }
    }
}

#[test]
fn a_hidden_end_of_the_list_makes_nothing_missing() {
    for source in SOURCES {
        for (shown, more) in [(7, &["--full"][..]), (12, &[]), (1, &["--full"])] {
            let all = inside();
            let portal = Portal::start(all.clone(), Vec::new()).unwrap();
            let place = Place::new();
            update(&place, &portal, source, 1, &[]);
            let newest = all[all.len() - shown..].to_vec();
            portal.edit(|pieces| *pieces = newest);
            portal.forget();
            let day = update(&place, &portal, source, 2, more);
            assert_eq!((ids(&day, "missing_ids"), &day["updated"]), (vec![], &json!(0)), "{source} {shown}: {day}");
            assert!(
                portal.seen().iter().all(|seen| all.iter().all(|piece| !asks_for(seen, piece))),
                "{source} {shown}"
            );
            portal.edit(|pieces| *pieces = all.clone());
            let after = update(&place, &portal, source, 3, more);
            assert_eq!((&after["new"], &after["updated"]), (&json!(0), &json!(0)), "{source} {shown}: {after}");
        }
    }
}

#[test]
fn what_is_still_there_stays_and_is_reported() {
    // The old portal has an article under the address of its section only.
    let source = "bridge";
    {
        let portal = Portal::start(inside(), Vec::new()).unwrap();
        let place = Place::new();
        update(&place, &portal, source, 1, &[]);
        let moved = inside()[inside().len() - 3].clone();
        let id = id_of(&place, &moved);
        // Moved to another section: the list of this one lacks it.
        portal.edit(|pieces| pieces.iter_mut().find(|piece| piece.slug == moved.slug).unwrap().section = false);
        let day = update(&place, &portal, source, 2, &[]);
        assert_eq!((ids(&day, "missing_ids"), ids(&day, "unlisted_ids")), (vec![], vec![id]), "{source}: {day}");
        assert_eq!(day["complete"], true);
    }
}

#[test]
fn a_list_with_a_hole_costs_a_limited_number_of_requests() {
    let all = inside();
    assert!(all.len() > 32, "{}", all.len());
    let source = "bridge";
    {
        let portal = Portal::start(all.clone(), Vec::new()).unwrap();
        let place = Place::new();
        update(&place, &portal, source, 1, &[]);
        portal.edit(|pieces| {
            let slugs: Vec<String> = all[6..all.len() - 6].iter().map(|piece| piece.slug.clone()).collect();
            pieces.iter_mut().filter(|piece| slugs.contains(&piece.slug)).for_each(|piece| piece.section = false);
        });
        portal.forget();
        let day = update(&place, &portal, source, 2, &["--full"]);
        let asked = portal.seen().iter().filter(|seen| all.iter().any(|piece| asks_for(seen, piece))).count();
        assert_eq!(
            (asked, ids(&day, "unlisted_ids").len(), ids(&day, "missing_ids").len()),
            (20, 20, 0),
            "{source}: {day}"
        );
    }
}

#[test]
fn what_came_from_files_was_never_in_the_list() {
    let portal = Portal::start(inside(), Vec::new()).unwrap();
    let place = Place::new();
    update(&place, &portal, "bridge", 1, &[]);
    let newest = inside().pop().unwrap().published;
    let record = json!({ "title": "Tin từ tệp", "section": true, "published": newest.format("%Y-%m-%dT%H:%M:00+07:00").to_string(),
                         "aliases": ["aid:999999"], "url": "https://moh.gov.vn/index.jsp?pageId=5803&aid=999999" });
    place.write("record.jsonl", record.to_string().as_bytes());
    place.ok(&["import", "record.jsonl"]);
    update(&place, &portal, "bridge", 2, &[]);
    portal.forget();
    let day = update(&place, &portal, "bridge", 3, &[]);
    assert!(portal.seen().iter().all(|seen| !String::from_utf8_lossy(&seen.body).contains("999999")), "{day}");
}

#[test]
fn missing_articles_are_found_counted_and_marked() {
    let record = |id: &str, more: Value| {
        let mut record = json!({ "id": id, "title": format!("Tin {id}"), "published": "2026-01-20", "section": true });
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record
    };
    let since = "2026-01-29T01:00:00Z";
    let place = Place::with_records(&[
        record("nay", json!({})),
        record("thieu", json!({ "missing_since": since })),
        record("mat", json!({ "missing_since": since, "gone": "2026-01-31T01:00:00Z" })),
    ]);
    let found = |args: &[&str]| {
        let ran = place.run(&[&["search", "--format", "ids"], args].concat());
        let mut ids: Vec<String> = ran.out.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(found(&["--missing"]), ["mat", "thieu"]);
    assert_eq!(found(&["absence:gone"]), ["mat"]);
    assert_eq!(found(&["--", "-absence:missing"]), ["nay"]);
    assert_eq!(place.ok(&["count", "--missing"]).trim(), "2");
    assert_eq!(place.run(&["search", "absence:lost"]).code, 2);
    let events = jsonl(&place.ok(&["changes", "--missing", "--format", "jsonl"]));
    assert_eq!(events.len(), 2);
    let status = place.json(&["status", "--json"]);
    assert_eq!((&status["missing"], &status["gone"]), (&json!(2), &json!(1)));
    let metrics = place.ok(&["status", "--format", "prometheus"]);
    for line in ["byt_articles 3", "byt_missing_articles 2", "byt_gone_articles 1", "# TYPE byt_ledger_bytes gauge"] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
    assert!(!metrics.contains("byt_last_complete_update"), "there was no update: {metrics}");
    let text = place.ok(&["search"]);
    assert!(text.contains("missing on the portal") && text.contains("gone from the portal"), "{text}");
    assert!(place.ok(&["show", "mat", "--cite", "text"]).contains("no longer on the portal since 2026-01-29"));
    assert!(!place.ok(&["show", "nay", "--cite", "text"]).contains("no longer"));
}

#[test]
fn more_articles_than_a_run_requests_take_turns() {
    let all = inside();
    let hidden: Vec<Piece> = all[6..all.len() - 6].to_vec();
    let portal = Portal::start(all.clone(), Vec::new()).unwrap();
    let place = Place::new();
    update(&place, &portal, "bridge", 1, &[]);
    // Moved to another section: the portal still has them.
    portal.edit(|pieces| {
        pieces.iter_mut().filter(|piece| hidden.iter().any(|h| h.slug == piece.slug)).for_each(|p| p.section = false);
    });
    let asked_on = |day: u32, more: &[&str]| -> BTreeSet<String> {
        portal.forget();
        update(&place, &portal, "bridge", day, more);
        let seen = portal.seen();
        let asked = all.iter().filter(|piece| seen.iter().any(|seen| asks_for(seen, piece)));
        asked.map(|piece| piece.slug.clone()).collect()
    };
    let rounds = u32::try_from(hidden.len().div_ceil(20)).unwrap();
    assert!(rounds > 1, "{}", hidden.len());
    let mut asked = BTreeSet::new();
    for day in 2..2 + rounds {
        let today = asked_on(day, &["--full"]);
        assert_eq!(today.len(), 20, "day {day}");
        asked.extend(today);
    }
    assert_eq!(asked, hidden.iter().map(|piece| piece.slug.clone()).collect(), "each has had its turn");
    // An article that the list has only just lost goes before those that wait for another turn.
    let removed = &all[all.len() - 3];
    let id = id_of(&place, removed);
    portal.edit(|pieces| pieces.retain(|piece| piece.slug != removed.slug));
    let day = update(&place, &portal, "bridge", 20, &["--full"]);
    assert_eq!(ids(&day, "missing_ids"), std::slice::from_ref(&id), "{day}");
    assert_eq!(day["unlisted_asked_ids"].as_array().unwrap().len(), 20, "{day}");
    // And its turn to be believed comes too.
    let gone = (21..22 + rounds)
        .any(|day| ids(&update(&place, &portal, "bridge", day, &["--full"]), "gone_ids") == std::slice::from_ref(&id));
    assert!(gone);
    // A run that may request only a few notes only those.
    let before = asked_on(26, &["--full", "--limit", "7"]);
    let after = asked_on(27, &["--full", "--limit", "7"]);
    assert_eq!((before.len(), after.len(), before.intersection(&after).count()), (7, 7, 0));
}
