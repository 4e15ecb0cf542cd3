//! `byt changes` and cursors: every event once, in order, whatever happens to the reader.

use std::collections::BTreeMap;

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{NOW, Place, jsonl};

/// A record of an article in the section.
fn record(id: &str, title: &str, body: Option<&str>) -> Value {
    json!({ "id": id, "title": title, "published": "2026-01-20T09:30:00+07:00", "section": true, "body": body })
}

/// Imports records in a run of its own, and returns the run's receipt.
fn import(place: &Place, records: &[Value]) -> Value {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    place.write("records.jsonl", lines.join("\n").as_bytes());
    place.ok(&["import", "records.jsonl"]);
    jsonl(&std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap()).pop().unwrap()
}

fn events(place: &Place, more: &[&str]) -> Vec<Value> {
    let ran = place.run(&[&["changes", "--format", "jsonl"], more].concat());
    let events = jsonl(&ran.out);
    assert_eq!(ran.code, i32::from(events.is_empty()), "{more:?}: {}", ran.err);
    events
}

/// `kind:id` of each event.
fn told(events: &[Value]) -> Vec<String> {
    events.iter().map(|e| format!("{}:{}", e["kind"].as_str().unwrap(), e["id"].as_str().unwrap())).collect()
}

fn place_of(event: &Value) -> String {
    event["place"].as_u64().unwrap().to_string()
}

/// Three runs: two articles, an edit and a third, and an article that proves to be another one.
fn three_runs() -> (Place, Vec<Value>) {
    let place = Place::new();
    let runs = vec![
        import(
            &place,
            &[record("mot", "Bộ trưởng Đào Hồng Lan thăm bệnh viện", None), record("hai", "Họp về thuốc", None)],
        ),
        import(&place, &[record("hai", "Họp về thuốc", Some("Thân bài.")), record("ba", "Hội nghị", Some("Một."))]),
        import(&place, &[record("hai", "Họp về vắc xin", Some("Thân bài dài hơn trước nhiều."))]),
    ];
    (place, runs)
}

#[test]
fn each_line_is_an_event_with_what_changed() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    assert_eq!(told(&all), ["new:mot", "new:hai", "edited:hai", "new:ba", "edited:hai"]);
    let fields: Vec<&Value> = all.iter().map(|event| &event["fields"]).collect();
    assert_eq!(fields[..4], [&json!([]), &json!([]), &json!(["status", "body"]), &json!([])]);
    assert!(fields[4].as_array().unwrap().contains(&json!("body")), "{all:#?}");
    let places: Vec<u64> = all.iter().map(|event| event["place"].as_u64().unwrap()).collect();
    assert!(places.is_sorted_by(|a, b| a < b) && places[0] > 0);
    assert_eq!((&all[0]["at"], &all[0]["officials"]), (&json!(NOW), &json!(["Đào Hồng Lan"])));
}

#[test]
fn after_any_place_comes_the_rest() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    let end = std::fs::metadata(place.path().join("corpus/articles.jsonl")).unwrap().len();
    for (n, event) in all.iter().enumerate() {
        let at = event["place"].as_u64().unwrap();
        assert_eq!(events(&place, &["--since", &at.to_string()]), all[n + 1..], "after {at}");
        assert_eq!(events(&place, &["--since", &(at - 1).to_string()]), all[n..], "just before {at}");
    }
    for beyond in [end, end + 1, u64::MAX] {
        let ran = place.run(&["changes", "--since", &beyond.to_string(), "--format", "json"]);
        assert_eq!((ran.code, serde_json::from_str::<Value>(&ran.out).unwrap()["total"].clone()), (1, json!(0)));
    }
}

#[test]
fn pages_of_any_size_neither_lose_nor_repeat_an_event() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    for limit in 1..=all.len() + 1 {
        let (mut read, mut since) = (Vec::new(), "0".to_owned());
        for _ in 0..=all.len() {
            let ran = place.run(&["changes", "--since", &since, "--limit", &limit.to_string(), "--format", "json"]);
            let page: Value = serde_json::from_str(&ran.out).unwrap();
            let shown = page["events"].as_array().unwrap();
            assert!(shown.len() <= limit);
            assert_eq!(page["total"].as_u64().unwrap(), (all.len() - read.len()) as u64, "whatever the limit");
            read.extend(shown.clone());
            since = page["until"].to_string();
        }
        assert_eq!(read, all, "{limit} at a time");
    }
}

