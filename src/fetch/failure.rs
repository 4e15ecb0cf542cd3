//! What can go wrong between us and a server, in words for people.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use url::Url;

use super::exchange::in_words;
use crate::answer::{Answer, DecodeError};

/// A request that brought no good answer.
#[derive(Debug)]
pub(crate) struct FetchError {
    /// The address that was asked.
    pub(crate) url: String,
    pub(crate) cause: Cause,
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Cause {
    /// It is no http or https address.
    Address,
    Robots(RobotsRefusal),
    /// The host's name is unknown.
    Name,
    /// No connection; the system's words.
    Connect(String),
    Tls(TlsCause),
    Timeout(Duration),
    /// The connection ended before the answer did.
    Cut,
    Reset,
    /// The server answered with this status, after all retries where those could help.
    Status(Box<Answer>),
    /// The server asks to stay away for longer than a run waits.
    RetryAfter {
        wait: Duration,
        max: Duration,
    },
    /// A redirect to another host; its address.
    OffHost(String),
    /// A redirect from https to http; its address.
    Downgrade(String),
    RedirectLoop,
    /// More bytes than a page may have.
    TooLarge(u64),
    Decode(DecodeError),
    /// What came is no HTTP.
    Garbled(String),
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RobotsRefusal {
    Disallowed,
    /// The file could not be read, for this reason: that counts as a no.
    Unreadable(String),
}

/// Why there is no secure connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TlsCause {
    UnknownIssuer,
    /// The certificate vouches for itself.
    SelfSigned,
    Expired,
    WrongHost,
    /// The server offers a key exchange so weak that it protects nothing.
    ShortKey,
    /// No protocol version, cipher or key exchange in common.
    NothingInCommon,
    /// The other side speaks no TLS.
    NotTls,
    Other(String),
}

/// A client that could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    #[error("“{0}” can't stand in a header as a contact address")]
    Contact(String),
    #[error("the file of certificates holds no certificate in PEM form")]
    Certificate,
    #[cfg(not(feature = "native-tls"))]
    #[error("this byt was built without the system's TLS library")]
    NoNativeTls,
    #[error("the HTTP library could not be set up")]
    Library(#[source] reqwest::Error),
}

impl TlsCause {
    /// Recognises the words of rustls, and of OpenSSL, in the text of a chain of errors.
    pub(super) fn read(text: &str) -> Option<TlsCause> {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let cause = WORDS.iter().find(|(words, _)| has(words)).map(|(_, cause)| cause.clone());
        let other = || TlsCause::Other(text.rsplit(": ").next().unwrap_or(text).to_owned());
        cause.or_else(|| has(&OTHER_WORDS).then(other))
    }
}

/// What the libraries say, and what it means. The first that fits counts.
const WORDS: [(&[&str], TlsCause); 7] = [
    (&["dh key too small", "modulus too small"], TlsCause::ShortKey),
    (&["CaUsedAsEndEntity", "self-signed certificate", "self signed certificate"], TlsCause::SelfSigned),
    (
        &["UnknownIssuer", "unknown issuer", "UnknownCA", "unable to get local issuer", "unable to get issuer"],
        TlsCause::UnknownIssuer,
    ),
    (
        &["Expired", "certificate expired", "certificate has expired", "NotValidYet", "not valid yet", "not yet valid"],
        TlsCause::Expired,
    ),
    (&["NotValidForName", "not valid for name", "ostname mismatch", "IP address mismatch"], TlsCause::WrongHost),
    (&["received corrupt message", "wrong version number", "packet length too long", "http request"], TlsCause::NotTls),
    (
        &[
            "HandshakeFailure",
            "handshake failure",
            "ProtocolVersion",
            "protocol version",
            "unsupported protocol",
            "no protocols available",
            "no shared cipher",
            "peer is incompatible",
            "InsufficientSecurity",
        ],
        TlsCause::NothingInCommon,
    ),
];
/// What else speaks of a connection that could not be made secure.
const OTHER_WORDS: [&str; 6] = [
    "invalid peer certificate",
    "received fatal alert",
    "peer misbehaved",
    "tls handshake",
    "certificate verify failed",
    "SSL routines",
];

/// Host and port of an address, as a person knows it.
pub(super) fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    // What is no address is shown as it is.
    parsed.map(|url| url.authority().to_owned()).filter(|host| !host.is_empty()).unwrap_or_else(|| url.to_owned())
}

