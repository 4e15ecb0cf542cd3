//! The Internet Archive's lists of captures (CDX): which question to ask, and what the answer says.
//!
//! An answer is a JSON array of rows, a row a line; the first row holds the names of the fields. One
//! that was cut at its limit ends with an empty row and a row with the key to go on by. Rows may be
//! malformed, and are then left out and counted.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::address::SECTION_PAGE;

/// Rows in one answer.
const ROWS_MAX: u32 = 2_000;
/// The hosts under which the portal's pages were captured.
const HOSTS: [&str; 4] = ["moh.gov.vn", "www.moh.gov.vn", "moh.gov.vn:443", "adminmoh.moh.gov.vn"];
/// What may be between host and page.
const PLACES: [&str; 4] = ["", "vi_VN/", "en_US/", "web/guest/"];
/// `20250601120000`
const STAMP_DIGITS: usize = 14;

/// The beginnings of all addresses under which the section was captured.
pub(crate) fn prefixes() -> impl Iterator<Item = String> {
    HOSTS.iter().flat_map(|host| PLACES.iter().map(move |place| format!("{host}/{place}{SECTION_PAGE}")))
}

/// Path and query of the question for the captures of a prefix, of one year or all, from the start
/// or from where a key says.
pub(crate) fn question(prefix: &str, year: Option<i32>, resume_key: Option<&str>) -> String {
    let mut path = format!(
        "/cdx/search/cdx?url={prefix}&matchType=prefix&output=json&fl=timestamp,original,statuscode,mimetype,digest\
         &filter=statuscode:200&limit={ROWS_MAX}&showResumeKey=true"
    );
    if let Some(year) = year {
        path += &format!("&from={year}&to={year}");
    }
    if let Some(key) = resume_key {
        path += &format!("&resumeKey={}", encoded(key));
    }
    path
}

/// The archive returns keys in the form that an address needs. A key that an address can't contain is encoded.
fn encoded(key: &str) -> String {
    let stands = |b: u8| b.is_ascii_alphanumeric() || b"-._~%+!*'(),:/@;".contains(&b);
    if key.bytes().all(stands) { key.to_owned() } else { byte_serialize(key.as_bytes()).collect() }
}

/// One capture of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Capture {
    /// When it was made, as the archive writes it: 14 digits. Sorts by time.
    pub(crate) stamp: String,
    /// The address that was captured.
    pub(crate) original: String,
    /// Digest of what was captured; `None` where the row has none.
    pub(crate) digest: Option<String>,
}

impl Capture {
    /// Path of the capture as it was, without the archive's frame.
    pub(crate) fn raw_path(&self) -> String {
        format!("/web/{}id_/{}", self.stamp, self.original)
    }
}

/// When the capture was made that an archive's address names; `None` for all other addresses.
pub(crate) fn captured_at(address: &str) -> Option<DateTime<Utc>> {
    let (_, rest) = address.split_once("/web/")?;
    let (stamp, original) = rest.split_once('/')?;
    let digits = stamp.get(..STAMP_DIGITS)?;
    if !original.starts_with("http") {
        return None;
    }
    moment(digits)
}

/// The address under which a browser shows a capture, in the archive's frame; `None` for all other addresses.
pub(crate) fn framed(address: &str) -> Option<String> {
    captured_at(address)?;
    let (archive, rest) = address.split_once("/web/")?;
    let (stamp, original) = rest.split_once('/')?;
    Some(format!("{archive}/web/{}/{original}", stamp.get(..STAMP_DIGITS)?))
}

fn moment(stamp: &str) -> Option<DateTime<Utc>> {
    if stamp.len() != STAMP_DIGITS || !stamp.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(NaiveDateTime::parse_from_str(stamp, "%Y%m%d%H%M%S").ok()?.and_utc())
}

/// What one answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Captures {
    pub(crate) captures: Vec<Capture>,
    pub(crate) skipped: Skipped,
    /// Where the list goes on, when this answer was cut at its limit.
    pub(crate) resume_key: Option<String>,
}

/// Rows that are of no use, by the reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// "The same as before": that capture has a row of its own.
    pub(crate) revisits: u64,
    pub(crate) redirects: u64,
    pub(crate) errors: u64,
    /// Pictures, style sheets and others that aren't pages.
    pub(crate) others: u64,
    pub(crate) malformed: u64,
}

impl std::ops::AddAssign for Skipped {
    fn add_assign(&mut self, other: Skipped) {
        self.revisits += other.revisits;
        self.redirects += other.redirects;
        self.errors += other.errors;
        self.others += other.others;
        self.malformed += other.malformed;
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.revisits, "revisits"),
            (self.redirects, "redirects"),
            (self.errors, "error pages"),
            (self.others, "no pages"),
            (self.malformed, "malformed rows"),
        ];
        let told: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        f.write_str(&told.join(", "))
    }
}

