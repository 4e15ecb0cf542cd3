//! The process dies, at any moment: the same command then ends with the same corpus.
//!
//! Every system call that changes a file is a point to die at; `strace` kills the real binary there.
//! A bounded share of the points runs with every test, all of them on demand:
//!
//! ```sh
//! cargo test --locked -- --ignored kill
//! ```

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use byt::demo::{Piece, Portal, pieces};

use crate::support::strace::{self, Point};
use crate::support::{NOW, Place, fixture};

const LATER: &str = "2026-02-02T01:00:00Z";
const PIECES: usize = 7;
const SIGKILL: i32 = 9;

/// One way to fill a corpus, which is broken off.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// The first run ever.
    First,
    /// A daily run on top of a complete one: some new articles, and one that was edited.
    Daily,
    /// Saved files.
    Import,
    /// Something that shows two articles to be one.
    Join,
    /// The index alone, from a corpus that has none yet.
    Index,
    /// Articles that are withdrawn, by the run that stored them.
    Withdraw,
    /// Withdrawn articles that are restored.
    Restore,
}

const JOBS: [Job; 7] = [Job::First, Job::Daily, Job::Import, Job::Join, Job::Index, Job::Withdraw, Job::Restore];

/// A list item without an address, the page under a later title, and what has the name of the one and
/// the address of the other.
const PARTS: [&str; 3] = [
    r#"{"title":"Bộ trưởng thăm bệnh viện","published":"2026-01-21T14:03:00+07:00"}"#,
    r#"{"title":"Bộ trưởng làm việc","published":"2026-01-21T14:03:00+07:00","aliases":["slug:tham"],"body":"Thân."}"#,
    r#"{"title":"Bộ trưởng thăm bệnh viện","published":"2026-01-21T14:03:00+07:00","aliases":["slug:tham"]}"#,
];

/// A job, where it is done, and the portal it is done against.
struct Work {
    job: Job,
    place: Place,
    portal: Portal,
    /// The name of the run that is withdrawn or restored.
    run: String,
}

impl Work {
    fn new(job: Job) -> Work {
        let some: Vec<Piece> =
            pieces().into_iter().filter(|piece| piece.detail && piece.section).take(PIECES).collect();
        let portal = Portal::start(some, Vec::new()).unwrap();
        let mut work = Work { job, place: Place::new(), portal, run: String::new() };
        match job {
            Job::Daily => {
                work.portal.withhold(3);
                work.place.ok(&work.update());
                work.portal.publish(3);
                work.portal.edit(|pieces| pieces[1].title += " (sửa)");
            }
            Job::Join => {
                for (part, name) in PARTS.iter().zip(["bare.jsonl", "page.jsonl", "both.jsonl"]) {
                    work.place.write(name, part.as_bytes());
                }
                work.place.ok(&["import", "bare.jsonl", "page.jsonl"]);
                assert_eq!(work.place.ok(&["count"]).trim(), "2");
            }
            Job::Index => {
                work.place.ok(&[&work.update()[..], &["--no-index"]].concat());
            }
            Job::Withdraw | Job::Restore => {
                let stored = work.place.json(&[&work.update()[..], &["--json"]].concat());
                work.run = stored["run"].as_str().unwrap().to_owned();
                // One article that stays, so that an export has something to show.
                work.place.write("bare.jsonl", PARTS[0].as_bytes());
                work.place.ok(&["import", "bare.jsonl"]);
                if let Job::Restore = job {
                    work.place.ok(&["withdraw", "--run", &work.run]);
                }
            }
            Job::First | Job::Import => {}
        }
        work.portal.forget();
        work
    }

    fn update(&self) -> Vec<&'static str> {
        let address: &'static str = self.portal.address().leak();
        vec!["update", "--portal", address, "--delay", "0"]
    }

    fn command(&self) -> Vec<&'static str> {
        match self.job {
            Job::First | Job::Daily => self.update(),
            Job::Import => vec!["import", fixture("").to_str().unwrap().to_owned().leak()],
            Job::Join => vec!["import", "both.jsonl"],
            Job::Index => vec!["index"],
            Job::Withdraw => vec!["withdraw", "--run", self.run.clone().leak()],
            Job::Restore => vec!["withdraw", "--restore", "--run", self.run.clone().leak()],
        }
    }

    /// The program under another one, or by itself.
    fn spawnable(&self, under: &[&str]) -> Command {
        let byt = assert_cmd::cargo::cargo_bin("byt");
        let mut command = match under.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(byt);
                command
            }
            None => Command::new(byt),
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.current_dir(self.place.path()).env_clear().env("PATH", path).args(self.command());
        command.env("BYT_NOW", if let Job::Daily = self.job { LATER } else { NOW });
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, under: &[&str]) -> Output {
        self.spawnable(under).output().unwrap()
    }

    /// Runs the same command again and compares with the result of an undisturbed run.
    #[track_caller]
    fn heals_to(&self, undisturbed: &Corpus, what: &str) {
        let found = self.place.run(&["check"]);
        let is_nothing_yet = found.err.contains("there is no corpus");
        assert!(found.code == 0 || is_nothing_yet, "{what}: what was left is no damage: {}", found.err);
        let again = self.run(&[]);
        assert!(again.status.success(), "{what}: {}", String::from_utf8_lossy(&again.stderr));
        let checked = self.place.run(&["check"]);
        assert_eq!(checked.code, 0, "{what}: {}", checked.err);
        assert!(checked.err.contains("the index is current"), "{what}: {}", checked.err);
        let healed = Corpus::of(&self.place);
        assert!(healed.records == undisturbed.records, "{what}");
        assert_eq!(healed.lines, undisturbed.lines, "{what}: a line is doubled or lost");
        self.place.ok(&["index"]);
        let left = remains(self.place.path());
        assert!(left.is_empty(), "{what}: {left:?}");
        let asked = self.portal.seen().iter().filter(|seen| seen.target.contains("layChiTietBaiViet")).count();
        assert!(asked <= undisturbed.asked + 1, "{what}: {asked} articles asked for");
    }
}

