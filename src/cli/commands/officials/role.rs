//! `byt officials ROLE`: who held a post, one after the other, and when nobody did.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::article::labels::Role;
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::layout::{Side, Table, Width};
use crate::cli::messages::{Verbosity, remark};
use crate::cli::posts::{post_json, print_registry_date, tenure};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::{output, store};
use crate::officials::{Person, Post, Registry};

/// A tenure of the post.
type Held<'r> = (&'r Person, &'r Post);

pub(super) fn run(role: Role, format: ListFormat, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let registry = labeller.officials();
    let held = holders(registry, role);
    if format == ListFormat::Json {
        output::json(&held.iter().map(row).collect())?;
        return Ok(Exit::Done);
    }
    let texts = settings.texts;
    let mut table = Table::new(&[
        (&texts.head_role(), Side::Left),
        (&texts.head_name(), Side::Left),
        (&texts.head_in_the_post(), Side::Left),
    ]);
    for (person, post) in &held {
        table.row(vec![texts.role(post.role).to_owned(), safe(&person.name).into_owned()], vec![tenure(post, texts)]);
    }
    output::text(&table.format(Width::of_stdout()))?;
    if settings.verbosity >= Verbosity::Normal {
        print_registry_date(registry, held.iter().map(|(_, post)| *post), texts);
        if let Some(first) = registry.first_day() {
            remark(texts, &texts.registry_begins_before(first.format("%Y-%m")));
        }
        // Several people are vice-ministers at a time: a day without one proves nothing.
        if role == Role::Minister {
            for (from, to) in gaps(&held) {
                remark(texts, &texts.nobody_between(texts.role(role), from, to));
            }
        }
    }
    Ok(Exit::Done)
}

/// Everybody who held a post, in the order of time. An acting minister counts as a minister.
fn holders(registry: &Registry, role: Role) -> Vec<Held<'_>> {
    let tenures = registry.people().iter().flat_map(|person| person.posts.iter().map(move |post| (person, post)));
    let mut held: Vec<Held<'_>> = tenures.filter(|(_, post)| role.includes(post.role)).collect();
    held.sort_by_key(|(person, post)| (post.from.latest, &person.name));
    held
}

fn row((person, post): &Held<'_>) -> Value {
    json!({"name": person.name, "role": post.role, "post": post_json(post)})
}

/// The days, first and last, on which certainly nobody of a list held the post. Both are between two tenures.
fn gaps(held: &[Held<'_>]) -> Vec<(NaiveDate, NaiveDate)> {
    let gap = |pair: &[Held<'_>]| {
        let from = pair[0].1.to.as_ref()?.latest.succ_opt()?;
        let to = pair[1].1.from.earliest.pred_opt()?;
        (from <= to).then_some((from, to))
    };
    held.windows(2).filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ministers_follow_one_another_and_gaps_are_known() {
        let registry = Registry::embedded();
        let held = holders(&registry, Role::Minister);
        let names: Vec<&str> = held.iter().map(|(person, _)| person.name.as_str()).collect();
        let expected = [
            "Nguyễn Quốc Triệu",
            "Nguyễn Thị Kim Tiến",
            "Nguyễn Thanh Long",
            "Nguyễn Thanh Long",
            "Đào Hồng Lan",
            "Đào Hồng Lan",
        ];
        assert_eq!(names, expected);
        let days: Vec<String> = gaps(&held).iter().map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(days, ["2019-11-23 2020-07-06", "2022-06-08 2022-07-14"]);
        assert!(gaps(&held[..1]).is_empty() && gaps(&[]).is_empty());
        assert!(holders(&registry, Role::ActingMinister).iter().all(|(_, post)| post.role == Role::ActingMinister));
    }
}
