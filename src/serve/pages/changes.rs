//! What happened to the corpus: what is new, what changed, what is gone.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::people;
use super::problem::Problem;
use crate::serve::answers::document;
use crate::serve::documents::{ChangeEvent, Changes};
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::View;
use crate::serve::wording::{day, event, events, field, number};

/// Events on one page.
const EVENTS_MAX: &str = "--limit=100";
/// Where the page begins, unless the address says otherwise.
const SINCE: &str = "7d";
const SINCE_OF_FILES: &str = "30d";

pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let (view, given) = (desk.view, desk.params);
    let since = if view.is_live() { SINCE } else { SINCE_OF_FILES };
    let params = if given.get("since").is_some() { given.clone() } else { given.with("since", since) };
    let words = params.words(&["changes", "--format=json", EVENTS_MAX], &["since", "kind"])?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (changes, _) = document::<Changes>(desk.commands, &words).map_err(Problem::Refused)?;
    let since = params.get("since").unwrap_or_default();
    let shown = changes.events.len() as u64;
    let main = html! {
        h1 { (view.t("Có gì mới, có gì thay đổi", "What is new, what changed")) }
        @if view.is_live() { (form(view, &params)) }
        h2.total { (number(changes.total, view.language)) " " (view.t("sự kiện", if changes.total == 1 { "event" } else { "events" })) " "
            (view.t("từ", "since")) " " (line(since)) }
        @if changes.events.is_empty() {
            p { (view.t("Không có gì xảy ra từ lúc đó.", "Nothing happened since then.")) " "
                @if view.is_live() { a href=(view.link_with(&["changes"], &params.with("since", "0"))) { (view.t("Xem từ đầu", "From the beginning")) } } }
        } @else {
            (list(view, &changes.events))
        }
        @if view.is_live() && shown < changes.total {
            p { a rel="next" href=(view.link_with(&["changes"], &params.with("since", &changes.until.to_string()))) {
                (view.t("Các sự kiện tiếp theo", "The events after these")) " →" } }
        }
        @if view.is_live() { p.muted { a href=(format!("{}?{}", view.path(&["api", "changes"]), params.without("lang").written())) { "JSON" } " · "
            a href=(format!("{}?{}", view.path(&["api", "changes"]), params.without("lang").with("format", "csv").written())) { "CSV" } } }
    };
    Ok(Draft::new(view.t("Thay đổi", "Changes"), main, &["changes"], given.clone()))
}

/// The form that asks for another beginning, or one kind of events.
fn form(view: View<'_>, params: &Params) -> Markup {
    let kept = |name: &str| !["since", "kind"].contains(&name);
    html! {
        form.day action=(view.path(&["changes"])) method="get" {
            p { label for="since" { (view.t("Từ", "Since")) } " "
                input #since name="since" value=(params.get("since").unwrap_or_default()) list="moments" size="14"; " "
                datalist #moments { @for moment in ["yesterday", "7d", "30d", "0"] { option value=(moment) {} } }
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

fn list(view: View<'_>, events: &[ChangeEvent]) -> Markup {
    html! { ol.hits.events { @for event in events { li { (row(view, event)) } } } }
}

fn row(view: View<'_>, event_: &ChangeEvent) -> Markup {
    let changed: Vec<&str> = event_.fields.iter().map(|name| field(name, view.language)).collect();
    html! {
        p.facts {
            @if let Some(at) = &event_.at { time datetime=(at) { (day(at)) " UTC" } }
            strong { (event(&event_.kind, view.language)) }
            @if !changed.is_empty() { span {
                @if event_.kind == "edited" && event_.version > 1 {
                    @let (from, to) = ((event_.version - 1).to_string(), event_.version.to_string());
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
