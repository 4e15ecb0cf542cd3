//! One article: its text, who did what and why we say so, its topics, how to cite it.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{hits, people};
use crate::serve::documents::{ArticleRecord, Official, Topic};
use crate::serve::params::Params;
use crate::serve::shown::{line, shown, web_address};
use crate::serve::view::View;
use crate::serve::wording::{day, field, relation, role};

/// Styles of references, with what they are called.
const STYLES: [(&str, &str); 3] = [("bibtex", "BibTeX"), ("ris", "RIS"), ("csl", "CSL-JSON")];

pub(super) fn page(desk: &Desk<'_>, id: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let (record, [plain, bibtex]) = desk.article(id, ["text", "bibtex"])?;
    let topics = &desk.lists.topics;
    let main = html! {
        article.full {
            header {
                h1 { (shown(&record.title)) }
                p.facts { (hits::when(view, &record)) (hits::states(view, &record))
                    @if let Some(source) = &record.source { span { (view.t("Nguồn tin", "Source")) ": " (line(source)) } } }
                (absence(view, &record))
            }
            div.columns {
                div.text lang="vi" { (text(&record)) }
                aside {
                    (officials(view, &record))
                    (labels(view, &record, topics))
                    (origin(view, &record))
                }
            }
            section.cite aria-labelledby="cite" {
                h2 #cite { (view.t("Trích dẫn", "Citation")) }
                p #reference.reference lang="vi" { (shown(plain.trim())) }
                (copy(view, "reference"))
                details { summary { "BibTeX" } pre #bibtex { (shown(bibtex.trim())) } (copy(view, "bibtex")) }
                @if view.is_live() { p { @for (format, name) in STYLES {
                    a href=(format!("{}?format={format}", view.path(&["api", "article", &record.id]))) { (name) } " " } } }
            }
        }
    };
    Ok(Draft::new(record.title.clone(), main, &["article", &record.id], Params::default()))
}

/// A button that copies the text of an element. A script shows it; without one the text can be selected.
fn copy(view: View<'_>, id: &str) -> Markup {
    html! {
        button.copy type="button" hidden data-copy=(id) data-done=(view.t("Đã chép", "Copied")) { (view.t("Chép", "Copy")) }
    }
}

fn absence(view: View<'_>, record: &ArticleRecord) -> Markup {
    html! {
        @if let Some(since) = &record.missing_since {
            p.notice {
                (view.t("Cổng thông tin không còn trang này từ", "The portal has had no such page since")) " " (day(since))
                @if let Some(gone) = &record.gone { "; " (view.t("kiểm tra lại ngày", "checked again on")) " " (day(gone)) }
                ". " (view.t("Bản ở đây được giữ lại.", "The copy here was kept."))
            }
        }
    }
}

fn text(record: &ArticleRecord) -> Markup {
    html! {
        @if let Some(lead) = &record.abstract_ {
            p.lead { (shown(lead)) @if record.abstract_truncated { "…" } }
        }
        @for paragraph in record.body.iter().flat_map(|body| body.split("\n\n")) { p { (shown(paragraph)) } }
        @for caption in &record.captions { p.caption { (shown(caption)) } }
    }
}

fn officials(view: View<'_>, record: &ArticleRecord) -> Markup {
    html! {
        section aria-labelledby="people" {
            h2 #people { (view.t("Ai làm gì", "Who did what")) }
            @if record.officials.is_empty() { p.muted { (view.t("Không nhận ra lãnh đạo Bộ nào.", "No leader of the ministry was recognised.")) } }
            ul.evidence { @for official in &record.officials { li { (official_row(view, official)) } } }
        }
    }
}

fn official_row(view: View<'_>, official: &Official) -> Markup {
    html! {
        p { (people::person(view, &official.name)) " " strong { (relation(&official.relation, view.language)) }
            @if let Some(post) = &official.role { ", " (role(post, view.language)) }
            @if official.inferred { " " span.muted { (view.t("(suy ra từ chức vụ và ngày)", "(from the post and the date)")) } } }
        @if !official.evidence.is_empty() {
            blockquote lang="vi" { (line(&official.evidence)) }
            p.muted { @if let Some(zone) = &official.zone { (field(zone, view.language)) }
                @if !official.title.is_empty() { " · " (line(&official.title)) } }
        }
    }
}

fn labels(view: View<'_>, record: &ArticleRecord, topics: &[Topic]) -> Markup {
    html! {
        @if !record.topics.is_empty() {
            section aria-labelledby="topics" {
                h2 #topics { (view.t("Chủ đề", "Topics")) }
                ul.evidence { @for topic in &record.topics {
                    @let link = view.link_with(&["search"], &Params::of(&[("topic", &topic.id)]));
                    li { a.topic href=(link) { (line(people::topic_name(view, topics, &topic.id))) }
                        " " span.muted { (view.t("vì có", "because of")) } " " q lang="vi" { (line(&topic.evidence)) } }
                } }
            }
        }
        @if !record.identifiers.is_empty() {
            section aria-labelledby="documents" {
                h2 #documents { (view.t("Văn bản được nhắc đến", "Documents it cites")) }
                ul { @for identifier in &record.identifiers {
                    li { (people::anchor(&view.link_with(&["search"], &Params::of(&[("q", identifier)])), &html! { (line(identifier)) })) }
                } }
            }
        }
    }
}

fn origin(view: View<'_>, record: &ArticleRecord) -> Markup {
    html! {
        section aria-labelledby="origin" {
            h2 #origin { (view.t("Nguồn gốc", "Origin")) }
            dl {
                @if let Some(url) = &record.url {
                    dt { (view.t("Địa chỉ", "Address")) }
                    dd.address { @match web_address(url) {
                        Some(url) => a href=(url) rel="external noreferrer" { (line(url)) },
                        None => (line(url)),
                    } }
                }
                dt { (view.t("Phiên bản", "Version")) }
                dd { a href=(view.link(&["article", &record.id, "versions"])) { (record.version) }
                    @if record.version > 1 { " · " a href=(view.link(&["article", &record.id, "diff"])) { (view.t("xem thay đổi", "what changed")) } } }
                dt { (view.t("Có trong kho từ", "In this corpus since")) } dd { (day(&record.first_seen)) }
                @if let Some(fetched) = &record.fetched { dt { (view.t("Tải về lúc", "Fetched")) } dd { (day(fetched)) } }
                dt { "ID" } dd.address { code { (record.id) } }
            }
            @if view.is_live() { p { a href=(view.path(&["api", "article", &record.id])) { "JSON" } } }
        }
    }
}
