//! The corpus as it was: every study command reads it again at an earlier place of the ledger.

use serde_json::{Value, json};

use crate::support::Place;

fn record(id: &str, published: &str, title: &str, body: &str) -> Value {
    json!({ "id": id, "title": title, "published": published, "date_source": "record", "section": true,
        "url": format!("https://moh.gov.vn/{id}"), "body": body })
}

/// Imports records at a moment.
fn import(place: &Place, now: &str, records: &[Value]) {
    let fetched = |record: &Value| {
        let mut record = record.clone();
        record["fetched"] = json!(now);
        format!("{record}\n")
    };
    let lines: String = records.iter().map(fetched).collect();
    place.write("in.jsonl", lines.as_bytes());
    let ran = place.command(&["import", "in.jsonl"]).env("BYT_NOW", now).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

fn json_of(place: &Place, args: &[&str]) -> Value {
    let ran = place.run(&[args, &["--format", "json"]].concat());
    assert!([0, 1].contains(&ran.code), "{args:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{args:?}: {}{}", ran.out, ran.err))
}

/// What a result says, without its command line and the moment.
fn said(place: &Place, args: &[&str]) -> Value {
    let mut result = json_of(place, args);
    for key in ["arguments", "made"] {
        result.as_object_mut().unwrap().remove(key);
    }
    if args[0] == "snapshot" {
        // It names the units only once a list has made them.
        result["snapshot"].as_object_mut().unwrap().remove("units");
        result["rows"][0].as_object_mut().unwrap().remove("units");
    }
    result
}

/// Three days: two articles; one of them edited, and a third; one withdrawn.
fn grown() -> (Place, Vec<Vec<Value>>) {
    let place = Place::new();
    let mut states = Vec::new();
    let mut note = |place: &Place| states.push(COMMANDS.iter().map(|words| said(place, words)).collect());
    let lead = "Hội nghị triển khai tiêm chủng mở rộng năm nay. Bệnh viện báo cáo kết quả.";
    import(
        &place,
        "2026-01-10T03:00:00Z",
        &[
            record("a1", "2026-01-05T08:00:00+07:00", "Bộ Y tế họp về tiêm chủng", lead),
            record(
                "a2",
                "2026-01-06T08:00:00+07:00",
                "Khám bệnh ở xã",
                "Khám bệnh miễn phí cho người dân. Bệnh viện cử bác sĩ.",
            ),
        ],
    );
    note(&place);
    import(
        &place,
        "2026-01-11T03:00:00Z",
        &[
            record(
                "a1",
                "2026-01-05T08:00:00+07:00",
                "Bộ Y tế họp về tiêm chủng",
                "Tiêm chủng cho trẻ em, tiêm nhắc lại.",
            ),
            record(
                "a3",
                "2026-01-07T08:00:00+07:00",
                "Thuốc cho bệnh viện",
                "Bệnh viện mua thuốc, bệnh nhân không phải chờ.",
            ),
        ],
    );
    note(&place);
    place.ok(&["withdraw", "a2"]);
    note(&place);
    (place, states)
}

const COMMANDS: [&[&str]; 10] = [
    &["snapshot"],
    &["kwic", "bệnh"],
    &["words", "--limit", "0"],
    &["trend", "bệnh", "--by", "day"],
    &["collocates", "bệnh", "--limit", "0"],
    &["keyness", "tiêm", "--limit", "0"],
    &["dispersion", "bệnh", "tiêm"],
    &["cooccur", "--of", "topic", "--with", "topic", "--min", "0"],
    &["sample", "2", "--seed", "1"],
    &["first", "bệnh"],
];

#[test]
fn every_command_reads_the_corpus_as_it_was() {
    let (place, states) = grown();
    for (number, state) in states.iter().enumerate() {
        let snapshot = &state[0]["snapshot"];
        let id = snapshot["id"].as_str().unwrap();
        let short = [&id[..4], &id[4..8], &id[8..12]].join("-");
        let bytes = snapshot["ledger_bytes"].to_string();
        for (words, then) in COMMANDS.iter().zip(state) {
            for name in [id, &bytes] {
                let again = said(&place, &[words, &["--as-of", name][..]].concat());
                assert_eq!(&again, then, "state {number}: {words:?} as of {name}");
            }
        }
        assert_eq!(said(&place, &["snapshot", "--as-of", &short]), state[0]);
    }
    // The index of now is what it was.
    let now: Vec<Value> = COMMANDS.iter().map(|words| said(&place, words)).collect();
    assert_eq!(now, states[2]);
}

