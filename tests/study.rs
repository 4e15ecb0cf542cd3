//! The study commands over an invented corpus whose numbers were counted by several other programs, and laws that hold
//! for any corpus.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Place, Ran};

const ARTICLES: &str = include_str!("fixtures/study/articles.jsonl");

pub(crate) fn corpus() -> Place {
    let place = Place::new();
    place.write("articles.jsonl", ARTICLES.as_bytes());
    place.ok(&["import", "articles.jsonl"]);
    place
}

pub(crate) fn json_of(place: &Place, args: &[&str]) -> Value {
    place.json(&[args, &["--format", "json"]].concat())
}

pub(crate) fn rows(place: &Place, args: &[&str]) -> Vec<Value> {
    json_of(place, args)["rows"].as_array().unwrap().clone()
}

pub(crate) fn near(got: &Value, expected: f64) -> bool {
    got.as_f64().is_some_and(|got| (got - expected).abs() <= 1e-6 * expected.abs().max(1e-3))
}

/// What each of these columns holds in a row.
fn picked(row: &Value, columns: &[&str]) -> Vec<Value> {
    columns.iter().map(|column| row[*column].clone()).collect()
}

#[test]
fn text_counts_once() {
    let place = corpus();
    let scope = |args: &[&str]| json_of(&place, &[&["snapshot"], args].concat())["scope"].clone();
    let all = scope(&[]);
    // 661 would count a lead twice that repeats its body.
    assert_eq!(picked(&all, &["articles", "words", "undated", "without_text"]), [14, 651, 1, 1].map(Value::from));
    assert_eq!(picked(&all, &["repeated_leads", "twins"]), [1, 1].map(Value::from));
    assert_eq!(picked(&scope(&["--on", "2024"]), &["articles", "words"]), [6, 293].map(Value::from));
    assert_eq!(picked(&scope(&["--on", "2025"]), &["articles", "words"]), [7, 338].map(Value::from));
    assert_eq!(picked(&scope(&["--once"]), &["articles", "words", "twins"]), [13, 620, 1].map(Value::from));
    let zones: u64 = ["title", "abstract", "body", "captions"]
        .iter()
        .map(|zone| scope(&["--in", zone])["words"].as_u64().unwrap())
        .sum();
    assert_eq!(zones, 651);
    assert_eq!(scope(&["--in", "title,body"])["zones"], json!(["title", "body"]));
}

#[test]
fn the_words_of_a_scope_are_those_of_its_export() {
    let place = corpus();
    for filters in [
        &["--on", "2025"][..],
        &["--topic", "phong-benh"],
        &["--status", "listed"],
        &["--section", "all"],
        &["--to", "2024-06"],
    ] {
        let export = place.ok(&[&["export"], filters].concat());
        let mut words = 0;
        for record in crate::support::jsonl(&export) {
            let again = Place::with_records(&[record]);
            words += json_of(&again, &["snapshot", "--section", "all"])["scope"]["words"].as_u64().unwrap();
        }
        assert_eq!(json_of(&place, &[&["snapshot"], filters].concat())["scope"]["words"], json!(words), "{filters:?}");
    }
}

#[test]
fn contexts_are_slices_of_the_text() {
    let place = corpus();
    let line = |row: &Value| picked(row, &["id", "zone", "item", "word", "left", "key", "right"]);
    let lines: Vec<_> = rows(&place, &["kwic", "\"chuyển đổi số\"", "--words", "4"]).iter().map(line).collect();
    let expected = json!([
        ["t04", "title", 0, 9, "chủ trì họp về ", "chuyển đổi số", ""],
        ["t04", "body", 0, 0, "", "Chuyển đổi số", " y tế là nhiệm"],
        ["t09", "title", 0, 0, "", "Chuyển đổi số", " tại bệnh viện Mẫu"],
        ["t09", "body", 0, 6, "Mẫu Sơn đẩy mạnh ", "chuyển đổi số", ""],
        ["t09", "body", 0, 26, "", "Chuyển đổi số", " cần dữ liệu đúng"],
        ["t10", "body", 0, 14, "", "Chuyển đổi số", " phải bắt đầu từ"],
        ["t12", "body", 0, 32, "khám bệnh từ xa, ", "chuyển đổi số", " đến tận thôn"],
    ]);
    assert_eq!(json!(lines), expected);
    let records: BTreeMap<String, Value> = ARTICLES
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|r| (r["id"].as_str().unwrap().to_owned(), r))
        .collect();
    for (query, hits) in [
        ("\"y tế\"", 20),
        ("\"Đảng bộ\"", 2),
        ("\"khám chữa bệnh\"", 1),
        ("thuốc OR AI", 4),
        ("72-NQ/TW", 1),
        ("mẫu*", 16),
    ] {
        for within in ["sentence", "clause", "paragraph", "article"] {
            let found = rows(&place, &["kwic", query, "--within", within, "--limit", "0"]);
            assert_eq!(found.len(), hits, "{query}");
            for row in &found {
                let record = &records[row["id"].as_str().unwrap()];
                let field = match row["zone"].as_str().unwrap() {
                    "captions" => &record["captions"][row["item"].as_u64().unwrap() as usize],
                    zone => &record[zone],
                };
                // NFD text is stored in NFC.
                if row["id"] == "t03" {
                    continue;
                }
                let text: Vec<char> = field.as_str().unwrap().chars().collect();
                let [left, key, right] = ["left", "key", "right"].map(|column| row[column].as_str().unwrap());
                let start = row["start"].as_u64().unwrap() as usize - left.chars().count();
                let end = row["end"].as_u64().unwrap() as usize + right.chars().count();
                assert_eq!(text[start..end].iter().collect::<String>(), format!("{left}{key}{right}"), "{row}");
            }
        }
    }
}

