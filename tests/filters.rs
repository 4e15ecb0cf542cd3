//! Filters: days, people, roles, topics, and that search, export and count agree on every one.

use serde_json::{Value, json};

use crate::support::Place;

fn record(title: &str, published: &str) -> Value {
    json!({ "title": title, "published": published })
}

fn corpus() -> Place {
    let mut records = vec![
        record("Bộ trưởng Bộ Y tế Đào Hồng Lan tiếp Đại sứ Nhật Bản", "2026-01-21T00:10:00+07:00"),
        record("Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên kiểm tra an toàn thực phẩm tại Huế", "2026-01-20T23:50:00+07:00"),
        record("Thứ trưởng Nguyễn Thị Liên Hương chủ trì hội nghị về dinh dưỡng", "2025-12-31T10:00:00+07:00"),
        record("Quyền Bộ trưởng Bộ Y tế Đào Hồng Lan thăm Bệnh viện Chợ Rẫy", "2022-07-20T10:00:00+07:00"),
        record("Hội nghị chuyển đổi số y tế toàn quốc", "2025-05-02T10:00:00+07:00"),
        json!({"title": "Bài ngoài mục về bảo hiểm y tế", "published": "2025-05-03", "section": false}),
        json!({"title": "Tin không có ngày về bảo hiểm y tế"}),
    ];
    records.push(json!({"title": "Thứ trưởng Thường trực Bộ Y tế Vũ Mạnh Hà làm việc tại Hà Giang", "published": "2025-10-01", "body": "Thân bài."}));
    Place::with_records(&records)
}

#[test]
fn both_ends_of_a_range_are_included_and_days_are_vietnams() {
    let place = corpus();
    let count = |args: &[&str]| place.run(&[&["count"], args].concat()).out.trim().to_owned();
    for (args, expected) in [
        (vec!["--on", "2026-01-21"], "1"),
        (vec!["--on", "2026-01-20"], "1"),
        (vec!["--from", "2026-01-20", "--to", "2026-01-21"], "2"),
        (vec!["--from", "20/1/2026"], "2"),
        (vec!["--to", "2022"], "1"),
        (vec!["--on", "2025"], "3"),
        (vec!["--on", "2025-12"], "1"),
        (vec!["--on", "quý 2/2025"], "1"),
        (vec!["--on", "quý 2/2025", "--section", "all"], "2"),
        (vec!["--from", "yesterday"], "0"),
        (vec!["--from", "12d"], "1"),
    ] {
        assert_eq!(count(&args), expected, "{args:?}");
    }
}

#[test]
fn people_by_what_they_did_and_by_the_post_of_the_day() {
    let place = corpus();
    for (args, titles) in [
        (vec!["--official", "do xuan tuyen"], 1),
        (vec!["--official", "Thứ trưởng Đỗ Xuân Tuyên"], 1),
        (vec!["--official", "lien huong", "--official", "tuyen"], 2),
        (vec!["--official", "Đào Hồng Lan"], 2),
        (vec!["--official", "lan", "--as", "minister"], 2),
        (vec!["--official", "lan", "--as", "acting-minister"], 1),
        (vec!["--official", "lan", "--as", "Thứ trưởng"], 0),
        (vec!["--official", "lan", "--official", "tuyên", "--as", "vice-minister"], 1),
        (vec!["official:\"lan as acting-minister\""], 1),
        (vec!["official:\"vu manh ha as vice-minister\""], 1),
        (vec!["--role", "minister"], 2),
        (vec!["--role", "minister", "--on", "2022-07-20"], 1),
        (vec!["--role", "Thứ trưởng"], 3),
        (vec!["--role", "permanent-vice-minister"], 1),
    ] {
        assert_eq!(place.titles(&args).len(), titles, "{args:?}");
    }
}

