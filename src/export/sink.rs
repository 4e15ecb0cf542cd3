//! A sink: articles in, one of the machine formats out.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::csv::{COLUMNS, cells};
use super::escaped;
use super::record::{Found, Record};
use crate::article::Article;
use crate::article::labels::Labels;

/// The machine formats. They are the same on a terminal and in a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document: [`Head`], then all articles.
    Json,
    /// One record a line.
    Jsonl,
    Csv,
    /// One id a line.
    Ids,
}

/// What the one JSON document says before its articles.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Head {
    pub(crate) query: Option<String>,
    pub(crate) total: u64,
    /// What was given up so that anything matches, in the order of giving up.
    pub(crate) relaxed: Vec<&'static str>,
    pub(crate) coverage: Coverage,
    /// How many of all matches each group has.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub(crate) facets: Vec<Facet>,
    /// How the query was read, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explanation: Option<serde_json::Value>,
    /// Why nothing matched, where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasons: Option<serde_json::Value>,
}

/// One way of grouping the matches: its name, and the groups with their counts, in their order.
pub(crate) type Facet = (&'static str, Vec<(String, u64)>);

/// `{"official": {"Đào Hồng Lan": 25, …}, …}`, in the order of the facets and of their groups.
fn as_map<S: Serializer>(facets: &[Facet], serializer: S) -> Result<S::Ok, S::Error> {
    struct Groups<'a>(&'a [(String, u64)]);
    impl Serialize for Groups<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(group, count)| (group, count)))
        }
    }
    serializer.collect_map(facets.iter().map(|(name, groups)| (name, Groups(groups))))
}

/// What the corpus holds at all, so that "nothing found" can be told from "nothing collected".
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Coverage {
    pub(crate) articles: u64,
    /// First and last Vietnamese day with an article.
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    /// Months between the two without any article.
    pub(crate) missing_months: Vec<String>,
    /// Whether the last run saw the list whole, down to what was known.
    pub(crate) complete: Option<bool>,
}

/// Writes articles in one format.
pub(crate) enum Sink<W: Write> {
    Json { out: W, first: bool },
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
    Ids(W),
}

impl<W: Write> Sink<W> {
    /// `head` is of use to [`Format::Json`] only.
    pub(crate) fn begin(format: Format, mut out: W, head: Option<&Head>) -> io::Result<Sink<W>> {
        Ok(match format {
            Format::Json => {
                let mut fields = Vec::new();
                match head {
                    Some(head) => escaped::write(&mut fields, head)?,
                    None => fields.extend(b"{}"),
                }
                fields.pop(); // the brace comes at the end
                let comma = if fields.len() > 1 { "," } else { "" };
                out.write_all(&fields)?;
                writeln!(out, "{comma}\"articles\":[")?;
                Sink::Json { out, first: true }
            }
            Format::Jsonl => Sink::Jsonl(out),
            Format::Csv => {
                let mut rows = csv::Writer::from_writer(out);
                rows.write_record(COLUMNS)?;
                Sink::Csv(Box::new(rows))
            }
            Format::Ids => Sink::Ids(out),
        })
    }

    pub(crate) fn article(&mut self, article: &Article, labels: &Labels, found: Option<Found<'_>>) -> io::Result<()> {
        let record = || Record::new(article, labels, found);
        match self {
            Sink::Json { out, first } => {
                if !std::mem::take(first) {
                    out.write_all(b",\n")?;
                }
                escaped::write(out, &record())?;
            }
            Sink::Jsonl(out) => {
                escaped::write(&mut *out, &record())?;
                out.write_all(b"\n")?;
            }
            Sink::Csv(rows) => rows.write_record(cells(article, labels))?,
            Sink::Ids(out) => writeln!(out, "{}", article.id)?,
        }
        Ok(())
    }

    /// Ends the document and gives the output back.
    pub(crate) fn end(self) -> io::Result<W> {
        match self {
            Sink::Json { mut out, .. } => {
                out.write_all(b"\n]}\n")?;
                Ok(out)
            }
            Sink::Jsonl(out) | Sink::Ids(out) => Ok(out),
            Sink::Csv(rows) => rows.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string())),
        }
    }
}
