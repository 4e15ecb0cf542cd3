//! What the program says about the world is what it knows: nobody, nothing, no option and no minister only where that is so.

use serde_json::{Value, json};

use crate::support::Place;

fn corpus() -> Place {
    let record = |id: &str, title: &str, section: bool| json!({"id": id, "title": title, "published": "2025-06-03", "section": section});
    Place::with_records(&[
        record("a", "Bộ trưởng Đào Hồng Lan tiếp ông Bill Gates và Giám đốc Nguyễn Văn Tèo", true),
        record("b", "Bà Nguyễn Thị Vĩnh của tỉnh", false),
    ])
}

#[test]
fn a_person_whom_articles_name_is_not_called_unknown() {
    let place = corpus();
    for (typed, articles) in [
        ("Nguyễn Văn Tèo", "1 article"),
        ("bill gates", "1 article"),
        ("nguyen van teo", "1 article"),
        ("Nguyễn Thị Vĩnh", "1 article"),
    ] {
        for args in [
            vec!["count", "--official", typed],
            vec!["search", "--mentions", typed],
            vec!["export", "--official", typed],
            vec!["officials", typed],
        ] {
            let ran = place.run(&args);
            assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{args:?}: {}", ran.err);
            assert!(ran.err.contains("only leaders of the ministry are tracked"), "{args:?}: {}", ran.err);
            assert!(ran.err.contains(articles) && !ran.err.contains("no article"), "{args:?}: {}", ran.err);
            let hint = format!("byt search --section all '\"{typed}\"'");
            assert!(ran.err.contains(&hint), "{args:?}: {}", ran.err);
        }
        let ran = place.run(&["count", &format!("official:\"{typed}\"")]);
        assert!(ran.code == 1 && ran.err.contains("only leaders"), "{typed}: {}", ran.err);
        assert_eq!(place.run(&["search", "--section", "all", &format!("\"{typed}\"")]).code, 0);
    }
}

#[test]
fn a_name_that_is_nowhere_is_called_so_with_what_is_near() {
    let place = corpus();
    for (typed, near) in [
        ("do xuan tuyem", "Đỗ Xuân Tuyên"),
        ("Đào Hồng Lam", "Đào Hồng Lan"),
        ("qqq", "`byt officials`"),
        ("xyz abc", "`byt officials`"),
        ("\"\"", "`byt officials`"),
    ] {
        let ran = place.run(&["count", "--official", typed]);
        assert_eq!(ran.code, 2, "{typed}: {}", ran.err);
        assert!(
            ran.err.contains("no leader of the ministry is called") && ran.err.contains(near),
            "{typed}: {}",
            ran.err
        );
    }
}

#[test]
fn options_after_the_dashes_exist_all_the_same() {
    let place = corpus();
    for args in [
        vec!["search", "--", "-tỉnh", "--limit", "3"],
        vec!["count", "--", "x", "--by=month"],
        vec!["export", "--format", "csv", "--", "x", "--format"],
        vec!["search", "--", "x", "-q"],
        vec!["search", "--", "x", "--nonsense"],
    ] {
        let ran = place.run(&args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(
            ran.err.contains("comes after `--`") && !ran.err.contains("there is no option"),
            "{args:?}: {}",
            ran.err
        );
    }
    let unknown = place.run(&["search", "--nonsense", "--", "x"]);
    assert!(unknown.code == 2 && unknown.err.contains("there is no option '--nonsense'"), "{}", unknown.err);
}

#[test]
fn only_the_program_has_a_version() {
    let place = Place::new();
    assert_eq!(place.ok(&["--version"]), place.ok(&["-V"]));
    for args in [["search", "--version"], ["count", "-V"], ["schema", "--version"], ["status", "--version"]] {
        let ran = place.run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains("`byt --version` prints the version"), "{args:?}: {}", ran.err);
    }
    assert_eq!(place.run(&["officials", "at", "2020-01-01", "--version"]).code, 2);
}

#[test]
fn nonsense_gets_no_suggestion() {
    let place = corpus();
    for query in ["qwertyuiop", "xyzzy plugh", "Gates qqqqqq", "foo:qqqq tèo", "asdfgh zxcvb hjklm"] {
        let ran = place.run(&["count", query]);
        assert!(ran.code == 1 && !ran.err.contains("did you mean"), "{query}: {}", ran.err);
    }
    // What is suggested finds something.
    let ran = place.run(&["count", "giamd"]);
    if let Some(rest) = ran.err.split("did you mean “").nth(1) {
        assert_eq!(place.run(&["count", rest.split('”').next().unwrap()]).code, 0, "{}", ran.err);
    }
    let empty = place.run(&["count", "!!!", "--official", "lan"]);
    assert!(empty.out == "1\n" && !empty.err.contains("every article"), "{}", empty.err);
}

