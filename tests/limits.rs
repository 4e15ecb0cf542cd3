//! Limits of the system: files, memory, file sizes, the calendar. Each ends with a code and a sentence, and what was
//! stored stays.

use serde_json::json;

use crate::support::{Place, Ran};

/// Runs a command of a shell, in which `byt` is the program.
fn shell(place: &Place, script: &str) -> Ran {
    let script = script.replace("byt", env!("CARGO_BIN_EXE_byt"));
    Ran::from(std::process::Command::new("sh").args(["-c", &script]).current_dir(place.path()).output().unwrap())
}

/// Many records, some megabytes.
fn write_records(place: &Place, name: &str, count: u32) {
    let record = |n: u32| {
        let body = format!("Đoạn {n} của bài. ").repeat(200);
        format!("{}\n", json!({"title": format!("Bài số {n}"), "published": "2026-01-20", "body": body}))
    };
    place.write(name, (0..count).map(record).collect::<String>().as_bytes());
}

#[test]
#[cfg(target_os = "linux")]
fn a_limit_on_file_sizes_ends_with_8_and_the_next_run_completes_the_corpus() {
    let place = Place::new();
    write_records(&place, "many.jsonl", 400);
    for blocks in [1, 8, 64, 512] {
        let ran = shell(&place, &format!("ulimit -f {blocks}; byt import many.jsonl"));
        assert_eq!(ran.code, 8, "{blocks}: {}", ran.err);
        assert!(ran.err.contains("error: "), "{blocks}: {}", ran.err);
    }
    assert_eq!(place.run(&["import", "many.jsonl"]).code, 0);
    assert_eq!(place.ok(&["count"]).trim(), "400");
    let ran = shell(&place, "ulimit -f 8; byt export -o out.jsonl");
    assert_eq!(ran.code, 8, "{}", ran.err);
    assert!(!place.path().join("out.jsonl").exists());
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_limit_on_open_files_is_no_damage() {
    let place = Place::new();
    write_records(&place, "many.jsonl", 20);
    place.ok(&["import", "many.jsonl"]);
    for files in 4..14 {
        for command in ["search bài", "count", "export", "import many.jsonl", "index --rebuild"] {
            let ran = shell(&place, &format!("ulimit -n {files}; byt {command}"));
            assert!(matches!(ran.code, 0 | 8), "{files}, {command}: {} {}", ran.code, ran.err);
            assert!(!ran.err.contains("damaged"), "{files}, {command}: {}", ran.err);
        }
    }
    assert_eq!(place.run(&["check"]).code, 0);
    assert_eq!(place.ok(&["count"]).trim(), "20");
}

#[test]
#[cfg(target_os = "linux")]
fn a_limit_on_memory_makes_do_with_less() {
    let place = Place::new();
    write_records(&place, "many.jsonl", 400);
    // Debug builds need more than the program that people install.
    let ran = shell(&place, "ulimit -v 500000; byt import many.jsonl && byt count");
    assert!(ran.code == 0 && ran.out.trim() == "400", "{}: {} {}", ran.code, ran.out, ran.err);
}

#[test]
fn more_days_than_the_calendar_has_are_all_days() {
    let portal = byt::demo::Portal::start(byt::demo::pieces(), Vec::new()).unwrap();
    let place = Place::new();
    for days in ["4000000000", "4294967295", "0"] {
        let address = portal.address();
        let ran = place.run(&["update", "--portal", &address, "--delay", "0", "--recheck", days]);
        assert_eq!(ran.code, 0, "{days}: {}", ran.err);
    }
}
