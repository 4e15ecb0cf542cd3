//! JSON documents about articles that aren't article records: versions, differences, origins.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::errors::Failure;
use super::formats::{OutputArgs, OutputFormat, machine};
use super::output::Out;
use crate::export;

/// The formats of such documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentFormat {
    Text,
    Json,
    Jsonl,
}

/// Returns the format that the options ask for. Fails if these documents don't have it.
pub(crate) fn format(args: &OutputArgs) -> Result<DocumentFormat, Failure> {
    match machine(args, OutputFormat::Text)? {
        None => Ok(DocumentFormat::Text),
        Some(export::Format::Json) => Ok(DocumentFormat::Json),
        Some(export::Format::Jsonl) => Ok(DocumentFormat::Jsonl),
        Some(_) => Err(Failure::usage("versions are only available as text, json or jsonl")),
    }
}

/// Writes the documents to a file or standard output. Text isn't written here.
pub(crate) fn write(file: Option<&Path>, format: DocumentFormat, documents: &[Value]) -> Result<(), Failure> {
    let mut out = Out::open(file)?;
    write_to(&mut out, format, documents).map_err(Failure::from_output)?;
    out.finish()
}

fn write_to(out: &mut Out, format: DocumentFormat, documents: &[Value]) -> io::Result<()> {
    match format {
        DocumentFormat::Json => {
            export::write_pretty_json(&mut *out, &json!({ "articles": documents }))?;
            writeln!(out)
        }
        DocumentFormat::Jsonl => documents.iter().try_for_each(|document| {
            export::write_json(&mut *out, document)?;
            writeln!(out)
        }),
        DocumentFormat::Text => Ok(()),
    }
}
