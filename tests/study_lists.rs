//! Options of lists: several sides, lists of words, sequences, formulas, patterns, spellings.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::study::{corpus, json_of, near, rows};
use crate::support::Place;

const YEARS: [&str; 6] = ["keyness", "date:2024", "date:2025", "--unit", "syllable", "--limit"];

/// The rows of the comparison of two years by their forms.
fn compared(place: &Place, options: &[&str]) -> BTreeMap<String, Value> {
    let rows = rows(place, &[&YEARS[..], &["0"], options].concat());
    rows.into_iter().map(|row| (row["form"].as_str().unwrap().to_owned(), row)).collect()
}

fn check(row: &Value, expected: &[(&str, f64)]) {
    for (column, value) in expected {
        assert!(near(&row[*column], *value), "{column}: {value} {row}");
    }
}

#[test]
fn the_formulas_of_a_comparison_can_be_chosen() {
    let place = corpus();
    check(
        &compared(&place, &["--log-ratio", "hardie"])["tiêm"],
        &[("log_ratio", 3.528_050_677), ("g2", 7.717_421_584)],
    );
    check(&compared(&place, &["--log-ratio", "hardie"])["số"], &[("log_ratio", -1.115_805_513)]);
    let two = compared(&place, &["--g2", "two-cells"]);
    check(&two["tiêm"], &[("g2", 7.671_332_535), ("p", 0.005_610_500_864), ("log_ratio", 3.665_226_949)]);
    check(&two["số"], &[("g2", -0.935_358_444_5)]);
    check(&compared(&place, &["--smooth-k", "1"])["tiêm"], &[("simple_maths", 17_065.846_42)]);
    let articles = compared(&place, &["--by-articles", "--measure", "all"]);
    check(
        &articles["tiêm"],
        &[
            ("g2", 1.644_189_193),
            ("p", 0.199_751_661_9),
            ("log_ratio", 1.791_413_378),
            ("expected", 6.0 / 13.0),
            ("simple_maths", (1e6 / 6.0 + 100.0) / 100.0),
            ("fisher_p", 0.461_538_461_5),
            ("hits_a", 5.0),
            ("per_million_a", 17_064.846_42),
        ],
    );
    check(&articles["số"], &[("g2", -1.080_838_041), ("log_ratio", -1.015_941_544), ("diff_percent", -61.111_111_111)]);
    for row in articles.values() {
        assert_eq!((&row["g2"], &row["p"]), (&row["g2_articles"], &row["p_articles"]), "{row}");
    }
    let sorted = rows(&place, &[&YEARS[..], &["0", "--by-articles", "--sort", "g2"]].concat());
    let sizes: Vec<f64> = sorted.iter().map(|row| row["g2"].as_f64().unwrap().abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    let positive = compared(&place, &["--positive", "--log-ratio", "hardie"]);
    assert!(positive.len() > 50 && positive.values().all(|row| row["log_ratio"].as_f64().unwrap() > 0.0));
    let measure = json_of(&place, &["keyness", "date:2024", "--by-articles", "--g2", "two-cells", "--size", "2"]);
    let said = ["of", "g2_form", "log_ratio_form", "size"].map(|key| measure["measure"][key].clone());
    assert_eq!(said, [json!("articles"), json!("two cells"), json!("walter"), json!(2)]);
}

#[test]
fn sequences_are_compared_like_words() {
    let place = corpus();
    let size = ["--size", "3", "--exact"];
    let list = compared(&place, &size);
    for (form, row) in &list {
        let query = format!("\"{form}\"");
        for (column, year) in [("hits_a", "2024"), ("hits_b", "2025")] {
            if row[column] == 4 || row[column] == 3 {
                let found = json_of(&place, &["kwic", &query, "--exact", "--on", year]);
                assert_eq!(found["total"], row[column], "{form} {year}");
            }
        }
    }
    for (year, column) in [("2024", "hits_a"), ("2025", "hits_b")] {
        let words = rows(&place, &["words", "--on", year, "--size", "3", "--limit", "0"]);
        let all =
            |rows: &mut dyn Iterator<Item = &Value>, key: &str| rows.map(|row| row[key].as_u64().unwrap()).sum::<u64>();
        assert_eq!(all(&mut words.iter(), "hits"), all(&mut list.values(), column), "{year}");
    }
    assert!(
        list.contains_key("chuyển đổi số")
            && list.values().all(|row| row["form"].as_str().unwrap().split(' ').count() == 3)
    );
    assert_eq!(place.run(&["keyness", "date:2024", "--size", "7"]).code, 2);
}

#[test]
fn each_of_many_sides_is_compared_with_the_rest() {
    let place = corpus();
    let topics = ["topic:bao-hiem-y-te", "topic:phong-benh", "topic:chuyen-doi-so"];
    let many = json_of(&place, &[&["keyness", "--many"], &topics[..], &["--limit", "7"]].concat());
    let (mut expected, mut total) = (Vec::new(), 0);
    for (topic, side) in topics.iter().zip(many["sides"].as_array().unwrap()) {
        let one = json_of(&place, &["keyness", topic, "--limit", "7"]);
        assert_eq!((&one["sides"][0]["articles"], &one["sides"][0]["words"]), (&side["articles"], &side["words"]));
        assert_eq!(side["query"], json!(topic));
        total += one["total"].as_u64().unwrap();
        for row in one["rows"].as_array().unwrap() {
            let mut row = row.clone();
            row["side"] = json!(topic);
            expected.push(row);
        }
        assert_eq!(one["scope"], many["scope"]);
    }
    assert_eq!((many["rows"].as_array().unwrap(), &many["total"]), (&expected, &json!(total)));
    let names: Vec<&Value> = many["sides"].as_array().unwrap().iter().map(|side| &side["name"]).collect();
    assert_eq!(names, [&json!("A"), &json!("B"), &json!("C")]);
    let csv = place.ok(&["keyness", "--many", "date:2024", "date:2025", "--format", "csv", "--limit", "1"]);
    assert!(csv.lines().count() == 3 && csv.starts_with("side,form,"), "{csv}");
    assert_eq!(place.ok(&["keyness", "--many", "date:2024", "--limit", "1", "--format", "jsonl"]).lines().count(), 1);
    let wrong: [&[&str]; 5] = [
        &["keyness", "date:2024", "date:2025", "date:2026"],
        &["keyness", "--many", "date:2024", "date:2025", "--both", "drop"],
        &["keyness", "--many", "date:2024", "--format", "svg"],
        &["keyness", "--many"],
        &[&["keyness", "--many"][..], &["y"; 27]].concat(),
    ];
    for args in wrong {
        assert_eq!(place.run(args).code, 2, "{args:?}");
    }
    assert_eq!(place.run(&["keyness", "--many", "date:2024", "date:2019"]).code, 1, "a side has no articles");
}

#[test]
fn a_list_of_words_is_a_side() {
    let place = corpus();
    let lists: [&[&str]; 4] = [
        &["--unit", "syllable"],
        &["--unit", "syllable", "--fold"],
        &["--size", "2"],
        &["--unit", "syllable", "--in", "body", "--numbers", "drop"],
    ];
    for options in lists {
        place.ok(&[&["words", "date:2025", "--limit", "0", "-o", "list.csv"], options].concat());
        let with =
            |against: &[&str]| json_of(&place, &[&["keyness", "date:2024", "--limit", "0"], against, options].concat());
        let (expected, got) = (with(&["date:2025"]), with(&["--reference", "list.csv"]));
        let is_whole = options[0] == "--unit" && !options.contains(&"drop");
        assert!(
            !is_whole || expected["sides"][1]["words"] == got["sides"][1]["words"],
            "{options:?}: {}",
            got["sides"]
        );
        assert_eq!((&got["sides"][1]["query"], &got["sides"][1]["articles"]), (&json!("list.csv"), &Value::Null));
        let by_form = |result: &Value| -> BTreeMap<String, [Value; 6]> {
            let columns = if is_whole {
                ["hits_a", "hits_b", "articles_a", "log_ratio", "g2", "q"]
            } else {
                // A list of some words has other totals.
                ["hits_a", "hits_b", "articles_a", "per_million_a", "form", "form"]
            };
            let rows = result["rows"].as_array().unwrap().iter();
            rows.map(|row| (row["form"].as_str().unwrap().to_lowercase(), columns.map(|column| row[column].clone())))
                .collect()
        };
        let (expected, got) = (by_form(&expected), by_form(&got));
        assert_eq!(got.len(), expected.len(), "{options:?}");
        for (form, row) in &expected {
            let lower = |row: &[Value; 6]| {
                row.clone().map(|value| value.as_str().map_or(value.clone(), |text| json!(text.to_lowercase())))
            };
            assert_eq!(lower(&got[form]), lower(row), "{options:?}: {form}");
        }
    }
}

#[test]
fn lists_of_words_come_in_several_forms() {
    let place = corpus();
    let hits = |text: &str, options: &[&str]| {
        place.write("list.txt", text.as_bytes());
        let rows =
            rows(&place, &[&["keyness", "date:2024", "--reference", "list.txt", "--limit", "0"], options].concat());
        let found: BTreeMap<String, u64> = rows
            .iter()
            .map(|row| (row["form"].as_str().unwrap().to_owned(), row["hits_b"].as_u64().unwrap()))
            .collect();
        found
    };
    for text in [
        "tiêm,40\nxyzzy,2\n",
        "\u{feff}word,count\r\ntiêm,40\r\nxyzzy,2\r\n",
        "tiêm\t40\nxyzzy\t2",
        "rank;hits;form\n1;40;tiêm\n2;2;xyzzy\n",
        "\"TIÊM\",\"40\"\n\nxyzzy,1\nxyzzy,1\n",
    ] {
        let found = hits(text, &["--unit", "syllable"]);
        assert_eq!((found["tiêm"], found["xyzzy"]), (40, 2), "{text:?}");
        assert_eq!(found.values().filter(|hits| **hits > 0).count(), 2, "{text:?}");
    }
    let syllables = hits("tiêm chủng,3\ntiêm,4\n2026,9\n", &["--unit", "syllable"]);
    assert_eq!((syllables["tiêm"], syllables["chủng"], syllables["2026"]), (7, 3, 9));
    let units = hits("y tế,3\n2026,9\n#,1\n", &["--numbers", "one"]);
    assert_eq!((units["y tế"], units["#"]), (3, 10));
    assert_eq!(hits("2026,9\ny,1\n", &["--numbers", "drop"]).get("#"), None);
    let odd = place.run(&["keyness", "date:2024", "--reference", "odd.csv"]);
    assert!(odd.code == 2 && odd.err.contains("can't read odd.csv"), "{}", odd.err);
    place.write("odd.csv", b"word,count\ny,many\n");
    let odd = place.run(&["keyness", "date:2024", "--reference", "odd.csv"]);
    assert!(odd.code == 2 && odd.err.contains("has no words with counts"), "{}", odd.err);
    place.write("odd.csv", "y,2\nt\u{1ebf},many\n,3\n".as_bytes());
    let odd = place.run(&["keyness", "date:2024", "--reference", "odd.csv"]);
    assert!(odd.code == 0 && odd.err.contains("line 2 of odd.csv and 1 more"), "{}", odd.err);
    let wrong: [&[&str]; 3] = [&["date:2025"], &["--by-articles"], &["--both", "keep"]];
    for args in wrong {
        let words = [&["keyness", "date:2024", "--reference", "odd.csv"], args].concat();
        assert_eq!(place.run(&words).code, 2, "{args:?}");
    }
    assert_eq!(place.run(&["keyness", "date:2024", "--reference", "odd.csv", "--format", "svg"]).code, 0);
}

#[test]
fn rows_of_a_comparison_show_their_first_hits() {
    let place = corpus();
    let texts: BTreeMap<&str, String> = ["2024", "2025"]
        .into_iter()
        .map(|year| (year, place.ok(&["export", "--on", year, "--format", "jsonl"])))
        .collect();
    for options in [&["--unit", "syllable"][..], &["--unit", "unit"], &["--size", "2"]] {
        let rows =
            rows(&place, &[&["keyness", "date:2024", "date:2025", "--context", "--limit", "40"], options].concat());
        assert_eq!(rows.len(), 40);
        for row in rows {
            let year = if row["log_ratio"].as_f64().unwrap() >= 0.0 { "2024" } else { "2025" };
            let hits = row[if year == "2024" { "hits_a" } else { "hits_b" }].as_u64().unwrap();
            let lines = row["context"].as_array().unwrap();
            assert_eq!(lines.len() as u64, hits.min(3), "{row}");
            for line in lines {
                let line = line.as_str().unwrap();
                assert!(texts[year].contains(&json!(line).to_string().trim_matches('"').to_owned()), "{year}: {line}");
                let form = row["form"].as_str().unwrap().to_lowercase();
                let is_spelled_so = line.to_lowercase().contains(&form) || form == "#";
                assert!(
                    is_spelled_so || form.chars().any(|c| "ỏảẻủòàè".contains(c)) || form.contains(' '),
                    "{form}: {line}"
                );
            }
        }
    }
    let text = place.ok(&["keyness", "date:2024", "date:2025", "--unit", "syllable", "--context", "--limit", "1"]);
    assert_eq!(
        text.lines().filter(|line| line.starts_with("    ") && line.to_lowercase().contains("tiêm")).count(),
        3,
        "{text}"
    );
    let csv = place.ok(&["keyness", "date:2024", "--context", "--limit", "1", "--format", "csv"]);
    assert!(csv.lines().next().unwrap().ends_with(",context"), "{csv}");
}

#[test]
fn words_are_listed_by_a_pattern() {
    let place = corpus();
    let all = rows(&place, &["words", "--size", "2", "--limit", "0"]);
    let forms = |args: &[&str]| -> Vec<String> {
        let list = rows(&place, &[&["words", "--limit", "0"], args].concat());
        list.iter().map(|row| row["form"].as_str().unwrap().to_lowercase()).collect()
    };
    let having = |test: fn(&str) -> bool| -> Vec<String> {
        let forms = all.iter().map(|row| row["form"].as_str().unwrap().to_lowercase());
        forms.filter(|form| test(form)).collect()
    };
    assert_eq!(forms(&["--size", "2", "--match", "bệnh *"]), having(|form| form.starts_with("bệnh ")));
    assert_eq!(forms(&["--size", "2", "--match", "* tế"]), having(|form| form.ends_with(" tế")));
    assert_eq!(forms(&["--size", "2", "--match", "y tế"]), ["y tế"]);
    assert_eq!(forms(&["--size", "2", "--match", "y te"]), ["y tế"]);
    assert_eq!(place.run(&["words", "--size", "2", "--match", "y te", "--exact"]).code, 1, "no accent counts here");
    assert_eq!(forms(&["--unit", "syllable", "--match", "tế", "--fold"]), ["tế"]);
    assert!(forms(&["--match", "*y te*"]).iter().all(|form| form.contains("y tế")));
    let ranks = rows(&place, &["words", "--size", "2", "--match", "bệnh *"]);
    assert_eq!(ranks[0]["rank"], 1);
    assert_eq!(place.run(&["words", "--match", "xyzzy*"]).code, 1);
    for wrong in ["*", "", "…"] {
        assert_eq!(place.run(&["words", "--match", wrong]).code, 2, "{wrong}");
    }
    assert_eq!(place.run(&["words", "--terms", "--match", "y*"]).code, 2);
}

#[test]
fn spellings_and_dispersion_of_rows() {
    let place = corpus();
    for options in
        [&["--unit", "syllable"][..], &["--unit", "unit"], &["--size", "3"], &["--fold", "--unit", "syllable"]]
    {
        let list = rows(&place, &[&["words", "--limit", "0", "--forms"], options].concat());
        for row in &list {
            let forms = row["forms"].as_array().unwrap().iter().map(|form| form.as_str().unwrap());
            let counts: Vec<u64> = forms.map(|form| form.rsplit(' ').next().unwrap().parse().unwrap()).collect();
            assert_eq!(counts.iter().sum::<u64>(), row["hits"].as_u64().unwrap(), "{options:?}: {row}");
            assert!(counts.is_sorted_by(|a, b| a >= b), "{row}");
        }
    }
    let two = rows(&place, &["words", "--unit", "syllable", "--forms", "--match", "khỏe"]);
    assert_eq!(two[0]["forms"].as_array().unwrap().len(), 2, "{two:?}");
    let list = rows(&place, &["words", "--size", "2", "--spread", "--limit", "8"]);
    for row in list {
        let query = format!("\"{}\"", row["form"].as_str().unwrap());
        let word = &rows(&place, &["dispersion", &query, "--exact"])[0];
        assert!(near(&row["dp_norm"], word["dp_norm"].as_f64().unwrap()), "{row} {word}");
        assert!(near(&row["arf"], word["arf"].as_f64().unwrap()), "{row} {word}");
    }
    let plain = rows(&place, &["words", "--size", "2", "--limit", "1"]);
    assert_eq!(
        (&plain[0]["dp_norm"], &plain[0]["arf"], &plain[0]["forms"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let sorted = rows(&place, &["words", "--size", "2", "--sort", "arf", "--spread", "--limit", "0"]);
    assert!(sorted.is_sorted_by(|a, b| a["arf"].as_f64() >= b["arf"].as_f64()));
}
