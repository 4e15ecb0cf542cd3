//! One exchange: sends a request and returns the answer as received.
//!
//! It follows no redirects, decodes no bodies and doesn't retry.

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use hyper::body::Body as _;
use hyper::{Response, Version};
use reqwest::cookie::Jar;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Certificate, Client, ClientBuilder, RequestBuilder, redirect};
use url::Url;

use super::background::Background;
use super::failure::SetupError;
use super::tls::{self, TlsCause};
use super::{Cause, Limits, PRODUCT, Settings, Tls, ending};
use crate::answer::Answer;

/// Cap on the buffer preallocated from Content-Length.
const PREALLOCATED_BYTES_MAX: u64 = 1024 * 1024;

/// The HTTP library, set up without its own redirects, retries and referers. Cookies are kept for one run, in memory.
pub(super) struct Connector {
    /// Uses HTTP/2 where a server offers it.
    any: Client,
    /// For hosts that demand HTTP/1.1.
    http1: Client,
    background: Background,
    tls: Tls,
}

/// The version of HTTP to use with a host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum HttpVersion {
    /// The newest that both sides know.
    #[default]
    Any,
    Http1,
}

/// The part of an answer in which an error occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
}

impl Connector {
    pub(super) fn new(settings: &Settings) -> Result<Connector, SetupError> {
        // One visitor with one set of cookies, whatever version of HTTP is used.
        let cookies = Arc::new(Jar::default());
        tls::choose_cryptography();
        let build =
            |builder: ClientBuilder| builder.cookie_provider(Arc::clone(&cookies)).build().map_err(SetupError::Library);
        Ok(Connector {
            any: build(builder(settings)?)?,
            http1: build(builder(settings)?.http1_only())?,
            background: Background::start().map_err(SetupError::Thread)?,
            tls: settings.tls,
        })
    }

    /// Sends one request and reads its answer within the limits. Adds the bytes of the body to `bytes`, of
    /// failed answers too.
    pub(super) fn run(
        &self,
        url: &Url,
        json: Option<&[u8]>,
        version: HttpVersion,
        limits: &Limits,
        bytes: &mut u64,
    ) -> Result<Answer, Cause> {
        let http = match version {
            HttpVersion::Any => &self.any,
            HttpVersion::Http1 => &self.http1,
        };
        let request = match json {
            None => http.get(url.clone()),
            Some(json) => http.post(url.clone()).header(CONTENT_TYPE, "application/json").body(json.to_vec()),
        };
        let request = request.header(ACCEPT_ENCODING, "gzip");
        let response = self.background.wait_for(exchange(request, limits, bytes))?;
        let (head, body) = response.into_parts();
        let hides_cuts = self.tls == Tls::Native && url.scheme() == "https";
        if hides_cuts && ending::is_with_connection(head.version, &head.headers) && !ending::is_shown(&body) {
            return Err(Cause::Truncated);
        }
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Ok(Answer {
            url: url.to_string(),
            method: if json.is_some() { "POST" } else { "GET" }.to_owned(),
            asked: json.map(<[u8]>::to_vec),
            status: head.status.as_u16(),
            headers: head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
            body,
            fetched: chrono::Utc::now(),
        })
    }
}

impl Connector {
    /// Sends any request and returns the answer with its body as received.
    pub(super) fn send(
        &self,
        request: impl FnOnce(&Client) -> RequestBuilder,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, Cause> {
        self.background.wait_for(exchange(request(&self.any), limits, &mut 0))
    }
}

/// What both versions of HTTP have in common.
fn builder(settings: &Settings) -> Result<ClientBuilder, SetupError> {
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
    let mut builder = Client::builder()
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
    Ok(builder)
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

/// Sends a request and reads the answer to its end, or to the size limit.
async fn exchange(request: RequestBuilder, limits: &Limits, bytes: &mut u64) -> Result<Response<Vec<u8>>, Cause> {
    let response = request.send().await.map_err(|error| explain(&error, Part::Head, limits))?;
    let (head, mut body) = Response::<Body>::from(response).into_parts();
    let capacity = body.size_hint().exact().unwrap_or_default().min(PREALLOCATED_BYTES_MAX);
    let mut read = Vec::with_capacity(capacity as usize);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| explain(&error, Part::Body, limits))?;
        // A frame without data has trailers.
        let Some(data) = frame.data_ref() else { continue };
        *bytes += data.len() as u64;
        read.extend_from_slice(data);
        if read.len() as u64 > limits.body_bytes_max {
            return Err(Cause::TooLarge(limits.body_bytes_max));
        }
    }
    // hyper ends a body without an error where the server resets the stream with NO_ERROR.
    if head.version == Version::HTTP_2 && !body.is_end_stream() {
        return Err(Cause::Truncated);
    }
    Ok(Response::from_parts(head, read))
}

/// Translates an error of the HTTP library into its cause.
fn explain(error: &(dyn Error + 'static), part: Part, limits: &Limits) -> Cause {
    let chain: Vec<&(dyn Error + 'static)> = std::iter::successors(Some(error), |error| source_of(*error)).collect();
    let library = chain.iter().find_map(|error| error.downcast_ref::<reqwest::Error>());
    let is_connect = library.is_some_and(reqwest::Error::is_connect);
    if library.is_some_and(reqwest::Error::is_timeout) {
        return Cause::Timeout(if is_connect { limits.connect } else { limits.total });
    }
    if library.is_some_and(reqwest::Error::is_dns) {
        return Cause::Name;
    }
    if !is_connect && tls::is_cut(&chain) {
        return Cause::Truncated;
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
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected,
        ) => Cause::Reset,
        Some(io::ErrorKind::TimedOut) => Cause::Timeout(limits.total),
        // hyper reports a body that ends before its declared length, or within a chunk, as this.
        Some(io::ErrorKind::UnexpectedEof) => Cause::Truncated,
        _ => chain.iter().find_map(|error| protocol_cause(*error, part)).unwrap_or(Cause::NotHttp(deepest)),
    }
}

/// The cause behind an error of HTTP/1 (hyper) or HTTP/2 (h2); `None` if the answer was malformed.
fn protocol_cause(error: &(dyn Error + 'static), part: Part) -> Option<Cause> {
    if let Some(h2) = error.downcast_ref::<h2::Error>() {
        return h2_cause(h2, part);
    }
    let hyper = error.downcast_ref::<hyper::Error>()?;
    match () {
        () if hyper.is_incomplete_message() => Some(Cause::Truncated),
        () if hyper.is_canceled() || hyper.is_closed() => Some(Cause::Reset),
        () => None,
    }
}

fn h2_cause(error: &h2::Error, part: Part) -> Option<Cause> {
    match error.reason()? {
        h2::Reason::HTTP_1_1_REQUIRED if error.is_remote() => Some(Cause::Http1Required),
        // The server ended the stream or the connection; another attempt may succeed.
        _ if error.is_remote() => Some(Cause::Reset),
        // The library ends a stream whose length isn't the declared one, or whose header lines are malformed.
        _ if error.is_library() && error.is_reset() => Some(match part {
            Part::Head => Cause::Malformed,
            Part::Body => Cause::Truncated,
        }),
        _ => None,
    }
}

/// The next deeper error. `source` skips what an I/O error wraps, which says the most, and h2 names no source.
fn source_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(h2) = error.downcast_ref::<h2::Error>() {
        return Some(h2.get_io()?);
    }
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
