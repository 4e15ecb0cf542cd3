//! `byt officials at DATE`: who held which post on a day, how certain that is, and who is missing in
//! the registry.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use crate::article::labels::Role;
use crate::calendar::Days;
use crate::cli::answerer::{self, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::formats::ListFormat;
use crate::cli::layout::{Side, Table, Width};
use crate::cli::messages::{self, Verbosity, remark, status};
use crate::cli::posts::{post_json, print_registry_date, tenure};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::cli::texts::{Noun, Texts};
use crate::cli::{output, store};
use crate::corpus::Corpus;
use crate::officials::{Holding, Registry};
use crate::query::{self, DayRange, Filter, Filters, Query};

/// Articles of this many days before and after are searched for people that the registry lacks.
const ARTICLE_DAYS: i64 = 90;

/// How certain it is that a person held a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Certain,
    /// No end is known, and the day is after the date of the registry.
    Presumably,
    /// The exact first or last day isn't known, and the day is between the earliest and latest possible.
    Perhaps,
}

impl Certainty {
    fn of(held: &Holding<'_>, day: NaiveDate, registry: &Registry) -> Certainty {
        match () {
            () if !held.certain => Certainty::Perhaps,
            () if held.post.to.is_none() && day > registry.as_of() => Certainty::Presumably,
            () => Certainty::Certain,
        }
    }

    /// As JSON names it.
    fn as_str(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::Presumably => "presumably",
            Certainty::Perhaps => "perhaps",
        }
    }

    /// A tenure with its certainty.
    fn qualify(self, tenure: &str, texts: Texts) -> String {
        match self {
            Certainty::Certain => tenure.to_owned(),
            Certainty::Presumably => texts.presumably(tenure),
            Certainty::Perhaps => texts.perhaps(tenure),
        }
    }
}

/// A leader that articles name and the registry lacks.
struct UnregisteredLeader {
    name: String,
    role: Role,
    articles: u64,
}

