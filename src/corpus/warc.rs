//! WARC 1.1 files (ISO 28500): raw answers, written by us and read from anywhere.
//!
//! Header lines are read with `httparse`, whose grammar they share with HTTP; sizes are bounded, for
//! a WARC file may come from anyone.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::{CorpusError, sync_dir, torn};
use crate::answer::Answer;
use crate::article::{hex, sha256_hex};

/// Behind the name of a page file that is being written, as crawlers do.
const OPEN: &str = "open";

/// A page file that is being written: `pages/20260121T070300Z-0.warc.gz.open`, one for a run. It
/// loses the last part of its name when it is whole.
pub(super) struct PageFile {
    path: PathBuf,
    file: File,
    unsynced: bool,
    /// Sets record ids apart within the file.
    records: u64,
}

impl PageFile {
    pub(super) fn create(dir: &Path, now: DateTime<Utc>) -> Result<PageFile, CorpusError> {
        if !dir.exists() {
            std::fs::create_dir_all(dir).map_err(CorpusError::io("can't make the folder", dir))?;
            dir.parent().map_or(Ok(()), sync_dir)?;
        }
        let mut number = 0;
        let (path, file) = loop {
            let path = dir.join(format!("{}-{number}.warc.gz.{OPEN}", now.format("%Y%m%dT%H%M%SZ")));
            let is_taken = path.with_extension("").exists();
            match OpenOptions::new().create_new(true).append(true).open(&path) {
                Ok(_) if is_taken => {
                    std::fs::remove_file(&path).map_err(CorpusError::io("can't remove", &path))?;
                    number += 1;
                }
                Ok(file) => break (path, file),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(source) => return Err(CorpusError::Io { action: "can't make", path, source }),
            }
        };
        sync_dir(dir)?;
        let mut page_file = PageFile { path, file, unsynced: false, records: 0 };
        let info = format!("software: byt/{}\r\nformat: WARC File Format 1.1\r\n", env!("CARGO_PKG_VERSION"));
        page_file.record(
            &RecordHead { kind: "warcinfo", url: None, date: now, media: "application/warc-fields" },
            info.as_bytes(),
        )?;
        Ok(page_file)
    }

    /// Writes the request and the response, each a gzip member of its own, in one piece.
    pub(super) fn append(&mut self, answer: &Answer) -> Result<(), CorpusError> {
        let url = Some(answer.url.as_str());
        let request = request_block(answer);
        self.record(
            &RecordHead { kind: "request", url, date: answer.fetched, media: "application/http; msgtype=request" },
            &request,
        )?;
        let response = response_block(answer);
        self.record(
            &RecordHead { kind: "response", url, date: answer.fetched, media: "application/http; msgtype=response" },
            &response,
        )
    }

    pub(super) fn sync(&mut self) -> Result<(), CorpusError> {
        if std::mem::take(&mut self.unsynced) {
            self.file.sync_data().map_err(CorpusError::io("can't sync", &self.path))?;
        }
        Ok(())
    }

    /// Gives the file its lasting name.
    pub(super) fn close(mut self) -> Result<(), CorpusError> {
        self.sync()?;
        close(&self.path)
    }

    fn record(&mut self, head: &RecordHead<'_>, block: &[u8]) -> Result<(), CorpusError> {
        self.records += 1;
        let mut member = GzEncoder::new(Vec::new(), Compression::default());
        let write = |member: &mut GzEncoder<Vec<u8>>| -> io::Result<()> {
            member.write_all(head.lines(&self.path, self.records, block).as_bytes())?;
            member.write_all(block)?;
            member.write_all(b"\r\n\r\n")
        };
        write(&mut member)
            .and_then(|()| member.finish())
            .and_then(|bytes| self.file.write_all(&bytes))
            .map_err(CorpusError::io("can't write to", &self.path))?;
        self.unsynced = true;
        Ok(())
    }
}

/// Whether a page file is being written, or its writer died.
pub(super) fn is_open(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == OPEN)
}

/// Mends and closes the files whose writers died. Call it only as the one writer.
pub(super) fn close_abandoned(dir: &Path) -> Result<(), CorpusError> {
    for (path, _) in files(dir)? {
        if is_open(&path) && torn::cut_pages(&path)? {
            close(&path)?;
        }
    }
    Ok(())
}

