//! `byt schema`: the JSON Schema (2020-12) of all JSON output, or of one output.
//!
//! The document is `schema.json`. Its definitions with a title are outputs; the others are parts of
//! them. `tests/schema.rs` checks that every command conforms to it.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value};

use crate::cli::errors::{Exit, Failure};
use crate::cli::output;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt schema                     a definition for every output
  byt schema record              only that of an article, and what it refers to")]
pub(crate) struct SchemaArgs {
    /// An output, for example record (a line of export), search (its JSON document), status
    #[arg(value_name = "OUTPUT", value_parser = PossibleValuesParser::new(OUTPUTS.iter().copied()))]
    name: Option<String>,
}

const DOCUMENT: &str = include_str!("schema.json");

pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    match &args.name {
        None => output::text(DOCUMENT)?,
        Some(name) => output::json(&standalone(name))?,
    }
    Ok(Exit::Done)
}

/// The names of the outputs: the definitions with a title. They are repeated here because clap lists
/// them in the help; a test compares them with the document.
const OUTPUTS: &[&str] = &[
    "record",
    "hit",
    "selection",
    "search",
    "selections",
    "export",
    "show",
    "version-list",
    "versions",
    "difference",
    "diff",
    "origin",
    "origins",
    "count",
    "changes",
    "event",
    "cursors",
    "feed",
    "officials",
    "officials-at",
    "officials-role",
    "officials-name",
    "officials-suggest",
    "officials-eval",
    "topics",
    "topics-explain",
    "topics-eval",
    "update",
    "import",
    "import-plan",
    "withdraw",
    "plan",
    "index",
    "push",
    "reparse",
    "check",
    "status",
    "config",
    "analyze",
    "demo",
    "csl",
    "kwic-row",
    "kwic-group-row",
    "kwic",
    "words-row",
    "words",
    "trend-row",
    "trend",
    "keyness-row",
    "keyness",
    "collocates-row",
    "collocates",
    "dispersion-row",
    "dispersion",
    "cooccur-row",
    "cooccur",
    "sample-row",
    "sample",
    "first-row",
    "first-many-row",
    "first",
    "snapshot-row",
    "snapshot",
    "reproduce",
];

fn document() -> Value {
    serde_json::from_str(DOCUMENT).expect("the embedded schema is valid JSON, which a test checks")
}

fn definitions() -> Map<String, Value> {
    match document()["$defs"].take() {
        Value::Object(definitions) => definitions,
        other => unreachable!("$defs is an object: {other}"),
    }
}

/// The schema of one output with all definitions that it refers to.
fn standalone(name: &str) -> Value {
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

/// Collects the names of the definitions that a schema refers to, directly or not.
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
    fn the_listed_outputs_are_those_of_the_document() {
        let titled = definitions().into_iter().filter(|(_, definition)| definition["title"].is_string());
        let mut listed = OUTPUTS.to_vec();
        listed.sort_unstable();
        assert_eq!(titled.map(|(name, _)| name).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), listed);
    }

    #[test]
    fn every_output_has_the_definitions_that_it_refers_to_and_no_others() {
        for name in OUTPUTS {
            let schema = standalone(name);
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

    /// Definitions that others extend.
    const OPEN: [&str; 3] = ["article", "listing", "work"];

    /// Otherwise a field could be added to an output without a definition.
    #[test]
    fn every_object_rejects_unknown_fields_except_the_parts_that_others_extend() {
        fn check(path: &str, schema: &Value) {
            if let Value::Object(fields) = schema {
                if fields.contains_key("properties") && !OPEN.iter().any(|open| path.strip_prefix('/') == Some(*open)) {
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
            let is_open = OPEN.contains(&name.as_str());
            let refers_to_open = OPEN.iter().any(|open| definition["$ref"] == format!("#/$defs/{open}"));
            assert!(is_open || !refers_to_open || definition["unevaluatedProperties"] == false, "{name} is open");
            check(&format!("/{name}"), &definition);
        }
    }
}