/// Why a response isn't a list of captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CdxError {
    /// An archive without captures says `[]`. Nothing at all is what it says to those it turns away.
    #[error("the answer is empty, which is how the archive turns requests away")]
    Refused,
    #[error("the answer isn't a list of captures")]
    NotCaptures,
    #[error("the list of captures ends in the middle")]
    Cut,
}

/// Reads an answer.
pub(crate) fn read(bytes: &[u8]) -> Result<Captures, CdxError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    if text.is_empty() {
        return Err(CdxError::Refused);
    }
    let mut answer = Captures::default();
    let mut rows = rows(text, &mut answer.skipped.malformed)?;
    if rows.is_empty() {
        return Ok(answer);
    }
    if let [.., empty, key] = rows.as_slice()
        && empty.is_empty()
        && let [Value::String(key)] = key.as_slice()
    {
        answer.resume_key = Some(key.clone());
        rows.truncate(rows.len() - 2);
    }
    let names = rows.first().ok_or(CdxError::NotCaptures)?;
    let at = |name: &str| names.iter().position(|n| n.as_str() == Some(name));
    let (Some(stamp), Some(original)) = (at("timestamp"), at("original")) else { return Err(CdxError::NotCaptures) };
    let columns = Columns { stamp, original, status: at("statuscode"), media: at("mimetype"), digest: at("digest") };
    for row in &rows[1..] {
        match columns.read(row) {
            CaptureRow::Page(capture) => answer.captures.push(capture),
            CaptureRow::Revisit => answer.skipped.revisits += 1,
            CaptureRow::Redirect => answer.skipped.redirects += 1,
            CaptureRow::Error => answer.skipped.errors += 1,
            CaptureRow::Other => answer.skipped.others += 1,
            CaptureRow::Malformed => answer.skipped.malformed += 1,
        }
    }
    Ok(answer)
}

/// The rows of an answer. Where the whole is no JSON, each line is tried by itself: one bad row must
/// not take the others along.
fn rows(text: &str, malformed: &mut u64) -> Result<Vec<Vec<Value>>, CdxError> {
    let row = |value: Value| if let Value::Array(row) = value { Some(row) } else { None };
    if let Ok(whole) = serde_json::from_str::<Value>(text) {
        let Value::Array(values) = whole else { return Err(CdxError::NotCaptures) };
        let all = values.len();
        let rows: Vec<Vec<Value>> = values.into_iter().filter_map(row).collect();
        *malformed += (all - rows.len()) as u64;
        return Ok(rows);
    }
    let Some(inner) = text.strip_prefix('[').filter(|inner| inner.trim_start().starts_with('[')) else {
        return Err(CdxError::NotCaptures);
    };
    let inner = inner.strip_suffix(']').filter(|inner| inner.trim_end().ends_with(']')).ok_or(CdxError::Cut)?;
    let mut rows = Vec::new();
    for line in inner.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty()) {
        match serde_json::from_str::<Value>(line).ok().and_then(row) {
            Some(row) => rows.push(row),
            None => *malformed += 1,
        }
    }
    Ok(rows)
}

/// The positions of the fields in a row.
struct Columns {
    stamp: usize,
    original: usize,
    status: Option<usize>,
    media: Option<usize>,
    digest: Option<usize>,
}

enum CaptureRow {
    Page(Capture),
    Revisit,
    Redirect,
    Error,
    Other,
    Malformed,
}

