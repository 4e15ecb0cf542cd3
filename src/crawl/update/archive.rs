//! The past: the Internet Archive's captures of the section's pages.
//!
//! Its lists say which captures there are; of each article the latest is read that proves to be one,
//! and of each state of the list one capture, for its dates, leads and membership. What the corpus
//! holds in full is not asked for again, nor is a capture that was read before: captures don't
//! change, and the raw answer is in the corpus.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, Utc};

use super::{End, Event, Failure, Reason, Stop, Walk, address, provenance};
use crate::article::{Id, Key, Sighting, Status};
use crate::corpus::Stopped;
use crate::crawl::import::sightings;
use crate::crawl::{IntakeError, saved};
use crate::fetch::{Cause, FetchError, Fetched, Request};
use crate::page::Page;
use crate::portal::address::Address;
use crate::portal::cdx::{self, Capture, CdxError, Skipped};
use crate::portal::{self};

/// Before this year the portal had other addresses.
const YEAR_FIRST: i32 = 2014;
/// Answers to one question; a list that goes on beyond this never ends.
const ANSWERS_MAX: u32 = 2_000;
/// Captures of one article that are tried; when so many are none, the next will not be one either.
const TRIES_MAX: usize = 4;
/// Failures of the server in a row after which the trouble is not the captures'.
const FAILURES_IN_A_ROW_MAX: u32 = 5;

/// What the archive has of the section.
#[derive(Default)]
struct Shelf {
    /// Captures of each article, by its slug.
    articles: BTreeMap<String, Vec<Capture>>,
    /// Captures of the section's list; one of each state.
    lists: Vec<Capture>,
    /// Digests of the lists, and addresses of all captures: rows come more than once.
    met: HashSet<String>,
    skipped: Skipped,
}

pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), End> {
    let shelf = shelf(walk)?;
    if shelf.skipped != Skipped::default() {
        (walk.watch)(Event::Warning(&format!("left out among the captures: {}", shelf.skipped)));
    }
    if shelf.articles.is_empty() && shelf.lists.is_empty() {
        (walk.watch)(Event::Warning("the archive has no captures of the section"));
    }
    let read_before = if walk.plan.only_plan { HashSet::new() } else { saved::retake_captures(walk.intake)? };
    let mut wanted = wanted(walk, shelf.articles)?;
    if walk.plan.only_plan {
        walk.wanted.extend(wanted.into_iter().map(|article| article.item));
        return Ok(());
    }
    for capture in shelf.lists.iter().filter(|capture| !read_before.contains(&capture.raw_path())) {
        list(walk, capture)?;
    }
    // What was read before holds no article, or its article is in the corpus by now.
    for article in &mut wanted {
        article.captures.retain(|capture| !read_before.contains(&capture.raw_path()));
    }
    wanted.retain(|article| !article.captures.is_empty());
    articles(walk, &wanted)
}

/// Asks for the lists of captures.
fn shelf(walk: &mut Walk<'_>) -> Result<Shelf, End> {
    let mut shelf = Shelf::default();
    for (number, prefix) in (1..).zip(cdx::prefixes()) {
        let rows = question(walk, &prefix, None, &mut shelf)?;
        (walk.watch)(Event::List { number, items: rows, wanted: shelf.articles.len() });
    }
    for captures in shelf.articles.values_mut() {
        captures.sort_by(|a, b| b.stamp.cmp(&a.stamp));
    }
    shelf.lists.sort_by(|a, b| a.stamp.cmp(&b.stamp));
    Ok(shelf)
}

