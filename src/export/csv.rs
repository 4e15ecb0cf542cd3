//! CSV, one row for an article, with a guard against cells that a spreadsheet would run.

use crate::article::Article;
use crate::article::labels::Labels;

/// The columns, in order.
pub(super) const COLUMNS: [&str; 16] = [
    "id",
    "published",
    "title",
    "officials",
    "relations",
    "topics",
    "identifiers",
    "section",
    "status",
    "url",
    "source",
    "date_source",
    "abstract",
    "body",
    "version",
    "sha256",
];

/// The cells of an article's row, in the order of [`COLUMNS`]. Lists are joined with "; ".
pub(super) fn cells(article: &Article, labels: &Labels) -> Vec<String> {
    let names: Vec<&str> = labels.officials.iter().map(|l| l.name.as_str()).collect();
    let relations: Vec<&str> = labels.officials.iter().map(|l| l.relation.as_str()).collect();
    let topics: Vec<&str> = labels.topics.iter().map(|t| t.id.as_str()).collect();
    let text = [
        article.id.to_string(),
        article.published.map(|m| m.to_rfc3339()).unwrap_or_default(),
        article.title.clone(),
        names.join("; "),
        relations.join("; "),
        topics.join("; "),
        labels.identifiers.join("; "),
        if article.section { "in" } else { "out" }.to_owned(),
        article.status.as_str().to_owned(),
        article.url.clone().unwrap_or_default(),
        article.source.clone().unwrap_or_default(),
        article.date_source.map(|s| s.as_str().to_owned()).unwrap_or_default(),
        article.abstract_.clone().unwrap_or_default(),
        article.body.clone().unwrap_or_default(),
    ];
    let written_by_us = [article.version.to_string(), article.sha256.clone().unwrap_or_default()];
    text.into_iter().map(guard).chain(written_by_us).collect()
}

/// Puts an apostrophe before what a spreadsheet would take for a formula.
fn guard(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        for (cell, expected) in
            [("=1+1", "'=1+1"), ("- Phóng viên", "'- Phóng viên"), ("Họp", "Họp"), ("", ""), ("\tx", "'\tx")]
        {
            assert_eq!(guard(cell.to_owned()), expected);
        }
    }
}
