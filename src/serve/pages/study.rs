//! How often words occur over time, and where they occur.

use maud::{Markup, PreEscaped, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{notes, search, search_form};
use crate::serve::answers::read;
use crate::serve::documents::{Concordance, ContextLine, Point, StudyScope, TrendDocument};
use crate::serve::params::Params;
use crate::serve::shown::{line, shown};
use crate::serve::view::{Language, View};
use crate::serve::wording::{articles, day, decimal, number};

/// Lines of a concordance on the page.
const LINES_MAX: &str = "--limit=100";

/// Buckets of a trend, with what they are called.
const BUCKETS: [(&str, &str, &str); 7] = [
    ("", "tự chọn", "as fits"),
    ("year", "năm", "year"),
    ("quarter", "quý", "quarter"),
    ("month", "tháng", "month"),
    ("week", "tuần", "week"),
    ("day", "ngày", "day"),
    ("tenure", "nhiệm kỳ bộ trưởng", "term of the minister"),
];
/// Orders of a concordance.
const ORDERS: [(&str, &str, &str); 5] = [
    ("", "thời gian", "time"),
    ("left", "từ đứng trước", "the words before"),
    ("right", "từ đứng sau", "the words after"),
    ("key", "từ tìm được", "the hit itself"),
    ("official", "người hoạt động", "person who acted"),
];

/// Hits per million words and shares of articles over time, as the command draws and counts them.
pub(super) fn trend(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    let heading = view.t("Xu hướng", "Trend");
    let desk = &Desk { params: &as_phrase(desk), ..*desk };
    let words = desk.params.words(&["trend", "--format=json"], &["by", "smooth"])?;
    let found = asked::<TrendDocument, _>(desk, &words, ["svg"])?;
    let main = html! {
        h1 { (heading) }
        (form(desk, "trend", "by", view.t("Chia theo", "By"), &BUCKETS))
        (search::filters(desk, "trend"))
        @match &found {
            Studied::NotAsked => {},
            Studied::Nothing(remarks) => (nothing(view, remarks)),
            Studied::Found(found, [svg], remarks) => {
                (scope(view, &found.scope))
                (picture(view, svg))
                (notes::list(&smoothing(view, desk.params).into_iter().chain(remarks.iter().cloned()).collect::<Vec<_>>()))
                h2 { (view.t("Số liệu", "The numbers")) }
                (points(view, &found.rows))
                (downloads(view, "trend", desk.params, &[("svg", "SVG"), ("csv", "CSV"), ("json", "JSON")]))
            }
        }
    };
    Ok(Draft::new(heading, main, &["trend"], desk.params.clone()))
}

/// Every hit in its context, with groups that narrow the question.
pub(super) fn kwic(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let desk = &Desk { params: &as_phrase(desk), ..*desk };
    let (view, params) = (desk.view, desk.params);
    let words = params.words(&["kwic", "--format=json", LINES_MAX], &["sort", "words", "within"])?;
    let heading = view.t("Từ trong ngữ cảnh", "Words in context");
    let found = asked::<Concordance, _>(desk, &words, [])?;
    let main = html! {
        h1 { (heading) }
        (form(desk, "kwic", "sort", view.t("Xếp theo", "Sorted by"), &ORDERS))
        (search::filters(desk, "kwic"))
        @match &found {
            Studied::NotAsked => {},
            Studied::Nothing(remarks) => (nothing(view, remarks)),
            Studied::Found(found, [], remarks) => {
                (scope(view, &found.scope))
                h2.total #results { (number(found.total, view.language)) " " (view.t("lần", if found.total == 1 { "hit" } else { "hits" }))
                    @let shown = found.rows.len() as u64;
                    @if shown < found.total { span.muted { " · " (view.t("ở đây có", "shown here")) ": " (number(shown, view.language)) } } }
                (notes::list(remarks))
                div.columns {
                    section aria-labelledby="results" { (lines(view, &found.rows)) }
                    div {
                        (search::narrowing(desk, "kwic")?)
                        (downloads(view, "kwic", params, &[("csv", "CSV"), ("json", "JSON")]))
                    }
                }
            }
        }
    };
    Ok(Draft::new(heading, main, &["kwic"], params.clone()))
}

/// What a command says about a question.
enum Studied<T, const N: usize> {
    NotAsked,
    /// There is nothing to count; what the command remarks about it.
    Nothing(Vec<String>),
    /// The document, the same in other formats, and the remarks.
    Found(T, [String; N], Vec<String>),
}

