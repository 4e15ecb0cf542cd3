//! The list of today's portal: a window of the newest articles, without pages.
//!
//! To read further down, request a larger window, until it ends on known ground or has fewer articles than requested. The
//! latter may also be a limit of the server. Such limits are round numbers, so a round number of articles proves nothing.

use std::num::NonZeroU32;

use super::details;
use super::report::{End, Reason, Stop};
use super::run::{Listing, ReadArticle, UpdateRun};
use crate::article::Sighting;
use crate::fetch::{Fetched, Request};
use crate::portal::bridge::{ArticleAnswer, SECTION_CATEGORY, list_request, read_article, read_list};

/// Articles in the first window, and the factor by which each next one grows.
const WINDOW_ITEMS_FIRST: u32 = 50;
const WINDOW_GROWTH: u32 = 4;
/// The section has some thousands of articles; a longer list isn't the section's.
const WINDOW_ITEMS_MAX: u32 = 51_200;
/// A server's own limit is probably a multiple of this.
const ROUND: usize = 50;

/// The list of today's portal.
pub(super) struct BridgeList;

impl Listing for BridgeList {
    fn read(&self, run: &mut UpdateRun<'_>) -> Result<(), End> {
        read(run)
    }

    fn article_in(&self, item: &Sighting, fetched: &Fetched) -> Result<ReadArticle, Reason> {
        let not_ours = |why| Reason::NotOurs { url: fetched.answer.url.clone(), why };
        match read_article(fetched.body(), SECTION_CATEGORY).map_err(not_ours)? {
            ArticleAnswer::Found(page) => Ok((Some(details::proved(page.article, item)?), page.warnings)),
            ArticleAnswer::Empty => Ok((None, Vec::new())),
        }
    }
}

fn read(run: &mut UpdateRun<'_>) -> Result<(), End> {
    let mut window = WINDOW_ITEMS_FIRST;
    for number in 1.. {
        let size = NonZeroU32::new(window).expect("windows only grow");
        let asked = list_request(SECTION_CATEGORY, size);
        let request = Request::post(run.plan.address(asked.path), asked.body.to_string().into_bytes());
        let fetched = run.request(&request)?;
        let url = || request.url.clone();
        let page = read_list(fetched.body(), SECTION_CATEGORY)
            .map_err(|why| Stop::because(Reason::NotOurs { url: url(), why }))?;
        // The number of entries that the server sent decides, readable or not.
        let items = page.listing.as_ref().map_or(0, |listing| listing.entries);
        if items == 0 {
            return Err(Stop::because(Reason::EmptyList { url: url() }).into());
        }
        if run.take_list(number, page, &fetched)? {
            return Ok(());
        }
        if (items as u64) < u64::from(window) {
            if items.is_multiple_of(ROUND) {
                run.record_gap(&format!(
                    "the portal gave {items} articles when asked for {window}: that may be all, or its own limit"
                ));
            }
            return Ok(());
        }
        if items as u64 >= u64::from(WINDOW_ITEMS_MAX) {
            return Err(Stop::because(Reason::TooLong(items as u64, "articles")).into());
        }
        // A server may ignore the size. A window that the last answer would fill too shows nothing new.
        while window as usize <= items {
            window = window.saturating_mul(WINDOW_GROWTH).min(WINDOW_ITEMS_MAX);
        }
    }
    Ok(())
}
