//! From what a path means to a page.

use hyper::body::Bytes;

use super::desk::Desk;
use super::problem::Problem;
use super::{article, changes, coverage, layout, officials, person, search, study, topics, versions};
use crate::serve::answers::Commands;
use crate::serve::lists::KnownNames;
use crate::serve::params::Params;
use crate::serve::route::PageKind;
use crate::serve::view::{View, slug};

/// What is shown for an address.
pub(in crate::serve) enum Shown {
    Page(Bytes),
    /// The address that shows it.
    Elsewhere(String),
}

/// Makes a page.
pub(in crate::serve) fn render(
    page: &PageKind,
    params: &Params,
    view: View<'_>,
    commands: &dyn Commands,
    lists: &KnownNames,
) -> Result<Shown, Problem> {
    let desk = Desk { view, params, commands, lists };
    drawn(page, &desk).map_err(|problem| with_candidates(problem, page, &desk))
}

/// A refusal that names several people, with a link to each.
fn with_candidates(problem: Problem, page: &PageKind, desk: &Desk<'_>) -> Problem {
    let Problem::Refused(refusal) = problem else { return problem };
    let named = refusal.hint.as_ref().and_then(|hint| hint.english.strip_prefix("one of: ")).unwrap_or_default();
    let is_known = |name: &&str| desk.lists.people.iter().any(|person| person.name == **name);
    let names: Vec<&str> = named.split(", ").filter(is_known).collect();
    let parameter = |name: &&str| desk.params.get(name).is_some_and(|typed| refusal.message.english.contains(typed));
    let link = |name: &str| match (page, ["official", "mentions"].into_iter().find(|own| parameter(own))) {
        (PageKind::Person(_), _) => Some(desk.view.link(&["officials", &slug(name)])),
        (PageKind::Search, Some(own)) => Some(desk.view.link_with(&["search"], &desk.params.with(own, name))),
        (PageKind::Trend, Some(own)) => Some(desk.view.link_with(&["trend"], &desk.params.with(own, name))),
        (PageKind::Kwic, Some(own)) => Some(desk.view.link_with(&["kwic"], &desk.params.with(own, name))),
        _ => None,
    };
    let links: Vec<(String, String)> =
        names.iter().filter_map(|name| Some(((*name).to_owned(), link(name)?))).collect();
    if links.is_empty() { Problem::Refused(refusal) } else { Problem::Several(refusal, links) }
}

fn drawn(page: &PageKind, desk: &Desk<'_>) -> Result<Shown, Problem> {
    let Desk { view, params, .. } = *desk;
    let draft = match page {
        PageKind::Home => search::home(desk)?,
        PageKind::Search => search::page(desk)?,
        PageKind::Article(id) => article::page(desk, id)?,
        PageKind::Versions(id) => versions::versions(desk, id)?,
        PageKind::Diff(id) => versions::diff(desk, id)?,
        PageKind::Officials => officials::page(desk)?,
        PageKind::Person(slug) => person::page(desk, slug)?,
        PageKind::HoldersAt(day) if day.is_empty() => {
            desk.require_only(&["date"])?;
            let day = params.get("date").ok_or(Problem::Path)?;
            return Ok(Shown::Elsewhere(view.link(&["officials", "at", day.trim()])));
        }
        PageKind::HoldersAt(day) => officials::at(desk, day)?,
        PageKind::Topic(id) => topics::topic(desk, id)?,
        PageKind::Month(month) => coverage::month(desk, month)?,
        PageKind::Topics => topics::page(desk)?,
        PageKind::Trend => study::trend(desk)?,
        PageKind::Kwic => study::kwic(desk)?,
        PageKind::Changes => changes::page(desk)?,
        PageKind::Coverage => coverage::page(desk)?,
    };
    Ok(Shown::Page(layout::page(view, &draft).into()))
}
