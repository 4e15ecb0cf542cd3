//! Day and address of an article, as documents for people have them.

use url::Url;

use crate::article::Article;

/// The Vietnamese day on which the article was published; empty if it isn't known.
pub(super) fn day(article: &Article) -> String {
    article.published.map_or_else(String::new, |moment| moment.format("%Y-%m-%d").to_string())
}

/// An address that a browser can open, percent-encoded; `None` for every other kind of address, and for other text.
pub(super) fn web_address(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
