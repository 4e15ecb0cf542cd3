//! One exchange: a request on the wire and the answer as it came.
//!
//! Nothing is followed, unpacked or tried again here.

use std::error::Error;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, redirect};
use url::Url;

use super::failure::{SetupError, TlsCause};
use super::{Cause, Limits, PRODUCT, Settings, Tls};
use crate::answer::Answer;

const BLOCK_BYTES: usize = 64 * 1024;
/// Most memory that is taken for a body on the word of its server alone.
const TOLD_BYTES_MAX: u64 = 1024 * 1024;

/// Makes the HTTP library do what is asked and nothing by itself.
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

/// Sends one request and reads its answer within the limits. `bytes` counts what was read, of failed
/// answers too.
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
    // For the single request the library counts the body in; for the client it would not.
    let request = request.header(ACCEPT_ENCODING, "gzip").timeout(limits.total);
    let mut response = request.send().map_err(|error| explain(&error, limits))?;
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let status = response.status().as_u16();
    let told = response.content_length().unwrap_or_default().min(TOLD_BYTES_MAX);
    let body = Vec::with_capacity(told as usize);
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

/// Reads to the end, to the limit, or to the deadline: a drip of single bytes never times out by itself.
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

/// Translates what the library says into what happened.
fn explain(error: &(dyn Error + 'static), limits: &Limits) -> Cause {
    let chain: Vec<&(dyn Error + 'static)> = std::iter::successors(Some(error), |error| beneath(*error)).collect();
    let library = chain.iter().find_map(|error| error.downcast_ref::<reqwest::Error>());
    let is_connect = library.is_some_and(reqwest::Error::is_connect);
    if library.is_some_and(reqwest::Error::is_timeout) {
        return Cause::Timeout(if is_connect { limits.connect } else { limits.total });
    }
    if library.is_some_and(reqwest::Error::is_dns) {
        return Cause::Name;
    }
    let text = chain.iter().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    if let Some(tls) = TlsCause::read(&text) {
        return Cause::Tls(tls);
    }
    let kind = chain.iter().rev().find_map(|error| Some(error.downcast_ref::<io::Error>()?.kind()));
    let deepest = chain.last().map(ToString::to_string).unwrap_or_default();
    match kind {
        Some(io::ErrorKind::ConnectionRefused) if is_connect => Cause::Connect("no server listens there".into()),
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) if is_connect => {
            Cause::Connect("there is no way to it from this network".into())
        }
        _ if is_connect => Cause::Connect(deepest),
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe) => {
            Cause::Reset
        }
        Some(io::ErrorKind::TimedOut) => Cause::Timeout(limits.total),
        // The words of hyper for a connection that closed too early: in the head, in a body of known
        // length, in a chunk.
        _ if ["before message completed", "end of file before", "unexpected EOF"].iter().any(|w| text.contains(w)) => {
            Cause::Cut
        }
        Some(io::ErrorKind::UnexpectedEof) => Cause::Cut,
        _ => Cause::Garbled(deepest),
    }
}

/// The next deeper error. What an I/O error wraps is no `source` of it, but tells the most.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

/// How long a wait is, for a person.
pub(super) fn in_words(wait: Duration) -> String {
    match wait.as_secs() {
        0 => format!("{} ms", wait.as_millis()),
        seconds @ 1..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} minutes", seconds / 60),
        seconds @ 7200..172_800 => format!("{} hours", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}
