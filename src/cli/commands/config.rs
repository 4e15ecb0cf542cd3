//! `byt config`: the settings and where each comes from, and the named questions.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::config_file;
use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::{Side, Table, Width};
use crate::cli::messages::{Verbosity, status};
use crate::cli::output;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt config                     each setting and where it comes from
  byt config --json | jq .delay
  byt config --init > byt.toml   a file to start from, with every key")]
pub(crate) struct ConfigArgs {
    /// Print a configuration file with every key, its default, and what it means
    #[arg(long, conflicts_with = "json")]
    pub(super) init: bool,
    /// Print the settings as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// Prints a configuration file with every key.
pub(super) fn init() -> Result<Exit, Failure> {
    output::text(&config_file::example())?;
    Ok(Exit::Done)
}

pub(super) fn run(args: &ConfigArgs, settings: &Settings) -> Result<Exit, Failure> {
    let rows = settings.origins();
    if args.json {
        let mut values: Map<String, Value> = rows
            .iter()
            .map(|row| (row.key.to_owned(), json!({ "value": row.value, "from": row.origin.as_str() })))
            .collect();
        values.insert("file".to_owned(), json!(settings.file_path));
        let questions = settings.file.questions().iter();
        let questions = questions.map(|(name, question)| {
            let keys = question.keys().into_iter().map(|(key, values)| (key.to_owned(), json!(values)));
            (name.clone(), Value::Object(keys.collect()))
        });
        values.insert("questions".to_owned(), Value::Object(questions.collect()));
        output::json(&Value::Object(values))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[("key", Side::Left), ("from", Side::Left), ("value", Side::Left)]);
    for row in &rows {
        let value = row.value.as_deref().unwrap_or("(not set)");
        let origin = row.variable.map_or_else(|| row.origin.as_str().to_owned(), |name| format!("environment {name}"));
        table.row(vec![row.key.to_owned(), origin], vec![safe(value).into_owned()]);
    }
    for (name, question) in settings.file.questions() {
        let keys = question.keys().into_iter().map(|(key, values)| format!("{key} = {}", values.join(", ")));
        let value = keys.collect::<Vec<_>>().join("; ");
        table.row(vec![format!("@{name}"), "file".to_owned()], vec![safe(&value).into_owned()]);
    }
    output::text(&table.format(Width::of_stdout()))?;
    if settings.verbosity >= Verbosity::Normal {
        match &settings.file_path {
            Some(path) => status!("file: {}", path.display()),
            None => status!("there is no configuration file; `byt config --init > byt.toml` writes one to start from"),
        }
    }
    Ok(Exit::Done)
}
