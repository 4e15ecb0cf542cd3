//! Named questions (`[questions.NAME]`, `@NAME`) and the feeds that are made of them.

use serde_json::{Value, json};

use crate::support::{Place, jsonl};

const CONFIG: &str = r#"
[questions.thuoc]
query = "thuốc"
[questions.lan]
official = "Đào Hồng Lan"
from = 2026-01-01
[questions.hai]
query = ["\"bảo hiểm\"", "\"dân số\""]
topic = ["bao-hiem-y-te", "dan-so"]
[questions.tat-ca]
section = "all"
"#;

fn place() -> Place {
    let record = |id: &str, title: &str, day: u32, section: bool| json!({ "id": id, "title": title, "section": section, "published": format!("2026-01-{day:02}T09:00:00+07:00") });
    let place = Place::with_records(&[
        record("a", "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp về giá thuốc", 1, true),
        record("b", "Đấu thầu thuốc tại Hà Nội", 2, true),
        record("c", "Hội nghị về bảo hiểm y tế", 3, true),
        record("d", "Tin khác về thuốc", 4, false),
    ]);
    place.write("byt.toml", CONFIG.as_bytes());
    place
}

fn ids(place: &Place, args: &[&str]) -> Vec<String> {
    let ran = place.run(&[args, &["--format", "ids"]].concat());
    assert!(ran.code <= 1, "{args:?}: {}", ran.err);
    let mut ids: Vec<String> = ran.out.lines().map(str::to_owned).collect();
    ids.sort();
    ids
}

#[test]
fn a_question_is_a_query_wherever_one_is_taken() {
    let place = place();
    for command in ["search", "export", "changes"] {
        let found = |args: &[&str]| ids(&place, &[&[command], args].concat());
        assert_eq!(found(&["@thuoc"]), ["a", "b"], "{command}");
        assert_eq!(found(&["@thuoc", "--section", "all"]), ["a", "b", "d"], "{command}");
        assert_eq!(found(&["@thuoc Hà Nội"]), ["b"], "{command}");
        assert_eq!(found(&["@thuoc", "Hà", "Nội"]), ["b"], "{command}");
        assert_eq!(found(&["@thuoc", "--official", "đào hồng lan"]), ["a"], "{command}");
        assert_eq!(found(&["@lan"]), ["a"], "{command}");
        assert_eq!(found(&["@lan", "--from", "2026-01-02"]), [""; 0], "{command}: the option replaces the key");
        assert_eq!(found(&["@hai"]), ["c"], "{command}");
        assert_eq!(found(&["@tat-ca"]), ["a", "b", "c", "d"], "{command}");
    }
    assert_eq!(place.ok(&["count", "@thuoc"]).trim(), "2");
    assert_eq!(place.json(&["count", "@thuoc", "--format", "json"])["query"], "@thuoc");
}

#[test]
fn the_keys_of_a_question_hold_besides_the_filters_of_its_query() {
    let record = |id: &str, title: &str, body: Option<&str>| json!({ "id": id, "title": title, "body": body, "section": true, "published": "2026-01-05T09:00:00+07:00" });
    let place = Place::with_records(&[
        record("lan", "Bộ trưởng Bộ Y tế Đào Hồng Lan họp về thuốc", None),
        record("tuyen", "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên họp về thuốc", Some("Thuốc hiếm.")),
        record(
            "hai",
            "Bộ trưởng Bộ Y tế Đào Hồng Lan và Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên họp về thuốc",
            Some("Tại Hà Nội."),
        ),
    ]);
    let more = r#"
[questions.hai-nguoi]
query = "thuốc official:\"Đào Hồng Lan\""
official = "Đỗ Xuân Tuyên"
[questions.du]
query = "thuốc status:full"
status = "listed"
"#;
    place.write("byt.toml", format!("{CONFIG}{more}").as_bytes());
    for (question, expected) in [
        ("@hai-nguoi", &["hai"][..]),
        ("@hai-nguoi \"hà nội\"", &["hai"]),
        ("@du", &[]),
        ("@thuoc", &["hai", "lan", "tuyen"]),
    ] {
        assert_eq!(ids(&place, &["search", question]), expected, "{question}");
        let ran = place.run(&["kwic", question, "--format", "jsonl"]);
        let mut found: Vec<String> = jsonl(&ran.out).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        found.sort();
        found.dedup();
        assert_eq!(found, expected, "{question}: {}", ran.err);
    }
}

