//! Which months the corpus covers, and what is missing.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{hits, notes};
use crate::serve::documents::{Group, GroupCounts, SearchDocument, Standing};
use crate::serve::params::Params;
use crate::serve::view::View;
use crate::serve::wording::{articles, day, number};

const MONTHS: [&str; 12] = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let standing: Standing = desk.ask(&["status", "--json"])?;
    let (by_month, ended) =
        desk.ask_fully::<GroupCounts>(&["count", "--by=month", "--section=all", "--format=json"])?;
    let language = view.language;
    let main = html! {
        h1 { (view.t("Kho tin có gì, thiếu gì", "What the corpus has, and what it lacks")) }
        dl.figures {
            dt { (view.t("Tất cả", "In total")) } dd { (articles(standing.articles, language)) }
            dt { (view.t("Trong chuyên mục", "In the section")) } dd { (number(standing.section, language)) }
            dt { (view.t("Ngoài chuyên mục", "Outside")) } dd { (number(standing.outside, language)) }
            dt { (view.t("Có toàn văn", "With text")) } dd { (number(standing.full, language)) }
            dt { (view.t("Chỉ biết qua danh sách", "Known from a list only")) } dd { (number(standing.listed, language)) }
            dt { (view.t("Lần cập nhật đầy đủ gần nhất", "Last complete update")) }
            dd { @match &standing.last_complete {
                Some(end) => (day(end)),
                None => (view.t("chưa có lần nào", "there was none yet")),
            } }
        }
        @if standing.nameless_posts > 0 {
            p { (articles(standing.nameless_posts, language)) " "
                (view.t("nhắc đến một “Thứ trưởng” mà không nêu tên; những bài này không tính cho ai.",
                    "mention a “Thứ trưởng” without a name; nobody is credited with these.")) }
        }
        (table(view, &by_month.groups))
        (missing(view, &by_month.groups, standing.coverage.complete, &ended.remarks))
    };
    Ok(Draft::new(view.t("Độ phủ", "Coverage"), main, &["coverage"], Params::default()))
}

/// A row for each year, a cell for each month from the first article to the last.
fn table(view: View<'_>, months: &[Group]) -> Markup {
    let mut years: BTreeMap<&str, BTreeMap<&str, &Group>> = BTreeMap::new();
    for group in months {
        if let Some((year, month)) = group.key.split_once('-') {
            years.entry(year).or_default().insert(month, group);
        }
    }
    let has = |count| months.iter().any(|group| group.articles == count);
    html! {
        h2 { (view.t("Số bài mỗi tháng", "Articles in each month")) }
        div.scroll { table.months {
            thead { tr { th scope="col" { (view.t("Năm", "Year")) } @for month in MONTHS { th.number scope="col" { (month) } } } }
            tbody { @for (year, months) in years.iter().rev() { tr {
                th scope="row" { (year) }
                @for month in MONTHS { (cell(view, months.get(month).copied())) }
            } } }
        } }
        @if has(None) { p.muted { "– " (not_collected(view)) } }
        @if has(Some(0)) { p.muted { "0 " (nothing_published(view)) } }
    }
}

fn cell(view: View<'_>, group: Option<&Group>) -> Markup {
    let Some(group) = group else { return html! { td {} } };
    html! {
        @match group.articles {
            None => td.number.missing { abbr title=(not_collected(view)) { "–" } },
            Some(0) => td.number { abbr title=(nothing_published(view)) { "0" } },
            Some(count) => td.number { a href=(view.link(&["coverage", &group.key])) { (number(count, view.language)) } },
        }
    }
}

fn not_collected(view: View<'_>) -> &'static str {
    view.t("chưa thu thập, hoặc chưa thu thập đủ", "not collected, or not all of it")
}

fn nothing_published(view: View<'_>) -> &'static str {
    view.t("cổng thông tin không đăng bài nào", "the portal published nothing")
}

/// What is known of the months without articles. `remarks` are those of a count by month.
fn missing(view: View<'_>, months: &[Group], is_complete: Option<bool>, remarks: &[String]) -> Markup {
    let has_gaps = months.iter().any(|group| group.articles.is_none_or(|count| count == 0));
    html! {
        h2 { (view.t("Còn thiếu", "What is missing")) }
        @if !has_gaps && !months.is_empty() {
            p { (view.t("Từ bài đầu đến bài cuối, tháng nào cũng có bài.", "Every month from the first article to the last has articles.")) }
        }
        (notes::list(remarks))
        @if is_complete == Some(false) {
            p.notice { (view.t("Lần thu thập gần nhất chưa đọc hết danh sách: có thể còn bài mới chưa có ở đây.",
                "The last run didn't read the whole list: newer articles may be missing.")) }
        }
    }
}

/// All articles of a month, newest first, also those outside the section.
pub(super) fn month(desk: &Desk<'_>, month: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let is_digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    if !month.split_once('-').is_some_and(|(year, month)| is_digits(year, 4) && is_digits(month, 2)) {
        return Err(Problem::Path);
    }
    let on = format!("--on={month}");
    let (found, ended) = desk.ask_fully::<SearchDocument>(&[
        "search",
        "--format=json",
        "--sort=newest",
        "--section=all",
        "--limit=0",
        &on,
    ])?;
    let main = html! {
        h1 { (view.t("Tháng", "Month")) " " (day(month)) }
        p { (articles(found.total, view.language)) ". " a href=(view.link(&["coverage"])) { (view.t("Các tháng", "All months")) } }
        (notes::list(&ended.remarks))
        h2 { (view.t("Các bài", "Articles")) }
        (hits::list(view, &found.articles, &desk.lists.topics, 1))
    };
    Ok(Draft::new(
        format!("{} {}", view.t("Tháng", "Month"), day(month)),
        main,
        &["coverage", month],
        Params::default(),
    ))
}
