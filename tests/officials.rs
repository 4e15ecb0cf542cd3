//! `byt officials` and `byt topics`: the registries, corrected by the user, scored against lists.

use serde_json::json;

use crate::support::Place;

#[test]
fn who_held_which_post_on_a_day() {
    let place = Place::new();
    let out = place.ok(&["officials", "at", "2021-07-15"]);
    assert!(out.lines().next().unwrap().contains("Nguyễn Thanh Long"), "{out}");
    assert!(!out.contains("Đào Hồng Lan"), "{out}");
    {
        let (before, after) = (("2020-07-06", "minister"), ("2020-07-07", "acting-minister"));
        let roles = |day: &str| place.ok(&["officials", "at", day]).lines().map(str::to_owned).collect::<Vec<_>>();
        assert!(!roles(before.0).iter().any(|l| l.starts_with("acting-minister")));
        assert!(roles(after.0).iter().any(|l| l.starts_with(after.1)));
    }
    assert_eq!(place.run(&["officials", "at", "2021"]).code, 2);
}

#[test]
fn a_new_leader_is_shown_searched_for_and_proposed() {
    let place = Place::with_records(&[
        json!({"title": "Thứ trưởng Bộ Y tế Lương Thị Mai Chi kiểm tra trạm y tế xã", "published": "2027-03-01"}),
        json!({"title": "Thứ trưởng Bộ Y tế Lương Thị Mai Chi chủ trì hội nghị dân số", "published": "2027-03-05"}),
    ]);
    let record = &place.json(&["search", "dân số", "--format", "json"])["articles"][0];
    assert_eq!(record["officials"][0]["name"], "Lương Thị Mai Chi");
    assert_eq!(record["officials"][0]["registry"], false);
    assert_eq!(place.titles(&["--official", "luong thi mai chi"]).len(), 2);
    assert!(place.ok(&["officials"]).contains("not in the registry"));
    let proposed = place.ok(&["officials", "--suggest"]);
    assert!(proposed.contains("Lương Thị Mai Chi") && proposed.contains("[[person]]"), "{proposed}");

    place.write("mine.toml", proposed.as_bytes());
    place.write("byt.toml", b"officials = \"mine.toml\"\n");
    let record = &place.json(&["search", "dân số", "--format", "json"])["articles"][0];
    assert_eq!(record["officials"][0]["registry"], true);
    assert_eq!(record["officials"][0]["role"], "vice-minister");
}

