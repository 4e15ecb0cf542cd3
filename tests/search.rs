//! `byt search` and `byt analyze`: Vietnamese as people type it.

use serde_json::json;

use crate::support::{Place, jsonl};

fn corpus() -> Place {
    Place::with_records(&[
        json!({"id": "bhyt", "title": "Mở rộng quyền lợi bảo hiểm y tế", "published": "2026-01-10"}),
        json!({"id": "khoe", "title": "Chăm sóc sức khoẻ người cao tuổi", "published": "2026-01-11"}),
        json!({"id": "cho", "title": "Phòng bệnh dại ở chó", "published": "2026-01-12"}),
        json!({"id": "nq", "title": "Triển khai Nghị quyết số 72- NQ/TW ngày 09/09/2025", "published": "2026-01-13"}),
        json!({"id": "ct-dang", "title": "Thực hiện Chỉ thị 25-CT/TW của Ban Bí thư", "published": "2026-01-14"}),
        json!({"id": "ct-ttg", "title": "Thực hiện Chỉ thị 25/CT-TTg của Thủ tướng", "published": "2026-01-15"}),
        json!({"id": "hai-cham", "title": "Thứ trưởng Bộ Y tế: “Không để thiếu thuốc” (phiên họp 3/2)", "published": "2026-01-16"}),
    ])
}

fn ids(place: &Place, query: &str) -> Vec<String> {
    let ran = place.run(&["search", query, "--format", "ids", "--limit", "0"]);
    assert!(ran.code <= 1, "{query}: {}", ran.err);
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn accents_are_optional_and_count_when_typed() {
    let place = corpus();
    for (query, expected) in [
        ("bao hiem y te", vec!["bhyt"]),
        ("bảo hiem y tế", vec!["bhyt"]),
        ("sức khỏe", vec!["khoe"]),
        ("sức khoẻ", vec!["khoe"]),
        ("su\u{301}c kho\u{309}e", vec!["khoe"]),
        ("chó", vec!["cho"]),
        ("72-NQ/TW", vec!["nq"]),
        ("72 nq tw", vec!["nq"]),
        ("nghi quyet 72", vec!["nq"]),
        ("9/9/2025", vec!["nq"]),
        ("25-CT/TW", vec!["ct-dang"]),
        ("25/CT-TTg", vec!["ct-ttg"]),
        ("Thứ trưởng Bộ Y tế: “Không để thiếu thuốc” (phiên họp 3/2)", vec!["hai-cham"]),
        ("Thứ trưởng Bộ Y tế: “Không để", vec!["hai-cham"]),
        ("\"thiếu thuốc", vec!["hai-cham"]),
    ] {
        assert_eq!(ids(&place, query), expected, "{query}");
    }
}

#[test]
fn what_was_given_up_is_told() {
    let place = corpus();
    let ran = place.run(&["search", "sức khỏe chó"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("articles with any of them match"), "{}", ran.err);
    let json = place.json(&["search", "sức khỏe chó", "--format", "json"]);
    assert!(json["relaxed"].as_array().unwrap().contains(&json!("any")), "{}", json["relaxed"]);
    assert_eq!(json["articles"][0]["match"], "any");
}

#[test]
fn strict_never_looks_for_less_than_was_asked() {
    let place = corpus();
    assert_eq!(place.run(&["count", "--relax", "blockchain bảo hiểm"]).out.trim(), "1");
    let ran = place.run(&["search", "blockchain bảo hiểm"]);
    assert!(ran.err.contains("the corpus has no “blockchain”"), "{}", ran.err);
    for command in ["count", "search", "export"] {
        assert_eq!(place.run(&[command, "blockchain bảo hiểm", "--strict"]).code, 1, "{command}");
    }
    let json = place.json(&["count", "blockchain bảo hiểm", "--relax", "--format", "json"]);
    assert_eq!(json["relaxed"], json!(["any"]));
}

#[test]
fn a_misspelt_field_is_told_and_a_headline_is_not() {
    let place = corpus();
    let ran = place.run(&["search", "offical:thuấn bảo hiểm"]);
    assert!(ran.err.contains("did you mean “official:”?"), "{}", ran.err);
    let ran = place.run(&["search", "Thứ trưởng Bộ Y tế: “Không để thiếu thuốc”"]);
    assert!(!ran.err.contains("did you mean"), "{}", ran.err);
}

#[test]
fn filters_that_are_to_blame_together_are_told() {
    let place = corpus();
    let ran = place.run(&["search", "bảo hiểm", "--from", "2026-01-11", "--topic", "duoc"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("without"), "{}", ran.err);
}

#[test]
fn decomposed_text_is_found_as_composed() {
    use unicode_normalization::UnicodeNormalization;
    let nfd: String = "Khám sức khỏe học đường".nfd().collect();
    let place = Place::with_records(&[json!({"id": "x", "title": nfd})]);
    assert_eq!(ids(&place, "học đường"), ["x"]);
    assert_eq!(ids(&place, &"học đường".nfd().collect::<String>()), ["x"]);
    assert_eq!(place.json(&["show", "x", "--format", "json"])["articles"][0]["title"], "Khám sức khỏe học đường");
}

#[test]
fn analysis_shows_how_a_text_is_cut() {
    let place = Place::new();
    let json =
        place.json(&["analyze", "--json", "Thứ trưởng Nguyễn Tri Thức khoẻ, Nghị quyết 72- NQ/TW ngày 17/1/2026"]);
    assert_eq!(json["identifiers"], json!(["72-NQ/TW"]));
    assert_eq!(json["dates"], json!(["2026-01-17"]));
    assert_eq!(json["people"], json!(["Nguyễn Tri Thức"]));
    let token = json["tokens"].as_array().unwrap().iter().find(|t| t["text"] == "khoẻ").unwrap();
    assert_eq!((&token["term"], &token["fold"]), (&json!("khoe3"), &json!("khoe")));
    assert_eq!((&token["start"], &token["end"]), (&json!(27), &json!(31)));
}

#[test]
fn words_that_begin_as_asked_are_marked_whichever_way_they_are_written() {
    let place = Place::new();
    let record =
        json!({ "title": "Chiến dịch", "body": "Trẻ em được tie\u{302}m và TIÊU độc, rồi tiến hành kiểm tra." });
    place.write("record.jsonl", record.to_string().as_bytes());
    place.ok(&["import", "record.jsonl"]);
    let hits = jsonl(&place.ok(&["search", "tiê*", "--section", "all", "--format", "jsonl"]));
    let body: Vec<char> = hits[0]["body"].as_str().unwrap().chars().collect();
    let marked = hits[0]["highlights"].as_array().unwrap().iter().map(|mark| {
        let at = |key: &str| usize::try_from(mark[key].as_u64().unwrap()).unwrap();
        body[at("start")..at("end")].iter().collect::<String>()
    });
    assert_eq!(marked.collect::<Vec<_>>(), ["tiêm", "TIÊU", "tiến"]);
}
