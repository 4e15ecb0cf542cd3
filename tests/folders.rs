//! Folders: byt changes nothing that it didn't write, wherever `--corpus`, `--index` and `-o` point.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::Place;

/// Every file below a folder, with its content.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    all
}

fn place() -> Place {
    Place::with_records(&[json!({"title": "Họp giao ban", "published": "2026-01-20", "body": "Thân bài."})])
}

#[test]
fn an_index_goes_only_to_an_empty_folder_or_to_one_of_its_own() {
    for names in [
        &["g1/thesis.txt", "g2024/photo.jpg", ".tmpnotes"][..],
        &["notes.txt"],
        &["lock"],
        &["g7/anything"],
        &["current"],
        &["g1/meta.json"],
    ] {
        let place = place();
        for name in names {
            let path = place.path().join("mine").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "mine").unwrap();
        }
        let before = files(&place.path().join("mine"));
        place.write("r.jsonl", br#"{"title": "Tin"}"#);
        let ledger = fs::read(place.path().join("corpus/articles.jsonl")).unwrap();
        for args in
            [&["import", "r.jsonl"][..], &["search", "giao ban"], &["index"], &["index", "--rebuild"], &["count"]]
        {
            let ran = place.run(&[&["--index", "mine"], args].concat());
            assert_eq!(ran.code, 2, "{names:?} {args:?}: {}", ran.err);
            assert!(ran.err.contains("mine") && ran.err.contains("--index"), "{names:?} {args:?}: {}", ran.err);
        }
        assert_eq!(files(&place.path().join("mine")), before, "{names:?}");
        assert_eq!(fs::read(place.path().join("corpus/articles.jsonl")).unwrap(), ledger, "nothing is stored half");
    }
}

#[test]
fn files_of_others_stay_in_an_index() {
    let place = place();
    let index = place.path().join("index");
    for name in ["g2024/photo.jpg", ".tmpnotes", "thesis.txt"] {
        fs::create_dir_all(index.join(name).parent().unwrap()).unwrap();
        fs::write(index.join(name), "mine").unwrap();
    }
    for _ in 0..3 {
        place.ok(&["index", "--rebuild"]);
    }
    for name in ["g2024/photo.jpg", ".tmpnotes", "thesis.txt"] {
        assert_eq!(fs::read_to_string(index.join(name)).unwrap(), "mine", "{name}");
    }
    let generations = fs::read_dir(&index).unwrap().filter(|e| e.as_ref().unwrap().path().join("meta.json").exists());
    assert_eq!(generations.count(), 1, "older generations are removed");
}