#[test]
fn lines_are_sorted_as_asked() {
    let place = corpus();
    let column = |order: &[&str], name: &str| {
        let all = rows(&place, &[&["kwic", "bệnh", "--limit", "0", "--words", "2"], order].concat());
        all.iter().map(|row| row[name].as_str().unwrap().trim().to_owned()).collect::<Vec<_>>()
    };
    let right = column(&["--sort", "right"], "right");
    assert!(right.windows(2).all(|pair| pair[0] != "viện Mẫu" || pair[1] != "án điện"), "{right:?}");
    assert_eq!(right[0], "", "{right:?}");
    let mut by_time = column(&[], "right");
    let mut sorted = right;
    by_time.sort();
    sorted.sort();
    assert_eq!(by_time, sorted, "the same lines in another order");
    let random = |seed: &str| column(&["--sort", "random", "--seed", seed], "id");
    assert_eq!(random("1"), random("1"));
    assert_ne!(random("1"), random("2"));
    assert_eq!(place.run(&["kwic", "bệnh", "--sort", "random"]).code, 2);
    assert_eq!(place.run(&["kwic", "bệnh", "--sort", "R4"]).code, 2);
}

#[test]
fn rates_and_shares_over_time() {
    let place = corpus();
    let quarters = rows(&place, &["trend", "\"y tế\"", "--by", "quarter"]);
    let expected = [
        ("2024-Q1", 3, 76, 1, 1),
        ("2024-Q2", 5, 103, 2, 2),
        ("2024-Q3", 1, 51, 1, 1),
        ("2024-Q4", 0, 63, 0, 2),
        ("2025-Q1", 4, 129, 1, 3),
        ("2025-Q2", 2, 58, 1, 1),
        ("2025-Q3", 1, 47, 1, 1),
        ("2025-Q4", 4, 104, 1, 2),
    ];
    for (row, (bucket, hits, words, articles, of)) in quarters.iter().zip(expected) {
        assert_eq!(
            picked(row, &["bucket", "hits", "words", "articles", "of_articles"]),
            [json!(bucket), json!(hits), json!(words), json!(articles), json!(of)]
        );
        assert_eq!(row["gap"], json!(false));
    }
    assert!(near(&quarters[1]["low"], 15_762.473_68) || quarters[1]["low"].as_f64().unwrap().floor() == 15_762.0);
    assert_eq!(quarters[3]["per_million"], json!(0.0), "no hit is a zero");
    let smooth = rows(&place, &["trend", "\"y tế\"", "--by", "quarter", "--smooth", "1"]);
    // The mean of ratios would begin with 44008.69.
    assert!(near(&smooth[0]["per_million"], 44_692.737_43) && near(&smooth[7]["per_million"], 33_112.582_78));
    assert_eq!(smooth[0]["hits"], json!(3));
    let months = rows(&place, &["trend", "\"y tế\"", "--by", "month"]);
    let gap = months.iter().find(|row| row["bucket"] == "2024-03").unwrap();
    assert_eq!((&gap["gap"], &gap["per_million"], &gap["share"]), (&json!(true), &Value::Null, &Value::Null));
    let smooth = rows(&place, &["trend", "\"y tế\"", "--by", "month", "--smooth", "2"]);
    assert_eq!(
        smooth.iter().find(|row| row["bucket"] == "2024-03").unwrap()["per_million"],
        Value::Null,
        "a gap stays one"
    );
    let both = rows(&place, &["trend", "\"y tế\" date:2024", "bệnh date:2024", "--by", "year"]);
    assert_eq!(both.iter().map(|row| row["hits"].as_u64().unwrap()).collect::<Vec<_>>(), [9, 6]);
}

