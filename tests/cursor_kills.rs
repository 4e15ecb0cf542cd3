//! Cursors when something dies: the program, its pipe, or the consumer. Each event arrives at least once, and after the
//! cursor has moved past it never again.
//!
//! A share of the moments runs with every test, all of them on demand:
//!
//! ```sh
//! cargo test --locked -- --ignored cursor_kills
//! ```

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::strace::{self, Point};
use crate::support::{NOW, Place, jsonl};

const SIGKILL: i32 = 9;
/// More than a pipe holds, so that a program that writes so much waits for its reader.
const PIPE_BYTES: usize = 64 << 10;
const READ: [&str; 7] = ["changes", "--cursor", "etl", "--advance", "--format", "jsonl", "-q"];

fn record(id: &str, body: &str) -> Value {
    json!({ "id": id, "title": format!("Tin {id}"), "published": "2026-01-20", "section": true, "body": body })
}

/// A corpus of some articles, together larger than a pipe.
fn large() -> Place {
    let body = "Bộ trưởng thăm bệnh viện. ".repeat(200);
    let records: Vec<Value> = (0..30).map(|n| record(&format!("dau-{n:02}"), &body)).collect();
    let bytes: usize = records.iter().map(|record| record.to_string().len()).sum();
    assert!(bytes > 2 * PIPE_BYTES, "{bytes}");
    Place::with_records(&records)
}

fn import(place: &Place, id: &str) {
    place.write("records.jsonl", record(id, "Thân bài.").to_string().as_bytes());
    place.ok(&["import", "records.jsonl"]);
}

/// The program in a place, to be started.
fn program(place: &Path, under: &[&str], args: &[&str]) -> Command {
    let byt = assert_cmd::cargo::cargo_bin("byt");
    let words: Vec<&str> = [under, &[byt.to_str().unwrap()], args].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(place).env_clear().env("BYT_NOW", NOW);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn place_of(event: &Value) -> u64 {
    event["place"].as_u64().unwrap()
}

/// The places of all events, in order.
fn all_places(place: &Place) -> Vec<u64> {
    jsonl(&place.ok(&["changes", "--format", "jsonl"])).iter().map(place_of).collect()
}

/// Where a cursor is; 0 if there is none yet. Its file is never half written.
fn cursor(place: &Place, name: &str) -> u64 {
    let file = std::fs::read(place.path().join("corpus/cursors").join(name));
    file.map_or(0, |line| place_of(&serde_json::from_slice(&line).unwrap()))
}

/// The events of an output that may end in the middle of a line.
fn whole_lines(text: &[u8]) -> Vec<u64> {
    let lines = text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    lines.map(|line| place_of(&serde_json::from_slice(line).unwrap())).collect()
}

/// A share of a time, by chance.
fn part_of(whole: Duration) -> Duration {
    let random = std::collections::hash_map::RandomState::new().hash_one(0) % 1200;
    whole * u32::try_from(random).unwrap() / 1000
}

/// Everything that a living reader gets from a program that is killed after a while. Returns it, and whether the kill
/// came before the end.
fn killed_after(mut child: Child, wait: Duration) -> (Vec<u8>, bool) {
    let mut out = child.stdout.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        out.read_to_end(&mut bytes).unwrap();
        bytes
    });
    std::thread::sleep(wait);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    (reading.join().unwrap(), status.signal() == Some(SIGKILL))
}

