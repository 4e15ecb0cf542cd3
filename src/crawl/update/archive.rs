//! The past: the Internet Archive's captures of the section's pages.
//!
//! Its index lists the captures. Of each article, the latest capture that provably shows it is read; of each state of the
//! portal's list, one capture, for dates, leads and section membership. Articles that the corpus has in full aren't
//! requested again, nor are captures that were read before: captures don't change, and the raw answer is in the corpus.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike, Utc};

use super::details;
use super::plan::Event;
use super::report::{End, Failure, Reason, StepError, Stop};
use super::run::{FailureStreak, Listing, ReadArticle, UpdateRun, provenance};
use crate::article::{Id, Key, Sighting, Status};
use crate::corpus::Stopped;
use crate::crawl::counts::Outcome;
use crate::crawl::import::sightings;
use crate::crawl::replay;
use crate::fetch::{Cause, FetchError, Fetched, Request};
use crate::page::Page;
use crate::portal;
use crate::portal::address::Address;
use crate::portal::cdx::{self, Capture, CdxError, Skipped};
use crate::storage::StorageError;

/// Before this year the portal had other addresses.
const YEAR_FIRST: i32 = 2014;
/// Answers to one query; a list that continues beyond this never ends.
const ANSWERS_MAX: u32 = 2_000;
/// Captures of one article that are tried before giving it up.
const TRIES_MAX: usize = 4;

/// The captures of the section's pages.
#[derive(Default)]
struct CaptureIndex {
    /// Captures of each article, by its slug.
    articles: BTreeMap<String, Vec<Capture>>,
    /// Captures of the section's list, one of each state.
    lists: Vec<Capture>,
    /// Digests of the lists and addresses of all captures so far, because rows are repeated.
    seen: HashSet<String>,
    skipped: Skipped,
}

/// The captures in the Internet Archive.
pub(super) struct ArchiveList;

impl Listing for ArchiveList {
    fn read(&self, run: &mut UpdateRun<'_>) -> Result<(), End> {
        read_archive(run)
    }

    fn article_in(&self, item: &Sighting, fetched: &Fetched) -> Result<ReadArticle, Reason> {
        details::article_in_page(item, fetched)
    }
}

fn read_archive(run: &mut UpdateRun<'_>) -> Result<(), End> {
    let index = capture_index(run)?;
    if index.skipped != Skipped::default() {
        (run.watch)(Event::Warning(&format!("captures skipped: {}", index.skipped)));
    }
    if index.articles.is_empty() && index.lists.is_empty() {
        (run.watch)(Event::Warning("the archive has no captures of the section"));
    }
    let read_before = if run.plan.only_plan { HashSet::new() } else { replay::replay_captures(run.intake)? };
    let mut wanted = wanted(run, index.articles)?;
    if run.plan.only_plan {
        run.wanted.extend(wanted.into_iter().map(|article| article.item));
        return Ok(());
    }
    for capture in index.lists.iter().filter(|capture| !read_before.contains(&capture.raw_path())) {
        list(run, capture)?;
    }
    // A capture that was read before has no article, or its article is in the corpus.
    for article in &mut wanted {
        article.captures.retain(|capture| !read_before.contains(&capture.raw_path()));
    }
    wanted.retain(|article| !article.captures.is_empty());
    articles(run, &wanted)
}

/// Queries the archive for its captures.
fn capture_index(run: &mut UpdateRun<'_>) -> Result<CaptureIndex, End> {
    let mut index = CaptureIndex::default();
    for (number, prefix) in (1..).zip(cdx::prefixes()) {
        let rows = query(run, &prefix, None, &mut index)?;
        (run.watch)(Event::List { number, items: rows, wanted: index.articles.len() });
    }
    for captures in index.articles.values_mut() {
        captures.sort_by(|a, b| b.stamp.cmp(&a.stamp));
    }
    index.lists.sort_by(|a, b| a.stamp.cmp(&b.stamp));
    Ok(index)
}