/// What a run leaves, as far as a user can see it.
struct Corpus {
    records: Vec<String>,
    /// Lines of the ledger.
    lines: usize,
    /// Articles asked for.
    asked: usize,
}

impl Corpus {
    fn of(place: &Place) -> Corpus {
        let mut records: Vec<String> =
            place.ok(&["export", "--section", "all", "--status", "all"]).lines().map(str::to_owned).collect();
        records.sort();
        let ledger = std::fs::read_to_string(place.path().join("corpus/articles.jsonl")).unwrap();
        Corpus { records, lines: ledger.lines().count(), asked: 0 }
    }

    fn undisturbed(job: Job) -> Corpus {
        let work = Work::new(job);
        let ran = work.run(&[]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let asked = work.portal.seen().iter().filter(|seen| seen.target.contains("layChiTietBaiViet")).count();
        Corpus { asked, ..Corpus::of(&work.place) }
    }
}

/// Files that only a process that died can have left.
fn remains(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with(".byt-tmp-") || name.ends_with(".open") {
            found.push(name);
        } else if entry.file_type().unwrap().is_dir() {
            found.extend(remains(&entry.path()));
        }
    }
    found
}

/// Every point of a job at which a process can be killed.
fn points_of(job: Job) -> Vec<Point> {
    let work = Work::new(job);
    strace::points(&work.place.path().join("strace.log"), |under| work.run(under))
}

fn kill_at(job: Job, point: Point, undisturbed: &Corpus) -> bool {
    let work = Work::new(job);
    let ran = strace::killing_at(point, |under| work.run(under));
    let Point { call, number } = point;
    let killed = ran.status.signal() == Some(SIGKILL);
    assert!(killed || ran.status.success(), "{job:?} {call} {number}: {}", String::from_utf8_lossy(&ran.stderr));
    work.heals_to(undisturbed, &format!("{job:?}, killed at {call} {number}"));
    killed
}

fn kill_at_points(job: Job, share: usize) {
    let (undisturbed, all) = (Corpus::undisturbed(job), points_of(job));
    let step = all.len().div_ceil(share).max(1);
    // Threads do not always do the same, so that the last points may not be reached.
    let tried: Vec<_> = all.iter().step_by(step).collect();
    let killed = tried.iter().filter(|point| kill_at(job, ***point, &undisturbed)).count();
    println!("{job:?}: killed at {killed} of {} points tried, {} in all", tried.len(), all.len());
    assert!(killed * 10 >= tried.len() * 7, "{job:?}: killed at {killed} of {} points", tried.len());
}

/// Kills without warning after a random while.
fn kill_at_random(job: Job, times: usize) {
    let undisturbed = Corpus::undisturbed(job);
    let work = Work::new(job);
    let begun = Instant::now();
    work.run(&[]);
    let whole = begun.elapsed();
    let mut random = std::collections::hash_map::RandomState::new();
    let mut killed = 0;
    for n in 0..times {
        use std::hash::BuildHasher;
        let share = (random.hash_one(n) % 1000) as u32;
        random = std::collections::hash_map::RandomState::new();
        let wait = whole * share / 1000;
        let work = Work::new(job);
        let mut child = work.spawnable(&[]).spawn().unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        killed += usize::from(status.signal() == Some(SIGKILL));
        work.heals_to(&undisturbed, &format!("{job:?}, killed after {wait:?}"));
    }
    println!("{job:?}: killed {killed} times of {times} at random");
}

#[test]
fn killed_at_any_call_the_same_command_ends_with_the_same_corpus() {
    if strace::works() {
        kill_at_points(Job::First, 12);
        kill_at_points(Job::Daily, 6);
        kill_at_points(Job::Join, 6);
        kill_at_points(Job::Withdraw, 6);
    }
}

#[test]
fn killed_at_any_time_the_same_command_ends_with_the_same_corpus() {
    kill_at_random(Job::First, 10);
}

#[test]
#[ignore = "takes minutes: every call that changes a file, in every job"]
fn killed_at_every_call() {
    if strace::works() {
        for job in JOBS {
            kill_at_points(job, usize::MAX);
        }
    }
}

#[test]
#[ignore = "takes minutes: two hundred times at random"]
fn killed_two_hundred_times() {
    for job in JOBS {
        kill_at_random(job, 40);
    }
}
