//! Builds containers from invented articles, and reads them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;

use super::super::{Document, Origin, Problem, Receiver, Skipped, unpack};

/// Titles of five invented articles; the slug of each is its place in the list.
pub(super) const TITLES: [&str; 5] = [
    "Thứ trưởng thăm trạm y tế xã Suối Bạc",
    "Bộ trưởng chủ trì họp về vắc xin sởi",
    "Kiểm tra khoa cấp cứu Bệnh viện Đồng Quê",
    "Hội nghị góp ý thông tư về dược liệu",
    "Tiếp đoàn chuyên gia phục hồi chức năng",
];

pub(super) const DATE: &str = "2024-05-06T07:08:09Z";

pub(super) fn page(article: usize) -> String {
    let title = TITLES[article];
    format!("<!DOCTYPE html><html><head><title>{title}</title></head><body><p>{title}: nội dung.</p></body></html>\n")
}

pub(super) fn url(article: usize) -> String {
    format!("https://moh.gov.vn/tin/{article}")
}

pub(super) fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat()
}

pub(super) fn page_response(article: usize) -> Vec<u8> {
    response("Content-Type: text/html;charset=UTF-8\r\n", page(article).as_bytes())
}

/// A record whose head has these lines, and a length that is right.
pub(super) fn record(lines: &str, block: &[u8]) -> Vec<u8> {
    let head = format!("WARC/1.0\r\n{lines}Content-Length: {}\r\n\r\n", block.len());
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

pub(super) fn lines(kind: &str, article: usize) -> String {
    let mut lines = String::new();
    write!(lines, "WARC-Type: {kind}\r\nWARC-Target-URI: {}\r\nWARC-Date: {DATE}\r\n", url(article)).unwrap();
    lines + "Content-Type: application/http; msgtype=response\r\n"
}

/// A record with the response of an article.
pub(super) fn captured(article: usize) -> Vec<u8> {
    record(&lines("response", article), &page_response(article))
}

pub(super) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A document as a receiver sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) moment: Option<String>,
    pub(super) origin: Origin,
    pub(super) warning: Option<String>,
    pub(super) text: String,
}

#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) documents: Vec<Seen>,
    pub(super) problems: Vec<Problem>,
    pub(super) skipped: Skipped,
}

impl Unpacked {
    /// The articles whose pages were yielded whole, in their order; of a page the last line end may be missing.
    pub(super) fn articles(&self) -> Vec<usize> {
        let pages: Vec<String> = (0..TITLES.len()).map(|article| page(article).trim_end().to_owned()).collect();
        self.documents.iter().filter_map(|seen| pages.iter().position(|page| page == seen.text.trim_end())).collect()
    }

    pub(super) fn reasons(&self) -> String {
        self.problems.iter().map(|p| format!("{}: {}", p.name, p.reason)).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn skipped(&self) -> Vec<(&str, u64)> {
        self.skipped.kinds().collect()
    }
}

impl Receiver for Unpacked {
    fn document(&mut self, document: Document<'_>) -> ControlFlow<()> {
        let moment = document.moment.map(|moment| moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        let mut seen = Seen {
            name: document.name.clone(),
            url: document.url.clone(),
            media_type: document.media_type.clone(),
            moment,
            origin: document.origin,
            warning: document.warning.clone(),
            text: String::new(),
        };
        match document.bytes(1 << 30) {
            Ok(bytes) => seen.text = String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                self.problem(Problem { name: seen.name, url: seen.url, reason: error.to_string() });
                return ControlFlow::Continue(());
            }
        }
        self.documents.push(seen);
        ControlFlow::Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

pub(super) fn read(file: &[u8]) -> Unpacked {
    let mut unpacked = Unpacked::default();
    unpacked.skipped = unpack("input", Origin::Alone, &mut &*file, &mut unpacked);
    unpacked
}

/// Asserts that a file yields the pages of these articles and no problem.
#[track_caller]
pub(super) fn check_sound(what: &str, file: &[u8], articles: &[usize]) -> Unpacked {
    let unpacked = read(file);
    assert_eq!(unpacked.articles(), articles, "{what}\n{unpacked:?}");
    assert_eq!(unpacked.reasons(), "", "{what}");
    unpacked
}

/// Asserts that a file yields the pages of these articles, and one problem whose sentence has these words.
#[track_caller]
pub(super) fn check_damaged(what: &str, file: &[u8], articles: &[usize], said: &str) -> Unpacked {
    let unpacked = read(file);
    assert_eq!(unpacked.articles(), articles, "{what}\n{}", unpacked.reasons());
    assert_eq!(unpacked.problems.len(), 1, "{what}\n{}", unpacked.reasons());
    assert!(unpacked.reasons().contains(said), "{what}\n{}", unpacked.reasons());
    unpacked
}
