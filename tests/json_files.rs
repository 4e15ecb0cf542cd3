//! JSON files however their documents are arranged, in UTF-8 and UTF-16, with faults in between.

use serde_json::{Value, json};

use crate::support::{Place, Ran, fixture, jsonl};

/// Imports files and returns the titles that are stored, sorted.
fn imported(files: &[(&str, &[u8])]) -> (Place, Ran, Vec<String>) {
    let place = Place::new();
    let mut args = vec!["import"];
    for (name, content) in files {
        place.write(name, content);
        args.push(name);
    }
    let ran = place.run(&args);
    let mut titles = Vec::new();
    if ran.code != 2 {
        let records = jsonl(&place.ok(&["export", "--section", "all"]));
        titles.extend(records.iter().map(|record| record["title"].as_str().unwrap().to_owned()));
        titles.sort();
    }
    (place, ran, titles)
}

fn check(content: &[u8], code: i32, expected: &[&str], said: &[&str]) {
    let (_, ran, titles) = imported(&[("file.json", content)]);
    let shown = String::from_utf8_lossy(&content[..content.len().min(200)]);
    assert_eq!(
        (ran.code, titles.iter().map(String::as_str).collect::<Vec<_>>()),
        (code, expected.to_vec()),
        "{shown}: {}",
        ran.err
    );
    let words = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in said {
        assert!(words.contains(said), "{shown}: {said}: {words}");
    }
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn all_documents_of_a_file_are_read_however_they_are_arranged() {
    let of = |title: &str| json!({"title": title, "published": "2024-05-03"});
    let (a, b, c) = (of("A"), of("B"), of("C"));
    let export =
        |records: &[&Value]| json!({"query": null, "total": records.len(), "coverage": {}, "articles": records});
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    for text in [
        format!("{a}{b}{c}"),
        format!("{a}\n{b}\n\n{c}"),
        format!("[{a},{b}]\n[{c}]"),
        format!("[{a},{b}][{c}]"),
        format!("{}\n{}", export(&[&a, &b]), export(&[&c])),
        format!("{}\n{}\n", pretty(&export(&[&a, &b])), pretty(&export(&[&c]))),
        format!("{}\n{}\n{}\n", pretty(&a), pretty(&b), pretty(&c)),
        format!("[[{a}],[{b},[{c}]]]"),
        format!("{a},\r\n{b},\r\n{c},\r\n"),
        format!("[{a}]\n{b}\n{}", export(&[&c])),
        format!("{}{c}", export(&[&a, &b])),
    ] {
        check(text.as_bytes(), 0, &["A", "B", "C"], &[]);
        check(format!("\u{feff}{text}").as_bytes(), 0, &["A", "B", "C"], &[]);
        check(&utf16(&text, u16::to_le_bytes), 0, &["A", "B", "C"], &[]);
        check(&utf16(&text, u16::to_be_bytes), 0, &["A", "B", "C"], &[]);
    }
}

#[test]
fn what_is_not_json_is_named_and_costs_no_document() {
    let (a, b) = (r#"{"title":"A","published":"2024-05-03"}"#, r#"{"title":"B"}"#);
    for (text, said) in [
        (format!("# exported in 2025\n{a}\n{b}\n"), "line 1: this isn't JSON: “# exported in 2025”"),
        (format!("{a}\n// hai\n{b}\n"), "line 2: this isn't JSON: “// hai”"),
        (format!("{a} và {b}"), "line 1: this isn't JSON: “và”"),
        (format!("[{a}]\nhết\n[{b}]"), "line 2: this isn't JSON: “hết”"),
        (format!("[{a},7,{b}]"), "line 1, item 2: this isn't an article record: “7”"),
        (format!("[{a},{b}"), "line 1: the JSON ends in the middle"),
        (format!("{a}\n{{\"title\":\"x\n{b}\n"), "line 2: the JSON ends in the middle"),
        (format!("{a}\n{{\"titel\":\"x\"}}\n{b}\n"), "line 2: this isn't an article record: missing field"),
        (format!("[\n{a},\n{{\"title\":\"x\",\n{b}\n]\n"), "line 3, item 2: the JSON ends in the middle"),
        (format!("{a}\n{}{}\n{b}", "{\"z\":".repeat(300), "}".repeat(300)), "line 2: it has more than 128 brackets"),
    ] {
        check(text.as_bytes(), 3, &["A", "B"], &[said]);
    }
}

#[test]
fn one_wrong_character_costs_one_character_and_is_named() {
    for (name, wrong) in
        [("byte", &b"\xff"[..]), ("cut", b"\xe1\xbb"), ("half", b"\\ud83d"), ("escape", b"\\u00"), ("tab", b"\t")]
    {
        let line = |title: &[u8]| [b"{\"title\":\"", title, b"\",\"published\":\"2024-05-03\"}"].concat();
        let odd = line(&[b"B x", wrong, b"y"].concat());
        let lines = [line(b"A"), odd.clone(), line(b"C")].join(&b'\n');
        let array = [b"[".to_vec(), line(b"A"), b",".to_vec(), odd, b",".to_vec(), line(b"C"), b"]".to_vec()].concat();
        for (content, place) in [(&lines, "line 2"), (&array, "line 1, item 2")] {
            let (_, ran, titles) = imported(&[("file.json", content)]);
            assert_eq!((ran.code, titles.len()), (0, 3), "{name}: {}", ran.err);
            assert!(titles[1].starts_with("B x") && titles[1].ends_with('y'), "{name}: {titles:?}");
            assert!(ran.err.contains(place), "{name}: {}", ran.err);
        }
    }
}

#[test]
fn answers_of_the_portal_may_be_many_in_one_file() {
    let read = |name: &str| {
        let json: Value = serde_json::from_slice(&std::fs::read(fixture(name)).unwrap()).unwrap();
        json.to_string()
    };
    let (list, article) = (read("bridge-list.json"), read("bridge-article.json"));
    let (_, _, alone) = imported(&[("list.json", list.as_bytes()), ("article.json", article.as_bytes())]);
    assert_eq!(alone.len(), 2);
    let record = r#"{"title":"Bản ghi","published":"2024-05-03"}"#;
    for text in [
        format!("{list}\n{article}\n"),
        format!("{list}{article}"),
        format!("[{list},{article}]"),
        format!("{{\"answers\":[{list},{article}]}}"),
    ] {
        let (_, ran, titles) = imported(&[("answers.json", text.as_bytes())]);
        assert_eq!((ran.code, &titles), (0, &alone), "{text}: {}", ran.err);
    }
    let (_, ran, titles) = imported(&[("mixed.json", format!("{article}\n{record}\n{list}\nx\n").as_bytes())]);
    assert_eq!((ran.code, titles.len()), (3, 3), "{}", ran.err);
}

#[test]
fn a_record_that_is_too_long_costs_no_other() {
    let place = Place::new();
    let long = format!("{{\"title\":\"dài\",\"body\":\"{}\"}}", "x".repeat(33 << 20));
    let (a, b) = (r#"{"title":"A"}"#, r#"{"title":"B"}"#);
    place.write("lines.jsonl", format!("{a}\n{long}\n{b}\n").as_bytes());
    place.write("array.json", format!("[{a},{long},{b}]").as_bytes());
    for name in ["lines.jsonl", "array.json"] {
        let ran = place.run(&["import", name]);
        assert_eq!(ran.code, 3, "{name}: {}", ran.err);
        assert!(ran.err.contains("it is larger than 32 MiB"), "{name}: {}", ran.err);
    }
    assert_eq!(place.ok(&["count", "--section", "all"]).trim(), "2");
}