/// Sends one query until its last answer, and returns the number of captures. A query that takes the archive too long is
/// split by years.
fn query(run: &mut UpdateRun<'_>, prefix: &str, year: Option<i32>, index: &mut CaptureIndex) -> Result<usize, End> {
    let (mut rows, mut resume_key) = (0, None::<String>);
    for _ in 0..ANSWERS_MAX {
        let asked = cdx::question(prefix, year, resume_key.as_deref());
        let request = Request::get(run.plan.address(&asked));
        let fetched = match run.send(&request) {
            Ok(fetched) => fetched,
            Err(error) if takes_too_long(&error) => {
                let Some(year) = year else { return by_years(run, prefix, index) };
                run.record_gap(&format!("the archive's list of {year} for {prefix} could not be fetched: {error}"));
                return Ok(rows);
            }
            Err(error) => return Err(Stop::because(Reason::Fetch(error)).into()),
        };
        let answer = match cdx::read(fetched.body()) {
            Ok(answer) => answer,
            Err(why) => {
                // Stored for inspection; good lists can be fetched again at any time.
                run.store_answer(&fetched.answer)?;
                let url = request.url;
                return Err(Stop::because(match why {
                    CdxError::Refused => Reason::TurnedAway { url },
                    CdxError::NotCaptures | CdxError::Cut => Reason::NotCaptures { url, why },
                })
                .into());
            }
        };
        rows += answer.captures.len();
        index.skipped += answer.skipped;
        answer.captures.into_iter().for_each(|capture| index.add(capture));
        match answer.resume_key {
            Some(key) if resume_key.as_ref() != Some(&key) => resume_key = Some(key),
            // The same key would return the same rows again.
            Some(_) => return Err(Stop::because(Reason::NoProgress).into()),
            None => return Ok(rows),
        }
    }
    Err(Stop::because(Reason::TooLong(u64::from(ANSWERS_MAX), "parts")).into())
}

fn by_years(run: &mut UpdateRun<'_>, prefix: &str, index: &mut CaptureIndex) -> Result<usize, End> {
    let mut rows = 0;
    for year in YEAR_FIRST..=Utc::now().year() {
        rows += query(run, prefix, Some(year), index)?;
    }
    Ok(rows)
}

/// Whether the query ran into the archive's time limits, as long lists do.
fn takes_too_long(error: &FetchError) -> bool {
    match &error.cause {
        Cause::Timeout(_) | Cause::TooLarge(_) | Cause::Truncated | Cause::Reset => true,
        Cause::Status(answer) => matches!(answer.status, 408 | 500 | 502 | 504),
        _ => false,
    }
}

impl CaptureIndex {
    fn add(&mut self, capture: Capture) {
        if !self.seen.insert(capture.raw_path()) {
            return;
        }
        match Address::parse(&capture.original) {
            Some(Address::Article { slug, .. }) => self.articles.entry(slug).or_default().push(capture),
            Some(address @ Address::Listing { .. }) if address.names_section() => {
                // The same state of the list may have been captured many times.
                if capture.digest.clone().is_none_or(|digest| self.seen.insert(digest)) {
                    self.lists.push(capture);
                }
            }
            Some(_) | None => self.skipped.others += 1,
        }
    }
}

/// An article to be requested.
struct Wanted {
    /// What its address shows.
    item: Sighting,
    /// Latest first.
    captures: Vec<Capture>,
}

/// The articles whose text the corpus lacks, latest captures first.
fn wanted(run: &mut UpdateRun<'_>, articles: BTreeMap<String, Vec<Capture>>) -> Result<Vec<Wanted>, End> {
    let mut wanted = Vec::new();
    for (slug, captures) in articles {
        let url = captures.first().map(|capture| capture.original.clone());
        let item = Sighting { keys: vec![Key::Slug(slug.clone())], url, ..Sighting::titled(slug) };
        wanted.push(Wanted { item, captures });
    }
    wanted.sort_by_key(|article| Reverse(article.captures.first().map(|capture| capture.stamp.clone())));
    let mut missing = Vec::with_capacity(wanted.len());
    for article in wanted {
        match run.intake.known(&article.item)? {
            Some(known) if known.status == Status::Full => {
                run.progress.add(&known.id, Outcome::Unchanged);
            }
            Some(_) | None => missing.push(article),
        }
    }
    Ok(missing)
}

/// Reads a capture of the list. If it shows no list, other captures show the same articles.
fn list(run: &mut UpdateRun<'_>, capture: &Capture) -> Result<(), End> {
    match read(run, capture) {
        Ok((fetched, page)) => take(run, page, &fetched)?,
        Err(StepError::Corpus(error)) => return Err(error.into()),
        Err(StepError::Portal(reason)) if ends(&reason) => return Err(Stop::because(reason).into()),
        Err(StepError::Portal(reason)) => {
            if matches!(reason.stops_as(), Some(Stopped::Unreachable)) {
                run.record_gap(&format!("the capture {} could not be fetched: {reason}", capture.raw_path()));
            } else {
                (run.watch)(Event::Warning(&format!("the capture {} shows no list: {reason}", capture.raw_path())));
            }
        }
    }
    Ok(())
}

