//! A report as bytes for programs: JSON, JSON Lines, CSV, TSV. All of them have the same rows.

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::report::{Datum, Envelope, Report};
use crate::export::{Cell, Sheet, write_json, write_pretty_json};

/// A format for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StudyFormat {
    /// One document: the envelope and the rows.
    Json,
    /// One row per line; with `head`, the envelope without rows first.
    Jsonl {
        head: bool,
    },
    Sheet(Sheet),
}

/// Writes a report.
pub(crate) fn write(out: &mut dyn Write, report: &Report, envelope: &Envelope, format: StudyFormat) -> io::Result<()> {
    match format {
        StudyFormat::Json => {
            let mut document = head(report, envelope);
            document.insert("rows".to_owned(), report.rows.iter().map(|row| object(report, row)).collect());
            let notes = document.remove("notes");
            document.extend(notes.map(|notes| ("notes".to_owned(), notes)));
            write_pretty_json(&mut *out, &Value::Object(document))?;
            writeln!(out)
        }
        StudyFormat::Jsonl { head: with_head } => {
            if with_head {
                write_json(&mut *out, &Value::Object(head(report, envelope)))?;
                writeln!(out)?;
            }
            for row in &report.rows {
                write_json(&mut *out, &object(report, row))?;
                writeln!(out)?;
            }
            Ok(())
        }
        StudyFormat::Sheet(sheet) => {
            sheet.header(out, report.columns.iter().copied())?;
            report.rows.iter().try_for_each(|row| sheet.row(out, row.iter().map(cell)))
        }
    }
}

/// Writes the envelope of a report without its rows.
pub(crate) fn write_head(out: &mut dyn Write, report: &Report, envelope: &Envelope) -> io::Result<()> {
    write_pretty_json(&mut *out, &Value::Object(head(report, envelope)))?;
    writeln!(out)
}

/// The envelope of a report: everything but the rows.
fn head(report: &Report, envelope: &Envelope) -> Map<String, Value> {
    let scope = &report.scope;
    let snapshot = &report.snapshot;
    let zones: Vec<&str> = scope.zones.names().collect();
    let measure: Map<String, Value> =
        report.measure.iter().map(|(name, datum)| ((*name).to_owned(), value(datum))).collect();
    let mut head = Map::new();
    let mut set = |name: &str, value: Value| drop(head.insert(name.to_owned(), value));
    set("command", report.command.into());
    set("arguments", envelope.arguments.clone().into());
    set("byt", envelope.byt.into());
    set("made", envelope.made.clone().into());
    set(
        "snapshot",
        json!({ "id": snapshot.id, "rules": snapshot.rules, "units": snapshot.units, "ledger_bytes": snapshot.ledger_bytes }),
    );
    set(
        "scope",
        json!({ "articles": scope.articles, "words": scope.words, "undated": scope.undated,
            "without_text": scope.without_text, "repeated_leads": scope.repeated_leads, "twins": scope.twins,
            "zones": zones, "unit": scope.unit, "per": scope.per }),
    );
    if !report.sides.is_empty() {
        let side = |side: &super::report::SideFacts| json!({ "name": side.name, "query": side.query, "articles": side.articles, "words": side.words });
        set("sides", report.sides.iter().map(side).collect());
    }
    set("measure", Value::Object(measure));
    set("total", report.total.into());
    set("notes", report.notes.clone().into());
    head
}

fn object(report: &Report, row: &[Datum]) -> Value {
    Value::Object(report.columns.iter().zip(row).map(|(name, datum)| ((*name).to_owned(), value(datum))).collect())
}

/// A value in JSON; infinity is the string `inf`.
fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Count(count) => (*count).into(),
        Datum::Number(number) if number.is_infinite() => infinity(*number).into(),
        // Report numbers are never "not a number".
        Datum::Number(number) => (*number).into(),
        Datum::Text(text) | Datum::Own(text) => text.clone().into(),
        Datum::Texts(texts) => texts.clone().into(),
        Datum::Flag(flag) => (*flag).into(),
    }
}

fn infinity(number: f64) -> &'static str {
    if number > 0.0 { "inf" } else { "-inf" }
}

/// The same value in a cell: numbers as in JSON, lists joined, nothing empty.
fn cell(datum: &Datum) -> Cell<'_> {
    match datum {
        Datum::Null => Cell::Own(String::new()),
        Datum::Text(text) => Cell::Text(Cow::Borrowed(text)),
        Datum::Own(text) => Cell::Own(text.clone()),
        Datum::Texts(texts) => Cell::Text(texts.join("; ").into()),
        Datum::Number(number) if number.is_infinite() => Cell::Own(infinity(*number).to_owned()),
        other => Cell::Own(value(other).to_string()),
    }
}
