//! The network: polite HTTP requests to one server, with errors that explain themselves.
//!
//! This is the only module that opens outgoing sockets. A [`Client`] obeys robots.txt, pauses between two
//! requests to a host, retries where that can help, never follows a redirect to another host or from https to
//! http, and stops reading at a limit. It knows nothing about articles: it returns the [`Answer`] as received,
//! and its body decompressed.

mod exchange;
mod failure;
mod pace;
mod redirect;
mod retry;
mod robots;
#[cfg(test)]
mod tests;
mod tls;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

pub(crate) use failure::{Cause, FetchError, RobotsRefusal, SetupError};

use crate::answer::Answer;
use pace::Host;
use redirect::Next;
use retry::Again;
use robots::Rules;

/// The name by which robots.txt files may address this program.
pub(crate) const PRODUCT: &str = "byt";
/// The contact in the User-Agent if the operator has set none.
pub(crate) const CONTACT_DEFAULT: &str = "no contact address set by the operator";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// From the first byte sent to the last byte read of one exchange.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(60);
const BODY_BYTES_MAX: u64 = 32 * 1024 * 1024;
const DECODED_BYTES_MAX: u64 = 64 * 1024 * 1024;
const RETRIES_MAX: u32 = 4;
/// The wait doubles with each retry.
const RETRY_WAIT_FIRST: Duration = Duration::from_secs(2);
const RETRY_WAIT_MAX: Duration = Duration::from_secs(60);
/// A server that asks for more than this ends the run.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);
const DELAY_MIN: Duration = Duration::from_secs(1);
/// Cap on Crawl-delay: with longer pauses the section wouldn't fit into a day.
const CRAWL_DELAY_MAX: Duration = Duration::from_secs(30);
const REDIRECTS_MAX: u32 = 5;

/// Limits of time, size and retries. Users get [`Limits::default`]; tests set shorter ones.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) total: Duration,
    /// Bytes of a body as transferred.
    pub(crate) body_bytes_max: u64,
    /// Bytes of a body when decompressed.
    pub(crate) decoded_bytes_max: u64,
    pub(crate) retries_max: u32,
    pub(crate) retry_wait_first: Duration,
    pub(crate) retry_wait_max: Duration,
    pub(crate) retry_after_max: Duration,
    pub(crate) crawl_delay_max: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: CONNECT_TIMEOUT,
            total: TOTAL_TIMEOUT,
            body_bytes_max: BODY_BYTES_MAX,
            decoded_bytes_max: DECODED_BYTES_MAX,
            retries_max: RETRIES_MAX,
            retry_wait_first: RETRY_WAIT_FIRST,
            retry_wait_max: RETRY_WAIT_MAX,
            retry_after_max: RETRY_AFTER_MAX,
            crawl_delay_max: CRAWL_DELAY_MAX,
        }
    }
}

/// The TLS library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tls {
    #[default]
    Rustls,
    /// The system's own, on Linux OpenSSL; only if the program was built with it.
    Native,
}

/// What the operator decides about the network.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// How the server's operators can reach ours; part of the User-Agent.
    pub(crate) contact: String,
    /// Minimum pause between the end of one request to a host and the start of the next.
    pub(crate) delay_min: Duration,
    /// PEM files whose certificates are trusted in addition to the system's.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) tls: Tls,
    /// Whether to use the proxy from the environment; false for a portal on loopback.
    pub(crate) proxy: bool,
    /// A fixed date for answers instead of the clock, for reproducible runs.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) limits: Limits,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            contact: CONTACT_DEFAULT.to_owned(),
            delay_min: DELAY_MIN,
            certificates: Vec::new(),
            tls: Tls::default(),
            proxy: true,
            now: None,
            limits: Limits::default(),
        }
    }
}

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
    unpacked: Option<Vec<u8>>,
}