#[test]
fn what_is_no_question_is_wrong_use() {
    let place = place();
    for (args, told) in [
        (&["search", "@thuocs"][..], "did you mean @thuoc?"),
        (&["count", "@"], "thuoc"),
        (&["search", "bảo", "hiểm"], "unexpected word 'hiểm'"),
        (&["feed", "@none"], "there is no question “none”"),
    ] {
        let ran = place.run(args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    for (config, told) in [
        ("[questions.x]\nqery = \"a\"", "did you mean “query”?"),
        ("[questions.x]\nfrom = true", "questions.x: from must be text"),
        ("questions = 1", "questions must be a table"),
        ("[question.x]\nquery = \"a\"", "there is no key “question”"),
    ] {
        place.write("byt.toml", config.as_bytes());
        let ran = place.run(&["count"]);
        assert!(ran.code == 2 && ran.err.contains(told), "{config}: {}", ran.err);
    }
}

fn feed(place: &Place, args: &[&str]) -> Value {
    place.json(&[&["feed", "--format", "json"], args].concat())
}

fn entries(feed: &Value) -> Vec<&str> {
    feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect()
}

#[test]
fn a_feed_has_what_was_stored_last_first() {
    let place = place();
    assert_eq!(entries(&feed(&place, &[])), ["c", "b", "a"]);
    let again = json!({ "id": "a", "title": "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp về giá thuốc", "section": true,
                        "published": "2026-01-01T09:00:00+07:00", "body": "Thân bài." });
    place.write("again.jsonl", again.to_string().as_bytes());
    place.ok(&["import", "again.jsonl"]);
    let all = feed(&place, &[]);
    assert_eq!(entries(&all), ["a", "c", "b"], "one entry for each article");
    assert_eq!(all["items"][0]["content_text"], "Thân bài.");
    assert_eq!(entries(&feed(&place, &["--limit", "1"])), ["a"]);
    assert_eq!(entries(&feed(&place, &["--kind", "edited"])), ["a"]);
    assert_eq!(entries(&feed(&place, &["--kind", "new", "--limit", "1"])), ["c"]);
    assert_eq!(entries(&feed(&place, &["@thuoc", "--limit", "0"])), ["a", "b"]);
    assert_eq!(entries(&feed(&place, &["không-có-từ-này"])), [""; 0]);
}

#[test]
fn a_feed_of_removals_has_what_was_withdrawn_without_its_text() {
    let place = place();
    place.ok(&["withdraw", "a", "--reason", "nhầm"]);
    assert_eq!(entries(&feed(&place, &[])), ["c", "b"]);
    let withdrawn = feed(&place, &["--kind", "withdrawn"]);
    assert_eq!(entries(&withdrawn), ["a"]);
    assert_eq!(withdrawn["items"][0]["tags"], json!(["withdrawn"]));
    assert_eq!(withdrawn["items"][0]["content_text"], withdrawn["items"][0]["title"]);
    assert_eq!(entries(&feed(&place, &["--kind", "withdrawn,new"])), ["a", "c", "b"]);
    assert_eq!(entries(&feed(&place, &["--kind", "withdrawn", "--official", "lan"])), ["a"]);
    assert_eq!(entries(&feed(&place, &["--kind", "withdrawn", "bảo"])), [""; 0]);
    place.ok(&["withdraw", "a", "--restore"]);
    assert_eq!(entries(&feed(&place, &["--kind", "withdrawn"])), [""; 0]);
    assert_eq!(entries(&feed(&place, &["--kind", "restored"])), ["a"]);
}

#[test]
fn a_feed_over_an_unchanged_corpus_has_the_same_bytes() {
    let place = place();
    for args in [&["feed"][..], &["feed", "--format", "json"], &["feed", "@thuoc", "--title", "Thuốc"]] {
        let once = place.ok(args);
        std::fs::remove_dir_all(place.path().join("index")).unwrap();
        let mut later = place.command(args);
        let later = later.env("BYT_NOW", "2027-01-01T00:00:00Z").output().unwrap();
        assert_eq!(String::from_utf8(later.stdout).unwrap(), once, "{args:?}");
    }
    let identities = |args: &[&str]| -> Vec<Value> {
        feed(&place, args)["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    assert_eq!(identities(&["thuốc"]), identities(&["@thuoc"]), "an entry's id depends only on the article");
}

#[test]
fn all_questions_have_a_file_each() {
    let place = place();
    place.ok(&["feed", "--all", "feeds"]);
    place.ok(&["feed", "--all", "feeds", "--format", "json"]);
    let mut names: Vec<String> = std::fs::read_dir(place.path().join("feeds"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = ["hai", "lan", "tat-ca", "thuoc"].map(|name| [format!("{name}.atom"), format!("{name}.json")]);
    assert_eq!(names, expected.concat());
    let read = |name: &str| std::fs::read_to_string(place.path().join("feeds").join(name)).unwrap();
    assert_eq!(read("thuoc.atom"), place.ok(&["feed", "@thuoc"]));
    assert_eq!(entries(&serde_json::from_str(&read("lan.json")).unwrap()), ["a"]);
    place.ok(&["feed", "@thuoc", "-o", "x.json"]);
    let by_extension = std::fs::read_to_string(place.path().join("x.json")).unwrap();
    assert_eq!(by_extension, place.ok(&["feed", "@thuoc", "--format", "json"]));
    // A question that can't be answered costs only its own feed.
    let settings = std::fs::read_to_string(place.path().join("byt.toml")).unwrap();
    place.write("byt.toml", format!("{settings}\n[questions.sai]\nofficial = \"Nguyễn Không Có\"\n").as_bytes());
    let ran = place.run(&["feed", "--all", "more"]);
    assert!(ran.code == 3 && ran.err.contains("there is no feed for @sai"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(place.path().join("more")).unwrap().count(), 4);
    std::fs::remove_file(place.path().join("byt.toml")).unwrap();
    assert_eq!(place.run(&["feed", "--all", "feeds"]).code, 2);
}

#[test]
fn json_feeds_have_what_the_specification_requires() {
    let place = place();
    let feed = feed(&place, &["--title", "Tin \u{1b}[31mđỏ"]);
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["title"], "Tin [31mđỏ");
    for item in feed["items"].as_array().unwrap() {
        assert!(item["id"].is_string() && item["content_text"].is_string(), "{item}");
        for key in ["date_published", "date_modified"] {
            assert!(chrono::DateTime::parse_from_rfc3339(item[key].as_str().unwrap()).is_ok(), "{item}");
        }
    }
    assert!(jsonl(&place.ok(&["changes", "--format", "jsonl"])).len() >= 3);
}

#[test]
fn a_filter_after_a_question_replaces_the_key_as_an_option_does() {
    let record = |id: &str, title: &str, published: &str, section: bool, body: Option<&str>| json!({ "id": id, "title": title, "published": published, "section": section, "body": body });
    let place = Place::with_records(&[
        record("lan", "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp về giá thuốc", "2026-01-01", true, Some("Thân.")),
        record("tuyen", "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên chủ trì họp về thuốc", "2026-01-02", true, None),
        record("cu", "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp về thuốc hiếm", "2025-06-01", true, None),
        record("ngoai", "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp về bán thuốc", "2026-01-03", false, None),
        record("khac", "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì họp tại Hà Nội", "2026-01-04", true, None),
    ]);
    let keys = "[questions.khoa]\nquery = \"thuốc\"\nofficial = \"Đào Hồng Lan\"\nfrom = 2026\nrole = \"minister\"\n";
    let words = "[questions.loc]\nquery = 'thuốc official:\"Đào Hồng Lan\" date:2026.. role:minister'\n";
    let full = "[questions.du]\nstatus = \"full\"\nquery = \"thuốc\"\n";
    place.write("byt.toml", format!("{keys}{words}{full}").as_bytes());
    for question in ["@khoa", "@loc"] {
        for (more, expected) in [
            ("", &["lan"][..]),
            ("official:\"đỗ xuân tuyên\"", &[]),
            ("official:\"đỗ xuân tuyên\" role:vice-minister", &["tuyen"]),
            ("role:vice-minister", &[]),
            ("date:2025", &["cu"]),
            ("date:..2026", &["cu", "lan"]),
            ("section:all", &["lan", "ngoai"]),
            ("section:out", &["ngoai"]),
            ("mentions:\"đào hồng lan\"", &["lan"]),
            ("-official:\"đỗ xuân tuyên\"", &["lan"]),
            // Alternatives must match together with the question.
            ("giá OR Nội", &["lan"]),
            ("hiếm OR Nội", &[]),
            ("hiếm OR giá date:2025", &["cu"]),
        ] {
            let asked = format!("{question} {more}");
            assert_eq!(ids(&place, &["export", &asked]), expected, "{asked}");
        }
        for command in ["search", "changes"] {
            assert_eq!(
                ids(&place, &[command, question, "official:tuyên", "role:vice-minister"]),
                ["tuyen"],
                "{command}"
            );
        }
    }
    assert_eq!(ids(&place, &["export", "@du"]), ["lan"]);
    assert_eq!(ids(&place, &["export", "@du status:listed"]), ["cu", "tuyen"]);
    let unknown = place.run(&["search", "@khoa topic:không-có"]);
    assert!(unknown.code == 2 && unknown.err.contains("không-có"), "{}", unknown.err);
}

#[test]
fn the_settings_list_the_questions() {
    let place = place();
    let told = place.json(&["config", "--json"]);
    assert_eq!(
        told["questions"],
        json!({
            "thuoc": { "query": ["thuốc"] },
            "lan": { "official": ["Đào Hồng Lan"], "from": ["2026-01-01"] },
            "hai": { "query": ["(\"bảo hiểm\") OR (\"dân số\")"], "topic": ["bao-hiem-y-te", "dan-so"] },
            "tat-ca": { "section": ["all"] },
        })
    );
    let text = place.ok(&["config"]);
    for line in [
        "@lan file official = Đào Hồng Lan; from = 2026-01-01",
        "@tat-ca file section = all",
        "@thuoc file query = thuốc",
    ] {
        assert!(text.lines().any(|found| found.split_whitespace().eq(line.split(' '))), "{line}: {text}");
    }
    std::fs::remove_file(place.path().join("byt.toml")).unwrap();
    assert_eq!(place.json(&["config", "--json"])["questions"], json!({}));
}

#[test]
fn a_question_is_a_scope_and_a_query_of_the_study_commands() {
    let place = place();
    let study = |args: &[&str]| place.json(&[args, &["--format", "json"]].concat());
    for (args, articles) in [
        (&["words", "@thuoc"][..], 2),
        (&["words", "@lan"], 1),
        (&["words", "@tat-ca"], 4),
        (&["words", "@lan", "--section", "all"], 1),
        (&["words", "@hai"], 1),
        (&["words", "@tat-ca section:out"], 1),
    ] {
        assert_eq!(study(args)["scope"]["articles"], articles, "{args:?}");
    }
    assert_eq!(study(&["kwic", "@thuoc"])["total"], 2);
    assert_eq!(study(&["kwic", "@thuoc", "--official", "đào hồng lan"])["total"], 1);
    assert_eq!(study(&["kwic", "@lan giá"])["total"], 1);
    for args in [["kwic", "@lan"], ["kwic", "@none"], ["words", "@none"]] {
        assert_eq!(place.run(&args).code, 2, "{args:?}");
    }
}
