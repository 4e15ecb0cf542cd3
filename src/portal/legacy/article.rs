//! The article that a legacy page shows whole.

use std::ops::Range;

use scraper::ElementRef;

use super::markup::{BODY, ElementPattern, INNER, LEADS, TIME, TITLE};
use crate::article::{DateSource, Sighting};
use crate::calendar::article_stamp;
use crate::portal::address::{Address, SECTION_PUBLISHER, article_url};
use crate::portal::events::{Event, text_of};
use crate::portal::html::Tree;
use crate::portal::words::{title_of, words_of};
use crate::portal::{events, prose};

/// The element of a page that contains its article.
pub(super) struct Container<'a> {
    events: Vec<Event<'a>>,
    /// Whether the source holds the whole element.
    is_whole: bool,
    /// Whether the element is inside the portlet of the section's publisher.
    section_shows_it: bool,
}

/// What a page has of an article.
pub(super) enum Found {
    Nothing,
    /// The source ends before the article does: nothing of it can be trusted to be whole.
    Cut,
    Whole(Box<Sighting>),
}

impl<'a> Container<'a> {
    pub(super) fn of(tree: &Tree, element: ElementRef<'a>) -> Container<'a> {
        let mut around = element.ancestors().filter_map(ElementRef::wrap);
        Container {
            events: events::of(element),
            is_whole: tree.holds_whole(element),
            section_shows_it: around.any(|e| e.value().id().is_some_and(|id| id.contains(SECTION_PUBLISHER))),
        }
    }

    /// The elements inside the container that match one of the patterns, in their order: each as the
    /// range of its events.
    fn matching(&self, patterns: &'static [ElementPattern]) -> impl Iterator<Item = Range<usize>> {
        let inside = self.events.iter().enumerate().skip(1);
        inside.filter_map(move |(at, event)| match event {
            Event::Start(element) if patterns.iter().any(|pattern| pattern.matches(element)) => {
                Some(at..at + element.events)
            }
            _ => None,
        })
    }

    fn text(&self, element: Range<usize>) -> String {
        text_of(&self.events[element])
    }

    /// Whether the source holds the whole of an element inside the container.
    fn holds_whole(&self, element: &Range<usize>) -> bool {
        let following = &self.events[element.end..];
        self.is_whole || !following.iter().all(|event| matches!(event, Event::End(_)))
    }
}

/// Reads the article of a page.
pub(super) fn read(container: &Container<'_>, address: Option<&str>, warnings: &mut Vec<String>) -> Found {
    let journal = container.matching(&[BODY]).next();
    let body = journal.clone().or_else(|| container.matching(&[INNER]).next());
    // The last thing that is read must be whole, and then so is all before it.
    if !body.as_ref().map_or(container.is_whole, |body| container.holds_whole(body)) {
        return Found::Cut;
    }
    let title = container.matching(&[TITLE]).find(|title| !is_inside(title, body.as_ref()));
    let title = match title_of(title.and_then(|title| words_of(&container.text(title)))) {
        Ok(title) => title,
        Err(why) => {
            warnings.push(format!("the page has an article with {why}, which was left out"));
            return Found::Nothing;
        }
    };
    let mut article = Sighting::titled(title);
    let printed = container.matching(&[TIME]).next().map(|time| container.text(time)).unwrap_or_default();
    article.published = article_stamp(printed.trim_end_matches(['|', ' ']));
    match article.published {
        Some(_) => article.date_source = Some(DateSource::Article),
        None => warnings.push(format!("the article “{}” has no date that can be read: “{printed}”", article.title)),
    }
    // A lead in the journal's article is part of the body. The inner container holds both, the lead apart.
    let lead = container.matching(&LEADS).find(|lead| !is_inside(lead, journal.as_ref()));
    article.abstract_ = lead.and_then(|lead| words_of(&container.text(lead)));
    if let Some(body) = body {
        let prose = prose::sort_out(prose::blocks(&container.events[body]));
        article.body = prose.body();
        article.captions = prose.captions;
        article.source = prose.source;
    }
    identify(&mut article, container, address);
    Found::Whole(Box::new(article))
}

fn is_inside(element: &Range<usize>, outer: Option<&Range<usize>>) -> bool {
    outer.is_some_and(|outer| outer.start < element.start && element.start < outer.end)
}

/// The article's identity, and whether it belongs to the section, as far as the page shows without
/// its list.
fn identify(article: &mut Sighting, container: &Container<'_>, address: Option<&str>) {
    let parsed = address.and_then(Address::parse).filter(|a| matches!(a, Address::Article { .. }));
    if let (Some(parsed), Some(address)) = (&parsed, address) {
        article.keys.extend(parsed.key());
        article.url = article_url(address, None);
    }
    article.section = match &parsed {
        Some(parsed) => parsed.names_section(),
        None => container.section_shows_it,
    };
}
