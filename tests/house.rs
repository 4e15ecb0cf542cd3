//! Rules about the source itself: which module may import which, what only some modules may do, sizes, names and
//! documentation. `src/lib.rs` explains the layers.

mod cycles;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use source::{Source, rust_files, sources};

/// The modules that each top-level module may import besides itself. A permission that nobody uses is an error too.
const IMPORTS: &[(&str, &[&str])] = &[
    ("calendar", &[]),
    ("answer", &[]),
    ("disk", &[]),
    ("article", &["calendar"]),
    ("page", &["article"]),
    ("wording", &["article"]),
    ("text", &["calendar"]),
    ("container", &["answer"]),
    ("portal", &["article", "calendar", "page", "text"]),
    ("officials", &["article", "calendar", "text"]),
    ("topics", &["article", "text"]),
    ("eval", &["article"]),
    ("stats", &[]),
    ("fetch", &["answer"]),
    ("corpus", &["answer", "article", "calendar", "container", "disk"]),
    ("index", &["article", "calendar", "disk", "text"]),
    ("engine", &["article", "calendar", "fetch", "text"]),
    ("storage", &["corpus", "engine", "index"]),
    ("indexing", &["article", "corpus", "engine", "index", "officials", "storage", "text", "topics"]),
    (
        "crawl",
        &[
            "answer",
            "article",
            "calendar",
            "container",
            "corpus",
            "disk",
            "fetch",
            "index",
            "page",
            "portal",
            "storage",
            "text",
        ],
    ),
    ("query", &["article", "calendar", "corpus", "engine", "index", "storage", "text", "wording"]),
    ("follow", &["article", "calendar", "corpus", "indexing", "query", "storage"]),
    ("export", &["article", "calendar", "text"]),
    ("demo", &[]),
    ("serve", &["calendar", "export", "text", "wording"]),
    (
        "study",
        &[
            "article", "calendar", "corpus", "export", "index", "indexing", "query", "stats", "storage", "text",
            "wording",
        ],
    ),
    ("charts", &["export", "study", "wording"]),
    (
        "cli",
        &[
            "article",
            "calendar",
            "charts",
            "container",
            "corpus",
            "crawl",
            "demo",
            "engine",
            "disk",
            "eval",
            "export",
            "fetch",
            "follow",
            "index",
            "indexing",
            "officials",
            "portal",
            "query",
            "serve",
            "storage",
            "study",
            "text",
            "topics",
            "wording",
        ],
    ),
];

/// Words that only the named modules may use outside of tests, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("println!", &["cli"], "only the command line prints"),
    ("eprintln!", &[], "messages go through one place"),
    ("print!(", &["cli"], "only the command line prints"),
    ("std::env", &["cli"], "only the command line reads the environment"),
    ("process::exit", &["cli"], "only the command line ends the process"),
    ("Utc::now", &["cli", "fetch", "crawl"], "the present moment is an argument"),
    ("SystemTime::now", &["cli", "fetch"], "the present moment is an argument"),
    ("std::net", &["fetch", "demo", "serve", "cli"], "sockets belong to fetch; the demonstration and the pages listen"),
    ("reqwest", &["fetch"], "only fetch sends requests"),
    ("std::fs", &["corpus", "disk", "index", "crawl", "cli"], "files belong to corpus and index; crawl reads imports"),
    ("tantivy", &["index", "query", "cli"], "the engine belongs to index; query compiles queries for it"),
    ("indicatif", &["cli"], "only the command line draws"),
];

/// Hooks for fuzzing and benchmarks reach into every module and are not part of the program.
const EXEMPT: [&str; 3] = ["lib", "main", "hooks"];

fn production() -> impl Iterator<Item = Source> {
    sources().into_iter().filter(|source| !source.is_test)
}

