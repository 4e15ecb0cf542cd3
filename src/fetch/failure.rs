//! What can go wrong with a request, as sentences and hints for people.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use url::Url;

use super::tls::TlsCause;
use crate::answer::{Answer, DecodeError};

/// A request that got no usable answer.
#[derive(Debug)]
pub(crate) struct FetchError {
    /// The address requested.
    pub(crate) url: String,
    pub(crate) cause: Cause,
}

/// Why a request failed.
#[derive(Debug)]
pub(crate) enum Cause {
    /// Not an http or https address.
    Address,
    Robots(RobotsRefusal),
    /// The host's name is unknown.
    Name,
    /// No connection; the reason, in the system's words.
    Connect(String),
    Tls(TlsCause),
    Timeout(Duration),
    /// The connection ended before the answer was complete.
    Truncated,
    Reset,
    /// The server demands HTTP/1.1 for this request.
    Http1Required,
    /// The answer breaks the rules of HTTP/2.
    Malformed,
    /// The server answered with this status, after all retries where those could help.
    Status(Box<Answer>),
    /// The server asks for a longer wait than a run grants.
    RetryAfter {
        wait: Duration,
        max: Duration,
    },
    /// A redirect to another host; its address.
    OffHost(String),
    /// A redirect from https to http; its address.
    Downgrade(String),
    RedirectLoop,
    /// The body exceeds this many bytes.
    TooLarge(u64),
    Decode(DecodeError),
    /// The answer isn't valid HTTP; the reason, in the library's words.
    NotHttp(String),
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RobotsRefusal {
    Disallowed,
    /// The file could not be read, for this reason, which counts as a refusal.
    Unreadable(String),
}

/// Why a client could not be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    #[error("“{0}” can't be sent in a header as a contact address")]
    Contact(String),
    #[error("the certificate file contains no certificate in PEM form")]
    Certificate,
    #[cfg(not(feature = "native-tls"))]
    #[error("this byt was built without the system's TLS library")]
    NoNativeTls,
    #[error("“{0}” isn't the address of an engine")]
    Node(String),
    #[error("the address of an engine must not contain a user name or a password")]
    UserInAddress,
    #[error("the credentials would be sent to {0} without encryption")]
    Unencrypted(String),
    #[error("the credentials can't be sent in a header")]
    Credentials,
    #[error("the HTTP library could not be set up")]
    Library(#[source] reqwest::Error),
    #[error("no thread could be started for the network")]
    Thread(#[source] std::io::Error),
}

/// Host and port of an address; the whole text if it isn't an address.
pub(super) fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    parsed.map(|url| url.authority().to_owned()).filter(|host| !host.is_empty()).unwrap_or_else(|| url.to_owned())
}

impl Cause {
    /// One sentence that names the host and what happened.
    pub(super) fn sentence(&self, url: &str) -> String {
        let host = host_of(url);
        match self {
            Cause::Address => format!("“{url}” isn't a web address"),
            Cause::Robots(RobotsRefusal::Disallowed) => format!("robots.txt of {host} does not allow {url}"),
            Cause::Robots(RobotsRefusal::Unreadable(why)) => {
                format!("robots.txt of {host} could not be read ({why}), which counts as a refusal")
            }
            Cause::Name => format!("there is no host named {host}, or its address could not be looked up"),
            Cause::Connect(why) => format!("{host} can't be reached: {why}"),
            Cause::Tls(tls) => format!("no secure connection to {host}: {tls}"),
            Cause::Timeout(limit) => format!("{host} did not answer completely within {}", duration_text(*limit)),
            Cause::Truncated => format!("{host} ended its answer early"),
            Cause::Reset => format!("{host} closed the connection"),
            Cause::Http1Required => format!("{host} demands HTTP/1.1"),
            Cause::Malformed => {
                format!("the answer from {host} breaks the rules of HTTP/2: its length or its header lines are wrong")
            }
            Cause::Status(answer) => format!("{host} answered {} for {url}", status_words(answer.status)),
            Cause::RetryAfter { wait, max } => {
                format!(
                    "{host} asks for a wait of {}; a run waits at most {}",
                    duration_text(*wait),
                    duration_text(*max)
                )
            }
            Cause::OffHost(to) => format!("{host} redirects to another host: {to}"),
            Cause::Downgrade(to) => format!("{host} redirects from https to http: {to}"),
            Cause::RedirectLoop => format!("{host} redirects in a loop from {url}"),
            Cause::TooLarge(max) => format!("the answer from {host} is larger than {max} bytes: {url}"),
            Cause::Decode(why) => format!("the answer from {host} can't be decompressed: {why}"),
            Cause::NotHttp(why) => format!("{host} sent something that isn't an HTTP answer: {why}"),
            Cause::Cancelled => "interrupted".to_owned(),
        }
    }