impl Fetched {
    /// The decompressed body.
    pub(crate) fn body(&self) -> &[u8] {
        self.unpacked.as_deref().unwrap_or(&self.answer.body)
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

/// Sends requests, one at a time.
pub(crate) struct Client {
    http: reqwest::blocking::Client,
    settings: Settings,
    cancelled: Arc<AtomicBool>,
    /// By scheme, host and port.
    hosts: RefCell<HashMap<String, Host>>,
    traffic: RefCell<Traffic>,
}

impl Client {
    /// Returns a client. Setting `cancelled` lets the current exchange finish and prevents the next.
    pub(crate) fn new(settings: Settings, cancelled: Arc<AtomicBool>) -> Result<Client, SetupError> {
        let http = exchange::connector(&settings)?;
        Ok(Client { http, settings, cancelled, hosts: RefCell::default(), traffic: RefCell::default() })
    }

    pub(crate) fn traffic(&self) -> Traffic {
        *self.traffic.borrow()
    }

    /// Whether the run was cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Sends a request and returns the answer with status 2xx, after waits, retries and redirects.
    pub(crate) fn send(&self, request: &Request, notify: &dyn Fn(Notice)) -> Result<Fetched, FetchError> {
        let fail = |cause| FetchError { url: request.url.clone(), cause };
        let mut url = Url::parse(&request.url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| fail(Cause::Address))?;
        let mut json = request.json.as_deref();
        for _ in 0..=REDIRECTS_MAX {
            self.ask_permission(&url, notify).map_err(fail)?;
            let fetched = self.send_until_good(&url, json, notify).map_err(fail)?;
            match redirect::next(&fetched.answer, &url).map_err(fail)? {
                Next::Stay => return Ok(fetched),
                Next::Again(to) => url = to,
                Next::Get(to) => (url, json) = (to, None),
            }
        }
        Err(fail(Cause::RedirectLoop))
    }

    /// Reads the host's robots.txt, once per run, and checks the address against it.
    fn ask_permission(&self, url: &Url, notify: &dyn Fn(Notice)) -> Result<(), Cause> {
        let key = url.origin().ascii_serialization();
        let known = self.hosts.borrow().get(&key).is_some_and(|host| host.rules.is_some());
        if !known {
            let rules = self.read_robots(url, notify)?;
            let crawl_delay = rules.crawl_delay().unwrap_or_default().min(self.settings.limits.crawl_delay_max);
            let mut hosts = self.hosts.borrow_mut();
            let host = hosts.entry(key.clone()).or_default();
            host.delay = crawl_delay.max(self.settings.delay_min);
            host.rules = Some(rules);
        }
        let hosts = self.hosts.borrow();
        let rules = hosts.get(&key).and_then(|host| host.rules.as_ref()).expect("read above");
        rules.check(url).map_err(Cause::Robots)
    }

    /// Follows redirects to other hosts too, as RFC 9309 demands: the result is rules, not content.
    fn read_robots(&self, url: &Url, notify: &dyn Fn(Notice)) -> Result<Rules, Cause> {
        let mut at = url.join("/robots.txt").map_err(|_| Cause::Address)?;
        for _ in 0..=REDIRECTS_MAX {
            match self.send_until_good(&at, None, notify) {
                Ok(fetched) => match redirect::target(&fetched.answer, &at) {
                    None => return Ok(Rules::of_answer(&fetched)),
                    Some(to) => at = to,
                },
                Err(Cause::Cancelled) => return Err(Cause::Cancelled),
                // These concern the connection rather than the rules, so the user should see them.
                Err(cause @ (Cause::Name | Cause::Connect(_) | Cause::Tls(_))) => return Err(cause),
                Err(cause) => return Ok(Rules::of_failure(&cause)),
            }
        }
        Ok(Rules::unavailable())
    }

    /// Sends one request, with retries, until the status is 2xx or 3xx.
    fn send_until_good(&self, url: &Url, json: Option<&[u8]>, notify: &dyn Fn(Notice)) -> Result<Fetched, Cause> {
        let limits = &self.settings.limits;
        let mut attempt = 0;
        loop {
            self.wait_for_turn(url, notify)?;
            let outcome = self.send_once(url, json);
            self.release_turn(url);
            let cause = match outcome {
                Ok(fetched) => return Ok(fetched),
                Err(cause) => cause,
            };
            let wait = match retry::again(&cause, attempt, limits, Utc::now()) {
                Again::Never => return Err(cause),
                Again::TooLong(wait) => return Err(Cause::RetryAfter { wait, max: limits.retry_after_max }),
                Again::After(wait) => wait,
            };
            attempt += 1;
            self.traffic.borrow_mut().retries += 1;
            let (host, why) = (failure::host_of(url.as_str()), cause.sentence(url.as_str()));
            notify(Notice::Retry { host, why, wait, attempt });
            self.sleep(wait)?;
        }
    }

    fn send_once(&self, url: &Url, json: Option<&[u8]>) -> Result<Fetched, Cause> {
        self.traffic.borrow_mut().requests += 1;
        let limits = &self.settings.limits;
        let mut answer = exchange::run(&self.http, url, json, limits, &mut self.traffic.borrow_mut().bytes)?;
        answer.fetched = self.settings.now.unwrap_or(answer.fetched);
        match answer.status {
            200..=299 => {
                let unpacked = match answer.decoded(limits.decoded_bytes_max).map_err(Cause::Decode)? {
                    Cow::Owned(body) => Some(body),
                    Cow::Borrowed(_) => None,
                };
                Ok(Fetched { answer, unpacked })
            }
            // The body of a redirect isn't used.
            300..=399 => Ok(Fetched { answer, unpacked: Some(Vec::new()) }),
            _ => Err(Cause::Status(Box::new(answer))),
        }
    }

    fn wait_for_turn(&self, url: &Url, notify: &dyn Fn(Notice)) -> Result<(), Cause> {
        let key = url.origin().ascii_serialization();
        let delay_min = self.settings.delay_min;
        let wait = self.hosts.borrow_mut().entry(key).or_insert_with(|| Host::new(delay_min)).wait();
        if !wait.is_zero() {
            notify(Notice::Waiting { host: failure::host_of(url.as_str()), wait });
        }
        self.sleep(wait)
    }

    fn release_turn(&self, url: &Url) {
        if let Some(host) = self.hosts.borrow_mut().get_mut(&url.origin().ascii_serialization()) {
            host.request_ended();
        }
    }

    fn sleep(&self, wait: Duration) -> Result<(), Cause> {
        let slept = pace::sleep(wait, &self.cancelled);
        let mut traffic = self.traffic.borrow_mut();
        traffic.waits += u64::from(!wait.is_zero());
        traffic.waited += slept;
        if self.is_cancelled() { Err(Cause::Cancelled) } else { Ok(()) }
    }
}
