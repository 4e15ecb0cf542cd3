//! `byt config`: the settings in force, and where each comes from.

use serde_json::{Map, Value, json};

use crate::cli::arguments::Config;
use crate::cli::config_file;
use crate::cli::layout::{Side, Table, Width};
use crate::cli::output::{self, safe};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure};

/// A configuration file with every key.
pub(super) fn init() -> Result<Exit, Failure> {
    output::text(&config_file::example())?;
    Ok(Exit::Done)
}

pub(super) fn run(args: &Config, settings: &Settings) -> Result<Exit, Failure> {
    let rows = settings.origins();
    if args.json {
        let mut values: Map<String, Value> = rows
            .iter()
            .map(|row| (row.key.to_owned(), json!({ "value": row.value, "from": row.origin.as_str() })))
            .collect();
        values.insert("file".to_owned(), json!(settings.file_path));
        output::json(&Value::Object(values))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[("key", Side::Left), ("from", Side::Left), ("value", Side::Left)]);
    for row in &rows {
        let value = row.value.as_deref().unwrap_or("(not set)");
        let origin = row.variable.map_or_else(|| row.origin.as_str().to_owned(), |name| format!("environment {name}"));
        table.row(vec![row.key.to_owned(), origin], vec![safe(value).into_owned()]);
    }
    output::text(&table.set(Width::of_output()))?;
    if settings.talk >= Talk::Normal {
        match &settings.file_path {
            Some(path) => output::say!("file: {}", path.display()),
            None => output::say!("no configuration file; `byt config --init > byt.toml` writes one to begin with"),
        }
    }
    Ok(Exit::Done)
}
