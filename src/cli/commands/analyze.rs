//! `byt analyze TEXT`: how a text is cut and found.

use serde_json::json;

use super::store;
use crate::cli::arguments::Analyze;
use crate::cli::output::{self, Out, safe};
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
    let mut out = Out::open(None)?;
    let mut table =
        format!("clean: {}\n\n{:>8}  {:<16} {:<16} term\n", safe(&analysis.clean), "position", "text", "fold");
    for t in &analysis.tokens {
        let word = safe(&analysis.clean[t.start..t.end]).into_owned();
        table += &format!("{:>8}  {} {} {}\n", t.position, output::pad(&word, 16), output::pad(&t.fold, 16), t.term);
    }
    for (name, found) in
        [("documents", identifiers.join(", ")), ("dates", dates.join(", ")), ("people", people.join(", "))]
    {
        if !found.is_empty() {
            table += &format!("\n{name}: {found}");
        }
    }
    std::io::Write::write_all(&mut out, table.trim_end().as_bytes()).map_err(Failure::from_output)?;
    std::io::Write::write_all(&mut out, b"\n").map_err(Failure::from_output)?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Bytes as characters: what other programs count.
fn characters(text: &str, bytes: usize) -> usize {
    text[..bytes].chars().count()
}
