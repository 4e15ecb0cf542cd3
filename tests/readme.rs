//! The README: its commands run, and it says what the program says.

use std::collections::BTreeSet;
use std::path::Path;

use byt::demo::{Portal, pieces};

use crate::support::{Place, fixture};

fn readme() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

/// The lines of all blocks of shell commands.
fn commands() -> Vec<String> {
    let text = readme();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap().trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// Cuts a line into words as a shell does, as far as the README needs: quotes of both kinds.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_of_the_readme_runs() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    for name in ["saved/capture.txt", "capture.txt"] {
        place.write(name, &std::fs::read(fixture("capture-glued.txt")).unwrap());
    }
    place.write("page.html", &std::fs::read(fixture("article.html")).unwrap());
    place.write("old-portal.warc.gz", &std::fs::read(fixture("bridge-list.json")).unwrap());
    let mut ran = 0;
    for line in commands() {
        if line.starts_with("cargo") {
            continue;
        }
        let line = line.replace("http://127.0.0.1:8080", &portal.address());
        // The delay of a polite client would make this test take minutes.
        let line =
            if line.contains(" update") && !line.contains("--delay") { format!("{line} --delay 0") } else { line };
        let line = line.replace("--delay 2", "--delay 0");
        let mut input: Option<Vec<u8>> = None;
        for part in line.split(" | ") {
            let words = words(part);
            assert_eq!(words[0], "byt", "{line}");
            let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            let mut command = place.command(&args);
            command.env("BYT_PORTAL", portal.address()).env("BYT_ARCHIVE", portal.address());
            let output = command.write_stdin(input.take().unwrap_or_default()).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            // An example may ask for what this small corpus does not hold.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {:?} {said}", output.status.code());
            input = Some(output.stdout);
            ran += 1;
        }
    }
    assert!(ran > 25, "only {ran} commands were found");
}

#[test]
fn every_command_and_exit_code_is_in_the_readme() {
    let text = readme();
    let place = Place::new();
    let help = place.ok(&["--help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in commands.lines().filter_map(|l| l.split_whitespace().next()).filter(|c| *c != "help") {
        assert!(text.contains(&format!("`byt {command}")), "{command} is missing");
    }
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "130"] {
        assert!(text.contains(&format!("| {code} |")), "exit code {code} is missing");
    }
    assert!(text.contains("\ncargo test --locked\n"));
}

/// Paths of all commands: `officials`, `officials at`.
fn paths(command: &clap::Command, above: &str) -> Vec<String> {
    let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
    inner
        .flat_map(|inner| {
            let path = format!("{above} {}", inner.get_name()).trim().to_owned();
            [vec![path.clone()], paths(inner, &path)].concat()
        })
        .collect()
}

#[test]
fn every_command_has_a_row_with_what_it_prints_and_its_codes() {
    let text = readme();
    let table = text.split("\n| command | what it prints | exit codes |\n").nth(1).expect("the table");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let named: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`').strip_prefix("byt ").unwrap()).collect();
    assert_eq!(named, paths(&byt::command(), ""));
    for row in rows {
        assert_eq!(row.len(), 3, "{row:?}");
        assert!(!row[1].is_empty(), "{row:?}");
        let codes: Vec<i32> = row[2].split(' ').map(|code| code.parse().unwrap()).collect();
        assert!(codes.is_sorted() && codes[0] == 0, "{row:?}");
        assert!(codes.iter().all(|code| text.contains(&format!("\n| {code} | "))), "{row:?}");
    }
}

/// Names of all test functions of the project.
fn tests() -> BTreeSet<String> {
    fn walk(dir: &Path, names: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, names);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let mut is_test = false;
                for line in text.lines().map(str::trim_start) {
                    is_test |= line.starts_with("#[test]");
                    if let Some(name) = line.strip_prefix("fn ").filter(|_| is_test) {
                        names.insert(name.split('(').next().unwrap().to_owned());
                        is_test = false;
                    }
                }
            }
        }
    }
    let mut names = BTreeSet::new();
    for dir in ["src", "tests"] {
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), &mut names);
    }
    names
}

#[test]
fn every_fault_of_the_tables_has_a_test_that_exists() {
    let text = readme();
    let section = text.split("\n## Reliability\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let tests = tests();
    let mut of_servers = 0;
    let mut on_the_wire = false;
    for row in section.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 3, "{row}");
        if cells[2] == "test" {
            on_the_wire = cells[0] == "fault of a server";
            continue;
        }
        of_servers += usize::from(on_the_wire);
        let named: Vec<&str> = cells[2].split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{row}");
        for name in named {
            assert!(tests.contains(name), "no test is named {name}");
        }
    }
    assert!(of_servers >= 40, "{of_servers} faults of servers");
}
