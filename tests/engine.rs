//! Commands that ask a cluster: what an engine must not get away with. The answers themselves are compared on a real
//! cluster, by `.ci/engine/run`.

use serde_json::json;

use crate::mock_engine::{Answer, Engine};
use crate::support::{Place, Ran};

fn place(articles: usize) -> Place {
    let record = |n: usize| {
        json!({"id": format!("tin-{n}"), "title": format!("Tin thứ {n} về y tế"), "published": "2026-01-05",
            "body": "Bộ Y tế họp. AI giúp bác sĩ.", "fetched": "2026-01-06T01:00:00Z"})
    };
    Place::with_records(&(0..articles).map(record).collect::<Vec<_>>())
}

fn pushed(place: &Place, engine: &Engine) {
    place.ok(&["push", "--to", &engine.url]);
}

/// An engine whose searches lack a third of the articles, as an engine with a lost shard says it: 200, and no failure.
fn with_a_lost_shard(shards: &'static str, late: bool) -> Engine {
    Engine::with(move |asked| {
        let hits = "\"hits\":{\"total\":{\"value\":1,\"relation\":\"eq\"},\"hits\":[]}";
        let answer = format!(
            "{{\"timed_out\":{late},\"_shards\":{shards},{hits},\"aggregations\":{{\"groups\":{{\"buckets\":[]}}}}}}"
        );
        if asked.path.contains("_msearch") {
            let all = vec![answer; asked.body.lines().count() / 2].join(",");
            return Some(Answer(200, "", format!("{{\"responses\":[{all}]}}")));
        }
        let is_search = asked.path.contains("_search");
        is_search.then_some(Answer(200, "", answer))
    })
}

#[test]
fn an_answer_that_lacks_a_shard_is_never_shown() {
    let lost = r#"{"total":3,"successful":2,"failed":0}"#;
    let failed = r#"{"total":3,"successful":3,"failed":1}"#;
    let whole = r#"{"total":3,"successful":3,"failed":0}"#;
    for engine in [with_a_lost_shard(lost, false), with_a_lost_shard(failed, false), with_a_lost_shard(whole, true)] {
        let place = place(2);
        pushed(&place, &engine);
        for command in [
            &["count", "y tế"][..],
            &["count", "--by", "official"],
            &["search", "y tế"],
            &["search", "--format", "json"],
            &["search", "--limit", "0"],
            &["export"],
            &["export", "--format", "csv"],
            &["show", "tin-1"],
            &["show", "aid:1", "--format", "json"],
            &["officials"],
            &["officials", "dao hong lan"],
            &["officials", "--suggest"],
            &["officials", "at", "2026-01-05"],
            &["officials", "--format", "json", "at", "2026-01-05"],
            &["topics"],
            &["status"],
            &["status", "--json"],
            &["check"],
            &["check", "--json"],
        ] {
            let mut asking = place.command(command);
            let ran = Ran::from(asking.env("BYT_ENGINE", &engine.url).output().unwrap());
            assert_eq!(ran.code, 4, "{command:?}: {}", ran.err);
            assert!(ran.out.is_empty(), "{command:?}: {}", ran.out);
            assert!(ran.err.contains("of 3 shards"), "{command:?}: {}", ran.err);
        }
    }
}

