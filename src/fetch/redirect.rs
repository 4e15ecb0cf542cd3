//! Decides which redirects are followed: only those within the host, and never from https to http.
//!
//! What another host serves isn't the portal's content and must not be stored as such.

use url::Url;

use super::Cause;
use crate::answer::Answer;

/// What to do after an answer.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Stay,
    /// Send the same request to another address. Our requests only read, so a POST stays a POST after 301 and
    /// 302, where a browser would switch to GET.
    Again(Url),
    /// 303: fetch the result with GET.
    Get(Url),
}

/// The address that a redirect names; `None` if the answer isn't a redirect or names no usable address.
pub(super) fn target(answer: &Answer, from: &Url) -> Option<Url> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut to = from.join(answer.header("location")?.trim()).ok()?;
    to.set_fragment(None);
    matches!(to.scheme(), "http" | "https").then_some(to)
}

/// Decides about an answer from the address `from`. Fails if a redirect must not be followed.
pub(super) fn next(answer: &Answer, from: &Url) -> Result<Next, Cause> {
    if !(300..=399).contains(&answer.status) {
        return Ok(Next::Stay);
    }
    let Some(to) = target(answer, from) else { return Err(Cause::Status(Box::new(answer.clone()))) };
    let upgrade = (from.scheme(), to.scheme()) == ("http", "https");
    let same_port = from.port_or_known_default() == to.port_or_known_default();
    let both_default = from.port().is_none() && to.port().is_none();
    if from.host() != to.host() {
        return Err(Cause::OffHost(to.to_string()));
    }
    match (from.scheme(), to.scheme()) {
        ("https", "http") => Err(Cause::Downgrade(to.to_string())),
        _ if !(same_port || upgrade && both_default) => Err(Cause::OffHost(to.to_string())),
        _ if answer.status == 303 => Ok(Next::Get(to)),
        _ => Ok(Next::Again(to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(from: &str, status: u16, location: &str) -> Result<Next, Cause> {
        let answer = Answer {
            url: from.into(),
            method: "GET".into(),
            asked: None,
            status,
            headers: vec![("Location".into(), location.into())],
            body: Vec::new(),
            fetched: chrono::DateTime::UNIX_EPOCH,
        };
        next(&answer, &Url::parse(from).unwrap())
    }

    #[test]
    fn only_redirects_within_the_host_are_followed() {
        let url = |u| Url::parse(u).unwrap();
        let again = |u| Ok(Next::Again(url(u)));
        let cases = [
            ("https://a.vn/x/y", 301, "/z", again("https://a.vn/z")),
            ("https://a.vn/x/y", 302, "z?q=1#f", again("https://a.vn/x/z?q=1")),
            ("http://a.vn/x", 308, "https://a.vn/x", again("https://a.vn/x")),
            ("http://a.vn:80/x", 307, "//A.VN/y", again("http://a.vn/y")),
            ("https://a.vn/x", 303, "/z", Ok(Next::Get(url("https://a.vn/z")))),
            ("https://a.vn/x", 200, "/z", Ok(Next::Stay)),
            ("https://a.vn/x", 301, "http://a.vn/x", Err("Downgrade")),
            ("https://a.vn/x", 301, "https://b.vn/x", Err("OffHost")),
            ("https://a.vn/x", 301, "https://www.a.vn/x", Err("OffHost")),
            ("https://a.vn/x", 301, "https://a.vn:8443/x", Err("OffHost")),
            ("http://a.vn:8080/x", 301, "https://a.vn/x", Err("OffHost")),
            ("https://a.vn/x", 301, "javascript:alert(1)", Err("Status")),
            ("https://a.vn/x", 304, "/z", Err("Status")),
        ];
        for (from, status, location, expected) in cases {
            let found = redirect(from, status, location).map_err(|cause| format!("{cause:?}"));
            match (&found, &expected) {
                (Err(found), Err(expected)) => assert!(found.starts_with(expected), "{from} -> {location}: {found}"),
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{from} -> {location}"),
                _ => panic!("{from} -> {location}: {found:?}"),
            }
        }
    }
}
