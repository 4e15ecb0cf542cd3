//! From what a path means to a page.

use super::desk::Desk;
use super::problem::Problem;
use super::{article, changes, coverage, layout, officials, person, search, study, topics, versions};
use crate::serve::answers::Commands;
use crate::serve::lists::KnownNames;
use crate::serve::params::Params;
use crate::serve::route::PageKind;
use crate::serve::view::View;

/// What is shown for an address.
pub(in crate::serve) enum Shown {
    Page(String),
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
    let draft = match page {
        PageKind::Home => search::home(&desk)?,
        PageKind::Search => search::page(&desk)?,
        PageKind::Article(id) => article::page(&desk, id)?,
        PageKind::Versions(id) => versions::versions(&desk, id)?,
        PageKind::Diff(id) => versions::diff(&desk, id)?,
        PageKind::Officials => officials::page(&desk)?,
        PageKind::Person(slug) => person::page(&desk, slug)?,
        PageKind::HoldersAt(day) if day.is_empty() => {
            desk.require_only(&["date"])?;
            let day = params.get("date").ok_or(Problem::Path)?;
            return Ok(Shown::Elsewhere(view.link(&["officials", "at", day.trim()])));
        }
        PageKind::HoldersAt(day) => officials::at(&desk, day)?,
        PageKind::Topic(id) => topics::topic(&desk, id)?,
        PageKind::Month(month) => coverage::month(&desk, month)?,
        PageKind::Topics => topics::page(&desk)?,
        PageKind::Trend => study::trend(&desk)?,
        PageKind::Kwic => study::kwic(&desk)?,
        PageKind::Changes => changes::page(&desk)?,
        PageKind::Coverage => coverage::page(&desk)?,
    };
    Ok(Shown::Page(layout::page(view, &draft)))
}
