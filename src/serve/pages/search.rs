//! The first page and the results of a search.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::pager::{PagerNames, pager};
use super::problem::Problem;
use super::{hits, notes as remarks, people, search_form};
use crate::serve::documents::{Coverage, Facets, Groups, SearchDocument, Topic};
use crate::serve::lists::KnownNames;
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::{Language, View};
use crate::serve::wording::{articles, day, number, role};

/// Articles on one page.
const PER_PAGE: usize = 20;
/// The same on the first page among files.
const LISTED_MAX: usize = 50;
/// Groups that are listed of one kind.
const GROUPS_MAX: usize = 12;
/// What a filter is called by its parameter: Vietnamese, English.
const FILTERS: [(&str, &str, &str); 9] = [
    ("official", "người hoạt động", "the person who acted"),
    ("mentions", "người được nhắc đến", "the person who is named"),
    ("role", "chức vụ", "the role"),
    ("topic", "chủ đề", "the topic"),
    ("from", "ngày", "the days"),
    ("number:", "số văn bản", "the document number"),
    ("section", "chuyên mục", "the section"),
    ("status", "mức độ đầy đủ", "the completeness"),
    ("missing", "bài bị gỡ", "removed articles"),
];

/// The first page: the form, and the newest articles.
pub(super) fn home(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let limit = format!("--limit={}", if view.is_live() { PER_PAGE } else { LISTED_MAX });
    let found: SearchDocument = desk.ask(&["search", "--format=json", &limit])?;
    let KnownNames { people: everybody, topics } = desk.lists;
    let main = html! {
        h1 { (view.t("Tin về hoạt động của lãnh đạo Bộ Y tế", "News about the leaders of the Ministry of Health")) }
        @if view.is_live() { (search_form::form(view, &Params::default(), everybody, topics, false)) }
        p.muted { (extent(view, &found.coverage)) }
        div.columns {
            section aria-labelledby="newest" {
                h2 #newest { (view.t("Bài mới nhất", "Newest articles")) }
                (hits::list(view, &found.articles, topics, 1))
                @if view.is_live() && found.total > PER_PAGE as u64 {
                    p { a href=(view.link_with(&["search"], &Params::of(&[("page", "2")]))) { (view.t("Các bài trước đó", "Earlier articles")) } }
                }
            }
            (facets(view, "search", &Params::default(), &found.facets, topics))
        }
    };
    Ok(Draft::new(view.t("Trang đầu", "First page"), main, &[], Params::default()))
}

/// How much there is, and how far it reaches.
fn extent(view: View<'_>, coverage: &Coverage) -> Markup {
    html! {
        (articles(coverage.articles, view.language))
        @if let (Some(first), Some(last)) = (&coverage.first, &coverage.last) {
            ", " (view.t("từ", "from")) " " (day(first)) " " (view.t("đến", "to")) " " (day(last))
        }
        ". " a href=(view.link(&["coverage"])) {
            @match (coverage.missing_months.len() as u64, view.language) {
                (0, _) => (view.t("Không tháng nào trống", "No month is empty")),
                (months, Language::Vietnamese) => { (months) " tháng không có bài nào" }
                (1, Language::English) => "1 month has no article",
                (months, Language::English) => { (months) " months have no article" }
            }
        }
        @if coverage.complete == Some(false) {
            ". " (view.t("Lần thu thập gần nhất chưa đầy đủ", "The last run was incomplete"))
        }
        "."
    }
}

