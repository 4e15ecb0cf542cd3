//! Asking again: articles that are known in full may have been edited since, or taken away.
//!
//! Whom to ask for comes from the corpus, not from the list: what was taken away stands in no list.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{IntakeError, Walk, details};
use crate::article::{Absence, Article, Sighting, Status};

/// Adds to what is wanted: articles of the section published since then, the newest first, and
/// before them those that were missing when last asked for.
pub(super) fn add(walk: &mut Walk<'_>, since: DateTime<Utc>) -> Result<(), IntakeError> {
    let source = walk.plan.source;
    let due = |article: &Article| {
        let recent = article.status == Status::Full && article.published.is_some_and(|published| published >= since);
        article.section && (is_open(article.absence) || (recent && article.absence.gone.is_none()))
    };
    let mut articles = walk.intake.filtered(due)?;
    articles.sort_by_key(|article| (!is_open(article.absence), Reverse(article.published)));
    let already: HashSet<String> = walk.wanted.iter().flat_map(|item| &item.keys).map(ToString::to_string).collect();
    for article in articles {
        let item = sighting_of(&article);
        let asked_by = details::key_of(source, &item).map(ToString::to_string);
        if asked_by.is_some_and(|key| !already.contains(&key)) {
            walk.wanted.push(item);
        }
    }
    Ok(())
}

/// Missing, but not yet believed to be gone.
fn is_open(absence: Absence) -> bool {
    absence.missing_since.is_some() && absence.gone.is_none()
}

/// The article as a list would show it.
fn sighting_of(article: &Article) -> Sighting {
    Sighting {
        keys: article.aliases.iter().filter_map(|alias| crate::article::Key::parse(alias)).collect(),
        published: article.published,
        date_source: article.date_source,
        section: article.section,
        url: article.url.clone(),
        ..Sighting::titled(article.title.clone())
    }
}
