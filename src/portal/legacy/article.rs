//! The article that a legacy page shows whole.

use scraper::ElementRef;

use super::{ARTICLE, ARTICLE_BODY, ARTICLE_INNER, ARTICLE_LEAD, ARTICLE_TIME, ARTICLE_TITLE};
use crate::article::{DateSource, Sighting};
use crate::calendar::article_stamp;
use crate::portal::address::{Address, SECTION_PUBLISHER, article_url};
use crate::portal::html::{Tree, text_of};
use crate::portal::{prose, words_of};

/// What a page has of an article.
pub(super) enum Found {
    Nothing,
    /// The source ends before the article does: nothing of it can be trusted to be whole.
    Cut,
    Whole(Box<Sighting>),
}

/// Reads the article of a page, if there is one.
pub(super) fn read(tree: &Tree, address: Option<&str>, warnings: &mut Vec<String>) -> Found {
    let Some(outer) = tree.first(&ARTICLE) else { return Found::Nothing };
    let body = outer.select(&ARTICLE_BODY).next().or_else(|| outer.select(&ARTICLE_INNER).next());
    // The last thing that is read must be whole, and then so is all before it.
    if !tree.holds_whole(body.unwrap_or(outer)) {
        return Found::Cut;
    }
    let title = outer.select(&ARTICLE_TITLE).find(|title| !is_inside(*title, body));
    let Some(title) = title.and_then(|title| words_of(&text_of(title))) else {
        warnings.push("the page has an article without a title, which was left out".to_owned());
        return Found::Nothing;
    };
    let mut article = Sighting::titled(title);
    let printed = outer.select(&ARTICLE_TIME).next().map(text_of).unwrap_or_default();
    article.published = article_stamp(printed.trim_end_matches(['|', ' ']));
    match article.published {
        Some(_) => article.date_source = Some(DateSource::Article),
        None => warnings.push(format!("the article “{}” has no date that can be read: “{printed}”", article.title)),
    }
    article.abstract_ = outer
        .select(&ARTICLE_LEAD)
        .find(|lead| !is_inside(*lead, body_container(body)))
        .and_then(|lead| words_of(&text_of(lead)));
    if let Some(body) = body {
        let prose = prose::sort_out(prose::blocks(body));
        article.body = prose.body();
        article.captions = prose.captions;
        article.source = prose.source;
    }
    identify(&mut article, outer, address);
    Found::Whole(Box::new(article))
}

/// Where a lead would be part of the body. The inner container holds both, the lead apart.
fn body_container(body: Option<ElementRef<'_>>) -> Option<ElementRef<'_>> {
    body.filter(|b| b.value().classes().any(|class| class == "journal-content-article"))
}

fn is_inside(element: ElementRef<'_>, container: Option<ElementRef<'_>>) -> bool {
    container.is_some_and(|container| element.ancestors().any(|node| node.id() == container.id()))
}

/// The article's identity, and whether it belongs to the section, as far as the page tells without
/// its list.
fn identify(article: &mut Sighting, outer: ElementRef<'_>, address: Option<&str>) {
    let parsed = address.and_then(Address::parse).filter(|a| matches!(a, Address::Article { .. }));
    if let (Some(parsed), Some(address)) = (&parsed, address) {
        article.keys.extend(parsed.key());
        article.url = article_url(address, None);
    }
    // The portal wraps what a publisher shows in an element that bears the publisher's name.
    let publisher_shows_it = outer
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|e| e.value().id().is_some_and(|id| id.contains(SECTION_PUBLISHER)));
    article.section = match &parsed {
        Some(parsed) => parsed.names_section(),
        None => publisher_shows_it,
    };
}
