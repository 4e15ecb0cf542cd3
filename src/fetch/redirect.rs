//! Decides which redirects are followed: only those within the host, and never from https to http.
//!
//! What another host serves isn't the portal's content and must not be stored as such. A robots.txt may also be on the
//! twin of the host whose name has `www.` in front, or hasn't.

use url::{Host, Url};

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
fn target(answer: &Answer, from: &Url) -> Option<Url> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut to = from.join(answer.header("location")?.trim()).ok()?;
    to.set_fragment(None);
    if !matches!(to.scheme(), "http" | "https") {
        return None;
    }
    // What a server writes there isn't ours to send or to store. Both calls can only fail for addresses without a host.
    to.set_username("").and_then(|()| to.set_password(None)).ok()?;
    Some(to)
}

/// Decides about an answer from the address `from`. Fails if a redirect must not be followed.
pub(super) fn next(answer: &Answer, from: &Url) -> Result<Next, Cause> {
    if !(300..=399).contains(&answer.status) {
        return Ok(Next::Stay);
    }
    let Some(to) = target(answer, from) else { return Err(Cause::Status(Box::new(answer.clone()))) };
    check(from, &to, from.host() == to.host())?;
    Ok(if answer.status == 303 { Next::Get(to) } else { Next::Again(to) })
}

/// The address that robots.txt has moved to; `None` if the answer isn't a redirect. Fails if it must not be followed.
pub(super) fn next_for_robots(answer: &Answer, from: &Url) -> Result<Option<Url>, Cause> {
    let Some(to) = target(answer, from) else { return Ok(None) };
    check(from, &to, from.host() == to.host() || are_twins(from, &to))?;
    Ok(Some(to))
}

/// Whether the names of two hosts differ only in `www.` at the beginning.
fn are_twins(one: &Url, other: &Url) -> bool {
    let (Some(Host::Domain(one)), Some(Host::Domain(other))) = (one.host(), other.host()) else { return false };
    one.strip_prefix("www.") == Some(other) || other.strip_prefix("www.") == Some(one)
}

/// Fails if a redirect leads to another host, to another port, or away from https.
fn check(from: &Url, to: &Url, is_same_host: bool) -> Result<(), Cause> {
    let upgrade = (from.scheme(), to.scheme()) == ("http", "https");
    let same_port = from.port_or_known_default() == to.port_or_known_default();
    let both_default = from.port().is_none() && to.port().is_none();
    match (from.scheme(), to.scheme()) {
        _ if !is_same_host => Err(Cause::OffHost(to.to_string())),
        ("https", "http") => Err(Cause::Downgrade(to.to_string())),
        _ if !(same_port || upgrade && both_default) => Err(Cause::OffHost(to.to_string())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(from: &str, status: u16, location: &str) -> Answer {
        Answer {
            url: from.into(),
            method: "GET".into(),
            asked: None,
            status,
            headers: vec![("Location".into(), location.into())],
            body: Vec::new(),
            fetched: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn redirect(from: &str, status: u16, location: &str) -> Result<Next, Cause> {
        next(&answer(from, status, location), &Url::parse(from).unwrap())
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
            ("https://a.vn/x", 301, "https://bob:pw@a.vn/z", again("https://a.vn/z")),
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

    #[test]
    fn robots_may_also_move_to_the_twin_of_the_host() {
        let cases = [
            ("https://a.vn/robots.txt", "/r.txt", "https://a.vn/r.txt"),
            ("https://a.vn/robots.txt", "https://www.a.vn/robots.txt", "https://www.a.vn/robots.txt"),
            ("https://www.a.vn/robots.txt", "//a.vn/robots.txt", "https://a.vn/robots.txt"),
            ("http://a.vn/robots.txt", "https://www.a.vn/robots.txt", "https://www.a.vn/robots.txt"),
            ("http://a.vn:81/robots.txt", "http://www.a.vn:81/r", "http://www.a.vn:81/r"),
            ("https://www.a.vn/robots.txt", "http://a.vn/robots.txt", "Downgrade"),
            ("https://a.vn/robots.txt", "https://b.vn/robots.txt", "OffHost"),
            ("https://a.vn/robots.txt", "https://www2.a.vn/robots.txt", "OffHost"),
            ("https://a.vn/robots.txt", "https://www.www.a.vn/robots.txt", "OffHost"),
            ("https://a.vn/robots.txt", "https://wwwa.vn/robots.txt", "OffHost"),
            ("https://a.vn/robots.txt", "https://www.a.vn:444/robots.txt", "OffHost"),
            ("http://127.0.0.1:81/robots.txt", "http://127.0.0.1:82/admin/delete?all=1", "OffHost"),
            ("http://127.0.0.1:81/robots.txt", "http://10.0.0.1:81/robots.txt", "OffHost"),
        ];
        for (from, location, expected) in cases {
            let found = match next_for_robots(&answer(from, 302, location), &Url::parse(from).unwrap()) {
                Ok(to) => to.unwrap().to_string(),
                Err(cause) => format!("{cause:?}"),
            };
            assert!(found.starts_with(expected), "{from} -> {location}: {found}");
        }
        let no_redirect = answer("https://a.vn/robots.txt", 200, "https://b.vn/");
        assert_eq!(next_for_robots(&no_redirect, &Url::parse("https://a.vn/").unwrap()).unwrap(), None);
    }
}