/// Kills the program at random moments while another one reads its output.
fn kill_the_program(times: usize) {
    let place = large();
    let (mut delivered, mut killed) = (BTreeSet::new(), 0);
    let begun = Instant::now();
    let other = ["changes", "--cursor", "other", "--format", "jsonl", "--records", "-q"];
    assert!(program(place.path(), &[], &other).output().unwrap().status.success());
    let whole = begun.elapsed();
    for n in 0..times {
        import(&place, &format!("tin-{n}"));
        let before = cursor(&place, "etl");
        let args = [&READ[..], &["--records"]].concat();
        let child = program(place.path(), &[], &args).spawn().unwrap();
        let (out, was_killed) = killed_after(child, part_of(whole));
        killed += usize::from(was_killed);
        let (read, after) = (whole_lines(&out), cursor(&place, "etl"));
        assert!(read.iter().all(|place| *place > before), "an event came again after the cursor had passed it");
        assert!(after == before || read.last() == Some(&after), "the cursor passed what had not left the program");
        delivered.extend(read);
    }
    println!("the program was killed {killed} times of {times}");
    delivered.extend(whole_lines(&program(place.path(), &[], &READ).output().unwrap().stdout));
    assert_eq!(delivered.into_iter().collect::<Vec<_>>(), all_places(&place));
    assert_eq!(place.run(&READ).code, 1, "nothing is left");
    assert_eq!(place.run(&["check"]).code, 0);
}

/// Closes the pipe after random numbers of bytes.
fn break_the_pipe(times: usize) {
    let place = large();
    let all = all_places(&place);
    fn args(name: &str) -> [&str; 8] {
        ["changes", "--cursor", name, "--advance", "--format", "jsonl", "--records", "-q"]
    }
    let bytes = program(place.path(), &[], &args("whole")).output().unwrap().stdout.len();
    for n in 0..times {
        let name = format!("ong-{n}");
        // A program that has written all it has can't know what happens to the last part, which the pipe holds.
        let room = (bytes - PIPE_BYTES) as u64;
        let read = std::collections::hash_map::RandomState::new().hash_one(n) % room;
        let mut child = program(place.path(), &[], &args(&name)).spawn().unwrap();
        let mut out = child.stdout.take().unwrap().take(read);
        std::io::copy(&mut out, &mut std::io::sink()).unwrap();
        drop(out);
        child.wait().unwrap();
        assert_eq!(cursor(&place, &name), 0, "closed after {read} bytes of {bytes}");
        let again = place.run(&args(&name));
        assert_eq!((again.code, whole_lines(again.out.as_bytes())), (0, all.clone()));
        assert_eq!(place.run(&args(&name)).code, 1, "{name}");
    }
}

/// Events into a file, its work, and only then the cursor: as the guide `follow` has it. The work is a copy, put in its
/// place at once. `$1` is where the consumer kills itself.
const CONSUMER: &str = r#"
dies() { if [ "$1" = "$2" ]; then kill -9 $$; fi; }
load() { cp "$1" "loaded/$$.part" && dies "$2" middle; mv "loaded/$$.part" "loaded/$$" && dies "$2" after; }
"$BYT" changes --cursor etl --format jsonl -q -o new.jsonl && dies "$1" before || exit
load new.jsonl "$1"
exec "$BYT" changes --cursor etl --advance --format ids -q -o passed
"#;

/// Kills the consumer at each step and, with the programs that it started, at random moments.
fn kill_the_consumer(times: usize) {
    let place = large();
    std::fs::create_dir(place.path().join("loaded")).unwrap();
    let byt = assert_cmd::cargo::cargo_bin("byt");
    let start = |step: &str| {
        let mut command = program(place.path(), &["sh", "-c", CONSUMER, "consumer", step], &[]);
        command.env("BYT", &byt).process_group(0).spawn().unwrap()
    };
    let (mut seen, mut whole) = (BTreeSet::new(), Duration::from_millis(200));
    for n in 0..times {
        import(&place, &format!("tin-{n}"));
        let before = cursor(&place, "etl");
        let step = ["before", "middle", "after", "at random", "never"][n % 5];
        let begun = Instant::now();
        let mut child = start(step);
        if step == "at random" {
            std::thread::sleep(part_of(whole));
            let group = format!("-{}", child.id());
            assert!(Command::new("kill").args(["-KILL", "--", &group]).status().is_ok());
        }
        child.wait().unwrap();
        if step == "never" {
            whole = begun.elapsed();
        }
        let now = loaded(&place);
        let fresh: Vec<u64> = now.difference(&seen).copied().collect();
        assert!(
            fresh.iter().all(|place| *place > before),
            "{step}: events came again after the cursor had passed them"
        );
        let after = cursor(&place, "etl");
        assert!(all_places(&place).iter().all(|at| *at > after || now.contains(at)), "{step}: an event was lost");
        if let "before" | "middle" | "after" = step {
            assert_eq!(after, before, "{step}");
        }
        seen = now;
    }
    start("never").wait().unwrap();
    assert_eq!(loaded(&place).into_iter().collect::<Vec<_>>(), all_places(&place));
    assert_eq!((place.run(&READ).code, place.run(&["check"]).code), (1, 0));
}

