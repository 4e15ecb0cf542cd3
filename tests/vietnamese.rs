//! Results in Vietnamese: everything that is printed about them, and nothing that programs read.

use serde_json::json;

use crate::support::{Place, Ran};

fn place() -> Place {
    let place = Place::with_records(&[
        json!({"id": "20260120-000000000001", "title": "Thứ trưởng Nguyễn Thị Liên Hương chủ trì hội nghị về chuyển đổi số trong khám bệnh, chữa bệnh",
               "published": "2026-01-20T08:00:00+07:00", "url": "https://moh.gov.vn/bai-viet?aid=200001", "aliases": ["aid:200001"],
               "abstract": "Sáng 20/01/2026, Thứ trưởng Bộ Y tế Nguyễn Thị Liên Hương chủ trì hội nghị trực tuyến về chuyển đổi số theo Nghị quyết 72-NQ/TW.",
               "body": "Hội nghị có hơn hai trăm điểm cầu.", "captions": ["Quang cảnh hội nghị"], "source": "suckhoedoisong.vn"}),
        json!({"id": "20251105-000000000002", "title": "Bộ trưởng Đào Hồng Lan tiếp Đại sứ đặc mệnh toàn quyền", "published": "2025-11-05T15:30:00+07:00",
               "abstract": "Bộ trưởng Đào Hồng Lan tiếp Đại sứ tại trụ sở Bộ Y tế.", "missing_since": "2026-01-30T01:00:00Z"}),
        json!({"id": "20251103-000000000003", "fetched": "2026-01-30T01:00:00Z", "title": "Thứ trưởng Lò Văn Mận dự lễ khánh thành bệnh viện", "published": "2025-11-03",
               "body": "Thứ trưởng Bộ Y tế Lò Văn Mận dự lễ khánh thành bệnh viện đa khoa."}),
        json!({"id": "20240301-000000000004", "title": "Tin ngoài chuyên mục về khám bệnh", "published": "2024-03-01", "section": false, "body": "Khám bệnh."}),
        json!({"id": "00000000-000000000005", "title": "Một bài không rõ ngày", "body": "Bộ trưởng Đào Hồng Lan được mời dự."}),
    ]);
    let edited = json!({"id": "20251103-000000000003", "fetched": "2026-01-31T01:00:00Z", "title": "Thứ trưởng Lò Văn Mận dự lễ khánh thành bệnh viện", "published": "2025-11-03",
        "body": "Thứ trưởng Bộ Y tế Lò Văn Mận dự lễ khởi công bệnh viện đa khoa."});
    place.write("edited.jsonl", edited.to_string().as_bytes());
    place.ok(&["import", "edited.jsonl"]);
    place
}

fn ran(place: &Place, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    Ran::from(place.command(args).envs(variables.iter().copied()).output().unwrap())
}

/// What is printed on a terminal of 80 columns, in Vietnamese.
fn told(place: &Place, args: &[&str]) -> String {
    let ran = ran(place, args, &[("BYT_LANG", "vi"), ("COLUMNS", "80")]);
    assert!(ran.code <= 1, "{args:?}: {}", ran.err);
    let words: Vec<String> =
        args.iter().map(|w| if w.contains(' ') { format!("'{w}'") } else { (*w).to_owned() }).collect();
    let err = if ran.err.is_empty() { String::new() } else { format!("--- standard error\n{}", ran.err) };
    format!("$ byt {}\n{}{err}--- exit {}\n", words.join(" "), ran.out, ran.code)
}

