//! `byt check`, `byt index`, and what happens to damage: it is reported, and nothing is discarded.

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{Place, fixture, jsonl};

#[test]
fn a_sound_corpus_is_called_sound() {
    let place = Place::with_fixtures();
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("valid"), "{}", ran.err);
}

#[test]
fn a_changed_byte_in_the_ledger_is_damage_with_its_line() {
    let place = Place::with_fixtures();
    let path = place.path().join("corpus/articles.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.iter().position(|b| *b == b'\n').unwrap() + 40;
    bytes[at] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("line 2"), "{}", ran.err);
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing may be thrown away");
}

#[test]
fn a_changed_line_is_not_brought_into_a_new_corpus() {
    let place = Place::with_fixtures();
    let path = place.path().join("corpus/articles.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let (at, _) = text.match_indices("\"title\":\"").nth(1).unwrap();
    // Still JSON, and still a title.
    let changed = format!("{}x{}", &text[..at + 9], &text[at + 9..]);
    std::fs::write(&path, changed).unwrap();
    let ran = place.run(&["--corpus", "new", "--index", "new-index", "import", "corpus/articles.jsonl"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("line 2") && ran.err.contains("checksum does not match"), "{}", ran.err);
    let sound = std::fs::read_to_string(place.path().join("new/articles.jsonl")).unwrap();
    assert_eq!(sound.lines().count(), text.lines().count() - 1);
}

#[test]
fn a_changed_byte_in_a_receipt_is_damage_with_its_line() {
    let place = Place::with_fixtures();
    place.write("more.jsonl", r#"{"title":"Một bài nữa"}"#.as_bytes());
    place.ok(&["import", "more.jsonl"]);
    let path = place.path().join("corpus/runs.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|part| part == b"\"new\":").unwrap() + 6;
    bytes[at] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("damaged: the receipt in line 1 of") && ran.err.contains("checksum"), "{}", ran.err);
    let status = place.run(&["status"]);
    assert!(status.code == 0 && status.err.contains("warning: the receipt in line 1 of"), "{}", status.err);
    place.write("last.jsonl", r#"{"title":"Bài cuối"}"#.as_bytes());
    let import = place.run(&["import", "last.jsonl"]);
    assert!(import.code == 0 && import.err.contains("warning: the receipt in line 1 of"), "{}", import.err);
    assert!(std::fs::read(&path).unwrap().starts_with(&bytes), "nothing may be thrown away");
}

#[test]
fn a_ledger_without_its_last_lines_is_told_by_all_and_by_check_for_good() {
    let place = Place::with_fixtures();
    place.write("more.jsonl", r#"{"title":"Một bài nữa"}"#.as_bytes());
    let path = place.path().join("corpus/articles.jsonl");
    let older = std::fs::read(&path).unwrap();
    place.ok(&["import", "more.jsonl"]);
    std::fs::write(&path, &older).unwrap();
    for command in [&["search", "y tế"][..], &["count"], &["export"], &["status"]] {
        let ran = place.run(command);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains("warning: the ledger has") && ran.err.contains("lines are missing"), "{}", ran.err);
    }
    let check = place.run(&["check"]);
    assert!(check.code == 7 && check.err.contains("hint: restore it from a backup"), "{}", check.err);
    // A run that has nothing to store does not bless it.
    let same = place.run(&["import", fixture("").to_str().unwrap()]);
    assert!(same.code == 0 && same.err.contains("warning: the ledger has"), "{}", same.err);
    assert_eq!(place.run(&["check"]).code, 7);
    place.write("other.jsonl", r#"{"title":"Một bài khác"}"#.as_bytes());
    let other = place.run(&["import", "other.jsonl"]);
    assert!(other.code == 0 && other.err.contains("this run continues with the lines that are left"), "{}", other.err);
    let check = place.run(&["check"]);
    assert!(check.code == 0 && check.err.contains("note: lines of 1 run are no longer in the ledger"), "{}", check.err);
    assert_eq!(place.json(&["check", "--json"])["undone_runs"], 1);
    assert_eq!(place.run(&["count", "--section", "all"]).err, "");
}

#[test]
fn a_ledger_that_is_gone_is_damage_and_no_empty_corpus() {
    let place = Place::with_fixtures();
    let path = place.path().join("corpus/articles.jsonl");
    let whole = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    for command in [&["search", "y tế"][..], &["count"], &["check"], &["index"]] {
        let ran = place.run(command);
        assert_eq!(ran.code, 7, "{}", ran.err);
        assert!(ran.err.contains("is gone") && ran.err.contains("hint: restore it"), "{}", ran.err);
    }
    std::fs::write(&path, whole).unwrap();
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn raw_answers_that_are_gone_are_damage() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    place.ok(&["update", "--portal", &portal.address(), "--delay", "0"]);
    let id = jsonl(&place.ok(&["export"]))[0]["id"].as_str().unwrap().to_owned();
    let is_complete = || place.json(&["search", "--format", "json"])["coverage"]["complete"].clone();
    assert_eq!(is_complete(), true);
    let path = place.path().join("corpus/articles.jsonl");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(is_complete(), false, "what a fetch brought is gone");
    std::fs::write(&path, whole).unwrap();
    let pages: Vec<_> = std::fs::read_dir(place.path().join("corpus/pages")).unwrap().collect();
    assert_eq!((pages.len(), place.run(&["check"]).code), (1, 0));
    let (page, aside) = (pages[0].as_ref().unwrap().path(), place.path().join("aside"));
    std::fs::rename(&page, &aside).unwrap();
    let check = place.run(&["check"]);
    assert!(check.code == 7 && check.err.contains("is gone, with"), "{}", check.err);
    assert!(place.ok(&["show", &id, "--origin"]).contains("the raw response can't be read"));
    // Cut between two records, it reads well to its end.
    let whole = std::fs::read(&aside).unwrap();
    let second = (1..whole.len()).find(|at| whole[*at..].starts_with(&[0x1f, 0x8b, 8, 0])).unwrap();
    std::fs::write(&page, &whole[..second]).unwrap();
    let check = place.run(&["check"]);
    assert!(check.code == 7 && check.err.contains("when it was closed"), "{}", check.err);
}

#[test]
fn lines_of_a_run_that_died_before_its_receipt_are_told_by_the_next() {
    let place = Place::with_fixtures();
    let runs = place.path().join("corpus/runs.jsonl");
    std::fs::remove_file(&runs).unwrap();
    let again = || place.run(&["import", fixture("").to_str().unwrap()]);
    assert_eq!(again().code, 0);
    let told = std::fs::read(&runs).unwrap();
    assert_eq!(told.iter().filter(|b| **b == b'\n').count(), 1);
    assert_eq!(again().code, 0);
    assert_eq!(std::fs::read(&runs).unwrap(), told, "a run that changes nothing leaves no trace");
}

#[test]
fn a_run_that_stores_something_makes_a_damaged_index_anew() {
    let place = Place::with_fixtures();
    place.ok(&["count"]);
    for (name, title) in [("term", "Bài một"), ("store", "Bài hai"), ("pos", "Bài ba"), ("fast", "Bài tư")] {
        let files = walk(&place.path().join("index"));
        let file = files.iter().find(|file| file.extension().is_some_and(|e| e == name)).unwrap();
        let whole = std::fs::read(file).unwrap();
        std::fs::write(file, &whole[..whole.len() / 2]).unwrap();
        let asked = place.run(&["count"]);
        assert!(asked.code == 7 && asked.err.contains("index --rebuild"), "{name}: {}", asked.err);
        place.write("more.jsonl", json!({ "title": title }).to_string().as_bytes());
        let stored = place.run(&["import", "more.jsonl"]);
        assert!(stored.code == 0 && stored.err.contains("rebuilding it"), "{name}: {}", stored.err);
        let check = place.run(&["check"]);
        assert!(check.code == 0 && check.err.contains("the index is current"), "{name}: {}", check.err);
    }
}

#[test]
fn a_torn_last_line_is_cut_off_and_written_again() {
    let place = Place::with_fixtures();
    let path = place.path().join("corpus/articles.jsonl");
    let whole = place.ok(&["export", "--section", "all"]);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 7]).unwrap();
    let ran = place.run(&["import", fixture("").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("lines are missing"), "its last receipt told of it: {}", ran.err);
    let mut again = jsonl(&place.ok(&["export", "--section", "all"]));
    let mut before = jsonl(&whole);
    for records in [&mut again, &mut before] {
        records.sort_by_key(|r| r["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(again, before);
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn the_index_may_be_deleted_or_rebuilt_and_answers_the_same() {
    let place = Place::with_fixtures();
    let ask = || {
        ["y te", "\"bảo hiểm y tế\"", "--official=Đỗ Xuân Tuyên"]
            .map(|query| place.run(&["search", query, "--section", "all", "--format", "jsonl", "--limit", "0"]).out)
    };
    let before = ask();
    assert!(before.iter().all(|answer| !answer.is_empty()));
    place.ok(&["index", "--rebuild"]);
    assert_eq!(ask(), before);
    std::fs::remove_dir_all(place.path().join("index")).unwrap();
    assert_eq!(ask(), before);
}

#[test]
fn importing_bit_by_bit_answers_as_importing_at_once() {
    let at_once = Place::with_fixtures();
    let bit_by_bit = Place::new();
    let mut names: Vec<_> = std::fs::read_dir(fixture("")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    for path in names {
        bit_by_bit.ok(&["import", path.to_str().unwrap()]);
    }
    for query in ["thứ trưởng", "y te", "\"khám, chữa bệnh\""] {
        let args = ["search", query, "--section", "all", "--limit", "0", "--format", "ids", "--sort", "newest"];
        assert_eq!(bit_by_bit.run(&args).out, at_once.run(&args).out, "{query}");
    }
}

/// Sixty articles in which the same words come up more and less often; `updated` ones say more.
fn many_records(updated: &[usize]) -> Vec<Value> {
    (0..60)
        .map(|n| {
            let mut body = format!("Trạm số {n} khám bệnh cho người dân. {}", "Vắc xin về xã. ".repeat(n % 7));
            if updated.contains(&n) {
                body += &"Bảo hiểm y tế chi trả đủ tiền thuốc. ".repeat(1 + n % 5);
            }
            let topic = if n % 3 == 0 { "bảo hiểm y tế" } else { "phòng bệnh mùa mưa" };
            json!({
                "id": format!("bai-{n}"),
                "title": format!("Xã thứ {n} làm tốt việc {topic}"),
                "published": format!("2025-{:02}-{:02}", 1 + n % 12, 1 + n % 5),
                "abstract": if n % 2 == 0 { "Bà con được khám, chữa bệnh tại nhà." } else { "Cán bộ y tế về từng bản." },
                "body": body,
            })
        })
        .collect()
}

/// Everything that a search says of what it found, scores and order among it.
fn answers(place: &Place) -> Vec<String> {
    let queries = [
        "y te",
        "bảo hiểm",
        "thuốc",
        "vắc xin xã",
        "\"khám bệnh\"",
        "bao hiem y te OR vắc",
        "xã -vắc",
        "\"y tế\" thuoc",
    ];
    let mut answers = Vec::new();
    for query in queries {
        for limit in ["0", "3"] {
            let args = ["search", query, "--format", "json", "--explain", "--limit", limit];
            let ran = place.run(&args);
            assert_eq!(ran.code, 0, "{query}: {}", ran.err);
            answers.push(ran.out + &ran.err);
        }
    }
    answers
}

#[test]
fn an_index_that_was_brought_up_answers_as_one_made_anew() {
    let place = Place::with_records(&many_records(&[]));
    for updated in [(0..60).step_by(5).collect::<Vec<_>>(), vec![1, 2, 3], vec![4]] {
        let records: Vec<String> = many_records(&updated).iter().map(Value::to_string).collect();
        place.write("again.jsonl", records.join("\n").as_bytes());
        place.ok(&["import", "again.jsonl"]);
    }
    let brought_up = answers(&place);
    place.ok(&["index", "--rebuild"]);
    for (brought_up, anew) in brought_up.iter().zip(answers(&place)) {
        assert_eq!(*brought_up, anew);
    }
    let explained = place.run(&["search", "xã", "--explain", "--limit", "1"]);
    assert!(explained.err.contains("in 60 articles"), "{}", explained.err);
}

#[test]
fn the_index_of_another_corpus_is_told_and_made_anew() {
    let small = Place::with_fixtures();
    let large = Place::with_records(&many_records(&[]));
    let index = small.path().join("index");
    let with_foreign = |args: &[&str]| large.run(&[&["--index", index.to_str().unwrap()], args].concat());
    let ran = with_foreign(&["check"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("of another corpus"), "{}", ran.err);
    large.write("one.jsonl", json!({"title": "Một tin mới", "published": "2026-01-05"}).to_string().as_bytes());
    assert_eq!(with_foreign(&["import", "one.jsonl"]).code, 0);
    assert_eq!(with_foreign(&["count"]).out, "61\n");
    assert!(with_foreign(&["check"]).err.contains("current"));
    // And once more, for the smaller corpus, whose index it was.
    let all: usize = small.ok(&["count", "--section", "all"]).trim().parse().unwrap();
    assert_eq!(small.json(&["check", "--json"])["articles"], all);
}

#[test]
fn a_damaged_index_is_told_as_such_when_it_is_behind_too() {
    let place = Place::with_fixtures();
    place.write("one.jsonl", json!({"title": "Một tin mới", "published": "2026-01-05"}).to_string().as_bytes());
    place.ok(&["import", "--no-index", "one.jsonl"]);
    let files = std::fs::read_dir(place.path().join("index/g1")).unwrap().map(|e| e.unwrap().path());
    let terms = files.filter(|p| p.extension().is_some_and(|e| e == "term"));
    let terms = terms.max_by_key(|p| std::fs::metadata(p).unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&terms).unwrap();
    bytes[10] ^= 0xff;
    std::fs::write(&terms, &bytes).unwrap();
    let ran = place.run(&["check", "--json"]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    let summary: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(summary["index"], "behind");
    assert!(summary["damage"][0].as_str().unwrap().contains("checksum"), "{summary}");
}

#[test]
fn while_the_index_is_being_written_an_older_one_answers_and_quiet_is_quiet() {
    let place = Place::with_fixtures();
    place.write("one.jsonl", json!({"title": "Một tin mới về y tế", "published": "2026-01-05"}).to_string().as_bytes());
    place.ok(&["import", "--no-index", "one.jsonl"]);
    let lock = std::fs::File::options().write(true).open(place.path().join("index/lock")).unwrap();
    lock.lock().unwrap();
    let ran = place.run(&["search", "y te"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("lacks the newest articles"), "{}", ran.err);
    let ran = place.run(&["--quiet", "search", "y te"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    drop(lock);
    assert!(place.ok(&["search", "y te"]).contains("Một tin mới"));
}

#[test]
fn an_index_of_somebody_else_is_not_touched() {
    let place = Place::with_fixtures();
    std::fs::write(place.path().join("index/current"), "something else entirely").unwrap();
    let ran = place.run(&["search", "y te"]);
    assert_eq!(ran.code, 7, "{}", ran.err);
    assert!(ran.err.contains("hint: `byt index --rebuild`"), "{}", ran.err);
    place.ok(&["index", "--rebuild"]);
    place.ok(&["search", "y te"]);
}

#[test]
fn without_a_corpus_every_question_says_how_to_get_one() {
    let place = Place::new();
    for args in
        [vec!["search", "y te"], vec!["count"], vec!["export"], vec!["status"], vec!["check"], vec!["show", "x"]]
    {
        let ran = place.run(&args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.err.contains("there is no corpus") && ran.err.contains("byt import"), "{}", ran.err);
    }
}

#[test]
fn a_second_writer_is_turned_away() {
    let place = Place::with_fixtures();
    let lock = std::fs::File::options().write(true).open(place.path().join("corpus/lock")).unwrap();
    lock.lock().unwrap();
    let ran = place.run(&["import", fixture("plain.txt").to_str().unwrap()]);
    assert_eq!(ran.code, 6, "{}", ran.err);
    assert!(ran.err.contains("another process is writing"), "{}", ran.err);
    place.ok(&["search", "y te"]);
}

#[cfg(unix)]
#[test]
fn folders_that_may_only_be_read_can_be_searched() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    fn chmod(path: &std::path::Path, dirs: u32, files: u32) {
        if path.is_dir() {
            std::fs::read_dir(path).unwrap().for_each(|entry| chmod(&entry.unwrap().path(), dirs, files));
        }
        let mode = if path.is_dir() { dirs } else { files };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let place = Place::with_fixtures();
    let list = place.path().join("index");
    // What was written must be as readable as any new file.
    for entry in walk(&list) {
        let mode = std::fs::metadata(&entry).unwrap().permissions().mode();
        assert!(
            mode & 0o044 != 0 || !entry.to_str().unwrap().contains("meta"),
            "{} is private: {mode:o}",
            entry.display()
        );
    }
    chmod(place.path(), 0o555, 0o444);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("byt"));
    command
        .current_dir(place.path())
        .env_clear()
        .env("BYT_NOW", crate::support::NOW)
        .args(["search", "y te", "--format", "ids"]);
    // The superuser may write anywhere: nobody asks.
    let is_root = std::fs::File::options().append(true).open(place.path().join("corpus/articles.jsonl")).is_ok();
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    let done = command.output().unwrap();
    chmod(place.path(), 0o755, 0o644);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(!done.stdout.is_empty());
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
