//! The rules of the house, held by reading the source: which room imports which, and what no room
//! but one may do.

use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import. Every room may import itself.
const IMPORTS: &[(&str, &[&str])] = &[
    ("calendar", &[]),
    ("answer", &[]),
    ("article", &["calendar"]),
    ("page", &["article", "calendar"]),
    ("text", &["calendar"]),
    ("portal", &["article", "calendar", "page", "text"]),
    ("officials", &["article", "calendar", "text"]),
    ("topics", &["article", "calendar", "text"]),
    ("fetch", &["answer"]),
    ("corpus", &["answer", "article", "calendar"]),
    ("index", &["article", "calendar", "text"]),
    ("indexing", &["article", "calendar", "corpus", "index", "officials", "text", "topics"]),
    ("crawl", &["answer", "article", "calendar", "corpus", "fetch", "index", "page", "portal", "text"]),
    ("query", &["article", "calendar", "corpus", "index", "officials", "text", "topics"]),
    ("export", &["article", "calendar"]),
    ("demo", &["article", "calendar", "text"]),
];

/// Words that only the named rooms may use outside of tests, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("println!", &["cli"], "only the command line prints"),
    ("eprintln!", &[], "talk goes through one place"),
    ("print!(", &["cli"], "only the command line prints"),
    ("std::env", &["cli"], "only the command line reads the environment"),
    ("process::exit", &["cli"], "only the command line ends the process"),
    ("Utc::now", &["cli", "fetch", "crawl"], "the present moment is handed in"),
    ("SystemTime::now", &["fetch"], "the present moment is handed in"),
    ("std::net", &["fetch", "demo"], "sockets belong to fetch, and the demonstration listens"),
    ("reqwest", &["fetch"], "only fetch asks servers"),
    ("std::fs", &["corpus", "index", "crawl", "cli"], "files belong to corpus and index; imports are read by crawl"),
    ("tantivy", &["index", "query", "cli"], "the engine belongs to index, queries are compiled by query"),
    ("indicatif", &["cli"], "only the command line draws"),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                out.push((path, text));
            }
        }
    }
    let mut out = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walk(&root, &mut out);
    out.sort();
    out
}

/// The room a file belongs to: `src/corpus/ledger.rs` and `src/page.rs` give `corpus` and `page`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Code of a file without its unit tests, comments and strings cut off at their start.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    // Tests in the file itself end the code; a module of tests elsewhere is one line of it.
    let begins =
        |pair: &[&str]| pair[0].starts_with("#[cfg(test)]") && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    let until_tests = lines.windows(2).position(begins).unwrap_or(usize::MAX);
    text.lines()
        .enumerate()
        .take(until_tests)
        .filter(|(_, l)| !l.trim_start().starts_with("//"))
        .map(|(n, l)| (n + 1, l))
}

/// Files of modules that only tests are compiled with.
fn is_test_file(path: &Path) -> bool {
    path.ancestors().take_while(|p| !p.ends_with("src")).any(|module| {
        let name = module.file_stem().unwrap().to_str().unwrap();
        let declared = format!("#[cfg(test)]\nmod {name};");
        let parent = module.parent().unwrap();
        [parent.join("mod.rs"), parent.join("lib.rs"), parent.with_extension("rs")]
            .iter()
            .any(|file| fs::read_to_string(file).is_ok_and(|text| text.contains(&declared)))
    })
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test_file(path)) {
        let room = room(path);
        // The entries for fuzzing and benchmarks reach into every room, and are compiled for nothing else.
        if ["lib", "main", "cli", "entries"].contains(&room.as_str()) {
            continue;
        }
        let allowed = IMPORTS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed);
        let Some(allowed) = allowed else {
            wrong.push(format!("{}: the room “{room}” is not in the table", path.display()));
            continue;
        };
        for (line, text) in code(text) {
            if text.contains("crate::{") {
                wrong.push(format!("{}:{line}: name each room on a line of its own", path.display()));
            }
            for imported in text.split("crate::").skip(1) {
                let name: String = imported.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if !name.is_empty() && name != room && !allowed.contains(&name.as_str()) {
                    wrong.push(format!("{}:{line}: {room} imports {name}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_room_does_its_own_work_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test_file(path)) {
        let room = room(path);
        for (line, text) in code(text) {
            for (word, rooms, why) in FORBIDDEN {
                let eprint_is_not_print = *word == "println!" && text.contains("eprintln!");
                if text.contains(word) && !rooms.contains(&room.as_str()) && !eprint_is_not_print {
                    wrong.push(format!("{}:{line}: {word} — {why}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_is_as_it_was_asked_for() {
    let mut names: Vec<String> = fs::read_dir(env!("CARGO_MANIFEST_DIR"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    names.sort();
    assert_eq!(names, ["Cargo.lock", "Cargo.toml", "README.md", "corpus", "index", "src", "tests"]);
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} opens without saying what it is", path.display());
    }
}

#[test]
fn no_room_is_a_drawer() {
    for (path, _) in sources() {
        for part in path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().iter() {
            let name = part.to_str().unwrap().trim_end_matches(".rs");
            assert!(
                !["utils", "common", "helpers", "types", "models", "manager"].contains(&name),
                "{}",
                path.display()
            );
        }
    }
}
