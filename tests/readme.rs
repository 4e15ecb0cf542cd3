//! The README: its commands run, and it says what the program says.

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
