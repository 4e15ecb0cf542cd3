//! An article as one line of JSON, in the shape that `byt import` takes.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::article::Article;

/// Where the articles are.
pub const SITE: &str = "https://moh.gov.vn";
pub const SECTION: &str = "hoat-dong-cua-lanh-dao-bo";
pub const PUBLISHER: &str = "TW6LTp1ZtwaN";

/// A record. `leaders` and `fields` are of no interest to `byt`, which finds both by itself; they are
/// there for those who can't.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    pub title: String,
    /// RFC 3339, Vietnam time.
    pub published: String,
    pub url: String,
    #[serde(rename = "abstract")]
    pub abstract_: String,
    /// Paragraphs, an empty line between two.
    pub body: String,
    pub captions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// So that the same records give the same corpus whenever they are imported.
    pub first_seen: String,
    pub leaders: Vec<String>,
    pub fields: Vec<String>,
}

impl Record {
    pub fn of(article: &Article) -> Record {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Record {
            title: article.title.clone(),
            published: article.published.format("%Y-%m-%dT%H:%M:00+07:00").to_string(),
            url: address(&article.slug()),
            abstract_: article.lead.clone(),
            body: article.paragraphs.join("\n\n"),
            captions: article.captions.clone(),
            source: article.source.map(str::to_owned),
            first_seen: "2026-07-01T01:00:00Z".to_owned(),
            leaders: owned(&article.leaders),
            fields: owned(&article.topics),
        }
    }

    /// Writes the record as one line.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

/// Path of an article on the portal.
pub fn path(slug: &str) -> String {
    format!("/{SECTION}/-/asset_publisher/{PUBLISHER}/content/{slug}")
}

pub fn address(slug: &str) -> String {
    format!("{SITE}{}", path(slug))
}
