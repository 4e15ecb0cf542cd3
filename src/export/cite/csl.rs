//! CSL-JSON for citation processors (citeproc, Pandoc, Zotero): one array of items.

use std::io::{self, Write};

use chrono::Datelike;
use serde::Serialize;

use super::super::format::{ArticleFormat, ExportItem};
use super::super::safe_json;
use super::reference::{AUTHOR, LANGUAGE, PUBLISHER, Reference};

/// Writes the array.
pub(in crate::export) struct Csl;

/// An item by the CSL 1.0.2 data schema.
#[derive(Debug, Serialize)]
struct CslItem<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    author: [CslName; 1],
    publisher: &'static str,
    #[serde(rename = "container-title")]
    container_title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<CslDate>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    lead: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyword: Option<String>,
    language: &'static str,
    version: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct CslName {
    literal: &'static str,
}

#[derive(Debug, Serialize)]
struct CslDate {
    #[serde(rename = "date-parts")]
    date_parts: [(i32, u32, u32); 1],
}

impl CslDate {
    fn of(day: &impl Datelike) -> CslDate {
        CslDate { date_parts: [(day.year(), day.month(), day.day())] }
    }
}

impl<'a> CslItem<'a> {
    fn of(reference: &'a Reference<'a>) -> CslItem<'a> {
        CslItem {
            id: &reference.key,
            kind: "webpage",
            title: &reference.title,
            author: [CslName { literal: AUTHOR }],
            publisher: AUTHOR,
            container_title: PUBLISHER,
            issued: reference.published.as_ref().map(CslDate::of),
            accessed: reference.fetched.as_ref().map(CslDate::of),
            url: reference.url.as_deref(),
            lead: reference.lead.as_deref(),
            keyword: (!reference.topics.is_empty()).then(|| reference.topics.join(", ")),
            language: LANGUAGE,
            version: reference.version.to_string(),
            note: reference.note(),
        }
    }
}

impl ArticleFormat for Csl {
    fn cites(&self) -> bool {
        true
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[\n")
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        if item.before > 0 {
            out.write_all(b",\n")?;
        }
        let reference = Reference::of(item.article, item.labels, item.archived.as_deref());
        safe_json::write(out, &CslItem::of(&reference))
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::tests::{article, bare, check};
    use super::*;

    fn written(reference: &Reference<'_>) -> String {
        serde_json::to_string(&CslItem::of(reference)).unwrap()
    }

    #[test]
    fn an_item_has_the_field_names_of_csl() {
        check(
            written,
            &article(),
            r#"{"id":"byt-20260121-3f9c01d2ab47","type":"webpage","title":"50% {thuốc} & vật_tư #1: “a” \\ $x^2~","author":[{"literal":"Bộ Y tế Việt Nam"}],"publisher":"Bộ Y tế Việt Nam","container-title":"Cổng thông tin điện tử Bộ Y tế","issued":{"date-parts":[[2026,1,21]]},"accessed":{"date-parts":[[2026,2,1]]},"URL":"https://moh.gov.vn/a_b%20c?x=1&y=%7Bz%7D#t","abstract":"Sapo.","language":"vi","version":"2","note":"retrieved 2026-02-01T01:00:00Z; version 2; SHA-256 of the raw answer: ab12"}"#,
        );
        let mut bare = bare();
        bare.sha256 = Some("cd".into());
        check(
            written,
            &bare,
            r#"{"id":"byt-a","type":"webpage","title":"Họp","author":[{"literal":"Bộ Y tế Việt Nam"}],"publisher":"Bộ Y tế Việt Nam","container-title":"Cổng thông tin điện tử Bộ Y tế","language":"vi","version":"1","note":"version 1; SHA-256 of the raw answer: cd"}"#,
        );
    }
}
