//! `count --by`: every kind of group agrees with the records, and a period without a match is either empty or unknown.

use std::collections::BTreeMap;

use byt::demo::{Piece, Portal, pieces};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

/// Articles of these months from a portal, by one complete update on 1 February 2026.
pub(crate) fn collected(months: &[&str]) -> Place {
    let is_wanted = |piece: &Piece| months.contains(&piece.published.format("%Y-%m").to_string().as_str());
    let portal = Portal::start(pieces().into_iter().filter(is_wanted).collect(), Vec::new()).unwrap();
    let place = Place::new();
    let ran = place.run(&["update", "--full", "--delay", "0", "--portal", &portal.address()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    place
}

fn lines(place: &Place, args: &[&str]) -> Vec<(String, String)> {
    let ran = place.run(&[&["count"], args].concat());
    let pair = |line: &str| line.rsplit_once('\t').map(|(group, n)| (group.to_owned(), n.to_owned())).unwrap();
    ran.out.lines().map(pair).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(group, n)| ((*group).to_owned(), (*n).to_owned())).collect()
}

#[test]
fn a_period_that_a_complete_run_covers_is_zero_and_another_is_unknown() {
    let place = collected(&["2025-06", "2025-09"]);
    let months = lines(&place, &["--by", "month", "--from", "2025-05", "--to", "2025-10"]);
    let (june, september) = (months[1].1.clone(), months[4].1.clone());
    assert!(june != "0" && september != "0");
    let expected = [
        ("2025-05", "not collected"),
        ("2025-06", &june),
        ("2025-07", "0"),
        ("2025-08", "0"),
        ("2025-09", &september),
        ("2025-10", "0"),
    ];
    assert_eq!(months, pairs(&expected));
    assert_eq!(lines(&place, &["--by", "month"]), pairs(&expected[1..5]), "from the first match to the last");
    let quarters = lines(&place, &["--by", "quarter", "--on", "2025"]);
    let q3 = [("2025-Q1", "not collected"), ("2025-Q2", &june), ("2025-Q3", &september), ("2025-Q4", "0")];
    assert_eq!(quarters, pairs(&q3));
    // The run began on 1 February 2026: what came later is unknown.
    let later = lines(&place, &["xyzzy", "--by", "month", "--from", "2026-01", "--to", "2026-03"]);
    assert_eq!(later, pairs(&[("2026-01", "0"), ("2026-02", "0"), ("2026-03", "not collected")]));
    let json: Value =
        serde_json::from_str(&place.run(&["count", "--by", "month", "--on", "2025", "--format", "json"]).out).unwrap();
    assert_eq!(json["by"], json!(["month"]));
    assert_eq!(json["groups"][0], json!({"key": "2025-01", "articles": null}));
    assert_eq!(json["groups"][6], json!({"key": "2025-07", "articles": 0}));
    let csv = place.ok(&["count", "--by", "month", "--from", "2025-05", "--to", "2025-07", "--format", "csv"]);
    assert_eq!(csv, format!("month,articles\n2025-05,\n2025-06,{june}\n2025-07,0\n"));
    let days = lines(&place, &["--by", "day", "--from", "2025-08-30", "--to", "2025-09-02"]);
    assert_eq!(days.len(), 4);
    let weeks = lines(&place, &["--by", "week", "--from", "2025-08-04", "--to", "2025-08-17"]);
    assert_eq!(weeks, pairs(&[("2025-W32", "0"), ("2025-W33", "0")]));
    // Nobody reads everything outside the section.
    let outside = lines(&place, &["--by", "month", "--section", "out", "--from", "2025-07", "--to", "2025-07"]);
    assert_eq!(outside, pairs(&[("2025-07", "not collected")]));
}

#[test]
fn what_is_imported_covers_nothing() {
    let record = |id: &str, day: &str| json!({"id": id, "title": "Họp", "published": day});
    let place = Place::with_records(&[record("a", "2025-03-31"), record("b", "2025-06-01")]);
    let unknown = "not collected";
    let expected = [("2025-03", "1"), ("2025-04", unknown), ("2025-05", unknown), ("2025-06", "1")];
    assert_eq!(lines(&place, &["--by", "month"]), pairs(&expected));
    let ran = place.run(&["count", "--on", "2025-04"]);
    assert!(ran.err.contains("nothing was collected for these days"), "{}", ran.err);
}

#[test]
fn the_portal_published_nothing_only_where_a_complete_run_covers_the_days() {
    let place = collected(&["2025-06", "2025-09"]);
    let said = |args: &[&str]| place.run(args).err.replace("\n      ", " ");
    for command in ["count", "search", "export"] {
        for on in ["2025-07", "2025-08-15", "2025-12"] {
            let err = said(&[command, "--on", on]);
            let expected = "the portal published nothing on these days (complete as of 2026-02-01 08:00)";
            assert!(err.contains(expected) && !err.contains("collected"), "{command} {on}: {err}");
        }
        for on in ["2024", "2025-05", "2019-01-01"] {
            let err = said(&[command, "--on", on]);
            assert!(err.contains("nothing was collected for these days"), "{command} {on}: {err}");
        }
        // An article was published then; it only doesn't match.
        for args in [[command, "xyzzy", "--on", "2025-09"], [command, "họp", "--on", "2026-03-01"]] {
            let err = said(&args);
            assert!(!err.contains("published nothing") && !err.contains("collected"), "{args:?}: {err}");
        }
    }
    assert!(said(&["count", "--on", "2026-03-01"]).contains("in the future"));
    let year = said(&["count", "--on", "2025"]);
    assert!(year.contains("nothing was collected for 2025-01 to 2025-05"), "{year}");
    assert!(year.contains("published nothing in 2025-07 to 2025-08, 2025-10 to 2025-12"), "{year}");
}

/// The groups of a record.
fn groups(record: &Value, by: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let officials = record["officials"].as_array().unwrap();
    let acted = officials.iter().filter(|o| o["relation"] != "mentioned");
    let day = || -> Option<NaiveDate> { record["published"].as_str()?[..10].parse().ok() };
    let mut groups: Vec<String> = match by {
        "official" => acted.filter_map(|o| text(&o["name"])).collect(),
        "relation" => officials.iter().filter_map(|o| text(&o["relation"])).collect(),
        "role" => acted.flat_map(ranks).collect(),
        "topic" => record["topics"].as_array().unwrap().iter().filter_map(|t| text(&t["id"])).collect(),
        "source" => text(&record["source"]).into_iter().collect(),
        "weekday" => day().map(|day| day.weekday().number_from_monday().to_string()).into_iter().collect(),
        "week" => {
            day().map(|day| format!("{}-W{:02}", day.iso_week().year(), day.iso_week().week())).into_iter().collect()
        }
        "quarter" => day().map(|day| format!("{}-Q{}", day.year(), day.month0() / 3 + 1)).into_iter().collect(),
        "month" => day().map(|day| day.to_string()[..7].to_owned()).into_iter().collect(),
        other => panic!("{other}"),
    };
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The ranks that an official acted in: a minister's includes the acting one's.
fn ranks(official: &Value) -> Vec<String> {
    let ranks: &[&str] = match official["role"].as_str() {
        Some("acting-minister") => &["minister", "acting-minister"],
        Some("permanent-vice-minister") => &["permanent-vice-minister", "vice-minister"],
        Some("minister") => &["minister"],
        Some("vice-minister") => &["vice-minister"],
        _ => &[],
    };
    ranks.iter().map(|rank| (*rank).to_owned()).collect()
}

#[test]
fn groups_and_pairs_of_groups_are_those_of_the_records() {
    const KINDS: [&str; 9] = ["official", "relation", "role", "topic", "source", "weekday", "week", "quarter", "month"];
    let all: Vec<String> = pieces().iter().map(|piece| piece.published.format("%Y-%m").to_string()).collect();
    let place = collected(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let records = jsonl(&place.ok(&["export"]));
    assert!(records.len() > 20);
    for a in KINDS {
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        records.iter().flat_map(|r| groups(r, a)).for_each(|group| *expected.entry(group).or_default() += 1);
        let counted: BTreeMap<String, u64> = lines(&place, &["--by", a])
            .into_iter()
            .filter_map(|(g, n)| Some((g, n.parse().ok().filter(|n| *n > 0)?)))
            .collect();
        assert_eq!(counted, expected, "{a}");
    }
    for (a, b) in
        [("month", "official"), ("official", "month"), ("topic", "weekday"), ("source", "topic"), ("quarter", "role")]
    {
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for record in &records {
            for row in groups(record, a) {
                groups(record, b)
                    .into_iter()
                    .for_each(|column| *expected.entry((row.clone(), column)).or_default() += 1);
            }
        }
        let json = place.json(&["count", "--by", a, "--by", b, "--format", "json"]);
        assert_eq!(json["by"], json!([a, b]));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let rows = json["groups"].as_array().unwrap().iter();
        let counted: BTreeMap<(String, String), u64> = rows
            .filter(|row| row["articles"].as_u64().is_some_and(|n| n > 0))
            .map(|row| ((text(&row[a]), text(&row[b])), row["articles"].as_u64().unwrap()))
            .collect();
        assert_eq!(counted, expected, "{a} and {b}");
        let csv = place.ok(&["count", "--by", a, "--by", b, "--format", "csv"]);
        assert_eq!(csv.lines().next(), Some(format!("{a},{b},articles").as_str()));
        assert_eq!(csv.lines().count(), json["groups"].as_array().unwrap().len() + 1);
        assert_eq!(lines(&place, &["--by", a, "--by", b]).len() + 1, csv.lines().count());
    }
}

#[test]
fn two_groups_of_people_are_about_the_same_person() {
    let place = Place::with_records(&[json!({"id": "a", "published": "2025-06-03",
        "title": "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì cuộc họp",
        "body": "Cùng dự có Thứ trưởng Trần Văn Thuấn."})]);
    let pair = |a, b| lines(&place, &["--by", a, "--by", b]).into_iter().map(|(pair, _)| pair).collect::<Vec<_>>();
    let related = pair("official", "relation");
    assert!(related.contains(&"Đào Hồng Lan\tchaired".to_owned()), "{related:?}");
    assert!(!related.contains(&"Trần Văn Thuấn\tchaired".to_owned()), "{related:?}");
    let posts = pair("official", "role");
    assert!(posts.contains(&"Đào Hồng Lan\tminister".to_owned()), "{posts:?}");
    assert!(posts.iter().all(|pair| pair != "Đào Hồng Lan\tvice-minister"), "{posts:?}");
}

#[test]
fn a_cross_table_has_two_sides_and_two_different_ones() {
    let place = collected(&["2025-06"]);
    let twice = place.run(&["count", "--by", "month", "--by", "month"]);
    assert!(twice.code == 2 && twice.err.contains("same group twice"), "{}", twice.err);
    let thrice = place.run(&["count", "--by", "month", "--by", "role", "--by", "topic"]);
    assert!(thrice.code == 2 && thrice.err.contains("at most twice"), "{}", thrice.err);
}

#[test]
fn what_a_script_reads_does_not_depend_on_columns() {
    let place = collected(&["2025-06", "2025-09"]);
    let commands: [&[&str]; 5] = [
        &["count", "--by", "official"],
        &["count", "--by", "month", "--by", "official"],
        &["count", "--by", "month", "--format", "json"],
        &["export", "--format", "csv"],
        &["search", "bệnh", "--format", "markdown"],
    ];
    for args in commands {
        let of = |columns: &str| Ran::from(place.command(args).env("COLUMNS", columns).output().unwrap()).out;
        let plain = place.ok(args);
        assert!(!plain.is_empty());
        for columns in ["1", "40", "80", "1000", "x", ""] {
            assert_eq!(of(columns), plain, "{args:?} at {columns}");
        }
    }
    assert!(
        lines(&place, &["--by", "official"]).iter().all(|(group, n)| !group.is_empty() && n.parse::<u64>().is_ok())
    );
}

#[test]
fn status_tells_empty_months_from_unknown_ones() {
    let place = collected(&["2025-06", "2025-09"]);
    let status = place.ok(&["status"]);
    assert!(status.contains("2 months in which the portal published nothing: 2025-07 to 2025-08"), "{status}");
    assert!(!status.contains("nothing was collected"), "{status}");
    place.write("old.jsonl", json!({"title": "Tin cũ", "published": "2025-03-01"}).to_string().as_bytes());
    place.ok(&["import", "old.jsonl"]);
    let status = place.ok(&["status"]);
    assert!(status.contains("2 months not collected, or only in part: 2025-04 to 2025-05"), "{status}");
    assert!(status.contains("2025-07 to 2025-08"), "{status}");
}