#[test]
fn a_corpus_takes_no_files_of_others() {
    for (name, content) in [
        ("articles.jsonl", "{\"title\": \"Của tôi\"}\n{\"title\": \"Của tôi"),
        ("articles.jsonl", "no line break"),
        ("runs.jsonl", "{\"run\": 1}\n"),
        ("lock", "held by another program"),
        ("pages/notes.txt", "mine"),
        ("pages/saved.warc.gz.open", "mine"),
    ] {
        let place = Place::new();
        let path = place.path().join("mine").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        let before = files(&place.path().join("mine"));
        place.write("r.jsonl", br#"{"title": "Tin"}"#);
        let ran = place.run(&["--corpus", "mine", "import", "r.jsonl"]);
        assert!(ran.code == 2 && ran.err.contains("--corpus"), "{name}: {}", ran.err);
        assert_eq!(files(&place.path().join("mine")), before, "{name}");
    }
    let place = Place::new();
    place.write("r.jsonl", br#"{"title": "Tin"}"#);
    place.write("mine/thesis.txt", b"mine");
    assert_eq!(place.run(&["--corpus", "mine", "import", "r.jsonl"]).code, 0, "its own names are free");
    assert_eq!(fs::read_to_string(place.path().join("mine/thesis.txt")).unwrap(), "mine");
}

#[test]
fn folders_of_earlier_versions_still_open() {
    let place = place();
    for dir in ["corpus", "index"] {
        fs::write(place.path().join(dir).join("lock"), "").unwrap();
    }
    place.write("r.jsonl", br#"{"title": "Tin"}"#);
    place.ok(&["import", "r.jsonl"]);
    place.ok(&["index", "--rebuild"]);
    assert_eq!(place.ok(&["count"]).trim(), "2");
    // A copy that somebody restored, without lock files.
    for dir in ["corpus", "index"] {
        fs::remove_file(place.path().join(dir).join("lock")).unwrap();
    }
    place.write("s.jsonl", br#"{"title": "Tin sau"}"#);
    place.ok(&["import", "s.jsonl"]);
    assert_eq!(place.ok(&["count"]).trim(), "3");
}

#[test]
fn corpus_and_index_do_not_share_a_folder() {
    let place = place();
    for (corpus, index) in [("a", "a"), ("a", "a/index"), ("a/b", "a"), ("corpus", "corpus/pages"), ("a/../b", "./b")] {
        for args in [&["import", "."][..], &["count"], &["check"], &["index"]] {
            let ran = place.run(&[&["--corpus", corpus, "--index", index], args].concat());
            assert!(ran.code == 2 && ran.err.contains("share a folder"), "{corpus} {index} {args:?}: {}", ran.err);
        }
        assert_eq!(place.run(&["--corpus", corpus, "--index", index, "config"]).code, 0);
    }
    assert!(!place.path().join("a").exists());
}

#[test]
fn output_never_replaces_a_file_of_corpus_or_index() {
    let place = place();
    fs::create_dir_all(place.path().join("corpus/pages")).unwrap();
    let before = (files(&place.path().join("corpus")), files(&place.path().join("index")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("corpus/articles.jsonl", place.path().join("link.jsonl")).unwrap();
        symlink("index", place.path().join("linked")).unwrap();
    }
    let mut targets = vec![
        "corpus/articles.jsonl",
        "./corpus/../corpus/runs.jsonl",
        "index/current",
        "corpus/pages/x",
        "corpus/new.csv",
        "index/lock",
        "index/g1/meta.json",
    ];
    targets.extend(cfg!(unix).then_some(["link.jsonl", "linked/current"]).into_iter().flatten());
    for target in targets {
        for args in [&["export"][..], &["search", "họp"], &["count"]] {
            let ran = place.run(&[args, &["-o", target]].concat());
            assert!(ran.code == 2 && ran.err.contains("only byt itself writes to"), "{target} {args:?}: {}", ran.err);
        }
    }
    assert_eq!((files(&place.path().join("corpus")), files(&place.path().join("index"))), before);
    place.ok(&["export", "-o", "out.jsonl"]);
    assert!(place.path().join("out.jsonl").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn pipes_and_devices_in_the_place_of_files_end_with_a_message() {
    use std::process::Command;
    let whole = place();
    whole.write("r.jsonl", br#"{"title": "Tin"}"#);
    let all = ["corpus", "index"].into_iter().flat_map(|dir| files(&whole.path().join(dir)).into_keys());
    for file in all {
        let name = file.strip_prefix(whole.path()).unwrap();
        for device in [None, Some("/dev/zero")] {
            for args in [&["search", "họp"][..], &["check"], &["status"], &["import", "r.jsonl"]] {
                let place = Place::new();
                let copied = Command::new("cp").arg("-r").arg(whole.path().join(".")).arg(place.path()).status();
                assert!(copied.unwrap().success());
                let path = place.path().join(name);
                fs::remove_file(&path).unwrap();
                match device {
                    Some(device) => std::os::unix::fs::symlink(device, &path).unwrap(),
                    None => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
                }
                let mut command = Command::new("timeout");
                command.args(["20", env!("CARGO_BIN_EXE_byt")]).args(args).current_dir(place.path());
                let output = command.output().unwrap();
                let (code, said) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
                assert!(matches!(code, Some(0 | 1 | 2 | 7 | 8)), "{name:?}, {device:?}, {args:?}: {code:?} {said}");
            }
        }
    }
}
