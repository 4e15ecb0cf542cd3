//! The same pages as files, for any web server: without a search, and without what only this program can answer.

use super::answers::{Commands, Refusal, document, output};
use super::documents::Standing;
use super::lists::KnownNames;
use super::pages::{self, Problem, Shown};
use super::params::Params;
use super::respond::{ICON, SCRIPT, STYLE};
use super::route::{Asset, PageKind};
use super::view::{Language, Medium, View, file_of, slug};

/// Why the files can't be written.
#[derive(Debug)]
pub(crate) enum SiteError<E> {
    /// A page couldn't be made: its path, and one sentence.
    Page(String, String),
    Refused(Refusal),
    Write(E),
}

/// Calls `write` with the path and the content of every file. Paths are relative, with slashes.
pub(crate) fn site<E>(
    commands: &dyn Commands,
    language: Language,
    mut write: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<(), SiteError<E>> {
    let lists = KnownNames::read(commands).map_err(SiteError::Refused)?;
    let mut page = |segments: &[&str], page: PageKind| {
        // Only pages that have a file are asked for.
        let path = file_of(segments, &Params::default()).unwrap_or_default();
        let medium = Medium::Files { depth: path.matches('/').count() };
        let view = View { language, chosen: false, base: "", medium };
        match pages::render(&page, &Params::default(), view, commands, &lists) {
            Ok(Shown::Page(html)) => write(&path, &html).map_err(SiteError::Write),
            // Among files no page is elsewhere, and what was withdrawn meanwhile has no page.
            Ok(Shown::Elsewhere(_)) | Err(Problem::Withdrawn { .. }) => Ok(()),
            Err(problem) => Err(SiteError::Page(path, problem.in_words().0.english.into())),
        }
    };
    page(&[], PageKind::Home)?;
    page(&["officials"], PageKind::Officials)?;
    page(&["topics"], PageKind::Topics)?;
    page(&["changes"], PageKind::Changes)?;
    page(&["coverage"], PageKind::Coverage)?;
    for person in &lists.people {
        page(&["officials", &slug(&person.name)], PageKind::Person(person.name.clone()))?;
    }
    for topic in &lists.topics {
        page(&["topics", &topic.id], PageKind::Topic(topic.id.clone()))?;
    }
    for month in months(commands).map_err(SiteError::Refused)? {
        page(&["coverage", &month], PageKind::Month(month.clone()))?;
    }
    let words = ["export", "--format=ids", "--section=all"].map(str::to_owned);
    let (ids, _) = output(commands, &words).map_err(SiteError::Refused)?;
    for id in String::from_utf8_lossy(&ids).lines() {
        page(&["article", id], PageKind::Article(id.to_owned()))?;
        page(&["article", id, "versions"], PageKind::Versions(id.to_owned()))?;
    }
    let (feed, _) = output(commands, &["feed".to_owned()]).map_err(SiteError::Refused)?;
    write("feed.atom", &feed).map_err(SiteError::Write)?;
    for (asset, content) in [(Asset::Style, STYLE), (Asset::Icon, ICON), (Asset::Script, SCRIPT)] {
        write(asset.name(), content.as_bytes()).map_err(SiteError::Write)?;
    }
    Ok(())
}

/// The months that have articles.
fn months(commands: &dyn Commands) -> Result<Vec<String>, Refusal> {
    let (standing, _) = document::<Standing>(commands, &["status", "--json"])?;
    Ok(standing.months.0.into_iter().map(|(month, _)| month).collect())
}
