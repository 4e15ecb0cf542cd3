//! Tests of unpacking responses.

use std::io::Write;

use chrono::DateTime;

use super::*;

/// Names and values of header lines.
type Headers = &'static [(&'static str, &'static str)];

fn answer(headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    Answer {
        url: "http://127.0.0.1/".into(),
        method: "GET".into(),
        asked: None,
        status: 200,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.into(),
        fetched: DateTime::UNIX_EPOCH,
    }
}

fn coded(coding: &str, body: impl Into<Vec<u8>>) -> Answer {
    answer(&[("Content-Encoding", coding)], body)
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A page by the reference compressor for Brotli: an uncompressed block with its end.
fn brotli(data: &[u8]) -> Vec<u8> {
    // Window of 2^16 bytes, one uncompressed meta-block, then an empty last one (RFC 7932, section 9.2).
    let length = u16::try_from(data.len() - 1).unwrap();
    let head = u32::from(length) << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], data, &[3]].concat()
}

/// "abc" in one raw block, by RFC 8878.
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 0x19, 0, 0, b'a', b'b', b'c'];

/// "Sức khỏe là vàng. " twelve times, by the reference compressor.
const ZSTD_PACKED: &[u8] = &[
    0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0xfd, 0x00, 0x00, 0xc0, 0x53, 0xe1, 0xbb, 0xa9, 0x63, 0x20, 0x6b, 0x68, 0xe1,
    0xbb, 0x8f, 0x65, 0x20, 0x6c, 0xc3, 0xa0, 0x20, 0x76, 0xc3, 0xa0, 0x6e, 0x67, 0x2e, 0x20, 0x01, 0x00, 0x14, 0xac,
    0x3a, 0xc7, 0xbe, 0x5d, 0x0c, 0xd0,
];

const PAGE: &str = "<!doctype html><p>Sức khỏe là vàng</p>";

#[test]
fn declared_codings_are_removed_in_reverse_order() {
    let decoded = |answer: Answer, bytes_max| answer.decoded(bytes_max).unwrap().into_owned();
    assert_eq!(decoded(coded("", "abc"), 3), b"abc");
    assert_eq!(decoded(coded("GZIP", gzip(b"abc")), 3), b"abc");
    assert_eq!(decoded(coded("gzip, gzip", gzip(&gzip(b"abc"))), 100), b"abc");
    assert_eq!(decoded(coded("deflate", zlib(PAGE.as_bytes())), 100), PAGE.as_bytes());
    assert_eq!(decoded(coded("deflate", deflate(PAGE.as_bytes())), 100), PAGE.as_bytes());
    assert_eq!(decoded(coded("br", brotli(PAGE.as_bytes())), 100), PAGE.as_bytes());
    assert_eq!(decoded(coded("br, gzip", gzip(&brotli(PAGE.as_bytes()))), 100), PAGE.as_bytes());
    assert_eq!(decoded(coded("zstd", ZSTD), 3), b"abc");
    assert_eq!(decoded(coded("zstd", ZSTD_PACKED), 999), "Sức khỏe là vàng. ".repeat(12).as_bytes());
    assert_eq!(decoded(coded("zstd", [ZSTD, ZSTD].concat()), 6), b"abcabc");
}

#[test]
fn the_body_takes_precedence_over_what_is_said_of_its_coding() {
    let page = PAGE.as_bytes();
    let cases: [(&str, Headers, Vec<u8>); 17] = [
        ("left over", &[("Content-Encoding", "gzip")], page.to_vec()),
        ("left over", &[("Content-Encoding", "br")], page.to_vec()),
        ("left over", &[("content-encoding", "deflate")], page.to_vec()),
        ("left over", &[("content-encoding", "zstd")], page.to_vec()),
        ("no coding at all", &[("Content-Encoding", "none")], page.to_vec()),
        ("a charset", &[("Content-Encoding", "UTF-8")], page.to_vec()),
        ("none, but packed", &[("Content-Encoding", "none")], gzip(page)),
        ("packed twice, declared once", &[("Content-Encoding", "gzip")], gzip(&gzip(page))),
        ("packed once, declared twice", &[("Content-Encoding", "gzip, gzip")], gzip(page)),
        ("not declared", &[], gzip(page)),
        ("on two lines", &[("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")], gzip(&gzip(page))),
        ("on two lines, packed once", &[("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")], gzip(page)),
        ("another coding", &[("Content-Encoding", "br")], gzip(page)),
        ("another coding", &[("Content-Encoding", "deflate")], gzip(page)),
        ("a transfer coding", &[("Transfer-Encoding", "gzip")], gzip(page)),
        ("zeros after it", &[("Content-Encoding", "gzip")], [gzip(page), vec![0; 9]].concat()),
        ("an odd name", &[("Content-Encoding", "x-gzip")], gzip(page)),
    ];
    for (what, headers, body) in cases {
        let decoded = answer(headers, body).decoded(1000).map(Cow::into_owned);
        assert_eq!(decoded.ok().as_deref(), Some(page), "{what} {headers:?}");
    }
}

