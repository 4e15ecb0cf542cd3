//! The list of a legacy page, its pager, and its clock.

use scraper::ElementRef;

use super::markup::{ITEM, ITEM_ABSTRACT, ITEM_LINK, ITEM_TIME, ITEM_TITLE, LIST, PAGER, PAGER_ENTRY, PAGER_LINK};
use crate::article::{DateSource, Sighting};
use crate::calendar::{ListingStamp, listing_stamp};
use crate::page::Listing;
use crate::portal::address::{Address, SECTION_PAGE, SECTION_PUBLISHER, article_url};
use crate::portal::html::{Tree, text_of};
use crate::portal::words::{NoTitle, title_of, words_of};

/// Reads the list of a page, if there is one; it may be empty.
pub(super) fn read(tree: &Tree, address: Option<&str>, warnings: &mut Vec<String>) -> Option<Listing> {
    let list = tree.first(&LIST)?;
    let mut stamps = StampCheck::default();
    let (mut untitled, mut too_long, mut cut) = (0, 0, 0);
    let mut items = Vec::new();
    for element in tree.html.select(&ITEM) {
        if !tree.holds_whole(element) {
            cut += 1;
            continue;
        }
        match item(element, address, &mut stamps) {
            Ok(item) => items.push(item),
            Err(NoTitle::Missing) => untitled += 1,
            Err(NoTitle::TooLong) => too_long += 1,
        }
    }
    let section = is_section(list, &items, address);
    items.iter_mut().for_each(|item| item.section = section);
    for (count, why) in [(untitled, NoTitle::Missing), (too_long, NoTitle::TooLong)] {
        if count > 0 {
            warnings.push(format!("{count} items of the list have {why} and were left out"));
        }
    }
    if cut > 0 {
        warnings.push("the page ends in the middle of its list, whose last item was left out".to_owned());
    }
    stamps.warn(warnings);
    let pager = tree.first(&PAGER).filter(|pager| tree.holds_whole(*pager));
    let unreadable = untitled + too_long + cut;
    Some(Listing {
        entries: items.len() + unreadable,
        unreadable,
        items,
        number: pager.and_then(active_number),
        has_next: pager.map(offers_next),
    })
}

fn item(element: ElementRef<'_>, address: Option<&str>, stamps: &mut StampCheck) -> Result<Sighting, NoTitle> {
    let heading = element.select(&ITEM_TITLE).next().ok_or(NoTitle::Missing)?;
    let mut item = Sighting::titled(title_of(words_of(&text_of(heading)))?);
    let href = heading.select(&ITEM_LINK).next().and_then(|link| link.attr("href"));
    if let Some(href) = href
        && let Some(url) = article_url(href, address)
    {
        item.keys.extend(Address::parse(&url).and_then(|a| a.key()));
        item.url = Some(url);
    }
    let printed = element.select(&ITEM_TIME).next().and_then(|time| words_of(&text_of(time)));
    if let Some(printed) = printed {
        match listing_stamp(&printed) {
            Some((stamp, _)) => {
                stamps.see(stamp, &printed);
                item.published = Some(stamp.published);
                item.date_source = Some(DateSource::Listing);
            }
            None => stamps.unreadable.push(printed),
        }
    }
    item.abstract_ = element.select(&ITEM_ABSTRACT).find_map(|p| words_of(&text_of(p)));
    item.abstract_truncated = item.abstract_.as_deref().is_some_and(is_cut_abstract);
    Ok(item)
}

/// Lengths in characters, without the dots, at which the portal cuts an abstract: at the last blank
/// before 200. Text in decomposed letters is cut earlier, counted as one reads it.
const CUT_CHARS: std::ops::RangeInclusive<usize> = 120..=205;

/// Whether an abstract is the portal's cut of a longer one, rather than a text that ends in dots.
pub(in crate::portal) fn is_cut_abstract(text: &str) -> bool {
    let bare = text.strip_suffix("...").or_else(|| text.strip_suffix('…'));
    bare.is_some_and(|bare| CUT_CHARS.contains(&bare.chars().count()))
}

/// Whether the list is the section's. A list that nothing contradicts is: some saved pages have no
/// address and no links.
fn is_section(list: ElementRef<'_>, items: &[Sighting], address: Option<&str>) -> bool {
    let names_section = |url: &String| {
        url.contains(SECTION_PUBLISHER)
            || matches!(Address::parse(url), Some(Address::Article { page, .. }) if page == SECTION_PAGE)
    };
    let inside_publisher = list
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|e| e.value().id().is_some_and(|id| id.contains(SECTION_PUBLISHER)));
    let page = match address.and_then(Address::parse) {
        Some(Address::Listing { page, .. } | Address::Article { page, .. }) => Some(page),
        _ => None,
    };
    page.is_none_or(|page| page == SECTION_PAGE)
        || inside_publisher
        || items.iter().filter_map(|item| item.url.as_ref()).any(names_section)
}

