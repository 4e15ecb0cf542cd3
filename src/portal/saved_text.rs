//! Text that was saved from a legacy page: its list, then an article, then the newest items.
//!
//! The stamps are what such a text is known by: a line of the list, or of an article. Titles are the
//! lines before them. Layouts differ: the abstract may be joined to the stamp, be on its own line,
//! or be missing.

use super::language::{self, Proof};
use super::legacy::{StampCheck, is_cut_abstract};
use super::membership;
use super::prose::{self, Block, Hint};
use super::rejected::Rejected;
use super::words::{NoTitle, title_of};
use super::wrapping::{self, Layout, LinePlace};
use crate::article::{DateSource, Sighting};
use crate::calendar::{article_stamp, listing_stamp};
use crate::page::{Listing, Page, PageKind};

/// The heading of the section, in lower case.
const SECTION_HEADING: &str = "hoạt động của lãnh đạo bộ";
/// The heading above the article, in lower case.
const ARTICLE_HEADING: &str = "xuất bản thông tin";
/// Lines that begin the next part of the page, in lower case.
const ARTICLE_ENDS: [&str; 4] = ["tin liên quan", "thăm dò ý kiến", "tin khác", "các tin khác"];
/// Least length in characters of an abstract on a line of its own.
const ABSTRACT_CHARS_MIN: usize = 40;

/// Reads a capture; `None` when nothing in the text is the portal's.
pub(super) fn read(text: &str) -> Result<Option<Page>, Rejected> {
    let paragraphs = wrapping::paragraphs(text, Layout::List, place_of);
    let lines: Vec<String> = paragraphs.into_iter().filter(|line| has_word(line)).collect();
    if !language::is_vietnamese(&lines.join("\n"), Proof::Likely) {
        return Ok(None);
    }
    let parts = parts(&lines);
    let mut warnings = Vec::new();
    let listing = listing(parts.listing, &mut warnings);
    let mut article = parts.article.and_then(|lines| article(lines, &mut warnings));
    if listing.items.is_empty() && article.is_none() {
        // The portal's headings without a stamp: what follows them was cut off.
        let headings = [SECTION_HEADING, ARTICLE_HEADING];
        let headed = lines.iter().any(|line| headings.iter().any(|heading| is_heading(line, heading)));
        return if headed { Err(Rejected::CaptureCut) } else { Ok(None) };
    }
    if let Some(article) = &mut article {
        // The section's heading right above an article is the section showing it.
        article.section =
            listing.items.is_empty() && parts.listing.iter().any(|line| is_heading(line, SECTION_HEADING));
        membership::adopt(article, &listing.items);
    }
    let listing = Some(listing).filter(|l| !l.items.is_empty());
    Ok(Some(Page { kind: PageKind::Capture, listing, article, warnings }))
}

/// Stamps and headings are never inside a paragraph; an abstract may follow its stamp on the same line.
fn place_of(line: &str) -> LinePlace {
    let headings = [SECTION_HEADING, ARTICLE_HEADING].into_iter().chain(ARTICLE_ENDS);
    match listing_stamp(line) {
        Some((_, glued)) if has_word(glued) => LinePlace::First,
        Some(_) => LinePlace::Alone,
        None if is_article_stamp(line) || headings.into_iter().any(|heading| is_heading(line, heading)) => {
            LinePlace::Alone
        }
        None => LinePlace::Anywhere,
    }
}

fn has_word(line: &str) -> bool {
    line.chars().any(char::is_alphanumeric)
}

/// Whether a line is a heading, perhaps twice on the line, and cut in the second.
fn is_heading(line: &str, heading: &str) -> bool {
    let lower = line.to_lowercase();
    lower.strip_prefix(heading).is_some_and(|rest| heading.starts_with(rest.trim()))
}

/// The lines of a capture: those of the list, and those of the article from its title on.
struct Parts<'a> {
    listing: &'a [String],
    article: Option<ArticleLines<'a>>,
}

#[derive(Clone, Copy)]
struct ArticleLines<'a> {
    title: &'a str,
    stamp: &'a str,
    rest: &'a [String],
}

fn parts(lines: &[String]) -> Parts<'_> {
    let heading = lines.iter().position(|line| is_heading(line, ARTICLE_HEADING));
    let from = heading.map_or(0, |at| at + 1);
    // A title precedes the stamp; it can't be the heading itself.
    let stamp =
        (from + 1..lines.len()).find(|n| is_article_stamp(&lines[*n]) && listing_stamp(&lines[n - 1]).is_none());
    let article = stamp.map(|at| ArticleLines { title: &lines[at - 1], stamp: &lines[at], rest: &lines[at + 1..] });
    let end = heading.or(stamp.map(|at| at - 1)).unwrap_or(lines.len());
    Parts { listing: &lines[..end], article }
}

