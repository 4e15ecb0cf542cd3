//! `byt count`: how many articles match, and how many in each group.

use std::io::Write;

use serde_json::json;

use super::{answer, store, why};
use crate::cli::arguments::{By, Count, CountFormat};
use crate::cli::layout::{Side, Table};
use crate::cli::output::{Out, safe};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output};
use crate::query;

pub(super) fn run(args: &Count, settings: &Settings) -> Result<Exit, Failure> {
    let store = store::open(settings)?;
    let question = answer::question(args.query.as_deref(), &args.filters, &store, settings)?;
    let found = query::find(&store.index, &question.query, &question.options)?;
    let total = found.total();
    let groups = args.by.map(|by| found.count_by(by.into())).transpose()?;
    let relaxed = answer::relaxed(&found);
    match (args.format, &groups) {
        (CountFormat::Json, None) => output::json(&json!({ "query": args.query, "total": total, "relaxed": relaxed }))?,
        (CountFormat::Json, Some(groups)) => {
            let groups: Vec<_> = groups.iter().map(|(key, n)| json!({ "key": key, "articles": n })).collect();
            output::json(&json!({ "query": args.query, "total": total, "relaxed": relaxed, "groups": groups }))?;
        }
        (CountFormat::Text, groups) => {
            let mut out = Out::open(None)?;
            let text = match groups {
                None => format!("{total}\n"),
                Some(groups) if out.width().is_limited() => in_columns(groups).set(out.width()),
                Some(groups) => groups.iter().map(|(key, n)| format!("{}\t{n}\n", safe(key))).collect(),
            };
            out.write_all(text.as_bytes()).map_err(Failure::from_output)?;
            out.finish()?;
        }
    }
    if settings.talk >= Talk::Normal {
        why::tell_found(&question, &found, &store.index, settings)?;
        if total == 0 {
            why::tell_nothing(&question, &found, &store.index, settings)?;
        }
    }
    Ok(if total == 0 { Exit::Nothing } else { Exit::Done })
}

/// The groups for people: scripts get a tab between the two.
fn in_columns(groups: &[(String, u64)]) -> Table {
    let mut table = Table::new(&[("articles", Side::Right), ("group", Side::Left)]);
    for (key, n) in groups {
        table.row(vec![n.to_string()], vec![safe(key).into_owned()]);
    }
    table
}

impl From<By> for query::By {
    fn from(by: By) -> query::By {
        match by {
            By::Official => query::By::Official,
            By::Topic => query::By::Topic,
            By::Year => query::By::Year,
            By::Month => query::By::Month,
            By::Day => query::By::Day,
            By::Role => query::By::Role,
        }
    }
}
