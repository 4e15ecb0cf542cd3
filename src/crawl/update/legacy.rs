//! The list of the legacy portal: pages of twenty articles, which shift while they are read.
//!
//! Articles that are published meanwhile push others down, so a page may repeat articles of earlier pages; they count
//! once. So pages without anything new prove nothing while the pager offers a next one. Without a pager, two of them in
//! a row are the end.

use std::num::NonZeroU32;

use super::details;
use super::report::{End, Reason, Stop};
use super::run::{Listing, ReadArticle, UpdateRun};
use crate::article::Sighting;
use crate::fetch::{Fetched, Request};
use crate::portal::{self, address::listing_path};

/// A list without a pager ends after this many pages in a row without anything new.
const STALE_PAGES_END: u32 = 2;
/// A list whose pager offers more is considered broken after this many: two hundred articles aren't published during a
/// run.
const STALE_PAGES_MAX: u32 = 10;
/// The section had a few hundred pages; a pager that continues beyond this never ends.
const PAGES_MAX: u32 = 5_000;

/// The list of the legacy portal.
pub(super) struct LegacyList;

impl Listing for LegacyList {
    fn read(&self, run: &mut UpdateRun<'_>) -> Result<(), End> {
        read(run)
    }

    fn article_in(&self, item: &Sighting, fetched: &Fetched) -> Result<ReadArticle, Reason> {
        details::article_in_page(item, fetched)
    }
}

fn read(run: &mut UpdateRun<'_>) -> Result<(), End> {
    let mut stale_pages = 0;
    for number in 1..=PAGES_MAX {
        let asked = listing_path(NonZeroU32::new(number).expect("counted from one"));
        let request = Request::get(run.plan.address(&asked));
        let fetched = run.request(&request)?;
        let not_ours = |why| Stop::because(Reason::NotOurs { url: request.url.clone(), why });
        let page = portal::read(fetched.body(), Some(&request.url)).map_err(not_ours)?;
        let Some(listing) = page.listing.as_ref().filter(|listing| !listing.items.is_empty()) else {
            return Err(Stop::because(Reason::EmptyList { url: request.url.clone() }).into());
        };
        let (shown, has_next) = (listing.number, listing.has_next);
        // A page number beyond the end returns the last page, which has been read.
        if let Some(given) = shown.filter(|given| *given != number) {
            let is_last = given < number && has_next == Some(false);
            let other = || Stop::because(Reason::OtherPage { asked: number, given }).into();
            return if is_last { Ok(()) } else { Err(other()) };
        }
        let seen_before = run.progress.seen();
        let on_ground = run.take_list(number, page, &fetched)?;
        stale_pages = if run.progress.seen() == seen_before { stale_pages + 1 } else { 0 };
        match has_next {
            _ if on_ground => return Ok(()),
            Some(false) => return Ok(()),
            None if stale_pages >= STALE_PAGES_END => return Ok(()),
            Some(true) if stale_pages >= STALE_PAGES_MAX => {
                return Err(Stop::because(Reason::SameAgain(stale_pages)).into());
            }
            None | Some(true) => {}
        }
    }
    Err(Stop::because(Reason::TooLong(u64::from(PAGES_MAX), "pages")).into())
}