/// Commands whose results people read.
const RESULTS: &[&[&str]] = &[
    &["search"],
    &["search", "chuyen doi so"],
    &["search", "chuyển đổi sở"],
    &["search", "khám", "--section", "all", "--limit", "1"],
    &["search", "--offset", "9"],
    &["search", "xyzzy"],
    &["search", "hội nghị xyzzy"],
    &["search", "\"hội nghị khánh thành\""],
    &["search", "oficial:lan"],
    &["search", "khám", "--topic", "duoc"],
    &["search", "--official", "lan", "--on", "2024-05"],
    &["search", "--official", "lan"],
    &["search", "--from", "2025-11", "--to", "2026-01"],
    &["search", "--from", "2030"],
    &["show", "200001"],
    &["show", "20251105-000000000002"],
    &["show", "20251103-000000000003", "--versions"],
    &["show", "20251103-000000000003", "--diff"],
    &["show", "20251103-000000000003", "--version", "7"],
    &["show", "zzz"],
    &["count", "chuyển đổi sở"],
    &["count", "--by", "official"],
    &["count", "--by", "topic"],
    &["count", "--by", "role"],
    &["count", "--by", "relation"],
    &["count", "--by", "month"],
    &["count", "--by", "weekday"],
    &["count", "--by", "role", "--by", "topic"],
    &["officials"],
    &["officials", "minister"],
    &["officials", "at", "2025-11-04"],
    &["officials", "at", "2026-06-01"],
    &["officials", "at", "2001-01-01"],
    &["topics"],
    &["topics", "explain", "20260120-000000000001"],
    &["status"],
    &["status", "--max-age", "26h"],
    &["changes"],
    &["changes", "--since", "2026-02-01"],
    &["show", "20251103-000000000003", "--origin"],
    &["search", "--role", "minister", "--to", "2009"],
    &["import", "records.jsonl"],
];

#[test]
fn how_a_query_was_read_is_explained_in_vietnamese() {
    let text = told(&place(), &["search", "chuyển đổi số", "--explain"]);
    for part in ["truy vấn: chuyển đổi số\n", "được hiểu là: ", "điểm ", "các từ "] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("score") && !text.contains("parsed as"), "{text}");
}

#[test]
fn nothing_about_results_stays_english() {
    /// Words that are in English sentences and in no Vietnamese ones.
    const ENGLISH: &[&str] = &[
        "the",
        "of",
        "in",
        "is",
        "are",
        "with",
        "without",
        "and",
        "or",
        "no",
        "not",
        "article",
        "articles",
        "corpus",
        "day",
        "days",
        "for",
        "from",
        "by",
        "only",
        "since",
        "until",
        "which",
        "that",
        "would",
        "nothing",
        "has",
        "have",
        "minister",
        "vice-minister",
        "chaired",
        "received",
        "attended",
        "mentioned",
        "registry",
        "note",
        "hint",
        "version",
        "address",
        "source",
        "topic",
        "collected",
        "complete",
        "new",
        "updated",
        "title",
        "body",
        "kham-chua-benh",
        "chuyen-doi-so",
        "was",
        "were",
        "this",
        "these",
        "it",
        "its",
        "shows",
        "name",
        "posts",
        "outside",
        "section",
    ];
    let place = place();
    for args in RESULTS {
        let text = told(&place, args);
        let printed = text.split_once('\n').unwrap().1.replace("--- standard error", "").replace("--- exit", "");
        // Commands and options are the same in every language.
        let prose: String = printed.split('`').step_by(2).collect();
        let words = prose.split_whitespace().filter(|word| !word.starts_with("--"));
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        let left: Vec<String> = words.filter(|word| ENGLISH.contains(&word.as_str())).collect();
        // The first column of `topics` is what options take, and the corpus is in a folder.
        let is_id = |word: &str| match args[0] {
            "topics" => ["kham-chua-benh", "chuyen-doi-so"].contains(&word),
            first => first == "status" && word == "corpus",
        };
        let left: Vec<&String> = left.iter().filter(|word| !is_id(word)).collect();
        assert!(left.is_empty(), "{left:?} in\n{text}");
    }
}

#[test]
fn results_in_vietnamese_as_people_see_them() {
    let place = place();
    let runs: &[&[&str]] = &[
        &["search", "chuyển đổi sở"],
        &["search", "--section", "all", "--limit", "2"],
        &["search", "--official", "lan", "--on", "2024-05"],
        &["show", "200001"],
        &["show", "20251103-000000000003", "--versions"],
        &["count", "--by", "relation"],
        &["count", "--by", "month"],
        &["officials", "at", "2025-11-04"],
        &["officials", "lien huong"],
        &["status"],
    ];
    let text = runs.iter().map(|args| told(&place, args)).collect::<Vec<_>>().join("\n");
    let text = without_last_run(&text);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("vietnamese", text));
}

/// Leaves out the last run: its name contains the number of its process.
fn without_last_run(text: &str) -> String {
    let (before, rest) = text.split_once("lần cuối").unwrap();
    let (_, after) = rest.split_once("\ncòn thiếu").unwrap();
    format!("{before}…\ncòn thiếu{after}")
}