#[test]
fn the_last_events_are_the_end_of_all() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    let end = std::fs::metadata(place.path().join("corpus/articles.jsonl")).unwrap().len();
    for count in 1..=all.len() + 1 {
        let ran = place.run(&["changes", "--last", &count.to_string(), "--format", "json"]);
        let page: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(page["events"].as_array().unwrap()[..], all[all.len().saturating_sub(count)..], "{count}");
        assert_eq!((page["total"].as_u64(), page["until"].as_u64()), (Some(all.len() as u64), Some(end)), "{count}");
    }
    let ran = place.run(&["changes", "--last", "2"]);
    assert!(ran.err.contains(&format!("the last 2 of {} events", all.len())), "{}", ran.err);
    for wrong in
        [&["--last", "0"][..], &["--last", "2", "--limit", "2"], &["--last", "2", "--cursor", "a", "--advance"]]
    {
        assert_eq!(place.run(&[&["changes"], wrong].concat()).code, 2, "{wrong:?}");
    }
}

#[test]
fn a_run_a_day_and_a_moment_are_places_too() {
    let (place, runs) = three_runs();
    let all = events(&place, &[]);
    for (run, from) in [(0, 0), (1, 2), (2, 4)] {
        let name = runs[run]["run"].as_str().unwrap();
        assert_eq!(events(&place, &["--since", name]), all[from..], "{name}");
        assert_eq!(all[from]["run"], name);
    }
    for (since, expected) in [
        ("2026-02-01", all.len()),
        ("today", all.len()),
        ("7d", all.len()),
        ("2026-02-01T01:00:00Z", all.len()),
        ("2026-02-01T01:00:01Z", 0),
        ("2026-02-02", 0),
        ("2026", 0),
    ] {
        // 2026 is a place: the first two lines of this ledger are shorter than that.
        let found = events(&place, &["--since", since]);
        if since != "2026" {
            assert_eq!(found.len(), expected, "{since}");
        } else {
            assert!(found.iter().all(|event| event["place"].as_u64().unwrap() > 2026));
        }
    }
    for (since, is_doubtful) in [("2026", true), ("1990", true), ("1989", false), ("202601", false), ("2026-01", false)]
    {
        let ran = place.run(&["changes", "--since", since]);
        let note =
            format!("note: {since} is read as a place in the ledger, in bytes; for the year, write {since}-01\n");
        assert_eq!(ran.err.contains(&note), is_doubtful, "{}", ran.err);
        assert!(!place.run(&["changes", "--since", since, "-q"]).err.contains("note"));
    }
    for wrong in ["soon", "run-1", "run-20260201T010000Z-999999", ""] {
        assert_eq!(place.run(&["changes", "--since", wrong]).code, 2, "{wrong}");
    }
}

#[test]
fn a_list_and_its_article_in_one_run_are_one_event_and_in_two_runs_two() {
    for (limit, expected) in [(None, "new"), (Some("0"), "new edited")] {
        let one = pieces().into_iter().filter(|piece| piece.section && piece.detail).take(1).collect();
        let portal = Portal::start(one, Vec::new()).unwrap();
        let (place, address) = (Place::new(), portal.address());
        let update = ["update", "--portal", &address, "--delay", "0"];
        place.ok(&[&update[..], &limit.map_or(vec![], |limit| vec!["--limit", limit])].concat());
        place.ok(&update);
        let all = events(&place, &["--section", "all"]);
        let kinds: Vec<&str> = all.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds.join(" "), expected, "{all:#?}");
        let last = place.json(&["export", "--section", "all", "--format", "json"])["articles"][0].clone();
        assert_eq!(all.last().unwrap()["version"], last["version"]);
        if limit.is_some() {
            assert!(all[1]["fields"].as_array().unwrap().contains(&json!("body")));
        }
    }
}