/// Requests the wanted articles.
fn articles(run: &mut UpdateRun<'_>, wanted: &[Wanted]) -> Result<(), End> {
    let all = wanted.len() as u64;
    let of = run.plan.limit.map_or(all, |limit| limit.min(all));
    let mut streak = FailureStreak::default();
    for (done, article) in (1..=of).zip(wanted) {
        // An earlier capture or a list may have brought it in the meantime.
        let known = run.intake.known(&article.item)?;
        if known.as_ref().is_none_or(|known| known.status != Status::Full) {
            match best(run, article) {
                Ok(()) => streak.reset(),
                Err(StepError::Corpus(error)) => return Err(error.into()),
                Err(StepError::Portal(reason)) if ends(&reason) => return Err(Stop::because(reason).into()),
                Err(StepError::Portal(reason)) => {
                    let url = article.item.url.clone().unwrap_or_default();
                    let stops_as = reason.stops_as().filter(|kind| *kind == Stopped::Unreachable);
                    let failure = Failure { title: article.item.title.clone(), url, why: reason.to_string() };
                    // An unknown article has only its slug as a name.
                    let id = known.map_or_else(|| Id::of(&article.item.title, None), |known| known.id);
                    run.fail(Some(id), stops_as, failure);
                    if streak.add(stops_as.is_some()) {
                        return Err(Stop::because(reason).into());
                    }
                }
            }
        }
        (run.watch)(Event::Article { done, of, title: &article.item.title });
    }
    if of < all { Err(Stop::limit().into()) } else { Ok(()) }
}

/// Whether further requests to the archive are useless.
fn ends(reason: &Reason) -> bool {
    reason.is_final() || matches!(reason.stops_as(), Some(Stopped::Interrupted | Stopped::Refused))
}

/// Reads the latest capture that provably shows the article. Fails with the reason why the last one tried didn't.
fn best(run: &mut UpdateRun<'_>, article: &Wanted) -> Result<(), StepError> {
    let mut tried: HashSet<&str> = HashSet::new();
    let mut last = Reason::NoArticle;
    for capture in &article.captures {
        // The same bytes would show the same.
        if capture.digest.as_deref().is_some_and(|digest| !tried.insert(digest)) {
            continue;
        }
        match read(run, capture) {
            Err(StepError::Portal(reason)) if !ends(&reason) => last = reason,
            Err(error) => return Err(error),
            Ok((fetched, mut page)) => {
                let shown = match page.article.take() {
                    // The address may have shown another article at that time.
                    Some(shown) if !replay::is_proved(run.intake, &shown)? => {
                        last = Reason::OtherArticle(shown.title);
                        None
                    }
                    shown => shown,
                };
                let is_it = shown.as_ref().is_some_and(|shown| {
                    shown.body.is_some() && shown.keys.iter().any(|key| article.item.keys.contains(key))
                });
                // A list on a page with another article, or none, still shows its articles.
                page.article = shown;
                take(run, page, &fetched)?;
                if is_it {
                    run.progress.answered();
                    return Ok(());
                }
            }
        }
        if tried.len() >= TRIES_MAX {
            break;
        }
    }
    Err(last.into())
}

/// Fetches a capture in its original form and parses it.
fn read(run: &mut UpdateRun<'_>, capture: &Capture) -> Result<(Fetched, Page), StepError> {
    let request = Request::get(run.plan.address(&capture.raw_path()));
    let fetched = run.request(&request)?;
    // Parse with the address after redirects: the archive may redirect to the nearest capture.
    match portal::read(fetched.body(), Some(&fetched.answer.url)) {
        Ok(page) => Ok((fetched, page)),
        Err(why) => Err(Reason::NotOurs { url: request.url, why }.into()),
    }
}

fn take(run: &mut UpdateRun<'_>, page: Page, fetched: &Fetched) -> Result<(), StorageError> {
    for warning in &page.warnings {
        (run.watch)(Event::Warning(warning));
    }
    let taken = match run.intake.take_all(sightings(page), &provenance(fetched)) {
        Ok(taken) => taken,
        Err(error) => {
            run.record_gap(&error.refusal()?);
            Vec::new()
        }
    };
    run.intake.flush_or_sync()?;
    for taken in taken {
        run.warn_of_future(&taken);
        run.progress.took(&taken);
    }
    Ok(())
}
