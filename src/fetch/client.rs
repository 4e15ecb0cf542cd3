//! The client: permission, pauses, retries and redirects around each exchange.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use url::Url;

use super::exchange::{Connector, HttpVersion};
use super::failure::{self, Cause, FetchError, SetupError};
use super::pace::{self, Host};
use super::proxy;
use super::redirect::{self, Next};
use super::request::{Fetched, Notice, Request, Traffic};
use super::retry::{self, Again};
use super::robots::Rules;
use super::settings::Settings;

pub(super) const REDIRECTS_MAX: u32 = 5;

/// Sends requests, one at a time.
pub(crate) struct Client {
    connector: Connector,
    settings: Settings,
    cancelled: Arc<AtomicBool>,
    /// By scheme, host and port.
    hosts: RefCell<HashMap<String, Host>>,
    traffic: RefCell<Traffic>,
}

impl Client {
    /// Returns a client. Setting `cancelled` lets the current exchange finish and prevents the next.
    pub(crate) fn new(settings: Settings, cancelled: Arc<AtomicBool>) -> Result<Client, SetupError> {
        let connector = Connector::new(&settings)?;
        Ok(Client { connector, settings, cancelled, hosts: RefCell::default(), traffic: RefCell::default() })
    }

    pub(crate) fn traffic(&self) -> Traffic {
        *self.traffic.borrow()
    }

    /// The proxy from the environment that requests to an address go through, without its user name and password.
    pub(crate) fn proxy_for(&self, url: &Url) -> Option<String> {
        if self.settings.proxy { proxy::of(url) } else { None }
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

    /// Follows redirects to the same host or its `www.` twin only: rules of another host aren't this one's, and the
    /// address may be one that nobody wants to be requested. Any other redirect leaves the rules unknown.
    fn read_robots(&self, url: &Url, notify: &dyn Fn(Notice)) -> Result<Rules, Cause> {
        let mut at = url.join("/robots.txt").map_err(|_| Cause::Address)?;
        for _ in 0..=REDIRECTS_MAX {
            match self.send_until_good(&at, None, notify) {
                Ok(fetched) => match redirect::next_for_robots(&fetched.answer, &at) {
                    Ok(None) => return Ok(Rules::of_answer(&fetched)),
                    Ok(Some(to)) => at = to,
                    Err(cause) => return Ok(Rules::of_failure(&cause)),
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
            if matches!(cause, Cause::Http1Required) {
                self.with_host(url, |host| host.version = HttpVersion::Http1);
            }
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
        let version = self.with_host(url, |host| host.version);
        let mut answer = self.connector.run(url, json, version, limits, &mut self.traffic.borrow_mut().bytes)?;
        answer.fetched = self.settings.now.unwrap_or(answer.fetched);
        match answer.status {
            200..=299 => {
                let decoded = match answer.decoded(limits.decoded_bytes_max).map_err(Cause::Decode)? {
                    Cow::Owned(body) => Some(body),
                    Cow::Borrowed(_) => None,
                };
                Ok(Fetched { answer, decoded })
            }
            // The body of a redirect isn't used.
            300..=399 => Ok(Fetched { answer, decoded: Some(Vec::new()) }),
            _ => Err(Cause::Status(Box::new(answer))),
        }
    }

    fn wait_for_turn(&self, url: &Url, notify: &dyn Fn(Notice)) -> Result<(), Cause> {
        let wait = self.with_host(url, |host| host.wait());
        if !wait.is_zero() {
            notify(Notice::Waiting { host: failure::host_of(url.as_str()), wait });
        }
        self.sleep(wait)
    }

    fn release_turn(&self, url: &Url) {
        self.with_host(url, Host::request_ended);
    }

    /// Reads or changes the state of an address's host.
    fn with_host<T>(&self, url: &Url, act: impl FnOnce(&mut Host) -> T) -> T {
        let delay_min = self.settings.delay_min;
        let mut hosts = self.hosts.borrow_mut();
        act(hosts.entry(url.origin().ascii_serialization()).or_insert_with(|| Host::new(delay_min)))
    }

    fn sleep(&self, wait: Duration) -> Result<(), Cause> {
        let slept = pace::sleep(wait, &self.cancelled);
        let mut traffic = self.traffic.borrow_mut();
        traffic.waits += u64::from(!wait.is_zero());
        traffic.waited += slept;
        if self.is_cancelled() { Err(Cause::Cancelled) } else { Ok(()) }
    }
}
