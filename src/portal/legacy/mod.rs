//! Pages of the legacy portal (Liferay 6.2): a list, an article, or both on one page.
//!
//! [`markup`] has every selector. A page without a list or an article is not ours, whatever its
//! address says; of a page that was cut, only what its source closes is taken.

mod article;
mod listing;
mod markup;
mod nesting;
mod saved_from;
mod slice;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::address::Address;
use super::embedded::without_embedded;
use super::html::Tree;
use super::rejected::Rejected;
use super::{html, membership};
use crate::page::{Page, PageKind};
use article::{Container, Found};
use markup::{ARTICLE, ARTICLE_MARK, LIST_MARKS, NAMING, named_address};
use saved_from::saved_from;

pub(super) use listing::{StampCheck, is_cut_abstract};
#[cfg(test)]
pub(crate) use tests::Comparison;

/// Reads one page. `address` is where it came from, when that is known.
pub(super) fn read(source: &str, address: Option<&str>) -> Result<Page, Rejected> {
    let source = &*without_embedded(source);
    let holds = |mark: &str| memchr::memmem::find(source.as_bytes(), mark.as_bytes()).is_some();
    let complete = html::ends_as_html(source);
    if holds(ARTICLE_MARK) {
        if let Some(slice) = slice::slice(source, complete) {
            return read_tree(&Tree::parse_slice(&slice, complete)?, source, address);
        }
    } else if !LIST_MARKS.iter().any(|mark| holds(mark)) {
        return Err(html::rejection(source));
    }
    read_tree(&Tree::parse(source)?, source, address)
}

/// Reads a page, or a slice of one, that has been parsed.
fn read_tree(tree: &Tree, source: &str, address: Option<&str>) -> Result<Page, Rejected> {
    let named = tree.html.select(&NAMING).find_map(|element| {
        let [rel, property] = ["rel", "property"].map(|name| element.attr(name).unwrap_or_default());
        named_address(element.value().name(), rel, property, element.attr("href"), element.attr("content"))
    });
    let address = address_of(source, address, named);
    let address = address.as_deref();
    let mut warnings = Vec::new();
    let listing = listing::read(tree, address, &mut warnings);
    let container = tree.first(&ARTICLE).map(|container| Container::of(tree, container));
    let proof = listing.is_some() || container.is_some();
    let found = container.map_or(Found::Nothing, |container| article::read(&container, address, &mut warnings));
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
    let complete = tree.is_complete();
    let useful = article.is_some() || listing.as_ref().is_some_and(|l| !l.items.is_empty() || complete);
    if !useful {
        return Err(if proof && !complete { Rejected::HtmlCut } else { html::rejection(source) });
    }
    if !complete {
        warnings.push("the page has no end tag: something may be missing after what was read".to_owned());
    }
    Ok(Page { kind: PageKind::LegacyHtml, listing, article, warnings })
}

/// Where a page came from: as a container states it, as the program that saved it noted it, or as the page says itself.
fn address_of<'a>(source: &'a str, kept: Option<&'a str>, named: Option<&'a str>) -> Option<Cow<'a, str>> {
    let parses = |address: &&str| Address::parse(address).is_some();
    let kept = kept.filter(parses).map(Cow::Borrowed);
    kept.or_else(|| saved_from(source)).or_else(|| named.filter(parses).map(Cow::Borrowed))
}