#[test]
fn frequencies_add_up_and_every_row_can_be_searched() {
    let place = corpus();
    let all = json_of(&place, &["words", "--unit", "syllable", "--limit", "0", "--min", "1"]);
    let list = all["rows"].as_array().unwrap();
    assert_eq!(list.iter().map(|row| row["hits"].as_u64().unwrap()).sum::<u64>(), 651);
    let row = |form: &str| list.iter().find(|row| row["form"] == form).unwrap();
    assert!(near(&row("y")["arf"], 11.976_958_53) && near(&row("y")["dp_norm"], 0.391_996_830_4));
    assert!(near(&row("bệnh")["low"], 22_396.354_9) && near(&row("bệnh")["high"], 53_012.738_7));
    assert_eq!(picked(row("dinh"), &["hits", "articles"]), [4, 2].map(Value::from));
    assert_eq!(row("khỏe")["hits"], json!(5), "khoẻ is the same word, and rarer in the whole corpus");
    let folded = rows(&place, &["words", "--unit", "syllable", "--limit", "0", "--fold"]);
    assert_eq!(folded.iter().map(|row| row["hits"].as_u64().unwrap()).sum::<u64>(), 651);
    assert!(folded.len() < list.len());
    for size in ["2", "3", "4"] {
        for gram in rows(&place, &["words", "--size", size, "--limit", "12"]) {
            let query = format!("\"{}\"", gram["form"].as_str().unwrap());
            let hits = json_of(&place, &["kwic", &query, "--exact"])["total"].clone();
            assert_eq!(hits, gram["hits"], "{query}");
        }
    }
    assert_eq!(place.run(&["words", "--size", "7"]).code, 2);
    let ranks: Vec<u64> = list.iter().map(|row| row["rank"].as_u64().unwrap()).collect();
    assert!(ranks.windows(2).zip(list.windows(2)).enumerate().all(|(n, (ranks, rows))| {
        let same = rows[0]["hits"] == rows[1]["hits"];
        if same { ranks[0] == ranks[1] } else { ranks[1] == n as u64 + 2 }
    }));
}

