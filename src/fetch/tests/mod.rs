//! The client over real sockets, against a portal that injects faults.

mod cookies;
mod secure;
mod secure_server;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::DateTime;

use super::client::REDIRECTS_MAX;
use super::failure::RobotsRefusal;
use super::*;
use crate::demo::{Fault, Portal, Rule, Seen, pieces};

/// Short limits for fast tests.
fn quick() -> Settings {
    let ms = Duration::from_millis;
    let limits = Limits {
        connect: ms(1000),
        total: ms(400),
        decoded_bytes_max: 4 * 1024 * 1024,
        retries_max: 2,
        retry_wait_first: ms(10),
        retry_wait_max: ms(40),
        retry_after_max: ms(1500),
        crawl_delay_max: ms(300),
        ..Limits::default()
    };
    Settings { delay_min: Duration::ZERO, proxy: false, limits, ..Settings::default() }
}

struct Run {
    portal: Portal,
    client: Client,
    cancelled: Arc<AtomicBool>,
    notices: Mutex<Vec<Notice>>,
}

impl Run {
    fn new(rules: Vec<Rule>, settings: Settings) -> Run {
        let cancelled = Arc::new(AtomicBool::new(false));
        let client = Client::new(settings, Arc::clone(&cancelled)).unwrap();
        Run { portal: Portal::start(pieces(), rules).unwrap(), client, cancelled, notices: Mutex::default() }
    }

    fn get(&self, target: &str) -> Result<Fetched, FetchError> {
        let request = Request::get(self.portal.address() + target);
        self.client.send(&request, &|notice| self.notices.lock().unwrap().push(notice))
    }

    fn asked(&self) -> Vec<Seen> {
        self.portal.seen().into_iter().filter(|seen| seen.target != "/robots.txt").collect()
    }
}

const LIST: &str = "/hoat-dong-cua-lanh-dao-bo";

/// Checks what one fault leads to: the start of the cause's debug form ("ok" if the request succeeded in the
/// end), and the number of requests besides robots.txt.
#[track_caller]
fn check(rules: Vec<Rule>, expected: &str, requests: usize) {
    let told = format!("{rules:?}");
    let run = Run::new(rules, quick());
    let outcome = run.get(LIST);
    match &outcome {
        Ok(fetched) => {
            assert_eq!(expected, "ok", "{told}");
            assert!(String::from_utf8_lossy(fetched.body()).contains("page-list-news"), "{told}");
        }
        Err(error) => {
            assert!(format!("{:?}", error.cause).starts_with(expected), "{told}: {error:?}");
            assert!(!error.to_string().is_empty() && !error.hint().is_empty(), "{told}");
        }
    }
    assert_eq!(run.asked().len(), requests, "{told}");
}

