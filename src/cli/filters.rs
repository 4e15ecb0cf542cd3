//! Filters: the options, and the names of people, topics and days in options and queries.

use chrono::NaiveDate;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::errors::{Exit, Failure, not_a_date};
use super::layout::columns;
use super::safe::safe;
use crate::article::Status;
use crate::article::labels::Role;
use crate::calendar::Days;
use crate::indexing::Labeller;
use crate::officials::{self, Lookup};
use crate::query::{
    self, Absent, By, DayRange, Filter, FilterKind, FilterResolver, Filters, ParseError, Query, Source, Unresolved,
};
use crate::text;
use crate::topics;
use crate::wording::Sentence;

/// The filters of search, export and count.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// Articles in which this person acted; accents, case and titles are optional; repeat to allow several people
    #[arg(long, value_name = "NAME")]
    pub(crate) official: Vec<String>,
    /// Articles that name this person, acting or not
    #[arg(long, value_name = "NAME")]
    pub(crate) mentions: Vec<String>,
    /// Only articles of days on which the --official person held this post; the posts are those of --role
    #[arg(long = "as", value_name = "ROLE", requires = "official")]
    pub(crate) as_role: Option<String>,
    /// Articles in which someone acted who held this post that day: minister (including an acting one),
    /// acting-minister, vice-minister (including the permanent one), permanent-vice-minister, in-charge; or in
    /// Vietnamese: “Bộ trưởng”, “Quyền Bộ trưởng”, “Thứ trưởng”, “Thứ trưởng Thường trực”, “Phụ trách”. With --official
    /// X, it may be somebody else who held the post; use --as for X
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// Articles on this topic, by id or Vietnamese name; repeat to allow several topics
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Vec<String>,
    /// From this day in Vietnam: 2026, 2026-01, 2026-01-20, 20/1/2026, today, 7d, “quý II/2025”, 2025-Q2, “tháng trước”
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to and including this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// On this day, or in this month, quarter or year
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub(crate) on: Option<String>,
    /// Never relax the query: keep the accents that were typed, and require every word. This is the default,
    /// except in search
    #[arg(long)]
    pub(crate) strict: bool,
    /// If nothing matches, relax the query: ignore the accents that were typed, then accept any of the words. This
    /// is the default in search
    #[arg(long, conflicts_with = "strict")]
    pub(crate) relax: bool,
    /// Articles of the section on the ministry's leaders (in), other articles (out), or both (all) [default: in]
    #[arg(long, value_name = "WHICH")]
    pub(crate) section: Option<query::Section>,
    /// Articles without their text yet (listed), with it (full), or all (all) [default: all]
    #[arg(long, value_name = "WHICH")]
    pub(crate) status: Option<WhichStatus>,
    /// Articles that the portal no longer has
    #[arg(long)]
    pub(crate) missing: bool,
}

impl FilterArgs {
    /// Every filter that was typed, as `name=value`.
    pub(crate) fn typed(&self) -> Vec<String> {
        let lists =
            [("official", &self.official), ("mentions", &self.mentions), ("role", &self.role), ("topic", &self.topic)];
        let mut typed: Vec<String> =
            lists.iter().flat_map(|(name, values)| values.iter().map(move |value| format!("{name}={value}"))).collect();
        let days = [("from", &self.from), ("to", &self.to), ("on", &self.on)];
        typed.extend(days.iter().filter_map(|(name, day)| day.as_ref().map(|day| format!("{name}={day}"))));
        let section = self.section.and_then(|section| section.to_possible_value()).map(|value| ("section", value));
        let status = self.status.and_then(|status| status.to_possible_value()).map(|value| ("status", value));
        typed.extend(self.missing.then(|| "missing".to_owned()));
        typed.extend(section.into_iter().chain(status).map(|(name, value)| format!("{name}={}", value.get_name())));
        typed
    }

    /// Whether nothing else than a section is asked for.
    pub(crate) fn has_only_section(&self) -> bool {
        let FilterArgs {
            official,
            mentions,
            role,
            topic,
            from,
            to,
            on,
            status,
            missing,
            as_role: _,
            strict: _,
            relax: _,
            section: _,
        } = self;
        let has_names = [official, mentions, role, topic].into_iter().any(|names| !names.is_empty());
        let has_days = [from, to, on].into_iter().any(Option::is_some);
        !has_names && !has_days && !missing && matches!(status, None | Some(WhichStatus::All))
    }
}

