//! Functions to fuzz that bring any bytes to one reader: each builds what the reader is recognised by around them.

use std::ops::ControlFlow;

use super::fuzz::{ContainerContents, container};
use crate::calendar::{Days, article_stamp, listing_stamp, read_moment};
use crate::{crawl, fetch, portal, text};

/// Reads the entries of a HAR file.
pub fn har(data: &[u8]) -> ContainerContents {
    container(&[b"{\"log\":{\"version\":\"1.2\",\"entries\":[", data].concat())
}

/// Reads the parts of an MHTML page.
pub fn mhtml(data: &[u8]) -> ContainerContents {
    const HEAD: &[u8] = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\n";
    container(&[HEAD, data].concat())
}

/// Reads the members of a ZIP archive whose directory and headers may be anything.
pub fn zip(data: &[u8]) -> ContainerContents {
    container(&[b"PK\x03\x04", data].concat())
}

/// Reads a WACZ file with these bytes as its archive.
pub fn wacz(data: &[u8]) -> ContainerContents {
    let member = |name: &str, content: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
        // Version 2.0, no flags, stored, without a time.
        let mut header = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0".to_vec();
        header.extend([crc.sum().to_le_bytes(), length, length].concat());
        header.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        [&header, &b"\0\0"[..], name.as_bytes(), content].concat()
    };
    let description = member("datapackage.json", b"{\"profile\":\"data-package\",\"resources\":[]}");
    container(&[description, member("archive/data.warc", data)].concat())
}

/// Reads the members of a tar archive. The checksums of headers are made right, because hardly any bytes have the right one.
pub fn tar(data: &[u8]) -> ContainerContents {
    const BLOCK_BYTES: usize = 512;
    let mut archive = data.to_vec();
    archive.resize(data.len().next_multiple_of(BLOCK_BYTES).max(BLOCK_BYTES), 0);
    for block in archive.chunks_exact_mut(BLOCK_BYTES) {
        if block[0] != 0 {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
    container(&archive)
}

/// Reads an HTTP response that a WARC record contains.
pub fn http(data: &[u8]) -> ContainerContents {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo\r\n\
         WARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: {}\r\n\r\n",
        data.len() + "HTTP/1.1 ".len()
    );
    container(&[head.as_bytes(), b"HTTP/1.1 ", data, b"\r\n\r\n"].concat())
}

/// Mends JSON. What is mended needs no mending again, and JSON that is valid none at all.
pub fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let is_valid = serde_json::from_str::<serde_json::Value>(&text).is_ok();
    let mended = portal::mended_json(&text);
    if let Some((mended, _)) = &mended {
        assert_eq!(portal::mended_json(mended), None, "{text:?}");
    }
    assert!(!is_valid || mended.is_none(), "{text:?}");
}

/// Splits a file into JSON documents, and reads each as a record.
pub fn records(data: &[u8]) {
    crawl::read_records(data, &mut |_| ControlFlow::Continue(()));
}

/// Reads dates in every form.
pub fn dates(data: &[u8]) {
    let typed = String::from_utf8_lossy(data);
    if let Some(moment) = read_moment(&typed) {
        assert_eq!(read_moment(&moment.to_rfc3339()), Some(moment), "{typed:?}");
    }
    if let Some(moment) = article_stamp(&typed) {
        assert_eq!(read_moment(&moment.to_rfc3339()), Some(moment), "{typed:?}");
    }
    if let Some((stamp, rest)) = listing_stamp(&typed) {
        assert!(typed.ends_with(rest) && read_moment(&stamp.published.to_rfc3339()).is_some(), "{typed:?}");
    }
    if let Ok(days) = Days::parse(&typed, chrono::NaiveDate::default()) {
        assert!(days.first <= days.last, "{typed:?}");
    }
    for (span, _) in text::dates(&typed) {
        assert!(typed.get(span).is_some(), "{typed:?}");
    }
}

/// Reads a robots.txt: what precedes the first empty line is the path, the rest is the file.
pub fn robots(data: &[u8]) {
    let at = data.windows(2).position(|pair| pair == b"\n\n").unwrap_or(data.len());
    let (path, file) = data.split_at(at);
    let path = format!("/{}", String::from_utf8_lossy(path));
    fetch::allows(file, &path);
    // Nothing is forbidden by a file without rules for anybody.
    assert!(fetch::allows(b"", &path), "{path:?}");
}
