//! Broken input: one clear sentence, the right exit code, and the rest is imported.

use std::io::Write;

use serde_json::json;

use crate::support::{Place, fixture};

/// Imports one bad input alone, then together with a good one.
fn check(name: &str, content: &[u8], sentence: &str) {
    let alone = Place::new();
    alone.write(name, content);
    let ran = alone.run(&["import", name]);
    assert_eq!(ran.code, 2, "{name}: {}", ran.err);
    let failed: Vec<&str> = ran.err.lines().filter(|l| l.starts_with("failed:")).collect();
    assert_eq!(failed.len(), 1, "{name}: {}", ran.err);
    assert!(failed[0].contains(name) && failed[0].contains(sentence), "{name}: {}", ran.err);

    let beside = Place::new();
    beside.write(name, content);
    let ran = beside.run(&["import", "--json", name, fixture("plain.txt").to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{name}: {}", ran.err);
    let summary: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&summary["new"], &summary["failed"]), (&json!(1), &json!(1)), "{name}");
    assert_eq!(beside.ok(&["count", "--section", "all"]).trim(), "1");
}

#[test]
fn what_is_no_input_at_all() {
    check("empty.txt", b"", "empty");
    check("binary.bin", &[0, 159, 146, 150, 0, 1, 2, 3], "isn't text");
    check("picture.txt", b"\x89PNG\r\n\x1a\n0000", "a PNG picture");
    check("latin1.txt", b"Le minist\xe8re de la sant\xe9 a annonc\xe9 une r\xe9union \xe0 Gen\xe8ve", "not UTF-8");
    check("short.txt", b"abc", "too short");
}

#[test]
fn pages_and_answers_cut_in_the_middle() {
    let html = std::fs::read(fixture("article.html")).unwrap();
    let middle = html.windows(9).position(|w| w == b"Ph\xc3\xa1t bi\xe1").unwrap();
    check("half.html", &html[..middle], "ends before");
    let json = std::fs::read(fixture("bridge-list.json")).unwrap();
    check("half.json", &json[..json.len() / 2], "ends in the middle");
}

#[test]
fn pages_that_are_no_articles() {
    check(
        "challenge.html",
        "<html><head><title>Checking your browser</title></head><body>Please wait…</body></html>".as_bytes(),
        "without a list or an article",
    );
    check("other.json", br#"{"status":"ok","rows":[1,2,3]}"#, "neither a list nor an article");
}

#[test]
fn a_path_that_is_not_there() {
    let place = Place::new();
    let ran = place.run(&["import", "nowhere.txt"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nowhere.txt"), "{}", ran.err);
}

#[test]
fn two_hundred_megabytes_in_one_line() {
    let place = Place::new();
    let mut file = std::io::BufWriter::new(std::fs::File::create(place.path().join("long.txt")).unwrap());
    let block = "một dòng rất dài ".repeat(5_000);
    for _ in 0..(200 * 1024 * 1024 / block.len()) {
        file.write_all(block.as_bytes()).unwrap();
    }
    file.flush().unwrap();
    let begun = std::time::Instant::now();
    let ran = place.run(&["import", "long.txt", fixture("plain.txt").to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("larger than 32 MiB"), "{}", ran.err);
    assert!(begun.elapsed().as_secs() < 20, "took {:?}", begun.elapsed());
}

#[test]
fn bad_lines_of_records_are_named_and_the_others_stored() {
    let place = Place::new();
    place.write(
        "mixed.jsonl",
        "{\"title\":\"Một\"}\n{\"title\":\n\n{\"published\":\"2026\"}\n{\"title\":\"Hai\",\"published\":\"32/1/2026\"}\n{\"title\":\"Ba\"}\n"
            .as_bytes(),
    );
    let ran = place.run(&["import", "mixed.jsonl"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    for said in
        ["mixed.jsonl, line 2:", "mixed.jsonl, line 4:", "mixed.jsonl, line 5: “32/1/2026” is not a date", "3 new"]
    {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn a_damaged_archive_gives_what_stands_before_the_damage() {
    let place = Place::new();
    place.write("bad.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\nabc");
    let ran = place.run(&["import", "bad.warc"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("the file ends inside it"), "{}", ran.err);
    place.write("bad.gz", &[0x1f, 0x8b, 8, 0, 1, 2, 3]);
    let ran = place.run(&["import", "bad.gz"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("gzip"), "{}", ran.err);
}

#[test]
fn warnings_beyond_the_first_are_counted() {
    let place = Place::new();
    let lines: Vec<String> =
        (0..13).map(|n| format!(r#"{{"title":"Tin số {n}","published":"2999-01-{:02}"}}"#, n + 1)).collect();
    place.write("many.jsonl", lines.join("\n").as_bytes());
    let warned = |arguments: &[&str]| -> Vec<String> {
        let ran = place.run(arguments);
        ran.err.lines().filter(|line| line.starts_with("warning: ")).map(str::to_owned).collect()
    };
    let brief = warned(&["import", "many.jsonl"]);
    assert_eq!(
        (brief.len(), brief[10].as_str()),
        (11, "warning: many.jsonl: 3 more warnings; -v shows each"),
        "{brief:?}"
    );
    assert_eq!(warned(&["import", "-v", "many.jsonl"]).len(), 13);
}

#[test]
fn failures_beyond_the_named_ones_are_counted_by_their_reasons() {
    let place = Place::new();
    let good = r#"{"title":"Một","published":"2026-01-20"}"#.to_owned();
    let remarks = (0..8).map(|n| format!("# {n}"));
    let empty = (0..7).map(|_| r#"{"title":" "}"#.to_owned());
    let lines: Vec<String> = std::iter::once(good).chain(remarks).chain(empty).collect();
    place.write("many.jsonl", lines.join("\n").as_bytes());
    let failed = |ran: &crate::support::Ran| -> Vec<String> {
        ran.err.lines().filter(|line| line.starts_with("failed: ")).map(str::to_owned).collect()
    };
    let in_all = "failed: many.jsonl: 15 failures in all: the title is empty (7), this isn't JSON (8)";
    let brief = failed(&place.run(&["import", "many.jsonl"]));
    assert_eq!(brief.len(), 11, "{brief:?}");
    assert_eq!(brief[8], "failed: many.jsonl, line 10: the title is empty");
    assert_eq!(brief[10], format!("{in_all}; -v names each"));
    let whole = failed(&place.run(&["import", "-v", "many.jsonl"]));
    assert_eq!((whole.len(), whole[15].as_str()), (16, in_all), "{whole:?}");
    let ran = place.run(&["import", "--json", "many.jsonl"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &summary["failed"]), (3, &json!(15)));
    let failures = summary["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 11);
    assert_eq!(failures[10]["reason"], "15 failures in all: the title is empty (7), this isn't JSON (8)");
}