/// The results of a search.
pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let (view, params) = (desk.view, desk.params);
    let number_of_page = params.page()?;
    let mut words = params.without("page").words(&["search", "--format=json"], &["sort", "relax"])?;
    let options = 2.min(words.len());
    words.splice(
        options..options,
        [format!("--limit={PER_PAGE}"), format!("--offset={}", (number_of_page - 1).saturating_mul(PER_PAGE))],
    );
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (found, ended) = desk.ask_fully::<SearchDocument>(&words)?;
    let last = usize::try_from(found.total).unwrap_or(usize::MAX).div_ceil(PER_PAGE).max(1);
    if number_of_page > last {
        return Err(Problem::PastTheLast(last));
    }
    let KnownNames { people: everybody, topics } = desk.lists;
    let first = (number_of_page - 1) * PER_PAGE + 1;
    let pages = PagerNames {
        pages: view.t("Các trang kết quả", "Pages of results"),
        previous: view.t("Trang trước", "Previous"),
        next: view.t("Trang sau", "Next"),
    };
    let main = html! {
        h1 { (view.t("Tìm kiếm", "Search")) }
        (search_form::form(view, params, everybody, topics, false))
        (filters(desk, "search"))
        h2.total #results {
            (articles(found.total, view.language))
            @if last > 1 { span.muted { " · " (view.t("trang", "page")) " " (number_of_page) "/" (last) } }
        }
        (notes(desk, &found, &ended.remarks))
        div.columns {
            section aria-labelledby="results" {
                @if found.articles.is_empty() { p { (view.t("Không có bài nào phù hợp.", "No article matches.")) } }
                (hits::list(view, &found.articles, topics, first))
                (pager(view, "search", params, (number_of_page, last), &pages))
            }
            div {
                @if found.total > 0 { (facets(view, "search", params, &found.facets, topics)) }
                (downloads(view, params, &found))
            }
        }
    };
    let title = params.get("q").unwrap_or(view.t("Tìm kiếm", "Search")).to_owned();
    Ok(Draft::new(title, main, &["search"], params.clone()))
}

/// The filters in force on a page, each with a link that removes it.
pub(super) fn filters(desk: &Desk<'_>, page: &str) -> Markup {
    let (view, params, topics) = (desk.view, desk.params, &desk.lists.topics);
    let is_filter = |name: &str| !["q", "page", "sort", "by", "smooth", "words", "within", "lang"].contains(&name);
    let shown = |name: &str, value: &str| match name {
        "official" => value.to_owned(),
        "mentions" => format!("{}: {value}", view.t("nhắc đến", "names")),
        "topic" => topic_label(view, topics, value),
        "role" => role(value, view.language).to_owned(),
        "from" => format!("{} {value}", view.t("từ", "from")),
        "to" => format!("{} {value}", view.t("đến hết", "to")),
        "section" => match value {
            "all" => view.t("mọi chuyên mục", "every section").to_owned(),
            _ => view.t("ngoài chuyên mục", "outside the section").to_owned(),
        },
        "strict" => view.t("đúng từng chữ", "exactly these words").to_owned(),
        _ => value.to_owned(),
    };
    html! {
        @if params.each().any(|(name, _)| is_filter(name)) {
            ul.chips aria-label=(view.t("Bộ lọc đang dùng", "Filters in force")) {
                @for (name, value) in params.each().filter(|(name, _)| is_filter(name)) {
                    @let text = shown(name, value);
                    @let rest = params.without("page").without_value(name, value);
                    li { a href=(view.link_with(&[page], &rest))
                        aria-label=(format!("{} {text}", view.t("Bỏ bộ lọc", "Remove the filter"))) {
                        (line(&text)) span aria-hidden="true" { " ×" }
                    } }
                }
            }
        }
    }
}

fn topic_label(view: View<'_>, topics: &[Topic], id: &str) -> String {
    people::topic_name(view, topics, id).to_owned()
}

/// What the number of results doesn't show.
fn notes(desk: &Desk<'_>, found: &SearchDocument, remarks: &[String]) -> Markup {
    let (view, params) = (desk.view, desk.params.without("page"));
    let link = |params: Params| view.link_with(&["search"], &params);
    let reasons = found.reasons.as_ref();
    html! {
        ul.notes {
            @for step in &found.relaxed { li { (relaxed(view, step)) } }
            @if let (Some(together), Some(query)) = (found.together, params.get("q")) {
                @if together < found.total && found.relaxed.is_empty() {
                    @let quoted = desk.commands.quoted(query).unwrap_or_else(|| format!("\"{}\"", query.trim()));
                    li { (view.t("Các từ đứng liền nhau trong", "The words appear together in")) " "
                        (articles(together, view.language)) ": "
                        a href=(link(params.with("q", &quoted))) { (view.t("chỉ tìm cụm từ", "search for the phrase")) " " (line(&quoted)) } }
                }
            }
            @if let Some(named) = found.named_only.filter(|named| *named > 0) {
                li { (articles(named, view.language)) " " (view.t("khác chỉ nhắc tên", "more only name this person")) ": "
                    a href=(link(as_mentions(&params))) { (view.t("xem cả những bài đó", "include them")) } }
            }
            @if let Some(outside) = found.outside.filter(|outside| *outside > 0) {
                li { (articles(outside, view.language)) " " (view.t("khác nằm ngoài chuyên mục", "more are outside the section")) ": "
                    a href=(link(params.with("section", "all"))) { (view.t("tìm cả ở đó", "include them")) } }
            }
            @if found.total == 0 { (why_nothing(view, &params, found)) }
            @if let Some(suggestion) = reasons.and_then(|reasons| reasons.suggestion.as_deref()) {
                li { (view.t("Có phải bạn muốn tìm", "Did you mean")) " "
                    a href=(link(params.with("q", suggestion))) { (line(suggestion)) } "?" }
            }
            @if let Some(count) = reasons.and_then(|reasons| reasons.without_quotes).filter(|count| *count > 0) {
                @let query = params.get("q").unwrap_or_default().replace(['"', '“', '”'], "");
                li { (view.t("Không có ngoặc kép thì có", "Without the quotes there are")) " "
                    a href=(link(params.with("q", &query))) { (articles(count, view.language)) } }
            }
            @for remark in remarks { li { (remarks::sentence(remark)) } }
        }
    }
}