/// Asks one question to its end; how many captures it brought. One that takes the archive too long is
/// asked year by year.
fn question(walk: &mut Walk<'_>, prefix: &str, year: Option<i32>, shelf: &mut Shelf) -> Result<usize, End> {
    let (mut rows, mut resume_key) = (0, None::<String>);
    for _ in 0..ANSWERS_MAX {
        let asked = cdx::question(prefix, year, resume_key.as_deref());
        let request = Request::get(address(&walk.plan.portal, &asked));
        let fetched = match walk.send(&request) {
            Ok(fetched) => fetched,
            Err(error) if takes_too_long(&error) => {
                let Some(year) = year else { return by_years(walk, prefix, shelf) };
                walk.doubt(&format!("the archive's list of {year} for {prefix} could not be had: {error}"));
                return Ok(rows);
            }
            Err(error) => return Err(Stop::of(error).into()),
        };
        let answer = match cdx::read(fetched.body()) {
            Ok(answer) => answer,
            Err(why) => {
                // Kept aside for looking at; good lists can be had again at any time.
                walk.keep(&fetched.answer)?;
                let url = request.url;
                return Err(Stop::because(match why {
                    CdxError::Refused => Reason::TurnedAway { url },
                    CdxError::NotCaptures | CdxError::Cut => Reason::NotCaptures { url, why },
                })
                .into());
            }
        };
        rows += answer.captures.len();
        shelf.skipped += answer.skipped;
        answer.captures.into_iter().for_each(|capture| shelf.add(capture));
        match answer.resume_key {
            Some(key) if resume_key.as_ref() != Some(&key) => resume_key = Some(key),
            // The same key again would bring the same rows again.
            Some(_) => return Err(Stop::because(Reason::SameAgain).into()),
            None => return Ok(rows),
        }
    }
    Err(Stop::because(Reason::SameAgain).into())
}

fn by_years(walk: &mut Walk<'_>, prefix: &str, shelf: &mut Shelf) -> Result<usize, End> {
    let mut rows = 0;
    for year in YEAR_FIRST..=Utc::now().year() {
        rows += question(walk, prefix, Some(year), shelf)?;
    }
    Ok(rows)
}

/// Long lists run into the archive's own time limits.
fn takes_too_long(error: &FetchError) -> bool {
    match &error.cause {
        Cause::Timeout(_) | Cause::TooLarge(_) | Cause::Truncated | Cause::Reset => true,
        Cause::Status(answer) => matches!(answer.status, 408 | 500 | 502 | 504),
        _ => false,
    }
}

impl Shelf {
    fn add(&mut self, capture: Capture) {
        if !self.met.insert(capture.raw_path()) {
            return;
        }
        match Address::parse(&capture.original) {
            Some(Address::Article { slug, .. }) => self.articles.entry(slug).or_default().push(capture),
            Some(address @ Address::Listing { .. }) if address.names_section() => {
                // The same state of the list may have been captured many times.
                if capture.digest.clone().is_none_or(|digest| self.met.insert(digest)) {
                    self.lists.push(capture);
                }
            }
            Some(_) | None => self.skipped.others += 1,
        }
    }
}

/// An article to be asked for.
struct Wanted {
    /// As far as an address tells.
    item: Sighting,
    /// The latest first.
    captures: Vec<Capture>,
}

/// The articles whose text the corpus lacks, those captured last first.
fn wanted(walk: &mut Walk<'_>, articles: BTreeMap<String, Vec<Capture>>) -> Result<Vec<Wanted>, End> {
    let mut wanted = Vec::new();
    for (slug, captures) in articles {
        let url = captures.first().map(|capture| capture.original.clone());
        let item = Sighting { keys: vec![Key::Slug(slug.clone())], url, ..Sighting::titled(slug) };
        wanted.push(Wanted { item, captures });
    }
    wanted.sort_by_key(|article| Reverse(article.captures.first().map(|capture| capture.stamp.clone())));
    let mut lacking = Vec::with_capacity(wanted.len());
    for article in wanted {
        match walk.intake.known(&article.item)? {
            Some(known) if known.status == Status::Full => {
                walk.tally.count(known.id, super::report::Outcome::Unchanged);
            }
            Some(_) | None => lacking.push(article),
        }
    }
    Ok(lacking)
}

/// Reads a capture of the list. One that shows no list is no loss: others show the same articles.
fn list(walk: &mut Walk<'_>, capture: &Capture) -> Result<(), End> {
    match read(walk, capture)? {
        Ok((fetched, page)) => take(walk, page, &fetched)?,
        Err(reason) if ends(&reason) => return Err(Stop::because(reason).into()),
        Err(reason) => {
            if matches!(reason.stops_as(), Some(Stopped::Unreachable)) {
                walk.doubt(&format!("the capture {} could not be had: {reason}", capture.raw_path()));
            } else {
                (walk.watch)(Event::Warning(&format!("the capture {} shows no list: {reason}", capture.raw_path())));
            }
        }
    }
    Ok(())
}

