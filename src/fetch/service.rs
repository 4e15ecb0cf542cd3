//! Requests to a service that exists for this program: a cluster of nodes that answer alike.
//!
//! There is no robots.txt to read and no pause to keep. A node that can't be reached, or that says that it can't answer
//! now, is passed over for the next; every request must therefore be one that may arrive twice. Redirects are never
//! followed: the credentials are for these nodes only.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use data_encoding::BASE64;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, LOCATION};
use url::{Host, Url};

use super::exchange::Connector;
use super::failure::{Cause, SetupError, host_of};
use super::pace;
use super::settings::{Limits, Settings};

/// A bulk request or a wait for copies may take longer than a page.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(120);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A page of the longest articles is smaller.
const REPLY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Smaller bodies are sent as they are.
const PACKED_BYTES_MIN: usize = 1024;

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Reply {
    /// Host and port of the node that answered.
    pub(crate) host: String,
    pub(crate) status: u16,
    /// Decompressed.
    pub(crate) body: Vec<u8>,
    /// Where a redirect leads, as received.
    pub(crate) location: Option<String>,
}

/// A request that no node answered.
#[derive(Debug)]
pub(crate) struct ServiceError {
    /// Host and port of the last node.
    pub(crate) host: String,
    cause: Cause,
}

impl ServiceError {
    /// Whether the user interrupted the program.
    pub(crate) fn is_cancelled(&self) -> bool {
        matches!(self.cause, Cause::Cancelled)
    }

    /// Whether another attempt may succeed.
    pub(crate) fn is_temporary(&self) -> bool {
        matches!(self.cause, Cause::Connect(_) | Cause::Timeout(_) | Cause::Truncated | Cause::Reset | Cause::Name)
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause.sentence(&format!("http://{}/", self.host)))
    }
}

/// What identifies the user to the service; never printed.
#[derive(Clone)]
pub(crate) struct Credentials(HeaderValue);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Credentials {
    /// A user name and a password. Fails if the name contains a colon, which would end it.
    pub(crate) fn user(name: &str, password: &str) -> Result<Credentials, SetupError> {
        if name.contains(':') {
            return Err(SetupError::Credentials);
        }
        Credentials::header(&format!("Basic {}", BASE64.encode(format!("{name}:{password}").as_bytes())))
    }

    /// A key that the service has issued.
    pub(crate) fn api_key(key: &str) -> Result<Credentials, SetupError> {
        Credentials::header(&format!("ApiKey {key}"))
    }

    fn header(text: &str) -> Result<Credentials, SetupError> {
        let mut value = HeaderValue::from_str(text).map_err(|_| SetupError::Credentials)?;
        value.set_sensitive(true);
        Ok(Credentials(value))
    }
}

/// Sends requests to the nodes of a service. May be used by several threads.
pub(crate) struct Service {
    connector: Connector,
    nodes: Vec<Url>,
    /// Number of the node that answered last.
    current: AtomicUsize,
    credentials: Option<Credentials>,
    limits: Limits,
    cancelled: Arc<AtomicBool>,
}

impl Service {
    /// Returns a client for the nodes at these addresses, of which there is at least one. Credentials are only accepted
    /// for encrypted connections and for loopback.
    pub(crate) fn new(
        addresses: &[String],
        credentials: Option<Credentials>,
        settings: Settings,
        cancelled: Arc<AtomicBool>,
    ) -> Result<Service, SetupError> {
        let nodes = addresses.iter().map(|address| node(address)).collect::<Result<Vec<_>, _>>()?;
        if credentials.is_some()
            && let Some(open) = nodes.iter().find(|node| node.scheme() == "http" && !is_loopback(node))
        {
            return Err(SetupError::Unencrypted(host_of(open.as_str())));
        }
        let limits = Limits {
            connect: CONNECT_TIMEOUT.min(settings.limits.connect),
            total: TOTAL_TIMEOUT.max(settings.limits.total),
            body_bytes_max: REPLY_BYTES_MAX,
            decoded_bytes_max: REPLY_BYTES_MAX,
            ..settings.limits
        };
        let proxy = settings.proxy && !nodes.iter().any(is_loopback);
        let connector = Connector::new(&Settings { limits: limits.clone(), proxy, ..settings })?;
        Ok(Service { connector, nodes, current: AtomicUsize::new(0), credentials, limits, cancelled })
    }

    /// Host and port of the first node, for messages.
    pub(crate) fn host(&self) -> String {
        self.nodes.first().map(|node| host_of(node.as_str())).unwrap_or_default()
    }

    /// Sends a request to the node that answered last, or to the first of the others that answers. `path` is appended to
    /// the address of the node; `body` is JSON, or lines of it.
    pub(crate) fn call(&self, method: Method, path: &str, body: Option<&[u8]>) -> Result<Reply, ServiceError> {
        let packed = body.filter(|body| body.len() >= PACKED_BYTES_MIN).map(pack).transpose();
        // Writing into memory can't fail; an uncompressed body would be right as well.
        let packed = packed.unwrap_or_default();
        let first = self.current.load(Ordering::Relaxed);
        let mut last: Option<Result<Reply, ServiceError>> = None;
        for turn in 0..self.nodes.len() {
            let number = (first + turn) % self.nodes.len();
            let node = &self.nodes[number];
            let host = host_of(node.as_str());
            if self.cancelled.load(Ordering::Relaxed) {
                return Err(ServiceError { host, cause: Cause::Cancelled });
            }
            match self.call_node(node, method, path, body, packed.as_deref()) {
                Ok(reply) if !matches!(reply.status, 429 | 502 | 503 | 504) => {
                    self.current.store(number, Ordering::Relaxed);
                    return Ok(reply);
                }
                Ok(reply) => last = Some(Ok(reply)),
                // A node that says why it can't answer says more than one that is gone.
                Err(_) if matches!(last, Some(Ok(_))) => {}
                Err(cause) => last = Some(Err(ServiceError { host, cause })),
            }
        }
        last.unwrap_or_else(|| Err(ServiceError { host: self.host(), cause: Cause::Address }))
    }

