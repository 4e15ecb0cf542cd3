//! The proxy from the environment that requests go through.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// The proxy that the environment names for an address, without its user name and password; `None` if it names none. The
/// HTTP library reads the same variables with the same code.
pub(super) fn of(url: &Url) -> Option<String> {
    shown(&Matcher::from_system(), url)
}

fn shown(proxies: &Matcher, url: &Url) -> Option<String> {
    let proxy = proxies.intercept(&url.as_str().parse().ok()?)?;
    let (scheme, host) = (proxy.uri().scheme_str().unwrap_or("http"), proxy.uri().host()?);
    let port = proxy.uri().port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}://{host}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let proxies = Matcher::builder()
            .http("http://bob:S3cret@proxy.example:3128")
            .https("bob:S3cret@10.0.0.1:8080")
            .no("moh.example")
            .build();
        for (url, expected) in [
            ("http://a.example/x", Some("http://proxy.example:3128")),
            ("https://a.example/", Some("http://10.0.0.1:8080")),
            ("https://moh.example/", None),
            ("https://www.moh.example/", None),
        ] {
            assert_eq!(shown(&proxies, &Url::parse(url).unwrap()).as_deref(), expected, "{url}");
        }
        assert_eq!(shown(&Matcher::builder().build(), &Url::parse("http://a.example/").unwrap()), None);
    }
}