/// The places of the events that a consumer has put away.
fn loaded(place: &Place) -> BTreeSet<u64> {
    let files = std::fs::read_dir(place.path().join("loaded")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_none());
    files.flat_map(|path| whole_lines(&std::fs::read(path).unwrap())).collect()
}

/// Kills the program at calls that write a cursor, a new one and a known one: at so many, or all.
fn kill_at_calls(most: usize) {
    if !strace::works() {
        return;
    }
    let template = Place::with_records(&[record("mot", "Một."), record("hai", "Hai."), record("ba", "Ba.")]);
    template.ok(&["changes", "--cursor", "cu", "--advance", "--limit", "1"]);
    let all = all_places(&template);
    for (name, rest) in [("moi", &all[..]), ("cu", &all[1..])] {
        let args = ["changes", "--cursor", name, "--advance", "--format", "jsonl", "-q", "-o", "out.jsonl"];
        let copy = || {
            let place = Place::new();
            let from = template.path().join("corpus");
            assert!(
                Command::new("cp").arg("-r").args([&from, &place.path().join("corpus")]).status().unwrap().success()
            );
            place
        };
        let run = |place: &Place, under: &[&str]| -> Output { program(place.path(), under, &args).output().unwrap() };
        let first = copy();
        let points = strace::points(&first.path().join("strace.log"), |under| run(&first, under));
        let step = points.len().div_ceil(most).max(1);
        // The last calls are those that write the cursor.
        let tried: Vec<Point> = points.iter().rev().step_by(step).copied().collect();
        let mut killed = 0;
        for point in &tried {
            let place = copy();
            let before = cursor(&place, name);
            let ran = strace::killing_at(*point, |under| run(&place, under));
            killed += usize::from(ran.status.signal() == Some(SIGKILL));
            let read =
                std::fs::read(place.path().join("out.jsonl")).map_or_else(|_| Vec::new(), |out| whole_lines(&out));
            let after = cursor(&place, name);
            assert!([before, all[all.len() - 1]].contains(&after), "{point:?}: {after}");
            if after > before {
                assert_eq!(read, rest, "{point:?}: the cursor passed what had not been written");
            }
            assert_eq!(place.run(&["check"]).code, 0, "{point:?}");
            let again = run(&place, &[]);
            assert_eq!(again.status.code(), Some(i32::from(after > before)), "{point:?}");
            let again = whole_lines(&std::fs::read(place.path().join("out.jsonl")).unwrap());
            assert_eq!(again, if after > before { &[] } else { rest }, "{point:?}: each event, and none again");
            assert_eq!(cursor(&place, name), all[all.len() - 1], "{point:?}");
        }
        println!("cursor {name}: killed at {killed} of {} points tried, {} in all", tried.len(), points.len());
        assert!(killed * 10 >= tried.len() * 7, "killed at {killed} of {} points", tried.len());
    }
}

#[test]
fn killed_a_reader_gets_each_event_and_after_the_cursor_moved_never_again() {
    kill_the_program(5);
    break_the_pipe(2);
    kill_the_consumer(5);
    kill_at_calls(6);
}

#[test]
#[ignore = "takes minutes: two hundred times each, and at every call that changes a file"]
fn killed_two_hundred_times_and_at_every_call() {
    kill_the_program(200);
    break_the_pipe(200);
    kill_the_consumer(200);
    kill_at_calls(usize::MAX);
}
