//! The list of the legacy portal: pages of twenty, which move while they are walked.
//!
//! Articles that come out meanwhile push others down, so a page may repeat what the last ones held;
//! repeats are met again and count once. So pages without anything new prove nothing while the pager
//! offers a next one. Where there is no pager, two of them in a row are the end.

use std::num::NonZeroU32;

use super::{End, Reason, Stop, Walk, address};
use crate::fetch::Request;
use crate::portal::{self, address::listing_path};

/// Pages in a row that bring nothing new, after which a list without a pager is at its end.
const STALE_PAGES_END: u32 = 2;
/// The same for a list whose pager offers more, after which it is taken to be broken: two hundred
/// articles don't come out during a walk.
const STALE_PAGES_MAX: u32 = 10;
/// The section had a few hundred pages; a pager that goes on beyond this never ends.
const PAGES_MAX: u32 = 5_000;

pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), End> {
    let mut stale_pages = 0;
    for number in 1..=PAGES_MAX {
        let asked = listing_path(NonZeroU32::new(number).expect("counted from one"));
        let request = Request::get(address(&walk.plan.portal, &asked));
        let fetched = walk.ask_list(&request)?;
        let not_ours = |why| Stop::because(Reason::NotOurs { url: request.url.clone(), why });
        let page = portal::read(fetched.body(), Some(&request.url)).map_err(not_ours)?;
        let Some(listing) = page.listing.as_ref().filter(|listing| !listing.items.is_empty()) else {
            return Err(Stop::because(Reason::EmptyList { url: request.url.clone() }).into());
        };
        let (shown, has_next) = (listing.number, listing.has_next);
        // A number beyond the end is answered with the last page, and all of it was walked.
        if let Some(given) = shown.filter(|given| *given != number) {
            let is_last = given < number && has_next == Some(false);
            let other = || Stop::because(Reason::OtherPage { asked: number, given }).into();
            return if is_last { Ok(()) } else { Err(other()) };
        }
        let met_before = walk.tally.met();
        let on_ground = walk.take_list(number, page, &fetched)?;
        stale_pages = if walk.tally.met() == met_before { stale_pages + 1 } else { 0 };
        match has_next {
            _ if on_ground => return Ok(()),
            Some(false) => return Ok(()),
            None if stale_pages >= STALE_PAGES_END => return Ok(()),
            Some(true) if stale_pages >= STALE_PAGES_MAX => return Err(Stop::because(Reason::SameAgain).into()),
            None | Some(true) => {}
        }
    }
    Err(Stop::because(Reason::SameAgain).into())
}
