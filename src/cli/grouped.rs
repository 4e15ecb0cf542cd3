//! The rows of a count: a number for each group, also for periods without a match.
//!
//! A period in which nothing matched has the number 0 if complete runs cover all its days, and none if they don't: what
//! the portal published on the other days is unknown.

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::errors::Failure;
use super::layout::{Side, Table, Width, columns, pad};
use super::safe::safe;
use super::texts::{Texts, Wording};
use crate::calendar::Days;
use crate::corpus::Covered;
use crate::export::Cell;
use crate::query::{By, CrossTable, Matches};
use crate::wording::{self, Language};

/// The name of the column of numbers.
const ARTICLES: &str = "articles";

impl ValueEnum for By {
    fn value_variants<'a>() -> &'a [By] {
        &[
            By::Official,
            By::Topic,
            By::Role,
            By::Relation,
            By::Source,
            By::Year,
            By::Quarter,
            By::Month,
            By::Week,
            By::Day,
            By::Weekday,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        // Groups that only other commands count by aren't offered.
        (!matches!(self, By::Named | By::Nameless)).then(|| PossibleValue::new(name(*self)))
    }
}

/// The name of the groups in options, columns and keys.
fn name(by: By) -> &'static str {
    match by {
        By::Official => "official",
        By::Topic => "topic",
        By::Role => "role",
        By::Relation => "relation",
        By::Source => "source",
        By::Year => "year",
        By::Quarter => "quarter",
        By::Month => "month",
        By::Week => "week",
        By::Day => "day",
        By::Weekday => "weekday",
        By::Named => "named",
        By::Nameless => "nameless",
    }
}

/// Which days a count is about, to fill in the periods without a match.
pub(crate) struct Asked<'a> {
    /// The first and the last day that the question allows.
    pub(crate) days: (Option<NaiveDate>, Option<NaiveDate>),
    pub(crate) covered: &'a Covered,
    pub(crate) today: NaiveDate,
}

/// A number for one group or for a pair of groups.
struct GroupRow {
    groups: Vec<String>,
    /// `None` if it is unknown.
    articles: Option<u64>,
}

/// The numbers of a count, by one kind of group or by two.
pub(crate) struct Grouped {
    by: Vec<By>,
    rows: Vec<GroupRow>,
}

/// A group, and whether a number of zero in it is known to be true.
struct AskedGroup {
    name: String,
    is_known: bool,
}

impl Grouped {
    /// Counts the matches by one or two kinds of groups.
    pub(crate) fn count(found: &Matches<'_>, by: &[By], asked: &Asked<'_>) -> Result<Grouped, Failure> {
        let rows = match by {
            [] => Vec::new(),
            [one] => {
                let counts = found.count_by(*one)?;
                let number = |name: &str| counts.iter().find(|(group, _)| group == name).map_or(0, |(_, n)| *n);
                let groups = groups(*one, &counts, found, asked)?;
                let row = |group: AskedGroup| GroupRow {
                    articles: known(number(&group.name), group.is_known),
                    groups: vec![group.name],
                };
                groups.into_iter().map(row).collect()
            }
            [rows, columns, ..] => {
                let table = found.count_by_both(*rows, *columns)?;
                let is_filled = rows.bucket().or(columns.bucket()).is_some();
                let (rows, columns) =
                    (groups(*rows, &table.rows, found, asked)?, groups(*columns, &table.columns, found, asked)?);
                pairs(&table, &rows, &columns, is_filled)
            }
        };
        Ok(Grouped { by: by.to_vec(), rows })
    }

    /// Whether a number is unknown, because its period wasn't collected.
    pub(crate) fn has_unknown(&self) -> bool {
        self.rows.iter().any(|row| row.articles.is_none())
    }

    /// Whether an article without a date is in none of the groups.
    pub(crate) fn is_dated(&self) -> bool {
        self.by.iter().any(|by| by.is_dated())
    }

