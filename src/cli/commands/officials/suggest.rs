//! `byt officials --suggest`: entries for leaders that articles name and the registry lacks.

use std::fmt::Write as _;

use serde_json::json;

use crate::article::Article;
use crate::article::labels::{Labels, Link};
use crate::cli::answerer::{self, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::messages::status;
use crate::cli::output;
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::export::quote;
use crate::officials::{self, Occurrence};
use crate::query::{self, Filters, Query};
use crate::storage::StorageError;

/// Prints the entries, ready for a user's file.
pub(super) fn run(format: ListFormat, engine: &EngineArgs, settings: &Settings) -> Result<Exit, Failure> {
    let opened = answerer::open(engine, settings)?;
    let answerer = opened.answerer();
    let everything = query::find(answerer.source, &Query::default(), &Filters::everywhere())?;
    let mut sightings = Vec::new();
    match answerer.ledger {
        Some(ledger) => {
            for place in everything.all_newest_first()? {
                let unknown = unknown(everything.labels(&place)?);
                if !unknown.is_empty() {
                    sightings.extend(occurrences(unknown, &ledger.read_at(place.offset)?));
                }
            }
        }
        None => everything.each_line::<StorageError>(|line, labels| {
            let unknown = unknown(query::unpacked_labels(labels)?);
            if !unknown.is_empty() {
                sightings.extend(occurrences(unknown, &query::sent_article(line)?));
            }
            Ok(())
        })?,
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

/// The people that the registry lacks.
fn unknown(labels: Labels) -> Vec<Link> {
    labels.officials.into_iter().filter(|link| !link.registry).collect()
}

/// Where an article names people.
fn occurrences(links: Vec<Link>, article: &Article) -> Vec<Occurrence> {
    let occurrence = |link: Link| Occurrence {
        quote: link.evidence.first().map_or("", |at| quote(article, at)).to_owned(),
        name: link.name,
        role: link.role,
        day: article.published.map(|m| m.date_naive()),
        article: article.id.to_string(),
    };
    links.into_iter().map(occurrence).collect()
}