fn close(path: &Path) -> Result<(), CorpusError> {
    std::fs::rename(path, path.with_extension("")).map_err(CorpusError::io("can't rename", path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

struct RecordHead<'a> {
    kind: &'a str,
    url: Option<&'a str>,
    date: DateTime<Utc>,
    media: &'a str,
}

impl RecordHead<'_> {
    fn lines(&self, file: &Path, number: u64, block: &[u8]) -> String {
        let mut lines = format!("WARC/1.1\r\nWARC-Type: {}\r\n", self.kind);
        if let Some(url) = self.url {
            lines += &format!("WARC-Target-URI: {url}\r\n");
        }
        lines += &format!("WARC-Date: {}\r\n", self.date.to_rfc3339_opts(SecondsFormat::Micros, true));
        lines += &format!("WARC-Record-ID: <urn:uuid:{}>\r\n", record_uuid(file, number, self.date));
        lines += &format!("WARC-Block-Digest: sha256:{}\r\n", sha256_hex(block));
        lines += &format!("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", self.media, block.len());
        lines
    }
}

/// A UUID (version 8: vendor-specific) from what makes the record unique: its file, number and time.
fn record_uuid(file: &Path, number: u64, date: DateTime<Utc>) -> String {
    let mut digest = Sha256::new();
    digest.update(file.as_os_str().as_encoded_bytes());
    digest.update(number.to_le_bytes());
    digest.update(date.timestamp_micros().to_le_bytes());
    let h = hex(&digest.finalize());
    format!("{}-{}-8{}-a{}-{}", &h[..8], &h[8..12], &h[13..16], &h[17..20], &h[20..32])
}

fn request_block(answer: &Answer) -> Vec<u8> {
    let url = url::Url::parse(&answer.url).ok();
    // An address that is no URL can't have been asked; the record then shows it as it is.
    let (target, host) =
        url.as_ref().map_or((answer.url.as_str(), ""), |u| (&u[url::Position::BeforePath..], u.authority()));
    let mut block = format!("{} {target} HTTP/1.1\r\nHost: {host}\r\n", answer.method).into_bytes();
    if let Some(asked) = &answer.asked {
        block.extend_from_slice(
            format!("Content-Type: application/json\r\nContent-Length: {}\r\n", asked.len()).as_bytes(),
        );
    }
    block.extend_from_slice(b"\r\n");
    block.extend_from_slice(answer.asked.as_deref().unwrap_or_default());
    block
}

/// Chunking is gone by the time we see a body, so the header that speaks of it is renamed, as
/// crawlers do.
fn response_block(answer: &Answer) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {}\r\n", answer.status).into_bytes();
    for (name, value) in &answer.headers {
        let hidden = name.eq_ignore_ascii_case("transfer-encoding") || name.eq_ignore_ascii_case("content-length");
        let prefix = if hidden { "X-Crawler-" } else { "" };
        block.extend_from_slice(format!("{prefix}{name}: {value}\r\n").as_bytes());
    }
    block.extend_from_slice(format!("Content-Length: {}\r\n\r\n", answer.body.len()).as_bytes());
    block.extend_from_slice(&answer.body);
    block
}

pub(super) fn files(dir: &Path) -> Result<Vec<(PathBuf, u64)>, CorpusError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CorpusError::Io { action: "can't read", path: dir.to_owned(), source }),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(CorpusError::io("can't read", dir))?;
        let bytes = entry.metadata().map_err(CorpusError::io("can't read", dir))?.len();
        files.push((entry.path(), bytes));
    }
    files.sort();
    Ok(files)
}

/// Longest record block in bytes; a longer one is skipped and told.
const BLOCK_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest head of a record or of an HTTP message in bytes.
const HEAD_BYTES_MAX: u64 = 256 * 1024;
const HEADER_LINES_MAX: usize = 256;

/// One record of a WARC file that holds a page.
#[derive(Debug, PartialEq)]
pub(crate) enum Archived {
    Response(Box<Answer>),
    /// A record of another kind (request, warcinfo, revisit, metadata, DNS): nothing to read.
    Other,
}

