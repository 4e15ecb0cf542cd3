//! The portal's addresses: which article or list one names, and how to make one.
//!
//! Only the slug or the article number identifies an article. Host, port, locale, page, publisher
//! and query vary from link to link, and are read but never compared. No host is asked for here: the
//! paths are telling enough, and a mirror has another one.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use url::{Host, Url, form_urlencoded};

use crate::article::Key;

/// The portal as the public knows it.
pub(crate) const PORTAL: &str = "https://moh.gov.vn";
/// The asset publisher that shows the section, on the legacy portal.
pub(crate) const SECTION_PUBLISHER: &str = "TW6LTp1ZtwaN";
/// The last part of the section's page on the legacy portal.
pub(crate) const SECTION_PAGE: &str = "hoat-dong-cua-lanh-dao-bo";
/// The page of today's portal that shows an article.
const ARTICLE_PAGE_ID: &str = "5803";

/// A legacy address has this between the page and the publisher.
const PUBLISHER_MARK: &str = "/-/asset_publisher/";
const LOCALES: [&str; 4] = ["vi_VN", "en_US", "vi", "en"];

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A page that shows a list, on the legacy portal: any page without an article.
    Listing {
        locale: Option<String>,
        page: String,
        /// From 1; 1 where the address has none.
        number: u32,
    },
    /// An article of the legacy portal.
    Article { locale: Option<String>, page: String, publisher: String, slug: String },
    /// An article of today's portal; `category` is the list that linked to it.
    Bridge { aid: String, category: Option<String> },
}

impl Address {
    /// Reads an absolute address, or one relative to the portal's root. `None` for what is no
    /// address of a page: `javascript:;`, mail, pictures, other sites' paths.
    pub(crate) fn parse(text: &str) -> Option<Address> {
        let url = resolve(text, None)?;
        let query = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        if let Some(aid) = query("aid") {
            return Some(Address::Bridge { aid, category: query("cid") });
        }
        let path = url.path();
        let (place, rest) = path.split_once(PUBLISHER_MARK).map_or((path, None), |(place, rest)| (place, Some(rest)));
        let (locale, page) = place_of(place)?;
        let Some(rest) = rest else {
            return Some(Address::Listing { locale, page, number: list_number(&url) });
        };
        let (publisher, content) = rest.split_once("/content/")?;
        let slug = slug_of(content)?;
        Some(Address::Article { locale, page, publisher: publisher.to_owned(), slug })
    }

    /// The identity of the article that the address names.
    pub(crate) fn key(&self) -> Option<Key> {
        match self {
            Address::Listing { .. } => None,
            Address::Article { slug, .. } => Some(Key::Slug(slug.clone())),
            Address::Bridge { aid, .. } => Some(Key::Aid(aid.clone())),
        }
    }

    /// Whether the address by itself proves that what it names belongs to the section.
    pub(crate) fn names_section(&self) -> bool {
        match self {
            Address::Listing { page, .. } => page == SECTION_PAGE,
            Address::Article { publisher, .. } => publisher == SECTION_PUBLISHER,
            Address::Bridge { category, .. } => category.as_deref() == Some(super::bridge::SECTION_CATEGORY),
        }
    }
}

/// Where an address leads, as far as that can distinguish two articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Site {
    /// The ministry's portal, a server on this machine, or an archive's copy of either.
    Portal,
    /// A page of another site: its address without the parts that vary between links to the same page.
    Other(String),
}

