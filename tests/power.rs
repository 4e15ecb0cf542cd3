//! The power fails, or the disk is full: the same command then ends with the same corpus.
//!
//! A power cut is modelled by what file systems leave: files cut at any byte, zeros in place of what
//! was not yet written, an index older than its last commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use byt::demo::{Portal, pieces};

use crate::support::{Place, Ran, fixture, jsonl};

const PIECES: usize = 7;
const LATER: &str = "2026-02-02T01:00:00Z";

struct World {
    place: Place,
    portal: Portal,
}

impl World {
    /// A corpus after a complete run, whose portal has news.
    fn new() -> World {
        let some = pieces().into_iter().filter(|piece| piece.detail && piece.section).take(PIECES).collect();
        let world = World { place: Place::new(), portal: Portal::start(some, Vec::new()).unwrap() };
        world.portal.withhold(3);
        world.place.ok(&world.arguments().each_ref().map(String::as_str));
        world.portal.publish(3);
        world
    }

    fn arguments(&self) -> [String; 5] {
        ["update", "--portal", &self.portal.address(), "--delay", "0"].map(str::to_owned)
    }

    /// A day later.
    fn update(&self) -> Ran {
        Ran::from(
            self.place
                .command(&self.arguments().each_ref().map(String::as_str))
                .env("BYT_NOW", LATER)
                .output()
                .unwrap(),
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// What was exported, but for the moments at which it was fetched.
    fn records(&self) -> Vec<String> {
        let mut records = jsonl(&self.place.ok(&["export", "--section", "all"]));
        for record in &mut records {
            for moment in ["first_seen", "fetched", "stored", "sha256"] {
                record[moment].take();
            }
        }
        let mut records: Vec<String> = records.iter().map(ToString::to_string).collect();
        records.sort();
        records
    }

    #[track_caller]
    fn heals_to(&self, records: &[String], what: &str) {
        let ran = self.update();
        assert_eq!(ran.code, 0, "{what}: {}", ran.err);
        assert!(self.records() == records, "{what}");
        let checked = self.place.run(&["check"]);
        assert!(checked.code == 0 && checked.err.contains("the index is current"), "{what}: {}", checked.err);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let name = entry.file_name();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(name)),
            false => drop(fs::copy(entry.path(), to.join(name)).unwrap()),
        }
    }
}

fn replace(from: &Path, to: &Path) {
    fs::remove_dir_all(to).unwrap();
    copy(from, to);
}

#[test]
fn a_ledger_cut_at_any_byte_is_filled_again() {
    let world = World::new();
    assert_eq!(world.update().code, 0);
    let records = world.records();
    copy(&world.path("corpus"), &world.path("whole"));
    let whole = fs::read(world.path("whole/articles.jsonl")).unwrap();
    let places = [0, 1, whole.len() / 3, whole.len() / 2, whole.len() - 1];
    for (cut, zeros) in places.into_iter().flat_map(|cut| [(cut, 0), (cut, 5000)]) {
        replace(&world.path("whole"), &world.path("corpus"));
        fs::write(world.path("corpus/articles.jsonl"), [&whole[..cut], &vec![0; zeros]].concat()).unwrap();
        world.heals_to(&records, &format!("cut at {cut}, then {zeros} zeros"));
    }
}

#[test]
fn an_index_of_before_its_last_commit_reads_on() {
    let world = World::new();
    copy(&world.path("index"), &world.path("before"));
    assert_eq!(world.update().code, 0);
    let records = world.records();
    replace(&world.path("before"), &world.path("index"));
    assert_eq!(world.records(), records, "a question is enough");
    replace(&world.path("before"), &world.path("index"));
    world.heals_to(&records, "the last commit is gone");
}

#[test]
fn an_index_that_knows_more_than_a_ledger_which_then_grew_past_it_is_made_anew() {
    let world = World::new();
    assert_eq!(world.update().code, 0);
    let ledger = world.path("corpus/articles.jsonl");
    let bytes = fs::read(&ledger).unwrap();
    fs::write(&ledger, &bytes[..bytes.len() / 2]).unwrap();
    // Other articles are stored without a word to the index, until there is more than it knew.
    let lean =
        |n: usize| format!("{{\"title\":\"Bài khác số {n} {}\",\"published\":\"2026-01-02\"}}", "dài ".repeat(80));
    let lines: Vec<String> = (0..60).map(lean).collect();
    world.place.write("more.jsonl", lines.join("\n").as_bytes());
    world.place.ok(&["import", "--no-index", "more.jsonl"]);
    assert!(fs::metadata(&ledger).unwrap().len() > bytes.len() as u64);
    assert_eq!(world.place.ok(&["count", "bài khác số", "--section", "all"]).trim(), "60");
    assert_eq!(world.place.run(&["check"]).code, 0);
}