/// Which word or filter leaves nothing, with links to what there is without it.
fn why_nothing(view: View<'_>, params: &Params, found: &SearchDocument) -> Markup {
    let Some(reasons) = &found.reasons else { return html! {} };
    let link = |params: &Params| view.link_with(&["search"], params);
    // The document names options: `--topic`, or `--from, --to or --on`.
    let parameters =
        |filter: &str| filter.split([',', ' ']).filter_map(|name| name.strip_prefix("--")).map(str::to_owned).collect();
    let called = |filter: &str| {
        let row = FILTERS.iter().find(|(name, _, _)| filter.trim_start_matches("--").starts_with(name));
        row.map_or_else(|| filter.to_owned(), |(_, vietnamese, english)| view.t(vietnamese, english).to_owned())
    };
    html! {
        @for word in &reasons.words {
            li { "“" (line(&word.word)) "” "
                @match (word.folded, word.by_accents, word.exact) {
                    (0, _, _) => (view.t("không có trong bài nào", "is in no article")),
                    (folded, true, 0) => { (view.t("không có với đúng dấu này; không kể dấu thì có trong", "isn't in any article with these accents; with any accents it is in")) " " (articles(folded, view.language)) }
                    (_, true, exact) => { (view.t("có trong", "is in")) " " (articles(exact, view.language)) }
                    (folded, false, _) => { (view.t("có trong", "is in")) " " (articles(folded, view.language)) }
                } "." }
        }
        @for blocking in reasons.blocking.iter().filter(|blocking| blocking.without_it > 0) {
            @let names: Vec<String> = parameters(&blocking.filter);
            @let without = names.iter().fold(params.clone(), |params, name| params.without(name));
            @let count = html! { (articles(blocking.without_it, view.language)) };
            li { (view.t("Không lọc theo", "Without the filter by")) " " (line(&called(&blocking.filter))) " "
                (view.t("thì có", "there are")) " "
                // A filter in the words of the query can only be removed by hand.
                @if without == *params { (count) } @else { a href=(link(&without)) { (count) } } "." }
        }
        @if reasons.blocking.is_empty() && reasons.without_filters > 0 {
            @let without = params.question().each().filter(|(name, _)| !["q", "section", "strict"].contains(name))
                .fold(params.clone(), |params, (name, _)| params.without(name));
            li { (view.t("Không lọc gì thì có", "Without any filter there are")) " "
                a href=(link(&without)) { (articles(reasons.without_filters, view.language)) } "." }
        }
        @if params.get("strict").is_some() {
            li { a href=(link(&params.without("strict"))) { (view.t("Tìm không bắt buộc đúng từng chữ", "Search without requiring exactly these words")) } }
        }
    }
}

/// The same question about people who are named at all.
fn as_mentions(params: &Params) -> Params {
    let people: Vec<String> = params.all("official").map(str::to_owned).collect();
    people.iter().fold(params.without("official"), |params, name| params.and("mentions", name))
}