pub(super) fn run(date: &str, format: ListFormat, engine: &EngineArgs, settings: &Settings) -> Result<Exit, Failure> {
    let day = one_day(date, settings)?;
    let labeller = store::labeller(settings)?;
    let registry = labeller.officials();
    let is_known = registry.first_day().is_some_and(|first| first <= day);
    // Posts "or earlier" may have begun at any time; before the registry begins, that says nothing.
    let posts = if is_known { registry.posts_on(day) } else { Vec::new() };
    let held: Vec<(Holding<'_>, Certainty)> =
        posts.into_iter().map(|h| (h, Certainty::of(&h, day, registry))).collect();
    let unknown = unknown(day, engine, settings)?;
    let texts = settings.texts;
    match format {
        ListFormat::Json => output::json(&rows(&held, &unknown))?,
        ListFormat::Text => output::text(&table(&held, &unknown, texts).format(Width::of_stdout()))?,
    }
    if settings.verbosity >= Verbosity::Normal
        && let Some(sentence) = no_minister(day, &held, texts)
    {
        remark(texts, &sentence);
    }
    if settings.verbosity >= Verbosity::Normal {
        print_notes(day, registry, &held, &unknown, settings);
    }
    if let Some(first) = registry.first_day().filter(|_| !is_known) {
        status!("{}", texts.registry_begins(first.format("%Y-%m"), day));
        return Ok(if unknown.is_empty() { Exit::Nothing } else { Exit::Done });
    }
    if held.is_empty() && unknown.is_empty() {
        status!("{}", texts.nobody_in_office(day));
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

fn one_day(date: &str, settings: &Settings) -> Result<NaiveDate, Failure> {
    let Days { first, last } = Days::parse(date, settings.today())?;
    if first == last {
        return Ok(first);
    }
    Err(Failure::usage(format!("“{date}” is more than one day")).hint("give a day, such as 2021-07-15"))
}

fn rows(held: &[(Holding<'_>, Certainty)], unknown: &[UnregisteredLeader]) -> Value {
    let known = held.iter().map(|(h, certainty)| {
        json!({
            "name": h.person.name, "role": h.post.role, "certain": *certainty == Certainty::Certain,
            "certainty": certainty.as_str(),
            "post": post_json(h.post), "registry": true,
        })
    });
    let unknown = unknown.iter().map(|u| {
        json!({
            "name": u.name, "role": u.role, "certain": false, "certainty": null,
            "post": null, "registry": false, "articles": u.articles,
        })
    });
    known.chain(unknown).collect()
}

fn table(held: &[(Holding<'_>, Certainty)], unknown: &[UnregisteredLeader], texts: Texts) -> Table {
    let mut table = Table::new(&[
        (&texts.head_role(), Side::Left),
        (&texts.head_name(), Side::Left),
        (&texts.head_in_the_post(), Side::Left),
    ]);
    for (h, certainty) in held {
        let line = certainty.qualify(&tenure(h.post, texts), texts);
        table.row(vec![texts.role(h.post.role).to_owned(), safe(&h.person.name).into_owned()], vec![line]);
    }
    for u in unknown {
        let line = texts.named_in_this_role(texts.articles(u.articles));
        table.row(vec![texts.role(u.role).to_owned(), safe(&u.name).into_owned()], vec![line]);
    }
    table
}

/// Explains how reliable the rows are.
fn print_notes(
    day: NaiveDate,
    registry: &Registry,
    held: &[(Holding<'_>, Certainty)],
    unknown: &[UnregisteredLeader],
    settings: &Settings,
) {
    let texts = settings.texts;
    print_registry_date(registry, held.iter().map(|(h, _)| h.post), texts);
    let any = |wanted| held.iter().any(|(_, certainty)| *certainty == wanted);
    if any(Certainty::Presumably) {
        let days = texts.counted((day - registry.as_of()).num_days().unsigned_abs(), Noun::Day);
        remark(texts, &texts.days_later(day, days));
    }
    if any(Certainty::Perhaps) {
        remark(texts, &texts.perhaps_marks());
    }
    if !unknown.is_empty() {
        let days = texts.counted(ARTICLE_DAYS.unsigned_abs(), Noun::Day);
        remark(texts, &texts.searched_around(days));
        messages::suggest_in(texts, settings.verbosity, &texts.suggest_entries());
    }
}

/// What to say of a day on which others held posts and nobody was minister, not even acting; `None` of any other day.
fn no_minister(day: NaiveDate, held: &[(Holding<'_>, Certainty)], texts: Texts) -> Option<String> {
    let roles = || held.iter().map(|(h, _)| h.post.role);
    if held.is_empty() || has_minister(roles()) {
        return None;
    }
    let in_charge = held.iter().filter(|(h, _)| h.post.role == Role::InCharge).map(|(h, _)| h.person.name.as_str());
    Some(match in_charge.collect::<Vec<_>>().as_slice() {
        [] => texts.no_minister(day),
        names => texts.only_in_charge(day, safe(&names.join(", "))),
    })
}

/// Whether somebody is minister, or acts as one.
fn has_minister(mut roles: impl Iterator<Item = Role>) -> bool {
    roles.any(|role| Role::Minister.includes(role))
}

/// Finds leaders that articles around a day name and the registry lacks, the most frequent first. The
/// result is empty without a corpus, because the registry is also useful without one.
fn unknown(day: NaiveDate, engine: &EngineArgs, settings: &Settings) -> Result<Vec<UnregisteredLeader>, Failure> {
    if !engine.is_set(settings) && Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(Vec::new());
    }
    let opened = answerer::open(engine, settings)?;
    let days = DayRange {
        from: day.checked_sub_signed(TimeDelta::days(ARTICLE_DAYS)),
        to: day.checked_add_signed(TimeDelta::days(ARTICLE_DAYS)),
    };
    let about = Filters::everywhere().with(Filter::Date(days));
    let found = query::find(opened.answerer().source, &Query::default(), &about)?;
    let mut counts: BTreeMap<(Role, String), u64> = BTreeMap::new();
    found.each_labels(|labels| {
        for link in labels.officials.into_iter().filter(|link| !link.registry) {
            if let Some(role) = link.role {
                *counts.entry((role, link.name)).or_default() += 1;
            }
        }
    })?;
    let mut unknown: Vec<UnregisteredLeader> =
        counts.into_iter().map(|((role, name), articles)| UnregisteredLeader { name, role, articles }).collect();
    unknown.sort_by_key(|u| (u.role, std::cmp::Reverse(u.articles)));
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acting_minister_is_one_and_deputies_and_one_in_charge_are_not() {
        let check = |roles: &[Role], expected| assert_eq!(has_minister(roles.iter().copied()), expected, "{roles:?}");
        check(&[], false);
        check(&[Role::ViceMinister, Role::PermanentViceMinister], false);
        check(&[Role::ViceMinister, Role::Minister], true);
        check(&[Role::ActingMinister], true);
        check(&[Role::InCharge, Role::ViceMinister], false);
    }
}
