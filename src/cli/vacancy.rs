//! Posts that nobody held: why a filter by role has no match on certain days.

use super::answerer::Answerer;
use super::messages::remark;
use super::question::Question;
use super::texts::Texts;
use crate::article::labels::Role;
use crate::calendar::Days;
use crate::officials::Registry;

/// Says that the registry names nobody in the posts that were asked for on any of the requested days, if that is so.
pub(crate) fn print(question: &Question, answerer: Answerer<'_>, texts: Texts) {
    let (Some(first), Some(last)) = question.days() else { return };
    let of_options: Vec<Role> = question.options.roles().collect();
    let roles = if of_options.is_empty() { question.query.filters.roles().collect() } else { of_options };
    if !is_vacant(answerer.labeller.officials(), &roles, Days { first, last }) {
        return;
    }
    let names: Vec<&str> = roles.iter().map(|role| texts.role(*role)).collect();
    let names = names.join(", ");
    remark(
        texts,
        &if first == last { texts.nobody_on(names, first) } else { texts.nobody_between(names, first, last) },
    );
}

/// Whether nobody held any of the posts on any of the days. Of days before the registry begins, nothing is known.
fn is_vacant(registry: &Registry, roles: &[Role], days: Days) -> bool {
    let is_known = registry.first_day().is_some_and(|first| first <= days.first);
    let is_held = |held: Role| roles.iter().any(|role| role.includes(held));
    let mut each_day = days.first.iter_days().take_while(|day| *day <= days.last);
    let mut has_holder = || each_day.any(|day| registry.posts_on(day).iter().any(|held| is_held(held.post.role)));
    !roles.is_empty() && is_known && !has_holder()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_vacant_if_nobody_held_it_on_any_of_the_days() {
        let registry = Registry::embedded();
        let check = |roles: &[Role], first: &str, last: &str, expected| {
            let days = Days { first: first.parse().unwrap(), last: last.parse().unwrap() };
            assert_eq!(is_vacant(&registry, roles, days), expected, "{roles:?} {first} {last}");
        };
        check(&[Role::Minister], "2022-06-20", "2022-06-20", true);
        check(&[Role::Minister], "2022-06-08", "2022-07-14", true);
        check(&[Role::Minister], "2022-06-07", "2022-07-14", false);
        check(&[Role::Minister], "2022-06-08", "2022-07-15", false);
        check(&[Role::Minister, Role::InCharge], "2022-06-20", "2022-06-20", false);
        check(&[Role::ViceMinister], "2022-06-20", "2022-06-20", false);
        check(&[Role::Minister], "1945-09-02", "1945-09-02", false);
        check(&[], "2022-06-20", "2022-06-20", false);
    }
}
