//! One person: posts, acts by month, companions, topics, and the latest acts with the words that prove them.

use maud::{Markup, html};

use super::desk::{Desk, Draft};
use super::problem::Problem;
use super::{bars, hits, people};
use crate::serve::answers::RefusalKind;
use crate::serve::documents::{ArticleRecord, Group, GroupCounts, Profile, SearchDocument};
use crate::serve::params::Params;
use crate::serve::shown::{line, shown};
use crate::serve::view::{View, slug};
use crate::serve::wording::{articles, confidence, number, relation};

/// Latest acts that are shown.
const ACTS_MAX: usize = 10;
/// The same among files, where no search shows the others.
const LISTED_MAX: usize = 300;
/// Companions and topics that are shown.
const GROUPS_MAX: usize = 12;

/// `typed` is the name, or the name without accents and with dashes.
pub(super) fn page(desk: &Desk<'_>, typed: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let typed = typed.replace('-', " ");
    let profile =
        desk.ask::<Profile>(&["officials", "--format=json", "--", &typed]).map_err(|problem| match problem {
            // Several people are several answers; nobody is none.
            Problem::Refused(refusal)
                if refusal.kind == RefusalKind::Request && !refusal.message.english.contains("several") =>
            {
                Problem::Person(refusal)
            }
            other => other,
        })?;
    let filter = format!("--official={}", profile.name);
    let by_month: GroupCounts = desk.ask(&["count", "--by=month", "--format=json", &filter])?;
    let limit = format!("--limit={}", if view.is_live() { ACTS_MAX } else { LISTED_MAX });
    let acts: SearchDocument = desk.ask(&["search", "--format=json", "--sort=newest", &filter, &limit])?;
    let topics = &desk.lists.topics;
    let own = Params::of(&[("official", &profile.name)]);
    // Among files this page is the only list of them.
    let acted = if view.is_live() { view.link_with(&["search"], &own) } else { String::new() };
    let main = html! {
        h1 { (line(&profile.name)) }
        (posts(view, &profile))
        p { (view.t("Hoạt động trong", "Acted in")) " " (people::anchor(&acted, &html! { (articles(profile.acted, view.language)) }))
            ", " (view.t("được nêu tên trong", "named in")) " "
            (people::anchor(&view.link_with(&["search"], &Params::of(&[("mentions", &profile.name)])), &html! { (articles(profile.named, view.language)) })) "." }
        @if !by_month.groups.is_empty() {
            section aria-labelledby="months" {
                h2 #months { (view.t("Hoạt động theo tháng", "Acts by month")) }
                (bars::months(view, &by_month.groups, &format!("{}: {}", view.t("Số bài mỗi tháng", "Articles in each month"), profile.name)))
            }
        }
        div.columns {
            section aria-labelledby="acts" {
                h2 #acts { (view.t("Hoạt động gần đây", "Latest acts")) }
                ol.hits { @for record in &acts.articles { li { (act(view, record, &profile.name)) } } }
                @if view.is_live() && acts.total > ACTS_MAX as u64 { p { a href=(view.link_with(&["search"], &own.with("sort", "newest"))) { (view.t("Tất cả", "All of them")) } } }
            }
            aside {
                (groups(view, view.t("Cùng với", "Together with"), &profile.companions, |name| (name.to_owned(), view.link(&["officials", &slug(name)]))))
                (groups(view, view.t("Chủ đề", "Topics"), &profile.topics, |id| (
                    people::topic_name(view, topics, id).to_owned(), view.link_with(&["search"], &own.with("topic", id)))))
                (relations(view, &profile.relations))
                @if view.is_live() { p { a href=(format!("{}?{}", view.path(&["export"]), own.with("format", "csv").written())) { "CSV" } " · "
                    a href=(format!("{}?{}", view.path(&["api", "search"]), own.written())) { "JSON" } " · "
                    a href=(format!("{}?{}", view.path(&["feed.atom"]), own.written())) { (view.t("nguồn tin Atom", "Atom feed")) } } }
            }
        }
    };
    let here = slug(&profile.name);
    Ok(Draft::new(profile.name, main, &["officials", &here], Params::default()))
}

fn posts(view: View<'_>, profile: &Profile) -> Markup {
    html! {
        @if !profile.registry { p.notice { (view.t("Người này có trong các bài, chưa có trong danh sách lãnh đạo.", "The articles name this person; the registry doesn't.")) } }
        ul.posts { @for post in &profile.posts {
            li { (people::post(view, post))
                details { summary { (confidence(&post.confidence, view.language)) } p.muted { (line(&post.source)) } } }
        } }
    }
}

/// An article with the words that say what this person did in it.
fn act(view: View<'_>, record: &ArticleRecord, name: &str) -> Markup {
    let own = record.officials.iter().find(|official| official.name == name);
    html! {
        article {
            h3 { a href=(view.link(&["article", &record.id])) { (line(&record.title)) } }
            p.facts { (hits::when(view, record)) (hits::states(view, record))
                @if let Some(own) = own { span { strong { (relation(&own.relation, view.language)) } } } }
            @if let Some(own) = own.filter(|own| !own.evidence.is_empty()) { blockquote lang="vi" { (line(&shown(&own.evidence))) } }
        }
    }
}

fn groups(view: View<'_>, heading: &str, groups: &[Group], link: impl Fn(&str) -> (String, String)) -> Markup {
    html! {
        @if !groups.is_empty() {
            section.facets {
                h2 { (heading) }
                ul { @for group in groups.iter().take(GROUPS_MAX) {
                    @let (name, target) = link(&group.key);
                    @let content = html! { (line(&name)) " " span.count { (number(group.articles.unwrap_or_default(), view.language)) } };
                    li { (people::anchor(&target, &content)) }
                } }
            }
        }
    }
}

fn relations(view: View<'_>, relations: &[Group]) -> Markup {
    html! {
        @if !relations.is_empty() {
            section {
                h2 { (view.t("Vai trò trong các bài", "Part in the articles")) }
                ul { @for group in relations {
                    li { (relation(&group.key, view.language)) " " span.count { (number(group.articles.unwrap_or_default(), view.language)) } }
                } }
            }
        }
    }
}