    /// Waits before another attempt; the next request begins with another node. Fails if the user interrupts.
    pub(crate) fn wait(&self, wait: Duration) -> Result<(), ServiceError> {
        self.current.fetch_add(1, Ordering::Relaxed);
        pace::sleep(wait, &self.cancelled);
        let is_cancelled = self.cancelled.load(Ordering::Relaxed);
        if is_cancelled { Err(ServiceError { host: self.host(), cause: Cause::Cancelled }) } else { Ok(()) }
    }

    fn call_node(
        &self,
        node: &Url,
        method: Method,
        path: &str,
        body: Option<&[u8]>,
        packed: Option<&[u8]>,
    ) -> Result<Reply, Cause> {
        let url = Url::parse(&format!("{}{path}", node.as_str().trim_end_matches('/'))).map_err(|_| Cause::Address)?;
        let build = |http: &reqwest::Client| {
            let request = match method {
                Method::Get => http.get(url),
                Method::Post => http.post(url),
                Method::Put => http.put(url),
                Method::Delete => http.delete(url),
            };
            let mut request = request.header(ACCEPT_ENCODING, "gzip").header(ACCEPT, "application/json");
            if let Some(Credentials(value)) = &self.credentials {
                request = request.header(AUTHORIZATION, value.clone());
            }
            match (packed, body) {
                (Some(packed), _) => request
                    .header(CONTENT_TYPE, "application/json")
                    .header(CONTENT_ENCODING, "gzip")
                    .body(packed.to_vec()),
                (None, Some(body)) => request.header(CONTENT_TYPE, "application/json").body(body.to_vec()),
                (None, None) => request,
            }
        };
        let (head, body) = self.connector.send(build, &self.limits)?.into_parts();
        let is_packed = head.headers.get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
        Ok(Reply {
            host: host_of(node.as_str()),
            status: head.status.as_u16(),
            body: if is_packed { unpack(&body, self.limits.decoded_bytes_max)? } else { body },
            location: head.headers.get(LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned()),
        })
    }
}

/// Reads the address of a node; one without a scheme means https.
fn node(address: &str) -> Result<Url, SetupError> {
    let address = address.trim();
    let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    // What isn't an address may contain a password, which must not be printed.
    let shown = || address.rsplit('@').next().unwrap_or_default().to_owned();
    let url = url.ok_or_else(|| SetupError::Node(shown()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SetupError::UserInAddress);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(SetupError::Node(shown()));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn pack(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    packed.write_all(body)?;
    packed.finish()
}

/// Decompresses a body; fails if it is cut or larger than the limit.
fn unpack(body: &[u8], bytes_max: u64) -> Result<Vec<u8>, Cause> {
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(body).take(bytes_max + 1).read_to_end(&mut unpacked).map_err(|_| Cause::Truncated)?;
    if unpacked.len() as u64 > bytes_max { Err(Cause::TooLarge(bytes_max)) } else { Ok(unpacked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(address: &str, credentials: Option<Credentials>) -> Result<Service, SetupError> {
        Service::new(&[address.to_owned()], credentials, Settings::default(), Arc::default())
    }

    #[test]
    fn credentials_travel_encrypted_and_are_never_shown() {
        let credentials = || Some(Credentials::user("bob", "S3cret").unwrap());
        for (address, works) in [
            ("https://search.example:9200", true),
            ("search.example", true),
            ("http://127.0.0.1:9200", true),
            ("http://localhost:9200", true),
            ("http://[::1]:9200", true),
            ("http://search.example:9200", false),
            ("http://127.0.0.1.example", false),
            ("http://10.0.0.1:9200", false),
        ] {
            assert_eq!(service(address, credentials()).is_ok(), works, "{address}");
            assert!(service(address, None).is_ok(), "{address}");
        }
        assert!(!format!("{:?}", credentials()).contains("S3cret"));
        assert!(Credentials::user("a:b", "c").is_err());
    }

    #[test]
    fn an_address_with_a_user_or_without_a_host_is_refused() {
        for address in [
            "https://bob:S3cret@a.example",
            "https://bob@a.example",
            "http://bob:S3/cr@et@",
            "ftp://a",
            "",
            "https://a/?b",
        ] {
            let error = service(address, None).err().unwrap_or_else(|| panic!("{address} was accepted"));
            assert!(!error.to_string().contains("S3"), "{error}");
        }
    }

    #[test]
    fn bodies_are_packed_and_limits_hold_for_what_is_unpacked() {
        let body = "a line of JSON\n".repeat(1000);
        let packed = pack(body.as_bytes()).unwrap();
        assert!(packed.len() * 10 < body.len());
        assert_eq!(unpack(&packed, 15_000).unwrap(), body.as_bytes());
        assert!(matches!(unpack(&packed, 14_999), Err(Cause::TooLarge(14_999))));
        assert!(matches!(unpack(&packed[..packed.len() / 2], 15_000), Err(Cause::Truncated)));
    }
}
