//! Pages of the legacy portal (Liferay 6.2): a list, an article, or both on one page.
//!
//! Every selector and every mark stands here. A page without a list or an article is not ours, whatever its
//! address says; of a page that was cut, only what its source closes is taken.

mod article;
mod attributes;
mod bytes;
mod elements;
mod listing;
mod names;
mod nested;
mod references;
mod slice;
mod tags;
#[cfg(test)]
mod ways;

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::address::{Address, SECTION_PUBLISHER};
use super::html::{Tree, selector};
use super::pieces::Element;
use super::{NotOurs, html, membership, pieces};
use crate::page::{Kind, Listing, Page};
use article::{Excerpt, Found};
use slice::Slice;
use tags::Odd;

pub(super) use listing::{StampCheck, is_cut_abstract};
#[cfg(test)]
pub(crate) use ways::Ways;

macro_rules! selectors {
    ($($(#[$doc:meta])* $name:ident = $css:literal;)*) => {
        $($(#[$doc])* static $name: LazyLock<Selector> = LazyLock::new(|| selector($css));)*
        #[cfg(test)]
        static ALL: &[&LazyLock<Selector>] = &[$(&$name),*];
    };
}

selectors! {
    /// What proves that there is a list, even an empty one.
    LIST = "div.page-list-news, div.NewsList, div.lfr-pagination";
    ITEM = "div.NewsList div.itemm, div.page-list-news div.itemm";
    /// The first link of an item is its thumbnail; the title may stand without a link.
    ITEM_TITLE = "h3.asset-title";
    ITEM_LINK = "a[href]";
    ITEM_TIME = "span.time";
    ITEM_ABSTRACT = "p.hidden-xs";
    PAGER = "div.lfr-pagination ul.pager, ul.lfr-pagination-buttons";
    PAGER_ENTRY = "li";
    PAGER_LINK = "a[href]";
    /// Two of them stand inside one another: the title and the date are in the outer one.
    ARTICLE = "div.contentDetail";
    /// A page's own address, where nobody kept it.
    NAMING = "link[href], meta[content]";
}

/// What an element inside an article is known by: its name, if that matters, and its classes.
struct Mark(Option<&'static str>, &'static [&'static str]);

const TITLE: Mark = Mark(Some("h3"), &["text-change-size"]);
const TIME: Mark = Mark(Some("p"), &["time-post"]);
const LEADS: [Mark; 2] = [Mark(None, &["sapo-wrapper"]), Mark(Some("p"), &["sapo"])];
const BODY: Mark = Mark(Some("div"), &["journal-content-article"]);
const INNER: Mark = Mark(Some("div"), &["contentDetail", "text-change-size"]);

impl Mark {
    fn is_on(&self, element: &Element<'_>) -> bool {
        let Mark(name, classes) = self;
        name.is_none_or(|name| element.name == name) && classes.iter().all(|class| element.has_class(class))
    }
}

/// These class names, as text, are in every page that the selectors find an article or a list in.
const ARTICLE_MARK: &str = "contentDetail";
const LIST_MARKS: [&str; 3] = ["page-list-news", "NewsList", "lfr-pagination"];

/// Where a browser's note of the address is looked for, in bytes.
const SAVED_FROM_BYTES: usize = 4 << 10;

/// Reads one page. `address` is where it came from, when that is known.
pub(super) fn read(source: &str, address: Option<&str>) -> Result<Page, NotOurs> {
    let complete = html::ends_as_html(source);
    let Some(slice) = slice::slice(source, complete) else {
        let holds = |mark: &&str| memchr::memmem::find(source.as_bytes(), mark.as_bytes()).is_some();
        if ![ARTICLE_MARK].iter().chain(&LIST_MARKS).any(holds) {
            return Err(html::not_ours(source));
        }
        return read_tree(&Tree::parse(source)?, source, address);
    };
    match read_nested(&slice, complete, source, address) {
        Ok(page) => page,
        Err(Odd) => read_tree(&Tree::parse_slice(&slice.as_page(), complete)?, source, address),
    }
}

/// Reads a parsed page.
fn read_tree(tree: &Tree, source: &str, address: Option<&str>) -> Result<Page, NotOurs> {
    let named = tree.html.select(&NAMING).find_map(|element| {
        let [rel, property] = ["rel", "property"].map(|name| element.attr(name).unwrap_or_default());
        named_address(element.value().name(), rel, property, element.attr("href"), element.attr("content"))
    });
    let address = address_of(source, address, named);
    let mut warnings = Vec::new();
    let listing = listing::read(tree, address, &mut warnings);
    let excerpt = tree.first(&ARTICLE).map(|container| Excerpt {
        pieces: pieces::of(container),
        is_whole: tree.holds_whole(container),
        section_shows_it: container
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| around.value().id().is_some_and(|id| id.contains(SECTION_PUBLISHER))),
    });
    let shown = Shown { listing, excerpt, complete: tree.is_complete(), warnings };
    shown.page(source, address)
}

/// Reads an article that needs no tree; [`Odd`] where it does.
fn read_nested(
    slice: &Slice<'_>,
    complete: bool,
    source: &str,
    address: Option<&str>,
) -> Result<Result<Page, NotOurs>, Odd> {
    let section_shows_it = slice.ids_around()?.iter().any(|id| id.contains(SECTION_PUBLISHER));
    let excerpt = Excerpt { pieces: nested::read(slice.container)?, is_whole: true, section_shows_it };
    let shown = Shown { listing: None, excerpt: Some(excerpt), complete, warnings: Vec::new() };
    Ok(shown.page(source, address_of(source, address, slice.address())))
}

/// What a page shows, whichever way it was read.
struct Shown<'a> {
    listing: Option<Listing>,
    excerpt: Option<Excerpt<'a>>,
    /// Whether the source holds the whole page.
    complete: bool,
    warnings: Vec<String>,
}

impl Shown<'_> {
    fn page(self, source: &str, address: Option<&str>) -> Result<Page, NotOurs> {
        let Shown { listing, excerpt, complete, mut warnings } = self;
        let proof = listing.is_some() || excerpt.is_some();
        let found = excerpt.map_or(Found::Nothing, |excerpt| article::read(&excerpt, address, &mut warnings));
        let article = match found {
            Found::Whole(mut article) => {
                if let Some(listing) = &listing {
                    membership::adopt(&mut article, &listing.items);
                }
                Some(*article)
            }
            Found::Cut => {
                warnings.push("the page ends in the middle of its article, which was left out".to_owned());
                None
            }
            Found::Nothing => None,
        };
        let useful = article.is_some() || listing.as_ref().is_some_and(|l| !l.items.is_empty() || complete);
        if !useful {
            return Err(if proof && !complete { NotOurs::HtmlCut } else { html::not_ours(source) });
        }
        if !complete {
            warnings.push("the page has no end tag: something may be missing after what was read".to_owned());
        }
        Ok(Page { kind: Kind::LegacyHtml, listing, article, warnings })
    }
}

/// Where a page came from: as somebody kept it, as a browser noted it, or as the page says itself.
fn address_of<'a>(source: &'a str, kept: Option<&'a str>, named: Option<&'a str>) -> Option<&'a str> {
    let parses = |address: &&str| Address::parse(address).is_some();
    kept.filter(parses).or_else(|| saved_from(source)).or_else(|| named.filter(parses))
}

/// The address that a browser notes at the top of a page it saves.
fn saved_from(source: &str) -> Option<&str> {
    let top = html::beginning(source, SAVED_FROM_BYTES);
    let (_, noted) = top.split_once("<!-- saved from url=(")?;
    let (_, address) = noted.split_once(')')?;
    address.split([' ', '>']).next().filter(|address| Address::parse(address).is_some())
}

/// The address by which an element names its page, if it does: a `link` by its `rel`, a `meta` by its
/// `property`.
fn named_address<'a>(
    name: &str,
    rel: &str,
    property: &str,
    href: Option<&'a str>,
    content: Option<&'a str>,
) -> Option<&'a str> {
    match name {
        "link" if rel.eq_ignore_ascii_case("canonical") => href,
        "meta" if property == "og:url" => content.and(href.or(content)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selector_is_one() {
        for selector in ALL {
            LazyLock::force(selector);
        }
    }
}
