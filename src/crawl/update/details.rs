//! The articles themselves, one request each.

use chrono::{DateTime, Utc};
use url::{Position, Url};

use super::{End, Event, Failure, Plan, Reason, Source, Stop, Walk, address, provenance};
use crate::article::{Article, Key, Sighting, Status};
use crate::corpus::Stopped;
use crate::crawl::IntakeError;
use crate::fetch::{Fetched, Request};
use crate::portal::bridge::{ArticleAnswer, SECTION_CATEGORY, article_request, read_article};
use crate::portal::{self, NotOurs};
use crate::text;

/// Failures in a row after which the trouble is not the articles'.
const FAILURES_IN_A_ROW_MAX: u32 = 5;

/// The identity by which the portal can be asked for an article; `None` where its list gives none.
pub(super) fn key_of(source: Source, item: &Sighting) -> Option<&Key> {
    item.keys.iter().find(|key| match source {
        Source::Bridge => matches!(key, Key::Aid(_)),
        Source::Legacy | Source::Archive => matches!(key, Key::Slug(_)) && item.url.is_some(),
    })
}

/// Asks for what is wanted, in the order of the list.
pub(super) fn fetch(walk: &mut Walk<'_>) -> Result<(), End> {
    if walk.plan.only_plan {
        return Ok(());
    }
    let wanted = std::mem::take(&mut walk.wanted);
    let all = wanted.len() as u64;
    let of = walk.plan.limit.map_or(all, |limit| limit.min(all));
    let mut failures_in_a_row = 0;
    for (done, item) in (1..=of).zip(&wanted) {
        let Some(request) = request_for(walk.plan, item) else { continue };
        let Err(reason) = one(walk, item, &request)? else {
            failures_in_a_row = 0;
            walk.fields.judge()?;
            (walk.watch)(Event::Article { done, of, title: &item.title });
            continue;
        };
        let stops_as = reason.stops_as();
        if stops_as == Some(Stopped::Interrupted) {
            return Err(Stop::because(reason).into());
        }
        let known = walk.intake.known(item)?;
        let id = known.as_ref().map(|article| article.id.clone());
        if let (Some(article), Some(at)) = (&known, reason.no_such_page()) {
            missed(walk, article, at)?;
            // What was had before is not lost: that it is no longer there is news, not a failure.
            if article.status == Status::Full {
                walk.tally.answered();
                (walk.watch)(Event::Article { done, of, title: &item.title });
                continue;
            }
        }
        walk.fail(id, stops_as, Failure { title: item.title.clone(), url: request.url, why: reason.to_string() });
        (walk.watch)(Event::Article { done, of, title: &item.title });
        // An article that is gone says nothing of the next one.
        failures_in_a_row += u32::from(stops_as.is_some());
        if reason.is_final() || failures_in_a_row >= FAILURES_IN_A_ROW_MAX {
            return Err(Stop::because(reason).into());
        }
    }
    if of < all { Err(Stop::limit().into()) } else { Ok(()) }
}

fn request_for(plan: &Plan, item: &Sighting) -> Option<Request> {
    match (key_of(plan.source, item)?, &item.url) {
        (Key::Aid(aid), _) => {
            let asked = article_request(aid, SECTION_CATEGORY);
            Some(Request::post(address(&plan.portal, asked.path), asked.body.to_string().into_bytes()))
        }
        (_, Some(url)) => {
            // Links may name another of the portal's hosts; the one that was asked for is asked.
            let url = Url::parse(url).ok()?;
            Some(Request::get(address(&plan.portal, &url[Position::BeforePath..Position::AfterQuery])))
        }
        (_, None) => None,
    }
}

/// Asks for one article and stores it.
fn one(walk: &mut Walk<'_>, item: &Sighting, request: &Request) -> Result<Result<(), Reason>, IntakeError> {
    let fetched = match walk.ask(request)? {
        Ok(fetched) => fetched,
        Err(error) => return Ok(Err(Reason::Fetch(error))),
    };
    let found = match read(walk.plan.source, item, &fetched) {
        Ok(found) => found,
        Err(reason) => return Ok(Err(reason)),
    };
    // What a complete run left without a text has none, and says nothing of the others.
    let known = walk.intake.known(item)?;
    if found.is_some() || !walk.is_ground(known.as_ref()) {
        walk.fields.note(found.as_ref());
    }
    // An article of which the portal has no more than its list says stays as listed; one that it
    // once had is missing.
    if found.is_none()
        && let Some(known) = known.filter(|known| known.status == Status::Full)
    {
        missed(walk, &known, fetched.answer.fetched)?;
    }
    if let Some(article) = found {
        let taken = walk.intake.take(article, &provenance(&fetched))?;
        walk.intake.secure()?;
        walk.tally.took(&taken);
    }
    walk.tally.answered();
    Ok(Ok(()))
}

/// Notes that the portal has no such article.
fn missed(walk: &mut Walk<'_>, known: &Article, at: DateTime<Utc>) -> Result<(), IntakeError> {
    let Some(taken) = walk.intake.miss(&known.id, at)? else { return Ok(()) };
    walk.intake.secure()?;
    if known.absence.gone.is_none() {
        (walk.watch)(Event::Warning(&format!("the portal no longer has “{}”", known.title)));
    }
    walk.tally.took(&taken);
    Ok(())
}

/// The article of an answer, when it is proved to be the one that was asked for.
fn read(source: Source, item: &Sighting, fetched: &Fetched) -> Result<Option<Sighting>, Reason> {
    let not_ours = |why: NotOurs| Reason::NotOurs { url: fetched.answer.url.clone(), why };
    let page = match source {
        Source::Legacy | Source::Archive => {
            portal::read(fetched.body(), Some(&fetched.answer.url)).map_err(not_ours)?
        }
        Source::Bridge => match read_article(fetched.body(), SECTION_CATEGORY).map_err(not_ours)? {
            ArticleAnswer::Found(page) => page,
            ArticleAnswer::Empty => return Ok(None),
        },
    };
    let Some(mut article) = page.article else { return Err(Reason::NoArticle) };
    let same_title = text::folded(&article.title) == text::folded(&item.title);
    let same_minute = article.published.is_some() && article.published == item.published;
    let proved = match source {
        // The answer prints the number of its article.
        Source::Bridge if !article.keys.is_empty() => article.keys.iter().any(|key| item.keys.contains(key)),
        // A legacy page doesn't, and what stands at an address may have become another article.
        Source::Bridge | Source::Legacy | Source::Archive => same_title || same_minute,
    };
    if !proved {
        return Err(Reason::OtherArticle(article.title));
    }
    article.section |= item.section;
    article.keys.extend(item.keys.iter().filter(|key| !article.keys.contains(key)).cloned().collect::<Vec<_>>());
    Ok(Some(article))
}
