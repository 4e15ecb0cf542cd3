//! Numbers that can be cited: what is counted is what was asked for, and what a number hides is reported.

use serde_json::{Value, json};

use crate::support::Place;

/// Five articles have the four syllables of "bảo hiểm y tế", two of them as this term; a sixth, outside the section, has
/// the term as well.
fn corpus() -> Place {
    let article = |id: &str, title: &str, body: &str| json!({"id": id, "title": title, "published": "2025-06-03T09:00:00+07:00", "section": true, "body": body});
    let mut outside = article("ngoai", "Tin của tỉnh", "Người dân tham gia bảo hiểm y tế.");
    outside["section"] = json!(false);
    Place::with_records(&[
        article("mot", "Mở rộng bảo hiểm y tế toàn dân", "Thông tư mới có hiệu lực."),
        article("hai", "Hội nghị ngành", "Quỹ bảo hiểm y tế được giám sát chặt chẽ."),
        article("ba", "Y tế cơ sở", "Công nhân mua bảo hiểm xã hội; thiết bị bảo hộ hiểm trở."),
        article("bon", "Họp với Bảo hiểm xã hội Việt Nam", "Đại diện Bộ Y tế dự họp."),
        article("nam", "Bộ trưởng Bộ Y tế Đào Hồng Lan thăm trạm y tế", "Cán bộ đóng bảo hiểm thất nghiệp."),
        article(
            "sau",
            "Thứ trưởng Trần Văn Thuấn họp",
            "Theo chỉ đạo của Bộ trưởng Đào Hồng Lan, cả ngành phòng chống bệnh SARS năm 2003. Có 2 ca.",
        ),
        outside,
    ])
}

fn json_of(place: &Place, args: &[&str]) -> Value {
    let ran = place.run(args);
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", ran.out))
}

#[test]
fn a_count_says_in_how_many_articles_the_words_are_together() {
    let place = corpus();
    let ran = place.run(&["count", "bảo hiểm y tế"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "5\n"), "{}", ran.err);
    let note = "note: the words appear together in 2 of them; to find only those, quote the phrase: \"bảo hiểm y tế\"";
    assert!(ran.err.lines().any(|line| line == note), "{}", ran.err);
    assert!(place.run(&["search", "bảo hiểm y tế"]).err.lines().any(|line| line == note));
    for command in ["count", "search", "export"] {
        let json = json_of(&place, &[command, "bảo hiểm y tế", "--format", "json"]);
        assert_eq!(
            (&json["total"], &json["together"], &json["outside"]),
            (&json!(5), &json!(2), &json!(1)),
            "{command}"
        );
        let quoted = json_of(&place, &[command, "\"bảo hiểm y tế\"", "--format", "json"]);
        assert_eq!((&quoted["total"], &quoted["together"]), (&json!(2), &Value::Null), "{command}");
    }
    assert!(!place.run(&["count", "\"bảo hiểm y tế\""]).err.contains("together"));
    assert_eq!(json_of(&place, &["count", "họp", "--format", "json"])["together"], Value::Null, "one word");
    let filtered = json_of(&place, &["count", "bảo hiểm y tế -thông", "--format", "json"]);
    assert_eq!((&filtered["total"], &filtered["together"]), (&json!(4), &json!(1)));
}

