//! `byt officials at DATE`: who held which post on a day, how surely, and whom the registry lacks.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::officials::{post_json, tell_registry};
use super::store;
use crate::article::labels::Role;
use crate::calendar::Days;
use crate::cli::arguments::CountFormat;
use crate::cli::layout::{Side, Table, Width, counted};
use crate::cli::output::{self, safe};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, posts};
use crate::corpus::Corpus;
use crate::officials::{Holding, Registry};
use crate::query::{self, DayRange, Filter, Filters, Query};

/// Articles of this many days before and after tell who was in office and is not in the registry.
const ABOUT_DAYS: i64 = 90;

/// How surely somebody held a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surety {
    Surely,
    /// Nothing is known of an end, and nothing of the time since the registry was last complete.
    Presumably,
    /// The day lies between bounds that are not known exactly.
    Perhaps,
}

impl Surety {
    fn of(held: &Holding<'_>, day: NaiveDate, registry: &Registry) -> Surety {
        match () {
            () if !held.certain => Surety::Perhaps,
            () if held.post.to.is_none() && day > registry.as_of() => Surety::Presumably,
            () => Surety::Surely,
        }
    }

    /// A tenure, and how surely it holds.
    fn told(self, tenure: &str) -> String {
        match self {
            Surety::Surely => tenure.to_owned(),
            Surety::Presumably => format!("{tenure}, presumably"),
            Surety::Perhaps => format!("perhaps {tenure}"),
        }
    }
}

/// A leader whom articles name and the registry lacks.
struct Unknown {
    name: String,
    role: Role,
    articles: u64,
}

pub(super) fn run(date: &str, format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let day = one_day(date, settings)?;
    let labeller = store::labeller(settings)?;
    let registry = labeller.officials();
    let held: Vec<(Holding<'_>, Surety)> =
        registry.posts_on(day).into_iter().map(|h| (h, Surety::of(&h, day, registry))).collect();
    let unknown = unknown(day, settings)?;
    match format {
        CountFormat::Json => output::json(&rows(&held, &unknown))?,
        CountFormat::Text => output::text(&table(&held, &unknown).set(Width::of_output()))?,
    }
    if settings.talk >= Talk::Normal && format == CountFormat::Text {
        tell(day, registry, &held, &unknown, settings);
    }
    if held.is_empty() && unknown.is_empty() {
        output::say!("the registry knows of nobody in office on {day}");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

fn one_day(date: &str, settings: &Settings) -> Result<NaiveDate, Failure> {
    let Days { first, last } = Days::parse(date, settings.today())?;
    if first == last {
        return Ok(first);
    }
    Err(Failure::usage(format!("“{date}” is more than one day")).hint("name a day, such as 2021-07-15"))
}

fn rows(held: &[(Holding<'_>, Surety)], unknown: &[Unknown]) -> Value {
    let known = held.iter().map(|(h, surety)| {
        json!({
            "name": h.person.name, "role": h.post.role, "certain": *surety == Surety::Surely,
            "post": post_json(h.post), "registry": true,
        })
    });
    let unknown = unknown.iter().map(|u| {
        json!({
            "name": u.name, "role": u.role, "certain": false, "post": null, "registry": false, "articles": u.articles,
        })
    });
    known.chain(unknown).collect()
}

fn table(held: &[(Holding<'_>, Surety)], unknown: &[Unknown]) -> Table {
    let mut table = Table::new(&[("role", Side::Left), ("name", Side::Left), ("in the post", Side::Left)]);
    for (h, surety) in held {
        let line = surety.told(&posts::tenure(h.post));
        table.row(vec![h.post.role.as_str().to_owned(), safe(&h.person.name).into_owned()], vec![line]);
    }
    for u in unknown {
        let line = format!("not in the registry: named so by {}", counted(u.articles, "article"));
        table.row(vec![u.role.as_str().to_owned(), safe(&u.name).into_owned()], vec![line]);
    }
    table
}

/// Says how much the rows are worth.
fn tell(day: NaiveDate, registry: &Registry, held: &[(Holding<'_>, Surety)], unknown: &[Unknown], settings: &Settings) {
    tell_registry(registry, held.iter().map(|(h, _)| h.post));
    let any = |wanted| held.iter().any(|(_, surety)| *surety == wanted);
    if any(Surety::Presumably) {
        output::say!(
            "note: {day} is {} later; “presumably” stands where no end is known",
            counted((day - registry.as_of()).num_days().unsigned_abs(), "day")
        );
    }
    if any(Surety::Perhaps) {
        output::say!("note: “perhaps” stands where {day} lies between days that the registry doesn't know");
    }
    if !unknown.is_empty() {
        output::say!("note: the articles looked at are those of {ABOUT_DAYS} days before and after");
        output::talk_next(settings, "`byt officials --suggest` prints entries for whoever the registry lacks");
    }
}

/// Leaders whom the articles about a day name and the registry lacks, the most often named first;
/// none without a corpus, for the registry can be read without one.
fn unknown(day: NaiveDate, settings: &Settings) -> Result<Vec<Unknown>, Failure> {
    if Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(Vec::new());
    }
    let store = store::open(settings)?;
    let days = DayRange {
        from: day.checked_sub_signed(TimeDelta::days(ABOUT_DAYS)),
        to: day.checked_add_signed(TimeDelta::days(ABOUT_DAYS)),
    };
    let about = Filters::everywhere().with(Filter::Date(days));
    let found = query::find(&store.index, &Query::default(), &about)?;
    let mut counts: BTreeMap<(Role, String), u64> = BTreeMap::new();
    for place in found.all_newest_first()? {
        for link in found.labels(&place)?.officials.into_iter().filter(|link| !link.registry) {
            if let Some(role) = link.role {
                *counts.entry((role, link.name)).or_default() += 1;
            }
        }
    }
    let mut unknown: Vec<Unknown> =
        counts.into_iter().map(|((role, name), articles)| Unknown { name, role, articles }).collect();
    unknown.sort_by_key(|u| (u.role, std::cmp::Reverse(u.articles)));
    Ok(unknown)
}