#[test]
fn an_engine_may_be_named_before_a_subcommand() {
    let gone = "http://127.0.0.1:1";
    let place = place(1);
    for args in [
        &["officials", "--engine", gone, "at", "2026-01-05"][..],
        &["officials", "at", "2026-01-05", "--engine", gone],
        &["officials", "--engine", gone, "--format", "json", "at", "2026-01-05"],
        &["officials", "--engine", "http://127.0.0.1:2", "at", "--engine", gone, "2026-01-05"],
    ] {
        let ran = place.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("127.0.0.1:1 can't be reached"), "{args:?}: {}", ran.err);
    }
    let here = place.ok(&["officials", "--format", "json", "at", "2026-01-05"]);
    assert_eq!(here, place.ok(&["officials", "at", "2026-01-05", "--format", "json"]));
    for args in [&["officials", "lan", "at", "2026-01-05"][..], &["officials", "--suggest", "at", "2026-01-05"]] {
        assert_eq!(place.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn an_engine_is_asked_only_if_its_rules_are_these() {
    let (place, engine) = (place(2), Engine::new());
    let ran = place.run(&["count", "--engine", &engine.url]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("there is no index “byt”"), "{}", ran.err);
    pushed(&place, &engine);
    place.write("topics.toml", b"[[topic]]\nid = \"dan-so\"\nphrases = [\"gia \xc4\x91\xc3\xacnh\"]\n");
    place.write("byt.toml", b"topics = \"topics.toml\"\n");
    let ran = place.run(&["count", "--engine", &engine.url]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("made by other rules"), "{}", ran.err);
    let names = place.run(&["count", "--engine", &engine.url, "--engine-name", "a,,b"]);
    assert_eq!(names.code, 2, "{}", names.err);
}

#[test]
fn what_only_the_ledger_knows_is_not_asked_of_an_engine() {
    let place = place(2);
    for args in [
        &["show", "tin-1", "--versions"][..],
        &["show", "tin-1", "--diff"],
        &["show", "tin-1", "--version", "1"],
        &["show", "tin-1", "--origin"],
        &["topics", "explain", "duoc"],
        &["status", "--max-age", "1d"],
        &["export", "--split", "files"],
        &["export", "--changed-since", "0"],
    ] {
        // Nobody is asked: nothing listens there.
        let ran = Ran::from(place.command(args).env("BYT_ENGINE", "http://127.0.0.1:9").output().unwrap());
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains("needs the corpus") && ran.out.is_empty(), "{args:?}: {}", ran.err);
        let here = Ran::from(place.command(args).env("BYT_ENGINE", "").output().unwrap());
        assert!(!here.err.contains("needs the corpus"), "{args:?}: {}", here.err);
    }
}

#[test]
fn an_engine_that_is_gone_ends_every_command_that_asks_it() {
    let place = place(1);
    for args in [
        &["count"][..],
        &["search"],
        &["export"],
        &["show", "tin-0"],
        &["officials"],
        &["officials", "at", "2026-01-05"],
        &["topics"],
        &["status"],
        &["check"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let ran = Ran::from(place.command(args).env("BYT_ENGINE", "http://127.0.0.1:9").output().unwrap());
        assert_eq!(ran.code, 4, "{args:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{args:?}: {}", ran.out);
    }
}

#[test]
fn wrong_answers_to_a_question_are_never_shown() {
    for (status, headers, body, code, said) in [
        (429, "", "{}", 4, "can't answer now"),
        (503, "", "{\"error\":{\"type\":\"x\",\"reason\":\"y\"},\"status\":503}", 4, "can't answer now"),
        (401, "", "{\"secret\":1}", 4, "demands credentials"),
        (302, "location: http://127.0.0.1:9/login\r\n", "", 4, "redirects to http://127.0.0.1:9/login"),
        (200, "content-length: 900\r\n", "{\"hits\":", 4, "ended its answer early"),
        (200, "", "<html>hello</html>", 5, "neither OpenSearch nor Elasticsearch"),
        (200, "", "{\"hits\":{\"hits\":[]}}", 5, "doesn't work as expected"),
        (
            404,
            "",
            "{\"error\":{\"type\":\"index_not_found_exception\",\"reason\":\"y\"},\"status\":404}",
            5,
            "index_not_found",
        ),
    ] {
        let is_question = |path: &str| path.contains("_search") || path.contains("_msearch");
        let engine = Engine::with(move |asked| is_question(&asked.path).then(|| Answer(status, headers, body.into())));
        let place = place(2);
        pushed(&place, &engine);
        for command in [&["count", "y tế"][..], &["search", "y tế"], &["show", "tin-1"]] {
            let ran = Ran::from(place.command(command).env("BYT_ENGINE", &engine.url).output().unwrap());
            assert_eq!(ran.code, code, "{command:?}, {status} {body}: {}", ran.err);
            assert!(ran.out.is_empty() && !ran.err.contains("secret"), "{command:?}: {} {}", ran.out, ran.err);
            assert!(ran.err.replace('\n', " ").contains(said), "{command:?}, {said}: {}", ran.err);
        }
    }
}
