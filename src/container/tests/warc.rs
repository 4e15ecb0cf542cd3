//! WARC files: kinds of records, labels, heads, dates, lengths, codings.

use super::super::Origin;
use super::build::*;

fn concat(records: &[Vec<u8>]) -> Vec<u8> {
    records.concat()
}

fn length(bytes: usize) -> String {
    format!("Content-Length: {bytes}\r\n")
}

#[test]
fn every_kind_of_record_is_a_document_or_counted() {
    let html = "WARC-Type: resource\r\nContent-Type: text/html\r\n";
    let file = concat(&[
        record("WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n", b"software: x\r\n"),
        record(&lines("request", 0), b"GET /tin/0 HTTP/1.1\r\nHost: moh.gov.vn\r\n\r\n"),
        captured(0),
        record(&format!("{html}WARC-Target-URI: <{}>\r\n", url(1)), page(1).as_bytes()),
        record(&lines("resource", 2), &page_response(2)),
        record(&lines("conversion", 3).replace("application/http; msgtype=response", "text/html"), page(3).as_bytes()),
        record(&lines("revisit", 3), b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        record(&lines("revisit", 4), &page_response(4)),
        record("WARC-Type: metadata\r\nContent-Type: application/warc-fields\r\n", b"via: x\r\n"),
        record(
            "WARC-Type: response\r\nWARC-Target-URI: dns:moh.gov.vn\r\nContent-Type: text/dns\r\n",
            b"20240506\n1.2.3.4",
        ),
        record("WARC-Type: continuation\r\n", b"x"),
        record("WARC-Type: something\r\n", b"x"),
        record(&lines("response", 0), &response("Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n\0\0")),
        record(&lines("response", 0), &response("Content-Type: text/css\r\n", b"p { color: red }")),
        record(&lines("response", 0), &response("Content-Type: text/javascript\r\n", b"[{\"a\":1}].map(x)")),
        record(&lines("response", 0), &response("Content-Type: text/plain\r\n", b"User-agent: *\n")),
        record(&lines("response", 0), &response("Content-Type: text/html\r\n", b"")),
        record(&lines("response", 0), b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>"),
        record(&lines("response", 0), b"HTTP/1.1 404 Not Found\r\n\r\n"),
    ]);
    let expected = [
        ("DNS records", 1),
        ("continuations of records", 1),
        ("descriptions of the archive", 1),
        ("empty documents", 1),
        ("images", 1),
        ("metadata records", 1),
        ("plain text", 1),
        ("records of unknown kinds", 1),
        ("requests", 1),
        ("responses with status 404", 2),
        ("revisit records, which have no content", 1),
        ("scripts", 1),
        ("style sheets", 1),
    ];
    for file in [file.clone(), gzip(&file)] {
        let unpacked = check_sound("all kinds", &file, &[0, 1, 2, 3, 4]);
        assert_eq!(unpacked.skipped(), expected);
        let first = &unpacked.documents[0];
        assert_eq!(
            (first.url.clone(), first.moment.as_deref(), first.origin),
            (Some(url(0)), Some(DATE), Origin::Recorded)
        );
        assert_eq!(first.name, format!("input, {}", url(0)));
        assert_eq!(first.media_type.as_deref(), Some("text/html;charset=UTF-8"));
        assert_eq!(unpacked.documents[1].url, Some(url(1)));
        assert_eq!(
            (unpacked.documents[1].moment.as_deref(), unpacked.documents[1].media_type.as_deref()),
            (None, Some("text/html"))
        );
    }
}

#[test]
fn labels_do_not_decide() {
    let lines = |media: &str| format!("WARC-Type: response\r\nWARC-Target-URI: {}\r\n{media}", url(0));
    let html = page_response(0);
    let body = page(0);
    let cases: [(&str, String, Vec<u8>); 14] = [
        ("no media type of the record", lines(""), html.clone()),
        ("capitals", lines("Content-Type: Application/HTTP; msgtype=response\r\n"), html.clone()),
        ("an empty media type of the record", lines("Content-Type:\r\n"), html.clone()),
        ("names in lower case", lines("content-type: application/http\r\n").to_ascii_lowercase(), html.clone()),
        ("no type of the record", format!("WARC-Target-URI: {}\r\n", url(0)), html.clone()),
        ("a capital type", lines("").replace("response", "Response"), html.clone()),
        ("octets", lines(""), response("Content-Type: application/octet-stream\r\n", body.as_bytes())),
        ("an image", lines(""), response("Content-Type: image/jpeg\r\n", body.as_bytes())),
        ("a script", lines(""), response("Content-Type: text/javascript\r\n", body.as_bytes())),
        ("an empty media type", lines(""), response("Content-Type: \r\n", body.as_bytes())),
        ("no media type", lines(""), response("", body.as_bytes())),
        ("status 203", lines(""), page_response(0).splice(9..12, *b"203").collect::<Vec<u8>>()),
        ("no reason", lines(""), [b"HTTP/1.1 200\r\n\r\n", body.as_bytes()].concat()),
        ("a provisional response", lines(""), [&b"HTTP/1.1 100 Continue\r\n\r\n"[..], &html].concat()),
    ];
    for (what, lines, block) in cases {
        // The splice returns what it replaced.
        let block = if what == "status 203" {
            String::from_utf8(html.clone()).unwrap().replacen("200", "203", 1).into_bytes()
        } else {
            block
        };
        check_sound(what, &record(&lines, &block), &[0]);
    }
}

#[test]
fn odd_lines_of_heads_are_left_out_and_folded_ones_joined() {
    let folded: String = (0..700).map(|n| format!("X-Note-{n}: một\r\n\thai {n}\r\n  ba\r\n")).collect();
    let warc = [
        "",
        "WARC-Note: a\r\n\tb\r\n",
        "X-Note : c\r\n",
        "no colon\r\n",
        ": no name\r\n",
        "a b: c\r\n",
        "X: \x01\r\n",
        &folded,
    ];
    let http = [
        "",
        "P3P : CP=\"NOI\"\r\n",
        "a line without its sign\r\n",
        "X-Note: first\r\n second\r\n",
        "HTTP/1.1 200 OK\r\n",
        "X: a\x01b\r\n",
        &folded,
    ];
    for (warc, http) in warc.iter().flat_map(|warc| http.iter().map(move |http| (warc, http))) {
        let block = response(&format!("Content-Type: text/html\r\n{http}"), page(0).as_bytes());
        let file = concat(&[record(&format!("{warc}{}{warc}", lines("response", 0)), &block), captured(1)]);
        check_sound(&format!("{warc} / {http}"), &file, &[0, 1]);
    }
    let folded_url = format!("WARC-Type: resp\r\n onse\r\nWARC-Type: response\r\nWARC-Target-URI:\r\n {}\r\n", url(0));
    let unpacked = read(&record(&folded_url, &page_response(0)));
    assert_eq!(unpacked.skipped(), [("records of unknown kinds", 1)], "a folded word is two words");
    let bare = String::from_utf8(concat(&[captured(0), captured(1)])).unwrap().replace("\r\n", "\n");
    // Lengths count the line ends of the block, too.
    let shorter = |article: usize| format!("Content-Length: {}\n", page_response(article).len());
    let right = |article: usize| format!("Content-Length: {}\n", page_response(article).len() - 3);
    let bare = bare.replacen(&shorter(0), &right(0), 1).replacen(&shorter(1), &right(1), 1);
    check_sound("bare line feeds", bare.as_bytes(), &[0, 1]);
    // The response has three more bytes then, one for each of its line ends.
    let [once, more] = [0, 3].map(|bytes| length(page_response(0).len() + bytes));
    let doubled = String::from_utf8(captured(0)).unwrap().replacen(&once, &more, 1).replace("\r\n", "\r\r\n");
    check_sound("two carriage returns", &[doubled.as_bytes(), &captured(1)].concat(), &[0, 1]);
    check_sound("line ends and a mark before", &[b"\xef\xbb\xbf\r\n", &*captured(0)].concat(), &[0]);
    for version in ["WARC/0.17", "WARC/0.18", "WARC/1.1", "WARC/2.0"] {
        let file = String::from_utf8(captured(0)).unwrap().replace("WARC/1.0", version);
        check_sound(version, file.as_bytes(), &[0]);
    }
}

#[test]
fn dates_of_any_precision_give_the_beginning_of_their_period() {
    let cases = [
        ("2024-05-06T07:08:09Z", Some("2024-05-06T07:08:09Z")),
        ("2024-05-06T07:08:09.123456Z", Some("2024-05-06T07:08:09.123456Z")),
        ("2024-05-06T07:08:09.123456789Z", Some("2024-05-06T07:08:09.123456789Z")),
        ("2024-05-06T07:08Z", Some("2024-05-06T07:08:00Z")),
        ("2024-05-06T07Z", Some("2024-05-06T07:00:00Z")),
        ("2024-05-06", Some("2024-05-06T00:00:00Z")),
        ("2024-05", Some("2024-05-01T00:00:00Z")),
        ("2024", Some("2024-01-01T00:00:00Z")),
        ("2024-05-06T07:08:09", Some("2024-05-06T07:08:09Z")),
        ("2024-05-06 07:08:09", Some("2024-05-06T07:08:09Z")),
        ("2024-05-06T07:08:09+07:00", Some("2024-05-06T00:08:09Z")),
        ("2024-05-06T07:08:09+0700", Some("2024-05-06T00:08:09Z")),
        ("2024-05-06T07:08:09-02", Some("2024-05-06T09:08:09Z")),
        ("20240506070809", Some("2024-05-06T07:08:09Z")),
        ("20240506", Some("2024-05-06T00:00:00Z")),
        ("2016-12-31T23:59:60Z", Some("2016-12-31T23:59:59Z")),
        ("yesterday", None),
        ("2024-13-01", None),
        ("2024-02-30T00:00:00Z", None),
        ("2024-05-06T25:00:00Z", None),
        ("2024-05-06T07:08:09+ộ", None),
        ("ộộ", None),
        ("", None),
    ];
    for (date, expected) in cases {
        let lines = lines("response", 0).replace(DATE, date);
        let unpacked = check_sound(date, &record(&lines, &page_response(0)), &[0]);
        assert_eq!(unpacked.documents[0].moment.as_deref(), expected, "{date}");
    }
}

#[test]
fn a_wrong_length_costs_nothing_around_it() {
    let length = page_response(1).len();
    let huge = length + captured(2).len() + 30;
    for wrong in [
        0,
        1,
        length / 2,
        length - 40,
        length - 2,
        length - 1,
        length + 1,
        length + 3,
        length + 9,
        huge,
        1 << 40,
        usize::MAX,
    ] {
        let with = |wrong: &str| {
            let record = String::from_utf8(captured(1)).unwrap();
            record.replace(&format!("Content-Length: {length}\r\n"), wrong).into_bytes()
        };
        let wrong = format!("Content-Length: {wrong}\r\n");
        let unpacked = check_sound(&wrong, &concat(&[captured(0), with(&wrong), captured(2)]), &[0, 1, 2]);
        let warning = unpacked.documents[1].warning.as_deref();
        assert!(warning.is_none_or(|text| text == "its length is wrong"), "{wrong}: {warning:?}");
    }
    for wrong in ["", "Content-Length: many\r\n", "Content-Length: -5\r\n", "Content-Length:\r\n"] {
        let record = String::from_utf8(captured(1)).unwrap();
        let record = record.replace(&format!("Content-Length: {length}\r\n"), wrong).into_bytes();
        check_sound(wrong, &concat(&[captured(0), record.clone(), captured(2)]), &[0, 1, 2]);
        check_sound(wrong, &concat(&[captured(0), record]), &[0, 1]);
    }
}

#[test]
fn zeros_at_the_end_of_a_record_belong_to_it() {
    // Packed data end with their length, whose upper bytes are zeros here.
    let block = response("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzip(page(1).as_bytes()));
    for zeros in 1..=2 {
        assert!(block.ends_with(&vec![0; zeros]));
        let head = format!("WARC/1.0\r\n{}{}\r\n", lines("response", 1), length(block.len() - zeros));
        let short = [head.as_bytes(), &block, b"\r\n\r\n"].concat();
        let unpacked = check_sound("zeros", &concat(&[captured(0), short, captured(2)]), &[0, 1, 2]);
        assert_eq!(unpacked.documents[1].warning.as_deref(), Some("its length is wrong"));
    }
}

#[test]
fn records_may_follow_one_another_without_line_ends() {
    let without_ends = |article: usize| captured(article).strip_suffix(b"\r\n\r\n").unwrap().to_vec();
    check_sound("none", &concat(&[without_ends(0), without_ends(1)]), &[0, 1]);
    check_sound("many", &concat(&[captured(0), b"\r\n\n\n\0\0\r\n".to_vec(), captured(1)]), &[0, 1]);
    check_damaged(
        "words",
        &concat(&[captured(0), b"something else\r\n".to_vec(), captured(1)]),
        &[0, 1],
        "no WARC record",
    );
    check_damaged(
        "a version line alone",
        &concat(&[captured(0), b"WARC/1.0\r\n".to_vec(), captured(1)]),
        &[0, 1],
        "cut off",
    );
}

#[test]
fn a_record_may_hold_records() {
    let inner = concat(&[captured(3), captured(4)]);
    let outer = record(&lines("response", 1), &response("Content-Type: application/warc\r\n", &inner));
    let unpacked = check_sound("an archive in an archive", &concat(&[captured(0), outer, captured(2)]), &[0, 2]);
    assert_eq!(unpacked.skipped(), [("plain text", 1)]);
}

#[test]
fn an_endless_head_costs_one_record() {
    let long = record(&format!("X: {}\r\n{}", "x".repeat(2_000_000), lines("response", 1)), &page_response(1));
    check_damaged("one line", &concat(&[captured(0), long, captured(2)]), &[0, 2], "longer than");
    let many = record(&format!("{}{}", "X: x\r\n".repeat(300_000), lines("response", 1)), &page_response(1));
    check_damaged("many lines", &concat(&[captured(0), many, captured(2)]), &[0, 2], "longer than");
}

#[test]
fn a_record_that_is_too_long_is_named_or_counted() {
    let long = |media: &str, start: &str| {
        let mut body = start.as_bytes().to_vec();
        body.resize(super::super::warc::BLOCK_BYTES_MAX + 1, b' ');
        record(&lines("response", 1), &response(&format!("Content-Type: {media}\r\n"), &body))
    };
    let file = concat(&[captured(0), long("text/html", "<!doctype html>"), captured(2)]);
    let unpacked = check_damaged("a page", &file, &[0, 2], "longer than 64 MiB");
    assert_eq!(unpacked.problems[0].url, Some(url(1)));
    let unpacked =
        check_sound("a film", &concat(&[captured(0), long("video/mp4", "\0\0\0\x18ftypmp42"), captured(2)]), &[0, 2]);
    assert_eq!(unpacked.skipped(), [("audio and video", 1)]);
}

#[test]
fn what_cannot_be_decoded_is_named_with_its_url() {
    let page = |headers: &str, body: &[u8]| record(&lines("response", 1), &response(headers, body));
    let packed = gzip(super::build::page(1).as_bytes());
    let cut = &packed[..packed.len() / 2];
    for (what, record, said) in [
        ("a cut body", page("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", cut), "damaged"),
        ("an unknown coding", page("Content-Type: text/html\r\nContent-Encoding: lzw\r\n", b"\x01\x02\x03"), "lzw"),
        (
            "segments",
            record(&format!("WARC-Segment-Number: 1\r\n{}", lines("response", 1)), b"HTTP/1.1 200 OK"),
            "segments",
        ),
    ] {
        let unpacked = check_damaged(what, &concat(&[captured(0), record, captured(2)]), &[0, 2], said);
        assert_eq!(unpacked.problems[0].url, Some(url(1)));
    }
    let image = page("Content-Type: image/png\r\nContent-Encoding: lzw\r\n", b"\x01\x02\x03");
    assert_eq!(check_sound("an image", &image, &[]).skipped(), [("images", 1)]);
}

#[test]
fn an_arc_file_is_named() {
    let arc = b"filedesc://crawl.arc 0.0.0.0 20240506070809 text/plain 69\n1 0 Archive\n";
    check_damaged("plain", arc, &[], "ARC file");
    check_damaged("packed", &gzip(arc), &[], "ARC file");
}
