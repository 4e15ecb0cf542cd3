//! The README and the guides: their commands run, their output is real, and their tables match the program.

use std::collections::BTreeSet;
use std::path::Path;

use byt::demo::{Portal, pieces};

use crate::support::{Place, Ran, fixture};

/// A file of the project.
fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A guide.
fn guide(name: &str) -> String {
    read(&format!("src/guide/{name}.md"))
}

/// The contents of all blocks that are marked with a language; `""` for those without one.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let parts: Vec<&str> = text.split("```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
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

/// Runs a line of the README: `byt`, also in a pipe and with `>`, or a command of the shell.
fn run_line(place: &Place, portal: &Portal, line: &str) {
    if !line.starts_with("byt ") {
        let mut shell = std::process::Command::new("sh");
        let status = shell.args(["-c", line]).current_dir(place.path()).status().unwrap();
        assert!(status.success(), "{line}");
        return;
    }
    let line = line.split(" > ").next().unwrap();
    // The delay of a polite client would make this test take minutes.
    let line = if line.contains(" update") { format!("{line} --delay 0") } else { line.to_owned() };
    let mut input: Option<Vec<u8>> = None;
    for part in line.split(" | ") {
        let words = words(part);
        assert_eq!(words[0], "byt", "{line}");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let mut command = place.command(&args);
        command.env("BYT_PORTAL", portal.address()).env("BYT_ARCHIVE", portal.address());
        let output = command.write_stdin(input.take().unwrap_or_default()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        // An example may search for what this small corpus does not contain.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {:?} {error}", output.status.code());
        input = Some(output.stdout);
    }
}

#[cfg(unix)]
#[test]
fn every_command_of_the_readme_runs() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    place.write("saved/capture.txt", &std::fs::read(fixture("capture-glued.txt")).unwrap());
    let readme = read("README.md");
    let lines: Vec<&str> = blocks(&readme, "sh").into_iter().flat_map(str::lines).collect();
    let lines = lines.iter().map(|line| line.split(" #").next().unwrap().trim()).filter(|line| !line.is_empty());
    let mut ran = 0;
    for line in lines.filter(|line| !line.starts_with("cargo ")) {
        run_line(&place, &portal, line);
        ran += 1;
    }
    assert!(ran > 30, "only {ran} commands were found");
    let restored = place.run(&["--corpus", "backup", "--index", "backup-index", "check"]);
    assert_eq!(restored.code, 0, "the backup is not valid: {}", restored.err);
}

/// What the commands of a block print, each below its line.
fn session(place: &Place, block: &str) -> String {
    let mut text = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ byt ")) {
        let words = words(&line["$ ".len()..]);
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let mut command = place.command(&args);
        let ran = Ran::from(command.env("BYT_NOW", "2026-08-01T01:00:00Z").env("COLUMNS", "100").output().unwrap());
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        text += if text.is_empty() { "" } else { "\n" };
        text += &format!("{line}\n{}\n", ran.out.trim_end());
    }
    text
}

/// A corpus of the demonstration portal.
fn demonstration() -> Place {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    for source in ["bridge", "legacy"] {
        place.ok(&["update", "--source", source, "--portal", &portal.address(), "--delay", "0"]);
    }
    place
}

/// `UPDATE_README=1 cargo test readme` writes the output into the README and the guide `study`; read the difference.
#[test]
fn the_output_in_the_readme_is_real() {
    let place = demonstration();
    for name in ["README.md", "src/guide/study.md"] {
        let text = read(name);
        let blocks = blocks(&text, "console");
        assert!(!blocks.is_empty());
        let mut real = text.clone();
        for block in blocks {
            real = real.replace(block, &session(&place, block));
        }
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &real).unwrap();
        } else {
            assert_eq!(text, real, "UPDATE_README=1 cargo test readme");
        }
    }
}

