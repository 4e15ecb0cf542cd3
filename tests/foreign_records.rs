//! Records that other programs wrote: their names for the fields, their dates, and what is left out is named.

use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

fn imported(content: &str) -> (Place, Ran, Vec<Value>) {
    let place = Place::new();
    place.write("records.json", content.as_bytes());
    let ran = place.run(&["import", "-v", "records.json"]);
    let records = if ran.code == 2 { Vec::new() } else { jsonl(&place.ok(&["export", "--section", "all"])) };
    (place, ran, records)
}

fn address(slug: &str) -> String {
    format!("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/{slug}")
}

#[test]
fn records_of_scrapers_are_read_by_their_own_names() {
    let text = "Sáng 3/5, đoàn kiểm tra kho vắc xin.\nKho có hai tủ lạnh.";
    for (slug, record) in [
        (
            "kho-np",
            json!({"authors": [], "date_publish": "2024-05-03 09:15:00", "description": "Đoàn kiểm tra", "maintext": text,
                "title": "Thứ trưởng kiểm tra kho", "url": address("kho-np"), "source_domain": "moh.gov.vn"}),
        ),
        (
            "kho-tr",
            json!({"title": "Thứ trưởng kiểm tra kho", "date": "2024-05-03T09:15", "excerpt": "Đoàn kiểm tra", "text": text,
                "raw_text": "x", "id": null, "source": address("kho-tr"), "comments": ""}),
        ),
        (
            "kho-n4",
            json!({"url": address("kho-n4"), "title": "Thứ trưởng kiểm tra kho", "text": text,
                "publish_date": "2024-05-03T09:15:00+0700", "summary": "Đoàn kiểm tra", "top_image": ""}),
        ),
        (
            "kho-fu",
            json!({"title": "Thứ trưởng kiểm tra kho", "publishing_date": "2024-05-03 09:15:00+07:00", "plaintext": text,
                "summary": "Đoàn kiểm tra", "html": {"requested_url": address("kho-fu"), "content": "<p>x"}}),
        ),
        (
            "kho-bo",
            json!({"title": "Thứ trưởng kiểm tra kho", "publishing_date": "2024-05-03 09:15:00+07:00", "html": {"requested_url": address("kho-bo")},
                "description": "Đoàn kiểm tra", "body": {"summary": [], "sections": [{"headline": [], "paragraphs": text.lines().collect::<Vec<_>>()}]}}),
        ),
    ] {
        let (_, ran, records) = imported(&record.to_string());
        assert_eq!((ran.code, records.len()), (0, 1), "{slug}: {}", ran.err);
        let found = &records[0];
        assert_eq!(found["published"], "2024-05-03T09:15:00+07:00", "{slug}");
        assert_eq!((&found["status"], &found["abstract"]), (&json!("full"), &json!("Đoàn kiểm tra")), "{slug}");
        assert_eq!(found["body"], text.replace('\n', "\n\n"), "{slug}");
        assert_eq!((&found["url"], &found["source"]), (&json!(address(slug)), &Value::Null), "{slug}");
        assert!(found["aliases"].as_array().unwrap().contains(&json!(format!("slug:{slug}"))), "{slug}: {found}");
    }
}

#[test]
fn own_names_take_precedence_and_empty_ones_count_as_missing() {
    let record = json!({"text": "Của người khác.", "body": "Của byt.", "summary": "tóm tắt", "abstract": "  ", "title": "Bộ trưởng họp",
        "date": "2024-05-04", "published": "2024-05-03", "source": {"name": "báo"}, "id": 7});
    let (_, ran, records) = imported(&record.to_string());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!((&records[0]["body"], &records[0]["abstract"]), (&json!("Của byt."), &json!("tóm tắt")));
    assert_eq!(records[0]["published"], "2024-05-03T00:00:00+07:00");
    assert_eq!(records[0]["source"], Value::Null);
}

