//! Page files: the raw answers of one run in a WARC 1.1 file (ISO 28500).
//!
//! Each record is a gzip member of its own, so that a file whose writer died can be truncated to its whole records.
//! [`crate::container`] reads WARC files, ours and others.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

use super::runs::Pages;
use super::{CorpusError, truncate};
use crate::answer::Answer;
use crate::article::hex;
use crate::disk;

/// Extension of a page file that is being written, as crawlers use it.
const OPEN: &str = "open";

/// Header of a gzip member (RFC 1952): deflate, without name, time or system.
const MEMBER_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// The page file that a run is writing: `pages/20260121T070300Z-0.warc.gz.open`. Closing it removes `.open` from
/// the name.
pub(super) struct PageFile {
    path: PathBuf,
    file: File,
    unsynced: bool,
    packer: Packer,
    /// Number of records so far, which makes their ids unique within the file.
    records: u64,
}

impl PageFile {
    /// Creates a file named after the time, with a number that makes it unique.
    pub(super) fn create(dir: &Path, now: DateTime<Utc>) -> Result<PageFile, CorpusError> {
        if !dir.exists() {
            std::fs::create_dir_all(dir).map_err(CorpusError::io("can't create the folder", dir))?;
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
                Err(source) => return Err(CorpusError::Io { action: "can't create", path, source }),
            }
        };
        sync_dir(dir)?;
        let mut page_file = PageFile { path, file, unsynced: false, packer: Packer::new(), records: 0 };
        let info = format!("software: byt/{}\r\nformat: WARC File Format 1.1\r\n", env!("CARGO_PKG_VERSION"));
        let head = RecordHead { kind: "warcinfo", url: None, date: now, media: "application/warc-fields", other: None };
        let record = page_file.record(&head, info.as_bytes(), None);
        page_file.write(&record)?;
        Ok(page_file)
    }

    /// Writes the request and the response as two gzip members in one write. Each names the other one, so that readers
    /// can tell POST requests to one URL apart.
    pub(super) fn append(&mut self, answer: &Answer) -> Result<(), CorpusError> {
        let (url, date) = (Some(answer.url.as_str()), answer.fetched);
        let (request, response) = (self.records + 1, self.records + 2);
        let media = "application/http; msgtype=request";
        let head = RecordHead { kind: "request", url, date, media, other: Some(response) };
        let mut records = self.record(&head, &request_head(answer), answer.asked.as_deref());
        let media = "application/http; msgtype=response";
        let head = RecordHead { kind: "response", url, date, media, other: Some(request) };
        records.append(&mut self.record(&head, &response_head(answer), Some(&answer.body)));
        self.write(&records)
    }

    /// Flushes everything appended so far to disk.
    pub(super) fn sync(&mut self) -> Result<(), CorpusError> {
        if std::mem::take(&mut self.unsynced) {
            self.file.sync_data().map_err(CorpusError::io("can't sync", &self.path))?;
        }
        Ok(())
    }

    /// Syncs the file and renames it to its final name.
    pub(super) fn close(mut self) -> Result<(), CorpusError> {
        self.sync()?;
        close(&self.path)
    }

    /// Compresses one record, whose block is a head and a payload.
    fn record(&mut self, head: &RecordHead<'_>, block: &[u8], payload: Option<&[u8]>) -> Vec<u8> {
        self.records += 1;
        let head = head.lines(&self.path, self.records, block, payload);
        self.packer.member(&[head.as_bytes(), block, payload.unwrap_or_default(), b"\r\n\r\n"])
    }

    fn write(&mut self, records: &[u8]) -> Result<(), CorpusError> {
        self.unsynced = true;
        self.file.write_all(records).map_err(CorpusError::io("can't write to", &self.path))
    }
}

/// Compresses gzip members with one encoder. The library's own member writer would allocate and clear some hundred
/// kilobytes for each.
struct Packer(DeflateEncoder<Vec<u8>>);

impl Packer {
    fn new() -> Packer {
        // The default level takes three times as long per page and saves a quarter of the space.
        Packer(DeflateEncoder::new(MEMBER_HEAD.to_vec(), Compression::fast()))
    }

    fn member(&mut self, parts: &[&[u8]]) -> Vec<u8> {
        const INFALLIBLE: &str = "memory takes all that is written to it";
        let (mut check, mut bytes) = (crc32fast::Hasher::new(), 0);
        for part in parts {
            self.0.write_all(part).expect(INFALLIBLE);
            check.update(part);
            bytes += part.len();
        }
        let mut member = self.0.reset(MEMBER_HEAD.to_vec()).expect(INFALLIBLE);
        member.extend_from_slice(&check.finalize().to_le_bytes());
        // A member stores the length modulo 2^32.
        member.extend_from_slice(&(bytes as u64).to_le_bytes()[..4]);
        member
    }
}

/// Whether a page file is being written, or its writer died.
pub(super) fn is_open(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == OPEN)
}

/// Truncates and closes the files whose writers died. Only the process with the lock may call it.
pub(super) fn close_abandoned(dir: &Path) -> Result<(), CorpusError> {
    for (path, _) in files(dir)? {
        if is_open(&path) && truncate::truncate_pages(&path)? {
            close(&path)?;
        }
    }
    Ok(())
}

