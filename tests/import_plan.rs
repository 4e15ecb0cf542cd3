//! `byt import --plan`: what each input is and what importing it would do, and nothing is stored.

use serde_json::{Value, json};

use crate::support::{Place, fixture};

fn plan(place: &Place, paths: &[&str], code: i32) -> Vec<Value> {
    let ran = place.run(&[&["import", "--plan", "--json"], paths].concat());
    assert_eq!(ran.code, code, "{}", ran.err);
    serde_json::from_str::<Value>(&ran.out).unwrap()["inputs"].as_array().unwrap().clone()
}

fn counts(inputs: &[Value]) -> [u64; 3] {
    ["new", "updated", "unchanged"].map(|key| inputs.iter().map(|input| input[key].as_u64().unwrap()).sum())
}

#[test]
fn a_plan_says_what_the_import_then_does() {
    let place = Place::new();
    let fixtures = fixture("").to_str().unwrap().to_owned();
    let planned = plan(&place, &[&fixtures], 0);
    assert!(std::fs::read_dir(place.path()).unwrap().next().is_none(), "no corpus and no index was created");
    for input in planned.iter().filter(|input| input["new"].as_u64() > Some(0)) {
        assert!(input["kind"].is_string(), "{input}");
    }
    let done = place.json(&["import", &fixtures, "--json"]);
    let [new, updated, _] = counts(&planned);
    // An article that several inputs have is new in the first of them only.
    assert_eq!((json!(new), updated > 0 || new > 0), (done["new"].clone(), true), "{planned:?}");
    let again = plan(&place, &[&fixtures], 0);
    assert_eq!(counts(&again)[..2], [0, 0], "{again:?}");
    assert_eq!(again.len(), planned.len());
}

#[test]
fn what_is_broken_is_not_passed_over() {
    let place = Place::new();
    let page = std::fs::read(fixture("../portal/article.html")).unwrap();
    for (name, content) in [
        ("half.json", &b"{\"title\":\"H"[..]),
        ("half.html", &page[..page.len() / 2]),
        ("picture.png", b"\x89PNG\r\n\x1a\n0000"),
        ("short.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb"),
        ("empty.txt", b""),
    ] {
        place.write(name, content);
        let ran = place.run(&["import", "--plan", name]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.err);
        assert!(ran.out.contains("  can't be read: 1 part: "), "{name}: {}", ran.out);
        assert!(!ran.out.contains("what can't be read"), "{name}: {}", ran.out);
    }
}

#[test]
fn a_plan_changes_nothing_of_a_corpus_and_names_what_it_passes_over() {
    let place = Place::with_records(&[
        json!({"id": "mot", "title": "Một", "published": "2026-01-20", "fetched": "2026-01-21T00:00:00Z"}),
        json!({"id": "hai", "title": "Hai", "published": "2026-01-20"}),
    ]);
    let lines = [
        json!({"id": "mot", "title": "Một nữa", "published": "2026-01-20", "fetched": "2026-01-22T00:00:00Z"})
            .to_string(),
        json!({"id": "hai", "title": "Hai", "published": "2026-01-20"}).to_string(),
        json!({"id": "ba", "title": "Ba", "published": "2026-01-20", "xyz": 1}).to_string(),
        json!({"title": ""}).to_string(),
        json!({"title": " "}).to_string(),
        "{".to_owned(),
    ];
    place.write("mixed.jsonl", lines.join("\n").as_bytes());
    place.write("again.jsonl", lines[2].as_bytes());
    place.write("picture.png", b"\x89PNG\r\n\x1a\n0000");
    let files = ["articles.jsonl", "runs.jsonl"];
    let before = files.map(|file| std::fs::read(place.path().join("corpus").join(file)).unwrap());
    let inputs = plan(&place, &["mixed.jsonl", "again.jsonl", "picture.png", "nowhere.txt"], 3);
    let of = |name: &str| inputs.iter().find(|input| input["name"] == name).unwrap();
    let mixed = of("mixed.jsonl");
    assert_eq!(counts(std::slice::from_ref(mixed)), [1, 1, 1], "{mixed}");
    assert_eq!(mixed["kind"], "article records (JSON)");
    let passed = mixed["passed_over"].as_array().unwrap();
    let empty = passed.iter().find(|part| part["why"] == "the title is empty").unwrap();
    assert_eq!(empty["count"], 2, "{mixed}");
    assert!(passed.iter().any(|part| part["what"] == "the key “xyz”"), "{mixed}");
    assert_eq!(passed.len(), 3, "{mixed}");
    // What the plan has read before counts.
    assert_eq!(counts(std::slice::from_ref(of("again.jsonl"))), [0, 0, 1]);
    for (name, why) in [("picture.png", "picture"), ("nowhere.txt", "o such file")] {
        let input = of(name);
        assert_eq!((&input["kind"], counts(std::slice::from_ref(input))), (&Value::Null, [0, 0, 0]), "{input}");
        assert!(input["passed_over"][0]["why"].as_str().unwrap().contains(why), "{input}");
    }
    assert!(files.map(|file| std::fs::read(place.path().join("corpus").join(file)).unwrap()) == before);
    let text = place.run(&["import", "--plan", "mixed.jsonl"]);
    assert_eq!(text.code, 3);
    assert!(
        text.out.starts_with("mixed.jsonl: article records (JSON): 1 new, 1 updated, 1 unchanged\n"),
        "{}",
        text.out
    );
    assert!(text.out.contains("  can't be read: 2 parts: the title is empty\n"), "{}", text.out);
    let said = place.run(&["import", "-v", "mixed.jsonl"]);
    assert!(
        said.err.contains("read: mixed.jsonl: article records (JSON): 1 new, 1 updated, 1 unchanged\n"),
        "{}",
        said.err
    );
    assert_eq!(plan(&place, &["nowhere.txt", "again.jsonl"], 3).len(), 2);
}

