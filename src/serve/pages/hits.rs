//! Articles as a list.

use maud::{Markup, html};

use super::people;
use crate::serve::documents::{ArticleRecord, Topic};
use crate::serve::params::Params;
use crate::serve::shown::{line, marked};
use crate::serve::view::View;
use crate::serve::wording::day;

/// A list of articles; `first` is the number of the first one.
pub(super) fn list(view: View<'_>, articles: &[ArticleRecord], topics: &[Topic], first: usize) -> Markup {
    html! {
        ol.hits start=(first) {
            @for record in articles { li { (hit(view, record, topics)) } }
        }
    }
}

fn hit(view: View<'_>, record: &ArticleRecord, topics: &[Topic]) -> Markup {
    let in_title = record.highlights.iter().filter(|mark| mark.field == "title").map(|mark| (mark.start, mark.end));
    let in_snippet = record.snippet_highlights.iter().map(|mark| (mark.start, mark.end));
    html! {
        article {
            h3 { a href=(view.link(&["article", &record.id])) { (marked(&record.title, in_title)) } }
            p.facts { (when(view, record)) (states(view, record)) (people::on_a_line(view, &record.officials)) }
            @if let Some(snippet) = record.snippet.as_deref().or(record.abstract_.as_deref()) {
                @let (before, after) = cuts(record, snippet);
                p.snippet { @if before { "… " } (marked(snippet, in_snippet)) @if after { " …" } }
            }
            @if !record.topics.is_empty() {
                p.topics {
                    @for topic in &record.topics {
                        @let link = view.link_with(&["search"], &Params::of(&[("topic", &topic.id)]));
                        a.topic href=(link) { (line(people::topic_name(view, topics, &topic.id))) }
                    }
                }
            }
        }
    }
}

/// Whether the article's text continues before and after a passage of it, which is on one line.
fn cuts(record: &ArticleRecord, passage: &str) -> (bool, bool) {
    let on_a_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let texts = record.abstract_.iter().chain(&record.body).chain(&record.captions).map(|text| on_a_line(text));
    let (mut before, mut after) = (true, true);
    for text in texts {
        before &= !text.starts_with(passage);
        after &= !text.ends_with(passage);
    }
    (before, after && !passage.ends_with(['…', '.']))
}

/// The date of an article, and whether it is uncertain.
pub(super) fn when(view: View<'_>, record: &ArticleRecord) -> Markup {
    html! {
        @match &record.published {
            Some(published) => {
                time datetime=(published) { (day(published)) }
                @if record.date_source.as_deref() == Some("capture") { " " span.muted { (view.t("(chưa chắc)", "(uncertain)")) } }
            }
            None => span { (view.t("không rõ ngày", "no date")) },
        }
    }
}

/// What is special about an article.
pub(super) fn states(view: View<'_>, record: &ArticleRecord) -> Markup {
    html! {
        @if !record.section { span.state { (view.t("ngoài chuyên mục", "outside the section")) } }
        @if record.status == "listed" { span.state { (view.t("chỉ biết qua danh sách", "known from a list only")) } }
        @if record.gone.is_some() { span.state { (view.t("đã bị gỡ khỏi cổng thông tin", "removed from the portal")) } }
        @else if record.missing_since.is_some() { span.state { (view.t("không còn thấy trên cổng thông tin", "missing on the portal")) } }
    }
}
