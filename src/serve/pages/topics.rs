//! The topics with their numbers of articles.

use maud::html;

use super::desk::{Desk, Draft};
use super::people::topic_name;
use super::problem::Problem;
use super::{bars, hits};
use crate::serve::documents::{GroupCounts, SearchDocument, Topic};
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::wording::{articles, number};

/// Articles of a topic that are listed.
const LISTED_MAX: usize = 100;

pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let mut topics: Vec<&Topic> = desk.lists.topics.iter().collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.articles));
    let main = html! {
        h1 { (view.t("Chủ đề", "Topics")) }
        div.scroll { table {
            thead { tr {
                th scope="col" { (view.t("Chủ đề", "Topic")) } th scope="col" { "ID" }
                th.number scope="col" { (view.t("Số bài", "Articles")) }
            } }
            tbody { @for topic in &topics { tr {
                th scope="row" { a href=(view.link(&["topics", &topic.id])) { (line(topic_name(view, &desk.lists.topics, &topic.id))) } }
                td { code { (topic.id) } }
                td.number { (number(topic.articles, view.language)) }
            } } }
        } }
    };
    Ok(Draft::new(view.t("Chủ đề", "Topics"), main, &["topics"], Params::default()))
}

/// The articles of one topic, newest first, and how many there are in each month.
pub(super) fn topic(desk: &Desk<'_>, id: &str) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let topics = &desk.lists.topics;
    let topic = topics.iter().find(|topic| topic.id == id).ok_or(Problem::Path)?;
    let name = topic_name(view, topics, &topic.id);
    let filter = format!("--topic={id}");
    let by_month: GroupCounts = desk.ask(&["count", "--by=month", "--format=json", &filter])?;
    let limit = format!("--limit={LISTED_MAX}");
    let found: SearchDocument = desk.ask(&["search", "--format=json", "--sort=newest", &filter, &limit])?;
    let main = html! {
        h1 { (line(name)) }
        p { (articles(found.total, view.language))
            @if view.is_live() { ". " a href=(view.link_with(&["search"], &Params::of(&[("topic", id)]))) { (view.t("Tìm trong chủ đề này", "Search in this topic")) } } }
        @if !by_month.groups.is_empty() {
            (bars::months(view, &by_month.groups, &format!("{}: {name}", view.t("Số bài mỗi tháng", "Articles in each month"))))
        }
        section aria-labelledby="newest" {
            h2 #newest { (view.t("Bài mới nhất", "Newest articles")) }
            (hits::list(view, &found.articles, topics, 1))
        }
    };
    Ok(Draft::new(name, main, &["topics", id], Params::default()))
}
