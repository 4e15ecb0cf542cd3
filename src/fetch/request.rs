//! Requests, their answers, and what a client reports and counts while it sends them.

use std::time::Duration;

use crate::answer::Answer;

/// A request. Both kinds only read on the server, so both may be retried.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) url: String,
    /// `Some` makes it a POST with this JSON as its body.
    pub(crate) json: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn get(url: impl Into<String>) -> Request {
        Request { url: url.into(), json: None }
    }

    pub(crate) fn post(url: impl Into<String>, json: Vec<u8>) -> Request {
        Request { url: url.into(), json: Some(json) }
    }
}

/// A good answer (status 2xx).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fetched {
    /// As received; its address is the one after redirects within the host.
    pub(crate) answer: Answer,
    /// The decompressed body, if it was compressed.
    pub(super) decoded: Option<Vec<u8>>,
}

impl Fetched {
    /// The decompressed body.
    pub(crate) fn body(&self) -> &[u8] {
        self.decoded.as_deref().unwrap_or(&self.answer.body)
    }
}

/// What happens during a request, for progress messages.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Notice {
    /// The next request to the host has to wait.
    Waiting { host: String, wait: Duration },
    /// A request failed and will be retried after the wait.
    Retry { host: String, why: String, wait: Duration, attempt: u32 },
}

/// Counts of what a client has sent, received and waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Requests sent, including those for robots.txt, redirects and retries.
    pub(crate) requests: u64,
    /// Bytes of bodies as transferred, including those of failed answers.
    pub(crate) bytes: u64,
    pub(crate) retries: u64,
    pub(crate) waits: u64,
    pub(crate) waited: Duration,
}
