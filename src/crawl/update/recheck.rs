//! Chooses known articles to be requested again, because they may have been edited or removed since.
//!
//! The choice comes from the corpus, not from the list, which doesn't show removed articles.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::run::UpdateRun;
use crate::article::{Absence, Article, Key, Sighting, Status};
use crate::calendar::is_plausible;
use crate::storage::StorageError;

/// Adds to the wanted articles those of the section that were missing at the last request, then those published since
/// `since`, newest first.
pub(super) fn add(run: &mut UpdateRun<'_>, since: DateTime<Utc>) -> Result<(), StorageError> {
    let source = run.plan.source;
    let due = |article: &Article| {
        let recent = article.status == Status::Full && article.published.is_some_and(|published| published >= since);
        article.section
            && !article.is_withdrawn()
            && (is_open(article.absence) || (recent && article.absence.gone.is_none()))
    };
    let mut articles = run.intake.filtered(due)?;
    articles.sort_by_key(|article| (!is_open(article.absence), Reverse(article.published)));
    let already: HashSet<String> = run.wanted.iter().flat_map(|item| &item.keys).map(ToString::to_string).collect();
    for article in articles {
        let item = sighting_of(&article);
        let key = source.key_of(&item).map(ToString::to_string);
        if key.is_some_and(|key| !already.contains(&key)) {
            run.wanted.push(item);
        }
    }
    Ok(())
}

/// Missing, but not yet considered gone.
fn is_open(absence: Absence) -> bool {
    // A removal of a time that has not come yet was noted while the clock was ahead, and isn't believed.
    absence.missing_since.is_some() && absence.gone.is_none_or(|gone| !is_plausible(gone, Utc::now()))
}

/// The article as a list would show it.
pub(super) fn sighting_of(article: &Article) -> Sighting {
    Sighting {
        keys: article.aliases.iter().filter_map(|alias| Key::parse(alias)).collect(),
        published: article.published,
        date_source: article.date_source,
        section: article.section,
        url: article.url.clone(),
        ..Sighting::titled(article.title.clone())
    }
}
