//! The leaders of the ministry: all of them, and those of one day.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{notes, people};
use crate::serve::answers::RefusalKind;
use crate::serve::documents::{Holder, Person};
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::view::View;
use crate::serve::wording::{articles, day, number, role};

/// Everyone, with posts and numbers of articles.
pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let all = &desk.lists.people;
    let is_current = |person: &&Person| person.posts.iter().any(|post| post.to.is_none());
    let is_former = |person: &&Person| person.registry && !is_current(person);
    let main = html! {
        h1 { (view.t("Lãnh đạo Bộ Y tế", "Leaders of the Ministry of Health")) }
        @if view.is_live() { (day_form(view, "")) }
        (table(view, view.t("Đương nhiệm", "In office"), all.iter().filter(is_current)))
        (table(view, view.t("Trước đây", "Former"), all.iter().filter(is_former)))
        (table(view, view.t("Có trong các bài, chưa có trong danh sách", "In the articles, and not in the registry"),
            all.iter().filter(|person| !person.registry)))
    };
    Ok(Draft::new(view.t("Lãnh đạo Bộ", "People"), main, &["officials"], Params::default()))
}

/// The form that asks for a day.
fn day_form(view: View<'_>, value: &str) -> Markup {
    html! {
        form.day action=(view.path(&["officials", "at"])) method="get" {
            label for="date" { (view.t("Ai giữ chức gì vào ngày", "Who held which post on")) }
            " " input #date name="date" value=(value) placeholder="2022-07-01" size="12" required; " "
            @if view.chosen { input type="hidden" name="lang" value=(view.language.code()); }
            button type="submit" { (view.t("Xem", "Show")) }
        }
    }
}

fn table<'p>(view: View<'_>, heading: &str, people: impl Iterator<Item = &'p Person>) -> Markup {
    let people: Vec<&Person> = people.collect();
    html! {
        @if !people.is_empty() {
            section {
                h2 { (heading) }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { (view.t("Tên", "Name")) } th scope="col" { (view.t("Chức vụ", "Posts")) }
                        th.number scope="col" { (view.t("Số bài", "Articles")) }
                    } }
                    tbody { @for person in people { tr {
                        th scope="row" { (people::person(view, &person.name)) }
                        td { @for post in &person.posts { div { (people::post(view, post)) } } }
                        td.number { (number(person.articles, view.language)) }
                    } } }
                } }
            }
        }
    }
}

/// Who held which post on a day.
pub(super) fn at(desk: &Desk<'_>, typed: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let words = ["officials", "at", "--format=json", "--", typed];
    let (holders, ended) = desk.ask_fully::<Vec<Holder>>(&words).map_err(|problem| match problem {
        Problem::Refused(refusal) if refusal.kind == RefusalKind::Request => Problem::Day(typed.to_owned()),
        other => other,
    })?;
    let heading = format!("{} {}", view.t("Lãnh đạo Bộ ngày", "In office on"), day(typed));
    let main = html! {
        h1 { (line(&heading)) }
        (day_form(view, typed))
        // Before the registry begins, nobody in it doesn't mean that nobody held a post: the command says so at the end.
        @if holders.is_empty() { @if let Some(reason) = ended.messages.last() { p.notice { (notes::sentence(reason)) } } }
        @else {
            div.scroll { table {
                thead { tr {
                    th scope="col" { (view.t("Chức vụ", "Post")) } th scope="col" { (view.t("Tên", "Name")) }
                    th scope="col" { (view.t("Thời gian giữ chức", "In the post")) }
                } }
                tbody { @for holder in &holders { tr {
                    td { (role(&holder.role, view.language)) }
                    th scope="row" { (people::person(view, &holder.name)) }
                    td { (tenure(view, holder)) }
                } } }
            } }
        }
        (notes::list(&ended.remarks))
        @let said = ended.messages.len() - usize::from(holders.is_empty() && !ended.messages.is_empty());
        @for message in &ended.messages[..said] { p.muted { (notes::sentence(message)) } }
        p { a href=(view.link(&["officials"])) { (view.t("Mọi lãnh đạo", "Everyone")) } }
    };
    Ok(Draft::new(heading, main, &["officials", "at", typed], Params::default()))
}

fn tenure(view: View<'_>, holder: &Holder) -> Markup {
    html! {
        @match (&holder.post, holder.articles) {
            (Some(post), _) => {
                (people::post(view, post))
                @match holder.certainty.as_deref() {
                    Some("presumably") => { " " strong { (view.t("(có lẽ vậy)", "(presumably)")) } }
                    Some("perhaps") => { " " strong { (view.t("(có thể)", "(perhaps)")) } }
                    _ => {}
                }
            }
            (None, count) => {
                (view.t("không có trong danh sách; được nêu với chức vụ này trong", "not in the registry; named in this role in")) " "
                (articles(count.unwrap_or_default(), view.language))
            }
        }
    }
}
