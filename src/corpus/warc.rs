//! Reads WARC files (ISO 28500), ours and others.
//!
//! `httparse` parses header lines, which have HTTP's grammar. All sizes are limited, because a file may come from
//! anyone.

use std::io::{self, BufRead, BufReader, Read};

use chrono::{DateTime, Utc};
use flate2::bufread::MultiGzDecoder;

use crate::answer::Answer;

/// Longest record block in bytes; a longer one is skipped and reported.
const BLOCK_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest head of a record or of an HTTP message in bytes.
const HEAD_BYTES_MAX: u64 = 256 * 1024;
const HEADER_LINES_MAX: usize = 256;

/// One record of a WARC file.
#[derive(Debug, PartialEq)]
pub(crate) enum Archived {
    Response(Box<Answer>),
    /// A record of another kind (request, warcinfo, revisit, metadata, DNS).
    Other,
}

/// Why a record, or the rest of a file, can't be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WarcError {
    /// This record only: the next one follows.
    #[error("{0}")]
    Record(String),
    /// The reader can't find the next record: nothing follows.
    #[error("{0}")]
    Stream(String),
}

impl From<io::Error> for WarcError {
    fn from(error: io::Error) -> WarcError {
        WarcError::Stream(error.to_string())
    }
}

/// Reads WARC and WARC.gz, record by record.
pub(crate) struct WarcReader<R: BufRead> {
    input: Input<R>,
    done: bool,
}

enum Input<R: BufRead> {
    Plain(R),
    Gzip(Box<BufReader<MultiGzDecoder<R>>>),
}

impl<R: BufRead> Read for Input<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::Plain(r) => r.read(buf),
            Input::Gzip(r) => r.read(buf),
        }
    }
}

impl<R: BufRead> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Input::Plain(r) => r.fill_buf(),
            Input::Gzip(r) => r.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Input::Plain(r) => r.consume(amount),
            Input::Gzip(r) => r.consume(amount),
        }
    }
}

impl<R: BufRead> WarcReader<R> {
    /// Starts reading. Recognises gzip by the first bytes.
    pub(crate) fn new(mut input: R) -> io::Result<WarcReader<R>> {
        let packed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let input = if packed {
            Input::Gzip(Box::new(BufReader::new(MultiGzDecoder::new(input))))
        } else {
            Input::Plain(input)
        };
        Ok(WarcReader { input, done: false })
    }

    fn record(&mut self) -> Result<Option<Archived>, WarcError> {
        let Some(head) = self.head()? else { return Ok(None) };
        let fields = head_fields(&head).map_err(WarcError::Stream)?;
        let length: u64 = field(&fields, "content-length")
            .and_then(|v| v.trim().parse().ok())
            .ok_or_else(|| WarcError::Stream("a record without a length".into()))?;
        let truncated = || WarcError::Stream("the file ends within a record".into());
        if length > BLOCK_BYTES_MAX {
            let skipped = io::copy(&mut (&mut self.input).take(length), &mut io::sink())?;
            let too_long = format!("a record of {} MiB is too long and was skipped", length >> 20);
            return if skipped < length { Err(truncated()) } else { Err(WarcError::Record(too_long)) };
        }
        let mut block = Vec::new();
        (&mut self.input).take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length {
            return Err(truncated());
        }
        response_of(&fields, &block).map(Some).map_err(WarcError::Record)
    }

    /// The head of the next record, from its version line to the empty line.
    fn head(&mut self) -> Result<Option<Vec<u8>>, WarcError> {
        let mut head = Vec::new();
        loop {
            let room = HEAD_BYTES_MAX - head.len() as u64;
            let before = head.len();
            (&mut self.input).take(room).read_until(b'\n', &mut head)?;
            let line = &head[before..];
            match line {
                [] if head.is_empty() => return Ok(None),
                b"\r\n" | b"\n" if before == 0 => head.clear(), // empty lines between records
                b"\r\n" | b"\n" => return Ok(Some(head)),
                _ if !line.ends_with(b"\n") => {
                    return Err(WarcError::Stream("a record's head is truncated or too long".into()));
                }
                _ => {}
            }
        }
    }
}

impl<R: BufRead> Iterator for WarcReader<R> {
    type Item = Result<Archived, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let record = self.record().transpose();
        self.done = matches!(record, None | Some(Err(WarcError::Stream(_))));
        record
    }
}

type Fields = Vec<(String, String)>;

/// The answer in a record, if it is an HTTP response.
fn response_of(fields: &Fields, block: &[u8]) -> Result<Archived, String> {
    let is_http = field(fields, "content-type").is_some_and(|t| t.trim_start().starts_with("application/http"));
    if field(fields, "warc-type") != Some("response") || !is_http {
        return Ok(Archived::Other);
    }
    let url = field(fields, "warc-target-uri").unwrap_or_default().trim_matches(['<', '>']).to_owned();
    let fetched = field(fields, "warc-date").and_then(|d| DateTime::parse_from_rfc3339(d).ok());
    let fetched = fetched.ok_or("a record without a date")?.to_utc();
    http_response(block, url, fetched).map(|answer| Archived::Response(Box::new(answer)))
}

