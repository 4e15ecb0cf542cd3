//! `byt count`: how many articles match, and how many in each group.

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::json;

use super::{answer, store, why};
use crate::cli::arguments::{By, Count, GroupFormat};
use crate::cli::layout::{Side, Table, counted};
use crate::cli::output::{Out, safe};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output};
use crate::export::{self, Cell, Delimiter, Sheet};
use crate::query;

pub(super) fn run(args: &Count, settings: &Settings) -> Result<Exit, Failure> {
    let sheet = match args.format {
        GroupFormat::Csv => Some(answer::sheet(&args.sheet, Delimiter::Comma)),
        GroupFormat::Tsv => Some(answer::sheet(&args.sheet, Delimiter::Tab)),
        GroupFormat::Text | GroupFormat::Json => {
            answer::no_sheet(&args.sheet)?;
            None
        }
    };
    let store = store::open(settings)?;
    let question = answer::question(args.query.as_deref(), &args.filters, &store, settings)?;
    let found = query::find(&store.index, &question.query, &question.options)?;
    let total = found.total();
    let groups = args.by.map(|by| found.count_by(by.into())).transpose()?;
    let mut out = Out::open(args.output.as_deref())?;
    let written = match sheet {
        Some(sheet) => as_sheet(&mut out, sheet, args.by, total, groups.as_deref()),
        None if args.format == GroupFormat::Json => {
            let mut document = json!({ "query": args.query, "total": total, "relaxed": answer::relaxed(&found) });
            if let Some(groups) = &groups {
                document["groups"] = groups.iter().map(|(key, n)| json!({ "key": key, "articles": n })).collect();
            }
            export::write_pretty_json(&mut out, &document).and_then(|()| writeln!(out))
        }
        None => match &groups {
            None => writeln!(out, "{total}"),
            Some(groups) if out.width().is_limited() => {
                let text = in_columns(groups).set(out.width());
                out.write_all(text.as_bytes())
            }
            Some(groups) => groups.iter().try_for_each(|(key, n)| writeln!(out, "{}\t{n}", safe(key))),
        },
    };
    written.map_err(Failure::from_output)?;
    out.finish()?;
    if settings.talk >= Talk::Normal {
        why::tell_found(&question, &found, &store, settings)?;
        if let (Some(By::Day | By::Month | By::Year), Some(groups)) = (args.by, &groups) {
            let undated = total.saturating_sub(groups.iter().map(|(_, n)| n).sum());
            if undated > 0 {
                output::say!("note: {} without a date in none of these", counted(undated, "article"));
            }
        }
        if total == 0 {
            why::tell_nothing(&question, &found, &store, settings)?;
        }
    }
    Ok(if total == 0 { Exit::Nothing } else { Exit::Done })
}

/// A row for each group, or one for all.
fn as_sheet(
    out: &mut Out,
    sheet: Sheet,
    by: Option<By>,
    total: u64,
    groups: Option<&[(String, u64)]>,
) -> io::Result<()> {
    let by = by.and_then(|by| Some(by.to_possible_value()?.get_name().to_owned()));
    sheet.header(out, by.as_deref().into_iter().chain(["articles"]))?;
    let Some(groups) = groups else { return sheet.row(out, [Cell::Own(total.to_string())].into_iter()) };
    groups
        .iter()
        .try_for_each(|(key, n)| sheet.row(out, [Cell::Text(key.into()), Cell::Own(n.to_string())].into_iter()))
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
