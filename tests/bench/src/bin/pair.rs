//! Runs two command lines in turn, A B, B A, A B …, and writes what each run took as a line of JSON.
//!
//! pair RUNS WARMUPS A [B]: a command line is a JSON array of arguments. `{n}` in an argument is the
//! number of the run, from 0; warm-ups count too, the first ones being the lowest.
//!
//! Both see the same machine at the same time: its moods cancel out in the ratio. This is a program
//! of its own because a small parent starts children quickly and adds no memory to theirs.

use std::error::Error;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;
use wait4::Wait4;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [runs, warmups, commands @ ..] = arguments.as_slice() else {
        return Err("usage: pair RUNS WARMUPS A [B]".into());
    };
    let (runs, warmups) = (runs.parse::<usize>()?, warmups.parse::<usize>()?);
    let commands = commands.iter().map(|c| serde_json::from_str(c)).collect::<Result<Vec<Vec<String>>, _>>()?;
    for run in 0..warmups + runs {
        let mut order: Vec<usize> = (0..commands.len()).collect();
        if run % 2 == 1 {
            order.reverse();
        }
        for side in order {
            measure(side, run, &commands[side], run >= warmups)?;
        }
    }
    Ok(())
}

fn measure(side: usize, run: usize, command: &[String], counts: bool) -> Result<(), Box<dyn Error>> {
    let number = run.to_string();
    let words: Vec<String> = command.iter().map(|word| word.replace("{n}", &number)).collect();
    let [program, arguments @ ..] = words.as_slice() else { return Err("an empty command line".into()) };
    let begun = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("can't start {program}: {e}"))?;
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said)?;
    let used = child.wait4()?;
    let wall = begun.elapsed().as_secs_f64();
    if !used.status.success() {
        return Err(format!("{} ended with {}\n{said}", words.join(" "), used.status).into());
    }
    if counts {
        let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
        // Linux counts kilobytes, which this crate hands on as bytes on every system.
        println!("{}", json!({ "side": side, "wall": wall, "cpu": cpu, "rss": used.rusage.maxrss }));
    }
    Ok(())
}
