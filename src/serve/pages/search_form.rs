//! The form of a search: the words, and filters by person, topic and days.

use maud::{Markup, html};

use super::people::topic_name;
use crate::serve::documents::{Person, Topic};
use crate::serve::params::{LANG, Params};
use crate::serve::shown::line;
use crate::serve::view::View;

/// Filters that are shown as fields.
const FIELDS: [&str; 6] = ["official", "topic", "from", "to", "section", "sort"];
/// Other filters that an address may have. They are kept when the form is sent, and can be removed above the results.
const KEPT: [&str; 6] = ["mentions", "role", "on", "status", "strict", LANG];

/// A form with the values of the parameters. `open` shows the filters from the start.
pub(super) fn form(view: View<'_>, params: &Params, people: &[Person], topics: &[Topic], open: bool) -> Markup {
    let value = |name: &str| params.get(name).unwrap_or_default().to_owned();
    let is_filtered = FIELDS.iter().any(|name| params.get(name).is_some());
    let more = |name: &'static str| params.all(name).skip(1);
    html! {
        form.search action=(view.path(&["search"])) method="get" role="search" {
            div.words {
                label for="q" { (view.t("Tìm trong tin của Bộ Y tế", "Search the ministry's news")) }
                div.line {
                    input #q type="search" name="q" value=(value("q")) autocomplete="off"
                        placeholder=(view.t("bảo hiểm y tế, \"chuyển đổi số\", 72-NQ/TW", "bảo hiểm y tế, \"chuyển đổi số\", 72-NQ/TW"));
                    button type="submit" { (view.t("Tìm", "Search")) }
                }
                p.muted.hint { (view.t(
                    "Có thể gõ không dấu. Đặt cụm từ trong ngoặc kép.",
                    "Accents are optional. Put a phrase in quotes.",
                )) }
            }
            details.filters open[open || is_filtered] {
                summary { (view.t("Lọc theo người, chủ đề, ngày", "Filter by person, topic, days")) }
                div.fields {
                    p { label for="official" { (view.t("Người hoạt động", "Person who acted")) }
                        input #official name="official" value=(value("official")) list="people" autocomplete="off";
                        datalist #people { @for person in people { option value=(line(&person.name)) {} } } }
                    p { label for="topic" { (view.t("Chủ đề", "Topic")) }
                        select #topic name="topic" {
                            option value="" { (view.t("Mọi chủ đề", "Any topic")) }
                            @for topic in topics {
                                option value=(topic.id) selected[params.get("topic") == Some(&topic.id)] {
                                    (line(topic_name(view, topics, &topic.id)))
                                }
                            }
                        } }
                    p { label for="from" { (view.t("Từ ngày", "From")) }
                        input #from name="from" value=(value("from")) placeholder="2026-01-20" size="12"; }
                    p { label for="to" { (view.t("Đến hết ngày", "To")) }
                        input #to name="to" value=(value("to")) placeholder="2026-01" size="12"; }
                    p { label for="section" { (view.t("Chuyên mục", "Section")) }
                        (select("section", params, &[
                            ("", view.t("Hoạt động của lãnh đạo Bộ", "The ministry's leaders")),
                            ("out", view.t("Các bài khác", "Other articles")),
                            ("all", view.t("Tất cả", "All")),
                        ])) }
                    p { label for="sort" { (view.t("Thứ tự", "Order")) }
                        (select("sort", params, &[
                            ("", view.t("Phù hợp nhất, hoặc mới nhất", "Best, or newest")),
                            ("newest", view.t("Mới nhất trước", "Newest first")),
                            ("oldest", view.t("Cũ nhất trước", "Oldest first")),
                        ])) }
                }
            }
            @for name in KEPT { @for value in params.all(name) { input type="hidden" name=(name) value=(value); } }
            @for name in ["official", "topic"] { @for value in more(name) { input type="hidden" name=(name) value=(value); } }
        }
    }
}

/// An option of a form with a few values, each with what it is called.
pub(super) struct Choice<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) values: &'a [(&'a str, &'a str)],
}

/// A form with words and one choice, for another page than the search; other filters of the address are kept.
pub(super) fn words(view: View<'_>, params: &Params, page: &str, hint: &str, choice: &Choice<'_>) -> Markup {
    let kept = |name: &str| name != "q" && name != choice.name;
    html! {
        form.search action=(view.path(&[page])) method="get" {
            div.words {
                label for="q" { (view.t("Từ hoặc cụm từ", "Word or phrase")) }
                div.line {
                    input #q type="search" name="q" value=(params.get("q").unwrap_or_default()) autocomplete="off" placeholder="\"chuyển đổi số\"";
                    button type="submit" { (view.t("Xem", "Show")) }
                }
                p.muted.hint { (hint) }
            }
            p.choice { label for=(choice.name) { (choice.label) } " " (select(choice.name, params, choice.values)) }
            @for (name, value) in params.each().filter(|(name, _)| kept(name)) { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn select(name: &str, params: &Params, options: &[(&str, &str)]) -> Markup {
    html! {
        select id=(name) name=(name) {
            @for (value, text) in options {
                option value=(value) selected[params.get(name).unwrap_or_default() == *value] { (text) }
            }
        }
    }
}