/// "21/01/2026 | 14:03 PM": the bar keeps a date in a text from being one.
fn is_article_stamp(line: &str) -> bool {
    line.contains('|') && article_stamp(stamp_of(line)).is_some()
}

fn stamp_of(line: &str) -> &str {
    line.trim_end_matches(['|', ' '])
}

fn listing(lines: &[String], warnings: &mut Vec<String>) -> Listing {
    let stamps: Vec<usize> = (0..lines.len()).filter(|n| listing_stamp(&lines[*n]).is_some()).collect();
    let mut check = StampCheck::default();
    let mut items = Vec::new();
    let (mut untitled, mut too_long, mut loose) = (0, 0, 0);
    let mut own_lines = false;
    for (nth, at) in stamps.iter().enumerate() {
        let Some((stamp, glued)) = listing_stamp(&lines[*at]) else { continue };
        check.see(stamp, lines[*at].strip_suffix(glued).unwrap_or(&lines[*at]));
        let titled =
            at.checked_sub(1).filter(|n| stamps.binary_search(n).is_err() && !is_heading(&lines[*n], SECTION_HEADING));
        // The line before the next stamp is the next title, and no abstract of this item.
        let next_title = stamps.get(nth + 1).map_or(lines.len(), |next| next - 1);
        let between = lines.get(at + 1..next_title).unwrap_or_default();
        let title = match title_of(titled.map(|n| lines[n].clone())) {
            Ok(title) => title,
            Err(NoTitle::Missing) => {
                untitled += 1;
                continue;
            }
            Err(NoTitle::TooLong) => {
                too_long += 1;
                continue;
            }
        };
        let mut item = Sighting::titled(title);
        item.published = Some(stamp.published);
        item.date_source = Some(DateSource::Listing);
        let own_line = between.first().filter(|line| !has_word(glued) && line.chars().count() >= ABSTRACT_CHARS_MIN);
        // Below the last item the page goes on: a line there is an abstract only in a list that has
        // such lines.
        let is_last = nth > 0 && nth + 1 == stamps.len();
        let own_line = own_line.filter(|_| own_lines || !is_last);
        own_lines |= own_line.is_some();
        item.abstract_ = Some(glued.trim()).filter(|g| has_word(g)).or(own_line.map(String::as_str)).map(str::to_owned);
        let used = usize::from(own_line.is_some());
        loose += if nth + 1 < stamps.len() { between.len() - used } else { 0 };
        item.abstract_truncated = item.abstract_.as_deref().is_some_and(is_cut_abstract);
        items.push(item);
    }
    let section = is_section(&lines[..stamps.first().map_or(0, |first| first.saturating_sub(1))]);
    items.iter_mut().for_each(|item| item.section = section);
    check.warn(warnings);
    if untitled > 0 {
        warnings.push(format!("{untitled} dates of the list have no title before them and were left out"));
    }
    if too_long > 0 {
        warnings.push(format!("{too_long} items of the list have {} and were left out", NoTitle::TooLong));
    }
    if loose > 0 {
        warnings.push(format!("{loose} lines of the list belong to no dated item and were left out"));
    }
    let unreadable = untitled + too_long;
    Listing { unreadable, entries: items.len() + unreadable, ..Listing::of(items) }
}

/// Whether the lines above the first title let the list be the section's: they name it, or no other
/// section. Only a heading in capitals right above the title is one of another section.
fn is_section(above: &[String]) -> bool {
    above.is_empty()
        || above.iter().any(|line| is_heading(line, SECTION_HEADING))
        || above.last().is_some_and(|line| line.to_uppercase().contains("BỘ Y TẾ"))
}

/// The article; `None` when the text ends right after its stamp, which may then be cut, or when no title is so long.
fn article(lines: ArticleLines<'_>, warnings: &mut Vec<String>) -> Option<Sighting> {
    let end = lines.rest.iter().position(|line| ARTICLE_ENDS.iter().any(|heading| is_heading(line, heading)));
    let rest = &lines.rest[..end.unwrap_or(lines.rest.len())];
    let block = |line: &String| Block { text: line.clone(), hint: Hint::None };
    let prose = prose::sort_out(rest.iter().map(block).collect());
    let mut paragraphs = prose.paragraphs;
    if paragraphs.is_empty() {
        return None;
    }
    let title = match title_of(Some(lines.title.to_owned())) {
        Ok(title) => title,
        Err(why) => {
            warnings.push(format!("the text has an article with {why}, which was left out"));
            return None;
        }
    };
    let mut article = Sighting::titled(title);
    article.published = article_stamp(stamp_of(lines.stamp));
    article.date_source = article.published.map(|_| DateSource::Article);
    // The first paragraph is the lead, as on the page; a lone one is the body.
    article.abstract_ = (paragraphs.len() > 1).then(|| paragraphs.remove(0));
    article.body = Some(paragraphs.join("\n\n"));
    article.captions = prose.captions;
    article.source = prose.source;
    Some(article)
}
