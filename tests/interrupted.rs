//! Ctrl-C once and twice, SIGTERM, and two writers at a time: real processes against a real portal.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use byt::demo::{Fault, Portal, Rule, pieces};

use crate::support::{NOW, Place, Ran, fixture, jsonl};

const DETAIL: &str = "layChiTietBaiViet";
const PATIENCE: Duration = Duration::from_secs(20);

struct World {
    place: Place,
    portal: Portal,
}

impl World {
    fn new(rule: Rule) -> World {
        World {
            place: Place::new(),
            portal: Portal::start(pieces().into_iter().filter(|piece| piece.detail).collect(), vec![rule]).unwrap(),
        }
    }

    fn arguments(&self) -> [String; 5] {
        ["update", "--portal", &self.portal.address(), "--delay", "0"].map(str::to_owned)
    }

    fn update(&self) -> Ran {
        self.place.run(&self.arguments().each_ref().map(String::as_str))
    }

    /// Starts an update and waits until this many articles were requested.
    fn begin(&self, asked: usize) -> Child {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("byt"));
        command.current_dir(self.place.path()).env_clear().env("BYT_NOW", NOW).args(self.arguments());
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let begun = Instant::now();
        while self.asked() < asked {
            assert!(begun.elapsed() < PATIENCE, "the update never asked for {asked} articles");
            std::thread::sleep(Duration::from_millis(2));
        }
        child
    }

    fn asked(&self) -> usize {
        self.portal.seen().iter().filter(|seen| seen.target.contains(DETAIL)).count()
    }

    /// That the corpus is sound, and the same command ends as an undisturbed run would.
    #[track_caller]
    fn goes_on(&self) {
        let checked = self.place.run(&["check"]);
        assert_eq!(checked.code, 0, "{}", checked.err);
        self.portal.misbehave(Vec::new());
        let again = self.update();
        assert_eq!(again.code, 0, "{}", again.err);
        let undisturbed = World::new(Rule::on("nothing at all", Fault::Reset));
        assert_eq!(undisturbed.update().code, 0);
        let records = |world: &World| {
            let mut records: Vec<String> =
                world.place.ok(&["export", "--section", "all"]).lines().map(str::to_owned).collect();
            records.sort();
            records
        };
        assert!(records(self) == records(&undisturbed));
        assert_eq!(self.place.run(&["check"]).code, 0);
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false => drop(found.insert(entry.path(), fs::read(entry.path()).unwrap())),
        }
    }
    found
}

#[test]
fn the_first_signal_lets_what_is_in_flight_end() {
    for name in ["INT", "TERM"] {
        let world = World::new(Rule::on(DETAIL, Fault::Delay(Duration::from_millis(60))));
        let child = world.begin(4);
        signal(&child, name);
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(ran.code, 130, "{name}: {}", ran.err);
        assert!(ran.err.contains("interrupted"), "{}", ran.err);
        assert!(world.asked() <= 5, "{name}: {} articles were asked for", world.asked());
        let full = world.place.ok(&["count", "--section", "all", "--status", "full"]);
        assert_eq!(full.trim(), world.asked().to_string(), "{name}: what was in flight is stored");
        let runs = jsonl(&fs::read_to_string(world.place.path().join("corpus/runs.jsonl")).unwrap());
        assert_eq!((runs[0]["stopped"].as_str(), runs[0]["complete"].as_bool()), (Some("interrupted"), Some(false)));
        world.goes_on();
    }
}

#[test]
fn the_second_signal_leaves_at_once() {
    for names in [["INT", "INT"], ["TERM", "INT"]] {
        let world = World::new(Rule::on(DETAIL, Fault::StallBeforeHead).after(3));
        let mut child = world.begin(4);
        signal(&child, names[0]);
        std::thread::sleep(Duration::from_millis(150));
        assert!(child.try_wait().unwrap().is_none(), "{names:?}: the first signal waits for the answer");
        let begun = Instant::now();
        signal(&child, names[1]);
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert!(begun.elapsed() < Duration::from_secs(1), "{names:?}: {:?}", begun.elapsed());
        assert_eq!(ran.code, 130, "{names:?}: {}", ran.err);
        world.goes_on();
    }
}

#[test]
fn a_second_writer_exits_and_touches_nothing() {
    let world = World::new(Rule::on(DETAIL, Fault::StallBeforeHead).after(3));
    let mut first = world.begin(4);
    let before = files(world.place.path());
    let fixtures = fixture("");
    for command in
        [vec!["import", fixtures.to_str().unwrap()], world.arguments().each_ref().map(String::as_str).to_vec()]
    {
        let ran = world.place.run(&command);
        assert_eq!(ran.code, 6, "{command:?}: {}", ran.err);
        assert!(ran.err.contains("another process is writing") && ran.err.contains("hint: "), "{}", ran.err);
    }
    assert!(files(world.place.path()) == before);
    assert_eq!(world.asked(), 4, "the second asked the portal for something");
    // Whoever only reads is not kept out.
    world.place.ok(&["count", "--section", "all"]);
    first.kill().unwrap();
    first.wait().unwrap();
    world.goes_on();
}