fn close(path: &Path) -> Result<(), CorpusError> {
    std::fs::rename(path, path.with_extension("")).map_err(CorpusError::io("can't rename", path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// The closed files whose names sort after `newest`, or all. Names begin with the time.
pub(super) fn closed_since(dir: &Path, newest: Option<&str>) -> Result<Vec<Pages>, CorpusError> {
    let closed = files(dir)?.into_iter().filter(|(path, _)| !is_open(path));
    let named = closed.filter_map(|(path, bytes)| Some(Pages { file: path.file_name()?.to_str()?.to_owned(), bytes }));
    Ok(named.filter(|pages| newest.is_none_or(|newest| pages.file.as_str() > newest)).collect())
}

/// Flushes a folder's list of names to disk.
fn sync_dir(dir: &Path) -> Result<(), CorpusError> {
    disk::sync_dir(dir).map_err(CorpusError::io("can't sync the folder", dir))
}

struct RecordHead<'a> {
    kind: &'a str,
    url: Option<&'a str>,
    date: DateTime<Utc>,
    media: &'a str,
    /// The number of the record of the same exchange.
    other: Option<u64>,
}

impl RecordHead<'_> {
    fn lines(&self, file: &Path, number: u64, block: &[u8], payload: Option<&[u8]>) -> String {
        let parts = [block, payload.unwrap_or_default()];
        let bytes: usize = parts.iter().map(|part| part.len()).sum();
        let mut lines = format!("WARC/1.1\r\nWARC-Type: {}\r\n", self.kind);
        if let Some(url) = self.url {
            lines += &format!("WARC-Target-URI: {url}\r\n");
        }
        lines += &format!("WARC-Date: {}\r\n", self.date.to_rfc3339_opts(SecondsFormat::Micros, true));
        lines += &format!("WARC-Record-ID: <urn:uuid:{}>\r\n", record_uuid(file, number, self.date));
        if let Some(other) = self.other {
            lines += &format!("WARC-Concurrent-To: <urn:uuid:{}>\r\n", record_uuid(file, other, self.date));
        }
        lines += &format!("WARC-Block-Digest: {}\r\n", digest(&parts));
        if let Some(payload) = payload {
            lines += &format!("WARC-Payload-Digest: {}\r\n", digest(&[payload]));
        }
        lines += &format!("Content-Type: {}\r\nContent-Length: {bytes}\r\n\r\n", self.media);
        lines
    }
}

/// A digest as WARC headers write it.
fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    format!("sha256:{}", hex(&digest.finalize()))
}

/// A UUID (version 8: vendor-specific) derived from what makes the record unique: its file, number and time.
fn record_uuid(file: &Path, number: u64, date: DateTime<Utc>) -> String {
    let mut digest = Sha256::new();
    digest.update(file.as_os_str().as_encoded_bytes());
    digest.update(number.to_le_bytes());
    digest.update(date.timestamp_micros().to_le_bytes());
    let h = hex(&digest.finalize());
    format!("{}-{}-8{}-a{}-{}", &h[..8], &h[8..12], &h[13..16], &h[17..20], &h[20..32])
}

/// The request line and headers.
fn request_head(answer: &Answer) -> Vec<u8> {
    let url = url::Url::parse(&answer.url).ok();
    // An address that isn't a URL is recorded unchanged; it was never requested.
    let (target, host) =
        url.as_ref().map_or((answer.url.as_str(), ""), |u| (&u[url::Position::BeforePath..], u.authority()));
    let mut block = format!("{} {target} HTTP/1.1\r\nHost: {host}\r\n", answer.method).into_bytes();
    if let Some(asked) = &answer.asked {
        block.extend_from_slice(
            format!("Content-Type: application/json\r\nContent-Length: {}\r\n", asked.len()).as_bytes(),
        );
    }
    block.extend_from_slice(b"\r\n");
    block
}

/// The status line and headers. The HTTP library has already removed chunking, so the headers about the transfer
/// are renamed, as crawlers do.
fn response_head(answer: &Answer) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
    for (name, value) in &answer.headers {
        let hidden = name.eq_ignore_ascii_case("transfer-encoding") || name.eq_ignore_ascii_case("content-length");
        let prefix = if hidden { "X-Crawler-" } else { "" };
        head += &format!("{prefix}{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", answer.body.len());
    head.into_bytes()
}

/// The page files with their sizes in bytes, sorted by name; none if the folder is missing.
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::container;

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
    fn stored_answers_are_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = PageFile::create(dir.path(), answer().fetched).unwrap();
        file.append(&answer()).unwrap();
        file.append(&answer()).unwrap();
        file.sync().unwrap();
        let (path, _) = files(dir.path()).unwrap().remove(0);
        let records: Vec<_> = container::answers(File::open(&path).unwrap()).map(Result::unwrap).collect();
        let bodies: Vec<&Answer> = records.iter().flatten().map(|answer| &**answer).collect();
        assert_eq!((records.len(), bodies.len()), (5, 2));
        assert_eq!(bodies[0].body, answer().body);
        assert_eq!((bodies[0].url.as_str(), bodies[0].status), (answer().url.as_str(), 200));
        assert_eq!(bodies[0].header("content-type"), Some("text/html"));
        let mut text = String::new();
        flate2::read::MultiGzDecoder::new(File::open(&path).unwrap()).read_to_string(&mut text).unwrap();
        let values = |name: &str| -> Vec<&str> {
            let lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            lines.collect()
        };
        let ids = values("WARC-Record-ID");
        assert_eq!(values("WARC-Concurrent-To"), [ids[2], ids[1], ids[4], ids[3]], "each names the other one");
        let request = answer().asked.unwrap();
        let payloads = [digest(&[&request]), digest(&[&answer().body])];
        assert_eq!(values("WARC-Payload-Digest"), [&payloads[0], &payloads[1]].repeat(2));
        let block = text.split("\r\n\r\n").nth(3).unwrap();
        assert_eq!(values("WARC-Block-Digest")[1], digest(&[block.as_bytes(), b"\r\n\r\n", &request]));
    }
}
