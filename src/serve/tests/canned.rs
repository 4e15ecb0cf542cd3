//! Pages over commands with fixed answers: which commands a page runs, and which requests wait for others.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use hyper::{Request, StatusCode};

use super::super::answers::{Commands, Ended, Output, Refusal, Snapshots};
use super::super::guard::Hosts;
use super::super::respond::{PAGES_MAX, Responder};
use super::runtime;

/// Commands that answer with the least that a page reads, and `status` only once the gate is open.
#[derive(Clone, Default)]
struct Canned {
    /// The commands that were run, with their words.
    run: Arc<Mutex<Vec<String>>>,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

const COVERAGE: &str = r#""coverage":{"articles":1,"first":null,"last":null,"missing_months":[],"complete":null}"#;
const RECORD: &str = r#"{"id":"a","title":"Tin","published":null,"date_source":null,"status":"full","section":true,
    "url":null,"abstract":null,"abstract_truncated":false,"body":null,"captions":[],"source":null,"officials":[],
    "topics":[],"identifiers":[],"version":1,"first_seen":"2026-01-01T00:00:00Z","fetched":null,"missing_since":null,
    "gone":null,"withdrawn":null,"snippet":null}"#;
const SCOPE: &str = r#""scope":{"articles":1,"words":1,"undated":0},"total":0,"rows":[],"notes":[]"#;

impl Snapshots for Canned {
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal> {
        Ok(Arc::new(self.clone()))
    }
}

impl Commands for Canned {
    fn run(&self, words: &[String], out: Output, beside: Vec<(&'static str, Output)>) -> Result<Ended, Refusal> {
        self.run.lock().unwrap().push(words.join(" "));
        let answer = match words[0].as_str() {
            "search" => format!("{{\"total\":0,{COVERAGE},\"articles\":[]}}"),
            "show" => format!("{{\"total\":1,{COVERAGE},\"articles\":[{RECORD}]}}"),
            "trend" | "kwic" => format!("{{{SCOPE}}}"),
            "status" => {
                let (is_open, opened) = &*self.gate;
                drop(opened.wait_while(is_open.lock().unwrap(), |is_open| !*is_open).unwrap());
                "{}".to_owned()
            }
            _ => "[]".to_owned(),
        };
        out.lock().unwrap().write_all(answer.as_bytes()).unwrap();
        for (format, out) in beside {
            write!(out.lock().unwrap(), "as {format}").unwrap();
        }
        Ok(Ended { found: true, remarks: Vec::new(), messages: Vec::new() })
    }

    fn quoted(&self, _: &str) -> Option<String> {
        None
    }

    fn generation(&self) -> u64 {
        0
    }
}

fn responder(commands: &Canned) -> Responder {
    Responder::new(Arc::new(commands.clone()), Hosts::default(), None, String::new())
}

async fn status(responder: &Responder, target: &str) -> StatusCode {
    let request = Request::get(target).header("host", "localhost").body(()).unwrap();
    responder.respond(&request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await.status()
}

#[test]
fn a_page_runs_each_command_once() {
    let (commands, runtime) = (Canned::default(), runtime());
    let responder = responder(&commands);
    for (target, command) in
        [("/article/a", "show"), ("/trend?q=a", "trend"), ("/search?q=a", "search"), ("/", "search")]
    {
        commands.run.lock().unwrap().clear();
        assert_eq!(runtime.block_on(status(&responder, target)), StatusCode::OK, "{target}");
        let run = commands.run.lock().unwrap().clone();
        let own: Vec<&String> =
            run.iter().filter(|words| !["officials", "topics"].iter().any(|list| words.starts_with(list))).collect();
        assert!(matches!(own.as_slice(), [one] if one.starts_with(command)), "{target}: {run:?}");
    }
}

#[test]
fn a_page_that_was_just_made_waits_for_nobody() {
    let (commands, runtime) = (Canned::default(), runtime());
    let mut responder = responder(&commands);
    responder.answer_max = Duration::from_secs(2);
    let responder = Arc::new(responder);
    assert_eq!(runtime.block_on(status(&responder, "/search?q=a")), StatusCode::OK);
    let again = runtime.block_on(async {
        for _ in 0..2 * PAGES_MAX {
            let responder = Arc::clone(&responder);
            tokio::spawn(async move { status(&responder, "/coverage").await });
        }
        while commands.run.lock().unwrap().iter().filter(|words| words.starts_with("status")).count() < PAGES_MAX {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        status(&responder, "/search?q=a").await
    });
    let (is_open, opened) = &*commands.gate;
    *is_open.lock().unwrap() = true;
    opened.notify_all();
    assert_eq!(again, StatusCode::OK);
    runtime.shutdown_background();
}
