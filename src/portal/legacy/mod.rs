//! Pages of the legacy portal (Liferay 6.2): a list, an article, or both on one page.
//!
//! Every selector stands here. A page without a list or an article is not ours, whatever its
//! address says; of a page that was cut, only what its source closes is taken.

mod article;
mod listing;
mod slice;
mod tags;

use std::sync::LazyLock;

use scraper::Selector;

use super::address::Address;
use super::html::{Tree, selector};
use super::{NotOurs, html, membership};
use crate::page::{Kind, Page};

pub(super) use listing::{StampCheck, is_cut_abstract};

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
    ARTICLE_TITLE = "h3.text-change-size";
    ARTICLE_TIME = "p.time-post";
    ARTICLE_LEAD = ".sapo-wrapper, p.sapo";
    ARTICLE_BODY = "div.journal-content-article";
    ARTICLE_INNER = "div.contentDetail.text-change-size";
    /// A page's own address, where nobody kept it.
    CANONICAL = "link[rel=canonical][href], meta[property='og:url'][content]";
}

/// These class names, as text, are in every page that the selectors find an article or a list in.
const ARTICLE_MARK: &str = "contentDetail";
const LIST_MARKS: [&str; 3] = ["page-list-news", "NewsList", "lfr-pagination"];

/// Where a browser's note of the address is looked for, in bytes.
const SAVED_FROM_BYTES: usize = 4 << 10;

/// Reads one page. `address` is where it came from, when that is known.
pub(super) fn read(source: &str, address: Option<&str>) -> Result<Page, NotOurs> {
    let holds = |mark: &str| memchr::memmem::find(source.as_bytes(), mark.as_bytes()).is_some();
    let may_list = LIST_MARKS.iter().any(|mark| holds(mark));
    if !may_list && !holds(ARTICLE_MARK) {
        return Err(html::not_ours(source));
    }
    let tree = match (!may_list).then(|| slice::slice(source)).flatten() {
        Some(slice) => Tree::parse_slice(&slice, source)?,
        None => Tree::parse(source)?,
    };
    read_tree(&tree, source, address)
}

fn read_tree(tree: &Tree, source: &str, address: Option<&str>) -> Result<Page, NotOurs> {
    let own_address = saved_from(source).map(str::to_owned).or_else(|| canonical(tree));
    let address = address.filter(|a| Address::parse(a).is_some()).or(own_address.as_deref());
    let mut warnings = Vec::new();
    let listing = listing::read(tree, address, &mut warnings);
    let found = article::read(tree, address, &mut warnings);
    let article = match found {
        article::Found::Whole(mut article) => {
            if let Some(listing) = &listing {
                membership::adopt(&mut article, &listing.items);
            }
            Some(*article)
        }
        article::Found::Cut => {
            warnings.push("the page ends in the middle of its article, which was left out".to_owned());
            None
        }
        article::Found::Nothing => None,
    };
    let useful = article.is_some() || listing.as_ref().is_some_and(|l| !l.items.is_empty() || tree.is_complete());
    if !useful {
        let proof = listing.is_some() || tree.first(&ARTICLE).is_some();
        return Err(if proof && !tree.is_complete() { NotOurs::HtmlCut } else { html::not_ours(source) });
    }
    if !tree.is_complete() {
        warnings.push("the page has no end tag: something may be missing after what was read".to_owned());
    }
    Ok(Page { kind: Kind::LegacyHtml, listing, article, warnings })
}

/// The address that a browser notes at the top of a page it saves.
fn saved_from(source: &str) -> Option<&str> {
    let top = html::beginning(source, SAVED_FROM_BYTES);
    let (_, noted) = top.split_once("<!-- saved from url=(")?;
    let (_, address) = noted.split_once(')')?;
    address.split([' ', '>']).next().filter(|address| Address::parse(address).is_some())
}

/// The address that the page gives itself.
fn canonical(tree: &Tree) -> Option<String> {
    let element = tree.first(&CANONICAL)?;
    let address = element.attr("href").or_else(|| element.attr("content"))?;
    Address::parse(address).map(|_| address.to_owned())
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
