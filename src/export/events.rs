//! Events of the corpus as bytes: JSON Lines, one JSON document, and sheets.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::columns::Cell;
use super::record::Record;
use super::safe_json;
use super::sheet::Sheet;
use crate::article::labels::Labels;
use crate::article::{Article, Id};

/// An event, as JSON. The order of the fields is the order of the keys.
#[derive(Debug, Serialize)]
pub(crate) struct EventRecord<'a> {
    place: u64,
    at: Option<String>,
    kind: &'static str,
    id: &'a Id,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_before: Option<u32>,
    fields: &'a [&'static str],
    title: &'a str,
    published: Option<String>,
    url: Option<&'a str>,
    /// Every leader whom the article names, as in its record.
    officials: Vec<&'a str>,
    run: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Ended<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<Record<'a>>,
}

/// The article that ended because it turned out to be another one. A line rarely ends several.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
enum Ended<'a> {
    One(&'a Id),
    Several(&'a [Id]),
}

/// What is known of an event besides its article.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventFacts<'a> {
    pub(crate) place: u64,
    pub(crate) kind: &'static str,
    pub(crate) version_before: Option<u32>,
    pub(crate) fields: &'a [&'static str],
    pub(crate) ended: &'a [Id],
    pub(crate) run: Option<&'a str>,
}

impl<'a> EventRecord<'a> {
    /// An event of an article in the version that the event left; `with_article` adds its record.
    pub(crate) fn new(
        facts: EventFacts<'a>,
        article: &'a Article,
        labels: &'a Labels,
        with_article: bool,
    ) -> EventRecord<'a> {
        let mut officials: Vec<&str> = Vec::new();
        for link in &labels.officials {
            if !officials.contains(&link.name.as_str()) {
                officials.push(&link.name);
            }
        }
        EventRecord {
            place: facts.place,
            at: article.stored.map(utc),
            kind: facts.kind,
            id: &article.id,
            version: article.version,
            version_before: facts.version_before,
            fields: facts.fields,
            title: &article.title,
            published: article.published.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, false)),
            url: article.url.as_deref(),
            officials,
            run: facts.run,
            ended: match facts.ended {
                [] => None,
                [one] => Some(Ended::One(one)),
                several => Some(Ended::Several(several)),
            },
            article: with_article.then(|| Record::new(article, labels, None)),
        }
    }
}

fn utc(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What a JSON document of events says besides them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventsHead {
    pub(crate) since: u64,
    pub(crate) until: u64,
    pub(crate) total: u64,
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventFormat {
    Json,
    Jsonl,
    Sheet(Sheet),
}

/// The columns of sheets.
const COLUMNS: [&str; 12] =
    ["place", "at", "kind", "id", "version", "fields", "title", "published", "url", "officials", "run", "ended"];

/// Writes events one by one.
pub(crate) struct EventSink<W: Write> {
    out: W,
    format: EventFormat,
    written: u64,
}

impl<W: Write> EventSink<W> {
    /// Writes what precedes the first event.
    pub(crate) fn begin(format: EventFormat, mut out: W, head: EventsHead) -> io::Result<EventSink<W>> {
        let EventsHead { since, until, total } = head;
        match format {
            EventFormat::Json => {
                write!(
                    out,
                    "{{\n  \"since\": {since},\n  \"until\": {until},\n  \"total\": {total},\n  \"events\": ["
                )?;
            }
            EventFormat::Jsonl => {}
            EventFormat::Sheet(sheet) => sheet.header(&mut out, COLUMNS.into_iter())?,
        }
        Ok(EventSink { out, format, written: 0 })
    }

    /// Writes one event.
    pub(crate) fn event(&mut self, event: &EventRecord<'_>) -> io::Result<()> {
        match self.format {
            EventFormat::Json => {
                self.out.write_all(if self.written == 0 { b"\n    " } else { b",\n    " })?;
                safe_json::write(&mut self.out, event)?;
            }
            EventFormat::Jsonl => {
                safe_json::write(&mut self.out, event)?;
                self.out.write_all(b"\n")?;
            }
            EventFormat::Sheet(sheet) => sheet.row(&mut self.out, cells(event).into_iter())?,
        }
        self.written += 1;
        Ok(())
    }

    /// Writes what follows the last event, and returns the writer.
    pub(crate) fn end(mut self) -> io::Result<W> {
        if self.format == EventFormat::Json {
            self.out.write_all(if self.written == 0 { b"]\n}\n" } else { b"\n  ]\n}\n" })?;
        }
        Ok(self.out)
    }
}

fn cells<'a>(event: &'a EventRecord<'a>) -> [Cell<'a>; 12] {
    let text = |text: &'a str| Cell::Text(text.into());
    let ended = match event.ended {
        None => String::new(),
        Some(Ended::One(id)) => id.as_str().to_owned(),
        Some(Ended::Several(ids)) => ids.iter().map(Id::as_str).collect::<Vec<_>>().join("; "),
    };
    [
        Cell::Own(event.place.to_string()),
        Cell::Own(event.at.clone().unwrap_or_default()),
        Cell::Own(event.kind.to_owned()),
        text(event.id.as_str()),
        Cell::Own(event.version.to_string()),
        Cell::Own(event.fields.join("; ")),
        text(event.title),
        Cell::Own(event.published.clone().unwrap_or_default()),
        text(event.url.unwrap_or_default()),
        Cell::Text(event.officials.join("; ").into()),
        text(event.run.unwrap_or_default()),
        Cell::Text(ended.into()),
    ]
}