#[test]
fn unknown_keys_are_counted_and_named() {
    let place = Place::new();
    let lines = [
        json!({"title": "Một", "authors": ["a"], "publsihed": "2024"}),
        json!({"title": "Hai", "authors": [], "officials": [], "status": "full"}),
    ];
    place.write("two.jsonl", lines.map(|line| line.to_string()).join("\n").as_bytes());
    let ran = place.run(&["import", "-v", "two.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let words = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("unknown keys: two.jsonl: authors (2), publsihed (1)"), "{words}");
    assert!(words.contains("doesn't know these keys of records: authors (2), publsihed (1)"), "{words}");
    let summary = place.json(&["import", "--json", "two.jsonl"]);
    assert_eq!(summary["unknown_keys"], json!([{"key": "authors", "count": 2}, {"key": "publsihed", "count": 1}]));
    let many: serde_json::Map<String, Value> = (0..3000).map(|n| (format!("key{n}"), json!(n))).collect();
    let mut record = Value::Object(many);
    record["title"] = json!("Ba");
    place.write("many.jsonl", record.to_string().as_bytes());
    let summary = place.json(&["import", "--json", "many.jsonl"]);
    assert!(summary["unknown_keys"].as_array().unwrap().len() <= 101);
}

#[test]
fn a_date_that_cannot_be_read_costs_no_record() {
    let lines = [
        json!({"title": "Một", "published": "hôm kia"}),
        json!({"title": "Hai", "published": 20240503, "date": "3 Tháng 5, 2024"}),
        json!({"title": "Ba", "published": null, "fetched": "lúc nãy"}),
        json!({"title": "Bốn", "published": ["2024-05-03"]}),
        json!({"title": "Năm", "published": "2024-05-03T09:15:60+07:00", "first_seen": "2024-06-01T00:00:60Z"}),
    ];
    let (_, ran, records) = imported(&lines.map(|line| line.to_string()).join("\n"));
    assert_eq!((ran.code, records.len()), (0, 5), "{}", ran.err);
    let words = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "line 1: “hôm kia” is not a date, and is ignored",
        "line 3: “fetched”: “lúc nãy” is not a date, and is ignored",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let of = |title: &str, key: &str| records.iter().find(|r| r["title"] == title).unwrap()[key].clone();
    assert_eq!(of("Một", "published"), Value::Null);
    assert_eq!(of("Hai", "published"), "2024-05-03T00:00:00+07:00");
    assert_eq!(of("Bốn", "published"), "2024-05-03T00:00:00+07:00");
    assert_eq!(of("Năm", "published"), "2024-05-03T09:15:59+07:00");
    assert_eq!(of("Năm", "first_seen"), "2024-06-01T00:00:59Z");
}

#[test]
fn a_key_of_another_program_by_one_of_our_names_costs_only_itself() {
    let day = "2024-05-03";
    let lines = [
        json!({"title": "Một", "published": day, "version": "2015-08-07-preview"}),
        json!({"title": "Hai", "published": day, "section": "Tin tức", "captions": [{"src": "a.jpg"}, "Ảnh kho"]}),
        json!({"title": "Ba", "published": day, "date_source": "press", "sha256": 7, "version": -1}),
        json!({"title": "Bốn", "published": day, "url": {"path": "/a"}, "aliases": {"a": 1}, "abstract_truncated": 2}),
        json!({"title": "Năm", "published": day, "aliases": ["slug:nam", null, []], "captions": "Ảnh chợ", "section": null}),
        json!({"title": "Sáu", "published": day, "captions": 5, "url": ["https://moh.gov.vn/a", "b"], "version": 2}),
    ];
    let (_, ran, records) = imported(&lines.map(|line| line.to_string()).join("\n"));
    assert_eq!((ran.code, records.len()), (0, 6), "{}", ran.err);
    let words = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for (line, keys) in [
        (1, vec!["version"]),
        (2, vec!["section", "captions"]),
        (3, vec!["date_source", "version"]),
        (4, vec!["url", "aliases", "abstract_truncated"]),
        (5, vec!["aliases"]),
        (6, vec!["captions", "url"]),
    ] {
        for key in keys {
            assert!(words.contains(&format!("line {line}: “{key}” has a value")), "{line} {key}: {words}");
        }
    }
    let of = |title: &str, key: &str| records.iter().find(|r| r["title"] == title).unwrap()[key].clone();
    assert_eq!((of("Hai", "captions"), of("Năm", "captions")), (json!(["Ảnh kho"]), json!(["Ảnh chợ"])));
    assert_eq!((of("Năm", "aliases"), of("Hai", "section")), (json!(["slug:nam"]), json!(true)));
    assert_eq!((of("Ba", "date_source"), of("Bốn", "url")), (json!("record"), Value::Null));
}

#[test]
fn lists_and_titles_have_limits_and_other_records_stay() {
    let aliases: Vec<String> = (0..1001).map(|n| format!("slug:bai-{n}")).collect();
    let lines = [
        json!({"title": "Một", "aliases": aliases}),
        json!({"title": "dài ".repeat(5000)}),
        json!({"title": "Ba", "url": format!("https://moh.gov.vn/{}", "a/".repeat(5000))}),
        json!({"title": "Bốn", "published": "9".repeat(100_000)}),
    ];
    let (_, ran, records) = imported(&lines.map(|line| line.to_string()).join("\n"));
    assert_eq!((ran.code, records.len()), (3, 2), "{}", ran.err);
    let words = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "line 1: “aliases” is wrong: more than 1000",
        "line 2: the title is longer than 8 KiB",
        "line 3: its URL is longer",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(ran.err.len() < 4000, "{}", ran.err);
}

#[test]
fn json_of_a_folder_is_an_article_only_with_proof() {
    let place = Place::new();
    for (name, other) in [
        (
            "schema.json",
            json!({"$schema": "https://json-schema.org/draft-07/schema#", "title": "Settings", "description": "All settings."}),
        ),
        ("vi.json", json!({"title": "Cài đặt", "description": "Mọi cài đặt của chương trình", "ok": "Đồng ý"})),
        ("package.json", json!({"title": "left-pad", "date": "2024-05-03", "url": "https://example.com/left-pad"})),
        (
            "post.json",
            json!({"title": "Our release notes", "date": "2024-05-03", "body": "Many bugs were fixed in this release."}),
        ),
        (
            "book.json",
            json!({"title": "Das Kapital", "published": "1867", "abstract": "Kritik der politischen Ökonomie"}),
        ),
        ("form.json", json!({"title": "Registration", "type": "object", "properties": {"title": {"type": "string"}}})),
        (
            "examples.json",
            json!({"examples": {"Create": [{"title": "To create", "id": "to-create-1", "description": "An example."}]}}),
        ),
    ] {
        place.write(&format!("saved/{name}"), other.to_string().as_bytes());
    }
    let lines = [
        json!({"title": "Bo truong tham benh vien", "url": address("tham-bv")}),
        json!({"title": "Thứ trưởng kiểm tra kho", "date": "2024-05-03"}),
        json!({"title": "Notes", "date": "2024-05-03"}),
    ];
    place.write("saved/ours.jsonl", lines.map(|line| line.to_string()).join("\n").as_bytes());
    let ran = place.run(&["import", "saved", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err, "", "nothing to warn of in other people's files");
    let done: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&done["new"], &done["failed"]), (&json!(2), &json!(0)), "{done}");
    let left_out = json!([{"kind": "JSON that isn't an article", "count": 8}]);
    assert_eq!(done["skipped"], left_out, "{done}");
    // The user who names a file says what it is.
    place.write("alone.json", json!({"title": "Our release notes", "date": "2024-05-03"}).to_string().as_bytes());
    assert_eq!(place.run(&["import", "alone.json"]).code, 0);
}
