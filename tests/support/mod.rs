//! Running the real binary in a folder of its own.

pub(crate) mod served;
#[cfg(unix)]
pub(crate) mod strace;

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// The day on which every test takes place.
pub(crate) const NOW: &str = "2026-02-01T01:00:00Z";

/// A folder with a corpus and an index, and the program to work on them.
pub(crate) struct Place {
    dir: tempfile::TempDir,
}

/// What one run printed and how it ended.
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    /// A place into which the fixtures of the portal have been imported.
    pub(crate) fn with_fixtures() -> Place {
        let place = Place::new();
        let ran = place.run(&["import", fixture("").to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        place
    }

    /// A place that holds these records.
    pub(crate) fn with_records(records: &[Value]) -> Place {
        let place = Place::new();
        let lines: Vec<String> = records.iter().map(Value::to_string).collect();
        place.write("records.jsonl", lines.join("\n").as_bytes());
        let ran = place.run(&["import", "records.jsonl"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("byt").unwrap();
        command.current_dir(self.dir.path()).env_clear().env("BYT_NOW", NOW).args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().unwrap())
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        Ran::from(self.command(args).write_stdin(input.to_vec()).output().unwrap())
    }

    /// Standard output of a run that must end well.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out
    }

    /// One JSON document from a run that must end well.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(args)).unwrap()
    }

    /// Titles of what a search finds, best first.
    pub(crate) fn titles(&self, args: &[&str]) -> Vec<String> {
        let mut all = vec!["search", "--format", "jsonl", "--limit", "0"];
        all.extend(args);
        let ran = self.run(&all);
        assert!(ran.code <= 1, "{all:?}: {}", ran.err);
        jsonl(&ran.out).iter().map(|r| r["title"].as_str().unwrap().to_owned()).collect()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The names of all commands, nested ones too, as the help lists them.
pub(crate) fn all_commands() -> Vec<String> {
    fn below(place: &Place, name: &str, all: &mut Vec<String>) {
        let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        let help = place.ok(&[words.as_slice(), &["--help"]].concat());
        let Some(list) = help.split("Commands:\n").nth(1) else { return };
        let rows = list.split("\n\n").next().unwrap().lines().filter(|row| !row.starts_with("   "));
        for found in rows.filter_map(|row| row.split_whitespace().next()) {
            let name = [words.as_slice(), &[found]].concat().join(" ");
            all.push(name.clone());
            below(place, &name, all);
        }
    }
    let mut all = Vec::new();
    below(&Place::new(), "", &mut all);
    assert!(all.len() > 15, "{all:?}");
    all
}

/// Records, one a line.
pub(crate) fn jsonl(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A file among the fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}