fn relaxed<'t>(view: View<'_>, step: &'t str) -> &'t str {
    match step {
        "loose" => view.t(
            "Không bài nào có các từ này liền nhau, nên cho phép thêm một từ ở giữa.",
            "No article has these words next to each other; one more word was allowed between them.",
        ),
        "folded" => view.t(
            "Không bài nào có các từ với đúng dấu này, nên đã tìm không phân biệt dấu.",
            "No article has the words with these accents; they were searched for without accents.",
        ),
        "any" => view.t(
            "Không bài nào có đủ các từ, nên kết quả chỉ có một số từ.",
            "No article has all the words; these have some of them.",
        ),
        other => other,
    }
}

/// The articles of a page's question in groups; a click narrows it.
pub(super) fn narrowing(desk: &Desk<'_>, page: &str) -> Result<Markup, Problem> {
    let question = desk.params.question().without("strict");
    let words = question.words(&["search", "--format=json", "--limit=1", "--strict"], &[])?;
    let found: SearchDocument = desk.ask(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(facets(desk.view, page, desk.params, &found.facets, &desk.lists.topics))
}

/// Groups of the results; a click narrows the question of a page.
fn facets(view: View<'_>, page: &str, params: &Params, facets: &Facets, topics: &[Topic]) -> Markup {
    let params = params.without("page");
    let group = |heading: &str, groups: &Groups, narrowed: &Narrowed<'_>| {
        group(view, &[page], &params, heading, groups, narrowed)
    };
    html! {
        nav.facets aria-label=(view.t("Thu hẹp kết quả", "Narrow the results")) {
            (group(view.t("Người hoạt động", "People who acted"), &facets.official, &|name| (name.to_owned(), params.with("official", name), "official")))
            (group(view.t("Chủ đề", "Topics"), &facets.topic, &|id| (topic_label(view, topics, id), params.with("topic", id), "topic")))
            @if view.is_live() { (group(view.t("Chức vụ", "Roles"), &facets.role, &|id| (role(id, view.language).to_owned(), params.with("role", id), "role")))
            (group(view.t("Năm", "Years"), &facets.year, &|year| (year.to_owned(), params.without("on").with("from", year).with("to", year), "from"))) }
        }
    }
}

/// A group's name, the parameters that narrow a question to it, and the one that decides whether it is in force.
type Narrowed<'a> = dyn Fn(&str) -> (String, Params, &'static str) + 'a;

/// One kind of groups.
fn group(
    view: View<'_>,
    page: &[&str],
    params: &Params,
    heading: &str,
    groups: &Groups,
    narrowed: &Narrowed<'_>,
) -> Markup {
    html! {
        @if !groups.0.is_empty() {
            section {
                h2 { (heading) }
                ul {
                    @for (key, count) in groups.0.iter().take(GROUPS_MAX) {
                        @let (name, narrower, by) = narrowed(key);
                        @let in_force = params.get(by) == Some(key);
                        li { a href=(view.link_with(page, &narrower)) aria-current=[in_force.then_some("true")] {
                            (line(&name)) " " span.count { (number(*count, view.language)) }
                        } }
                    }
                }
                @if groups.0.len() > GROUPS_MAX {
                    details {
                        summary { (view.t("Xem thêm", "More")) " (" (groups.0.len() - GROUPS_MAX) ")" }
                        ul {
                            @for (key, count) in groups.0.iter().skip(GROUPS_MAX) {
                                @let (name, narrower, _) = narrowed(key);
                                li { a href=(view.link_with(page, &narrower)) {
                                    (line(&name)) " " span.count { (number(*count, view.language)) }
                                } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The same result for other programs.
fn downloads(view: View<'_>, params: &Params, found: &SearchDocument) -> Markup {
    let question = params.question();
    // An export relaxes nothing by itself.
    let export = if found.relaxed.is_empty() { question.clone() } else { question.with("relax", "1") };
    let formats = [("csv", "CSV"), ("jsonl", "JSON Lines"), ("bibtex", "BibTeX"), ("ris", "RIS"), ("ids", "ID")];
    html! {
        section.downloads {
            h2 { (view.t("Tải kết quả này", "This result as")) }
            ul {
                @for (format, name) in formats {
                    li { a href=(format!("{}?{}", view.path(&["export"]), export.with("format", format).written())) { (name) } }
                }
                li { a href=(format!("{}?{}", view.path(&["api", "search"]), question.written())) { "JSON" } }
                li { a href=(format!("{}?{}", view.path(&["feed.atom"]), question.written())) { (view.t("nguồn tin Atom", "Atom feed")) } }
            }
        }
    }
}