    /// The same in a few words, without the host.
    pub(super) fn short(&self) -> String {
        match self {
            Cause::Status(answer) => format!("status {}", answer.status),
            Cause::Timeout(limit) => format!("no answer within {}", duration_text(*limit)),
            Cause::Truncated | Cause::Reset => "the connection was lost".to_owned(),
            Cause::Http1Required => "it demands HTTP/1.1".to_owned(),
            Cause::Malformed => "an answer that breaks the rules of HTTP/2".to_owned(),
            Cause::RetryAfter { wait, .. } => format!("it asks for a wait of {}", duration_text(*wait)),
            Cause::TooLarge(max) => format!("larger than {max} bytes"),
            Cause::Decode(why) => why.to_string(),
            Cause::NotHttp(why) | Cause::Connect(why) => why.clone(),
            Cause::Tls(tls) => tls.to_string(),
            Cause::Name => "unknown host".to_owned(),
            Cause::OffHost(to) => format!("it redirects to another host, {}", host_of(to)),
            Cause::Downgrade(_) => "it redirects from https to http".to_owned(),
            Cause::Address | Cause::Robots(_) | Cause::RedirectLoop => "a redirect that leads nowhere".to_owned(),
            Cause::Cancelled => "interrupted".to_owned(),
        }
    }
}

fn status_words(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
    reason.map_or_else(|| status.to_string(), |reason| format!("{status} ({reason})"))
}

/// A duration as people write it, in one unit.
fn duration_text(wait: Duration) -> String {
    match wait.as_secs() {
        0 => format!("{} ms", wait.as_millis()),
        seconds @ 1..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} minutes", seconds / 60),
        seconds @ 7200..172_800 => format!("{} hours", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

impl FetchError {
    /// The answer that came with an error status, to be stored for inspection.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        match &self.cause {
            Cause::Status(answer) => Some(answer),
            _ => None,
        }
    }

    /// What the user can do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match &self.cause {
            Cause::Address => "an address begins with https:// or http://",
            Cause::Robots(RobotsRefusal::Disallowed) => "ask the operators of the site for permission",
            Cause::Robots(RobotsRefusal::Unreadable(_)) => "try again later, or ask the operators of the site",
            Cause::Name => "check the address and the network connection",
            Cause::Connect(_) => "check the address and the network connection; the server may be down for a while",
            Cause::Tls(tls) => tls.hint(),
            Cause::Timeout(_) | Cause::Truncated | Cause::Reset => {
                "try again later; what was fetched is stored, and the next run resumes from there"
            }
            Cause::Status(answer) => match answer.status {
                401 | 403 | 451 => {
                    "the server refuses this program; ask its operators, and set your own contact address"
                }
                404 | 410 => "the page is gone, or the portal has changed its addresses",
                429 => "try again later, with a larger --delay",
                408 | 425 | 500..=599 => "the server is in trouble; try again later",
                _ => "open the address in a browser; the portal may have changed",
            },
            Cause::RetryAfter { .. } => "try again after that time",
            Cause::OffHost(_) => "if the portal has moved for good, give its new address with --portal",
            Cause::Downgrade(_) => "nothing was fetched without encryption; report it to the operators of the site",
            Cause::RedirectLoop | Cause::NotHttp(_) | Cause::Http1Required | Cause::Malformed => {
                "the server is misconfigured; try again later"
            }
            Cause::TooLarge(_) | Cause::Decode(_) => "no article looks like that; open the address in a browser",
            Cause::Cancelled => "run the same command again to resume",
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause.sentence(&self.url))
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Decode(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_host_and_what_to_do() {
        let error = |url: &str, cause| FetchError { url: url.into(), cause };
        let timeout = error("https://moh.example/a?b", Cause::Timeout(Duration::from_secs(60)));
        assert_eq!(timeout.to_string(), "moh.example did not answer completely within 60 s");
        assert!(!timeout.hint().is_empty());
        let absurd = Cause::RetryAfter { wait: Duration::from_secs(u64::MAX), max: Duration::from_secs(300) };
        let said = error("http://127.0.0.1:8080/", absurd).to_string();
        assert!(said.starts_with("127.0.0.1:8080 asks for a wait of") && said.ends_with("at most 5 minutes"), "{said}");
        assert_eq!(error("moh", Cause::Address).to_string(), "“moh” isn't a web address");
    }
}
