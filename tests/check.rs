//! `byt check`, `byt index`, and what happens to damage: told, never thrown away.

use crate::support::{Place, fixture, jsonl};

#[test]
fn a_sound_corpus_is_called_sound() {
    let place = Place::with_fixtures();
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("sound"), "{}", ran.err);
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
fn a_torn_last_line_is_cut_off_and_written_again() {
    let place = Place::with_fixtures();
    let path = place.path().join("corpus/articles.jsonl");
    let whole = place.ok(&["export", "--section", "all"]);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 7]).unwrap();
    let ran = place.run(&["import", fixture("").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
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
