//! JSON: one document, or one record per line.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::copied::Copied;
use super::fields::Fields;
use super::format::{ArticleFormat, ExportItem};
use super::record::Record;
use super::safe_json;
use crate::article::labels::Labels;
use crate::calendar::Month;

/// The fields of the JSON document that precede its articles.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Head {
    pub(crate) query: Option<String>,
    pub(crate) total: u64,
    /// How the query was relaxed until anything matched, in order.
    pub(crate) relaxed: Vec<&'static str>,
    /// What the total doesn't show, for a question.
    #[serde(flatten)]
    pub(crate) hidden: Option<Hidden>,
    pub(crate) coverage: Coverage,
    /// Numbers of matches by group, over all matches.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub(crate) facets: Vec<FacetCounts>,
    /// How the query was read, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explanation: Option<serde_json::Value>,
    /// Why nothing matched, if nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasons: Option<serde_json::Value>,
}

/// One way of grouping the matches: its name, and the groups with their counts, in order.
pub(crate) type FacetCounts = (&'static str, Vec<(String, u64)>);

/// `{"official": {"Đào Hồng Lan": 25, …}, …}`, in the order of the facets and of their groups.
fn as_map<S: Serializer>(facets: &[FacetCounts], serializer: S) -> Result<S::Ok, S::Error> {
    struct Groups<'a>(&'a [(String, u64)]);
    impl Serialize for Groups<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(group, count)| (group, count)))
        }
    }
    serializer.collect_map(facets.iter().map(|(name, groups)| (name, Groups(groups))))
}

/// What the total of a question doesn't show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Hidden {
    /// The number of matches in which the words are next to each other, in this order; `None` if the query has one
    /// word, or quotes.
    pub(crate) together: Option<u64>,
    /// The number of articles outside the section that match as well; `None` if they aren't left out.
    pub(crate) outside: Option<u64>,
    /// The number of further articles that only name the people who had to act; `None` if nobody had to.
    pub(crate) named_only: Option<u64>,
}

/// What the corpus contains, so that readers can distinguish "nothing found" from "nothing collected".
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Coverage {
    pub(crate) articles: u64,
    /// First and last Vietnamese day with an article.
    pub(crate) first: Option<NaiveDate>,
    pub(crate) last: Option<NaiveDate>,
    /// Months between the two that have no article.
    pub(crate) missing_months: Vec<Month>,
    /// Whether the last run read the list down to articles that were already known.
    pub(crate) complete: Option<bool>,
}

/// One document: the fields of the head, then `"articles": […]`, one record per line.
pub(super) struct JsonDocument<'h> {
    pub(super) head: Option<&'h Head>,
    /// The fields of each article; `None` for the record.
    pub(super) fields: Option<Fields>,
}

impl ArticleFormat for JsonDocument<'_> {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut fields = Vec::new();
        match self.head {
            Some(head) => safe_json::write(&mut fields, head)?,
            None => fields.extend(b"{}"),
        }
        fields.pop(); // the brace comes at the end
        out.write_all(&fields)?;
        writeln!(out, "{}\"articles\":[", if fields.len() > 1 { "," } else { "" })
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        if item.before > 0 {
            out.write_all(b",\n")?;
        }
        write_article(out, item, self.fields.as_ref())
    }

    fn copied(&self, out: &mut Vec<u8>, line: &[u8], labels: &Labels, before: u64) -> io::Result<bool> {
        let Some(copy) = Copied::of(line).filter(|_| self.fields.is_none()) else { return Ok(false) };
        if before > 0 {
            out.extend(b",\n");
        }
        copy.write(out, labels)?;
        Ok(true)
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]}\n")
    }
}

/// One record per line.
pub(super) struct JsonLines {
    /// The fields of each article; `None` for the record.
    pub(super) fields: Option<Fields>,
}

/// Writes an article as a record, or as an object with these fields.
fn write_article(out: &mut Vec<u8>, item: &ExportItem<'_>, fields: Option<&Fields>) -> io::Result<()> {
    match fields {
        None => safe_json::write(out, &Record::new(item.article, item.labels, item.hit)),
        Some(fields) => safe_json::write(out, &fields.object(item)?),
    }
}

impl ArticleFormat for JsonLines {
    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        write_article(out, item, self.fields.as_ref())?;
        out.write_all(b"\n")
    }

    fn copied(&self, out: &mut Vec<u8>, line: &[u8], labels: &Labels, _before: u64) -> io::Result<bool> {
        let Some(copy) = Copied::of(line).filter(|_| self.fields.is_none()) else { return Ok(false) };
        copy.write(out, labels)?;
        out.push(b'\n');
        Ok(true)
    }
}