    /// The names of the columns of a sheet.
    pub(crate) fn header(&self) -> impl Iterator<Item = &'static str> {
        self.by.iter().map(|by| name(*by)).chain([ARTICLES])
    }

    /// The rows of a sheet. The cell of an unknown number is empty.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Vec<Cell<'_>>> {
        self.rows.iter().map(|row| {
            let number = row.articles.map_or_else(String::new, |n| n.to_string());
            row.groups.iter().map(|group| Cell::Text(group.into())).chain([Cell::Own(number)]).collect()
        })
    }

    /// The rows as JSON: `key` and `articles`, or a field for each kind of group. An unknown number is null.
    pub(crate) fn json(&self) -> Value {
        let row = |row: &GroupRow| match row.groups.as_slice() {
            [key] => json!({ "key": key, ARTICLES: row.articles }),
            groups => {
                let fields = self.by.iter().zip(groups).map(|(by, group)| (name(*by).to_owned(), json!(group)));
                fields.chain([(ARTICLES.to_owned(), json!(row.articles))]).collect()
            }
        };
        self.rows.iter().map(row).collect()
    }

    /// The kinds of groups as JSON.
    pub(crate) fn by_json(&self) -> Value {
        self.by.iter().map(|by| name(*by)).collect()
    }

    /// Lines for scripts: the groups and the number, with tabs in between.
    pub(crate) fn lines(&self, words: Wording<'_>) -> String {
        let line = |row: &GroupRow| {
            let groups: String = self.shown(row, words).into_iter().map(|group| group + "\t").collect();
            format!("{groups}{}\n", number(row.articles, words.texts))
        };
        self.rows.iter().map(line).collect()
    }

    /// The groups of a row as people read them.
    fn shown(&self, row: &GroupRow, words: Wording<'_>) -> Vec<String> {
        self.by.iter().zip(&row.groups).map(|(by, key)| group(*by, key, words)).collect()
    }

    /// A table for people: a grid if there are two kinds of groups and the terminal is wide enough.
    pub(crate) fn table(&self, width: Width, words: Wording<'_>) -> String {
        let grid = if self.by.len() > 1 { self.grid(width, words) } else { None };
        grid.unwrap_or_else(|| self.list(width, words))
    }

    /// The rows and columns of [`Grouped::lines`], with a head.
    fn list(&self, width: Width, words: Wording<'_>) -> String {
        let texts = words.texts;
        let (groups, articles) = (self.by.iter().map(|by| heading(*by, texts)), texts.head_articles());
        let groups: Vec<String> = groups.collect();
        let mut head: Vec<(&str, Side)> = groups.iter().map(|name| (name.as_str(), Side::Left)).collect();
        // What follows the number is nothing, so that no number is broken.
        head.extend([(articles.as_str(), Side::Right), ("", Side::Left)]);
        let mut table = Table::new(&head);
        for row in &self.rows {
            table.row([self.shown(row, words), vec![number(row.articles, texts)]].concat(), Vec::new());
        }
        table.format(width)
    }

    /// A line for each row and a column for each column; `None` if it would be wider than the terminal.
    fn grid<'a>(&'a self, width: Width, words: Wording<'_>) -> Option<String> {
        const GAP: &str = "  ";
        let distinct = |n: usize| {
            let mut seen: Vec<&str> = Vec::new();
            for row in &self.rows {
                let group = row.groups[n].as_str();
                if !seen.contains(&group) {
                    seen.push(group);
                }
            }
            seen
        };
        let (rows, names) = (distinct(0), distinct(1));
        let (of_rows, of_columns) = (self.by[0], self.by[1]);
        let corner = heading(of_rows, words.texts);
        let first = rows.iter().map(|row| columns(&group(of_rows, row, words))).max()?.max(columns(&corner));
        let pair = |at: &'a GroupRow| ((at.groups[0].as_str(), at.groups[1].as_str()), at.articles);
        let numbers: FxHashMap<(&str, &str), Option<u64>> = self.rows.iter().map(pair).collect();
        let cell = |row: &str, column: &str| match numbers.get(&(row, column)) {
            None => "0".to_owned(),
            Some(articles) => articles.map_or_else(|| "·".to_owned(), |n| n.to_string()),
        };
        // A number under its column's name; the names are wider than nearly all numbers.
        let widths: Vec<usize> = names.iter().map(|name| columns(&group(of_columns, name, words)).max(5)).collect();
        let total = first + widths.iter().map(|width| width + GAP.len()).sum::<usize>();
        if width.0.is_none_or(|limit| total > limit) {
            return None;
        }
        let line = |lead: &str, cells: Vec<String>| {
            let right = |(cell, width): (&String, &usize)| {
                format!("{GAP}{}{cell}", " ".repeat(width.saturating_sub(columns(cell))))
            };
            pad(lead, first) + &cells.iter().zip(&widths).map(right).collect::<String>() + "\n"
        };
        let head = line(&corner, names.iter().map(|name| group(of_columns, name, words)).collect());
        let cells = |row: &&str| names.iter().map(|column| cell(row, column)).collect();
        let body = rows.iter().map(|row| line(&group(of_rows, row, words), cells(row)));
        let unknown = self.rows.iter().any(|row| row.articles.is_none());
        let legend = if unknown { format!("·  {}\n", words.texts.not_collected()) } else { String::new() };
        Some(head + &body.collect::<String>() + &legend)
    }
}

