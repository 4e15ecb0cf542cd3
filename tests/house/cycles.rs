//! Which files of a module depend on each other in a cycle.
//!
//! A file depends on another one when it names something that is defined there, by a `use` or by a path. A name is
//! followed through the files that only import or re-export it, so `super::Name` is a dependency on the file that
//! defines `Name`, not on the `mod.rs` in between. Declaring a module or re-exporting from it isn't a dependency.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, sources};

/// A path with the name that it is imported under; `*` for all names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Import {
    path: Vec<String>,
    name: String,
    is_public: bool,
}

/// The modules of the program with what each imports.
struct Modules {
    imports: BTreeMap<Vec<String>, Vec<Import>>,
}

impl Modules {
    fn of(sources: &[Source]) -> Modules {
        let imports = sources.iter().map(|source| (source.module.clone(), imports(&source.code()))).collect();
        Modules { imports }
    }

    /// The module that defines what a path in a module names; `None` for paths to other crates.
    fn defining(&self, from: &[String], path: &[String]) -> Option<Vec<String>> {
        self.follow(from, path, 0)
    }

    fn follow(&self, from: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
        /// More re-exports of a re-export than any code has.
        const DEPTH_MAX: usize = 12;
        let mut at = from.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()?),
            first if self.is_module(from, first) => at.push(first.to_owned()),
            _ => return None,
        }
        rest = &rest[1..];
        while let Some((name, below)) = rest.split_first() {
            if name == "super" {
                at.pop()?;
            } else if self.is_module(&at, name) {
                at.push(name.clone());
            } else {
                let imported = self.imports.get(&at)?.iter().find(|import| import.name == *name);
                let next = imported
                    .filter(|_| depth < DEPTH_MAX)
                    .and_then(|import| self.follow(&at, &[import.path.as_slice(), below].concat(), depth + 1));
                return Some(next.unwrap_or(at));
            }
            rest = below;
        }
        Some(at)
    }

    fn is_module(&self, above: &[String], name: &str) -> bool {
        self.imports.contains_key(&[above, &[name.to_owned()]].concat())
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The text after each occurrence of a whole word.
fn after_each<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(word).filter_map(move |(at, _)| {
        let (before, after) = (&code[..at], &code[at + word.len()..]);
        (!before.ends_with(is_word) && !before.ends_with("::") && !after.starts_with(is_word)).then_some(after)
    })
}

/// All imports of a file, one for each name.
fn imports(code: &str) -> Vec<Import> {
    let mut all = Vec::new();
    for after in after_each(code, "use").filter(|after| after.starts_with(' ')) {
        let start = code.len() - after.len() - "use".len();
        let line = code[..start].rsplit('\n').next().unwrap().trim();
        let tree: String = after.split(';').next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        flatten(&tree, &[], line.starts_with("pub"), &mut all);
    }
    all
}

/// Adds the imports of `a::{b, c as d}` below a path.
fn flatten(tree: &str, above: &[String], is_public: bool, all: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((path, list)) = tree.split_once('{') {
        let mut path_above = above.to_vec();
        path_above.extend(path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
        let (mut depth, mut start) = (0, 0);
        let list = list.strip_suffix('}').unwrap_or(list);
        for (at, c) in list.char_indices().chain([(list.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    flatten(&list[start..at], &path_above, is_public, all);
                    start = at + 1;
                }
                _ => {}
            }
        }
    } else if !tree.is_empty() {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut full = above.to_vec();
        full.extend(path.split("::").map(|part| part.trim().to_owned()));
        if full.last().is_some_and(|last| last == "self") {
            full.pop();
        }
        let name = if alias.is_empty() { full.last().cloned().unwrap_or_default() } else { alias.trim().to_owned() };
        all.push(Import { path: full, name, is_public });
    }
}

/// Paths that the code of a file names outside of imports: what begins with `crate`, `self`, `super`, or with the
/// name of a module below it.
fn paths(code: &str, children: &[String]) -> Vec<Vec<String>> {
    let without_imports: String = code.split_inclusive(';').filter(|s| after_each(s, "use").next().is_none()).collect();
    let firsts = ["crate", "self", "super"].into_iter().chain(children.iter().map(String::as_str));
    let mut all = Vec::new();
    for first in firsts {
        for after in after_each(&without_imports, first).filter(|after| after.starts_with("::")) {
            let path: String = after.chars().take_while(|c| is_word(*c) || *c == ':').collect();
            let below = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
            all.push(std::iter::once(first.to_owned()).chain(below).collect());
        }
    }
    all
}

/// For each file of the program, the files of the same top-level module that it depends on.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let sources: Vec<Source> =
        sources().into_iter().filter(|source| !source.is_test && source.name != "src/main.rs").collect();
    let modules = Modules::of(&sources);
    let names: BTreeMap<&[String], &str> = sources.iter().map(|s| (s.module.as_slice(), s.name.as_str())).collect();
    let mut all = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        let code = source.code();
        let is_child = |m: &&[String]| m.len() == source.module.len() + 1 && m.starts_with(&source.module);
        let children: Vec<String> = names.keys().copied().filter(is_child).map(|m| m.last().unwrap().clone()).collect();
        let imported = modules.imports[&source.module].iter().filter(|import| !import.is_public);
        let named = imported.map(|import| import.path.clone()).chain(paths(&code, &children));
        let room = source.room();
        let found: BTreeSet<String> = named
            .filter_map(|path| modules.defining(&source.module, &path))
            .filter(|module| *module != source.module && module.first().is_some_and(|first| first == room))
            .map(|module| names[module.as_slice()].to_owned())
            .collect();
        all.insert(source.name.clone(), found);
    }
    all
}

