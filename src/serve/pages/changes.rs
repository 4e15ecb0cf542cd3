//! What happened to the corpus: what is new, what changed, what is gone.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::pager::{PagerNames, pager};
use super::people;
use super::problem::Problem;
use crate::serve::documents::{ChangeEvent, Changes};
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::{Language, View};
use crate::serve::wording::{day, event, events, field, number};

/// Events on one page, and pages: more than anyone turns.
const EVENTS_MAX: usize = 100;
const PAGES_MAX: usize = 20;
/// Where the page begins, unless the address says otherwise.
const SINCE: &str = "7d";
const SINCE_OF_FILES: &str = "30d";

/// The newest events first.
pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let (view, given) = (desk.view, desk.params);
    let since = if view.is_live() { SINCE } else { SINCE_OF_FILES };
    let params = if given.get("since").is_some() { given.clone() } else { given.with("since", since) };
    let number_of_page = params.page()?;
    let params = params.without("page");
    // The events of this page and of newer ones.
    let wanted = format!("--last={}", number_of_page.min(PAGES_MAX) * EVENTS_MAX);
    let words = params.words(&["changes", "--format=json", &wanted], &["since", "kind"])?;
    let changes: Changes = desk.ask(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
    let all = usize::try_from(changes.total).unwrap_or(usize::MAX);
    let last = all.div_ceil(EVENTS_MAX).clamp(1, PAGES_MAX);
    if number_of_page > last {
        return Err(Problem::PastTheLast(last));
    }
    let newer = (number_of_page - 1) * EVENTS_MAX;
    let events: Vec<&ChangeEvent> = changes.events.iter().rev().skip(newer).take(EVENTS_MAX).collect();
    let pages = PagerNames {
        pages: view.t("Các trang thay đổi", "Pages of changes"),
        previous: view.t("Mới hơn", "Newer"),
        next: view.t("Cũ hơn", "Earlier"),
    };
    let main = html! {
        h1 { (view.t("Có gì mới, có gì thay đổi", "What is new, what changed")) }
        @if view.is_live() { (form(view, &params)) }
        h2.total #events { (number(changes.total, view.language)) " " (view.t("sự kiện", if changes.total == 1 { "event" } else { "events" })) " "
            (line(&span(view, params.get("since").unwrap_or_default())))
            @if changes.total > 1 { span.muted { " · " (view.t("mới nhất trước", "newest first")) } } }
        @if events.is_empty() {
            p { (view.t("Không có gì xảy ra trong thời gian này.", "Nothing happened in this time.")) " "
                @if view.is_live() { a href=(view.link_with(&["changes"], &params.with("since", "0"))) { (view.t("Xem từ đầu", "From the beginning")) } } }
        } @else {
            (list(view, &events))
        }
        @if view.is_live() {
            (pager(view, "changes", &params, (number_of_page, last), &pages))
            @if all > PAGES_MAX * EVENTS_MAX && number_of_page == last {
                p.muted { (view.t("Các sự kiện cũ hơn có trong tệp CSV.", "The CSV has the earlier events.")) }
            }
            p.muted { a href=(format!("{}?{}", view.path(&["api", "changes"]), params.without("lang").written())) { "JSON" } " · "
                a href=(format!("{}?{}", view.path(&["api", "changes"]), params.without("lang").with("format", "csv").written())) { "CSV" } }
        }
    };
    Ok(Draft::new(view.t("Thay đổi", "Changes"), main, &["changes"], given.clone()))
}

/// The time that a beginning means: `7d` is the last seven days.
fn span(view: View<'_>, since: &str) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match since.strip_suffix('d').filter(|days| is_number(days)) {
        Some("1") => view.t("hôm nay", "today").to_owned(),
        Some(days) => match view.language {
            Language::Vietnamese => format!("trong {days} ngày qua"),
            Language::English => format!("in the last {days} days"),
        },
        None if since == "yesterday" => view.t("từ hôm qua", "since yesterday").to_owned(),
        None if since == "0" => view.t("từ đầu", "since the beginning").to_owned(),
        None if is_number(since) => format!("{} {since}", view.t("sau vị trí", "after place")),
        None => format!("{} {}", view.t("từ", "since"), day(since)),
    }
}

/// The form that asks for another beginning, or one kind of events.
fn form(view: View<'_>, params: &Params) -> Markup {
    let kept = |name: &str| !["since", "kind", "page"].contains(&name);
    html! {
        form.day action=(view.path(&["changes"])) method="get" {
            p { label for="since" { (view.t("Từ", "Since")) } " "
                input #since name="since" value=(params.get("since").unwrap_or_default()) list="moments" size="14"; " "
                datalist #moments { @for moment in ["yesterday", "7d", "30d", "0"] { option value=(moment) { (span(view, moment)) } } }
                label for="kind" { (view.t("Loại", "Kind")) } " "
                select #kind name="kind" {
                    option value="" { (view.t("mọi loại", "any kind")) }
                    @for (code, name) in events(view.language) {
                        option value=(code) selected[params.get("kind") == Some(code)] { (name) }
                    }
                } " "
                button type="submit" { (view.t("Xem", "Show")) } }
            @for (name, value) in params.each().filter(|(name, _)| kept(name)) { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn list(view: View<'_>, events: &[&ChangeEvent]) -> Markup {
    html! { ol.hits.events { @for event in events { li { (row(view, event)) } } } }
}

fn row(view: View<'_>, event_: &ChangeEvent) -> Markup {
    let changed: Vec<&str> = event_.fields.iter().map(|name| field(name, view.language)).collect();
    html! {
        p.facts {
            @if let Some(at) = &event_.at { time datetime=(at) { (day(at)) } }
            strong { (event(&event_.kind, view.language)) }
            @if !changed.is_empty() { span {
                @if let (true, Some(before)) = (event_.kind == "edited", event_.version_before) {
                    @let (from, to) = (before.to_string(), event_.version.to_string());
                    @let params = Params::of(&[("from", &from), ("to", &to)]);
                    a href=(view.link_with(&["article", &event_.id, "diff"], &params)) { (changed.join(", ")) }
                } @else { (changed.join(", ")) }
            } }
        }
        p.title { a href=(view.link(&["article", &event_.id])) lang="vi" { (line(&event_.title)) } }
        @if !event_.officials.is_empty() {
            p.facts { @for name in &event_.officials { span { (people::person(view, name)) } } }
        }
    }
}
