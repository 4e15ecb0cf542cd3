//! How often words occur over time, and where they occur.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{bars, search_form};
use crate::serve::documents::{Concordance, ContextLine, Point, StudyScope, TrendDocument};
use crate::serve::params::Params;
use crate::serve::shown::{line, shown};
use crate::serve::view::View;
use crate::serve::wording::{articles, day, number};

/// Lines of a concordance on the page.
const LINES_MAX: &str = "--limit=100";

/// Hits per million words and shares of articles over time.
pub(super) fn trend(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    let words = desk.params.words(&["trend", "--format=json"], &["by", "smooth"])?;
    let heading = view.t("Xu hướng", "TrendDocument");
    let found = asked::<TrendDocument>(desk, &words)?;
    let main = html! {
        h1 { (heading) }
        (form(desk, "trend"))
        @if let Some(found) = &found {
            (scope(view, &found.scope))
            (bars::rates(view, &found.rows.iter().map(|row| (row.bucket.clone(), row.per_million)).collect::<Vec<_>>(),
                view.t("Số lần trên một triệu từ", "Hits per million words")))
            (points(view, &found.rows))
            (notes(&found.notes))
            (downloads(view, "trend", desk.params))
        }
    };
    Ok(Draft::new(heading, main, &["trend"], desk.params.clone()))
}

/// Every hit in its context.
pub(super) fn kwic(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    let words = desk.params.words(&["kwic", "--format=json", LINES_MAX], &["sort", "words", "within"])?;
    let heading = view.t("Từ trong ngữ cảnh", "Words in context");
    let found = asked::<Concordance>(desk, &words)?;
    let main = html! {
        h1 { (heading) }
        (form(desk, "kwic"))
        @if let Some(found) = &found {
            (scope(view, &found.scope))
            h2.total { (number(found.total, view.language)) " " (view.t("lần", if found.total == 1 { "hit" } else { "hits" })) }
            (lines(view, &found.rows))
            (notes(&found.notes))
            (downloads(view, "kwic", desk.params))
        }
    };
    Ok(Draft::new(heading, main, &["kwic"], desk.params.clone()))
}

/// What the command says; `None` if nothing was asked yet.
fn asked<T: serde::de::DeserializeOwned>(desk: &Desk<'_>, words: &[String]) -> Result<Option<T>, Problem> {
    if desk.params.get("q").is_none() {
        return Ok(None);
    }
    desk.ask(&words.iter().map(String::as_str).collect::<Vec<_>>()).map(Some)
}

fn form(desk: &Desk<'_>, page: &str) -> Markup {
    let hint = desk.view.t("Một từ, hoặc một cụm từ trong ngoặc kép.", "One word, or a phrase in quotes.");
    search_form::words(desk.view, desk.params, page, hint)
}

/// What the numbers are of.
fn scope(view: View<'_>, scope: &StudyScope) -> Markup {
    html! {
        p.muted { (view.t("Phạm vi", "StudyScope")) ": " (articles(scope.articles, view.language)) ", "
            (number(scope.words, view.language)) " " (view.t("từ", "words"))
            @if scope.undated > 0 { "; " (articles(scope.undated, view.language)) " " (view.t("không rõ ngày", "without a date")) } "." }
    }
}

fn points(view: View<'_>, rows: &[Point]) -> Markup {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}"));
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { (view.t("Thời gian", "Time")) }
                th.number scope="col" { (view.t("Số lần", "Hits")) } th.number scope="col" { (view.t("Số từ", "Words")) }
                th.number scope="col" { (view.t("Trên một triệu từ", "Per million")) } th.number scope="col" { (view.t("Khoảng tin cậy", "Interval")) }
                th.number scope="col" { (view.t("Số bài", "Articles")) }
            } }
            tbody { @for row in rows { tr {
                th scope="row" { (row.bucket) }
                @if row.gap { td colspan="5" { (view.t("chưa thu thập", "not collected")) } } @else {
                    td.number { (number(row.hits, view.language)) } td.number { (number(row.words, view.language)) }
                    td.number { (rate(row.per_million)) } td.number { (rate(row.low)) "–" (rate(row.high)) }
                    td.number { (number(row.articles, view.language)) "/" (number(row.of_articles, view.language)) }
                }
            } } }
        } }
    }
}

fn lines(view: View<'_>, rows: &[ContextLine]) -> Markup {
    html! {
        ol.kwic { @for row in rows { li {
            p lang="vi" { span.left { (shown(&row.left)) } mark { (shown(&row.key)) } span.right { (shown(&row.right)) } }
            p.muted { @if let Some(date) = &row.date { time datetime=(date) { (day(date)) } " · " }
                a href=(view.link(&["article", &row.id])) lang="vi" { (line(&row.title)) } }
        } } }
    }
}

fn notes(notes: &[String]) -> Markup {
    html! { @if !notes.is_empty() { ul.notes lang="en" { @for note in notes { li { (line(note)) } } } } }
}

fn downloads(view: View<'_>, page: &str, params: &Params) -> Markup {
    let params = params.without("lang");
    html! {
        @if view.is_live() { p { @for (format, name) in [("json", "JSON"), ("csv", "CSV")] {
            a href=(format!("{}?{}", view.path(&["api", page]), params.with("format", format).written())) { (name) } " " } } }
    }
}
