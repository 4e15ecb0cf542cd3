//! What servers and files may send, spoiled at random: whatever it is, it is read or refused, and
//! never brings the program down or keeps it busy.
//!
//! A bounded share runs with every test. `BYT_MUTATIONS=1000000` sets the number of each kind.

use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::container;
use crate::portal::bridge::{SECTION_CATEGORY, read_article, read_list};
use crate::portal::{self, Comparison, cdx};

const MUTATIONS: u64 = 400;
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Pieces that parsers have stumbled over somewhere.
const TOKENS: [&[u8]; 22] = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xcc\x81",
    b"\xe1\xba",
    b"<",
    b"</div>",
    b"<div>",
    b"<!--",
    b"<script>",
    b"&#x110000;",
    b"\"",
    b"\\ud800",
    b"{",
    b"]",
    b"[[[[[[[[",
    b"-1",
    b"99999999999999999999",
    b"\r\n\r\n",
    b"WARC/1.0\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"31/02/2026 25:61 PM",
];

/// A source of numbers; a failing test prints its seed.
struct Random {
    state: u64,
}

impl Random {
    fn new() -> Random {
        Random { state: RandomState::new().hash_one(0) | 1 }
    }

    /// Less than `end`, which is above zero.
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % end as u64).expect("below a usize")
    }

    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        start..start + self.below((bytes.len() - start).min(4096) + 1)
    }

    fn spoil(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let range = self.range(bytes);
        match self.below(8) {
            0 => bytes.truncate(range.start),
            1 => drop(bytes.drain(range)),
            2 => bytes[range].fill(0),
            3 => {
                let copy = bytes[range.clone()].repeat(1 + self.below(40));
                bytes.splice(range.start..range.start, copy);
            }
            4 => {
                let foreign = self.range(other);
                bytes.splice(range, other[foreign].iter().copied());
            }
            5 | 6 => {
                let token = TOKENS[self.below(TOKENS.len())];
                bytes.splice(range.start..range.start, token.iter().copied());
            }
            _ if bytes.is_empty() => {}
            _ => {
                let at = self.below(bytes.len());
                bytes[at] ^= 1 << self.below(8);
            }
        }
    }
}

/// Reads spoiled copies of what is good.
fn check(kind: &str, good: &[Vec<u8>], read: impl Fn(&[u8])) {
    let asked = std::env::var("BYT_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let mut random = Random::new();
    for _ in 0..asked.unwrap_or(MUTATIONS) {
        let mut bytes = good[random.below(good.len())].clone();
        let other = &good[random.below(good.len())];
        for _ in 0..=random.below(4) {
            random.spoil(&mut bytes, other);
        }
        let begun = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&bytes)));
        if outcome.is_err() || begun.elapsed() > WAIT_MAX {
            let path = std::env::temp_dir().join(format!("byt-{kind}-{:016x}", random.state));
            std::fs::write(&path, &bytes).unwrap();
            panic!("{kind}: {:?}, see {}", begun.elapsed(), path.display());
        }
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    std::fs::read_dir(dir).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

fn read_page(bytes: &[u8]) {
    for address in [None, Some("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/a/content/b")] {
        // A refusal is an answer too.
        drop(portal::read(bytes, address));
    }
    for proof in [portal::Proof::Likely, portal::Proof::Certain] {
        drop(portal::read_file(bytes, proof, None));
    }
}

#[test]
fn spoiled_pages_and_captures_are_read_or_refused() {
    check("page", &fixtures(), read_page);
}

#[test]
fn slices_of_damaged_pages_yield_the_same_as_the_pages() {
    let pages: Vec<Vec<u8>> = fixtures().into_iter().filter(|bytes| bytes.starts_with(b"<!")).collect();
    check("slice", &pages, |bytes| {
        let comparison = Comparison::of(&String::from_utf8_lossy(bytes));
        assert!(comparison.agrees(), "{comparison:?}");
    });
}

#[test]
fn spoiled_answers_of_the_bridge_are_read_or_refused() {
    let json: Vec<Vec<u8>> =
        fixtures().into_iter().filter(|bytes| bytes.starts_with(b"{") || bytes.starts_with(b"[")).collect();
    check("bridge", &json, |bytes| {
        drop(read_list(bytes, SECTION_CATEGORY));
        drop(read_article(bytes, SECTION_CATEGORY));
    });
}

#[test]
fn spoiled_archives_are_read_or_refused() {
    let page = fixtures().pop().unwrap();
    let http = [
        &b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"[..],
        &page,
    ]
    .concat();
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <https://moh.gov.vn/>\r\nWARC-Date: 2026-01-21T07:03:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    let plain = [head.as_bytes(), &http, b"\r\n\r\n"].concat().repeat(2);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&plain).unwrap();
    check("warc", &[plain, packed.finish().unwrap()], |bytes| {
        container::answers(bytes).for_each(drop);
    });
}

#[test]
fn spoiled_lists_of_captures_are_read_or_refused() {
    let list = r#"[["timestamp","original","statuscode","mimetype","digest"],
        ["20210715031000","https://moh.gov.vn:443/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/a/content/b","200","text/html","ABC"],
        [],["vn,gov,moh)/+20210715031000"]]"#;
    check("cdx", &[list.as_bytes().to_vec(), b"[]".to_vec()], |bytes| drop(cdx::read(bytes)));
}
