//! The links to the previous and the next page of a list.

use maud::{Markup, html};

use crate::serve::params::Params;
use crate::serve::view::View;

/// What the links are called in the language of the page.
pub(super) struct PagerNames<'a> {
    /// All pages together, for a reader who hears them.
    pub(super) pages: &'a str,
    pub(super) previous: &'a str,
    pub(super) next: &'a str,
}

/// The links around a page of the list at `path`; nothing if there is one page only. Pages count from 1.
pub(super) fn pager(
    view: View<'_>,
    path: &str,
    params: &Params,
    (page, last): (usize, usize),
    names: &PagerNames<'_>,
) -> Markup {
    let to = |page: usize| view.link_with(&[path], &params.with("page", &page.to_string()));
    html! {
        @if last > 1 {
            nav.pager aria-label=(names.pages) {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (names.previous) } }
                span { (page) " / " (last) }
                @if page < last { a rel="next" href=(to(page + 1)) { (names.next) " →" } }
            }
        }
    }
}