#[test]
fn each_fault_has_its_cause_and_number_of_requests() {
    let drip = Fault::Drip { every: Duration::from_millis(5) };
    let bomb = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(&mut std::io::Read::take(std::io::repeat(0), quick().limits.decoded_bytes_max + 1), &mut packed)
            .unwrap();
        packed.finish().unwrap()
    };
    let packed = |coding: &str, body: Vec<u8>| Fault::Answer {
        status: 200,
        headers: vec![("Content-Encoding".into(), coding.into())],
        body,
    };
    check(vec![], "ok", 1);
    check(vec![Rule::on(LIST, Fault::Gzip)], "ok", 1);
    check(vec![Rule::on(LIST, Fault::Chunked)], "ok", 1);
    check(vec![Rule::on(LIST, Fault::Delay(Duration::from_millis(100)))], "ok", 1);
    for passing in [500, 502, 503, 504, 429, 408] {
        check(vec![Rule::on(LIST, Fault::Status(passing)).times(2)], "ok", 3);
        check(vec![Rule::on(LIST, Fault::Status(passing))], "Status", 3);
    }
    for lasting in [400, 401, 403, 404, 410, 451, 501] {
        check(vec![Rule::on(LIST, Fault::Status(lasting))], "Status", 1);
    }
    for (fault, cause) in [
        (Fault::StallBeforeHead, "Timeout"),
        (Fault::StallInBody, "Timeout"),
        (drip, "Timeout"),
        (Fault::DripHead { every: Duration::from_millis(5) }, "Timeout"),
        (Fault::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n<html>".to_vec()), "Truncated"),
        (Fault::Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n<html>".to_vec()), "Truncated"),
        (Fault::CutInBody, "Truncated"),
        (Fault::CutInChunk, "Truncated"),
        (Fault::Raw(Vec::new()), "Truncated"),
        (Fault::Raw(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()), "Truncated"),
        (Fault::Reset, "Reset"),
        (packed("gzip", b"\x1f\x8b\x08\x00".to_vec()), "Decode"),
        (packed("br", brotli_bomb()[..9].to_vec()), "Decode(Damaged"),
        (packed("zstd", zstd_bomb()[..9].to_vec()), "Decode(Damaged"),
    ] {
        check(vec![Rule::on(LIST, fault.clone()).times(1)], "ok", 2);
        check(vec![Rule::on(LIST, fault)], cause, 3);
    }
    let endless_head = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(2_000_000));
    for raw in [
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>",
        "HTTP/9.9 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
        endless_head.as_str(),
    ] {
        check(vec![Rule::on(LIST, Fault::Raw(raw.as_bytes().to_vec()))], "NotHttp", 1);
    }
    check(vec![Rule::on(LIST, packed("gzip", bomb))], "Decode(TooLarge", 1);
    // Zeros after a whole gzip member, and header lines that the body contradicts, aren't damage.
    let page = String::from_utf8(Run::new(vec![], quick()).get(LIST).unwrap().body().to_vec()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, page.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    for (coding, body) in [
        ("gzip", [gzip.as_slice(), &[0; 512]].concat()),
        ("gzip", page.clone().into_bytes()),
        ("none", page.clone().into_bytes()),
        ("identity", gzip.clone()),
        ("gzip, gzip", gzip.clone()),
        ("br", page.clone().into_bytes()),
    ] {
        check(vec![Rule::on(LIST, packed(coding, body))], "ok", 1);
    }
    check(vec![Rule::on(LIST, packed("br", brotli_bomb()))], "Decode(TooLarge", 1);
    check(vec![Rule::on(LIST, packed("zstd", zstd_bomb()))], "Decode(TooLarge", 1);
    check(vec![Rule::on(LIST, packed("gzip, zstd", zstd_bomb()))], "Decode(TooLarge", 1);
    check(vec![Rule::on(LIST, packed("zstd", b"\x01x".to_vec())).times(1)], "ok", 2);
    check(vec![Rule::on(LIST, packed("lzw", b"\x01x".to_vec()))], "Decode(UnknownCoding", 1);
}

/// A few bytes that decompress to more zeros than the limit allows.
fn zstd_bomb() -> Vec<u8> {
    const BLOCK_BYTES: u64 = 128 * 1024;
    // Magic number; no content size, a window of 1 MiB.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50];
    let blocks = quick().limits.decoded_bytes_max / BLOCK_BYTES + 1;
    for n in 1..=blocks {
        // Three bytes: whether it is the last, its type (a run), its length.
        let head = u64::from(n == blocks) | 1 << 1 | BLOCK_BYTES << 3;
        frame.extend_from_slice(&head.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

/// Four MiB and one byte of zeros, compressed with brotli's best quality.
fn brotli_bomb() -> Vec<u8> {
    vec![155, 0, 0, 64, 248, 39, 0, 226, 177, 64, 64, 247, 254, 7]
}

#[test]
fn a_body_ends_at_the_limit() {
    let mut settings = quick();
    settings.limits.body_bytes_max = 1000;
    let run = Run::new(Vec::new(), settings);
    assert!(matches!(run.get(LIST).unwrap_err().cause, Cause::TooLarge(1000)));
    assert_eq!(run.asked().len(), 1);
}

#[test]
fn robots_variants() {
    let robots = |status, body: &str| vec![Rule::answer("/robots.txt", status, body)];
    let no = "User-agent: *\nDisallow: /hoat";
    check(robots(200, ""), "ok", 1);
    check(robots(200, no), "Robots(Disallowed", 0);
    check(robots(200, &format!("\u{feff}{no}")), "Robots(Disallowed", 0);
    check(robots(200, "<html><body>Trang chủ</body></html>"), "ok", 1);
    check(robots(404, no), "ok", 1);
    check(robots(403, no), "ok", 1);
    check(robots(500, ""), "Robots(Unreadable", 0);
    check(robots(429, ""), "Robots(Unreadable", 0);
    check(vec![Rule::on("/robots.txt", Fault::Status(503)).times(2)], "ok", 1);
    check(vec![Rule::on("/robots.txt", Fault::StallBeforeHead)], "Robots(Unreadable", 0);
    check(vec![Rule::on("/robots.txt", Fault::CutInBody)], "Robots(Unreadable", 0);
    check(vec![Rule::on("/robots.txt", Fault::Redirect(301, "/robots.txt".into()))], "ok", 1);
    // The text beyond the limit is ignored, and so is a line that the limit cuts.
    let filler = "# lấp đầy\n".repeat(60_000);
    check(robots(200, &format!("{no}\n{filler}")), "Robots(Disallowed", 0);
    check(robots(200, &format!("{filler}{no}")), "ok", 1);
    let head = "User-agent: *\n";
    let padding = "#".repeat(500 * 1024 - head.len() - "\nDisallow: /".len());
    check(robots(200, &format!("{head}{padding}\nDisallow: /khong-co-trang-nay")), "ok", 1);
}

#[test]
fn robots_are_requested_once_and_only_from_their_host() {
    let run = Run::new(Vec::new(), quick());
    run.get(LIST).unwrap();
    run.get(LIST).unwrap();
    assert_eq!(run.portal.seen().len(), 3);
    let moved = Rule::on("/robots.txt", Fault::Redirect(302, "/khac/r0b0ts.txt".into()));
    let rules = Rule::answer("/khac/r0b0ts.txt", 200, "User-agent: byt\nDisallow: /");
    let run = Run::new(vec![moved, rules], quick());
    assert!(matches!(run.get(LIST).unwrap_err().cause, Cause::Robots(RobotsRefusal::Disallowed)));
    let other = Portal::start(pieces(), Vec::new()).unwrap();
    for target in ["/robots.txt", "/admin/delete?all=1"] {
        let moved = vec![Rule::on("/robots.txt", Fault::Redirect(302, other.address() + target))];
        let run = Run::new(moved, quick());
        let error = run.get(LIST).unwrap_err();
        assert!(matches!(error.cause, Cause::Robots(RobotsRefusal::Unreadable(_))), "{error:?}");
        assert!(error.to_string().contains("it redirects to another host, 127.0.0.1:"), "{error}");
        assert!(run.asked().is_empty() && other.seen().is_empty(), "{target}");
    }
}

#[test]
fn requests_identify_the_program_and_accept_gzip() {
    let settings = Settings { contact: "mailto:toi@example.vn".into(), ..quick() };
    let run = Run::new(Vec::new(), settings);
    run.get(LIST).unwrap();
    for seen in run.portal.seen() {
        let header =
            |name: &str| seen.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
        assert_eq!(header("user-agent"), Some(concat!("byt/", env!("CARGO_PKG_VERSION"), " (+mailto:toi@example.vn)")));
        assert_eq!(header("accept-encoding"), Some("gzip"));
    }
    let bad = Settings { contact: "a\nb".into(), ..quick() };
    assert!(matches!(Client::new(bad, Arc::default()), Err(SetupError::Contact(_))));
    let bad = Settings { certificates: vec![b"no certificate".to_vec()], ..quick() };
    assert!(matches!(Client::new(bad, Arc::default()), Err(SetupError::Certificate)));
}

#[test]
fn an_answer_is_returned_as_received_and_counted() {
    let run = Run::new(vec![Rule::on(LIST, Fault::Gzip)], quick());
    let request = Request::post(run.portal.address() + "/bridge?url=/portal/api/x", b"{}".to_vec());
    let refused = run.client.send(&request, &|_| {}).unwrap_err();
    let answer = refused.answer().unwrap();
    assert_eq!((answer.method.as_str(), answer.asked.as_deref(), answer.status), ("POST", Some(&b"{}"[..]), 404));
    let fetched = run.get(LIST).unwrap();
    assert_eq!(fetched.answer.header("content-encoding"), Some("gzip"));
    assert!(fetched.answer.body.starts_with(&[0x1f, 0x8b]) && fetched.body().starts_with(b"<!DOCTYPE"));
    let traffic = run.client.traffic();
    assert_eq!((traffic.requests, traffic.retries), (3, 0));
    assert!(traffic.bytes >= (fetched.answer.body.len() + answer.body.len()) as u64);
}

#[test]
fn answers_have_the_date_from_the_settings() {
    let now = DateTime::from_timestamp(1_768_979_000, 0);
    let run = Run::new(Vec::new(), Settings { now, ..quick() });
    assert_eq!(Some(run.get(LIST).unwrap().answer.fetched), now);
}

#[test]
fn requests_to_a_host_are_spaced() {
    let gaps = |settings: Settings, rules: Vec<Rule>| {
        let run = Run::new(rules, settings);
        for _ in 0..3 {
            run.get(LIST).unwrap();
        }
        let seen = run.portal.seen();
        let waited = run.client.traffic();
        assert_eq!(run.notices.lock().unwrap().len() as u64, waited.waits);
        seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_millis()).collect::<Vec<_>>()
    };
    let delay = |ms| Settings { delay_min: Duration::from_millis(ms), ..quick() };
    assert!(gaps(delay(60), vec![]).iter().all(|gap| *gap >= 60));
    let crawl_delay =
        |seconds| vec![Rule::answer("/robots.txt", 200, &format!("User-agent: *\nCrawl-delay: {seconds}\n"))];
    assert!(gaps(delay(0), crawl_delay("0.12")).iter().all(|gap| *gap >= 120), "a larger Crawl-delay counts");
    assert!(gaps(delay(60), crawl_delay("0.01")).iter().all(|gap| *gap >= 60), "a smaller one does not");
    let cut = gaps(delay(0), crawl_delay("3600"));
    assert!(cut.iter().all(|gap| (300..2000).contains(gap)), "an absurd one is cut: {cut:?}");
    // Without any delay there is no wait at all.
    assert!(gaps(delay(0), vec![]).iter().sum::<u128>() < 300);
}

#[test]
fn retry_after_is_honoured_up_to_its_limit() {
    let busy = |value: &str| Fault::Answer {
        status: 503,
        headers: vec![("Retry-After".into(), value.into())],
        body: Vec::new(),
    };
    let run = Run::new(vec![Rule::on(LIST, busy("1")).times(1)], quick());
    let start = Instant::now();
    run.get(LIST).unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert!(matches!(run.notices.lock().unwrap()[..], [Notice::Retry { attempt: 1, .. }]));
    assert_eq!(run.client.traffic().retries, 1);
    check(vec![Rule::on(LIST, busy("7200"))], "RetryAfter", 1);
    check(vec![Rule::on(LIST, busy("99999999999999999999999"))], "RetryAfter", 1);
    check(vec![Rule::on(LIST, busy("-5")).times(1)], "ok", 2);
    check(vec![Rule::on(LIST, busy("Fri, 31 Dec 2100 23:59:59 GMT"))], "RetryAfter", 1);
    check(vec![Rule::on(LIST, busy("Fri, 31 Dec 1999 23:59:59 GMT")).times(1)], "ok", 2);
    check(vec![Rule::on(LIST, busy("sớm thôi")).times(1)], "ok", 2);
}

#[test]
fn redirects() {
    let other = Portal::start(pieces(), Vec::new()).unwrap();
    let to = |status, to: String| vec![Rule::on("/cu", Fault::Redirect(status, to))];
    for status in [301, 302, 307, 308] {
        let run = Run::new(to(status, LIST.into()), quick());
        let fetched = run.get("/cu").unwrap();
        assert!(fetched.answer.url.ends_with(LIST));
    }
    let run = Run::new(to(302, other.address() + LIST), quick());
    assert!(matches!(run.get("/cu").unwrap_err().cause, Cause::OffHost(_)));
    assert!(other.seen().is_empty(), "the other host was asked");
    let run = Run::new(to(301, "/cu?x".into()), quick());
    assert!(matches!(run.get("/cu").unwrap_err().cause, Cause::RedirectLoop));
    assert_eq!(run.asked().len() as u32, REDIRECTS_MAX + 1);
    // A redirect to a path that robots.txt forbids isn't followed.
    let run = Run::new(to(301, "/c/portal/login".into()), quick());
    assert!(matches!(run.get("/cu").unwrap_err().cause, Cause::Robots(RobotsRefusal::Disallowed)));
    assert_eq!(run.asked().len(), 1);
    // A POST stays one, except after 303.
    for (status, method) in [(301, "POST"), (307, "POST"), (303, "GET")] {
        let run = Run::new(to(status, "/bridge?url=/moi".into()), quick());
        let request = Request::post(run.portal.address() + "/cu", b"{}".to_vec());
        run.client.send(&request, &|_| {}).unwrap_err();
        assert_eq!(run.asked().last().unwrap().method, method, "{status}");
    }
}

#[test]
fn a_cancelled_client_stops_waiting_and_sends_no_more_requests() {
    let settings = Settings { delay_min: Duration::from_secs(30), ..quick() };
    let run = Run::new(Vec::new(), settings);
    let cancelled = Arc::clone(&run.cancelled);
    let start = Instant::now();
    let later = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(80));
        cancelled.store(true, Ordering::Relaxed);
    });
    assert!(matches!(run.get(LIST).unwrap_err().cause, Cause::Cancelled));
    assert!(start.elapsed() < Duration::from_secs(5));
    later.join().unwrap();
    assert!(run.asked().is_empty());
    assert!(matches!(run.get(LIST).unwrap_err().cause, Cause::Cancelled));
    assert!(run.asked().is_empty());
}

#[test]
fn unreachable_hosts() {
    let client = Client::new(quick(), Arc::default()).unwrap();
    let cause = |url: &str| client.send(&Request::get(url), &|_| {}).unwrap_err().cause;
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(matches!(cause(&format!("http://{free}/")), Cause::Connect(_)));
    assert!(matches!(cause("http://khong-co.invalid/"), Cause::Name));
    for no_address in ["", "moh.gov.vn", "ftp://a/b", "file:///etc/passwd", "javascript:;"] {
        assert!(matches!(cause(no_address), Cause::Address), "{no_address}");
    }
    let plain = Portal::start(Vec::new(), Vec::new()).unwrap();
    let told = cause(&plain.address().replace("http:", "https:"));
    assert!(matches!(told, Cause::Tls(tls::TlsCause::NotTls)), "{told:?}");
}