#[test]
fn every_way_to_ask_agrees_on_the_number() {
    let place = corpus();
    let filters: &[&[&str]] = &[
        &[],
        &["y te"],
        &["bảo hiểm"],
        &["--official", "lan"],
        &["--mentions", "lan"],
        &["--role", "vice-minister"],
        &["--topic", "chuyen-doi-so"],
        &["--topic", "Chuyển đổi số"],
        &["--from", "2025-06"],
        &["--to", "2025-06"],
        &["--on", "2026-01"],
        &["--section", "all"],
        &["--section", "out"],
        &["--status", "full"],
        &["--status", "listed"],
        &["y te", "--from", "2025", "--section", "all", "--status", "listed"],
        &["không có từ này đâu nhé xyzzy"],
    ];
    for filter in filters {
        let count: usize = place.run(&[&["count"], *filter].concat()).out.trim().parse().unwrap();
        let search = place.run(&[&["search", "--strict", "--limit", "0", "--format", "jsonl"], *filter].concat());
        let export = place.run(&[&["export"], *filter].concat());
        let csv = place.run(&[&["export", "--format", "ids"], *filter].concat());
        assert_eq!(search.out.lines().count(), count, "{filter:?}");
        assert_eq!(export.out.lines().count(), count, "{filter:?}");
        assert_eq!(csv.out.lines().count(), count, "{filter:?}");
        assert_eq!(search.code, i32::from(count == 0), "{filter:?}");
        assert_eq!(export.code, i32::from(count == 0), "{filter:?}");
        let document = place.run(&[&["search", "--strict", "--limit", "1", "--format", "json"], *filter].concat());
        let document: Value = serde_json::from_str(&document.out).unwrap();
        assert_eq!(document["total"], count, "{filter:?}");
        assert_eq!(document["articles"].as_array().unwrap().len(), count.min(1), "{filter:?}");
    }
}

#[test]
fn groups_are_counted_exactly() {
    let place = corpus();
    assert_eq!(
        place.ok(&["count", "--by", "year"]),
        "2022\t1\n2023\tnot collected\n2024\tnot collected\n2025\t3\n2026\t2\n"
    );
    assert_eq!(place.ok(&["count", "--by", "month", "--on", "2026-01"]), "2026-01\t2\n");
    let json = place.json(&["count", "--by", "official", "--format", "json"]);
    let lan = json["groups"].as_array().unwrap().iter().find(|g| g["key"] == "Đào Hồng Lan").unwrap();
    assert_eq!((&lan["articles"], &json["total"]), (&json!(2), &json!(7)));
}

#[test]
fn a_json_answer_groups_all_its_matches() {
    let place = corpus();
    let json = place.json(&["search", "--format", "json", "--limit", "1"]);
    assert_eq!(json["facets"]["year"], json!({"2022": 1, "2025": 3, "2026": 2}));
    assert_eq!(json["facets"]["official"]["Đào Hồng Lan"], 2);
    assert_eq!(json["facets"]["role"]["minister"], 2);
    assert!(json["facets"]["topic"]["chuyen-doi-so"].as_u64().unwrap() >= 1);
}

#[test]
fn names_and_days_that_mean_nothing_are_told_with_what_was_near() {
    let place = corpus();
    for (args, said) in [
        (vec!["--official", "do xuan tuyem"], "Đỗ Xuân Tuyên"),
        (vec!["--official", "nguyen"], "matches several people"),
        (vec!["--official", "qqq"], "no leader of the ministry is called"),
        (vec!["--topic", "chuyen-doi-xo"], "chuyen-doi-so"),
        (vec!["--role", "king"], "is not a role"),
        (vec!["--on", "2026-13"], "is not a date"),
        (vec!["--from", "2026", "--to", "2025"], "is after the last"),
    ] {
        let ran = place.run(&[&["count"], args.as_slice()].concat());
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: ") && ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn days_in_the_wrong_order_are_told_inside_a_query_too() {
    let place = corpus();
    for query in ["y tế date:2026..2025", "y tế (date:2026-02-01..2026-01-31 OR bệnh)"] {
        let ran = place.run(&["count", query]);
        assert_eq!(ran.code, 2, "{query}: {}", ran.err);
        assert!(ran.err.contains("is after the last") && ran.err.contains('^'), "{query}: {}", ran.err);
    }
}

#[test]
fn nothing_found_is_told_apart_from_nothing_collected() {
    let place = corpus();
    let ran = place.run(&["search", "--on", "2019"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("the corpus has articles from 2022-07-20 to 2026-01-21"), "{}", ran.err);
    let ran = place.run(&["search", "--on", "2023-03"]);
    assert!(ran.err.contains("nothing was collected for these days"), "{}", ran.err);
    let ran = place.run(&["search", "ngoài mục"]);
    assert!(ran.err.contains("outside the section"), "{}", ran.err);
}