#[test]
fn receipts_cut_at_any_byte_cost_requests_only() {
    let world = World::new();
    assert_eq!(world.update().code, 0);
    let records = world.records();
    let whole = fs::read(world.path("corpus/runs.jsonl")).unwrap();
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        for zeros in [0, 700] {
            fs::write(world.path("corpus/runs.jsonl"), [&whole[..cut], &vec![0; zeros]].concat()).unwrap();
            world.heals_to(&records, &format!("receipts cut at {cut}, then {zeros} zeros"));
        }
    }
}

/// A small disk of its own, gone with the value.
struct Disk(PathBuf);

impl Disk {
    fn of(kibibytes: u32, at: PathBuf) -> Option<Disk> {
        fs::create_dir_all(&at).unwrap();
        let size = format!("size={kibibytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&at).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Disk(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).status());
    }
}

#[test]
fn a_small_disk_ends_an_import_with_one_sentence_and_loses_nothing() {
    let undisturbed = Place::with_fixtures();
    let export = |place: &Place, corpus: &str, index: &str| {
        let args = ["--corpus", corpus, "--index", index, "export", "--section", "all"];
        let mut records: Vec<String> = place.ok(&args).lines().map(str::to_owned).collect();
        records.sort();
        records
    };
    let records = export(&undisturbed, "corpus", "index");
    let mut full = 0;
    for kibibytes in [4, 12, 24, 28, 48, 80] {
        let place = Place::new();
        let Some(disk) = Disk::of(kibibytes, place.path().join("disk")) else {
            println!("skipped: nothing can be mounted here");
            return;
        };
        let fixtures = fixture("");
        let import = |folder: &str| {
            let (corpus, index) = (format!("{folder}/corpus"), format!("{folder}/index"));
            place.run(&["--corpus", &corpus, "--index", &index, "import", fixtures.to_str().unwrap()])
        };
        let ran = import("disk");
        assert!([0, 8].contains(&ran.code), "{kibibytes}: {} {}", ran.code, ran.err);
        if ran.code == 8 {
            full += 1;
            assert!(ran.err.contains("error: ") && ran.err.contains("no space left"), "{kibibytes}: {}", ran.err);
        }
        copy(&disk.0, &place.path().join("larger"));
        drop(disk);
        assert_eq!(import("larger").code, 0, "{kibibytes}");
        assert!(export(&place, "larger/corpus", "larger/index") == records, "{kibibytes}");
    }
    assert!(full >= 3, "the disks were not small enough to prove anything");
}

/// No write to a file that is there already succeeds from some moment on.
#[test]
fn a_full_disk_ends_a_run_with_one_sentence_and_loses_nothing() {
    let strace = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !strace.is_ok_and(|output| output.status.success()) {
        println!("skipped: strace is not here, or may not trace");
        return;
    }
    let undisturbed = World::new();
    assert_eq!(undisturbed.update().code, 0);
    let records = undisturbed.records();
    let every = if std::env::var_os("BYT_TEST_ALL").is_some() { 1 } else { 8 };
    for call in ["write", "fdatasync", "fsync"] {
        for number in (1..40).step_by(every) {
            let what = format!("{call} {number}");
            let world = World::new();
            let before = world.records();
            // Files of the corpus and the index only: a full disk does not keep a pipe from being written.
            let inject = format!("inject={call}:error=ENOSPC:when={number}+");
            let folders = ["corpus", "index"].map(|name| world.path(name));
            let mut command = Command::new("strace");
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
            for file in folders.iter().flat_map(|folder| files(folder)) {
                command.arg("-P").arg(file);
            }
            command.arg(assert_cmd::cargo::cargo_bin("byt")).args(world.arguments());
            command.current_dir(world.place.path()).env("BYT_NOW", LATER);
            let ran = Ran::from(command.output().unwrap());
            assert!(ran.code == 0 || ran.code == 8, "{what}: {} {}", ran.code, ran.err);
            if ran.code == 8 {
                assert!(ran.err.contains("error: ") && ran.err.contains("no space left"), "{what}: {}", ran.err);
            }
            assert!(before.iter().all(|record| world.records().contains(record)), "{what}");
            world.heals_to(&records, &what);
        }
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
