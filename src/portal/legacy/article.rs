//! The article that a legacy page shows whole.

use std::ops::Range;

use super::{BODY, INNER, LEADS, Mark, TIME, TITLE};
use crate::article::{DateSource, Sighting};
use crate::calendar::article_stamp;
use crate::portal::address::{Address, article_url};
use crate::portal::pieces::{Piece, text_of};
use crate::portal::{prose, words_of};

/// An article's container, as it stands in its page.
pub(super) struct Excerpt<'a> {
    /// The container with all that is in it.
    pub(super) pieces: Vec<Piece<'a>>,
    /// Whether the source holds the whole of it.
    pub(super) is_whole: bool,
    /// The portal wraps what a publisher shows in an element that bears the publisher's name: whether
    /// it is the section's.
    pub(super) section_shows_it: bool,
}

/// What a page has of an article.
pub(super) enum Found {
    Nothing,
    /// The source ends before the article does: nothing of it can be trusted to be whole.
    Cut,
    Whole(Box<Sighting>),
}

impl Excerpt<'_> {
    /// The elements inside the container that bear one of the marks, in their order: where each
    /// begins and ends, in pieces.
    fn marked(&self, marks: &'static [Mark]) -> impl Iterator<Item = Range<usize>> {
        let inside = self.pieces.iter().enumerate().skip(1);
        inside.filter_map(move |(at, piece)| match piece {
            Piece::Start(element) if marks.iter().any(|mark| mark.is_on(element)) => Some(at..at + element.pieces),
            _ => None,
        })
    }

    fn text(&self, element: Range<usize>) -> String {
        text_of(&self.pieces[element])
    }

    /// Whether the source holds the whole of an element inside the container.
    fn holds_whole(&self, element: &Range<usize>) -> bool {
        let behind = &self.pieces[element.end..];
        self.is_whole || !behind.iter().all(|piece| matches!(piece, Piece::End(_)))
    }
}

/// Reads the article of a page.
pub(super) fn read(excerpt: &Excerpt<'_>, address: Option<&str>, warnings: &mut Vec<String>) -> Found {
    let journal = excerpt.marked(&[BODY]).next();
    let body = journal.clone().or_else(|| excerpt.marked(&[INNER]).next());
    // The last thing that is read must be whole, and then so is all before it.
    if !body.as_ref().map_or(excerpt.is_whole, |body| excerpt.holds_whole(body)) {
        return Found::Cut;
    }
    let title = excerpt.marked(&[TITLE]).find(|title| !is_inside(title, body.as_ref()));
    let Some(title) = title.and_then(|title| words_of(&excerpt.text(title))) else {
        warnings.push("the page has an article without a title, which was left out".to_owned());
        return Found::Nothing;
    };
    let mut article = Sighting::titled(title);
    let printed = excerpt.marked(&[TIME]).next().map(|time| excerpt.text(time)).unwrap_or_default();
    article.published = article_stamp(printed.trim_end_matches(['|', ' ']));
    match article.published {
        Some(_) => article.date_source = Some(DateSource::Article),
        None => warnings.push(format!("the article “{}” has no date that can be read: “{printed}”", article.title)),
    }
    // A lead in the journal's article is part of the body. The inner container holds both, the lead apart.
    let lead = excerpt.marked(&LEADS).find(|lead| !is_inside(lead, journal.as_ref()));
    article.abstract_ = lead.and_then(|lead| words_of(&excerpt.text(lead)));
    if let Some(body) = body {
        let prose = prose::sort_out(prose::blocks(&excerpt.pieces[body]));
        article.body = prose.body();
        article.captions = prose.captions;
        article.source = prose.source;
    }
    identify(&mut article, excerpt, address);
    Found::Whole(Box::new(article))
}

fn is_inside(element: &Range<usize>, container: Option<&Range<usize>>) -> bool {
    container.is_some_and(|container| container.start < element.start && element.start < container.end)
}

/// The article's identity, and whether it belongs to the section, as far as the page tells without
/// its list.
fn identify(article: &mut Sighting, excerpt: &Excerpt<'_>, address: Option<&str>) {
    let parsed = address.and_then(Address::parse).filter(|a| matches!(a, Address::Article { .. }));
    if let (Some(parsed), Some(address)) = (&parsed, address) {
        article.keys.extend(parsed.key());
        article.url = article_url(address, None);
    }
    article.section = match &parsed {
        Some(parsed) => parsed.names_section(),
        None => excerpt.section_shows_it,
    };
}