/// Why a record, or the rest of a file, can't be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WarcError {
    /// This record only: the next one follows.
    #[error("{0}")]
    Record(String),
    /// The place in the file is lost: nothing follows.
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
    Gzip(BufReader<MultiGzDecoder<R>>),
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
    /// Looks at the first bytes to tell a packed file from a plain one.
    pub(crate) fn new(mut input: R) -> io::Result<WarcReader<R>> {
        let packed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let input = if packed { Input::Gzip(BufReader::new(MultiGzDecoder::new(input))) } else { Input::Plain(input) };
        Ok(WarcReader { input, done: false })
    }

    fn record(&mut self) -> Result<Option<Archived>, WarcError> {
        let Some(head) = self.head()? else { return Ok(None) };
        let fields = head_fields(&head).map_err(WarcError::Stream)?;
        let length: u64 = field(&fields, "content-length")
            .and_then(|v| v.trim().parse().ok())
            .ok_or_else(|| WarcError::Stream("a record without a length".into()))?;
        let cut = || WarcError::Stream("the file ends within a record".into());
        if length > BLOCK_BYTES_MAX {
            let skipped = io::copy(&mut (&mut self.input).take(length), &mut io::sink())?;
            let told = format!("a record of {} MiB is left out", length >> 20);
            return if skipped < length { Err(cut()) } else { Err(WarcError::Record(told)) };
        }
        let mut block = Vec::new();
        (&mut self.input).take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length {
            return Err(cut());
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
                    return Err(WarcError::Stream("a record's head is cut off or too long".into()));
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

/// The answer in a record, where there is one.
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
    let lines = head.strip_prefix(b"WARC/").ok_or("no WARC record where one should begin")?;
    let first = lines.iter().position(|b| *b == b'\n').ok_or("a record without a head")?;
    parse_fields(&lines[first + 1..])
}

fn parse_fields(lines: &[u8]) -> Result<Fields, String> {
    let mut room = [httparse::EMPTY_HEADER; HEADER_LINES_MAX];
    match httparse::parse_headers(lines, &mut room) {
        Ok(httparse::Status::Complete((_, headers))) => {
            Ok(headers.iter().map(|h| (h.name.to_owned(), String::from_utf8_lossy(h.value).into_owned())).collect())
        }
        Ok(httparse::Status::Partial) => Err("a head is cut off".into()),
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
        // Some crawlers keep the chunks, others take them off and leave the header.
        body = unchunk(&body).unwrap_or(body);
    }
    Ok(Answer { url, method: "GET".into(), asked: None, status, headers, body, fetched })
}

/// Header lines, and where the body begins behind the empty line; some writers end lines with a bare
/// line feed.
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

    fn answer() -> Answer {
        Answer {
            url: "http://127.0.0.1:8080/bridge?url=/portal/api/x".into(),
            method: "POST".into(),
            asked: Some(br#"{"a":1}"#.to_vec()),
            status: 200,
            headers: vec![("Content-Type".into(), "text/html".into()), ("Transfer-Encoding".into(), "chunked".into())],
            body: "Sức khỏe\r\n\r\n".as_bytes().to_vec(),
            fetched: DateTime::from_timestamp(1_768_979_000, 0).unwrap(),
        }
    }

    #[test]
    fn what_was_kept_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = PageFile::create(dir.path(), answer().fetched).unwrap();
        file.append(&answer()).unwrap();
        file.append(&answer()).unwrap();
        file.sync().unwrap();
        let (path, _) = files(dir.path()).unwrap().remove(0);
        let reader = WarcReader::new(BufReader::new(File::open(path).unwrap())).unwrap();
        let records: Vec<Archived> = reader.map(Result::unwrap).collect();
        let bodies: Vec<&Answer> =
            records.iter().filter_map(|r| if let Archived::Response(a) = r { Some(&**a) } else { None }).collect();
        assert_eq!((records.len(), bodies.len()), (5, 2));
        assert_eq!(bodies[0].body, answer().body);
        assert_eq!((bodies[0].url.as_str(), bodies[0].status), (answer().url.as_str(), 200));
        assert_eq!(bodies[0].header("content-type"), Some("text/html"));
    }

    #[test]
    fn chunks_are_joined_where_they_were_kept() {
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
    fn an_odd_record_is_told_and_the_next_one_read() {
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
    fn a_damaged_file_gives_one_sentence_and_ends() {
        for (text, said) in [
            ("hello\r\n\r\n", "no WARC record"),
            ("WARC/1.0\r\nContent-Length: 9\r\n\r\nabc", "ends within"),
            ("WARC/1.0\r\nWARC-Type: x\r\n\r\n", "without a length"),
            ("WARC/1.0\r\nContent-Length: 18446744073709551615\r\n\r\nabc", "ends within"),
            ("WARC/1.0\r\nContent-Len", "cut off"),
        ] {
            let mut reader = WarcReader::new(text.as_bytes()).unwrap();
            let error = reader.next().unwrap().unwrap_err().to_string();
            assert!(error.contains(said), "{text:?}: {error}");
            assert!(reader.next().is_none());
        }
    }
}