impl Cause {
    /// What happened, in one sentence that names the host.
    pub(super) fn sentence(&self, url: &str) -> String {
        let host = host_of(url);
        match self {
            Cause::Address => format!("“{url}” is no web address"),
            Cause::Robots(RobotsRefusal::Disallowed) => format!("robots.txt of {host} does not allow {url}"),
            Cause::Robots(RobotsRefusal::Unreadable(why)) => {
                format!("robots.txt of {host} could not be read ({why}), which counts as a no")
            }
            Cause::Name => format!("there is no host by the name {host}, or its address could not be looked up"),
            Cause::Connect(why) => format!("{host} can't be reached: {why}"),
            Cause::Tls(tls) => format!("no secure connection to {host}: {tls}"),
            Cause::Timeout(limit) => format!("{host} did not answer in full within {}", in_words(*limit)),
            Cause::Cut => format!("{host} ended its answer early"),
            Cause::Reset => format!("{host} broke the connection off"),
            Cause::Status(answer) => format!("{host} answered {} for {url}", status_words(answer.status)),
            Cause::RetryAfter { wait, max } => {
                format!("{host} asks to wait {}; a run waits {} at most", in_words(*wait), in_words(*max))
            }
            Cause::OffHost(to) => format!("{host} sends us on to another host: {to}"),
            Cause::Downgrade(to) => format!("{host} sends us from https down to http: {to}"),
            Cause::RedirectLoop => format!("{host} sends us round in circles from {url}"),
            Cause::TooLarge(max) => format!("the answer of {host} is larger than {max} bytes: {url}"),
            Cause::Decode(why) => format!("the answer of {host} can't be unpacked: {why}"),
            Cause::Garbled(why) => format!("what {host} sent is no HTTP answer: {why}"),
            Cause::Cancelled => "interrupted".to_owned(),
        }
    }

    /// The same in a few words without the host.
    pub(super) fn short(&self) -> String {
        match self {
            Cause::Status(answer) => format!("status {}", answer.status),
            Cause::Timeout(limit) => format!("no answer within {}", in_words(*limit)),
            Cause::Cut | Cause::Reset => "the connection broke off".to_owned(),
            Cause::RetryAfter { wait, .. } => format!("it asks to wait {}", in_words(*wait)),
            Cause::TooLarge(max) => format!("larger than {max} bytes"),
            Cause::Decode(why) => why.to_string(),
            Cause::Garbled(why) | Cause::Connect(why) => why.clone(),
            Cause::Tls(tls) => tls.to_string(),
            Cause::Name => "unknown host".to_owned(),
            Cause::Address | Cause::Robots(_) | Cause::OffHost(_) | Cause::Downgrade(_) | Cause::RedirectLoop => {
                "a redirect that leads nowhere".to_owned()
            }
            Cause::Cancelled => "interrupted".to_owned(),
        }
    }
}

fn status_words(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
    reason.map_or_else(|| status.to_string(), |reason| format!("{status} ({reason})"))
}

impl FetchError {
    /// What came with an answer that is not good, for looking at.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        match &self.cause {
            Cause::Status(answer) => Some(answer),
            _ => None,
        }
    }

    /// What a person can do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match &self.cause {
            Cause::Address => "an address begins with https:// or http://",
            Cause::Robots(RobotsRefusal::Disallowed) => "ask the operators of the site for permission",
            Cause::Robots(RobotsRefusal::Unreadable(_)) => "try again later, or ask the operators of the site",
            Cause::Name => "check the address and the network connection",
            Cause::Connect(_) => "check the address and the network connection; the server may be down for a while",
            Cause::Tls(tls) => tls.hint(),
            Cause::Timeout(_) | Cause::Cut | Cause::Reset => {
                "try again later; what was fetched is kept, and the next run goes on from there"
            }
            Cause::Status(answer) => match answer.status {
                401 | 403 | 451 => "the server refuses us; ask its operators, and set a contact address of your own",
                404 | 410 => "the page is gone, or the portal has changed its addresses",
                429 => "come back later, with a larger --delay",
                408 | 425 | 500..=599 => "the server is in trouble; try again later",
                _ => "look at the address in a browser; the portal may have changed",
            },
            Cause::RetryAfter { .. } => "come back after that time",
            Cause::OffHost(_) => "if the portal has moved for good, give its new address with --portal",
            Cause::Downgrade(_) => "nothing was fetched without encryption; tell the operators of the site",
            Cause::RedirectLoop | Cause::Garbled(_) => "the server is misconfigured; try again later",
            Cause::TooLarge(_) | Cause::Decode(_) => "no article is like that; look at the address in a browser",
            Cause::Cancelled => "run the same command again to go on",
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

