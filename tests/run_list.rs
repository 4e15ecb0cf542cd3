//! The list at the end of update and import: which articles are new, edited, missing, gone, returned or late.

use byt::demo::{Fault, Portal, Rule, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const KINDS: [&str; 6] = ["new_ids", "updated_ids", "missing_ids", "gone_ids", "returned_ids", "late_ids"];

fn on(place: &Place, day: u32, args: &[&str]) -> Ran {
    Ran::from(place.command(args).env("BYT_NOW", format!("2026-02-{day:02}T01:00:00Z")).output().unwrap())
}

fn summary(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.err))
}

/// The kinds that have ids, each with how many.
fn counts(summary: &Value) -> Vec<(&str, usize)> {
    let counts = KINDS.map(|kind| (kind, summary[kind].as_array().unwrap().len()));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn an_import_names_what_is_new_and_what_it_changed() {
    let place = Place::new();
    let record = |id: &str, title: &str, day: u32| json!({"id": id, "title": title, "published": "2026-01-20", "fetched": format!("2026-01-{day}T00:00:00Z")});
    place.write("a.jsonl", format!("{}\n{}\n", record("mot", "Một", 21), record("hai", "Hai", 21)).as_bytes());
    let first = summary(&on(&place, 1, &["import", "a.jsonl", "--json"]));
    assert_eq!(first["new_ids"], json!(["hai", "mot"]));
    assert_eq!(counts(&first), [("new_ids", 2)]);
    assert!(first["run"].as_str().unwrap().starts_with("run-20260201T010000Z-"), "{first}");
    // Seen as new, and changed by the same run.
    let lines =
        [record("ba", "Ba", 21), record("ba", "Ba nữa", 22), record("hai", "Hai nữa", 22), record("mot", "Một", 21)];
    place.write("b.jsonl", lines.map(|line| line.to_string()).join("\n").as_bytes());
    let ran = on(&place, 2, &["import", "b.jsonl"]);
    let listed: Vec<&str> = ran.err.lines().collect();
    assert_eq!(
        listed[..2],
        ["new: ba  20/01/2026 00:00  Ba nữa", "edited: hai  20/01/2026 00:00  Hai nữa (title, aliases)"],
        "{}",
        ran.err
    );
    assert!(listed[2].starts_with("3 articles: 1 new, 1 updated, 1 unchanged"), "{}", ran.err);
    let again = summary(&on(&place, 3, &["import", "b.jsonl", "--json"]));
    assert_eq!(counts(&again), []);
    assert_eq!(on(&place, 3, &["import", "b.jsonl", "-q"]).err, "");
}

#[test]
fn two_articles_that_become_one_are_one_in_the_list() {
    let place = Place::new();
    let page = json!({"title": "Làm việc", "published": "2026-01-21T14:03:00+07:00", "aliases": ["slug:tham"], "body": "Thân."});
    let bare = json!({"title": "Thăm bệnh viện", "published": "2026-01-21T14:03:00+07:00"});
    let both = json!({"title": "Thăm bệnh viện", "published": "2026-01-21T14:03:00+07:00", "aliases": ["slug:tham"]});
    place.write("all.jsonl", [page, bare, both].map(|line| line.to_string()).join("\n").as_bytes());
    let summary = summary(&on(&place, 1, &["import", "all.jsonl", "--json"]));
    let there: Vec<String> =
        jsonl(&place.ok(&["export"])).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    let mut listed: Vec<&str> = summary["new_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    listed.sort_by_key(|id| there.iter().position(|known| known == id));
    assert_eq!(listed, there, "{summary}");
    assert_eq!(summary["updated_ids"], json!([]));
}

#[test]
fn an_update_names_every_kind_of_change() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let (place, address) = (Place::new(), portal.address());
    let update =
        |day: u32, more: &[&str]| on(&place, day, &[&["update", "--portal", &address, "--delay", "0"], more].concat());
    let first = update(1, &["--json"]);
    let first = summary(&first);
    assert_eq!(counts(&first), [("new_ids", first["new"].as_u64().unwrap() as usize)]);
    portal.edit(|pieces| pieces.iter_mut().find(|piece| piece.detail && piece.section).unwrap().title += " (sửa)");
    let edited = summary(&update(2, &["--json", "--full"]));
    assert_eq!(counts(&edited), [("updated_ids", 1)]);
    // Texts that can't be had any more, twice, and then again.
    let gone = || portal.misbehave(vec![Rule::on("layChiTietBaiViet", Fault::Status(404)).times(1)]);
    gone();
    let missing = summary(&update(3, &["--json", "--recheck", "9999"]));
    assert_eq!(counts(&missing), [("missing_ids", 1)], "{missing}");
    gone();
    let again = update(5, &["--recheck", "9999"]);
    let id = missing["missing_ids"][0].as_str().unwrap();
    assert!(again.err.contains(&format!("gone: {id}  ")), "{}", again.err);
    portal.misbehave(Vec::new());
    let shown = || jsonl(&place.ok(&["show", id, "--format", "jsonl"])).remove(0);
    assert!(!shown()["gone"].is_null());
    let returned = summary(&update(6, &["--json"]));
    assert_eq!((counts(&returned), &returned["returned_ids"]), (vec![("returned_ids", 1)], &json!([id])), "{returned}");
    assert!(shown()["gone"].is_null());
}

#[test]
fn a_long_list_is_cut_and_says_how_to_see_all_of_it() {
    let place = Place::new();
    let lines: Vec<String> =
        (0..47).map(|n| json!({"id": format!("a{n:02}"), "title": format!("Bài {n}")}).to_string()).collect();
    place.write("many.jsonl", lines.join("\n").as_bytes());
    let short = on(&place, 1, &["import", "many.jsonl"]);
    assert_eq!(short.err.lines().filter(|line| line.starts_with("new: ")).count(), 20, "{}", short.err);
    let hint = short.err.lines().find(|line| line.starts_with("and 27 articles more")).unwrap();
    let run = hint.split("--since ").nth(1).unwrap().split('`').next().unwrap();
    assert_eq!(place.ok(&["changes", "--since", run, "--format", "ids"]).lines().count(), 47);
    let other = Place::new();
    other.write("many.jsonl", lines.join("\n").as_bytes());
    let all = on(&other, 1, &["import", "many.jsonl", "-v"]);
    assert_eq!(all.err.lines().filter(|line| line.starts_with("new: ")).count(), 47, "{}", all.err);
}