/// Asks for what is wanted.
fn articles(walk: &mut Walk<'_>, wanted: &[Wanted]) -> Result<(), End> {
    // What an earlier capture or a list has brought in the meantime needs no asking.
    let all = wanted.len() as u64;
    let of = walk.plan.limit.map_or(all, |limit| limit.min(all));
    let mut failures_in_a_row = 0;
    for (done, article) in (1..=of).zip(wanted) {
        let known = walk.intake.known(&article.item)?;
        if known.as_ref().is_none_or(|known| known.status != Status::Full) {
            match best(walk, article)? {
                None => failures_in_a_row = 0,
                Some(reason) if ends(&reason) => return Err(Stop::because(reason).into()),
                Some(reason) => {
                    let url = article.item.url.clone().unwrap_or_default();
                    let stops_as = reason.stops_as().filter(|kind| *kind == Stopped::Unreachable);
                    let failure = Failure { title: article.item.title.clone(), url, why: reason.to_string() };
                    // Of an article that nobody knows yet the slug is the only name.
                    let id = known.map_or_else(|| Id::of(&article.item.title, None), |known| known.id);
                    walk.fail(Some(id), stops_as, failure);
                    failures_in_a_row += u32::from(stops_as.is_some());
                    if failures_in_a_row >= FAILURES_IN_A_ROW_MAX {
                        return Err(Stop::because(reason).into());
                    }
                }
            }
        }
        (walk.watch)(Event::Article { done, of, title: &article.item.title });
    }
    if of < all { Err(Stop::limit().into()) } else { Ok(()) }
}

/// Whether there is no use in asking the archive for anything more.
fn ends(reason: &Reason) -> bool {
    reason.is_final() || matches!(reason.stops_as(), Some(Stopped::Interrupted | Stopped::Refused))
}

/// Reads the latest capture that proves to be the article; otherwise why the last one tried did not.
fn best(walk: &mut Walk<'_>, article: &Wanted) -> Result<Option<Reason>, End> {
    let mut tried: HashSet<&str> = HashSet::new();
    let mut last = Some(Reason::NoArticle);
    for capture in &article.captures {
        // The same bytes would say the same.
        if capture.digest.as_deref().is_some_and(|digest| !tried.insert(digest)) {
            continue;
        }
        match read(walk, capture)? {
            Err(reason) if ends(&reason) => return Ok(Some(reason)),
            Err(reason) => last = Some(reason),
            Ok((fetched, mut page)) => {
                let shown = match page.article.take() {
                    // What stands at an address may have become another article.
                    Some(shown) if !saved::is_proved(walk.intake, &shown)? => {
                        last = Some(Reason::OtherArticle(shown.title));
                        None
                    }
                    shown => shown,
                };
                let is_it = shown.as_ref().is_some_and(|shown| {
                    shown.body.is_some() && shown.keys.iter().any(|key| article.item.keys.contains(key))
                });
                // A list around another article, or around none, still tells of its articles.
                page.article = shown;
                take(walk, page, &fetched)?;
                if is_it {
                    walk.tally.answered();
                    return Ok(None);
                }
            }
        }
        if tried.len() >= TRIES_MAX {
            break;
        }
    }
    Ok(last)
}

/// Asks for a capture as it was.
fn read(walk: &mut Walk<'_>, capture: &Capture) -> Result<Result<(Fetched, Page), Reason>, IntakeError> {
    let request = Request::get(address(&walk.plan.portal, &capture.raw_path()));
    let fetched = match walk.ask(&request)? {
        Ok(fetched) => fetched,
        Err(error) => return Ok(Err(Reason::Fetch(error))),
    };
    // The address after redirects: the archive may give the nearest capture instead.
    Ok(match portal::read(fetched.body(), Some(&fetched.answer.url)) {
        Ok(page) => Ok((fetched, page)),
        Err(why) => Err(Reason::NotOurs { url: request.url, why }),
    })
}

fn take(walk: &mut Walk<'_>, page: Page, fetched: &Fetched) -> Result<(), IntakeError> {
    for warning in &page.warnings {
        (walk.watch)(Event::Warning(warning));
    }
    let taken = walk.intake.take_all(sightings(page), &provenance(fetched))?;
    walk.intake.secure()?;
    for taken in taken {
        walk.tally.took(&taken);
    }
    Ok(())
}