fn asked<T: serde::de::DeserializeOwned, const N: usize>(
    desk: &Desk<'_>,
    words: &[String],
    formats: [&'static str; N],
) -> Result<Studied<T, N>, Problem> {
    if desk.params.get("q").is_none() {
        return Ok(Studied::NotAsked);
    }
    let (bytes, others, ended) = desk.output(words, formats)?;
    if bytes.is_empty() {
        return Ok(Studied::Nothing(ended.remarks));
    }
    let document = read(&bytes, words).map_err(Problem::Refused)?;
    Ok(Studied::Found(document, others, ended.remarks))
}

/// The parameters with several words without quotes as a phrase: the command counts phrases only.
fn as_phrase(desk: &Desk<'_>) -> Params {
    let quoted = desk.params.get("q").and_then(|query| desk.commands.quoted(query));
    quoted.map_or_else(|| desk.params.clone(), |quoted| desk.params.with("q", &quoted))
}

fn nothing(view: View<'_>, remarks: &[String]) -> Markup {
    html! {
        h2.total { (view.t("Không có bài nào trong phạm vi này.", "The scope has no articles.")) }
        (notes::list(remarks))
    }
}

/// Says which figures are smoothed, and over how many rows; `None` if none are.
fn smoothing(view: View<'_>, params: &Params) -> Option<String> {
    let neighbours: u64 = params.get("smooth")?.parse().ok().filter(|neighbours| *neighbours > 0)?;
    let rows = number(neighbours.saturating_mul(2).saturating_add(1), view.language);
    Some(match view.language {
        Language::Vietnamese => {
            format!("tỉ lệ và khoảng tin cậy được làm trơn trên {rows} hàng; các số khác là của từng hàng")
        }
        Language::English => {
            format!("rates and their intervals are smoothed over {rows} rows; other figures are those of the row")
        }
    })
}

/// The chart that the command draws. It escapes whatever isn't its own markup.
fn picture(view: View<'_>, svg: &str) -> Markup {
    html! { figure.chart tabindex="0" aria-label=(view.t("Biểu đồ", "Chart")) { (PreEscaped(svg)) } }
}

fn form(desk: &Desk<'_>, page: &str, option: &str, label: &str, values: &[(&str, &str, &str)]) -> Markup {
    let view = desk.view;
    let hint = view.t(
        "Một từ hoặc một cụm từ. Nhiều từ không có ngoặc kép được hiểu là một cụm từ.",
        "A word or a phrase. Several words without quotes are taken as one phrase.",
    );
    let values: Vec<(&str, &str)> = values.iter().map(|(value, vi, en)| (*value, view.t(vi, en))).collect();
    search_form::words(view, desk.params, page, hint, &search_form::Choice { name: option, label, values: &values })
}

/// What the numbers are of.
fn scope(view: View<'_>, scope: &StudyScope) -> Markup {
    html! {
        p.muted { (view.t("Phạm vi", "Scope")) ": " (articles(scope.articles, view.language)) ", "
            (number(scope.words, view.language)) " " (view.t("âm tiết", "syllables"))
            @if scope.undated > 0 { "; " (articles(scope.undated, view.language)) " " (view.t("không rõ ngày", "without a date")) } "." }
    }
}

fn points(view: View<'_>, rows: &[Point]) -> Markup {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), |rate| decimal(rate, 0, view.language));
    html! {
        // It scrolls on a narrow screen, also by keyboard.
        div.scroll role="region" tabindex="0" aria-label=(view.t("Bảng số liệu", "Table of figures")) { table {
            thead { tr {
                th scope="col" { (view.t("Thời gian", "Time")) }
                th.number scope="col" { (view.t("Số lần", "Hits")) } th.number scope="col" { (view.t("Âm tiết", "Syllables")) }
                th.number scope="col" { (view.t("Trên một triệu", "Per million")) } th.number scope="col" { (view.t("Khoảng tin cậy", "Interval")) }
                th.number scope="col" { (view.t("Số bài", "Articles")) }
            } }
            tbody { @for row in rows { tr {
                th scope="row" { (row.bucket) }
                @if row.gap { td colspan="5" { (view.t("không có bài", "no articles")) } } @else {
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

fn downloads(view: View<'_>, page: &str, params: &Params, formats: &[(&str, &str)]) -> Markup {
    html! {
        section.downloads {
            h2 { (view.t("Tải kết quả này", "This result as")) }
            ul { @for (format, name) in formats {
                @let params = params.with("format", format);
                @let params = if *format == "svg" { params.with("lang", view.language.code()) } else { params.without("lang") };
                li { a href=(format!("{}?{}", view.path(&["api", page]), params.written())) { (name) } }
            } }
        }
    }
}
