//! The source of the program as the rules read it: files, the modules they are, and their code without tests,
//! comments and literals.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src/`.
pub(super) struct Source {
    /// Relative to the project, with `/` between its parts.
    pub(super) name: String,
    /// Path of the module that the file is: `["corpus", "ledger"]`; empty for `lib.rs` and `main.rs`.
    pub(super) module: Vec<String>,
    pub(super) text: String,
    /// Compiled for tests only.
    pub(super) is_test: bool,
}

impl Source {
    /// The top-level module of the file: `corpus` for `src/corpus/ledger.rs`, `lib` for `src/lib.rs`.
    pub(super) fn room(&self) -> &str {
        self.name.trim_start_matches("src/").split(['/', '.']).next().unwrap()
    }

    /// Numbered lines of code, without comment lines and without the tests at the end of the file.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let is_start_of_tests =
            |pair: &[&str]| pair[0].starts_with("#[cfg(test)]") && pair[1].contains("mod ") && pair[1].ends_with('{');
        let code = lines.windows(2).position(is_start_of_tests).unwrap_or(lines.len());
        lines
            .into_iter()
            .enumerate()
            .take(code)
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(n, line)| (n + 1, line))
    }

    /// The code as one text, without comments at the ends of lines and without quoted text.
    pub(super) fn code(&self) -> String {
        let mut code = String::new();
        let text: String = self.lines().map(|(_, line)| format!("{line}\n")).collect();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['"', '/', '\'']) {
            code.push_str(&rest[..at]);
            rest = &rest[at..];
            let skipped = match rest.as_bytes() {
                [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
                [b'"', ..] => end_of_string(rest, &code),
                [b'\'', b'\\', ..] => 4 + rest[3..].find('\'').unwrap(),
                [b'\'', ..] if rest.chars().nth(2) == Some('\'') => 2 + rest.chars().nth(1).unwrap().len_utf8(),
                _ => 0,
            };
            if skipped == 0 {
                code.push_str(&rest[..1]);
            }
            rest = &rest[skipped.max(1)..];
        }
        code + rest
    }
}

/// Bytes of the string literal that a text begins with. `before` ends with `r` and `#`s where it is a raw one.
fn end_of_string(text: &str, before: &str) -> usize {
    let hashes = before.len() - before.trim_end_matches('#').len();
    if before[..before.len() - hashes].ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return 1 + text[1..].find(&end).unwrap() + end.len();
    }
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap() + 2
}

/// All files of `src/`, by name.
pub(super) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    rust_files(&root.join("src"), &mut paths);
    paths.sort();
    let source = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap().iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>();
        let mut module: Vec<String> = name[1..].iter().map(|part| part.trim_end_matches(".rs").to_owned()).collect();
        if matches!(module.last().unwrap().as_str(), "mod" | "lib" | "main") {
            module.pop();
        }
        Source { is_test: is_for_tests(&path), name: name.join("/"), module, text: fs::read_to_string(path).unwrap() }
    };
    paths.into_iter().map(source).collect()
}

/// Rust files of a folder and of those in it.
pub(super) fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Whether a file belongs to a module for tests: named so, or declared below `#[cfg(test)]`.
fn is_for_tests(path: &Path) -> bool {
    let below_src = path.iter().skip_while(|part| *part != "src");
    if below_src.into_iter().any(|part| part == "tests" || part == "tests.rs") {
        return true;
    }
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
fn comments_and_literals_are_no_code() {
    let source = |text: &str| Source { name: String::new(), module: Vec::new(), text: text.to_owned(), is_test: false };
    let text = "let a = 'x'; // b\nlet c = \"d \\\" e\"; let f: &'static str = r#\"g \" h\"#;\n/// i\nlet j = '\\'';\n";
    let code = source(text).code();
    assert_eq!(
        code.split_whitespace().collect::<Vec<_>>().join(" "),
        "let a = ; let c = ; let f: &'static str = r#; let j = ;"
    );
}