#[test]
fn a_count_is_never_of_less_than_was_asked() {
    let place = corpus();
    for command in ["count", "export"] {
        let ran = place.run(&[command, "SARS-CoV-2"]);
        assert_eq!(ran.code, 1, "{command}: {}", ran.err);
        assert_eq!(ran.out, if command == "count" { "0\n" } else { "" });
        assert!(ran.err.contains("hint: `byt search` finds 1 article with any of the words"), "{}", ran.err);
        let accents = place.run(&[command, "hòp"]);
        assert_eq!(accents.code, 1, "{command}");
        assert!(accents.err.contains("finds 2 articles ignoring accents; so does --relax here"), "{}", accents.err);
        let relaxed = place.run(&[command, "SARS-CoV-2", "--relax"]);
        assert_eq!(relaxed.code, 0, "{command}: {}", relaxed.err);
        assert!(relaxed.err.contains("articles with any of the other words match"), "{}", relaxed.err);
    }
    assert_eq!(place.run(&["search", "SARS-CoV-2"]).code, 0, "a search relaxes");
    let strict = place.run(&["search", "SARS-CoV-2", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(!strict.err.contains("--relax"), "{}", strict.err);
    assert_eq!(place.run(&["count", "y tế", "--strict", "--relax"]).code, 2);
}

#[test]
fn what_a_filter_hides_is_reported() {
    let place = corpus();
    let ran = place.run(&["count", "--official", "lan"]);
    assert_eq!(ran.out, "1\n", "{}", ran.err);
    assert!(ran.err.contains("note: 1 more article only names Đào Hồng Lan; --mentions finds it"), "{}", ran.err);
    let json = json_of(&place, &["count", "official:lan", "--format", "json"]);
    assert_eq!((&json["total"], &json["named_only"]), (&json!(1), &json!(1)));
    let none = json_of(&place, &["count", "--mentions", "lan", "--format", "json"]);
    assert_eq!((&none["total"], &none["named_only"]), (&json!(2), &Value::Null));

    let ran = place.run(&["count", "\"bảo hiểm y tế\""]);
    assert!(ran.err.contains("note: 1 more article outside the section matches; --section all"), "{}", ran.err);
    let all = json_of(&place, &["count", "y tế", "--section", "all", "--format", "json"]);
    assert_eq!(all["outside"], Value::Null);
}

#[test]
fn words_that_only_an_article_outside_the_section_has_are_not_said_to_be_nowhere() {
    let place = corpus();
    let ran = place.run(&["search", "tỉnh"]);
    assert!(!ran.err.contains("no article has"), "{}", ran.err);
    assert!(ran.err.contains("1 article outside the section"), "{}", ran.err);
    let relaxed = place.run(&["search", "tin của tỉnh họp"]);
    assert!(relaxed.err.contains("no article of the section has all the words"), "{}", relaxed.err);
}

#[test]
fn what_is_outside_is_reported_however_the_section_was_named() {
    let place = corpus();
    for args in
        [vec!["count", "tỉnh"], vec!["count", "tỉnh", "--section", "in"], vec!["search", "tỉnh section:in", "--strict"]]
    {
        let ran = place.run(&args);
        let expected = if args.len() == 3 { "" } else { "1 article outside the section" };
        assert!(ran.code == 1 && ran.err.contains(expected), "{args:?}: {}", ran.err);
    }
    assert!(!place.run(&["count", "tỉnh", "--section", "all"]).err.contains("outside"));
}

/// Compares the commands for random questions, some of which match nothing.
fn agree(questions: usize, seed: u64) {
    const WORDS: &[&str] = &[
        "bảo",
        "hiểm",
        "y tế",
        "\"y tế\"",
        "họp",
        "hop",
        "hòp",
        "-thông",
        "sars",
        "xyzzy",
        "trạm OR quỹ",
        "title:họp",
        "ng*",
        "\"bảo hiểm\"~2",
        "official:lan",
        "date:2025-06",
        "SARS-CoV-2",
        "2003",
        "mentions:thuấn",
        "role:minister",
        "role:\"thứ trưởng\"",
        "topic:bao-hiem-y-te",
        "number:72-NQ/TW",
        "date:2025-06-03..",
        "section:all",
        "status:listed",
        "-official:lan",
        "(họp OR thăm)",
        "\"Bộ trưởng Đào Hồng Lan\"",
    ];
    const OPTIONS: &[&[&str]] = &[
        &["--official", "lan"],
        &["--mentions", "lan"],
        &["--official", "thuấn"],
        &["--section", "all"],
        &["--section", "out"],
        &["--on", "2025"],
        &["--from", "2026"],
        &["--role", "minister"],
        &["--topic", "bao-hiem-y-te"],
        &["--status", "full"],
        &["--status", "listed"],
        &["--to", "2026-06-03"],
        &["--role", "vice-minister"],
        &["--section", "in"],
        &["--mentions", "thuấn"],
        &["--strict"],
        &["--relax"],
    ];
    let place = corpus();
    // A linear congruential generator is random enough, and the same everywhere.
    let mut state = seed;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % n
    };
    for _ in 0..questions {
        let words: Vec<&str> = (0..below(4)).map(|_| WORDS[below(WORDS.len())]).collect();
        let query = words.join(" ");
        let mut args = vec!["--", query.as_str()];
        for _ in 0..below(3) {
            let option = OPTIONS[below(OPTIONS.len())];
            // A day excludes a first and a last day.
            let given = |words: &[&str]| words.iter().any(|word| args.contains(word));
            let conflicts = match option[0] {
                "--on" => given(&["--from", "--to"]),
                "--from" | "--to" => given(&["--on"]),
                _ => false,
            };
            if !conflicts && !option.iter().any(|word| args.contains(word) && word.starts_with("--")) {
                args.splice(0..0, option.iter().copied());
            }
        }
        if args.contains(&"--strict") && args.contains(&"--relax") {
            continue;
        }
        // A search relaxes unless told otherwise; the others don't.
        let strict: &[&str] =
            if args.iter().any(|arg| ["--strict", "--relax"].contains(arg)) { &[] } else { &["--strict"] };
        let run = |command: &[&str]| place.run(&[command, strict, args.as_slice()].concat());
        let count = run(&["count"]);
        assert!(count.code <= 1, "{args:?}: {}", count.err);
        let total: usize = count.out.trim().parse().unwrap();
        let export = run(&["export", "--format", "ids"]);
        let search = run(&["search", "--limit", "0", "--format", "ids"]);
        assert_eq!((export.out.lines().count(), export.code), (total, count.code), "{args:?}");
        assert_eq!((search.out.lines().count(), search.code), (total, count.code), "{args:?}");
        // Every way to count or to choose agrees as well. A fourth of the questions is enough for these.
        if below(4) == 0 {
            let json = |command: &[&str]| -> Value { serde_json::from_str(&run(command).out).unwrap() };
            assert_eq!(json(&["count", "--format", "json"])["total"], json!(total), "{args:?}");
            assert_eq!(json(&["search", "--limit", "1", "--format", "json"])["total"], json!(total), "{args:?}");
            let days = json(&["count", "--by", "day", "--format", "json"]);
            let sum =
                |groups: &Value| groups.as_array().unwrap().iter().filter_map(|g| g["articles"].as_u64()).sum::<u64>();
            assert_eq!(sum(&days["groups"]), total as u64, "{args:?}");
            let cross = json(&["count", "--by", "weekday", "--by", "year", "--format", "json"]);
            assert_eq!(sum(&cross["groups"]), total as u64, "{args:?}");
            let chosen = run(&["export", "--fields", "id", "--format", "csv"]);
            assert_eq!(
                chosen.out.lines().skip(1).collect::<Vec<_>>(),
                export.out.lines().collect::<Vec<_>>(),
                "{args:?}"
            );
        }
    }
}

#[test]
fn the_commands_agree_on_the_number_under_the_same_options() {
    agree(60, 1);
}

#[test]
#[ignore = "takes minutes: 2,000 questions of three processes each"]
fn the_commands_agree_over_two_thousand_questions() {
    agree(2_000, 2);
}
