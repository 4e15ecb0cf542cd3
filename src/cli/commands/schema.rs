//! `byt schema`: the JSON Schema (2020-12) of every JSON output, whole or for one output.
//!
//! The document is `schema.json`. Its definitions with a title are outputs; the others are parts of
//! them. `tests/schema.rs` holds every command to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::cli::arguments::Schema;
use crate::cli::{Exit, Failure, output};

const DOCUMENT: &str = include_str!("schema.json");

pub(super) fn run(args: &Schema) -> Result<Exit, Failure> {
    match &args.name {
        None => output::text(DOCUMENT)?,
        Some(name) => output::json(&alone(name))?,
    }
    Ok(Exit::Done)
}

/// Names of the outputs: the definitions that have a title. Here as well, so that nobody who asks for
/// something else waits for the document to be read.
pub(crate) const OUTPUTS: [&str; 30] = [
    "record",
    "hit",
    "search",
    "export",
    "show",
    "version-list",
    "versions",
    "difference",
    "diff",
    "origin",
    "origins",
    "count",
    "officials",
    "officials-at",
    "officials-name",
    "officials-suggest",
    "officials-eval",
    "topics",
    "topics-explain",
    "topics-eval",
    "update",
    "import",
    "plan",
    "index",
    "reparse",
    "check",
    "status",
    "analyze",
    "demo",
    "csl",
];

fn document() -> Value {
    serde_json::from_str(DOCUMENT).expect("the embedded schema is valid JSON, as a test shows")
}

fn definitions() -> Map<String, Value> {
    match document()["$defs"].take() {
        Value::Object(definitions) => definitions,
        other => unreachable!("$defs is an object: {other}"),
    }
}

/// One output with all the parts that it refers to.
fn alone(name: &str) -> Value {
    let all = definitions();
    let mut needed = BTreeSet::new();
    gather(&all[name], &all, &mut needed);
    let mut schema = all[name].clone();
    schema["$schema"] = document()["$schema"].take();
    let parts: Map<String, Value> = needed.into_iter().map(|part| (part.clone(), all[&part].clone())).collect();
    if !parts.is_empty() {
        schema["$defs"] = parts.into();
    }
    schema
}

/// Names of the definitions that a schema refers to, and those that they refer to.
fn gather(schema: &Value, all: &Map<String, Value>, needed: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            let part = fields.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix("#/$defs/"));
            if let Some(part) = part
                && needed.insert(part.to_owned())
            {
                gather(&all[part], all, needed);
            }
            fields.values().for_each(|value| gather(value, all, needed));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, all, needed)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outputs_are_those_of_the_document() {
        let titled = definitions().into_iter().filter(|(_, definition)| definition["title"].is_string());
        let mut listed = OUTPUTS.to_vec();
        listed.sort_unstable();
        assert_eq!(titled.map(|(name, _)| name).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), listed);
    }

    #[test]
    fn every_output_stands_alone_with_its_parts_and_no_others() {
        for name in OUTPUTS {
            let schema = alone(name);
            let parts = schema["$defs"].as_object().cloned().unwrap_or_default();
            let text = schema.to_string();
            for reference in text.split("\"#/$defs/").skip(1) {
                let part = reference.split('"').next().unwrap();
                assert!(parts.contains_key(part), "{name} lacks {part}");
            }
            for part in parts.keys() {
                assert!(text.contains(&format!("\"#/$defs/{part}\"")), "{name} has no use for {part}");
            }
        }
    }

    /// Without this a field that is added to an output would pass unseen.
    #[test]
    fn every_object_is_closed_but_the_parts_that_others_close() {
        fn check(path: &str, schema: &Value) {
            if let Value::Object(fields) = schema {
                if fields.contains_key("properties") && !["/article", "/work"].contains(&path) {
                    let closed = ["additionalProperties", "unevaluatedProperties"].map(|key| &schema[key]);
                    assert!(closed.contains(&&Value::Bool(false)), "{path} is open");
                }
                fields.iter().for_each(|(key, value)| check(&format!("{path}/{key}"), value));
            }
            if let Value::Array(items) = schema {
                items.iter().for_each(|item| check(path, item));
            }
        }
        for (name, definition) in definitions() {
            let refers_to_open = ["#/$defs/article", "#/$defs/work"].iter().any(|open| definition["$ref"] == *open);
            assert!(!refers_to_open || definition["unevaluatedProperties"] == false, "{name} is open");
            check(&format!("/{name}"), &definition);
        }
    }
}
