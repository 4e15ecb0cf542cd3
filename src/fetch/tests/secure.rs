//! HTTPS: the faults of connections that are retried over HTTP/1.1 are retried over HTTP/2 too.

use super::secure_server::{Answering, Conversation, DATA, END_STREAM, Ending, PAGE, ROOT, SecureServer};
use super::*;

/// The TLS libraries that the program was built with.
const LIBRARIES: &[Tls] = if cfg!(feature = "native-tls") { &[Tls::Rustls, Tls::Native] } else { &[Tls::Rustls] };
const HTTP1_ANSWER: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;
const HTTP_1_1_REQUIRED: u32 = 13;

fn secure(tls: Tls) -> Settings {
    let quick = quick();
    let limits = Limits { connect: Duration::from_secs(10), total: Duration::from_secs(10), ..quick.limits };
    Settings { certificates: vec![ROOT.to_vec()], tls, limits, ..quick }
}

/// Requests a page once, and returns the outcome with the protocols of all attempts.
fn fetch(server: &SecureServer, tls: Tls) -> (String, Vec<&'static str>) {
    let client = Client::new(secure(tls), Arc::default()).unwrap();
    let outcome = match client.send(&Request::get(format!("{}/trang", server.address)), &|_| {}) {
        Ok(fetched) => String::from_utf8_lossy(fetched.body()).into_owned(),
        Err(error) => format!("{:?}", error.cause),
    };
    (outcome, server.seen())
}

/// Checks that an answer over HTTP/2 is retried and leads to `cause` if it lasts.
#[track_caller]
fn check_retried(name: &str, answering: Answering, cause: &str) {
    check_retried_as(name, answering, &[cause]);
}

/// Checks that an answer over HTTP/2 is retried and leads to one of `causes` if it lasts.
#[track_caller]
fn check_retried_as(name: &str, answering: Answering, causes: &[&str]) {
    for tls in LIBRARIES {
        for (times, outcomes, attempts) in [(1, &[PAGE][..], 2), (2, &[PAGE], 3), (3, causes, 3)] {
            let server = SecureServer::start(&["h2"], vec![answering; times], (Vec::new(), Ending::Cut));
            let (found, seen) = fetch(&server, *tls);
            let is_expected = outcomes.iter().any(|outcome| found.starts_with(outcome));
            assert!(is_expected, "{name}, {times} times, {tls:?}: {found}");
            assert_eq!(seen, vec!["h2"; attempts], "{name}, {times} times, {tls:?}");
        }
    }
}

/// Checks that an answer over HTTP/2 is final.
#[track_caller]
fn check_final(name: &str, answering: Answering, outcome: &str) {
    for tls in LIBRARIES {
        let server = SecureServer::start(&["h2"], vec![answering], (Vec::new(), Ending::Cut));
        let (found, seen) = fetch(&server, *tls);
        assert!(found.starts_with(outcome), "{name}, {tls:?}: {found}");
        assert_eq!(seen, ["h2"], "{name}, {tls:?}");
    }
}

#[test]
fn a_good_answer_over_http2_is_read_to_its_end() {
    check_final("good", Conversation::good, PAGE);
    let with_length: Answering = |server| {
        server.head(true, &[("content-length", &PAGE.len().to_string())], 0)?;
        server.data(&PAGE[..10], 0)?;
        server.data(&PAGE[10..], END_STREAM)?;
        Ok(Ending::Open)
    };
    check_final("length", with_length, PAGE);
    let reset_after_the_end: Answering = |server| {
        server.good()?;
        server.reset(NO_ERROR)?;
        Ok(Ending::Open)
    };
    check_final("reset after the end", reset_after_the_end, PAGE);
    let empty: Answering = |server| server.head(true, &[], END_STREAM).map(|()| Ending::Open);
    check_final("empty", empty, "");
}

#[test]
fn a_connection_that_breaks_is_retried_over_http2() {
    // The system resets a connection that is cut while bytes of the client are unread; which comes first is chance.
    const CUT: &[&str] = &["Truncated", "Reset"];
    let half_and: [(&str, Answering, &[&str]); 4] = [
        ("cut in the body", |server| server.half().map(|()| Ending::Cut), CUT),
        ("closed in the body", |server| server.half().map(|()| Ending::Closed), &["Reset"]),
        ("cut before the answer", |_| Ok(Ending::Cut), CUT),
        ("closed before the answer", |_| Ok(Ending::Closed), &["Reset"]),
    ];
    for (name, answering, causes) in half_and {
        check_retried_as(name, answering, causes);
    }
}