#[test]
fn a_day_means_its_end_in_vietnam() {
    let (place, states) = grown();
    let id = |day: &str| said(&place, &["snapshot", "--as-of", day])["snapshot"]["id"].clone();
    let [first, second, third] = [0, 1, 2].map(|number: usize| states[number][0]["snapshot"]["id"].clone());
    assert_eq!(id("2026-01-10"), first);
    assert_eq!(id("2026-01-11"), second);
    assert_eq!(id("2026-01-31"), second, "withdrawn on 2026-02-01");
    assert_eq!(id("2026-02-01"), third);
    assert_eq!(id("2026-01"), second);
    assert_eq!(id("2026-01-11T02:59:59Z"), first);
    assert_eq!(id("2026-01-09").as_str().unwrap(), "0".repeat(32));
    for words in [&["snapshot"][..], &["words"], &["kwic", "bệnh"]] {
        let ran = place.run(&[words, &["--as-of", "2026-01-09"]].concat());
        let note = "note: the corpus did not exist yet on 2026-01-09: its first article was stored on 2026-01-10 10:00 UTC+7\n";
        assert_eq!(ran.err.matches(note).count(), 1, "{words:?}: {}", ran.err);
        assert!(!ran.err.contains("in 0 articles") && !ran.out.contains("too small"), "{}{}", ran.out, ran.err);
    }
    // 23:30 in Vietnam is still that day; 00:30 is the next.
    let late = Place::new();
    let article = |id: &str| record(id, "2026-01-05T08:00:00+07:00", &format!("Bài {id}"), "Khám bệnh.");
    import(&late, "2026-01-10T16:30:00Z", &[article("b1")]);
    import(&late, "2026-01-10T17:30:00Z", &[article("b2")]);
    assert_eq!(said(&late, &["snapshot", "--as-of", "2026-01-10"])["rows"][0]["articles"], json!(1));
    assert_eq!(said(&late, &["snapshot", "--as-of", "2026-01-11"])["rows"][0]["articles"], json!(2));
}

#[test]
fn places_that_never_were_are_refused() {
    let (place, _) = grown();
    let bytes = said(&place, &["snapshot"])["snapshot"]["ledger_bytes"].as_u64().unwrap();
    for name in [&(bytes + 1).to_string(), "99999999999999999999999", &"ab".repeat(16), "aaaa-bbbb-cccc", "soon", ""] {
        for words in COMMANDS {
            let ran = place.run(&[words, &["--as-of", name][..]].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?} as of {name}: {}", ran.err);
        }
    }
    let inside = place.run(&["snapshot", "--as-of", &(bytes - 1).to_string()]);
    assert!(inside.code == 0 && inside.err.contains("inside a line"), "{}", inside.err);
}

#[test]
fn an_index_that_cannot_be_kept_changes_nothing() {
    let (place, states) = grown();
    // A file where the folder would be.
    place.write("index/as-of", b"");
    assert_eq!(said(&place, &["words", "--limit", "0", "--as-of", "2026-01-10"]), states[0][2]);
}

