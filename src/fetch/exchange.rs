//! One exchange: sends a request and returns the answer as received.
//!
//! It follows no redirects, decodes no bodies and doesn't retry.

use std::error::Error;
use std::io::{self, Read};
use std::time::Instant;

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, redirect};
use url::Url;

use super::failure::SetupError;
use super::tls::TlsCause;
use super::{Cause, Limits, PRODUCT, Settings, Tls};
use crate::answer::Answer;

const BLOCK_BYTES: usize = 64 * 1024;
/// Cap on the buffer preallocated from Content-Length.
const PREALLOCATED_BYTES_MAX: u64 = 1024 * 1024;

/// Sets up the HTTP library without its own redirects, retries, referers and cookies.
pub(super) fn connector(settings: &Settings) -> Result<Client, SetupError> {
    let agent = format!("{PRODUCT}/{} (+{})", env!("CARGO_PKG_VERSION"), settings.contact.trim());
    let agent = HeaderValue::from_str(&agent).map_err(|_| SetupError::Contact(settings.contact.clone()))?;
    let mut certificates = Vec::new();
    for pem in &settings.certificates {
        let found = Certificate::from_pem_bundle(pem).map_err(|_| SetupError::Certificate)?;
        if found.is_empty() {
            return Err(SetupError::Certificate);
        }
        certificates.extend(found);
    }
    let mut builder: ClientBuilder = Client::builder()
        .user_agent(agent)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(settings.limits.connect)
        .timeout(settings.limits.total)
        .tls_certs_merge(certificates);
    builder = with_library(builder, settings.tls)?;
    if !settings.proxy {
        builder = builder.no_proxy();
    }
    builder.build().map_err(SetupError::Library)
}

fn with_library(builder: ClientBuilder, tls: Tls) -> Result<ClientBuilder, SetupError> {
    match tls {
        Tls::Rustls => Ok(builder.tls_backend_rustls()),
        #[cfg(feature = "native-tls")]
        Tls::Native => Ok(builder.tls_backend_native()),
        #[cfg(not(feature = "native-tls"))]
        Tls::Native => Err(SetupError::NoNativeTls),
    }
}

/// Sends one request and reads its answer within the limits. Adds the bytes of the body to `bytes`, of
/// failed answers too.
pub(super) fn run(
    http: &Client,
    url: &Url,
    json: Option<&[u8]>,
    limits: &Limits,
    bytes: &mut u64,
) -> Result<Answer, Cause> {
    let start = Instant::now();
    let request = match json {
        None => http.get(url.clone()),
        Some(json) => http.post(url.clone()).header(CONTENT_TYPE, "application/json").body(json.to_vec()),
    };
    // Set on the request, because the client's own timeout doesn't cover reading the body.
    let request = request.header(ACCEPT_ENCODING, "gzip").timeout(limits.total);
    let mut response = request.send().map_err(|error| explain(&error, limits))?;
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let status = response.status().as_u16();
    let capacity = response.content_length().unwrap_or_default().min(PREALLOCATED_BYTES_MAX);
    let body = Vec::with_capacity(capacity as usize);
    let body = read_body(&mut response, body, limits, start + limits.total, bytes)?;
    Ok(Answer {
        url: url.to_string(),
        method: if json.is_some() { "POST" } else { "GET" }.to_owned(),
        asked: json.map(<[u8]>::to_vec),
        status,
        headers,
        body,
        fetched: chrono::Utc::now(),
    })
}

/// Reads to the end, the size limit or the deadline. The deadline is ours, because a server that sends a byte
/// now and then never runs into the library's timeout.
fn read_body(
    from: &mut impl Read,
    mut body: Vec<u8>,
    limits: &Limits,
    deadline: Instant,
    bytes: &mut u64,
) -> Result<Vec<u8>, Cause> {
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let read = match from.read(&mut block) {
            Ok(0) => return Ok(body),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(explain(&error, limits)),
        };
        *bytes += read as u64;
        body.extend_from_slice(&block[..read]);
        if body.len() as u64 > limits.body_bytes_max {
            return Err(Cause::TooLarge(limits.body_bytes_max));
        }
        if Instant::now() > deadline {
            return Err(Cause::Timeout(limits.total));
        }
    }
}

/// Translates an error of the HTTP library into its cause.
fn explain(error: &(dyn Error + 'static), limits: &Limits) -> Cause {
    let chain: Vec<&(dyn Error + 'static)> = std::iter::successors(Some(error), |error| source_of(*error)).collect();
    let library = chain.iter().find_map(|error| error.downcast_ref::<reqwest::Error>());
    let is_connect = library.is_some_and(reqwest::Error::is_connect);
    if library.is_some_and(reqwest::Error::is_timeout) {
        return Cause::Timeout(if is_connect { limits.connect } else { limits.total });
    }
    if library.is_some_and(reqwest::Error::is_dns) {
        return Cause::Name;
    }
    if let Some(tls) = TlsCause::of(&chain) {
        return Cause::Tls(tls);
    }
    let kind = chain.iter().rev().find_map(|error| Some(error.downcast_ref::<io::Error>()?.kind()));
    let deepest = chain.last().map(ToString::to_string).unwrap_or_default();
    match kind {
        Some(io::ErrorKind::ConnectionRefused) if is_connect => Cause::Connect("no server listens there".into()),
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) if is_connect => {
            Cause::Connect("this network has no route to it".into())
        }
        _ if is_connect => Cause::Connect(deepest),
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe) => {
            Cause::Reset
        }
        Some(io::ErrorKind::TimedOut) => Cause::Timeout(limits.total),
        // hyper reports a body that ends before its declared length, or within a chunk, as this.
        Some(io::ErrorKind::UnexpectedEof) => Cause::Truncated,
        _ => chain.iter().find_map(|error| protocol_cause(*error)).unwrap_or(Cause::NotHttp(deepest)),
    }
}

/// The cause behind an error of HTTP/1 (hyper) or HTTP/2 (h2); `None` if the answer was malformed.
fn protocol_cause(error: &(dyn Error + 'static)) -> Option<Cause> {
    if let Some(h2) = error.downcast_ref::<h2::Error>() {
        // The server closed the connection or the stream; another attempt may succeed.
        return (h2.is_remote() && (h2.is_go_away() || h2.is_reset())).then_some(Cause::Reset);
    }
    let hyper = error.downcast_ref::<hyper::Error>()?;
    match () {
        () if hyper.is_incomplete_message() => Some(Cause::Truncated),
        () if hyper.is_canceled() || hyper.is_closed() => Some(Cause::Reset),
        () => None,
    }
}

/// The next deeper error. `source` skips what an I/O error wraps, which says the most.
fn source_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
