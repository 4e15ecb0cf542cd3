//! `byt analyze TEXT`: how a text is split into words and indexed.

use clap::Args;
use serde_json::json;

use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::{Side, Table, Width, under};
use crate::cli::output;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::store;
use crate::text;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt analyze 'Nguyễn Tri Thức khoẻ, Nghị quyết 72- NQ/TW ngày 9/9/2025'
  byt analyze --json 'bác sỹ' | jq '.tokens[].term'")]
pub(crate) struct AnalyzeArgs {
    /// The text to analyse
    #[arg(value_name = "TEXT")]
    text: String,
    /// Print one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &AnalyzeArgs, settings: &Settings) -> Result<Exit, Failure> {
    let analysis = text::analyze(&args.text);
    let people = store::labeller(settings)?.people_in(&analysis.clean);
    let identifiers: Vec<&str> = analysis.identifiers.iter().map(|i| i.canonical.as_str()).collect();
    let dates: Vec<String> = analysis.dates.iter().map(|(_, day)| day.to_string()).collect();
    if args.json {
        let tokens: Vec<_> = analysis
            .tokens
            .iter()
            .map(|t| {
                json!({
                    "text": &analysis.clean[t.start..t.end],
                    "term": t.term,
                    "fold": t.fold,
                    "start": characters(&analysis.clean, t.start),
                    "end": characters(&analysis.clean, t.end),
                    "position": t.position,
                })
            })
            .collect();
        output::json(&json!({
            "clean": analysis.clean,
            "tokens": tokens,
            "identifiers": identifiers,
            "dates": dates,
            "people": people,
        }))?;
        return Ok(Exit::Done);
    }
    let width = Width::of_stdout();
    let mut table =
        Table::new(&[("position", Side::Right), ("text", Side::Left), ("fold", Side::Left), ("term", Side::Left)]);
    for t in &analysis.tokens {
        let cells = [&analysis.clean[t.start..t.end], &t.fold].map(|cell| safe(cell).into_owned());
        table.row([vec![t.position.to_string()], cells.to_vec()].concat(), vec![safe(&t.term).into_owned()]);
    }
    let mut text = under("clean  ", &safe(&analysis.clean), width.text()) + "\n" + &table.format(width);
    for (name, found) in
        [("documents  ", identifiers.join(", ")), ("dates      ", dates.join(", ")), ("people     ", people.join(", "))]
    {
        if !found.is_empty() {
            text += "\n";
            text += &under(name, &safe(&found), width.text());
        }
    }
    output::text(&text)?;
    Ok(Exit::Done)
}

/// Converts a byte offset to a character offset.
fn characters(text: &str, bytes: usize) -> usize {
    text[..bytes].chars().count()
}