fn number(articles: Option<u64>, texts: Texts) -> String {
    articles.map_or_else(|| texts.not_collected(), |n| n.to_string())
}

/// The heading of a column of groups.
fn heading(by: By, texts: Texts) -> String {
    match by {
        By::Official => texts.by_official(),
        By::Topic => texts.by_topic(),
        By::Role => texts.by_role(),
        By::Relation => texts.by_relation(),
        By::Source => texts.by_source(),
        By::Year => texts.by_year(),
        By::Quarter => texts.by_quarter(),
        By::Month => texts.by_month(),
        By::Week => texts.by_week(),
        By::Day => texts.by_day(),
        By::Weekday => texts.by_weekday(),
        // Only other commands count by these.
        By::Named | By::Nameless => name(by).to_owned(),
    }
}

/// A group as people read it.
fn group(by: By, key: &str, words: Wording<'_>) -> String {
    let language = words.texts.0;
    let text = match (by, language) {
        (_, Language::English) => key,
        (By::Topic, _) => words.topic(key),
        (By::Role, _) => wording::role_by_code(key, language),
        (By::Relation, _) => wording::relation_by_code(key, language),
        (By::Weekday, _) => wording::weekday(key, language),
        _ => key,
    };
    safe(text).into_owned()
}

/// A number that is above zero is known; zero only if nothing is missing.
fn known(n: u64, is_known: bool) -> Option<u64> {
    (n > 0 || is_known).then_some(n)
}

/// The pairs of groups with their numbers; those without an article only if the groups are periods.
fn pairs(table: &CrossTable, rows: &[AskedGroup], columns: &[AskedGroup], is_filled: bool) -> Vec<GroupRow> {
    let pair = |row: &AskedGroup, column: &AskedGroup| {
        let n = table.count(&row.name, &column.name);
        let articles = known(n, row.is_known && column.is_known);
        (is_filled || n > 0).then(|| GroupRow { groups: vec![row.name.clone(), column.name.clone()], articles })
    };
    rows.iter().flat_map(|row| columns.iter().filter_map(move |column| pair(row, column))).collect()
}

/// The groups in order. Periods are those that the question asks for, or from the first to the last match.
fn groups(
    by: By,
    counts: &[(String, u64)],
    found: &Matches<'_>,
    asked: &Asked<'_>,
) -> Result<Vec<AskedGroup>, Failure> {
    let Some(bucket) = by.bucket() else {
        return Ok(counts.iter().map(|(name, _)| AskedGroup { name: name.clone(), is_known: true }).collect());
    };
    let days = found.days()?;
    let (from, to) = asked.days;
    let first = from.or(days.first().map(|(day, _)| *day));
    let last = to.or(days.last().map(|(day, _)| *day));
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let group = |days: Days| {
        // Only the days that were asked for count, and nothing was published in the future.
        let within = Days { first: days.first.max(first), last: days.last.min(last).min(asked.today) };
        let is_known = within.first <= within.last && asked.covered.span_of(within).is_some();
        AskedGroup { name: bucket.name(days.first.max(first)), is_known }
    };
    Ok(bucket.all_in(Days { first, last }).map(group).collect())
}