#[test]
fn chunks_are_joined_where_they_were_kept() {
    const CHUNKED: &[(&str, &str)] = &[("Transfer-Encoding", "Chunked")];
    let whole = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
    let twice = [format!("{:x}\r\n", whole.len()).as_bytes(), whole, b"\r\n0\r\n\r\n"].concat();
    let cases: [(&str, Headers, &[u8], &str); 10] = [
        ("kept", CHUNKED, whole, "abcde"),
        ("kept, on two lines", &[("transfer-encoding", "chunked"), ("Transfer-Encoding", "chunked")], whole, "abcde"),
        ("kept, not declared", &[], whole, "abcde"),
        ("without the last one", CHUNKED, b"3\r\nabc\r\n2\r\nde\r\n", "abcde"),
        ("without the last line end", CHUNKED, b"3\r\nabc\r\n2\r\nde", "abcde"),
        ("bare line feeds", CHUNKED, b"3\nabc\n2\nde\n0\n\n", "abcde"),
        ("removed, the line left over", CHUNKED, b"<p>abcde", "<p>abcde"),
        ("not chunks at all", CHUNKED, b"ffffffffffffffff\r\nabc", "ffffffffffffffff\r\nabc"),
        ("without the last one, not declared", &[], b"3\r\nabc\r\n", "3\r\nabc\r\n"),
        ("twice", CHUNKED, &twice, "abcde"),
    ];
    for (what, headers, body, expected) in cases {
        let decoded = answer(headers, body).decoded(1000).unwrap().into_owned();
        assert_eq!(String::from_utf8(decoded).unwrap(), expected, "{what}");
    }
    let packed = gzip(PAGE.as_bytes());
    let packed = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let both = answer(&[("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")], packed);
    assert_eq!(*both.decoded(1000).unwrap(), *PAGE.as_bytes());
    for cut in [&b"3\r\nabc\r\n5\r\nde"[..], b"3\r\nabc\r\nnot a chunk", b"3\r\nabcde"] {
        let answer = answer(CHUNKED, cut);
        let content = content(|name| answer.header_lines(name), &answer.body, 1000).unwrap();
        assert!(content.cut && content.bytes.starts_with(b"abc"), "{content:?}");
        assert!(matches!(answer.decoded(1000), Err(DecodeError::Damaged(_))));
    }
}

#[test]
fn what_cannot_be_unpacked_is_an_error() {
    const DATA: &[u8] = b"\x01\x02\x03\x04\x05";
    assert!(matches!(coded("zstd", &ZSTD[..9]).decoded(9), Err(DecodeError::Damaged(_))));
    assert!(matches!(coded("zstd", DATA).decoded(9), Err(DecodeError::Damaged(_))));
    assert!(matches!(coded("gzip", DATA).decoded(9), Err(DecodeError::Damaged(_))));
    assert!(matches!(coded("br", DATA).decoded(9), Err(DecodeError::Damaged(_))));
    assert!(matches!(coded("zip", DATA).decoded(9), Err(DecodeError::UnknownCoding(_))));
    assert!(matches!(coded("gzip", &gzip(b"abc")[..12]).decoded(9), Err(DecodeError::Damaged(_))));
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let bomb = gzip(&vec![0; 10_000_000]);
    assert!(bomb.len() < 20_000);
    assert!(matches!(coded("gzip", gzip(&bomb)).decoded(1_000_000), Err(DecodeError::TooLarge(1_000_000))));
    assert!(matches!(coded("gzip", bomb).decoded(1_000_000), Err(DecodeError::TooLarge(1_000_000))));
}