/// Groups of at least two files of which each reaches each other one.
fn cycles(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reachable = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            next.extend(graph.get(file).into_iter().flatten().filter(|to| seen.insert((*to).clone())));
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|file| (file, reachable(file))).collect();
    let group = |file: &String| -> Vec<String> {
        graph.keys().filter(|other| reached[file].contains(*other) && reached[*other].contains(file)).cloned().collect()
    };
    graph.keys().map(group).filter(|group| group.len() > 1).collect()
}

#[test]
fn files_of_a_module_do_not_depend_on_each_other_in_a_cycle() {
    let graph = dependencies();
    let edges: usize = graph.values().map(BTreeSet::len).sum();
    assert!(graph.len() > 100 && edges > graph.len(), "the source was not read: {} files, {edges}", graph.len());
    let found = cycles(&graph);
    let show = |cycle: &Vec<String>| {
        let uses = |file: &String| {
            let to: Vec<&str> = graph[file].iter().filter(|to| cycle.contains(to)).map(String::as_str).collect();
            format!("    {file} uses {}\n", to.join(", "))
        };
        cycle.iter().map(uses).collect::<String>()
    };
    assert!(found.is_empty(), "cycles:\n{}", found.iter().map(show).collect::<Vec<_>>().join("\n"));
}

#[test]
fn imports_are_read_and_followed_to_where_a_name_is_defined() {
    let code = "pub(crate) use a::{B, c::{self, D as E}};\nuse super::F;\nfn g() { crate::h::I; super::J }";
    let all = imports(code);
    let read: Vec<String> = all.iter().map(|i| format!("{} {}", i.path.join("::"), i.name)).collect();
    assert_eq!(read, ["a::B B", "a::c c", "a::c::D E", "super::F F"]);
    assert_eq!(all.iter().filter(|import| import.is_public).count(), 3);
    assert_eq!(paths(code, &[]), [vec!["crate", "h", "I"], vec!["super", "J"]]);

    let source = |module: &[&str], text: &str| Source {
        name: module.join("/"),
        module: module.iter().map(|part| (*part).to_owned()).collect(),
        text: text.to_owned(),
        is_test: false,
    };
    let sources = [
        source(&["room"], "mod errors;\nmod file;\npub(crate) use errors::Failure;\n"),
        source(&["room", "errors"], "pub(crate) enum Failure {}\n"),
        source(&["room", "file"], "use super::Failure;\n"),
    ];
    let defining = |path: &[&str]| {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        Modules::of(&sources).defining(&sources[2].module, &path).map(|module| module.join("::"))
    };
    assert_eq!(defining(&["super", "Failure"]).as_deref(), Some("room::errors"));
    assert_eq!(defining(&["crate", "room", "errors", "Failure"]).as_deref(), Some("room::errors"));
    assert_eq!(defining(&["super", "Other"]).as_deref(), Some("room"));
    assert_eq!(defining(&["std", "fs"]), None);
}

#[test]
fn a_cycle_is_found_and_a_chain_is_not() {
    let graph = |edges: &[(&str, &str)]| {
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in edges {
            graph.entry((*to).to_owned()).or_default();
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert!(cycles(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    assert_eq!(cycles(&graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])).len(), 1);
}