impl Columns {
    fn read(&self, row: &[Value]) -> CaptureRow {
        let field = |at: Option<usize>| at.and_then(|at| row.get(at)).and_then(Value::as_str);
        let (Some(stamp), Some(original)) = (field(Some(self.stamp)), field(Some(self.original))) else {
            return CaptureRow::Malformed;
        };
        let is_web = url::Url::parse(original).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if moment(stamp).is_none() || !is_web {
            return CaptureRow::Malformed;
        }
        let (status, media) = (field(self.status).unwrap_or("200"), field(self.media).unwrap_or("text/html"));
        match status.as_bytes() {
            _ if media == "warc/revisit" => CaptureRow::Revisit,
            [b'3', ..] => CaptureRow::Redirect,
            b"200" if media.contains("html") => {
                let digest = field(self.digest).filter(|digest| digest.len() > 1).map(str::to_owned);
                CaptureRow::Page(Capture { stamp: stamp.to_owned(), original: original.to_owned(), digest })
            }
            b"200" => CaptureRow::Other,
            _ => CaptureRow::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"["timestamp","original","statuscode","mimetype","digest"]"#;

    fn check(rows: &[&str], expected: &str) {
        let text = format!("[{}]", [&[HEAD], rows].concat().join(",\n"));
        let told = match read(text.as_bytes()) {
            Err(error) => format!("{error:?}"),
            Ok(answer) => {
                let stamps: Vec<&str> = answer.captures.iter().map(|c| c.stamp.as_str()).collect();
                format!("{} | {} | {:?}", stamps.join(" "), answer.skipped, answer.resume_key)
            }
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn pages_are_taken_and_the_rest_is_counted() {
        let page = r#"["20210102030405","https://moh.gov.vn/x","200","text/html","AAAA"]"#;
        check(&[], " |  | None");
        check(&[page], "20210102030405 |  | None");
        check(
            &[page, "[]", r#"["vn%2Cgov%2Cmoh%29%2Fx+2021%21"]"#],
            r#"20210102030405 |  | Some("vn%2Cgov%2Cmoh%29%2Fx+2021%21")"#,
        );
        check(
            &[
                r#"["20210102030405","https://moh.gov.vn/x","-","warc/revisit","AAAA"]"#,
                r#"["20210102030405","https://moh.gov.vn/x","302","text/html","AAAA"]"#,
                r#"["20210102030405","https://moh.gov.vn/x","404","text/html","AAAA"]"#,
                r#"["20210102030405","https://moh.gov.vn/x","200","image/png","AAAA"]"#,
                r#"["20219902030405","https://moh.gov.vn/x","200","text/html","AAAA"]"#,
                r#"["20210102030405","not an address","200","text/html","AAAA"]"#,
                r#"["20210102030405"]"#,
                "[1,2]",
                "7",
                page,
            ],
            "20210102030405 | 1 revisits, 1 redirects, 1 error pages, 1 no pages, 5 malformed rows | None",
        );
        // A row that is no JSON takes no other along.
        check(&[r#"["20210102"broken"#, page], "20210102030405 | 1 malformed rows | None");
    }

    #[test]
    fn what_is_no_list_is_told_apart_from_an_empty_one() {
        assert_eq!(read(b"[]\n"), Ok(Captures::default()));
        assert_eq!(read(b""), Err(CdxError::Refused));
        assert_eq!(read(b" \n"), Err(CdxError::Refused));
        for bad in ["<html>", "{}", "[\"x\"]x", r#"[["a","b"]]"#, "null"] {
            assert_eq!(read(bad.as_bytes()), Err(CdxError::NotCaptures), "{bad}");
        }
        let whole = format!("[{HEAD},\n[\"20210102030405\",\"https://moh.gov.vn/x\",\"200\",\"text/html\",\"A\"]]");
        for end in HEAD.len() + 3..whole.len() {
            assert_eq!(read(&whole.as_bytes()[..end]), Err(CdxError::Cut), "{}", &whole[..end]);
        }
    }

    #[test]
    fn questions_hold_what_the_archive_wants() {
        assert_eq!(prefixes().count(), 16);
        let first = question("moh.gov.vn/hoat-dong-cua-lanh-dao-bo", None, None);
        assert!(
            first.contains("url=moh.gov.vn/hoat-dong-cua-lanh-dao-bo&matchType=prefix") && !first.contains("from=")
        );
        assert!(question("x", Some(2021), Some("a%2Cb+1%21")).ends_with("&from=2021&to=2021&resumeKey=a%2Cb+1%21"));
        assert!(question("x", None, Some("a b&c")).ends_with("&resumeKey=a+b%26c"));
    }

    #[test]
    fn the_moment_of_a_capture_stands_in_its_address() {
        let told = |address: &str| captured_at(address).map(|m| m.to_rfc3339());
        let framed = "https://web.archive.org/web/20250601120000id_/https://moh.gov.vn/x";
        assert_eq!(told(framed).as_deref(), Some("2025-06-01T12:00:00+00:00"));
        assert_eq!(
            told("http://127.0.0.1:1/web/20250601120000/http://x").as_deref(),
            Some("2025-06-01T12:00:00+00:00")
        );
        for other in [
            "https://moh.gov.vn/web/guest/x",
            "https://moh.gov.vn/web/2025060112000ñid_/http://x",
            "/web/2025/http://x",
        ] {
            assert_eq!((told(other), super::framed(other)), (None, None), "{other}");
        }
        for raw in [framed, "https://web.archive.org/web/20250601120000/https://moh.gov.vn/x"] {
            let shown = "https://web.archive.org/web/20250601120000/https://moh.gov.vn/x";
            assert_eq!(super::framed(raw).as_deref(), Some(shown), "{raw}");
        }
    }
}
