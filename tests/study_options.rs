//! Options of the study commands: groups and samples of hits, pairs in sentences, explanations, receipts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::study::{corpus, json_of, near, rows};
use crate::support::{Place, Ran};

fn texts(rows: &[Value], columns: &[&str]) -> Vec<String> {
    let text = |row: &Value| {
        let cells = columns.iter().map(|column| match &row[*column] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        cells.collect::<Vec<_>>().join(" ")
    };
    rows.iter().map(text).collect()
}

#[test]
fn hits_are_counted_by_what_is_beside_them() {
    let place = corpus();
    let all = rows(&place, &["kwic", "\"y tế\"", "--limit", "0"]);
    for (key, of) in [
        ("year", (|row: &Value| row["date"].as_str().map(|day| day[..4].to_owned())) as fn(&Value) -> Option<String>),
        ("key", |row| row["key"].as_str().map(str::to_lowercase)),
        ("R1", |row| first_word(row["right"].as_str()?.split_whitespace().next())),
        ("L1", |row| first_word(row["left"].as_str()?.split_whitespace().last())),
    ] {
        let mut expected: BTreeMap<Option<String>, (u64, BTreeMap<String, ()>)> = BTreeMap::new();
        for row in &all {
            let group = expected.entry(of(row)).or_default();
            group.0 += 1;
            group.1.insert(row["id"].as_str().unwrap().to_owned(), ());
        }
        let groups = rows(&place, &["kwic", "\"y tế\"", "--group", key, "--limit", "0"]);
        assert_eq!(groups.len(), expected.len(), "{key}: {groups:?}");
        for group in &groups {
            let (hits, articles) = &expected[&group["group"].as_str().map(str::to_owned)];
            assert_eq!((&group["hits"], &group["articles"]), (&json!(hits), &json!(articles.len())), "{key}: {group}");
            assert!(near(&group["share"], *hits as f64 / 20.0), "{group}");
        }
        let hits: Vec<u64> = groups.iter().map(|group| group["hits"].as_u64().unwrap()).collect();
        assert!(hits.is_sorted_by(|a, b| a >= b) && hits.iter().sum::<u64>() == 20, "{key}: {hits:?}");
    }
    let years = rows(&place, &["kwic", "\"y tế\"", "--group", "year"]);
    assert_eq!(texts(&years, &["group", "hits", "articles"]), ["2025 11 4", "2024 9 4"]);
    let people = json_of(&place, &["kwic", "\"y tế\"", "--group", "official", "--limit", "2"]);
    assert!(people["total"].as_u64().unwrap() >= 2 && people["rows"].as_array().unwrap().len() == 2, "{people}");
    for wrong in ["left", "R4", "", "tế"] {
        assert_eq!(place.run(&["kwic", "y", "--group", wrong]).code, 2, "{wrong}");
    }
}

/// A word in small letters without the marks around it.
fn first_word(word: Option<&str>) -> Option<String> {
    Some(word?.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).filter(|word| !word.is_empty())
}

#[test]
fn hits_can_be_drawn() {
    let place = corpus();
    let name = ["id", "zone", "item", "word"];
    let drawn = |size: &str, seed: &str| {
        let found = rows(&place, &["kwic", "\"y tế\"", "--sample", size, "--seed", seed]);
        let mut names: Vec<String> = texts(&found, &name).iter().map(|name| name.replace(' ', ":")).collect();
        names.sort();
        names
    };
    let mut expected =
        ["t01:body:0:13", "t01:body:0:33", "t12:title:0:7", "t04:body:0:3", "t12:body:0:7", "t02:title:0:10"];
    expected.sort_unstable();
    assert_eq!(drawn("6", "1"), expected, "counted with sha256sum");
    assert!(drawn("2", "1").iter().all(|name| expected[..].contains(&name.as_str())));
    assert_eq!(drawn("50", "1").len(), 20);
    let mut of_hits: Vec<String> = rows(&place, &["sample", "6", "--seed", "1", "--of", "hits", "\"y tế\""])
        .iter()
        .flat_map(|row| texts(std::slice::from_ref(row), &name))
        .map(|name| name.replace(' ', ":"))
        .collect();
    of_hits.sort();
    assert_eq!(of_hits, expected);
    let grouped = rows(&place, &["kwic", "\"y tế\"", "--sample", "6", "--seed", "1", "--group", "year"]);
    assert_eq!(grouped.iter().map(|row| row["hits"].as_u64().unwrap()).sum::<u64>(), 6);
    for wrong in [&["--sample", "3"][..], &["--sample", "0", "--seed", "1"], &["--seed", "1"]] {
        assert_eq!(place.run(&[&["kwic", "y"], wrong].concat()).code, 2, "{wrong:?}");
    }
}

fn article(id: &str, published: &str, title: &str, body: &str) -> Value {
    json!({ "id": id, "title": title, "published": published, "body": body })
}

#[test]
fn pairs_may_have_to_meet_in_a_sentence() {
    let place = Place::with_records(&[
        article(
            "a1",
            "2025-02-03",
            "Họp về kế hoạch năm",
            "Bộ trưởng Đào Hồng Lan chủ trì cuộc họp. Thứ trưởng Đỗ Xuân Tuyên phát biểu theo Nghị quyết 72-NQ/TW.",
        ),
        article(
            "a2",
            "2025-02-04",
            "Họp về Nghị quyết 72-NQ/TW",
            "Bộ trưởng Đào Hồng Lan và Thứ trưởng Đỗ Xuân Tuyên chủ trì cuộc họp.",
        ),
    ]);
    let pairs = |with: &str, extra: &[&str]| {
        let args = [&["cooccur", "--of", "official", "--with", with, "--section", "all"], extra].concat();
        let result = json_of(&place, &args);
        (texts(result["rows"].as_array().unwrap(), &["x", "y", "both", "x_articles", "y_articles"]), result)
    };
    let (articles, _) = pairs("official", &[]);
    assert_eq!(articles, ["Đào Hồng Lan Đỗ Xuân Tuyên 2 2 2"]);
    let (sentences, result) = pairs("official", &["--per", "sentence"]);
    assert_eq!(sentences, ["Đào Hồng Lan Đỗ Xuân Tuyên 1 2 2"]);
    assert_eq!(result["scope"]["unit"], "sentence");
    let row = &result["rows"][0];
    let [x, y, expected] = ["x_articles", "y_articles", "expected"].map(|column| row[column].as_f64().unwrap());
    assert!(near(&result["measure"]["sentences"], x * y / expected), "{row} {}", result["measure"]);
    // Two titles and three sentences of bodies.
    assert!(result["notes"][0].as_str().unwrap().contains("5 sentences"), "{}", result["notes"]);
    assert!(near(&result["rows"][0]["expected"], 2.0 * 2.0 / 5.0), "{result}");
    let (numbers, _) = pairs("number", &["--per", "sentence"]);
    assert_eq!(numbers, ["Đỗ Xuân Tuyên 72-NQ/TW 1 2 2"]);
    let titles =
        ["cooccur", "--of", "official", "--with", "number", "--section", "all", "--per", "sentence", "--in", "title"];
    assert_eq!(place.run(&titles).code, 1, "nobody is named in a title");
    assert_eq!(pairs("number", &["--relation", "any"]).0, pairs("number", &["--people", "any"]).0);
}

#[test]
fn a_topic_has_a_sentence_in_the_parts_that_are_read() {
    let lead = "Bộ trưởng Đào Hồng Lan kiểm tra tiêm chủng mở rộng.";
    let body = format!("{lead}\n\nCuộc họp kết thúc lúc 11 giờ.");
    let record =
        |title: &str| json!({ "id": "a1", "title": title, "published": "2025-02-03", "abstract": lead, "body": body });
    let topics = |title: &str, extra: &[&str]| -> Vec<String> {
        let place = Place::with_records(&[record(title)]);
        let args = ["cooccur", "--of", "official", "--with", "topic", "--section", "all"];
        texts(&rows(&place, &[&args, extra].concat()), &["x", "y", "both"])
    };
    // The abstract repeats how the body begins, so only the body is read.
    let articles = topics("Họp tháng 2", &[]);
    assert_eq!(articles.len(), 1, "{articles:?}");
    assert_eq!(topics("Họp tháng 2", &["--per", "sentence"]), articles);
    assert_eq!(topics("Họp tháng 2", &["--per", "sentence", "--in", "body"]), articles);
    // The first phrase is in the title, another one in the body.
    assert_eq!(topics("Tiêm chủng mở rộng", &["--per", "sentence", "--in", "body"]), articles);
    let place = Place::with_records(&[record("Họp tháng 2")]);
    let explained =
        ["cooccur", "--of", "official", "--with", "topic", "--section", "all", "--per", "sentence", "--explain"];
    let result = json_of(&place, &explained);
    assert!(result["notes"].to_string().contains("what is counted are sentences"), "{result}");
    let drawn = place.run(&[&explained[..], &["--format", "svg"]].concat());
    for words in ["In the same sentences", "Sentences in common", "(1 sentences)"] {
        assert!(drawn.out.contains(words), "{words}: {}", drawn.out);
    }
}

#[test]
fn filters_of_a_line_are_no_words_of_its_phrase() {
    let place = Place::with_records(&[
        article("a1", "2024-02-03", "Họp", "Bàn về chuyển đổi số."),
        article("a2", "2025-02-04", "Họp", "Bàn về chuyển đổi số."),
    ]);
    for line in ["chuyển đổi số date:2025", "date:2025 chuyển đổi số", "\"chuyển đổi số\" date:2025"]
    {
        place.write("lines.txt", line.as_bytes());
        let found = rows(&place, &["first", "--many", "lines.txt", "--section", "all"]);
        assert_eq!(texts(&found, &["id"]), ["a2"], "{line}");
    }
}

#[test]
fn contexts_reach_the_words_that_decide() {
    let place = Place::with_records(&[
        article("a1", "2025-02-03", "Họp", "Bộ Y tế họp về dân số."),
        article("a2", "2025-02-04", "Họp", "Bộ Y tế họp về bảo hiểm."),
    ]);
    let near = |more: &[&str]| rows(&place, &[&["kwic", "\"y tế\"", "--section", "all"], more].concat());
    for words in ["1", "3", "10"] {
        let groups = texts(&near(&["--words", words, "--group", "R3"]), &["group", "hits"]);
        assert_eq!(groups, ["bảo 1", "dân 1"], "{words}");
        let sorted = texts(&near(&["--words", words, "--sort", "R3"]), &["id"]);
        assert_eq!(sorted, ["a2", "a1"], "{words}");
        assert_eq!(texts(&near(&["--words", words, "--sort", "right"]), &["id"]), sorted, "{words}");
    }
    assert_eq!(near(&["--words", "1", "--sort", "R3"])[0]["right"], " họp");
}

#[test]
fn the_first_sentence_is_whole_and_months_count_from_the_beginning() {
    let place = Place::with_records(&[
        article("a1", "2024-11-03T08:00:00+07:00", "Khám bệnh ở xã", "Bác sĩ về làng."),
        article("a2", "2025-01-05T08:00:00+07:00", "Bộ trưởng nói về thuốc", "Bà nói: “Thuốc phải đủ!” Sau đó họp."),
        article("a3", "2025-02-05T08:00:00+07:00", "Thuốc cho xã", "Thuốc về xã."),
    ]);
    let first = |args: &[&str]| rows(&place, &[&["first"], args, &["--section", "all"]].concat())[0].clone();
    let found = first(&["\"phải đủ\""]);
    assert_eq!(found["sentence"], "Bà nói: “Thuốc phải đủ!”");
    assert_eq!((&found["before_articles"], &found["missing_months"]), (&json!(1), &json!(["2024-11", "2024-12"])));
    // Whatever the filters leave, the corpus begins where it does; --from says from when on it matters.
    let found = first(&["\"về xã\""]);
    assert_eq!(found["sentence"], "Thuốc về xã.");
    assert_eq!(found["missing_months"], json!(["2024-11", "2024-12", "2025-01"]));
    let found = first(&["\"về xã\"", "--from", "2025-01"]);
    assert_eq!((&found["before_articles"], &found["missing_months"]), (&json!(1), &json!(["2025-01"])));
    let found = first(&["\"về xã\" date:2025-02"]);
    assert_eq!((&found["before_articles"], &found["missing_months"]), (&json!(0), &json!([])));
    assert_eq!(first(&["thuốc", "--in", "title"])["sentence"], "Bộ trưởng nói về thuốc", "a title has no full stop");
}

#[test]
fn series_of_different_articles_say_what_each_is_of() {
    let place = corpus();
    let one = json_of(&place, &["trend", "\"y tế\"", "bệnh", "--by", "year"]);
    let all = json_of(&place, &["snapshot"])["scope"].clone();
    assert_eq!(one["scope"]["articles"].as_u64().unwrap() + 1, all["articles"].as_u64().unwrap(), "one has no date");
    assert!(one["notes"].as_array().unwrap().is_empty(), "{}", one["notes"]);
    let two = json_of(&place, &["trend", "\"y tế\" date:2024", "bệnh date:2025", "--by", "year"]);
    assert_eq!((&two["scope"]["articles"], &two["scope"]["words"]), (&json!(13), &json!(293 + 338)));
    let notes: Vec<&str> = two["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect();
    assert_eq!(
        notes,
        ["\"y tế\" date:2024: of 6 articles with 293 syllables", "bệnh date:2025: of 7 articles with 338 syllables"]
    );
}

#[test]
fn the_scope_of_several_words_is_that_of_all() {
    let place = corpus();
    let both = json_of(&place, &["dispersion", "bệnh date:2025", "\"y tế\" date:2024"]);
    assert_eq!((&both["scope"]["articles"], &both["scope"]["words"]), (&json!(13), &json!(631)), "{both}");
    assert_eq!(
        both["notes"],
        json!([
            "bệnh date:2025: of 7 articles with 338 syllables",
            "\"y tế\" date:2024: of 6 articles with 293 syllables"
        ])
    );
    let parts: Vec<&Value> = both["rows"].as_array().unwrap().iter().map(|row| &row["parts"]).collect();
    assert_eq!(parts, [&json!(7), &json!(6)]);
    // Articles of both scopes count once.
    let nested = json_of(&place, &["dispersion", "bệnh", "bệnh date:2025"]);
    assert_eq!(nested["scope"]["articles"], 14, "{nested}");
    assert_eq!(nested["notes"].as_array().unwrap().len(), 2, "{nested}");
    let same = json_of(&place, &["dispersion", "bệnh", "\"y tế\""]);
    assert_eq!((&same["scope"]["articles"], &same["notes"]), (&json!(14), &json!([])), "{same}");
}

#[test]
fn explanations_and_receipts_leave_the_rows_alone() {
    let place = corpus();
    let commands: [&[&str]; 10] = [
        &["snapshot"],
        &["kwic", "bệnh"],
        &["words"],
        &["trend", "bệnh"],
        &["collocates", "bệnh"],
        &["keyness", "date:2024", "date:2025"],
        &["dispersion", "bệnh"],
        &["cooccur", "--of", "topic", "--with", "topic"],
        &["sample", "2", "--seed", "1"],
        &["first", "bệnh"],
    ];
    for words in commands {
        let plain = json_of(&place, words);
        let explained = json_of(&place, &[words, &["--explain"]].concat());
        assert_eq!(explained["rows"], plain["rows"], "{words:?}");
        assert_eq!(explained["arguments"], plain["arguments"], "{words:?}");
        let notes = explained["notes"].to_string();
        assert!(notes.contains("unit: ") && notes.contains("formula: "), "{words:?}: {notes}");
        let text = place.ok(&[words, &["--explain"]].concat());
        assert!(text.contains("unit: "), "{text}");
        place.ok(&[words, &["-o", "t.csv", "--receipt"]].concat());
        let receipt: Value = serde_json::from_slice(&std::fs::read(place.path().join("t.csv.json")).unwrap()).unwrap();
        let mut expected = plain;
        expected.as_object_mut().unwrap().remove("rows");
        assert_eq!(receipt, expected, "{words:?}");
    }
    for wrong in [&["words", "--receipt"][..], &["words", "--receipt", "-o", "-"]] {
        let ran: Ran = place.run(wrong);
        assert_eq!(ran.code, 2, "{wrong:?}: {}", ran.err);
    }
}

#[test]
fn many_phrases_are_a_chronology() {
    let place = corpus();
    place.write("phrases.txt", "\u{feff}chuyển đổi số\n\n# nhận xét\n\"y tế\"\n  tiêm\nkhông có cụm này\n".as_bytes());
    let result = json_of(&place, &["first", "--many", "phrases.txt"]);
    let many = result["rows"].as_array().unwrap();
    assert_eq!(many.len(), 3);
    let dates: Vec<&str> = many.iter().map(|row| row["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    for row in many {
        let phrase = row["phrase"].as_str().unwrap();
        let quoted =
            if phrase.contains(['"']) || !phrase.contains(' ') { phrase.to_owned() } else { format!("\"{phrase}\"") };
        let mut alone = rows(&place, &["first", &quoted])[0].clone();
        alone["phrase"] = json!(phrase);
        assert_eq!(*row, alone);
    }
    assert!(result["notes"][0].as_str().unwrap().contains("không có cụm này"), "{}", result["notes"]);
    // Words that no quotes can join are refused.
    place.write("loose.txt", "\"y tế\" cơ sở\n".as_bytes());
    assert_eq!(place.run(&["first", "--many", "loose.txt"]).code, 2);
    assert_eq!(place.run(&["words", "--size", "2", "--lexicon", "phrases.txt"]).code, 2);
    place.write("empty.txt", b"# \n");
    for wrong in [&["first", "--many", "empty.txt"][..], &["first", "--many", "nowhere.txt"], &["first"]] {
        assert_eq!(place.run(wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(place.run(&["first", "y", "--many", "phrases.txt"]).code, 2);
}

#[test]
fn a_trend_has_the_periods_that_are_asked_for() {
    let place = corpus();
    let buckets = |args: &[&str]| -> Vec<(String, bool)> {
        let found = rows(&place, &[&["trend", "\"y tế\"", "--by", "month"], args].concat());
        found.iter().map(|row| (row["bucket"].as_str().unwrap().to_owned(), row["gap"] == json!(true))).collect()
    };
    let ends = |args: &[&str]| {
        let all = buckets(args);
        let name =
            |at: Option<&(String, bool)>| at.map(|(bucket, gap)| format!("{bucket}{}", if *gap { " gap" } else { "" }));
        [name(all.first()), name(all.last())].map(Option::unwrap)
    };
    assert_eq!(ends(&[]), ["2024-02", "2025-12"]);
    assert_eq!(ends(&["--from", "2023-12", "--to", "2025-07"]), ["2023-12 gap", "2025-07 gap"]);
    // Nothing was published after today, or before there was a portal.
    assert_eq!(ends(&["--from", "1010", "--to", "9999"]), ["1990-01 gap", "2026-02 gap"]);
    let two = |first: &str, second: &str| {
        let found = rows(&place, &["trend", first, second, "--by", "year"]);
        [&found[0], &found[found.len() - 1]].map(|row| row["bucket"].as_str().unwrap().to_owned())
    };
    assert_eq!(two("bệnh date:2022..2024", "bệnh date:2023..2025"), ["2022", "2025"]);
    assert_eq!(two("bệnh date:2022..", "bệnh"), ["2024", "2025"]);
}

#[test]
fn the_text_of_a_trend_says_what_is_unknown_and_what_is_smoothed() {
    let place = corpus();
    let ran = place.run(&["trend", "\"y tế\"", "--by", "month", "--from", "2024-02", "--to", "2024-04"]);
    let row = |bucket: &str| -> Vec<String> {
        let line = ran.out.lines().find(|line| line.starts_with(bucket)).unwrap();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(row("2024-02")[1..3], ["3", "76"]);
    assert_eq!(row("2024-03")[1..], ["—"; 8], "{}", ran.out);
    assert!(ran.err.contains("note: nothing was collected for 2024-03 to 2024-04\n"), "{}", ran.err);
    // The corpus was imported: what is missing in a month may have hits.
    let imported = "note: perhaps not everything was collected for 2024-02: ";
    let of = |query: &str| place.run(&["trend", query, "--by", "month", "--on", "2024-02"]).err;
    assert!(of("\"chuyển đổi số\"").starts_with(imported) && of("\"y tế\"").is_empty());
    let note = "smoothed over 3 buckets; hits, words and articles are those of the bucket";
    let smooth = ["trend", "\"y tế\"", "--by", "quarter", "--smooth", "1"];
    assert!(place.ok(&smooth).contains(note));
    assert!(json_of(&place, &smooth)["notes"].to_string().contains(note));
    assert!(!place.ok(&smooth[..4]).contains("smoothed"));
}