impl ValueEnum for query::Section {
    fn value_variants<'a>() -> &'a [query::Section] {
        &[query::Section::In, query::Section::Out, query::Section::All]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            query::Section::In => "in",
            query::Section::Out => "out",
            query::Section::All => "all",
        }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichStatus {
    Listed,
    Full,
    All,
}

/// Resolves names by the registries of people and topics.
pub(crate) struct Registries<'a> {
    pub(crate) labeller: &'a Labeller,
    pub(crate) today: NaiveDate,
    /// What knows people that articles name and the registry lacks.
    pub(crate) source: Source<'a>,
}

impl FilterResolver for Registries<'_> {
    fn official(&self, typed: &str) -> Result<String, Unresolved> {
        match self.labeller.officials().find(typed) {
            Lookup::One(person) => Ok(person.name.clone()),
            Lookup::Several(people) => Err(Unresolved {
                sentence: Sentence::new(
                    format!("“{typed}” matches several people"),
                    format!("“{typed}” ứng với nhiều người"),
                ),
                candidates: people.iter().map(|p| p.name.clone()).collect(),
                ..Unresolved::default()
            }),
            Lookup::Nobody(nearest) => self.unregistered(typed).ok_or_else(|| self.nobody(typed, nearest)),
        }
    }

    fn topic(&self, typed: &str) -> Result<String, Unresolved> {
        match self.labeller.topics().find(typed) {
            topics::Lookup::One(topic) => Ok(topic.id.clone()),
            topics::Lookup::Nothing(nearest) => Err(Unresolved {
                sentence: Sentence::new(format!("there is no topic “{typed}”"), format!("không có chủ đề “{typed}”")),
                candidates: nearest.into_iter().map(str::to_owned).collect(),
                ..Unresolved::default()
            }),
        }
    }

    fn role(&self, typed: &str) -> Result<Role, Unresolved> {
        officials::role_named(typed).ok_or_else(|| Unresolved {
            sentence: Sentence::new(format!("“{typed}” is not a role"), format!("“{typed}” không phải là chức vụ")),
            candidates: officials::ROLES.map(|(role, name)| format!("{} ({name})", role.as_str())).to_vec(),
            ..Unresolved::default()
        })
    }

    fn days(&self, typed: &str) -> Result<Days, Unresolved> {
        Days::parse(typed, self.today).map_err(|e| Unresolved { sentence: not_a_date(&e), ..Unresolved::default() })
    }
}

impl Registries<'_> {
    /// Finds a person that articles name and the registry lacks.
    fn unregistered(&self, typed: &str) -> Option<String> {
        let wanted = text::folded(typed);
        let all = Filters::everywhere();
        // If the index can't be read, the query itself fails next and reports it.
        let people =
            query::find(self.source, &Query::default(), &all).and_then(|found| found.count_by(By::Named)).ok()?;
        people.into_iter().map(|(name, _)| name).find(|name| text::folded(name) == wanted)
    }
}

impl Registries<'_> {
    /// What to say of a name that no leader of the ministry has. Only they are tracked; articles may name others.
    fn nobody(&self, typed: &str, nearest: Vec<&str>) -> Unresolved {
        let phrase = format!("\"{}\"", typed.replace(['"', '“', '”'], " ").trim());
        // If the text can't be a phrase, or the index can't be read, nothing is known of the articles.
        let articles = query::parse(&phrase, self).ok().filter(Query::has_words).and_then(|mut query| {
            query.strict = true;
            query::find(self.source, &query, &Filters::everywhere()).ok().map(|found| found.total())
        });
        match articles {
            Some(n) if n > 0 => Unresolved {
                sentence: Sentence::new(
                    format!(
                        "only leaders of the ministry are tracked, and “{typed}” isn't one of them; {} these words",
                        if n == 1 { "1 article contains".to_owned() } else { format!("{n} articles contain") },
                    ),
                    format!(
                        "chỉ theo dõi lãnh đạo Bộ, và “{typed}” không phải là một người trong số đó; {n} bài có các từ này",
                    ),
                ),
                found_in_text: Some(phrase),
                ..Unresolved::default()
            },
            _ => Unresolved {
                sentence: Sentence::new(
                    format!("no leader of the ministry is called “{typed}”, and no article contains the name"),
                    format!("không lãnh đạo Bộ nào tên là “{typed}”, và không bài nào có tên này"),
                ),
                candidates: nearest.into_iter().map(str::to_owned).collect(),
                ..Unresolved::default()
            },
        }
    }
}

