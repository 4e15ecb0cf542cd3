//! What all pages have in common.

use maud::{DOCTYPE, Markup, html};

use super::desk::Draft;
use crate::serve::params::LANG;
use crate::serve::route::Asset;
use crate::serve::shown::line;
use crate::serve::view::{Language, View};

/// A complete HTML document.
pub(super) fn page(view: View<'_>, draft: &Draft) -> String {
    let style = view.path(&[Asset::Style.name()]);
    let icon = view.path(&[Asset::Icon.name()]);
    let markup = html! {
        (DOCTYPE)
        html lang=(view.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (line(&draft.title)) " · BYT" }
                link rel="icon" href=(icon) type="image/svg+xml";
                link rel="stylesheet" href=(style);
                script src=(view.path(&[Asset::Script.name()])) defer {}
                link rel="alternate" type="application/atom+xml" title="BYT" href=(view.path(&["feed.atom"]));
            }
            body {
                a.skip href="#main" { (view.t("Đến nội dung chính", "Skip to the content")) }
                (header(view, draft))
                main #main tabindex="-1" { (draft.main) }
                (footer(view))
            }
        }
    };
    markup.into_string()
}

fn header(view: View<'_>, draft: &Draft) -> Markup {
    let first = draft.here.0.first().map_or("", String::as_str);
    let pages = [
        ("search", view.t("Tìm kiếm", "Search")),
        ("officials", view.t("Lãnh đạo Bộ", "People")),
        ("topics", view.t("Chủ đề", "Topics")),
        ("trend", view.t("Xu hướng", "Trend")),
        ("kwic", view.t("Ngữ cảnh", "In context")),
        ("changes", view.t("Thay đổi", "Changes")),
        ("coverage", view.t("Độ phủ", "Coverage")),
    ];
    html! {
        header.top {
            a.brand href=(view.link(&[])) { "BYT" span { (view.t("Tin Bộ Y tế", "Ministry of Health news")) } }
            nav aria-label=(view.t("Các trang", "Pages")) {
                ul {
                    @for (name, text) in pages.into_iter().filter(|(name, _)| view.is_live() || !["search", "trend", "kwic"].contains(name)) {
                        li { a href=(view.link(&[name])) aria-current=[(first == name).then_some("page")] { (text) } }
                    }
                }
            }
            @if view.is_live() { (languages(view, draft)) }
        }
    }
}

/// Links to the same page in the other language.
fn languages(view: View<'_>, draft: &Draft) -> Markup {
    let segments: Vec<&str> = draft.here.0.iter().map(String::as_str).collect();
    html! {
        p.languages {
            @for language in Language::ALL {
                @let name = language.pick("Tiếng Việt", "English");
                @if language == view.language {
                    span aria-current="true" lang=(language.code()) { (name) }
                } @else {
                    @let params = draft.here.1.with(LANG, language.code());
                    a href=(view.link_with(&segments, &params)) lang=(language.code()) hreflang=(language.code()) { (name) }
                }
            }
        }
    }
}

fn footer(view: View<'_>) -> Markup {
    html! {
        footer {
            p {
                (view.t(
                    "Bản sao tin của Bộ Y tế trên máy này. Trang này không phải của Bộ Y tế.",
                    "A copy of the ministry's news on this machine. This page isn't the ministry's.",
                ))
                " " (view.t("Giờ trên các trang là giờ Việt Nam.", "Times are those of Vietnam (UTC+7)."))
            }
        }
    }
}
