//! Where the rows of a list stand in the texts of a scope.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::desk::{Desk, StudyError};
use super::items::{ItemReader, ItemsWanted, ListItem};
use super::listing::WordListing;
use super::reading::{Reader, ZoneWords};
use super::scope::Scope;

/// A place of a row in a text.
pub(super) struct RowPlace<'a> {
    pub(super) row: usize,
    /// The number of the article in the scope.
    pub(super) article: usize,
    pub(super) zone: &'a ZoneWords<'a>,
    /// The words of the zone.
    pub(super) words: Range<usize>,
}

/// Calls `visit` with each place of the rows with these numbers, in the order of time, until it returns `false` for the row.
/// Only texts that have such a place are read.
pub(super) fn each_place(
    desk: Desk<'_>,
    listing: &WordListing,
    scope: &Scope,
    size: usize,
    numbers: &[Option<u32>],
    mut visit: impl FnMut(RowPlace<'_>) -> bool,
) -> Result<(), StudyError> {
    let mut wanted: FxHashMap<u32, usize> =
        numbers.iter().enumerate().filter_map(|(row, number)| Some(((*number)?, row))).collect();
    let begins = listing.beginnings(wanted.keys().copied());
    let mut listed = ItemReader::new(listing, ItemsWanted { zones: scope.zones, size, begins: Some(&begins) });
    let (mut reader, mut buffer) = (Reader::default(), Vec::new());
    for (number, article) in scope.articles.iter().enumerate() {
        if wanted.is_empty() {
            break;
        }
        listed.read(article);
        let items: Vec<ListItem> =
            listed.items.iter().filter(|item| wanted.contains_key(&item.number)).copied().collect();
        if items.is_empty() {
            continue;
        }
        let text = desk.article(article, &mut buffer)?;
        let (mut items, mut before) = (items.into_iter().peekable(), 0);
        reader.zones(&text, scope.zones, |zone| {
            let end = before + zone.words.len();
            while let Some(item) = items.next_if(|item| item.at < end) {
                // It may have had enough since.
                let Some(row) = wanted.get(&item.number).copied() else { continue };
                let start = item.at - before;
                if !visit(RowPlace { row, article: number, zone: &zone, words: start..start + item.size }) {
                    wanted.remove(&item.number);
                }
            }
            before = end;
        });
    }
    Ok(())
}