#[test]
fn what_programs_read_is_the_same_in_every_language() {
    let place = place();
    for args in [
        &["search", "khám", "--section", "all", "--format", "json"][..],
        &["search", "hội nghị", "--format", "jsonl", "--explain"],
        &["search", "xyzzy", "--format", "json"],
        &["search", "--format", "csv"],
        &["search", "--format", "tsv"],
        &["search", "--format", "ids"],
        &["search", "--format", "markdown"],
        &["show", "200001", "--format", "json"],
        &["show", "200001", "--versions", "--format", "json"],
        &["show", "200001", "--origin", "--format", "json"],
        &["export"],
        &["export", "--format", "csv"],
        &["export", "--cite", "bibtex"],
        &["count", "--format", "json"],
        &["count", "--by", "topic", "--format", "json"],
        &["count", "--by", "month", "--by", "relation", "--format", "csv"],
        &["count", "--by", "weekday", "--format", "tsv"],
        &["officials", "--format", "json"],
        &["officials", "lan", "--format", "json"],
        &["officials", "at", "2025-11-04", "--format", "json"],
        &["officials", "--suggest"],
        &["topics", "--format", "json"],
        &["topics", "explain", "20260120-000000000001", "--format", "json"],
        &["status", "--json"],
        &["changes", "--format", "jsonl"],
        &["changes", "--format", "csv"],
        &["changes", "--format", "ids"],
        &["feed"],
        &["check", "--json"],
        &["schema", "record"],
    ] {
        let [english, vietnamese] = ["en", "vi"].map(|lang| ran(&place, args, &[("BYT_LANG", lang)]));
        assert!(english.code <= 1 && english.code == vietnamese.code, "{args:?}: {}", english.err);
        assert_eq!(english.out, vietnamese.out, "{args:?}");
    }
}

#[test]
fn option_variable_file_and_locale_decide_in_this_order() {
    let place = place();
    let check = |args: &[&str], variables: &[(&str, &str)], vietnamese: bool| {
        let ran = ran(&place, &[&["search", "xyzzy"], args].concat(), variables);
        let expected = if vietnamese { "không có bài nào phù hợp\n" } else { "no article matches\n" };
        assert!(ran.err.starts_with(expected), "{args:?} {variables:?}: {}", ran.err);
    };
    check(&[], &[], false);
    check(&["--lang", "vi"], &[], true);
    check(&[], &[("LANG", "vi_VN.UTF-8")], true);
    check(&[], &[("LANG", "C.UTF-8")], false);
    check(&[], &[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "vi_VN.UTF-8")], true);
    check(&[], &[("LC_ALL", "C"), ("LC_MESSAGES", "vi_VN.UTF-8"), ("LANG", "vi_VN")], false);
    check(&[], &[("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "vi")], true);
    check(&[], &[("BYT_LANG", "en"), ("LANG", "vi_VN.UTF-8")], false);
    check(&[], &[("BYT_LANG", ""), ("LANG", "vi_VN.UTF-8")], true);
    check(&["--lang", "vi"], &[("BYT_LANG", "en")], true);
    place.write("byt.toml", b"lang = \"vi\"\n");
    check(&[], &[("LANG", "en_US.UTF-8")], true);
    check(&[], &[("BYT_LANG", "en")], false);
    check(&["--lang", "en"], &[("LANG", "vi_VN")], false);
    let shown = place.json(&["config", "--json"]);
    assert_eq!(shown["lang"], json!({"value": "vi", "from": "file"}));
    place.write("byt.toml", b"lang = \"fr\"\n");
    let wrong = place.run(&["search"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.starts_with("error: the configuration byt.toml, line 1: lang is “fr”"), "{}", wrong.err);
    let wrong = ran(&place, &["search"], &[("BYT_LANG", "tieng viet")]);
    assert!(wrong.code == 2 && wrong.err.contains("invalid value 'tieng viet' for BYT_LANG"), "{}", wrong.err);
}

#[test]
fn help_and_errors_stay_english() {
    let place = place();
    for args in [
        &["search", "--help"][..],
        &["help", "query"],
        &["search", "--role", "king"],
        &["search", "--topic", "xyzzy"],
        &["show"],
        &["count", "--by", "month", "--by", "month"],
        &["--corpus", "none", "search"],
    ] {
        let [english, vietnamese] = ["en", "vi"].map(|lang| ran(&place, args, &[("BYT_LANG", lang)]));
        assert_eq!(
            (english.code, english.out, english.err),
            (vietnamese.code, vietnamese.out, vietnamese.err),
            "{args:?}"
        );
    }
}
