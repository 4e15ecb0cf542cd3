//! `byt push`: every article reaches the engine, once and in its last version, whatever the engine answers.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::mock_engine::{Answer, Asked, Engine};
use crate::support::{Place, Ran};

fn record(n: usize) -> Value {
    json!({"id": format!("tin-{n}"), "title": format!("Tin thứ {n} về y tế"), "published": "2026-01-05",
        "body": "Bộ Y tế họp. AI giúp bác sĩ.", "fetched": "2026-01-06T01:00:00Z"})
}

fn place(articles: usize) -> Place {
    Place::with_records(&(0..articles).map(record).collect::<Vec<_>>())
}

fn push(place: &Place, engine: &Engine, options: &[&str]) -> Ran {
    place.run(&[&["push", "--to", &engine.url], options].concat())
}

fn pushed(place: &Place, engine: &Engine, options: &[&str]) -> Value {
    let ran = push(place, engine, &[options, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn is_bulk(asked: &Asked) -> bool {
    asked.path.ends_with("/_bulk")
}

#[test]
fn a_second_push_sends_nothing_and_a_third_what_is_new() {
    let (place, engine) = (place(7), Engine::new());
    let plan = pushed(&place, &engine, &["--plan"]);
    assert_eq!((&plan["articles"], &plan["rebuilt"], &plan["index"]), (&json!(7), &json!(true), &Value::Null));
    assert!(engine.indexes().is_empty(), "a plan sends nothing");
    let first = pushed(&place, &engine, &[]);
    assert_eq!((&first["articles"], &first["rebuilt"]), (&json!(7), &json!(true)));
    assert_eq!(engine.articles("byt").len(), 7);
    let before = engine.asked().len();
    assert_eq!(pushed(&place, &engine, &[])["articles"], 0);
    assert!(engine.asked()[before..].iter().all(|asked| !asked.contains("_bulk")), "{:?}", engine.asked());
    let mut edited = record(3);
    edited["body"] = "Bộ Y tế họp về thuốc. AI giúp bác sĩ khám bệnh.".into();
    edited["fetched"] = "2026-01-07T01:00:00Z".into();
    place.write("more.jsonl", format!("{edited}\n{}\n", record(7)).as_bytes());
    place.ok(&["import", "more.jsonl"]);
    assert_eq!(pushed(&place, &engine, &["--plan"])["articles"], 2);
    let third = pushed(&place, &engine, &[]);
    assert_eq!((&third["articles"], &third["rebuilt"]), (&json!(2), &json!(false)));
    let articles = engine.articles("byt");
    assert_eq!(articles.len(), 8);
    assert!(articles["tin-3"].0 > articles["tin-6"].0, "the edited version is there: {articles:?}");
}

#[test]
fn a_rebuild_replaces_the_index_and_removes_the_old_one() {
    let (place, engine) = (place(3), Engine::new());
    pushed(&place, &engine, &["--name", "moh"]);
    let old = engine.indexes();
    assert_eq!(pushed(&place, &engine, &["--name", "moh", "--rebuild"])["articles"], 3);
    let new = engine.indexes();
    assert!(new.len() == 1 && old.len() == 1 && new != old, "{old:?} {new:?}");
    assert_eq!(engine.articles("moh").len(), 3);
}

#[test]
fn another_corpus_and_a_shortened_one_change_nothing() {
    let (one, other, engine) = (place(3), Place::with_records(&[record(9)]), Engine::new());
    pushed(&one, &engine, &[]);
    let ran = push(&other, &engine, &["--rebuild"]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("holds another corpus") && ran.err.contains("--name"), "{}", ran.err);
    assert_eq!(pushed(&other, &engine, &["--name", "other"])["articles"], 1);
    let ledger = one.path().join("corpus/articles.jsonl");
    let lines = std::fs::read_to_string(&ledger).unwrap();
    let kept: String = lines.split_inclusive('\n').take(2).collect();
    std::fs::write(&ledger, kept).unwrap();
    let ran = push(&one, &engine, &[]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("has lost") && ran.err.contains("--rebuild"), "{}", ran.err);
    assert_eq!(engine.articles("byt").len(), 3);
    assert_eq!(pushed(&one, &engine, &["--rebuild"])["articles"], 2);
    assert_eq!(engine.articles("byt").len(), 2);
}

/// An engine that answers the first bulk requests by a script, and then works.
fn stumbling(times: u64, answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Engine {
    let seen = AtomicU64::new(0);
    Engine::with(move |asked| {
        let stumbles = is_bulk(asked) && seen.fetch_add(1, Ordering::SeqCst) < times;
        stumbles.then(|| answer(asked))
    })
}

#[test]
fn what_an_engine_can_not_take_now_is_sent_again() {
    let busy = |status: u16| move |_: &Asked| Answer(status, "", "{}".into());
    let items_busy = |asked: &Asked| {
        let ids = asked.body.lines().step_by(2).map(|line| serde_json::from_str::<Value>(line).unwrap());
        let items = ids.map(|line| json!({"index": {"_id": line["index"]["_id"], "status": 429}}));
        Answer(200, "", json!({"errors": true, "items": items.collect::<Vec<_>>()}).to_string())
    };
    let cut = |_: &Asked| Answer(200, "content-length: 999\r\n", "{\"items\": [".into());
    for engine in [stumbling(1, busy(429)), stumbling(1, busy(503)), stumbling(1, items_busy), stumbling(1, cut)] {
        let place = place(3);
        assert_eq!(pushed(&place, &engine, &[])["articles"], 3);
        assert_eq!(engine.articles("byt").len(), 3);
    }
}

#[test]
fn a_request_that_is_too_large_is_halved_and_a_single_article_refused() {
    let too_large = |asked: &Asked| Answer(413, "", asked.body.len().to_string());
    let engine = Engine::with(move |asked| {
        (is_bulk(asked) && (asked.body.lines().count() > 4 || asked.body.contains("\"_id\":\"tin-5\"")))
            .then(|| too_large(asked))
    });
    let place = place(7);
    let ran = push(&place, &engine, &[]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("tin-5: too large for the engine"), "{}", ran.err);
    assert_eq!(engine.articles("byt").len(), 6);
    let ran = push(&place, &engine, &[]);
    assert_eq!(ran.code, 3, "asked again: {}", ran.err);
}

/// An engine that refuses a document as long as `what` says so, which is asked twice for each request.
fn refusing(id: &'static str, what: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Engine {
    Engine::with(move |asked| {
        if !is_bulk(asked) || !asked.body.contains(&format!("\"_id\":\"{id}\"")) {
            return None;
        }
        let lines: Vec<Value> = asked.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let is_refused = |pair: &[Value]| pair[0]["index"]["_id"] == id && what(&pair[1]);
        if !lines.chunks(2).any(is_refused) {
            return None;
        }
        let item = |pair: &[Value]| {
            let id = pair[0]["index"]["_id"].clone();
            let error = json!({"type": "mapper_parsing_exception", "reason": "no"});
            if is_refused(pair) {
                json!({"index": {"_id": id, "status": 400, "error": error}})
            } else {
                json!({"index": {"_id": id, "status": 201}})
            }
        };
        Some(Answer(200, "", json!({"items": lines.chunks(2).map(item).collect::<Vec<_>>()}).to_string()))
    })
}

#[test]
fn a_refused_article_is_sent_again_until_it_is_taken() {
    let refusals = AtomicU64::new(0);
    let engine = refusing("tin-1", move |_| refusals.fetch_add(1, Ordering::SeqCst) < 4);
    let place = place(1);
    place.write("more.jsonl", record(1).to_string().as_bytes());
    pushed(&place, &engine, &[]);
    place.ok(&["import", "more.jsonl"]);
    for code in [3, 3, 0] {
        let ran = push(&place, &engine, &[]);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert_eq!(ran.err.contains("tin-1: mapper_parsing_exception: no"), code == 3, "{}", ran.err);
    }
    assert_eq!(engine.articles("byt").len(), 2);
    assert_eq!(pushed(&place, &engine, &[])["articles"], 0);
}

#[test]
fn a_refused_version_is_not_sent_again_once_a_later_one_is_there() {
    let is_bad = |of: &Value| of["line"].as_str().is_some_and(|line| line.contains("hỏng"));
    let engine = refusing("tin-1", is_bad);
    let place = place(3);
    pushed(&place, &engine, &[]);
    let edited = |body: &str, day: u32| {
        let mut edited = record(1);
        edited["body"] = format!("Bộ Y tế họp. AI giúp bác sĩ. {body}").into();
        edited["fetched"] = format!("2026-01-{day:02}T01:00:00Z").into();
        place.write("edited.jsonl", edited.to_string().as_bytes());
        place.ok(&["import", "edited.jsonl"]);
    };
    edited("Bản này hỏng.", 7);
    for _ in 0..2 {
        assert_eq!(push(&place, &engine, &[]).code, 3);
    }
    edited("Bản này đã sửa, dài hơn và đầy đủ hơn.", 8);
    assert_eq!(pushed(&place, &engine, &["--plan"])["articles"], 1);
    let ran = pushed(&place, &engine, &[]);
    assert_eq!((&ran["articles"], ran["refused"].as_array().map(Vec::len)), (&json!(1), Some(0)));
    let before = engine.asked().len();
    assert_eq!(pushed(&place, &engine, &[])["articles"], 0);
    assert!(engine.asked()[before..].iter().all(|asked| !asked.contains("_bulk")), "{:?}", engine.asked());
}

/// Appends a line to the ledger by which the article `tin-2` ends in `tin-1`.
fn join(place: &Place) {
    let ledger = place.path().join("corpus/articles.jsonl");
    let lines = std::fs::read_to_string(&ledger).unwrap();
    let line = lines.lines().find(|line| line.starts_with("{\"id\":\"tin-1\"")).unwrap();
    let line = line.replacen("\"tin-1\",", "\"tin-1\",\"joined\":[\"tin-2\"],", 1);
    let (content, _) = line.rsplit_once(",\"crc32\"").unwrap();
    let checksum = crc32fast::hash(content.as_bytes());
    std::fs::write(&ledger, format!("{lines}{content},\"crc32\":\"{checksum:08x}\"}}\n")).unwrap();
}

#[test]
fn a_refused_tombstone_is_sent_again() {
    let refusals = AtomicU64::new(0);
    let is_tombstone = |of: &Value| of.get("line").is_none();
    let engine = refusing("tin-2", move |of| is_tombstone(of) && refusals.fetch_add(1, Ordering::SeqCst) < 4);
    let place = place(3);
    pushed(&place, &engine, &[]);
    join(&place);
    for code in [3, 3, 0] {
        let ran = push(&place, &engine, &[]);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert_eq!(ran.err.contains("tin-2: mapper_parsing_exception"), code == 3, "{}", ran.err);
    }
    let articles = engine.articles("byt");
    assert!(articles["tin-1"].1 && !articles["tin-2"].1, "{articles:?}");
    assert_eq!(pushed(&place, &engine, &[])["articles"], 0);
}

#[test]
fn what_is_no_engine_or_refuses_is_said_in_one_sentence() {
    let always = |status: u16, headers: &'static str, body: &'static str| {
        Engine::with(move |_| Some(Answer(status, headers, body.into())))
    };
    let old = "{\"version\":{\"distribution\":\"opensearch\",\"number\":\"1.3.0\"}}";
    for (engine, code, said) in [
        (always(200, "", "<html>hello</html>"), 5, "neither OpenSearch nor Elasticsearch"),
        (always(200, "", "{\"version\":{\"number\":\"9.1\"},\"tagline\":\"Solr\"}"), 5, "neither OpenSearch"),
        (always(200, "", old), 5, "OpenSearch 1.3, which is too old"),
        (always(401, "", "{\"secret\":1}"), 4, "demands credentials"),
        (always(403, "", ""), 4, "demands credentials"),
        (always(302, "location: http://127.0.0.1:9/login\r\n", ""), 4, "redirects to http://127.0.0.1:9/login"),
        (always(503, "", ""), 4, "can't answer now"),
        (always(200, "content-length: 900\r\n", "{\"version\""), 4, "ended its answer early"),
    ] {
        let ran = push(&place(1), &engine, &[]);
        assert_eq!(ran.code, code, "{said}: {}", ran.err);
        assert!(ran.err.replace('\n', " ").contains(said), "{said}: {}", ran.err);
        assert!(ran.out.is_empty() && !ran.err.contains("secret"), "{}", ran.err);
    }
    let wrong_items = Engine::with(|asked| is_bulk(asked).then(|| Answer(200, "", "{\"items\": []}".into())));
    let ran = push(&place(1), &wrong_items, &[]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    let nobody = place(1).run(&["push", "--to", "http://127.0.0.1:9"]);
    assert_eq!(nobody.code, 4, "{}", nobody.err);
}

#[test]
fn credentials_come_from_the_environment_and_go_to_the_engine_only() {
    let engine = Engine::with(|asked| {
        let is_known = asked.head.contains("authorization: basic ym9iolmzy3jlda==");
        (!is_known).then(|| Answer(401, "", String::new()))
    });
    let place = place(1);
    let run = |variables: &[(&str, &str)], to: &str| {
        let mut command = place.command(&["push", "--to", to]);
        command.envs(variables.iter().copied());
        Ran::from(command.output().unwrap())
    };
    let bob = [("BYT_ENGINE_USER", "bob"), ("BYT_ENGINE_PASSWORD", "S3cret")];
    assert_eq!(run(&bob, &engine.url).code, 0);
    let eve = [("BYT_ENGINE_USER", "eve"), ("BYT_ENGINE_PASSWORD", "S3cret")];
    for (variables, to, code, said) in [
        (&eve[..], engine.url.as_str(), 4, "refuses the credentials"),
        (&bob[..1], &engine.url, 2, "only one of"),
        (&[bob[0], bob[1], ("BYT_ENGINE_API_KEY", "k")], &engine.url, 2, "not clear which"),
        (&bob[..], "http://search.example:9200", 2, "without encryption"),
        (&[], "https://bob:S3cret@search.example", 2, "must not contain a user name"),
        (&[], "https://search.example/ x?", 2, "isn't the address"),
    ] {
        let ran = run(variables, to);
        assert_eq!(ran.code, code, "{said}: {}", ran.err);
        assert!(ran.err.replace('\n', " ").contains(said), "{said}: {}", ran.err);
        assert!(!ran.err.contains("S3cret"), "{}", ran.err);
    }
    let name = place.run(&["push", "--to", &engine.url, "--name", "Byt"]);
    assert_eq!(name.code, 2, "{}", name.err);
}

#[test]
fn a_node_that_is_gone_is_passed_over() {
    let (place, engine) = (place(2), Engine::new());
    let nodes = format!("http://127.0.0.1:9,{}", engine.url);
    place.ok(&["push", "--to", &nodes]);
    assert_eq!(engine.articles("byt").len(), 2);
}