#[test]
fn what_an_input_is_packed_in_is_named() {
    use std::io::Write as _;
    let place = Place::new();
    let record = json!({"title": "Một", "published": "2026-01-20"}).to_string();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(record.as_bytes()).unwrap();
    place.write("one.jsonl.gz", &packed.finish().unwrap());
    let warc = |body: &str| {
        let block =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://moh.gov.vn/a.css\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    place.write("styles.warc", warc("a { color: red }").as_bytes());
    place.write("text.txt", "{\"title\":\"Hai\"}".as_bytes());
    let inputs = plan(&place, &["one.jsonl.gz", "styles.warc", "text.txt"], 3);
    let kinds: Vec<&Value> = inputs.iter().map(|input| &input["kind"]).collect();
    assert_eq!(
        kinds,
        [&json!("gzip file: article records (JSON)"), &json!("WARC archive"), &json!("article records (JSON)")]
    );
    assert!(
        inputs[1]["passed_over"].as_array().unwrap().iter().any(|part| part["what"] == "style sheets"),
        "{inputs:?}"
    );
}

#[test]
fn the_last_sentence_of_a_plan_fits_what_it_found() {
    let place = Place::new();
    place.write("good.jsonl", json!({"title": "Một", "published": "2026-01-20"}).to_string().as_bytes());
    place.write("bad.jsonl", b"{");
    for (paths, sentence) in [
        (&["good.jsonl"][..], "the same command without --plan imports it"),
        (&["good.jsonl", "bad.jsonl"], "the same command without --plan imports what can be read"),
        (&["bad.jsonl"], "there is nothing here to import"),
    ] {
        let ran = place.run(&[&["import", "--plan"], paths].concat());
        assert!(ran.err.ends_with(&format!("nothing was stored; {sentence}\n")), "{paths:?}: {}", ran.err);
    }
}

#[test]
fn a_plan_of_many_failures_still_has_every_kind_of_reason() {
    let place = Place::new();
    let lines: Vec<String> = (0..30).map(|n| format!("# {n}")).chain(["{".to_owned()]).collect();
    place.write("many.jsonl", format!("{{\"title\":\"Một\"}}\n{}", lines.join("\n")).as_bytes());
    let inputs = plan(&place, &["many.jsonl"], 3);
    let passed: Vec<(&str, u64)> = inputs[0]["passed_over"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["why"].as_str().unwrap(), part["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(passed, [("the JSON ends in the middle", 1), ("this isn't JSON", 30)]);
}
