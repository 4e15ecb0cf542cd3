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
