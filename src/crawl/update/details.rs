//! Fetches the articles themselves, with one request each.

use chrono::{DateTime, Utc};
use url::{Position, Url};

use super::plan::{Event, Plan};
use super::report::{End, Failure, Reason, StepError, Stop};
use super::run::{FailureStreak, Listing, ReadArticle, UpdateRun, provenance};
use crate::article::{Article, Key, Sighting, Status};
use crate::corpus::Stopped;
use crate::fetch::{Fetched, Request};
use crate::portal;
use crate::portal::bridge::{SECTION_CATEGORY, article_request};
use crate::storage::StorageError;
use crate::text;

/// Requests the wanted articles, in the order of the list.
pub(super) fn fetch(run: &mut UpdateRun<'_>, listing: &dyn Listing) -> Result<(), End> {
    if run.plan.only_plan {
        return Ok(());
    }
    let wanted = std::mem::take(&mut run.wanted);
    let all = wanted.len() as u64;
    let of = run.plan.limit.map_or(all, |limit| limit.min(all));
    let mut streak = FailureStreak::default();
    for (done, item) in (1..=of).zip(&wanted) {
        let Some(request) = request_for(run.plan, item) else { continue };
        let event = Event::Article { done, of, title: &item.title };
        note_if_unlisted(run, item)?;
        let reason = match one(run, listing, item, &request) {
            Ok(()) => {
                streak.reset();
                report_if_unlisted(run, item)?;
                run.fields.check()?;
                (run.watch)(event);
                continue;
            }
            Err(StepError::Portal(reason)) => reason,
            Err(StepError::Corpus(error)) => return Err(error.into()),
        };
        let stops_as = reason.stops_as();
        if stops_as == Some(Stopped::Interrupted) {
            return Err(Stop::because(reason).into());
        }
        let known = run.intake.known(item)?;
        let id = known.as_ref().map(|article| article.id.clone());
        if let (Some(article), Some(at)) = (&known, reason.no_such_page()) {
            record_absence(run, article, at)?;
            // The stored text isn't lost, so the removal is news and not a failure.
            if article.status == Status::Full || run.unlisted.contains(&article.id) {
                run.progress.answered();
                (run.watch)(event);
                continue;
            }
        }
        run.fail(id, stops_as, Failure { title: item.title.clone(), url: request.url, why: reason.to_string() });
        (run.watch)(event);
        // A removed article says nothing about the next one.
        if streak.add(stops_as.is_some()) || reason.is_final() {
            return Err(Stop::because(reason).into());
        }
    }
    if of < all { Err(Stop::limit().into()) } else { Ok(()) }
}

fn request_for(plan: &Plan, item: &Sighting) -> Option<Request> {
    match (plan.source.key_of(item)?, &item.url) {
        (Key::Aid(aid), _) => {
            let asked = article_request(aid, SECTION_CATEGORY);
            Some(Request::post(plan.address(asked.path), asked.body.to_string().into_bytes()))
        }
        (_, Some(url)) => {
            // Links may name another of the portal's hosts; requests go to the configured one.
            let url = Url::parse(url).ok()?;
            Some(Request::get(plan.address(&url[Position::BeforePath..Position::AfterQuery])))
        }
        (_, None) => None,
    }
}

/// Requests one article and takes it in.
fn one(run: &mut UpdateRun<'_>, listing: &dyn Listing, item: &Sighting, request: &Request) -> Result<(), StepError> {
    let fetched = run.request(request)?;
    let (found, warnings) = listing.article_in(item, &fetched)?;
    for warning in warnings {
        let names_it = warning.contains(&item.title);
        let warning = if names_it { warning } else { format!("“{}”: {warning}", item.title) };
        (run.watch)(Event::Warning(&warning));
    }
    // An article that a complete run left without text has none, and says nothing about the others.
    let known = run.intake.known(item)?;
    if found.is_some() || !run.is_ground(known.as_ref()) {
        run.fields.add(found.as_ref());
    }
    // An article of which the portal has no more than its list shows stays as listed. If it had a text before, it is
    // missing now.
    if found.is_none()
        && let Some(known) = known.filter(|known| known.status == Status::Full || run.unlisted.contains(&known.id))
    {
        record_absence(run, &known, fetched.answer.fetched)?;
    }
    if let Some(article) = found {
        let taken = run.intake.take(article, &provenance(&fetched))?;
        run.intake.flush_or_sync()?;
        run.warn_of_future(&taken);
        run.progress.took(&taken);
    }
    run.progress.answered();
    Ok(())
}

/// Records that an article is requested because the list no longer shows it.
fn note_if_unlisted(run: &mut UpdateRun<'_>, item: &Sighting) -> Result<(), StorageError> {
    if run.unlisted.is_empty() {
        return Ok(());
    }
    let known = run.intake.known(item)?.filter(|known| run.unlisted.contains(&known.id));
    known.into_iter().for_each(|known| run.progress.asked_unlisted(known.id));
    Ok(())
}

/// Reports an article that the portal still has although its list no longer shows it.
fn report_if_unlisted(run: &mut UpdateRun<'_>, item: &Sighting) -> Result<(), StorageError> {
    if run.unlisted.is_empty() {
        return Ok(());
    }
    let Some(known) = run.intake.known(item)? else { return Ok(()) };
    if run.unlisted.contains(&known.id) && known.absence.missing_since.is_none() {
        (run.watch)(Event::Warning(&format!("the list no longer shows “{}”, which the portal still has", known.title)));
        run.progress.still_there(known.id);
    }
    Ok(())
}

/// Records that the portal no longer has the article.
fn record_absence(run: &mut UpdateRun<'_>, known: &Article, at: DateTime<Utc>) -> Result<(), StorageError> {
    let taken = match run.intake.record_absence(&known.id, at) {
        Ok(Some(taken)) => taken,
        Ok(None) => return Ok(()),
        Err(error) => {
            let why = error.refusal()?;
            let url = known.url.clone().unwrap_or_default();
            run.fail(Some(known.id.clone()), None, Failure { title: known.title.clone(), url, why });
            return Ok(());
        }
    };
    run.intake.flush_or_sync()?;
    if known.absence.missing_since.is_none() {
        (run.watch)(Event::Warning(&format!("the portal no longer has “{}”", known.title)));
    }
    run.progress.took(&taken);
    Ok(())
}

/// Checks that a page shows the requested article, which has the number or address, title or minute that the list gave.
pub(super) fn proved(article: Option<Sighting>, item: &Sighting) -> Result<Sighting, Reason> {
    let Some(mut article) = article else { return Err(Reason::NoArticle) };
    let is_proved = if article.keys.iter().any(|key| matches!(key, Key::Aid(_))) {
        // The answer prints the article's number.
        article.keys.iter().any(|key| item.keys.contains(key))
    } else {
        // A legacy page doesn't, and its address may show another article now.
        let same_title = text::folded(&article.title) == text::folded(&item.title);
        same_title || (article.published.is_some() && article.published == item.published)
    };
    if !is_proved {
        return Err(Reason::OtherArticle(article.title));
    }
    article.section |= item.section;
    article.keys.extend(item.keys.iter().filter(|key| !article.keys.contains(key)).cloned().collect::<Vec<_>>());
    Ok(article)
}

/// The article of a legacy page, if it is provably the requested one.
pub(super) fn article_in_page(item: &Sighting, fetched: &Fetched) -> Result<ReadArticle, Reason> {
    let url = &fetched.answer.url;
    let page = portal::read(fetched.body(), Some(url)).map_err(|why| Reason::NotOurs { url: url.clone(), why })?;
    Ok((Some(proved(page.article, item)?), page.warnings))
}
