//! The versions of an article, where each came from, and what changed between two.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use crate::serve::documents::{Change, Difference, Differences, Origins, Version, VersionOrigin, Versions};
use crate::serve::params::{ParamError, Params};
use crate::serve::shown::{line, shown, web_address};
use crate::serve::view::View;
use crate::serve::wording::{day, field, run_source};
use crate::text::word_diff::{Segment, changed_lines};

/// The versions of an article.
pub(super) fn versions(desk: &Desk<'_>, id: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    desk.article(id, [])?;
    let versions: Versions = desk.ask(&["show", "--versions", "--format=json", "--", id])?;
    let history = versions.articles.into_iter().next().ok_or(Problem::Article)?;
    let origins: Origins = desk.ask(&["show", "--origin", "--format=json", "--", id])?;
    let origins: Vec<VersionOrigin> = origins.articles.into_iter().flat_map(|article| article.versions).collect();
    let id = history.id.clone().unwrap_or_else(|| id.to_owned());
    let title = history.versions.last().map_or_else(|| id.clone(), |version| version.title.clone());
    let main = html! {
        h1 { (view.t("Các phiên bản", "Versions")) }
        p.lead { a href=(view.link(&["article", &id])) lang="vi" { (line(&title)) } }
        ol.versions reversed {
            @for (at, version) in history.versions.iter().enumerate().rev() {
                li value=(version.version) {
                    (row(view, &id, version))
                    @if let Some(origin) = origins.get(at).filter(|origin| origin.version == version.version) { (came_from(view, origin)) }
                }
            }
        }
    };
    let heading = format!("{}: {title}", view.t("Các phiên bản", "Versions"));
    Ok(Draft::new(heading, main, &["article", &id, "versions"], Params::default()))
}

fn row(view: View<'_>, id: &str, version: &Version) -> Markup {
    let stored = version.stored.as_ref().or(version.fetched.as_ref());
    let is_own = version.id == id;
    html! {
        p { strong { (view.t("Phiên bản", "Version")) " " (version.version) }
            @if let Some(stored) = stored { ", " time datetime=(stored) { (day(stored)) } }
            @if !is_own { " · " (view.t("khi đó là", "then known as")) " " code { (version.id) } } }
        @if version.changed.is_empty() {
            p.muted { (view.t("bản đầu tiên", "the first one")) }
        } @else {
            p { (view.t("thay đổi", "changed")) ": "
                (version.changed.iter().map(|name| field(name, view.language)).collect::<Vec<_>>().join(", "))
                @if is_own && version.version > 1 {
                    @let from = (version.version - 1).to_string();
                    @let params = Params::of(&[("from", &from), ("to", &version.version.to_string())]);
                    " · " a href=(view.link_with(&["article", id, "diff"], &params)) { (view.t("so sánh từng từ", "word by word")) }
                } }
        }
    }
}

/// Where a version came from.
fn came_from(view: View<'_>, origin: &VersionOrigin) -> Markup {
    html! {
        @if let Some(run) = &origin.run {
            p.muted { (view.t("từ", "from")) " " (run_source(&run.source, view.language)) ", " (day(&run.ended)) }
        }
        @if let Some(answer) = &origin.answer {
            p.muted.address { (view.t("phản hồi gốc", "raw response")) ": " code { (line(&answer.file)) } " "
                @match web_address(&answer.url) {
                    Some(url) => a href=(url) rel="external noreferrer" { (line(url)) },
                    None => (line(&answer.url)),
                } }
        }
        @if let Some(digest) = &origin.sha256 { p.muted.address { "SHA-256 " code { (digest) } } }
    }
}

/// What changed between two versions; without numbers, in the last change.
pub(super) fn diff(desk: &Desk<'_>, id: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&["from", "to"])?;
    let number = |name: &str| match desk.params.get(name) {
        None => Ok(None),
        Some(typed) => match typed.parse::<u32>() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(ParamError::Invalid(name.to_owned(), typed.to_owned())),
        },
    };
    let range = match (number("from")?, number("to")?) {
        (None, None) => String::new(),
        (Some(from), Some(to)) => format!("{from}..{to}"),
        // One of them alone is one step.
        (Some(from), None) => format!("{from}..{}", from.saturating_add(1)),
        (None, Some(to)) => format!("{}..{to}", to.saturating_sub(1)),
    };
    desk.article(id, [])?;
    let option = if range.is_empty() { "--diff".to_owned() } else { format!("--diff={range}") };
    let words = ["show", &option, "--format=json", "--", id];
    let (document, outcome) = desk.ask_fully::<Differences>(&words)?;
    let Some(difference) = document.articles.into_iter().next() else {
        let prefix = format!("{id}: ");
        let sentence = outcome.messages.iter().find_map(|message| message.strip_prefix(&prefix));
        return Err(sentence.map_or(Problem::Article, |sentence| Problem::Version(sentence.to_owned())));
    };
    let id = difference.id.clone();
    let heading = format!("{} {} → {}", view.t("Thay đổi", "Changes"), difference.from, difference.to);
    let main = html! {
        h1 { (heading) }
        p { a href=(view.link(&["article", &id])) { (view.t("Bài viết", "The article")) } " · "
            a href=(view.link(&["article", &id, "versions"])) { (view.t("Các phiên bản", "All versions")) } }
        p.muted { (view.t("Chữ bị bỏ được gạch ngang trong [− −], chữ thêm vào được gạch dưới trong {+ +}.",
            "Removed words are struck through in [− −], added words underlined in {+ +}.")) }
        (changes(view, &difference))
    };
    Ok(Draft::new(heading, main, &["article", &id, "diff"], desk.params.without("lang")))
}

fn changes(view: View<'_>, difference: &Difference) -> Markup {
    html! {
        @if difference.changes.is_empty() { p { (view.t("Không có thay đổi nào.", "No field changed.")) } }
        @for change in &difference.changes {
            section.change {
                h2 { (field(&change.field, view.language)) }
                (words(view, change))
            }
        }
    }
}

/// The words of both texts; unchanged lines are left out.
fn words(view: View<'_>, change: &Change) -> Markup {
    let lines = changed_lines(&change.old, &change.new);
    let is_same = |line: &[Segment]| line.iter().all(|segment| matches!(segment, Segment::Same(_)));
    let lines: Vec<&Vec<Segment>> = lines.iter().filter(|line| !line.is_empty()).collect();
    let starts_gap = |at: usize| at == 0 || !is_same(lines[at - 1]);
    html! {
        div.words lang="vi" {
            @for (at, line) in lines.iter().enumerate() {
                @if !is_same(line) {
                    p { @for segment in line.iter() { (marked(view, segment)) } }
                } @else if starts_gap(at) {
                    p.muted { "…" }
                }
            }
        }
    }
}

/// A segment. The signs say without colour what was removed and what was added.
fn marked(view: View<'_>, segment: &Segment) -> Markup {
    html! {
        @match segment {
            Segment::Same(text) => (shown(text)),
            Segment::Changed { old, new } => {
                @if !old.is_empty() { del aria-label=(view.t("bỏ", "removed")) { (shown(old)) } }
                @if !new.is_empty() { ins aria-label=(view.t("thêm", "added")) { (shown(new)) } }
            }
        }
    }
}
