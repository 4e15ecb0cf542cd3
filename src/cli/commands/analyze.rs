//! `byt analyze TEXT`: how a text is cut and found.

use serde_json::json;

use super::store;
use crate::cli::arguments::Analyze;
use crate::cli::layout::{Side, Table, Width, under};
use crate::cli::output::{self, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure};
use crate::text;

pub(super) fn run(args: &Analyze, settings: &Settings) -> Result<Exit, Failure> {
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
    let width = Width::of_output();
    let mut table =
        Table::new(&[("position", Side::Right), ("text", Side::Left), ("fold", Side::Left), ("term", Side::Left)]);
    for t in &analysis.tokens {
        let cells = [&analysis.clean[t.start..t.end], &t.fold].map(|cell| safe(cell).into_owned());
        table.row([vec![t.position.to_string()], cells.to_vec()].concat(), vec![safe(&t.term).into_owned()]);
    }
    let mut text = under("clean  ", &safe(&analysis.clean), width.text()) + "\n" + &table.set(width);
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

/// Bytes as characters: what other programs count.
fn characters(text: &str, bytes: usize) -> usize {
    text[..bytes].chars().count()
}
