//! The list of today's portal: a window of the newest articles, without pages.
//!
//! To read deeper is to ask for a larger window, until it ends on known ground or holds fewer than
//! were asked for. The latter may also be a limit of the server's own; such limits are round numbers,
//! so that a round number of articles proves nothing.

use std::num::NonZeroU32;

use super::{End, Reason, Stop, Walk, address};
use crate::fetch::Request;
use crate::portal::bridge::{SECTION_CATEGORY, list_request, read_list};

/// Articles in the first window, and how much wider each next one is.
const WINDOW_ITEMS_FIRST: u32 = 50;
const WINDOW_GROWTH: u32 = 4;
/// The section has some thousands of articles; a list of more is not the section's.
const WINDOW_ITEMS_MAX: u32 = 51_200;
/// What a server's own limit is likely to be a multiple of.
const ROUND: usize = 50;

pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), End> {
    let mut window = WINDOW_ITEMS_FIRST;
    for number in 1.. {
        let size = NonZeroU32::new(window).expect("windows only grow");
        let asked = list_request(SECTION_CATEGORY, size);
        let request = Request::post(address(&walk.plan.portal, asked.path), asked.body.to_string().into_bytes());
        let fetched = walk.ask_list(&request)?;
        let url = || request.url.clone();
        let page = read_list(fetched.body(), SECTION_CATEGORY)
            .map_err(|why| Stop::because(Reason::NotOurs { url: url(), why }))?;
        // What the server gave decides, not what could be read of it.
        let items = page.listing.as_ref().map_or(0, |listing| listing.entries);
        if items == 0 {
            return Err(Stop::because(Reason::EmptyList { url: url() }).into());
        }
        if walk.take_list(number, page, &fetched)? {
            return Ok(());
        }
        if (items as u64) < u64::from(window) {
            if items.is_multiple_of(ROUND) {
                walk.doubt(&format!(
                    "the portal gave {items} articles when asked for {window}: that may be all, or as many as it gives at once"
                ));
            }
            return Ok(());
        }
        if window >= WINDOW_ITEMS_MAX {
            return Err(Stop::because(Reason::SameAgain).into());
        }
        window = window.saturating_mul(WINDOW_GROWTH).min(WINDOW_ITEMS_MAX);
    }
    Ok(())
}