#[test]
fn an_index_that_is_being_written_is_left_alone() {
    let place = Place::with_fixtures();
    let lock = fs::File::options().write(true).open(place.path().join("index/lock")).unwrap();
    lock.lock().unwrap();
    let before = files(&place.path().join("index"));
    for command in [&["index"][..], &["index", "--rebuild"]] {
        let ran = place.run(command);
        assert_eq!(ran.code, 6, "{}", ran.err);
    }
    // What an import stores is stored; only the index waits.
    place.write("one.jsonl", br#"{"title":"Tin moi trong luc cho","published":"2026-01-03"}"#);
    let ran = place.run(&["import", "one.jsonl"]);
    assert!(files(&place.path().join("index")) == before, "{}", ran.err);
    drop(lock);
    assert_eq!(place.ok(&["count", "tin moi trong luc cho", "--section", "all"]).trim(), "1");
    assert_eq!(place.run(&["check"]).code, 0);
}

/// Starts an import of an input that stays silent.
#[cfg(unix)]
fn import(place: &Place, arguments: &[&str], input: Stdio) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("byt"));
    command.current_dir(place.path()).env_clear().env("BYT_NOW", NOW).arg("import").args(arguments);
    command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends one signal and returns how the process ended, which must be soon.
#[cfg(unix)]
#[track_caller]
fn ends_soon(mut child: Child, name: &str) -> Ran {
    // Time to install the handler and to read what has arrived.
    std::thread::sleep(Duration::from_millis(800));
    let begun = Instant::now();
    signal(&child, name);
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{name}: the import still waits");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 130, "{name}: {}", ran.err);
    ran
}

#[cfg(unix)]
#[test]
fn one_signal_ends_an_import_that_waits_for_its_input() {
    use std::io::Write as _;
    let records: String = (1..=3)
        .map(|n| format!("{{\"id\":\"r{n}\",\"title\":\"Thăm bệnh viện {n}\",\"published\":\"2026-01-0{n}\"}}\n"))
        .collect();
    let arrived = records.clone() + "{\"id\":\"r4\",\"title\":\"cut";
    for name in ["INT", "TERM"] {
        let place = Place::new();
        assert!(Command::new("mkfifo").arg(place.path().join("feed")).status().unwrap().success());
        let ran = ends_soon(import(&place, &["feed"], Stdio::null()), name);
        assert!(ran.err.contains("waiting for a program to write to feed\n"), "{}", ran.err);
        assert!(!ran.err.contains("failed"), "{}", ran.err);

        let mut child = import(&place, &["-"], Stdio::piped());
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(arrived.as_bytes()).unwrap();
        let ran = ends_soon(child, name);
        assert!(
            ran.err.contains("waiting for the rest of standard input; what had arrived is stored\n"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("failed"), "{}", ran.err);
        assert_eq!(place.ok(&["count", "--section", "all"]).trim(), "3");
        drop(pipe);

        let child = import(&place, &["--plan", "feed"], Stdio::null());
        let mut pipe = fs::File::options().write(true).open(place.path().join("feed")).unwrap();
        pipe.write_all(records.as_bytes()).unwrap();
        let ran = ends_soon(child, name);
        assert!(ran.err.contains("waiting for the rest of feed\n"), "{}", ran.err);
        assert!(ran.out.contains("3 unchanged"), "{}", ran.out);
        drop(pipe);
        assert_eq!(place.run(&["check"]).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn the_kept_portal_of_the_demonstration_has_two_more_articles() {
    use std::io::{BufRead, BufReader};

    use serde_json::json;

    let place = Place::new();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("byt"));
    command.current_dir(place.path()).env_clear().env("BYT_NOW", NOW);
    command.args(["demo", "--dir", "d", "--keep", "--no-progress"]);
    let mut demo = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(demo.stderr.take().unwrap()).lines().map(Result::unwrap);
    let update = lines.find(|line| line.contains(" update --portal ")).expect("it says how to update");
    assert_eq!(lines.next().as_deref(), Some("The portal runs until you press Ctrl-C."));
    let words: Vec<&str> = update.split_whitespace().skip(1).collect();
    let summary = place.json(&[&words[..], &["--json"]].concat());
    assert_eq!((&summary["new"], &summary["failed"]), (&json!(2), &json!(0)), "{summary}");
    assert!(demo.try_wait().unwrap().is_none(), "the portal runs until Ctrl-C");
    signal(&demo, "INT");
    assert_eq!(demo.wait().unwrap().code(), Some(0));
}
