//! Which requests are answered at all. Nothing here looks at the path.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap, HeaderValue};
use hyper::{Method, StatusCode, Uri};

/// Every response has these headers. The pages load their own style sheet and nothing else; no other site may show, embed
/// or read them.
pub(super) const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-cache"),
];

/// The names under which this server may be asked.
///
/// A foreign site can let its own name point to this machine, and its scripts could then read the pages in a visitor's
/// browser. Such a request carries the foreign name, so it is rejected. An address isn't a name, so nobody can let it
/// point elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// Names that the user has allowed, in lower case.
    allowed: Vec<String>,
}

impl Hosts {
    /// Allows these names besides `localhost` and the server's own address.
    pub(crate) fn allowing(names: &[String]) -> Hosts {
        Hosts { allowed: names.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// Whether a request that reached the server at `local` asks this server. `authority` is a host with or without a
    /// port.
    fn knows(&self, authority: &str, local: IpAddr) -> bool {
        let authority = authority.to_ascii_lowercase();
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.ends_with(':') => host,
            _ => authority.as_str(),
        };
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match address.parse::<IpAddr>() {
            Ok(address) => {
                address == local.to_canonical() || (address.is_loopback() && local.to_canonical().is_loopback())
            }
            Err(_) => {
                host == "localhost" && local.to_canonical().is_loopback()
                    || self.allowed.iter().any(|name| name == host)
            }
        }
    }
}

/// The status with which a request is rejected; `None` if it may be answered.
pub(super) fn rejection(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap<HeaderValue>,
    hosts: &Hosts,
    local: IpAddr,
) -> Option<StatusCode> {
    let mut named = headers.get_all(HOST).iter();
    let is_known = |host: &str| hosts.knows(host, local);
    let known = match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().is_ok_and(is_known),
        _ => false,
    };
    if !known || !uri.authority().is_none_or(|authority| is_known(authority.as_str())) {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    (method != Method::GET && method != Method::HEAD).then_some(StatusCode::METHOD_NOT_ALLOWED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_known() {
        let hosts = Hosts::allowing(&["Tin.Example".to_owned()]);
        let check = |local: &str, host: &str, expected: bool| {
            assert_eq!(hosts.knows(host, local.parse().unwrap()), expected, "{host} at {local}");
        };
        for host in
            ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:80", "tin.example", "TIN.example:443"]
        {
            check("127.0.0.1", host, true);
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.example:8080",
            ":80",
            "127.0.0.1@evil.example",
            "10.0.0.1",
            "127.0.0.1:80:80",
            "127.0.0.1, evil.example",
            "localhost:x",
            "[::1",
            "0.0.0.0",
        ] {
            check("127.0.0.1", host, false);
        }
        check("192.168.1.5", "192.168.1.5:8080", true);
        check("::ffff:192.168.1.5", "192.168.1.5:8080", true);
        check("192.168.1.5", "localhost", false);
        check("192.168.1.5", "127.0.0.1", false);
    }
}
