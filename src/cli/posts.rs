//! Posts of officials in words and as JSON: who held which post when, and how certain that is.

use serde_json::{Value, json};

use super::messages::{remark, status};
use super::texts::Texts;
use crate::officials::{Bound, Confidence, Post, Registry};

/// The time in a post: "since 2019-12-09", "from 2022 or 2023 until 2025-09 or later".
pub(crate) fn tenure(post: &Post, texts: Texts) -> String {
    let from = day(&post.from, texts);
    match (&post.to, post.from.written.is_empty()) {
        (None, true) => texts.tenure_unknown(),
        (None, false) => texts.tenure_since(from),
        (Some(to), true) => texts.tenure_until(day(to, texts)),
        (Some(to), false) => texts.tenure_between(from, day(to, texts)),
    }
}

/// A post with its time: "vice-minister since 2019-12-09".
pub(crate) fn post_in_words(post: &Post, texts: Texts) -> String {
    format!("{} {}", texts.role(post.role), tenure(post, texts))
}

/// Whether the registry knows the first and the last day of a post.
fn is_exact(post: &Post) -> bool {
    let exact = |bound: &Bound| bound.earliest == bound.latest;
    exact(&post.from) && post.to.as_ref().is_none_or(exact)
}

/// How well the registry's entry is supported by sources, in words.
pub(crate) fn sourced(confidence: Confidence, texts: Texts) -> String {
    match confidence {
        Confidence::High => texts.well_sourced(),
        Confidence::Medium => texts.partly_sourced(),
        Confidence::Low => texts.poorly_sourced(),
    }
}

/// A bound in words.
fn day(bound: &Bound, texts: Texts) -> String {
    match bound.written.split_once("..") {
        None => bound.written.clone(),
        Some(("", latest)) => texts.or_earlier(latest),
        Some((earliest, "")) => texts.or_later(earliest),
        Some((earliest, latest)) => match (earliest.parse::<i32>(), latest.parse::<i32>()) {
            (Ok(first), Ok(second)) if second == first + 1 => texts.one_or_other(earliest, latest),
            _ => texts.some_day_between(earliest, latest),
        },
    }
}

/// A post as JSON.
pub(crate) fn post_json(post: &Post) -> Value {
    json!({
        "role": post.role,
        "body": post.body,
        "from": post.from.written,
        "to": post.to.as_ref().map(|to| &to.written),
        "source": post.source,
        "confidence": post.confidence,
    })
}

/// Prints the date of the registry, and what its words mean if a shown post has an inexact day.
pub(crate) fn print_registry_date<'p>(registry: &Registry, mut shown: impl Iterator<Item = &'p Post>, texts: Texts) {
    status!("{}", texts.registry_as_of(registry.as_of()));
    if shown.any(|post| !is_exact(post)) {
        remark(texts, &texts.inexact_days());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officials::Registry;
    use crate::wording::Language;

    fn describe(from: &str, to: &str) -> (String, bool) {
        let line =
            |key: &str, value: &str| if value.is_empty() { String::new() } else { format!("{key} = \"{value}\"\n") };
        let (from, to) = (line("from", from), line("to", to));
        let text = format!(
            "[[person]]\nname = \"Phan Văn Mộc\"\n[[person.post]]\nrole = \"vice-minister\"\n{from}{to}source = \"x\"\nconfidence = \"low\"\n"
        );
        let registry = Registry::with_user(&text).expect("a good file");
        let post = &registry.person("Phan Văn Mộc").expect("just added").posts[0];
        (tenure(post, Texts(Language::English)), is_exact(post))
    }

    #[test]
    fn tenures_are_described_in_words() {
        let check = |from, to, expected: &str, exact| {
            assert_eq!(describe(from, to), (expected.to_owned(), exact), "{from} {to}");
        };
        check("2019-12-09", "", "since 2019-12-09", true);
        check("2018-11-02", "2022-11-01", "from 2018-11-02 until 2022-11-01", true);
        check("2022-05", "", "since 2022-05", false);
        check("2022..2023", "2025-09..", "from 2022 or 2023 until 2025-09 or later", false);
        check(
            "..2013-03",
            "2015-04..2019-11",
            "from 2013-03 or earlier until some day between 2015-04 and 2019-11",
            false,
        );
        check("", "2019", "until 2019", false);
        check("", "", "at an unknown time", false);
    }
}