fn head_fields(head: &[u8]) -> Result<Fields, String> {
    let lines = head.strip_prefix(b"WARC/").ok_or("no WARC record starts where one should")?;
    let first = lines.iter().position(|b| *b == b'\n').ok_or("a record without a head")?;
    parse_fields(&lines[first + 1..])
}

fn parse_fields(lines: &[u8]) -> Result<Fields, String> {
    let mut room = [httparse::EMPTY_HEADER; HEADER_LINES_MAX];
    match httparse::parse_headers(lines, &mut room) {
        Ok(httparse::Status::Complete((_, headers))) => {
            Ok(headers.iter().map(|h| (h.name.to_owned(), String::from_utf8_lossy(h.value).into_owned())).collect())
        }
        Ok(httparse::Status::Partial) => Err("a head is truncated".into()),
        Err(e) => Err(format!("a head can't be read: {e}")),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

fn http_response(block: &[u8], url: String, fetched: DateTime<Utc>) -> Result<Answer, String> {
    let line_end = block.iter().position(|b| *b == b'\n').ok_or("an answer without a status line")?;
    let line = String::from_utf8_lossy(&block[..line_end]);
    let status = line.split_whitespace().nth(1).and_then(|s| s.parse().ok()).ok_or("an answer without a status")?;
    let rest = &block[line_end + 1..];
    let (head, body_at) = split_head(rest).ok_or("an answer without a body")?;
    let headers = if head.is_empty() { Vec::new() } else { parse_fields(&rest[..body_at])? };
    let mut body = rest[body_at..].to_vec();
    if field(&headers, "transfer-encoding").is_some_and(|t| t.eq_ignore_ascii_case("chunked")) {
        // Some crawlers keep the chunks, others remove them and leave the header.
        body = unchunk(&body).unwrap_or(body);
    }
    Ok(Answer { url, method: "GET".into(), asked: None, status, headers, body, fetched })
}

/// The header lines, and where the body begins after the empty line. Some writers end lines with a bare line feed.
fn split_head(rest: &[u8]) -> Option<(&[u8], usize)> {
    let mut at = 0;
    for line in rest.split_inclusive(|b| *b == b'\n') {
        if matches!(line, b"\r\n" | b"\n") {
            return Some((&rest[..at], at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Joins the chunks of a body; `None` when it is not chunked after all.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(body) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) | Err(_) => return None,
        };
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(body.get(start..end)?);
        body = body.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_if_the_crawler_left_them() {
        assert_eq!(unchunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").as_deref(), Some(&b"abcde"[..]));
        assert_eq!(unchunk(b"<html>"), None);
        assert_eq!(unchunk(b"ffffffffffffffff\r\nabc"), None);
    }

    fn record(date: &str, block: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: http://x/\r\n\
             WARC-Date: {date}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    #[test]
    fn an_unreadable_record_is_reported_and_the_next_one_read() {
        const DATE: &str = "2024-10-08T02:00:00Z";
        let good = record(DATE, "HTTP/1.1 200 OK\r\nA: b\r\n\r\nmột");
        for (odd, said) in [
            (record(DATE, "HTTP/1.1 200 OK\r\nA b: c\r\n\r\nx"), "can't be read"),
            (record("yesterday", "HTTP/1.1 200 OK\r\n\r\nx"), "without a date"),
            (record(DATE, "HTTP/1.1 200 OK\r\nA: b"), "without a body"),
        ] {
            let file = format!("{good}{odd}{good}");
            let records: Vec<_> = WarcReader::new(file.as_bytes()).unwrap().collect();
            assert_eq!(records.len(), 3, "{said}");
            assert!(matches!(&records[1], Err(WarcError::Record(why)) if why.contains(said)), "{:?}", records[1]);
            assert!(records[0].is_ok() && records[2].is_ok());
        }
        let bare = record(DATE, "HTTP/1.1 200 OK\nA: b\n\nmột");
        let read = WarcReader::new(bare.as_bytes()).unwrap().next().unwrap().unwrap();
        assert!(matches!(read, Archived::Response(answer) if answer.body == "một".as_bytes()));
    }

    #[test]
    fn a_damaged_file_yields_one_error_and_ends() {
        for (text, said) in [
            ("hello\r\n\r\n", "no WARC record"),
            ("WARC/1.0\r\nContent-Length: 9\r\n\r\nabc", "ends within"),
            ("WARC/1.0\r\nWARC-Type: x\r\n\r\n", "without a length"),
            ("WARC/1.0\r\nContent-Length: 18446744073709551615\r\n\r\nabc", "ends within"),
            ("WARC/1.0\r\nContent-Len", "truncated"),
        ] {
            let mut reader = WarcReader::new(text.as_bytes()).unwrap();
            let error = reader.next().unwrap().unwrap_err().to_string();
            assert!(error.contains(said), "{text:?}: {error}");
            assert!(reader.next().is_none());
        }
    }
}