#[test]
fn an_edit_that_a_run_sees_in_the_list_and_in_the_article_is_one_event() {
    let one = pieces().into_iter().filter(|piece| piece.section && piece.detail).take(1).collect();
    let portal = Portal::start(one, Vec::new()).unwrap();
    let (place, address) = (Place::new(), portal.address());
    let update = ["update", "--portal", &address, "--delay", "0"];
    place.ok(&update);
    let first = events(&place, &[]).remove(0);
    let before = place_of(&first);
    portal.edit(|pieces| {
        pieces[0].title += " (sửa)";
        pieces[0].paragraphs[0] += " Đã đính chính.";
    });
    place.ok(&[&update[..], &["--recheck", "10000"]].concat());
    let edits = events(&place, &["--since", &before]);
    assert_eq!(edits.len(), 1, "{edits:#?}");
    for field in ["title", "body"] {
        assert!(edits[0]["fields"].as_array().unwrap().contains(&json!(field)), "{edits:#?}");
    }
    let record = place.json(&["export", "--section", "all", "--format", "json"])["articles"][0].clone();
    assert_eq!((&edits[0]["kind"], &edits[0]["version_before"]), (&json!("edited"), &first["version"]));
    assert_eq!(edits[0]["version"], record["version"]);
    // Its fields select it, and others don't.
    assert_eq!(events(&place, &["--since", &before, "--field", "abstract_truncated,body"]), edits);
    assert_eq!(events(&place, &["--field", "captions", "--field", "gone"]), [] as [Value; 0]);
    assert_eq!(place.run(&["changes", "--field", "text"]).code, 2);
}

#[test]
fn another_address_of_the_same_content_is_no_edit() {
    let place = Place::new();
    let with = |aliases: &[&str]| {
        let mut record = record("mot", "Họp", Some("Thân bài."));
        record["aliases"] = json!(aliases);
        record
    };
    import(&place, &[with(&[])]);
    import(&place, &[with(&["slug:hop-ve-thuoc"])]);
    let all = events(&place, &[]);
    assert_eq!(told(&all), ["new:mot", "moved:mot"], "{all:#?}");
    assert_eq!(all[1]["fields"], json!(["aliases"]));
    assert_eq!(told(&events(&place, &["--kind", "edited"])), [""; 0]);
}

#[test]
fn the_sum_of_the_events_is_the_corpus() {
    let (place, _) = three_runs();
    let mut sum: BTreeMap<String, Value> = BTreeMap::new();
    for event in events(&place, &["--records", "--section", "all"]) {
        if let Some(ended) = event["ended"].as_str() {
            sum.remove(ended);
        }
        sum.insert(event["id"].as_str().unwrap().to_owned(), event["article"].clone());
    }
    let corpus: BTreeMap<String, Value> = jsonl(&place.ok(&["export", "--section", "all"]))
        .into_iter()
        .map(|record| (record["id"].as_str().unwrap().to_owned(), record))
        .collect();
    assert_eq!(sum, corpus);
}

#[test]
fn an_article_that_matched_before_or_after_is_selected() {
    let (place, _) = three_runs();
    assert_eq!(
        told(&events(&place, &["thuốc"])),
        ["new:hai", "edited:hai", "edited:hai"],
        "the last one matched before"
    );
    assert_eq!(told(&events(&place, &["\"vắc xin\""])), ["edited:hai"], "only the last one matches");
    assert_eq!(told(&events(&place, &["--official", "đào hồng lan"])), ["new:mot"]);
    assert_eq!(told(&events(&place, &["--status", "full"])), ["edited:hai", "new:ba", "edited:hai"]);
    assert_eq!(told(&events(&place, &["--kind", "edited"])), ["edited:hai", "edited:hai"]);
    assert_eq!(told(&events(&place, &["--kind", "edited,new", "--limit", "1"])), ["new:mot"]);
    assert_eq!(events(&place, &["--section", "out"]), Vec::<Value>::new());
    assert_eq!(place.run(&["changes", "--kind", "eidted"]).code, 2);
}

#[test]
fn what_precedes_the_place_is_not_read() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    let since = place_of(&all[2]);
    let expected = events(&place, &["--since", &since]);
    let path = place.path().join("corpus/articles.jsonl");
    let mut ledger = std::fs::read(&path).unwrap();
    // The first line is of no article that changed since.
    let first: usize = place_of(&all[0]).parse().unwrap();
    ledger[..first - 1].fill(b'x');
    std::fs::write(&path, &ledger).unwrap();
    assert_eq!(events(&place, &["--since", &since]), expected);
    assert_eq!(place.run(&["changes"]).code, 7, "whoever reads it is told");
}

