//! Where output can't go: a reader that has had enough, a full disk, closed streams, a terminal that
//! goes away. Every command ends quietly or with one sentence, and never panics.

use std::process::{Command as Process, Stdio};
use std::sync::LazyLock;

use byt::demo::{Fault, Portal, Rule, pieces};
use serde_json::json;

use crate::support::{Place, all_commands};

/// Arguments with which a command writes to standard output.
fn arguments(command: &str) -> &'static [&'static str] {
    match command {
        "update" => &["--portal", "PORTAL", "--delay", "0", "--plan"],
        "import" => &["records.jsonl", "--json"],
        "show" | "topics explain" => &["a"],
        "withdraw" => &["a0"],
        "officials at" => &["2026-01-20"],
        "officials eval" | "topics eval" => &["empty.jsonl"],
        "index" | "reparse" | "check" => &["--json"],
        "kwic" | "trend" | "collocates" | "dispersion" | "first" => &["họp"],
        "keyness" => &["bài", "họp"],
        "reproduce" => &["words.json"],
        "cooccur" => &["--of", "official", "--with", "topic"],
        "sample" => &["2", "--seed", "1"],
        "analyze" => &["Bộ Y tế"],
        "demo" => &["--json"],
        "serve" => &["--listen", "127.0.0.1:0"],
        "completions" => &["bash"],
        "search" | "schema" | "export" | "count" | "officials" | "topics" | "status" | "config" | "man" | "help"
        | "changes" | "feed" | "words" | "snapshot" => &[],
        other => panic!("“byt {other}” needs arguments here with which it writes to standard output"),
    }
}

/// All commands that write to standard output; `site` writes files, and `push` to a cluster.
fn printing_commands() -> impl Iterator<Item = String> {
    all_commands().into_iter().filter(|command| !["site", "push"].contains(&command.as_str()))
}

/// The portal that all updates of these tests ask.
static PORTAL: LazyLock<Portal> = LazyLock::new(|| Portal::start(pieces(), Vec::new()).unwrap());

fn place() -> Place {
    let record = |id: &str, title: &str| json!({"id": id, "title": title, "published": "2026-01-20"});
    let records: Vec<_> = (0..40).map(|n| record(&format!("a{n}"), &format!("Bài {n}"))).collect();
    let meeting = record("a", "Bộ trưởng Đào Hồng Lan họp về bảo hiểm y tế");
    let place = Place::with_records(&[records, vec![meeting]].concat());
    place.write("empty.jsonl", b"");
    place.ok(&["words", "--format", "json", "-o", "words.json"]);
    place
}

/// Runs a command by the shell, which puts its streams where `redirection` says.
#[cfg(unix)]
fn by_shell(place: &Place, command: &str, redirection: &str) -> (Option<i32>, String) {
    let words: Vec<&str> = command.split(' ').chain(arguments(command).iter().copied()).collect();
    let address = PORTAL.address();
    let words = words.iter().map(|word| if *word == "PORTAL" { address.as_str() } else { word });
    let quoted: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    let byt = assert_cmd::cargo::cargo_bin("byt");
    let line = format!("'{}' {} {redirection}", byt.display(), quoted.join(" "));
    let done = Process::new("bash")
        .args(["-c", &format!("set -o pipefail; {line}")])
        .current_dir(place.path())
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap())
        .env("BYT_NOW", crate::support::NOW)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_had_enough_is_no_fault() {
    let place = place();
    for command in printing_commands() {
        let (code, said) = by_shell(&place, &command, "2>err | true; code=$?; cat err >&2; exit $code");
        assert!(!said.contains("panicked") && !said.contains("can't write"), "{command}: {said}");
        assert_eq!(code, Some(0), "{command}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_by_every_command() {
    let place = place();
    for command in printing_commands() {
        let (code, said) = by_shell(&place, &command, ">/dev/full");
        assert_eq!(code, Some(8), "{command}: {said}");
        let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
        assert_eq!(errors, ["error: can't write the output"], "{command}: {said}");
        assert!(said.contains("caused by: no space left on device"), "{command}: {said}");
    }
    let (code, said) = by_shell(&place, "search", "--help >/dev/full");
    assert_eq!((code, said.lines().next()), (Some(8), Some("error: can't write the output")), "{said}");
}

#[cfg(unix)]
#[test]
fn closed_streams_are_no_reason_to_panic() {
    let place = place();
    for command in printing_commands().filter(|command| command != "serve") {
        let open = by_shell(&place, &command, ">/dev/null 2>/dev/null").0;
        for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
            let (code, said) = by_shell(&place, &command, closed);
            assert!(!said.contains("panicked"), "{command} {closed}: {said}");
            assert_eq!(code, open, "{command} {closed}: {said}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_that_goes_away_ends_a_job_in_order() {
    let place = Place::new();
    let busy = Fault::Answer { status: 503, headers: vec![("Retry-After".into(), "20".into())], body: Vec::new() };
    let rules = vec![Rule::on("/", busy)];
    let portal = Portal::start(pieces(), rules).unwrap();
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("byt"))
        .args(["update", "--portal", &portal.address(), "--delay", "0"])
        .current_dir(place.path())
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while portal.seen().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // Its standard error is gone as well, as that of a closed terminal is.
    drop(child.stderr.take());
    assert!(Process::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// Damages one file after the other, each in several ways, and asks.
#[test]
fn whatever_is_damaged_in_the_index_is_told_and_nothing_panics() {
    fn files(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
    let place = place();
    let mut told = 0;
    for file in files(&place.path().join("index")) {
        let sound = std::fs::read(&file).unwrap();
        let middle = sound.len() / 2;
        let mut holes = sound.clone();
        holes[middle..].iter_mut().take(64).for_each(|byte| *byte = 0xff);
        for bad in [Vec::new(), b"bad".to_vec(), sound[..middle].to_vec(), holes] {
            std::fs::write(&file, &bad).unwrap();
            for args in [vec!["search", "họp"], vec!["officials"], vec!["count", "--by", "month"], vec!["check"]] {
                let ran = place.run(&args);
                assert!(!ran.err.contains("panicked"), "{file:?} {args:?}: {}", ran.err);
                // What is damaged where the question does not look may go unnoticed by all but `check`.
                assert!(matches!(ran.code, 0 | 1 | 7), "{file:?} {args:?}: {} {}", ran.code, ran.err);
                told += usize::from(ran.code == 7 && ran.err.contains("error: ") || ran.err.contains("damaged: "));
            }
        }
        std::fs::write(&file, &sound).unwrap();
    }
    assert!(told > 20, "only {told} were told");
}
