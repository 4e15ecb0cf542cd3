//! Posts in plain words: what the registry knows of who held what, and how surely.

use crate::officials::{Bound, Confidence, Post};

/// What the words of [`tenure`] stand for, where a day is not known.
pub(crate) const INEXACT: &str = "a year or a month alone, “or earlier”, “or later” and “between” say that the registry \
                                  doesn't know the day";

/// "since 2019-12-09", "from 2022 or 2023 until 2025-09 or later".
pub(crate) fn tenure(post: &Post) -> String {
    let from = day(&post.from);
    match (&post.to, post.from.written.is_empty()) {
        (None, true) => "for an unknown time".to_owned(),
        (None, false) => format!("since {from}"),
        (Some(to), true) => format!("until {}", day(to)),
        (Some(to), false) => format!("from {from} until {}", day(to)),
    }
}

/// "vice-minister since 2019-12-09".
pub(crate) fn post_in_words(post: &Post) -> String {
    format!("{} {}", post.role.as_str(), tenure(post))
}

/// Whether the registry knows both days of a post.
pub(crate) fn is_exact(post: &Post) -> bool {
    let exact = |bound: &Bound| bound.earliest == bound.latest;
    exact(&post.from) && post.to.as_ref().is_none_or(exact)
}

/// How well a row of the registry is attested, in words.
pub(crate) fn attested(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "well attested",
        Confidence::Medium => "attested, with gaps",
        Confidence::Low => "hardly attested",
    }
}

/// A bound in words, from the form that the registry writes it in.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::officials::Registry;

    fn told(from: &str, to: &str) -> (String, bool) {
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
    fn spans_are_told_in_plain_words() {
        let check = |from, to, expected: &str, exact| {
            assert_eq!(told(from, to), (expected.to_owned(), exact), "{from} {to}");
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
        check("", "", "for an unknown time", false);
    }
}