#[test]
fn a_comparison_turned_round_changes_only_signs() {
    let place = corpus();
    let compared = |a: &str, b: &str| {
        let all = json_of(&place, &["keyness", a, b, "--limit", "0", "--unit", "syllable"]);
        let rows = all["rows"].as_array().unwrap().clone();
        assert_eq!((&all["total"], &all["measure"]["tests"]), (&json!(202), &json!(202)));
        rows.into_iter().map(|row| (row["form"].as_str().unwrap().to_owned(), row)).collect::<BTreeMap<_, _>>()
    };
    let (there, back) = (compared("date:2024", "date:2025"), compared("date:2025", "date:2024"));
    let first = &there["tiêm"];
    for (column, expected) in [
        ("log_ratio", 3.665_226_949),
        ("lrc", 0.0),
        ("g2", 7.717_421_584),
        ("p", 0.005_469_045_01),
        ("q", 0.385_808_842_5),
        ("expected", 2.321_711_569),
        ("simple_maths", 171.648_464_2),
    ] {
        assert!(near(&first[column], expected), "{column}: {}", first[column]);
    }
    assert_eq!(first["diff_percent"], json!("inf"));
    for (form, row) in &there {
        for column in ["log_ratio", "lrc", "g2"] {
            let (a, b) = (row[column].as_f64().unwrap(), back[form][column].as_f64().unwrap());
            assert!((a + b).abs() < 1e-9, "{form} {column}: {a} {b}");
        }
        assert_eq!(row["hits_a"], back[form]["hits_b"]);
        assert_eq!(row["p"], back[form]["p"]);
    }
    let ran = place.run(&["keyness", "date:2024", "topic:phong-benh"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("articles are in A and in B") && ran.err.contains("--both drop|keep"), "{}", ran.err);
    assert_eq!(place.run(&["keyness", "date:2024", "topic:phong-benh", "--both", "drop"]).code, 0);
    let kept = json_of(&place, &["keyness", "date:2024", "topic:phong-benh", "--both", "keep"]);
    assert_eq!(picked(&kept["sides"][0], &["name", "articles", "words"]), [json!("A"), json!(6), json!(293)]);
    assert_eq!(place.run(&["keyness", "date:2019", "date:2024"]).code, 1);
    let rest = json_of(&place, &["keyness", "date:2024"]);
    assert_eq!((&rest["sides"][1]["articles"], &rest["sides"][1]["query"]), (&json!(8), &Value::Null));
}

#[test]
fn samples_can_be_drawn_again() {
    let place = corpus();
    let drawn = |size: &str, seed: &str| {
        let mut rows = rows(&place, &["sample", size, "--seed", seed, "--of", "hits", "\"y tế\""]);
        rows.sort_by_key(|row| row["rank_digest"].as_str().unwrap().to_owned());
        let name = |row: &Value| {
            format!("{}:{}:{}:{}", row["id"].as_str().unwrap(), row["zone"].as_str().unwrap(), row["item"], row["word"])
        };
        (rows.iter().map(name).collect::<Vec<_>>(), rows[0]["rank_digest"].clone())
    };
    let (six, digest) = drawn("6", "1");
    assert_eq!(
        six,
        ["t01:body:0:13", "t01:body:0:33", "t12:title:0:7", "t04:body:0:3", "t12:body:0:7", "t02:title:0:10"]
    );
    assert_eq!(digest, "197e533a081ec72ffe75909eaf2d273507fe15d7cb9914092d126704196e6c4c");
    assert_eq!(drawn("9", "1").0[..6], six);
    assert_ne!(drawn("6", "2").0, six);
    let years = rows(&place, &["sample", "2", "--seed", "1", "--by", "year"]);
    assert_eq!(years.iter().filter(|row| row["date"].as_str().unwrap_or_default().starts_with("2024")).count(), 2);
    let ran = place.run(&["sample", "3", "--seed", "1", "--of", "hits"]);
    assert_eq!((ran.code, ran.err.lines().next()), (2, Some("error: --of hits needs a query")), "{}", ran.err);
    let ran = place.run(&["sample", "3"]);
    assert!(ran.code == 2 && ran.err.contains("--seed 1"), "{}", ran.err);
}

#[test]
fn the_first_hit_comes_with_its_limits() {
    let place = corpus();
    let first = &rows(&place, &["first", "\"bệnh án điện tử\""])[0];
    assert_eq!(
        picked(first, &["id", "date", "zone", "before_articles"]),
        [json!("t04"), json!("2024-09-12"), json!("body"), json!(3)]
    );
    assert!(first["sentence"].as_str().unwrap().starts_with("Bệnh án điện tử giúp người bệnh"), "{first}");
    let months = first["missing_months"].as_array().unwrap();
    assert_eq!((months.len(), &months[0]), (7, &json!("2024-02")), "imports cover nothing");
    assert_eq!(place.run(&["first", "xyzzy"]).code, 1);
}

#[test]
fn a_snapshot_fits_a_terminal_of_80_columns() {
    let place = corpus();
    let text = place.ok(&["snapshot"]);
    let id = json_of(&place, &["snapshot"])["snapshot"]["id"].clone();
    assert!(text.contains(id.as_str().unwrap()), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_name_beside_filters_is_counted_as_a_phrase() {
    let place = corpus();
    let rows = |query: &str| json_of(&place, &["kwic", query, "--limit", "0"])["rows"].clone();
    assert_eq!(rows("y-tế date:2024"), rows("\"y-tế\" date:2024"));
}

#[test]
fn queries_that_cannot_be_counted_are_refused() {
    let place = corpus();
    let refused = |args: &[&str], hint: &str| {
        let Ran { code, err, .. } = place.run(args);
        assert!(code == 2 && err.contains(hint), "{args:?}: {code} {err}");
    };
    for command in ["kwic", "trend", "first"] {
        refused(&[command, "bảo hiểm y tế"], "quote them: \"bảo hiểm y tế\"");
        refused(&[command, "date:2024"], "no words to count");
        refused(&[command, "NOT thuốc"], "no words to count");
    }
    refused(&["kwic", "y", "--relax"], "--fold");
    for command in ["kwic", "keyness", "words", "snapshot"] {
        assert!(!place.ok(&[command, "--help"]).contains("--relax"), "{command} offers what it refuses");
    }
    refused(&["trend", "y", "--level", "100"], "less than 100");
    refused(&["words", "--in", "footnotes"], "captions");
    refused(&["words", "--head"], "jsonl");
    assert_eq!(place.run(&["kwic", "xyzzy"]).code, 1);
    assert_eq!(Place::new().run(&["words"]).code, 2);
}

/// Every command that lists something, with the columns of text that a sheet guards.
const LISTS: [&[&str]; 5] = [
    &["kwic", "bệnh", "--limit", "0"],
    &["words", "--limit", "0"],
    &["trend", "bệnh", "--by", "month"],
    &["keyness", "date:2024", "date:2025", "--limit", "0"],
    &["sample", "5", "--seed", "1"],
];

#[test]
fn every_format_has_the_same_rows() {
    let place = corpus();
    for args in LISTS {
        let json = json_of(&place, args);
        let jsonl = place.ok(&[args, &["--format", "jsonl"]].concat());
        assert_eq!(json!(crate::support::jsonl(&jsonl)), json["rows"], "{args:?}");
        let csv = place.ok(&[args, &["--format", "csv", "--csv-raw"]].concat());
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let names = reader.headers().unwrap().clone();
        let rows = json["rows"].as_array().unwrap();
        let mut count = 0;
        for (cells, row) in reader.records().map(Result::unwrap).zip(rows) {
            count += 1;
            assert_eq!(cells.len(), row.as_object().unwrap().len());
            for (name, cell) in names.iter().zip(&cells) {
                let expected = match &row[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Array(items) => {
                        items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join("; ")
                    }
                    other => other.to_string(),
                };
                assert_eq!(cell, expected, "{args:?} {name}");
            }
        }
        assert_eq!(count, rows.len());
    }
}

#[test]
fn neither_the_order_of_imports_nor_the_terminal_changes_a_result() {
    let place = corpus();
    let turned = Place::new();
    for (number, line) in ARTICLES.lines().rev().enumerate() {
        let name = format!("{number}.jsonl");
        turned.write(&name, line.as_bytes());
        turned.ok(&["import", &name]);
    }
    let without_place = |text: &str| {
        let mut value: Value = serde_json::from_str(text).unwrap();
        value["snapshot"]["ledger_bytes"] = Value::Null;
        value
    };
    for args in LISTS {
        let args = &[args, &["--format", "json"]].concat();
        let here = place.ok(args);
        assert_eq!(without_place(&here), without_place(&turned.ok(args)), "{args:?}");
        for columns in ["40", "200"] {
            let output = place.command(args).env("COLUMNS", columns).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), here);
        }
    }
    let snapshot = |filter: &[&str]| json_of(&place, &[&["snapshot"], filter].concat())["snapshot"]["id"].clone();
    assert_eq!(snapshot(&[]), snapshot(&["--on", "2024"]), "filters don't change the id");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let place = corpus();
    for args in LISTS {
        for columns in ["40", "80", "120"] {
            let output = place.command(args).env("COLUMNS", columns).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let width: usize = columns.parse().unwrap();
            for line in text.lines() {
                let used = unicode_width::UnicodeWidthStr::width(line);
                assert!(used <= width, "{args:?} at {columns}: {used}: {line}");
            }
        }
    }
}

#[test]
fn a_corpus_beside_itself_has_twice_the_hits_and_the_same_rates() {
    let place = corpus();
    let twice = Place::new();
    let copy: Vec<String> = ARTICLES
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record["id"] = json!(format!("{}-copy", record["id"].as_str().unwrap()));
            // Another title would change the words; another minute makes another article of it.
            if let Some(published) = record["published"].as_str() {
                record["published"] = json!(published.replace("T09:00", "T09:01"));
            }
            record.to_string()
        })
        .collect();
    twice.write("both.jsonl", format!("{ARTICLES}{}\n", copy.join("\n")).as_bytes());
    twice.ok(&["import", "both.jsonl"]);
    let undated = 1;
    let count = |place: &Place| json_of(place, &["snapshot"])["scope"]["articles"].as_u64().unwrap();
    assert!(count(&twice) >= 2 * count(&place) - undated);
    for (one, two) in rows(&place, &["trend", "bệnh", "--by", "quarter"])
        .iter()
        .zip(&rows(&twice, &["trend", "bệnh", "--by", "quarter"]))
    {
        assert_eq!(two["hits"].as_u64().unwrap(), 2 * one["hits"].as_u64().unwrap());
        assert_eq!((&one["per_million"], &one["share"]), (&two["per_million"], &two["share"]));
    }
}