impl From<Unresolved> for Failure {
    fn from(unresolved: Unresolved) -> Failure {
        if let Some(phrase) = unresolved.found_in_text {
            let hint = Sentence::new(
                format!("`byt search --section all '{phrase}'` finds the articles"),
                format!("tìm {phrase} trong mọi chuyên mục sẽ thấy các bài đó"),
            );
            return Failure::new(Exit::Nothing, unresolved.sentence).hint(hint);
        }
        let failure = Failure::usage(unresolved.sentence);
        match unresolved.candidates.as_slice() {
            [] => failure,
            [one] => failure.hint(did_you_mean(one)),
            several => failure.hint(one_of(&several.join(", "))),
        }
    }
}

/// Suggests the value that was probably meant.
pub(crate) fn did_you_mean(value: &str) -> Sentence {
    Sentence::new(format!("did you mean “{value}”?"), format!("có phải ý bạn là “{value}”?"))
}

/// Lists what is allowed.
pub(crate) fn one_of(values: &str) -> Sentence {
    Sentence::new(format!("one of: {values}"), format!("một trong: {values}"))
}

/// The hint if no name is similar, in English and in Vietnamese.
pub(crate) const PEOPLE: (&str, &str) =
    ("`byt officials` lists the people", "trang “Lãnh đạo Bộ” có tên mọi người; trên dòng lệnh: `byt officials`");
const TOPICS: (&str, &str) =
    ("`byt topics` lists the topics", "trang “Chủ đề” có mọi chủ đề; trên dòng lệnh: `byt topics`");

/// A failure with the candidates, or with the hint where to find the names.
pub(crate) fn failure_or_list(unresolved: Unresolved, list: (&str, &str)) -> Failure {
    let has_hint = !unresolved.candidates.is_empty() || unresolved.found_in_text.is_some();
    let failure = Failure::from(unresolved);
    if has_hint { failure } else { failure.hint(Sentence::new(list.0, list.1)) }
}

/// Resolves the filters that were given as options.
pub(crate) fn resolve(args: &FilterArgs, registries: &Registries<'_>) -> Result<Filters, Failure> {
    let mut filters = Filters::default();
    let as_role = args.as_role.as_deref().map(|typed| registries.role(typed)).transpose()?;
    for (kind, values, list) in [
        (FilterKind::Official, &args.official, Some(PEOPLE)),
        (FilterKind::Mentions, &args.mentions, Some(PEOPLE)),
        (FilterKind::Role, &args.role, None),
        (FilterKind::Topic, &args.topic, Some(TOPICS)),
    ] {
        for value in values {
            let filter = kind.read(value, registries).map_err(|unresolved| match list {
                Some(list) => failure_or_list(unresolved, list),
                None => Failure::from(unresolved),
            })?;
            let in_post = |filter| match (filter, as_role) {
                (Filter::Official(name), Some(role)) => Filter::OfficialAs(name, role),
                (filter, _) => filter,
            };
            filter.map(in_post).into_iter().for_each(|filter| filters.add(filter));
        }
    }
    let day = |typed: &Option<String>| typed.as_deref().map(|t| Days::parse(t, registries.today)).transpose();
    let (from, to, on) = (day(&args.from)?, day(&args.to)?, day(&args.on)?);
    let days = DayRange::new(on.or(from).map(|days| days.first), on.or(to).map(|days| days.last))?;
    filters.add(Filter::Date(days));
    args.section.into_iter().for_each(|section| filters.add(Filter::Section(section)));
    match args.status {
        None | Some(WhichStatus::All) => {}
        Some(WhichStatus::Listed) => filters.add(Filter::Status(Status::Listed)),
        Some(WhichStatus::Full) => filters.add(Filter::Status(Status::Full)),
    }
    if args.missing {
        filters.add(Filter::Absence(Absent::Missing));
    }
    Ok(filters)
}

/// Parses the query. No text is an empty query, which matches everything.
pub(crate) fn parse(text: Option<&str>, names: &Registries<'_>) -> Result<Query, Failure> {
    query::parse(text.unwrap_or_default(), names).map_err(|error| pointed(&error))
}

/// A failure with a caret under the place of the error.
fn pointed(error: &ParseError) -> Failure {
    /// A longer query is cut around the error.
    const SHOWN_CHARS: usize = 70;
    let before = error.text[..error.span.start].chars().count();
    let first = before.saturating_sub(SHOWN_CHARS / 2);
    let shown: String = error.text.chars().skip(first).take(SHOWN_CHARS).collect();
    let lead: String = error.text.chars().skip(first).take(before - first).collect();
    let column = columns(&safe(&lead));
    Failure::from(error.problem.clone()).pointing(shown, column)
}
