//! Links to people and topics, and people with the words that prove what they did.

use maud::{Markup, html};

use crate::serve::documents::{HeldPost, Official, Topic};
use crate::serve::shown::line;
use crate::serve::view::{Language, View, slug};
use crate::serve::wording::{day, relation, role};

/// A link, or only its text if there is no such page.
pub(super) fn anchor(link: &str, content: &Markup) -> Markup {
    html! { @if link.is_empty() { (content) } @else { a href=(link) { (content) } } }
}

/// A link to a person's page.
pub(super) fn person(view: View<'_>, name: &str) -> Markup {
    html! { a href=(view.link(&["officials", &slug(name)])) { (line(name)) } }
}

/// What a topic is called in the page's language; its id if the registry has lost it.
pub(super) fn topic_name<'t>(view: View<'_>, topics: &'t [Topic], id: &'t str) -> &'t str {
    let topic = topics.iter().find(|topic| topic.id == id);
    topic.map_or(id, |topic| match view.language {
        Language::Vietnamese => &topic.vi,
        Language::English => &topic.en,
    })
}

/// People of an article on one line: who did what.
pub(super) fn on_a_line(view: View<'_>, officials: &[Official]) -> Markup {
    html! {
        @for official in officials {
            span.person {
                (person(view, &official.name)) " "
                span.muted { (relation(&official.relation, view.language)) }
            }
        }
    }
}

/// A post with its time.
pub(super) fn post(view: View<'_>, post: &HeldPost) -> Markup {
    html! {
        (role(&post.role, view.language)) " "
        span.muted {
            @match (post.from.is_empty(), &post.to) {
                (true, None) => (view.t("không rõ thời gian", "at an unknown time")),
                (false, None) => { (view.t("từ", "since")) " " (bound(view, &post.from)) }
                (true, Some(to)) => { (view.t("đến", "until")) " " (bound(view, to)) }
                (false, Some(to)) => {
                    (view.t("từ", "from")) " " (bound(view, &post.from)) " " (view.t("đến", "until")) " " (bound(view, to))
                }
            }
        }
    }
}

/// The first or last day of a post, as exactly as the registry knows it: a day, a month, a year, or a span.
fn bound(view: View<'_>, written: &str) -> String {
    match written.split_once("..") {
        None => day(written),
        Some(("", latest)) => format!("{} {}", day(latest), view.t("hoặc trước đó", "or earlier")),
        Some((earliest, "")) => format!("{} {}", day(earliest), view.t("hoặc sau đó", "or later")),
        Some((earliest, latest)) => format!("{} {} – {}", view.t("khoảng", "between"), day(earliest), day(latest)),
    }
}