/// Returns the site that an absolute address leads to; `None` if it isn't a web address.
pub(crate) fn site(address: &str) -> Option<Site> {
    let address = unframed(address.trim());
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let is_this_machine = match url.host()? {
        Host::Domain(_) => host == "localhost" || host.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    // Demonstrations, tests and mirrors run on this machine.
    if is_this_machine || is_ministry(&host) {
        return Some(Site::Portal);
    }
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(Site::Other(format!("{host}{port}{}{query}", url.path().trim_end_matches('/'))))
}

/// Returns whether a host is one of the ministry's.
fn is_ministry(host: &str) -> bool {
    host.strip_suffix("moh.gov.vn").is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Path and query of a page of the section's list on the legacy portal.
pub(crate) fn listing_path(number: NonZeroU32) -> String {
    format!(
        "/{SECTION_PAGE}?p_p_id=101_INSTANCE_{SECTION_PUBLISHER}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view\
         &p_p_col_id=row-0-column-2&_101_INSTANCE_{SECTION_PUBLISHER}_delta=20&_101_INSTANCE_{SECTION_PUBLISHER}_cur={number}"
    )
}

/// Where the public reads an article of today's portal.
pub(crate) fn public_address(aid: &str, category: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("pageId", ARTICLE_PAGE_ID)
        .append_pair("aid", aid)
        .append_pair("cid", category)
        .finish();
    format!("{PORTAL}/index.jsp?{query}")
}

/// A link of a legacy page as an absolute address, without the query that varies from list to list.
/// `base` is the address of the page.
pub(super) fn article_url(href: &str, base: Option<&str>) -> Option<String> {
    let mut url = resolve(href, base)?;
    if !matches!(Address::parse(url.as_str())?, Address::Article { .. }) {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

/// An absolute web address; the frame that the Internet Archive puts around one is taken off.
fn resolve(text: &str, base: Option<&str>) -> Option<Url> {
    let text = unframed(text.trim());
    static ROOT: LazyLock<Url> = LazyLock::new(|| Url::parse(PORTAL).expect("the portal's address is one"));
    // A base that isn't a web address (a file name) says nothing about where links lead.
    let base = base.and_then(|b| Url::parse(unframed(b.trim())).ok()).filter(Url::has_host);
    let url = base.as_ref().unwrap_or(&ROOT).join(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && !text.is_empty() && !text.starts_with('#');
    if !web {
        return None;
    }
    match unframed(url.path()) {
        path if path == url.path() => Some(url),
        framed => Url::parse(framed).ok(),
    }
}

/// `…/web/20250601000000id_/https://moh.gov.vn/x` is `https://moh.gov.vn/x`.
fn unframed(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("/web/") else { return text };
    let Some((stamp, original)) = rest.split_once('/') else { return text };
    let digits = stamp.bytes().take_while(u8::is_ascii_digit).count();
    if digits >= 4 && original.starts_with("http") { original } else { text }
}

/// Locale and page of `[/vi_VN][/web/guest]/page`; the root is the page "".
fn place_of(path: &str) -> Option<(Option<String>, String)> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let locale = parts.first().filter(|part| LOCALES.contains(part)).map(|part| (*part).to_owned());
    if locale.is_some() {
        parts.remove(0);
    }
    if parts.starts_with(&["web", "guest"]) {
        parts.drain(..2);
    }
    // Documents and pictures have paths too; pages of the portal have no dots.
    let page = parts.pop().unwrap_or_default();
    (!page.contains('.') && !parts.contains(&"documents")).then(|| (locale, page.to_owned()))
}

/// `_101_INSTANCE_…_cur=3`; 1 if there is none or it isn't a number.
fn list_number(url: &Url) -> u32 {
    let printed = url.query_pairs().find(|(key, _)| key == "cur" || key.ends_with("_cur"));
    printed.and_then(|(_, value)| value.parse().ok()).filter(|n| *n > 0).unwrap_or(1)
}

/// The slug that `content/` is followed by, percent-decoded, in the case it has.
fn slug_of(content: &str) -> Option<String> {
    let first = content.split(['/', ';']).next().filter(|slug| !slug.is_empty())?;
    // `content/id/123` names an article by a number of the content system, not by its slug.
    if content.starts_with("id/") {
        return None;
    }
    // A slug that is not UTF-8 once decoded stays as printed: an identity must not lose letters.
    Some(percent_decode_str(first).decode_utf8().map_or_else(|_| first.to_owned(), Cow::into_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let told = match Address::parse(text) {
            None => "none".to_owned(),
            Some(address) => {
                let section = if address.names_section() { " section" } else { "" };
                let kind = match &address {
                    Address::Listing { .. } => "list",
                    Address::Article { .. } | Address::Bridge { .. } => "article",
                };
                let what = match &address {
                    Address::Listing { locale, page, number } => format!("{locale:?} {page} {number}"),
                    Address::Article { locale, page, publisher, slug } => {
                        format!("{locale:?} {page} {publisher} {slug}")
                    }
                    Address::Bridge { aid, category } => format!("{aid} {category:?}"),
                };
                format!("{kind} {what}{section}")
            }
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn the_slug_or_the_number_is_the_identity() {
        let page = "hoat-dong-cua-lanh-dao-bo";
        let article = format!("/{page}/-/asset_publisher/TW6LTp1ZtwaN/content/tham-benh-vien-");
        check(&article, &format!("article None {page} TW6LTp1ZtwaN tham-benh-vien- section"));
        for host in ["https://moh.gov.vn", "http://www.moh.gov.vn:443", "https://adminmoh.moh.gov.vn"] {
            check(
                &format!("{host}/vi_VN/web/guest{article}?redirect=%2Fx#top"),
                &format!("article Some(\"vi_VN\") {page} TW6LTp1ZtwaN tham-benh-vien- section"),
            );
        }
        check(
            &format!("/en_US/{page}/-/asset_publisher/k206/content/x"),
            &format!("article Some(\"en_US\") {page} k206 x"),
        );
        check("/tin-tong-hop/-/asset_publisher/k206/content/X%C3%A3-Moi", "article None tin-tong-hop k206 Xã-Moi");
        check("/a/-/asset_publisher/k/content/x%ZZ%C3/maximized;jsessionid=1", "article None a k x%ZZ%C3");
        check("/a/-/asset_publisher/k/content/id/12345", "none");
        check("/a/-/asset_publisher/k/content/", "none");
        check(&format!("/{page}"), &format!("list None {page} 1 section"));
        check(&format!("/{page}?_101_INSTANCE_TW6LTp1ZtwaN_cur=17"), &format!("list None {page} 17 section"));
        check(&format!("/{page}?_101_INSTANCE_TW6LTp1ZtwaN_cur=0"), &format!("list None {page} 1 section"));
        check("/index.jsp?aid=167411&pageId=5803", "article 167411 None");
        check("https://moh.gov.vn/index.jsp?pageId=5803&cid=8351&aid=167411", "article 167411 Some(\"8351\") section");
        let framed = format!("https://web.archive.org/web/20250601120000id_/https://moh.gov.vn:443{article}");
        check(&framed, &format!("article None {page} TW6LTp1ZtwaN tham-benh-vien- section"));
        for bad in
            ["javascript:;", "", "#top", "mailto:a@b.vn", "/documents/20182/1/anh.jpg", "http://[", "/index.jsp?aid="]
        {
            check(bad, "none");
        }
    }

    #[test]
    fn addresses_that_are_made_are_read_back() {
        let path = listing_path(NonZeroU32::new(7).unwrap());
        check(&path, "list None hoat-dong-cua-lanh-dao-bo 7 section");
        let public = public_address("16 7&", "8351");
        assert_eq!(public, "https://moh.gov.vn/index.jsp?pageId=5803&aid=16+7%26&cid=8351");
        check(&public, "article 16 7& Some(\"8351\") section");
    }

    #[test]
    fn links_are_made_absolute_and_lose_their_query() {
        let path = "/a/-/asset_publisher/k/content/x";
        let url = |href: &str, base| article_url(href, base);
        assert_eq!(
            url(&format!("{path}?redirect=y"), None).as_deref(),
            Some("https://moh.gov.vn/a/-/asset_publisher/k/content/x")
        );
        assert_eq!(
            url(path, Some("http://127.0.0.1:80/x")).as_deref(),
            Some("http://127.0.0.1/a/-/asset_publisher/k/content/x")
        );
        let framed = format!("/web/2025010203/https://moh.gov.vn{path}");
        assert_eq!(url(&framed, None).as_deref(), Some("https://moh.gov.vn/a/-/asset_publisher/k/content/x"));
        assert_eq!(url("javascript:;", Some("saved.html")), None);
        assert_eq!(url("/a", None), None);
    }
}