#[test]
fn export_writes_what_changed_as_it_is_now() {
    let (place, runs) = three_runs();
    let all: BTreeMap<String, Value> = jsonl(&place.ok(&["export"]))
        .into_iter()
        .map(|record| (record["id"].as_str().unwrap().to_owned(), record))
        .collect();
    let changed = |more: &[&str]| {
        let ran = place.run(&[&["export", "--changed-since"], more].concat());
        let records = jsonl(&ran.out);
        assert_eq!(ran.code, i32::from(records.is_empty()), "{more:?}: {}", ran.err);
        for record in &records {
            assert_eq!(*record, all[record["id"].as_str().unwrap()], "{more:?}");
        }
        records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(changed(&["0"]), ["mot", "ba", "hai"], "in the order of their last changes");
    assert_eq!(changed(&[runs[1]["run"].as_str().unwrap()]), ["ba", "hai"]);
    assert_eq!(changed(&["0", "--official", "đào hồng lan"]), ["mot"]);
    // It matched before, and its record is the present one.
    assert_eq!(changed(&["0", "thuốc"]), ["hai"]);
    assert_eq!(changed(&["2026-02-02"]), [""; 0]);
    let document = place.json(&["export", "--changed-since", "0", "--format", "json"]);
    assert_eq!((&document["total"], document["articles"].as_array().unwrap().len()), (&json!(3), 3));
    assert_eq!(place.run(&["export", "--changed-since", "soon"]).code, 2);
}

#[test]
fn an_old_version_is_shown_in_full() {
    let (place, _) = three_runs();
    let shown = |number: &str| {
        let ran = place.run(&["show", "hai", "--version", number, "--format", "jsonl"]);
        (ran.code, jsonl(&ran.out).pop().map(|record| (record["version"].clone(), record["body"].clone())))
    };
    assert_eq!(shown("1"), (0, Some((json!(1), Value::Null))));
    assert_eq!(shown("2"), (0, Some((json!(2), json!("Thân bài.")))));
    assert_eq!(shown("3"), (0, Some((json!(3), json!("Thân bài dài hơn trước nhiều.")))));
    for number in ["0", "4", "99"] {
        assert_eq!(shown(number), (1, None), "{number}");
    }
    assert!(place.ok(&["show", "hai", "--version", "1"]).contains("Họp về thuốc"));
    for wrong in [
        &["show", "hai", "--version"][..],
        &["show", "hai", "--version", "x"],
        &["search", "--version"],
        &["--version", "search", "x"],
    ] {
        let ran = place.run(wrong);
        assert!(ran.code == 2 || wrong[0] == "--version", "{wrong:?}: {}", ran.err);
    }
}

fn cursor_place(place: &Place, name: &str) -> Option<u64> {
    let ran = place.run(&["changes", "--cursors", "--format", "json"]);
    assert!(ran.code <= 1, "{}", ran.err);
    let cursors: Value = serde_json::from_str(&ran.out).unwrap();
    let found = cursors["cursors"].as_array().unwrap().iter().find(|cursor| cursor["name"] == name)?;
    found["place"].as_u64()
}

#[test]
fn only_advance_moves_a_cursor() {
    let (place, _) = three_runs();
    let all = events(&place, &[]);
    let with = |more: &[&str]| told(&events(&place, &[&["--cursor", "mail"], more].concat()));
    assert_eq!(with(&[]), told(&all));
    assert_eq!(cursor_place(&place, "mail"), None);
    assert_eq!(with(&["--limit", "2", "--advance"]), told(&all[..2]));
    assert_eq!(cursor_place(&place, "mail"), all[1]["place"].as_u64());
    assert_eq!(with(&["--limit", "1"]), told(&all[2..3]));
    assert_eq!(with(&["--limit", "1"]), told(&all[2..3]));
    // The query selects nothing of the rest, and the cursor passes it.
    assert_eq!(with(&["--official", "Đào Hồng Lan", "--advance"]), [""; 0]);
    assert_eq!(cursor_place(&place, "mail"), all[4]["place"].as_u64());
    assert_eq!(with(&["--advance"]), [""; 0]);
    import(&place, &[record("bon", "Tin mới", None)]);
    assert_eq!(with(&["--advance"]), ["new:bon"]);
    assert_eq!(with(&["--advance"]), [""; 0]);
    for known in [false, true] {
        let args = ["changes", "--cursor", "quiet", "--since", "0", "--advance"];
        let heard = if known { "exists already" } else { "is a new cursor" };
        assert!(place.run(&args[..5]).err.contains(heard));
        assert_eq!(place.run(&[&args[..], &["-q"]].concat()).err, "");
    }
    // A new cursor begins where it is told to; a known one doesn't begin again.
    let late =
        |more: &[&str]| told(&events(&place, &[&["--cursor", "late", "--since", &place_of(&all[3])], more].concat()));
    assert_eq!(late(&["--advance"]), ["edited:hai", "new:bon"]);
    assert_eq!(late(&[]), [""; 0]);
    for wrong in ["", "A", "a b", "../x", ".x", "ă"] {
        assert_eq!(place.run(&["changes", "--cursor", wrong, "--advance"]).code, 2, "{wrong}");
    }
    assert_eq!(place.run(&["changes", "--advance"]).code, 2);
}

#[test]
fn a_damaged_cursor_is_told_by_whoever_uses_it_and_by_check() {
    let (place, _) = three_runs();
    place.ok(&["changes", "--cursor", "mail", "--advance"]);
    assert_eq!(place.run(&["check"]).code, 0);
    let path = place.path().join("corpus/cursors/mail");
    let whole = std::fs::read(&path).unwrap();
    for damaged in [b"".to_vec(), b"17\n".to_vec(), whole[1..].to_vec(), whole[..whole.len() - 1].to_vec(), vec![0; 40]]
    {
        std::fs::write(&path, &damaged).unwrap();
        for args in [&["changes", "--cursor", "mail"][..], &["check"], &["changes", "--cursors"]] {
            let ran = place.run(args);
            assert!(ran.code == 7 && ran.err.contains("cursors/mail"), "{args:?}: {} {}", ran.code, ran.err);
        }
        assert_eq!(std::fs::read(&path).unwrap(), damaged, "nothing is repaired in silence");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_closed_pipe_move_nothing() {
    use std::process::Stdio;
    let (place, _) = three_runs();
    for format in ["text", "json", "jsonl", "csv", "ids"] {
        let args = ["changes", "--cursor", "mail", "--advance", "--format", format];
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let byt = assert_cmd::cargo::cargo_bin("byt");
        let mut command = std::process::Command::new(&byt);
        command.current_dir(place.path()).env_clear().env("BYT_NOW", NOW).args(args);
        assert_eq!(command.stdout(full).stderr(Stdio::null()).status().unwrap().code(), Some(8), "{format}");
        assert_eq!(cursor_place(&place, "mail"), None, "{format}");
        let ran = place.run(&[&args[..], &["-o", "/dev/full"]].concat());
        assert_eq!((ran.code, cursor_place(&place, "mail")), (8, None), "{format}");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait().unwrap();
        assert_eq!(cursor_place(&place, "mail"), None, "{format}");
    }
}

/// What a reader with a cursor reads from files, when there is one event after it.
#[cfg(unix)]
fn bytes_read_with(before: usize, more: &[&str]) -> u64 {
    use crate::support::strace;
    let body = "Thứ trưởng thăm bệnh viện tỉnh. ".repeat(20);
    let records: Vec<Value> =
        (0..before).map(|n| record(&format!("tin-{n}"), &format!("Tin số {n}"), Some(&body))).collect();
    let place = Place::with_records(&records);
    place.ok(&["changes", "--cursor", "etl", "--advance", "-q"]);
    import(&place, &[record("moi", "Tin mới", Some(&body))]);
    let byt = assert_cmd::cargo::cargo_bin("byt");
    let args = [&["changes", "--cursor", "etl", "--format", "jsonl", "--records"], more].concat();
    let mut out = Vec::new();
    let bytes = strace::bytes_read(&place.path().join("strace.log"), |under| {
        let mut command = std::process::Command::new(under[0]);
        command.args(&under[1..]).arg(&byt).args(&args).current_dir(place.path()).env_clear().env("BYT_NOW", NOW);
        let ran = command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).output().unwrap();
        out.clone_from(&ran.stdout);
        ran
    });
    assert_eq!(told(&jsonl(std::str::from_utf8(&out).unwrap())), ["new:moi"]);
    bytes
}

#[cfg(unix)]
#[test]
fn a_cursor_over_many_articles_costs_as_much_as_over_few() {
    if !crate::support::strace::works() {
        return;
    }
    for more in [&[][..], &["--advance"]] {
        let (few, many) = (bytes_read_with(20, more), bytes_read_with(700, more));
        // The ledger of the many is longer by half a megabyte. Places with more digits are a few bytes longer.
        assert!(many < few + 1_000, "{more:?}: {many} bytes are read instead of {few}");
    }
}
