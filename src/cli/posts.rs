//! Posts of officials in words and as JSON: who held which post when, and how certain that is.

use serde_json::{Value, json};

use super::messages::{note, status};
use crate::officials::{Bound, Confidence, Post, Registry};

/// Explains the words of [`tenure`] for days that aren't known.
const INEXACT: &str = "a year or month without a day, “or earlier”, “or later” and “between” mean that the \
                                  registry doesn't know the exact day";

/// The time in a post: "since 2019-12-09", "from 2022 or 2023 until 2025-09 or later".
pub(crate) fn tenure(post: &Post) -> String {
    let from = day(&post.from);
    match (&post.to, post.from.written.is_empty()) {
        (None, true) => "at an unknown time".to_owned(),
        (None, false) => format!("since {from}"),
        (Some(to), true) => format!("until {}", day(to)),
        (Some(to), false) => format!("from {from} until {}", day(to)),
    }
}

/// A post with its time: "vice-minister since 2019-12-09".
pub(crate) fn post_in_words(post: &Post) -> String {
    format!("{} {}", post.role.as_str(), tenure(post))
}

/// Whether the registry knows the first and the last day of a post.
fn is_exact(post: &Post) -> bool {
    let exact = |bound: &Bound| bound.earliest == bound.latest;
    exact(&post.from) && post.to.as_ref().is_none_or(exact)
}

/// How well the registry's entry is supported by sources, in words.
pub(crate) fn sourced(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "well sourced",
        Confidence::Medium => "sourced, with gaps",
        Confidence::Low => "poorly sourced",
    }
}

/// A bound in words.
fn day(bound: &Bound) -> String {
    match bound.written.split_once("..") {
        None => bound.written.clone(),
        Some(("", latest)) => format!("{latest} or earlier"),
        Some((earliest, "")) => format!("{earliest} or later"),
        Some((earliest, latest)) => match (earliest.parse::<i32>(), latest.parse::<i32>()) {
            (Ok(first), Ok(second)) if second == first + 1 => format!("{earliest} or {latest}"),
            _ => format!("some day between {earliest} and {latest}"),
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
pub(crate) fn print_registry_date<'p>(registry: &Registry, mut shown: impl Iterator<Item = &'p Post>) {
    status!("registry as of {}", registry.as_of());
    if shown.any(|post| !is_exact(post)) {
        note!("{INEXACT}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officials::Registry;

    fn describe(from: &str, to: &str) -> (String, bool) {
        let line =
            |key: &str, value: &str| if value.is_empty() { String::new() } else { format!("{key} = \"{value}\"\n") };
        let (from, to) = (line("from", from), line("to", to));
        let text = format!(
            "[[person]]\nname = \"Phan Văn Mộc\"\n[[person.post]]\nrole = \"vice-minister\"\n{from}{to}source = \"x\"\nconfidence = \"low\"\n"
        );
        let registry = Registry::with_user(&text).expect("a good file");
        let post = &registry.person("Phan Văn Mộc").expect("just added").posts[0];
        (tenure(post), is_exact(post))
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