#[test]
fn a_stream_that_the_server_ends_is_retried() {
    let reset_at_once: [(&str, Answering); 3] = [
        ("REFUSED_STREAM", |server| server.reset(REFUSED_STREAM).map(|()| Ending::Open)),
        ("INTERNAL_ERROR", |server| server.reset(INTERNAL_ERROR).map(|()| Ending::Open)),
        ("CANCEL", |server| server.reset(CANCEL).map(|()| Ending::Open)),
    ];
    for (name, answering) in reset_at_once {
        check_retried(name, answering, "Reset");
    }
    let in_body: [(&str, Answering, &str); 3] = [
        (
            "INTERNAL_ERROR in the body",
            |server| {
                server.half()?;
                server.reset(INTERNAL_ERROR).map(|()| Ending::Open)
            },
            "Reset",
        ),
        (
            "CANCEL in the body",
            |server| {
                server.half()?;
                server.reset(CANCEL).map(|()| Ending::Open)
            },
            "Reset",
        ),
        (
            "NO_ERROR in the body",
            |server| {
                server.half()?;
                server.reset(NO_ERROR).map(|()| Ending::Open)
            },
            "Truncated",
        ),
    ];
    for (name, answering, cause) in in_body {
        check_retried(name, answering, cause);
    }
}

#[test]
fn a_connection_that_the_server_gives_up_is_retried() {
    check_retried(
        "GOAWAY with an error",
        |server| server.go_away(server.stream, ENHANCE_YOUR_CALM).map(|()| Ending::Closed),
        "Reset",
    );
    check_retried(
        "GOAWAY with an error in the body",
        |server| {
            server.half()?;
            server.go_away(server.stream, INTERNAL_ERROR).map(|()| Ending::Cut)
        },
        "",
    );
    // The request wasn't processed, and the next one uses another connection.
    check_retried("GOAWAY before the request", |server| server.go_away(0, NO_ERROR).map(|()| Ending::Closed), "Reset");
}

#[test]
fn a_body_of_another_length_than_declared_is_retried() {
    check_retried(
        "short",
        |server| {
            server.head(true, &[("content-length", "100")], 0)?;
            server.data(&PAGE[..10], END_STREAM).map(|()| Ending::Open)
        },
        "Truncated",
    );
    check_retried(
        "short, with an empty end",
        |server| {
            server.head(true, &[("content-length", "100")], 0)?;
            server.data(&PAGE[..10], 0)?;
            server.data("", END_STREAM).map(|()| Ending::Open)
        },
        "Truncated",
    );
    check_retried(
        "no body at all",
        |server| server.head(true, &[("content-length", "100")], END_STREAM).map(|()| Ending::Open),
        "Malformed",
    );
    check_retried(
        "NO_ERROR before the declared length",
        |server| {
            server.head(true, &[("content-length", "100")], 0)?;
            server.data(&PAGE[..10], 0)?;
            server.reset(NO_ERROR).map(|()| Ending::Open)
        },
        "Truncated",
    );
}

#[test]
fn what_is_no_http2_is_reported_as_such() {
    check_final("data of no stream", |server| server.frame(DATA, 0, 0, b"x").map(|()| Ending::Open), "NotHttp");
}

#[test]
fn a_server_that_demands_http_1_1_gets_it() {
    let refusals: [Answering; 2] = [
        |server| server.reset(HTTP_1_1_REQUIRED).map(|()| Ending::Open),
        |server| server.go_away(0, HTTP_1_1_REQUIRED).map(|()| Ending::Closed),
    ];
    for (refusal, tls) in refusals.into_iter().flat_map(|refusal| LIBRARIES.iter().map(move |tls| (refusal, *tls))) {
        let answer = format!("{HTTP1_ANSWER}{PAGE}").into_bytes();
        let server = SecureServer::start(&["h2", "http/1.1"], vec![refusal; 9], (answer, Ending::Closed));
        assert_eq!(fetch(&server, tls), (PAGE.to_owned(), vec!["h2", "http/1.1"]), "{tls:?}");
        // One that has no HTTP/1.1 either fails.
        let server = SecureServer::start(&["h2"], vec![refusal; 9], (Vec::new(), Ending::Cut));
        let (outcome, seen) = fetch(&server, tls);
        assert!(!outcome.starts_with(PAGE) && seen[0] == "h2" && seen.len() <= 3, "{outcome} {seen:?}");
    }
}

#[test]
fn a_body_that_ends_with_its_connection_must_end_properly() {
    for tls in LIBRARIES {
        for (body, ending, outcome) in [
            (PAGE, Ending::Closed, PAGE),
            (&PAGE[..10], Ending::Cut, "Truncated"),
            ("{\"d\": [1, 2", Ending::Cut, "Truncated"),
        ] {
            let answer = format!("{HTTP1_ANSWER}{body}").into_bytes();
            let server = SecureServer::start(&["http/1.1"], Vec::new(), (answer, ending));
            let (found, seen) = fetch(&server, *tls);
            assert_eq!(found, outcome, "{tls:?} {body}");
            assert_eq!(seen.len(), if outcome == PAGE { 1 } else { 3 }, "{tls:?} {body}");
        }
    }
}
