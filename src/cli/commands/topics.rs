//! `byt topics`: the registry of topics, with article counts.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::json;

use super::{answer, store};
use crate::cli::arguments::{CountFormat, Topics};
use crate::cli::output::{self, pad, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure};
use crate::corpus::Corpus;
use crate::query::{self, By, Query};

pub(super) fn run(args: &Topics, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let counts = counts(settings)?;
    let count = |id: &str| counts.get(id).copied().unwrap_or(0);
    if args.format == CountFormat::Json {
        let rows = labeller.topics.all().iter().map(|topic| {
            json!({ "id": topic.id, "vi": topic.vi, "en": topic.en, "kind": topic.kind, "articles": count(&topic.id) })
        });
        output::json(&rows.collect())?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for topic in labeller.topics.all() {
        let _ = writeln!(text, "{} {:>6}  {} — {}", pad(&topic.id, 22), count(&topic.id), safe(&topic.vi), safe(&topic.en));
    }
    output::text(&text)?;
    Ok(Exit::Done)
}

/// How many articles each topic has. The registry can be read without a corpus.
fn counts(settings: &Settings) -> Result<HashMap<String, u64>, Failure> {
    if Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(HashMap::new());
    }
    let store = store::open(settings)?;
    let everything = query::find(&store.index, &Query::default(), &answer::all_sections())?;
    Ok(everything.count_by(By::Topic)?.into_iter().collect())
}