/// The numbers that the example quotes in a sentence are those of its table.
#[test]
fn the_citation_of_the_example_is_that_of_its_table() {
    let place = demonstration();
    let text = guide("study");
    let example = text.split("\n## ").find(|part| part.starts_with("An example")).unwrap();
    let citation = blocks(example, "text")[0].replace('\n', " ");
    let table = place.json(&["trend", "\"bảo hiểm y tế\"", "--by", "year", "--format", "json"]);
    let row = table["rows"].as_array().unwrap().iter().find(|row| row["bucket"] == "2025").unwrap();
    let whole = |value: &serde_json::Value| format!("{:.0}", value.as_f64().unwrap());
    let [rate, low, high] = ["per_million", "low", "high"].map(|column| whole(&row[column]));
    let id = table["snapshot"]["id"].as_str().unwrap();
    let (hits, articles, of) = (&row["hits"], &row["articles"], &row["of_articles"]);
    for part in [
        format!(
            "{rate} per million syllables (95% interval {low} to {high}; {hits} hits in {articles} of {of} articles)"
        ),
        format!("snapshot {}-{}-{}", &id[..4], &id[4..8], &id[8..12]),
        format!("byt {}", table["byt"].as_str().unwrap()),
    ] {
        assert!(citation.contains(&part), "{part}: {citation}");
    }
}

#[test]
fn the_readme_is_short_and_complete() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 250, "{} lines", readme.lines().count());
    for line in ["\ncargo run --release -- demo\n", "\ncargo test --locked\n"] {
        assert!(readme.contains(line), "{line}");
    }
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(readme.contains(&format!("(src/guide/{name})")), "{name} is not linked");
    }
    // Configuration of other programs is in the guide as well, for those who have only the program.
    let operations = guide("operations");
    let in_guide = blocks(&operations, "");
    for block in blocks(&readme, "") {
        assert!(in_guide.contains(&block), "not in the guide: {block}");
    }
}

#[test]
fn links_lead_to_files_and_headings() {
    let readme = read("README.md");
    let headings: Vec<String> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("##"))
        .map(|line| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"))
        .collect();
    for link in readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        match link.strip_prefix('#') {
            Some(heading) => assert!(headings.iter().any(|h| h == heading), "there is no heading for #{heading}"),
            None if link.starts_with("http") => {}
            None => assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "there is no {link}"),
        }
    }
}

/// The rows below a head of a table, as cells.
fn table<'a>(text: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let rows = text.split(&format!("\n{head}\n")).nth(1).unwrap_or_else(|| panic!("there is no table {head}"));
    let rows = rows.lines().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// Paths of all commands: `officials`, `officials at`.
fn paths(command: &clap::Command, above: &str) -> Vec<String> {
    let below = command.get_subcommands();
    below
        .flat_map(|inner| {
            let path = format!("{above} {}", inner.get_name()).trim().to_owned();
            [vec![path.clone()], paths(inner, &path)].concat()
        })
        .collect()
}

#[test]
fn every_command_has_a_row_with_its_output_and_exit_codes() {
    let text = guide("operations");
    let codes: Vec<&str> = table(&text, "| code | meaning |").into_iter().map(|row| row[0]).collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "130"]);
    let rows = table(&text, "| command | output | exit codes |");
    let named: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`').strip_prefix("byt ").unwrap()).collect();
    assert_eq!(named, paths(&byt::command(), ""));
    for row in rows {
        assert_eq!(row.len(), 3, "{row:?}");
        assert!(!row[1].is_empty(), "{row:?}");
        let of_row: Vec<&str> = row[2].split(' ').collect();
        assert!(of_row[0] == "0" && of_row.iter().all(|code| codes.contains(code)), "{row:?}");
        let numbers = of_row.iter().map(|code| code.parse::<i32>().unwrap());
        assert!(numbers.is_sorted(), "{row:?}");
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
fn every_fault_of_the_guide_has_a_test_that_exists() {
    let (reliability, of_tests) = (guide("reliability"), read("tests/README.md"));
    let all = tests();
    let mut wrong = Vec::new();
    for (fault, min) in [("fault", 20), ("fault of a server", 50)] {
        let in_guide: Vec<&str> =
            table(&reliability, &format!("| {fault} | result |")).iter().map(|row| row[0]).collect();
        let tested = table(&of_tests, &format!("| {fault} | tests |"));
        assert_eq!(in_guide, tested.iter().map(|row| row[0]).collect::<Vec<_>>());
        assert!(in_guide.len() >= min, "{} rows", in_guide.len());
        for row in tested {
            let named: Vec<&str> = row[1].split('`').skip(1).step_by(2).collect();
            assert!(!named.is_empty(), "{row:?}");
            wrong.extend(named.into_iter().filter(|name| !all.contains(*name)).map(str::to_owned));
        }
    }
    assert!(wrong.is_empty(), "tests/README.md names tests that do not exist: {wrong:?}");
}
