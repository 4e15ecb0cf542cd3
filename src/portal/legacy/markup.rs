//! The markup of the legacy portal: every selector, pattern and class name that a page is recognized by.

use std::sync::LazyLock;

use scraper::Selector;

use super::super::events::Element;
use super::super::html::selector;

macro_rules! selectors {
    ($($(#[$doc:meta])* $name:ident = $css:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: LazyLock<Selector> = LazyLock::new(|| selector($css));)*
        #[cfg(test)]
        pub(super) static ALL: &[&LazyLock<Selector>] = &[$(&$name),*];
    };
}

selectors! {
    /// What proves that there is a list, even an empty one.
    LIST = "div.page-list-news, div.NewsList, div.lfr-pagination";
    ITEM = "div.NewsList div.itemm, div.page-list-news div.itemm";
    /// The first link of an item is its thumbnail; the title may have no link.
    ITEM_TITLE = "h3.asset-title";
    ITEM_LINK = "a[href]";
    ITEM_TIME = "span.time";
    ITEM_ABSTRACT = "p.hidden-xs";
    PAGER = "div.lfr-pagination ul.pager, ul.lfr-pagination-buttons";
    PAGER_ENTRY = "li";
    PAGER_LINK = "a[href]";
    /// One of them contains the other: the title and the date are in the outer one.
    ARTICLE = "div.contentDetail";
    /// A page's own address, where nobody kept it.
    NAMING = "link[href], meta[content]";
}

/// A pattern for elements inside an article: their name, if that matters, and classes they all have.
pub(super) struct ElementPattern(Option<&'static str>, &'static [&'static str]);

pub(super) const TITLE: ElementPattern = ElementPattern(Some("h3"), &["text-change-size"]);
pub(super) const TIME: ElementPattern = ElementPattern(Some("p"), &["time-post"]);
pub(super) const LEADS: [ElementPattern; 2] =
    [ElementPattern(None, &["sapo-wrapper"]), ElementPattern(Some("p"), &["sapo"])];
pub(super) const BODY: ElementPattern = ElementPattern(Some("div"), &["journal-content-article"]);
pub(super) const INNER: ElementPattern = ElementPattern(Some("div"), &["contentDetail", "text-change-size"]);

impl ElementPattern {
    /// Whether an element has the name and all of the classes.
    pub(super) fn matches(&self, element: &Element<'_>) -> bool {
        let ElementPattern(name, classes) = self;
        name.is_none_or(|name| element.name == name) && classes.iter().all(|class| element.has_class(class))
    }
}

/// These class names, as text, are in every page that the selectors find an article or a list in.
pub(super) const ARTICLE_MARK: &str = "contentDetail";
pub(super) const LIST_MARKS: [&str; 3] = ["page-list-news", "NewsList", "lfr-pagination"];

/// The address by which an element names its page, if it does: a `link` by its `rel`, a `meta` by its
/// `property`.
pub(super) fn named_address<'a>(
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
