//! User names and passwords in addresses: never sent, stored or printed.

use std::borrow::Cow;

use url::Url;

/// What is printed in place of a user name and a password.
const HIDDEN: &str = "***";

/// An address with its scheme; one without a scheme means https.
pub(crate) fn with_scheme(address: &str) -> Cow<'_, str> {
    if address.contains("://") { Cow::Borrowed(address) } else { Cow::Owned(format!("https://{address}")) }
}

/// Whether an address contains a user name or a password.
pub(crate) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// An address as it may be printed. Of a text that isn't an address, everything up to the last `@` may be a password.
pub(crate) fn without_credentials(address: &str) -> Cow<'_, str> {
    let is_clean = Url::parse(&with_scheme(address)).is_ok_and(|url| !has_credentials(&url));
    let Some((hidden, rest)) = address.rsplit_once('@').filter(|_| !is_clean) else { return Cow::Borrowed(address) };
    let scheme = hidden.split_once("://").map(|(scheme, _)| format!("{scheme}://")).unwrap_or_default();
    Cow::Owned(format!("{scheme}{HIDDEN}@{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_hidden_and_nothing_else() {
        for (address, printed) in [
            ("http://bob:S3cret@moh.example/x", "http://***@moh.example/x"),
            ("bob:S3cret@moh.example", "***@moh.example"),
            ("https://bob@moh.example", "https://***@moh.example"),
            ("https://:S3cret@moh.example", "https://***@moh.example"),
            ("ftp://bob:S3cret@moh.example", "ftp://***@moh.example"),
            ("http://bob:S3/cr@et@moh.example", "http://***@moh.example"),
            ("http://bob:S3cret@", "http://***@"),
            ("http://bob:S3cret@moh.example:port", "http://***@moh.example:port"),
            ("https://moh.example/@tin", "https://moh.example/@tin"),
            ("moh.example", "moh.example"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("", ""),
        ] {
            assert_eq!(without_credentials(address), printed);
            assert!(!without_credentials(address).contains("cret"), "{address}");
        }
    }
}