/// The modules that each top-level module imports, with the places where it does.
fn imports() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut all: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for source in production().filter(|source| !EXEMPT.contains(&source.room())) {
        let room = all.entry(source.room().to_owned()).or_default();
        for (line, text) in source.lines() {
            assert!(!text.contains("crate::{"), "{}:{line}: import each module on its own line", source.name);
            for imported in text.split("crate::").skip(1) {
                let name: String = imported.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if !name.is_empty() && name != source.room() {
                    room.entry(name).or_default().push(format!("{}:{line}", source.name));
                }
            }
        }
    }
    all
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (room, imported) in imports() {
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("the module {room} is not in the table"));
            continue;
        };
        for (name, places) in imported.iter().filter(|(name, _)| !allowed.contains(&name.as_str())) {
            wrong.push(format!("{room} imports {name}: {}", places.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_import_that_is_allowed_is_needed() {
    let imports = imports();
    let mut unused = Vec::new();
    for (room, allowed) in IMPORTS {
        let imported = imports.get(*room).unwrap_or_else(|| panic!("there is no module {room}"));
        unused
            .extend(allowed.iter().filter(|name| !imported.contains_key(**name)).map(|name| format!("{room}: {name}")));
    }
    assert!(unused.is_empty(), "nobody imports:\n{}", unused.join("\n"));
}

#[test]
fn the_table_of_imports_has_no_cycle() {
    for (at, (room, allowed)) in IMPORTS.iter().enumerate() {
        let above: Vec<&str> = IMPORTS[at..].iter().map(|(name, _)| *name).collect();
        let wrong: Vec<&&str> = allowed.iter().filter(|name| above.contains(*name)).collect();
        assert!(wrong.is_empty(), "{room} may import what comes after it in the table: {wrong:?}");
    }
}

#[test]
fn each_module_does_its_own_work_only() {
    let mut wrong = Vec::new();
    for source in production() {
        for (line, text) in source.lines() {
            for (word, rooms, why) in FORBIDDEN {
                let is_eprintln = *word == "println!" && text.contains("eprintln!");
                if text.contains(word) && !rooms.contains(&source.room()) && !is_eprintln {
                    wrong.push(format!("{}:{line}: {word}: {why}", source.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_has_the_required_layout() {
    let mut names: Vec<String> = fs::read_dir(env!("CARGO_MANIFEST_DIR"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    names.sort();
    assert_eq!(names, ["Cargo.lock", "Cargo.toml", "README.md", "corpus", "index", "src", "tests"]);
}

#[test]
fn every_file_begins_with_what_it_is() {
    for source in sources() {
        assert!(source.text.starts_with("//!"), "{} has no module documentation", source.name);
    }
}

#[test]
fn no_file_is_longer_than_a_reader_can_follow() {
    const LINES_MAX: usize = 450;
    /// Tables of cases, which nobody reads from top to bottom.
    const TABLES: [&str; 1] = ["src/officials/tests/cases.rs"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    rust_files(&root.join("tests"), &mut files);
    let mut long = Vec::new();
    for file in files.iter().filter(|file| !file.iter().any(|part| part == "target")) {
        let lines = fs::read_to_string(file).unwrap().lines().count();
        let is_table = TABLES.iter().any(|table| file.ends_with(table));
        if lines > LINES_MAX && !is_table {
            long.push(format!("{}: {lines} lines", file.strip_prefix(root).unwrap().display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_module_is_a_catch_all() {
    for source in sources() {
        for part in source.name.split(['/', '.']) {
            assert!(
                !["utils", "util", "common", "helpers", "types", "models", "manager"].contains(&part),
                "{}",
                source.name
            );
        }
    }
}

/// What a line of code defines, if anything: its visibility, the kind of item and the name.
fn definition(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim_start();
    let (visibility, rest) = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => line.split_at(line.find(')')? + 1),
        Some(rest) => ("pub", rest),
        None => ("", line),
    };
    let mut words = rest.split_whitespace().skip_while(|word| ["async", "unsafe"].contains(word)).peekable();
    let kind = words.next()?;
    let name = match (kind, words.peek()) {
        ("const", Some(&"fn")) => words.nth(1)?,
        _ => words.next()?,
    };
    let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())?;
    ["fn", "struct", "enum", "trait", "type", "const", "static"].contains(&kind).then_some((visibility, kind, name))
}

#[test]
fn no_name_means_more_than_two_types() {
    const SAME_NAME_MAX: usize = 2;
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in production() {
        for (line, text) in source.lines() {
            // Associated types of implementations have the name that the trait declares.
            let is_type =
                |kind: &str| matches!(kind, "struct" | "enum" | "trait") || (kind == "type" && !text.starts_with(' '));
            if let Some((_, _, name)) = definition(text).filter(|(_, kind, _)| is_type(kind)) {
                places.entry(name.to_owned()).or_default().insert(format!("{}:{line}", source.name));
            }
        }
    }
    let reused: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > SAME_NAME_MAX)
        .map(|(name, places)| format!("{name}: {}", places.iter().cloned().collect::<Vec<_>>().join(", ")))
        .collect();
    assert!(reused.is_empty(), "{}", reused.join("\n"));
}

#[test]
fn public_items_are_documented() {
    const SHARE_MIN: f64 = 0.9;
    let (mut all, mut without) = (0, Vec::new());
    for source in production() {
        let lines: Vec<&str> = source.text.lines().collect();
        for (number, text) in source.lines() {
            let Some((visibility, _, name)) = definition(text) else { continue };
            if !["pub", "pub(crate)"].contains(&visibility) {
                continue;
            }
            all += 1;
            let above = lines[..number - 1].iter().rev().map(|line| line.trim_start());
            let mut above = above.skip_while(|line| line.starts_with("#[") || line.ends_with(")]"));
            if !above.next().is_some_and(|line| line.starts_with("///")) {
                without.push(format!("{}:{number}: {name}", source.name));
            }
        }
    }
    let share = 1.0 - without.len() as f64 / f64::from(all);
    assert!(share >= SHARE_MIN, "{share:.3} of {all} items are documented. Without a comment:\n{}", without.join("\n"));
}

#[test]
fn definitions_are_recognized() {
    let check = |line: &str, expected| assert_eq!(definition(line), expected, "{line}");
    check("pub(crate) fn a(b: u8) {", Some(("pub(crate)", "fn", "a")));
    check("    pub const fn a() -> u8 {", Some(("pub", "const", "a")));
    check("pub(super) struct A<'a>(u8);", Some(("pub(super)", "struct", "A")));
    check("enum A {", Some(("", "enum", "A")));
    check("    pub(crate) a: u8,", None);
    check("use a::b;", None);
}