impl TlsCause {
    fn hint(&self) -> &'static str {
        match self {
            TlsCause::UnknownIssuer => {
                "the server may leave out a certificate of its chain: give that one with --ca FILE (PEM)"
            }
            TlsCause::SelfSigned => {
                "it can't be told who is answering; check the address, and tell the operators of the site"
            }
            TlsCause::Expired => "check the clock of this machine; otherwise only the site can mend it",
            TlsCause::WrongHost => "check the address: the certificate is for another name",
            TlsCause::ShortKey => {
                "--tls rustls offers a better one; if the server has no other, only the site can mend it"
            }
            TlsCause::NothingInCommon => {
                "the server may offer outdated key exchange only; --tls native knows more of them"
            }
            TlsCause::NotTls => "check whether the address should begin with http://, and its port",
            TlsCause::Other(_) => "try again later; if it stays, tell the operators of the site",
        }
    }
}

impl fmt::Display for TlsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TlsCause::UnknownIssuer => "its certificate was issued by someone this machine does not know",
            TlsCause::SelfSigned => "its certificate is vouched for by nobody but itself",
            TlsCause::Expired => "its certificate is not valid today",
            TlsCause::WrongHost => "its certificate is for another name",
            TlsCause::ShortKey => "the server wants a Diffie-Hellman key that is too short to be safe",
            TlsCause::NothingInCommon => "the two sides have no protocol or key exchange in common",
            TlsCause::NotTls => "the other side does not speak TLS",
            TlsCause::Other(why) => why,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_tls_library() {
        let cases = [
            ("client error (Connect): invalid peer certificate: UnknownIssuer", Some(TlsCause::UnknownIssuer)),
            ("invalid peer certificate: certificate expired: verification time 1 (UNIX)", Some(TlsCause::Expired)),
            (
                "invalid peer certificate: certificate not valid for name \"a.vn\"; certificate is only valid for b",
                Some(TlsCause::WrongHost),
            ),
            ("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", Some(TlsCause::SelfSigned)),
            ("error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small:ssl/statem.c", Some(TlsCause::ShortKey)),
            (
                "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed: (unable to get local issuer certificate)",
                Some(TlsCause::UnknownIssuer),
            ),
            ("certificate verify failed: (certificate has expired)", Some(TlsCause::Expired)),
            ("certificate verify failed: (Hostname mismatch)", Some(TlsCause::WrongHost)),
            ("certificate verify failed: (self-signed certificate)", Some(TlsCause::SelfSigned)),
            ("error:0A00010B:SSL routines:ssl3_get_record:wrong version number", Some(TlsCause::NotTls)),
            ("sslv3 alert handshake failure:SSL alert number 40", Some(TlsCause::NothingInCommon)),
            ("received fatal alert: HandshakeFailure", Some(TlsCause::NothingInCommon)),
            ("received corrupt message of type InvalidContentType", Some(TlsCause::NotTls)),
            ("invalid peer certificate: BadSignature", Some(TlsCause::Other("BadSignature".into()))),
            ("tcp connect error: Connection refused (os error 111)", None),
        ];
        for (text, expected) in cases {
            assert_eq!(TlsCause::read(text), expected, "{text}");
        }
    }

    #[test]
    fn errors_name_the_host_and_what_to_do() {
        let error = |url: &str, cause| FetchError { url: url.into(), cause };
        let timeout = error("https://moh.example/a?b", Cause::Timeout(Duration::from_secs(60)));
        assert_eq!(timeout.to_string(), "moh.example did not answer in full within 60 s");
        assert!(!timeout.hint().is_empty());
        let absurd = Cause::RetryAfter { wait: Duration::from_secs(u64::MAX), max: Duration::from_secs(300) };
        let said = error("http://127.0.0.1:8080/", absurd).to_string();
        assert!(said.starts_with("127.0.0.1:8080 asks to wait") && said.ends_with("5 minutes at most"), "{said}");
        assert_eq!(error("moh", Cause::Address).to_string(), "“moh” is no web address");
    }
}
