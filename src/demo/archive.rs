//! An archive's captures of the legacy portal: lists with resume keys, and raw captures.
//!
//! The captures are as untidy as real ones: the same article under several hosts and places, rows
//! that repeat an earlier capture, redirects, rows that are none, and captures of error pages that
//! the server had given the status 200.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::legacy;
use super::piece::Piece;
use super::reply::Reply;

const SECTION_PAGE: &str = "hoat-dong-cua-lanh-dao-bo";
const SECTION_PUBLISHER: &str = "TW6LTp1ZtwaN";
/// How articles are addressed, in turn.
const ROOTS: [&str; 5] = [
    "https://moh.gov.vn",
    "https://moh.gov.vn:443",
    "http://www.moh.gov.vn",
    "https://moh.gov.vn/vi_VN",
    "https://adminmoh.moh.gov.vn/web/guest",
];
/// So many articles lie between two captures of the list.
const LIST_EVERY: usize = 12;

/// What was captured.
enum CaptureContent {
    Article(String),
    List,
    /// The portal's page for addresses that lead nowhere.
    NotFound,
    /// A redirect that the archive resolves to the capture made then.
    Nearest(NaiveDateTime),
}

/// One row of the archive's list.
struct CaptureRow {
    at: NaiveDateTime,
    original: String,
    status: &'static str,
    media: &'static str,
    digest: String,
    content: CaptureContent,
}

/// All captures, in the order of their addresses, then of time.
fn rows(published: &[Piece]) -> Vec<CaptureRow> {
    let mut rows = Vec::new();
    // The number of an article must not change when others come out: counted from the oldest.
    for (n, piece) in published.iter().rev().enumerate() {
        let row = |days: i64, status, media, digest: &str, content| CaptureRow {
            at: piece.published + TimeDelta::days(days),
            original: original(n, piece),
            status,
            media,
            digest: format!("{digest}{}", piece.aid),
            content,
        };
        let article = || CaptureContent::Article(piece.slug.clone());
        if n.is_multiple_of(LIST_EVERY) && piece.section {
            let original = format!("https://moh.gov.vn/{SECTION_PAGE}");
            rows.push(CaptureRow { original, ..row(0, "200", "text/html", "LIST", CaptureContent::List) });
        }
        if !piece.detail {
            continue;
        }
        rows.push(row(2, "200", "text/html", "PAGE", article()));
        match n % 6 {
            0 => rows.push(row(30, "200", "text/html", "GONE", CaptureContent::NotFound)),
            1 => rows.push(row(40, "200", "warc/revisit", "PAGE", article())),
            2 => rows.push(row(50, "302", "text/html", "MOVED", CaptureContent::NotFound)),
            3 => rows.push(row(60, "404", "text/html", "GONE", CaptureContent::NotFound)),
            4 => {
                let nearest = CaptureContent::Nearest(piece.published + TimeDelta::days(2));
                rows.push(row(70, "200", "text/html", "NEAR", nearest));
            }
            _ => {}
        }
    }
    rows.sort_by(|a, b| (&a.original, a.at).cmp(&(&b.original, b.at)));
    rows
}

fn original(n: usize, piece: &Piece) -> String {
    // What is outside the section was shown below its list, by another publisher.
    let publisher = if piece.section { SECTION_PUBLISHER } else { "k206Q9qkZOqn" };
    format!("{}/{SECTION_PAGE}/-/asset_publisher/{publisher}/content/{}", ROOTS[n % ROOTS.len()], piece.slug)
}

/// Answers a question for captures; `published` is newest first.
pub(super) fn list(target: &str, published: &[Piece]) -> Reply {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let asked = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let prefix = plain(asked("url").unwrap_or_default());
    let year = |row: &CaptureRow| row.at.format("%Y").to_string();
    let all = rows(published);
    let fitting: Vec<&CaptureRow> = all
        .iter()
        .filter(|row| plain(&row.original).starts_with(&prefix))
        .filter(|row| asked("filter") != Some("statuscode:200") || row.status == "200")
        .filter(|row| asked("from").is_none_or(|from| year(row).as_str() >= from))
        .filter(|row| asked("to").is_none_or(|to| year(row).as_str() <= to))
        .collect();
    // The key is the number of the row to go on with, dressed as the real ones are.
    let start = asked("resumeKey").and_then(|key| key.strip_prefix("vn,gov,moh)/ ")?.strip_suffix('!')?.parse().ok());
    let (start, limit) = (start.unwrap_or(0), asked("limit").and_then(|n| n.parse().ok()).unwrap_or(usize::MAX));
    let mut lines: Vec<Value> = fitting.iter().skip(start).take(limit).map(|row| line(row)).collect();
    if lines.is_empty() {
        return Reply::new("application/json", "[]\n");
    }
    lines.insert(0, json!(["timestamp", "original", "statuscode", "mimetype", "digest"]));
    if start == 0 {
        lines.push(json!(["20"]));
        lines.push(json!(["20210231000000", "https://moh.gov.vn/", "200", "text/html", "X"]));
    }
    if start + limit < fitting.len() && asked("showResumeKey") == Some("true") {
        lines.push(json!([]));
        lines.push(json!([format!("vn%2Cgov%2Cmoh%29%2F+{}%21", start + limit)]));
    }
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    Reply::new("application/json", format!("[{}]\n", lines.join(",\n")))
}

fn line(row: &CaptureRow) -> Value {
    json!([row.at.format("%Y%m%d%H%M%S").to_string(), row.original, row.status, row.media, row.digest])
}

/// An address as prefixes are compared with it: `www.`, the scheme and standard ports don't count.
fn plain(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).replacen(":443", "", 1)
}

/// Answers a request for a raw capture, `/web/<stamp>id_/<original>`.
pub(super) fn capture(target: &str, published: &[Piece]) -> Reply {
    let found = target.strip_prefix("/web/").and_then(|rest| rest.split_once("id_/")).and_then(|(stamp, original)| {
        let is_it = |row: &CaptureRow| row.original == original && row.at.format("%Y%m%d%H%M%S").to_string() == stamp;
        rows(published).into_iter().find(is_it)
    });
    let Some(row) = found else { return legacy::not_found() };
    // The portal as it was at that moment.
    let then: Vec<Piece> = published.iter().filter(|piece| piece.published <= row.at).cloned().collect();
    match &row.content {
        CaptureContent::List => legacy::reply(&format!("/{SECTION_PAGE}"), &then),
        CaptureContent::Article(slug) => {
            let piece = published.iter().find(|piece| piece.slug == *slug);
            let publisher = if piece.is_some_and(|p| p.section) { SECTION_PUBLISHER } else { "k206Q9qkZOqn" };
            legacy::reply(&format!("/{SECTION_PAGE}/-/asset_publisher/{publisher}/content/{slug}"), &then)
        }
        CaptureContent::NotFound => Reply { status: 200, ..legacy::not_found() },
        CaptureContent::Nearest(at) => {
            let nearest = format!("/web/{}id_/{}", at.format("%Y%m%d%H%M%S"), row.original);
            Reply { status: 302, headers: vec![("Location".to_owned(), nearest)], body: Vec::new() }
        }
    }
}
