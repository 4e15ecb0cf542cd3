//! Killing the program at a system call that changes a file, and counting what it reads, with `strace`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

/// What brings bytes or names to a disk.
const CALLS: [&str; 14] = [
    "openat",
    "mkdir",
    "write",
    "writev",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "flock",
];

/// A system call, and its how manieth, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) call: &'static str,
    pub(crate) number: usize,
}

/// Whether `strace` is there and may trace; says so if not.
pub(crate) fn works() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).output().is_ok_and(|o| o.status.success());
    if !works {
        println!("skipped: strace is not here, or may not trace");
    }
    works
}

/// Every point at which a program can be killed. `run` runs it once, under another one with arguments; `log` is a file
/// for the calls.
pub(crate) fn points(log: &Path, run: impl FnOnce(&[&str]) -> Output) -> Vec<Point> {
    let calls = format!("trace={}", CALLS.join(","));
    let ran = run(&["strace", "-f", "-qq", "-e", "signal=none", "-e", &calls, "-o", log.to_str().unwrap()]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    // strace counts for each thread by itself, and strikes in the first that gets so far.
    let mut most: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let log = std::fs::read_to_string(log).unwrap();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let call = rest.trim_start().split('(').next().unwrap_or_default();
        *most.entry((call, thread)).or_default() += 1;
    }
    CALLS
        .iter()
        .flat_map(|call| {
            let most = most.iter().filter(|((c, _), _)| c == call).map(|(_, n)| *n).max().unwrap_or(0);
            (1..=most).map(move |number| Point { call, number })
        })
        .collect()
}

/// Runs a program that is killed at a point.
pub(crate) fn killing_at(Point { call, number }: Point, run: impl FnOnce(&[&str]) -> Output) -> Output {
    let inject = format!("inject={call}:signal=KILL:when={number}");
    let trace = format!("trace={call}");
    run(&["strace", "-f", "-qq", "-e", &trace, "-e", &inject, "-o", "/dev/null"])
}

/// The number of bytes that a program reads from files.
pub(crate) fn bytes_read(log: &Path, run: impl FnOnce(&[&str]) -> Output) -> u64 {
    let calls = "trace=read,readv,pread64,preadv,preadv2";
    let ran = run(&["strace", "-f", "-qq", "-e", "signal=none", "-e", calls, "-o", log.to_str().unwrap()]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let log = std::fs::read_to_string(log).unwrap();
    // A call that another thread interrupts has its result in a line of its own.
    log.lines().filter_map(|line| line.rsplit_once(" = ")?.1.split(' ').next()?.parse::<u64>().ok()).sum()
}
