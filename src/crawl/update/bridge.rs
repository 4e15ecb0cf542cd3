//! The list of today's portal: a window of the newest articles, without pages.
//!
//! To read deeper is to ask for a larger window, until it ends on known ground or holds fewer than
//! were asked for.

use std::num::NonZeroU32;

use super::{End, Reason, Stop, Walk, address};
use crate::fetch::Request;
use crate::portal::bridge::{SECTION_CATEGORY, list_request, read_list};

/// Articles in the first window, and how much wider each next one is.
const WINDOW_ITEMS_FIRST: u32 = 50;
const WINDOW_GROWTH: u32 = 4;
/// The section has some thousands of articles; a list of more is not the section's.
const WINDOW_ITEMS_MAX: u32 = 51_200;

pub(super) fn walk(walk: &mut Walk<'_>) -> Result<(), End> {
    let mut window = WINDOW_ITEMS_FIRST;
    for number in 1.. {
        let size = NonZeroU32::new(window).expect("windows only grow");
        let asked = list_request(SECTION_CATEGORY, size);
        let request = Request::post(address(&walk.plan.portal, asked.path), asked.body.to_string().into_bytes());
        let fetched = walk.ask_list(&request)?;
        let url = || request.url.clone();
        let page = read_list(&fetched.body, SECTION_CATEGORY)
            .map_err(|why| Stop::because(Reason::NotOurs { url: url(), why }))?;
        let items = page.listing.as_ref().map_or(0, |listing| listing.items.len());
        if items == 0 {
            return Err(Stop::because(Reason::EmptyList { url: url() }).into());
        }
        let on_ground = walk.take_list(number, page, &fetched)?;
        if on_ground || (items as u64) < u64::from(window) || window >= WINDOW_ITEMS_MAX {
            break;
        }
        window = window.saturating_mul(WINDOW_GROWTH).min(WINDOW_ITEMS_MAX);
    }
    Ok(())
}