#[test]
fn the_registry_says_where_it_begins() {
    let place = Place::new();
    for day in ["2005-01-01", "2010-12-31", "1999-05-05", "31/12/2008"] {
        let ran = place.run(&["officials", "at", day]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{day}: {}", ran.err);
        assert!(ran.err.contains("the registry begins in 2011-01"), "{day}: {}", ran.err);
        let json: Value = serde_json::from_str(&place.run(&["officials", "at", day, "--format", "json"]).out).unwrap();
        assert_eq!(json, json!([]), "{day}");
    }
    for day in ["2011-01-31", "2012-01-01", "2022-07-01", "2026-01-01"] {
        let ran = place.run(&["officials", "at", day]);
        assert!(ran.code == 0 && !ran.out.is_empty() && !ran.err.contains("begins"), "{day}: {}", ran.err);
    }
}

#[test]
fn a_day_without_a_minister_is_called_so() {
    let place = Place::new();
    for (day, told) in [
        ("2022-06-20", "the registry names no minister on 2022-06-20, only who was in charge: Đỗ Xuân Tuyên"),
        ("2020-06-20", "the registry names no minister on 2020-06-20, only who was in charge: Vũ Đức Đam"),
    ] {
        for format in ["text", "json"] {
            let ran = place.run(&["officials", "at", day, "--format", format]);
            assert!(ran.code == 0 && ran.err.contains(told), "{day}: {}", ran.err);
        }
    }
    for day in ["2020-08-01", "2022-08-01", "2024-01-01"] {
        let ran = place.run(&["officials", "at", day]);
        assert!(ran.code == 0 && !ran.err.contains("no minister"), "{day}: {}", ran.err);
    }
}

#[test]
fn months_that_were_not_collected_are_told_in_one_wording() {
    let record = |day: &str| json!({"title": format!("Họp về thuốc ngày {day}"), "published": day, "section": true});
    let place = Place::with_records(&["2025-01-10", "2025-05-10"].map(record));
    let sentence = "nothing was collected for 2025-02 to 2025-04";
    for args in [
        &["count", "thuốc", "--by", "month"][..],
        &["count", "thuốc", "--by", "month", "--from", "2025-01"],
        &["trend", "thuốc", "--by", "month"],
        &["search", "thuốc", "--from", "2025-01", "--to", "2025-05"],
    ] {
        let ran = place.run(args);
        assert_eq!((ran.code, ran.err.matches(sentence).count()), (0, 1), "{args:?}: {}", ran.err);
        assert!(!place.run(&[args, &["-q"]].concat()).err.contains("collected"), "{args:?}");
    }
    // What was not counted may have been published all the same.
    let ran = place.run(&["count", "xyzzy", "--by", "month", "--from", "2025-01", "--to", "2025-01"]);
    assert!(!ran.err.contains("nothing was collected"), "{}", ran.err);
}

#[test]
fn days_before_the_registry_are_not_days_without_a_minister() {
    let place = Place::with_records(&[
        json!({"id": "cu", "title": "Bộ trưởng Nguyễn Quốc Triệu chủ trì họp", "published": "2008-06-03", "section": true}),
        json!({"id": "moi", "title": "Bộ trưởng Đào Hồng Lan chủ trì họp", "published": "2025-06-03", "section": true}),
    ]);
    let note = "the registry begins in 2011-01";
    for (args, is_noted) in [
        (&["--role", "minister", "--to", "2008"][..], true),
        (&["--role", "minister", "--on", "2008-06"], true),
        (&["--role", "vice-minister", "--from", "2005", "--to", "2010-12-31"], true),
        (&["role:minister date:..2010"], true),
        (&["--official", "lan", "--as", "minister", "--to", "2010"], true),
        (&["--role", "minister", "--to", "2011"], false),
        (&["--role", "minister", "--from", "2008"], false),
        (&["--role", "minister"], false),
        (&["--to", "2008"], false),
        (&["--official", "lan", "--to", "2008"], false),
    ] {
        for command in ["count", "search", "export"] {
            let ran = place.run(&[&[command], args].concat());
            assert!(ran.code <= 1, "{command} {args:?}: {}", ran.err);
            assert_eq!(ran.err.contains(note), is_noted, "{command} {args:?}: {}", ran.err);
        }
    }
}
