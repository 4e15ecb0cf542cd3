//! `byt officials --suggest`: entries for leaders that articles name and the registry lacks.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::messages::status;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, store};
use crate::export::quote;
use crate::officials::{self, Occurrence};
use crate::query::{self, Filters, Query};

/// Prints the entries, ready for a user's file.
pub(super) fn run(format: ListFormat, settings: &Settings) -> Result<Exit, Failure> {
    let store = store::open(settings)?;
    let everything = query::find(&store.index, &Query::default(), &Filters::everywhere())?;
    let mut sightings = Vec::new();
    for place in everything.all_newest_first()? {
        let unknown: Vec<_> = everything.labels(&place)?.officials.into_iter().filter(|link| !link.registry).collect();
        if unknown.is_empty() {
            continue;
        }
        let article = store.ledger.read_at(place.offset)?;
        sightings.extend(unknown.into_iter().map(|link| Occurrence {
            quote: link.evidence.first().map_or("", |at| quote(&article, at)).to_owned(),
            name: link.name,
            role: link.role,
            day: article.published.map(|m| m.date_naive()),
            article: article.id.to_string(),
        }));
    }
    let suggestions = officials::suggest(&sightings);
    if format == ListFormat::Json {
        let rows = suggestions.iter().map(|s| {
            let quotes: Vec<_> = s.quotes.iter().map(|(id, quote)| json!({"article": id, "quote": quote})).collect();
            json!({"name": s.name, "role": s.role, "first": s.first, "last": s.last, "articles": s.articles, "quotes": quotes, "toml": s.toml})
        });
        output::json(&rows.collect())?;
    } else {
        let mut text = String::new();
        for s in &suggestions {
            // Writing to a string can't fail.
            for (id, quote) in &s.quotes {
                let _ = writeln!(text, "# {id}: {}", safe(quote));
            }
            let _ = writeln!(text, "{}", s.toml);
        }
        output::text(&text)?;
    }
    if suggestions.is_empty() {
        status!("{}", settings.texts.everybody_is_known());
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}
