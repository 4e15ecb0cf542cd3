//! `byt reparse`: the raw answers of the corpus, read again.

use byt::demo::{Portal, pieces};
use serde_json::json;

use crate::support::Place;

#[test]
fn directly_after_an_update_nothing_changes() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let address = portal.address();
    let place = Place::new();
    for source in ["archive", "legacy", "bridge"] {
        let ran = place.run(&[
            "update",
            "--source",
            source,
            "--portal",
            &address,
            "--archive",
            &address,
            "--delay",
            "0",
            "--full",
        ]);
        assert_eq!(ran.code, 0, "{source}: {}", ran.err);
        portal.forget();
        let before = place.ok(&["export", "--section", "all"]);
        let ledger = std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap();
        let told = place.json(&["reparse", "--apply", "--json"]);
        assert_eq!((&told["changed"], &told["new"], &told["changes"]), (&json!(0), &json!(0), &json!({})), "{source}");
        assert!(told["answers"].as_u64().unwrap() > 50 && told["seen"].as_u64().unwrap() > 50, "{told}");
        assert_eq!(std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap(), ledger, "{source}");
        assert_eq!(place.ok(&["export", "--section", "all"]), before);
        assert!(portal.seen().is_empty(), "no network");
    }
}

#[test]
fn a_lost_ledger_is_shown_as_lost_and_comes_back() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let address = portal.address();
    let place = Place::new();
    assert_eq!(place.run(&["update", "--portal", &address, "--delay", "0"]).code, 0);
    let export = || place.run(&["export", "--section", "all"]).out;
    let before = export();
    std::fs::write(place.path().join("corpus/articles.jsonl"), "").unwrap();
    let all = before.lines().count();
    let dry = place.run(&["reparse"]);
    assert_eq!(dry.code, 0, "{}", dry.err);
    assert_eq!((dry.out.lines().count(), dry.out.matches("\tnew").count()), (all, all));
    assert!(dry.err.contains("--apply"), "{}", dry.err);
    assert_eq!(std::fs::metadata(place.path().join("corpus/articles.jsonl")).unwrap().len(), 0);
    assert_eq!(place.json(&["reparse", "--apply", "--json"])["new"], all);
    assert_eq!(export().lines().count(), all);
    let ids = |text: &str| -> Vec<String> { text.lines().map(|l| l.split('"').nth(3).unwrap().to_owned()).collect() };
    let (mut now, mut then) = (ids(&export()), ids(&before));
    now.sort();
    then.sort();
    assert_eq!(now, then);
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn without_a_corpus_it_says_how_to_get_one() {
    let ran = Place::new().run(&["reparse"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("there is no corpus"), "{}", ran.err);
}
