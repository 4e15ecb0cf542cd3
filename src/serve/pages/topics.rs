//! The topics with their numbers of articles.

use maud::html;

use super::desk::{Desk, Draft};
use super::people::topic_name;
use super::problem::Problem;
use crate::serve::documents::Topic;
use crate::serve::params::Params;
use crate::serve::shown::line;
use crate::serve::wording::number;

pub(super) fn page(desk: &Desk<'_>) -> Result<Draft, Problem> {
    let view = desk.view;
    desk.require_only(&[])?;
    let mut topics: Vec<Topic> = desk.ask(&["topics", "--format=json"])?;
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.articles));
    let main = html! {
        h1 { (view.t("Chủ đề", "Topics")) }
        div.scroll { table {
            thead { tr {
                th scope="col" { (view.t("Chủ đề", "Topic")) } th scope="col" { "ID" }
                th.number scope="col" { (view.t("Số bài", "Articles")) }
            } }
            tbody { @for topic in &topics { tr {
                th scope="row" { a href=(view.link_with(&["search"], &Params::of(&[("topic", &topic.id)]))) { (line(topic_name(view, &topics, &topic.id))) } }
                td { code { (topic.id) } }
                td.number { (number(topic.articles, view.language)) }
            } } }
        } }
    };
    Ok(Draft::new(view.t("Chủ đề", "Topics"), main, &["topics"], Params::default()))
}
