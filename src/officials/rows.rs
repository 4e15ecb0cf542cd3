//! A registry as it is written: TOML, read row by row, each known by its line.

use chrono::NaiveDate;
use serde::Deserialize;

use super::person::{Confidence, MINISTRY, Person, Post};
use super::tenure::Bound;
use crate::article::labels::Role;
use crate::text::table::{Mistake, line_at};
use crate::text::{nearest, tokens};

/// Why a registry could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegistryError {
    #[error(transparent)]
    Table(#[from] Mistake),
    #[error("line {line}: {key} = “{value}” is not {wanted}")]
    BadValue { line: usize, key: &'static str, value: String, wanted: String },
    #[error("line {line}: {name}: {problem}")]
    Inconsistent { line: usize, name: String, problem: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistryFile {
    #[serde(default)]
    as_of: Option<toml::Spanned<String>>,
    #[serde(default)]
    person: Vec<toml::Spanned<PersonRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonRow {
    name: String,
    #[serde(default)]
    spellings: Vec<String>,
    #[serde(default)]
    remove: bool,
    #[serde(default)]
    post: Vec<toml::Spanned<PostRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostRow {
    role: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
    source: String,
    confidence: Confidence,
}

/// What a text says of the leadership, in its order.
pub(super) struct Rows {
    /// The last day that it is known to be complete for.
    pub(super) as_of: Option<NaiveDate>,
    pub(super) rows: Vec<Row>,
}

/// What a text says of one person.
pub(super) enum Row {
    /// The person of this name is to be taken out.
    Gone(String),
    There {
        person: Person,
        /// Where that stands, from 1.
        line: usize,
    },
}

pub(super) fn read(text: &str) -> Result<Rows, RegistryError> {
    let file: RegistryFile = toml::from_str(text).map_err(|e| Mistake::of(text, &e))?;
    let as_of = file.as_of.map(|day| read_day(line_at(text, day.span().start), "as_of", day.into_inner()));
    let row = |row: toml::Spanned<PersonRow>| {
        let line = line_at(text, row.span().start);
        match row.into_inner() {
            PersonRow { remove: true, name, .. } => Ok(Row::Gone(name)),
            row => Ok(Row::There { person: read_person(text, line, row)?, line }),
        }
    };
    Ok(Rows {
        as_of: as_of.transpose()?,
        rows: file.person.into_iter().map(row).collect::<Result<_, RegistryError>>()?,
    })
}

fn read_day(line: usize, key: &'static str, value: String) -> Result<NaiveDate, RegistryError> {
    let day = Bound::parse(&value).filter(|bound| bound.earliest == bound.latest).map(|bound| bound.latest);
    day.ok_or_else(|| RegistryError::BadValue { line, key, value, wanted: "a day (2020-07-07)".to_owned() })
}

fn read_person(text: &str, line: usize, row: PersonRow) -> Result<Person, RegistryError> {
    for name in std::iter::once(&row.name).chain(&row.spellings) {
        if tokens(name).len() < 2 {
            return Err(RegistryError::BadValue {
                line,
                key: "name",
                value: name.clone(),
                wanted: "a name of two syllables or more".to_owned(),
            });
        }
    }
    let mut posts = Vec::new();
    for post in row.post {
        let line = line_at(text, post.span().start);
        posts.push(read_post(line, &row.name, post.into_inner())?);
    }
    posts.sort_by_key(|post| post.from.latest);
    Ok(Person { name: row.name, spellings: row.spellings, posts })
}

fn read_post(line: usize, name: &str, row: PostRow) -> Result<Post, RegistryError> {
    let role = Role::ALL.into_iter().find(|role| role.as_str() == row.role).ok_or_else(|| {
        let names = Role::ALL.map(Role::as_str);
        let nearest = nearest(&row.role, names, 0.0).unwrap_or(names[0]);
        RegistryError::BadValue {
            line, key: "role", value: row.role, wanted: format!("a role; nearest: “{nearest}”")
        }
    })?;
    let bound = |key, value: String| {
        Bound::parse(&value).ok_or_else(|| RegistryError::BadValue {
            line,
            key,
            value,
            wanted: "a day, month or year (2020-07-07, 2018-10, 2022) or a span of them (2022..2023)".to_owned(),
        })
    };
    // A post whose first day is unknown may have been held on any day up to its end.
    let unknown = || Bound { earliest: NaiveDate::MIN, latest: NaiveDate::MAX, written: String::new() };
    let to = row.to.map(|to| bound("to", to)).transpose()?;
    let from = row.from.map(|from| bound("from", from)).transpose()?.unwrap_or_else(unknown);
    if to.as_ref().is_some_and(|to| to.latest < from.earliest) {
        let problem = "a post ends before it begins".to_owned();
        return Err(RegistryError::Inconsistent { line, name: name.to_owned(), problem });
    }
    if row.source.trim().is_empty() {
        let problem = "a post needs a source".to_owned();
        return Err(RegistryError::Inconsistent { line, name: name.to_owned(), problem });
    }
    let body = row.body.unwrap_or_else(|| MINISTRY.to_owned());
    Ok(Post { role, body, from, to, source: row.source, confidence: row.confidence })
}