fn active_number(pager: ElementRef<'_>) -> Option<u32> {
    let active = pager.select(&PAGER_ENTRY).find(|li| has_class(*li, "active"))?;
    let text = text_of(active);
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits[..digits.bytes().take_while(u8::is_ascii_digit).count()].parse().ok().filter(|n| *n > 0)
}

/// The last entry is "next": disabled, or a link that leads nowhere, when there is none.
fn offers_next(pager: ElementRef<'_>) -> bool {
    let Some(last) = pager.select(&PAGER_ENTRY).last() else { return false };
    let href = last.select(&PAGER_LINK).next().and_then(|link| link.attr("href"));
    let leads_on = href.is_some_and(|href| !href.trim_start().to_ascii_lowercase().starts_with("javascript:"));
    leads_on && !has_class(last, "disabled") && !has_class(last, "active")
}

fn has_class(element: ElementRef<'_>, name: &str) -> bool {
    element.value().classes().any(|class| class == name)
}

/// The weekdays of a list against its clock.
#[derive(Default)]
pub(in crate::portal) struct StampCheck {
    seen: usize,
    /// Printed stamps whose weekday fits neither reading, and those that fit the literal one only.
    wrong: Vec<String>,
    literal: Vec<String>,
    pub(in crate::portal) unreadable: Vec<String>,
}

impl StampCheck {
    pub(in crate::portal) fn see(&mut self, stamp: ListingStamp, printed: &str) {
        self.seen += 1;
        if stamp.only_literal_fits {
            self.literal.push(printed.to_owned());
        } else if !stamp.weekday_agrees {
            self.wrong.push(printed.to_owned());
        }
    }

    /// Says once per page what is wrong with its dates.
    pub(in crate::portal) fn warn(&self, warnings: &mut Vec<String>) {
        let seen = self.seen;
        if let [first, ..] = self.literal.as_slice() {
            warnings.push(format!(
                "{} of {seen} dates of the list fit their weekday only when the clock is read as Vietnam's, not UTC \
                 (“{first}”): the portal may have changed its clock, and the times may be seven hours late",
                self.literal.len()
            ));
        }
        if let [first, ..] = self.wrong.as_slice() {
            warnings.push(format!(
                "{} of {seen} dates of the list disagree with their weekday (“{first}”)",
                self.wrong.len()
            ));
        }
        if let [first, ..] = self.unreadable.as_slice() {
            warnings.push(format!("{} dates of the list can't be read (“{first}”)", self.unreadable.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_tells_the_page_and_whether_there_is_a_next() {
        let pager = |entries: &str| {
            let html = format!("<div class='clearfix lfr-pagination'><ul class='pager'>{entries}</ul></div></html>");
            let list = read(&Tree::parse(&html).unwrap(), None, &mut Vec::new()).unwrap();
            (list.number, list.has_next)
        };
        let cases = [
            ("<li class=active><a>3</a></li><li><a href='/x?cur=4'>Tiếp</a></li>", (Some(3), Some(true))),
            (
                "<li class=active>Trang 12 (hiện tại)</li><li class=disabled><a href='/x'>Tiếp</a></li>",
                (Some(12), Some(false)),
            ),
            ("<li><a href='/x'>1</a></li><li><a href=' JavaScript:;'>Tiếp</a></li>", (None, Some(false))),
            ("<li class=active><a href='/x'>2</a></li>", (Some(2), Some(false))),
            ("<li><a href='/x'>1</a></li><li>Tiếp</li>", (None, Some(false))),
            ("", (None, Some(false))),
        ];
        for (entries, expected) in cases {
            assert_eq!(pager(entries), expected, "{entries}");
        }
    }

    #[test]
    fn abstracts_are_cut_near_two_hundred_characters() {
        let words = |chars: usize| "a".repeat(chars);
        for (text, expected) in [
            (words(195) + "...", true),
            (words(190) + "…", true),
            (words(195), false),
            (words(40) + "...", false),
            (words(400) + "...", false),
            (String::new(), false),
        ] {
            assert_eq!(is_cut_abstract(&text), expected, "{text}");
        }
    }
}