#[test]
fn a_rebuild_empties_the_index_of_an_earlier_place() {
    let (place, states) = grown();
    let words = ["words", "--limit", "0", "--as-of", "2026-01-10"];
    assert_eq!(said(&place, &words), states[0][2]);
    let current = place.path().join("index/as-of/current");
    assert!(current.is_file());
    place.ok(&["index"]);
    assert!(current.is_file(), "an update keeps it");
    place.ok(&["index", "--rebuild"]);
    let kept: Vec<_> =
        std::fs::read_dir(current.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(kept, ["lock"]);
    assert_eq!(said(&place, &words), states[0][2]);
}

#[test]
fn a_result_can_be_computed_again() {
    let (place, states) = grown();
    let save = |words: &[&str], extra: &[&str]| {
        let args = [words, extra, &["--format", "json", "-o", "result.json"]].concat();
        let code = place.run(&args).code;
        assert!([0, 1].contains(&code), "{args:?}");
    };
    let first = states[0][0]["snapshot"]["id"].as_str().unwrap();
    for words in COMMANDS {
        save(words, &[]);
        let same = place.run(&["reproduce", "result.json"]);
        let notes =
            same.err.lines().filter(|line| !line.starts_with("note: perhaps not everything was collected for "));
        assert_eq!((same.code, notes.count()), (0, 0), "{words:?}: {}{}", same.out, same.err);
        // As it was: then the same rows come out as of then, and not now.
        let then: Value = json_of(&place, &[words, &["--as-of", first][..]].concat());
        let rows = then["rows"].clone();
        let mut old = then.clone();
        old["arguments"] = json!(words[1..]);
        place.write("old.json", old.to_string().as_bytes());
        let again = place.run(&["reproduce", "old.json", "--as-of", "--format", "json"]);
        assert_eq!(again.code, 0, "{words:?}: {} {}", again.out, again.err);
        for name in [first, "2026-01-10"] {
            assert_eq!(place.run(&["reproduce", "old.json", "--as-of", name]).code, 0, "{words:?} as of {name}");
        }
        let now = place.run(&["reproduce", "old.json", "--format", "json"]);
        let is_same = rows == json_of(&place, words)["rows"];
        assert_eq!(now.code, if is_same { 0 } else { 1 }, "{words:?}: {}", now.out);
        let now: Value = serde_json::from_str(&now.out).unwrap();
        assert_eq!(
            (&now["same"], &now["since"]),
            (&json!(is_same), &json!({ "new": 1, "changed": 1, "withdrawn": 1 }))
        );
        assert_eq!(now["differences"].as_array().unwrap().is_empty(), is_same);
    }
}

#[test]
fn what_differs_is_told() {
    let (place, _) = grown();
    place.ok(&["trend", "bệnh", "--by", "year", "--as-of", "2026-01-10", "--format", "json", "-o", "t.json"]);
    let mut result: Value = serde_json::from_slice(&std::fs::read(place.path().join("t.json")).unwrap()).unwrap();
    assert_eq!(result["arguments"], json!(["bệnh", "--by", "year", "--as-of", "2026-01-10"]));
    // Its own --as-of holds unless another one is given.
    assert_eq!(place.run(&["reproduce", "t.json"]).code, 0);
    let ran = place.run(&["reproduce", "t.json", "--as-of", "2026-01-11"]);
    assert!(ran.code == 1 && ran.out.contains("bệnh 2026: hits 4 → 6"), "{} {}", ran.out, ran.err);
    result["arguments"] = json!(["bệnh", "--by", "year"]);
    place.write("t.json", result.to_string().as_bytes());
    let ran = place.run(&["reproduce", "t.json"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("trend: the row is not the same"), "{}", ran.out);
    assert!(ran.out.contains("articles since then: 1 new, 1 changed, 1 withdrawn"), "{}", ran.out);
    // A state of another corpus.
    result["snapshot"]["id"] = json!("ab".repeat(16));
    place.write("t.json", result.to_string().as_bytes());
    let ran = place.run(&["reproduce", "t.json"]);
    assert!(ran.code == 1 && ran.out.contains("never had exactly the articles"), "{}", ran.out);
    assert_eq!(place.run(&["reproduce", "t.json", "--as-of"]).code, 2);
    // Another version of the rules.
    result["snapshot"]["rules"] = json!("0000");
    place.write("t.json", result.to_string().as_bytes());
    assert!(place.run(&["reproduce", "t.json"]).out.contains("the rules for words"));
}

#[test]
fn what_is_no_result_is_refused() {
    let (place, _) = grown();
    let result = json_of(&place, &["words"]);
    let with = |key: &str, value: Value| {
        let mut result = result.clone();
        result[key] = value;
        result.to_string().into_bytes()
    };
    let cases: [Vec<u8>; 9] = [
        Vec::new(),
        b"{}".to_vec(),
        b"[1]".to_vec(),
        b"form,hits\ny,2\n".to_vec(),
        vec![0xff, 0xfe, 0],
        with("command", json!("update")),
        with("rows", json!("none")),
        with("arguments", json!(["--nothing"])),
        with("snapshot", json!({ "id": "x", "rules": "" })),
    ];
    for case in cases {
        place.write("case.json", &case);
        let ran = place.run(&["reproduce", "case.json"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", String::from_utf8_lossy(&case));
    }
    assert_eq!(place.run(&["reproduce", "nowhere.json"]).code, 2);
    // A result from somebody else writes no file.
    place.write("case.json", &with("arguments", json!(["-o", "written", "--output=written", "-owritten"])));
    assert_eq!(place.run(&["reproduce", "case.json"]).code, 0);
    assert!(!place.path().join("written").exists());
    assert_eq!(place.run_with_input(&["reproduce", "-"], result.to_string().as_bytes()).code, 0);
}

#[test]
fn the_units_of_a_place_do_not_depend_on_the_places_read_before() {
    let place = Place::new();
    let filler = "Đoàn công tác thăm hỏi bà con và tặng quà cho các cháu nhỏ trong xã. ".repeat(20);
    let days = ["Bộ Y tế gặp mặt.", "Họp về bảo hiểm y tế.", "Họp về khám chữa bệnh.", "Họp về dược liệu."];
    let mut bytes = Vec::new();
    for (number, (day, words)) in (10..).zip(days).enumerate() {
        let id = format!("p{number}");
        let body = if number == 0 { format!("{filler}{words}") } else { words.to_owned() };
        let published = format!("2026-01-{day}T08:00:00+07:00");
        import(&place, &format!("2026-01-{day}T03:00:00Z"), &[record(&id, &published, "Tin trong ngày", &body)]);
        bytes.push(json_of(&place, &["snapshot"])["snapshot"]["ledger_bytes"].to_string());
    }
    let units = |at: &str| json_of(&place, &["words", "--as-of", at])["snapshot"]["units"].clone();
    let fresh = |at: &str| {
        std::fs::remove_dir_all(place.path().join("index/as-of")).unwrap();
        units(at)
    };
    units(&bytes[0]);
    let alone: Vec<Value> = bytes[..3].iter().map(|at| fresh(at)).collect();
    assert!(alone[0] != alone[1] && alone[1] != alone[2], "each place has units of its own: {alone:?}");
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for number in order {
            assert_eq!(units(&bytes[number]), alone[number], "{order:?}: place {number}");
            let snapshot = json_of(&place, &["snapshot", "--as-of", &bytes[number]]);
            assert_eq!(snapshot["snapshot"]["units"], alone[number], "{order:?}: place {number}");
        }
    }
}

#[test]
fn relative_days_are_those_of_the_result() {
    let (place, _) = grown();
    let at = |now: &str, args: &[&str]| place.command(args).env("BYT_NOW", now).output().unwrap();
    let trend = ["trend", "bệnh", "--from", "30d", "--by", "month", "--format", "json", "-qo", "t.json"];
    assert!(at("2026-01-20T00:00:00Z", &trend).status.success());
    let result: Value = serde_json::from_slice(&std::fs::read(place.path().join("t.json")).unwrap()).unwrap();
    assert_eq!(result["arguments"], json!(["bệnh", "--from", "30d", "--by", "month"]));
    for later in ["2026-01-21T00:00:00Z", "2026-03-20T00:00:00Z", "2031-01-20T00:00:00Z"] {
        let ran = at(later, &["reproduce", "t.json"]);
        assert_eq!(ran.status.code(), Some(0), "{later}: {}", String::from_utf8_lossy(&ran.stdout));
    }
    // The place that is typed now counts from now: the end of a day on which the corpus was as it is.
    let ran = at("2026-03-20T00:00:00Z", &["reproduce", "t.json", "--as-of", "2026-03-19"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}