#[test]
fn a_broken_registry_is_told_with_its_line() {
    let place = Place::with_records(&[json!({"title": "Họp"})]);
    place.write("mine.toml", b"[[person]]\nnane = \"X Y\"\n");
    place.write("byt.toml", b"officials = \"mine.toml\"\n");
    let ran = place.run(&["officials"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("mine.toml") && ran.err.contains("line 2") && ran.err.contains("name"), "{}", ran.err);
}

#[test]
fn the_configuration_is_checked() {
    let place = Place::with_records(&[json!({"title": "Họp"})]);
    place.write("byt.toml", b"offcials = \"mine.toml\"\n");
    let ran = place.run(&["count"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("line 1: there is no key “offcials”") && ran.err.contains("did you mean “officials”?"),
        "{}",
        ran.err
    );
    assert_eq!(place.run(&["--config", "nowhere.toml", "count"]).code, 2);
}

#[test]
fn lists_that_people_have_read_give_a_score() {
    let place = Place::new();
    place.write(
        "people.jsonl",
        r#"{"id":"1","kind":"listing","title":"Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên chủ trì họp về thuốc","local":"2026-01-20T10:00+07:00","officials":[{"name":"Đỗ Xuân Tuyên","category":"moh_leader","action":"chair"}]}
{"id":"2","kind":"listing","title":"Hội nghị tổng kết","local":"2026-01-20","officials":[{"name":"Trần Văn Thuấn","category":"moh_leader","action":"chair"}]}"#
            .as_bytes(),
    );
    let score = place.json(&["officials", "eval", "people.jsonl", "--format", "json"]);
    assert_eq!((&score["precision"], &score["recall"], &score["relation"]), (&json!(1.0), &json!(0.5), &json!(1.0)));
    assert_eq!(place.run(&["officials", "eval", "people.jsonl", "--min-recall", "0.9"]).code, 1);
    place.write(
        "topics.jsonl",
        r#"{"id":"1","kind":"listing","title":"Hội nghị chuyển đổi số y tế","topics":["chuyen-doi-so"],"topics_ok":["quan-ly-dieu-hanh"]}"#
            .as_bytes(),
    );
    let score = place.json(&["topics", "eval", "topics.jsonl", "--format", "json"]);
    let refused = place.run(&["topics", "eval", "topics.jsonl", "--min-relation", "0.5"]);
    assert!(refused.code == 2 && refused.err.contains("topics have no relations"), "{}", refused.err);
    assert_eq!((&score["precision"], &score["recall"]), (&json!(1.0), &json!(1.0)));
}

#[test]
fn topics_tell_why_and_why_not() {
    let place = Place::with_records(&[
        json!({"id": "a", "title": "Bổ nhiệm Giám đốc Trung tâm Phục hồi chức năng", "published": "2026-01-01"}),
    ]);
    let out = place.ok(&["topics", "explain", "a"]);
    assert!(out.contains("+ to-chuc-can-bo") && out.contains("- phuc-hoi-chuc-nang"), "{out}");
    assert!(place.ok(&["topics", "explain", "phuc-hoi-chuc-nang"]).contains("phục hồi chức năng"));
    assert_eq!(place.run(&["topics", "explain", "nothing-like-it"]).code, 2);
}

#[test]
fn how_surely_a_post_was_held_is_told() {
    let place = Place::with_records(&[
        json!({"id": "a", "title": "Thứ trưởng Bộ Y tế Lò Văn Mận dự lễ khánh thành bệnh viện", "published": "2026-05-20"}),
        json!({"id": "b", "title": "Thứ trưởng Bộ Y tế Hà Thị Mơ dự họp", "published": "2023-05-20"}),
    ]);
    let at = |day: &str| place.json(&["officials", "at", day, "--format", "json"]);
    let row =
        |rows: &serde_json::Value, name: &str| rows.as_array().unwrap().iter().find(|r| r["name"] == name).cloned();
    let known = at("2026-04-08");
    assert_eq!(row(&known, "Vũ Mạnh Hà").unwrap()["certain"], true);
    // The registry says nothing of later days.
    let beyond = at("2026-04-09");
    assert_eq!(row(&beyond, "Vũ Mạnh Hà").unwrap()["certain"], false);
    let unknown = row(&beyond, "Lò Văn Mận").unwrap();
    assert_eq!(
        (&unknown["registry"], &unknown["articles"], &unknown["role"]),
        (&json!(false), &json!(1), &json!("vice-minister"))
    );
    assert!(row(&beyond, "Hà Thị Mơ").is_none(), "named three years before: {beyond}");
    // A user who knows better moves the day on.
    place.write("mine.toml", b"as_of = \"2026-12-31\"\n");
    place.write("byt.toml", b"officials = \"mine.toml\"\n");
    assert_eq!(row(&at("2026-06-01"), "Vũ Mạnh Hà").unwrap()["certain"], true);
    let ran = place.run(&["officials", "at", "2027-01-01"]);
    assert!(
        ran.out.contains("since 2025-09-03, presumably") && ran.err.contains("registry as of 2026-12-31"),
        "{}{}",
        ran.out,
        ran.err
    );
    let ran = place.run(&["officials", "at", "2022-06-15"]);
    assert!(ran.out.contains("Lê Đức Luận") && ran.out.contains("perhaps from 2022 or 2023"), "{}", ran.out);
    assert!(ran.err.contains("note: “perhaps” marks posts"), "{}", ran.err);
}

#[test]
fn every_role_may_be_asked_for_and_is_named_in_help_and_errors() {
    let place = Place::with_records(&[
        json!({"title": "Quyền Bộ trưởng Đào Hồng Lan chủ trì họp", "published": "2022-08-01"}),
        json!({"title": "Thứ trưởng Đỗ Xuân Tuyên chủ trì họp", "published": "2022-08-02"}),
    ]);
    for (role, count) in
        [("acting-minister", 1), ("Quyền Bộ trưởng", 1), ("minister", 1), ("vice-minister", 1), ("in-charge", 0)]
    {
        assert_eq!(place.titles(&["--role", role]).len(), count, "{role}");
    }
    let (help, wrong) = (place.ok(&["search", "--help"]), place.run(&["search", "--role", "giám đốc"]));
    assert_eq!(wrong.code, 2);
    let guide = place.ok(&["help", "query"]);
    for role in ["minister", "acting-minister", "vice-minister", "permanent-vice-minister", "in-charge", "Phụ trách"]
    {
        assert!(help.contains(role) && wrong.err.contains(role) && guide.contains(role), "{role}");
    }
}

#[test]
fn a_day_before_the_registry_is_a_day() {
    let place = Place::with_records(&[json!({"title": "Một", "published": "2026-01-20"})]);
    for day in ["1945-09-02", "2/9/1945", "1010-07-10"] {
        let ran = place.run(&["officials", "at", day]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{day}: {}", ran.err);
        assert!(ran.err.contains("the registry begins in 2011-01: who was in office on "), "{day}: {}", ran.err);
    }
    for day in ["1945-02-29", "2/9/45"] {
        let ran = place.run(&["officials", "at", day]);
        assert!(ran.code == 2 && ran.err.contains("is not a date"), "{day}: {}", ran.err);
    }
    assert_eq!(place.ok(&["count", "--section", "all", "--from", "1000", "--to", "9999"]).trim(), "1");
}

#[test]
fn a_post_that_nobody_held_is_named() {
    let place =
        Place::with_records(&[json!({"title": "Thứ trưởng Đỗ Xuân Tuyên chủ trì họp", "published": "2022-06-20"})]);
    let vacant = "note: the registry names no minister ";
    for (args, sentence) in [
        (&["search", "--role", "minister", "--on", "2022-06-20"][..], Some("on 2022-06-20\n")),
        (&["search", "role:minister date:2022-06-20"], Some("on 2022-06-20\n")),
        (
            &["count", "--role", "minister", "--from", "2022-06-10", "--to", "20/6/2022"],
            Some("from 2022-06-10 to 2022-06-20\n"),
        ),
        (&["export", "--role", "minister", "--on", "2022-06-20"], Some("on 2022-06-20\n")),
        (&["search", "--role", "minister", "--on", "2022"], None),
        (&["search", "--role", "minister", "--from", "2022-06-20"], None),
        (&["search", "xyzzy", "--on", "2022-06-20"], None),
        (&["search", "--role", "minister", "--on", "1945-09-02"], None),
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.err);
        match sentence {
            Some(sentence) => assert!(ran.err.contains(&format!("{vacant}{sentence}")), "{args:?}: {}", ran.err),
            None => assert!(!ran.err.contains(vacant), "{args:?}: {}", ran.err),
        }
        assert!(!place.run(&[args, &["-q"]].concat()).err.contains("note"), "{args:?}");
    }
}
