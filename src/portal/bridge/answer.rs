//! The bridge's answers, in every spelling that is known of them.
//!
//! Keys are compared without case and underscores (`TIEU_DE` is `tieuDe`), numbers may be strings,
//! fields may be missing or null, and the whole may be wrapped in `d` or `data`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::cut::{CutList, before_cut};
use super::fields::{
    BODY, CATEGORIES, CATEGORY_NAMES, ID, ITEMS, LEAD, TIME, TITLE, field, has, line_field, text_field, unwrapped,
};
use super::tree::{self, Object, Tree, VALUES_MAX, lacks_letters};
use super::{SECTION_CATEGORY, is_section, strings};
use crate::article::{DateSource, Key, Sighting};
use crate::calendar::{article_stamp, read_moment};
use crate::page::{Listing, Page, PageKind};
use crate::portal::address::{Address, public_address};
use crate::portal::mended::mended;
use crate::portal::sniff::{self, Shape, replaced_warning};
use crate::portal::words::{NoTitle, title_of};
use crate::portal::{Rejected, legacy, prose};
use crate::text::clean;

/// How many items that can't be read are named.
const LOST_NAMED_MAX: usize = 10;

/// What the bridge says of one article.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one answer lives for a moment; a box would save nothing")]
pub(crate) enum ArticleAnswer {
    /// The page's `article` is always there.
    Found(Page),
    /// The portal knows no more than its list says: null, nothing, or an object without a title.
    Empty,
}

/// Reads the answer to a list request; `category` is what was asked for.
pub(crate) fn read_list(bytes: &[u8], category: &str) -> Result<Page, Rejected> {
    let (value, warnings) = parse(bytes)?;
    let mut page = list(&value, Some(category))?;
    page.warnings.extend(warnings);
    Ok(page)
}

/// Reads the answer to an article request; `category` is the list that the article was found in, as
/// it was asked for.
pub(crate) fn read_article(bytes: &[u8], category: &str) -> Result<ArticleAnswer, Rejected> {
    let (value, warnings) = parse(bytes)?;
    let mut answer = article(&value, Some(category))?;
    if let ArticleAnswer::Found(page) = &mut answer {
        page.warnings.extend(warnings);
    }
    Ok(answer)
}

/// Reads an answer of either kind, from a file, or all answers inside of other JSON.
pub(in crate::portal) fn read(text: &str, address: Option<&str>) -> Result<Page, Rejected> {
    let mut warnings = Vec::new();
    let (tree, rest) = match parse_text(text, &mut warnings) {
        Err(Rejected::JsonCut) => return cut_list(text),
        parsed => parsed?,
    };
    nothing_else(text, rest)?;
    let category = match address.and_then(Address::parse) {
        Some(Address::Bridge { category, .. }) => category,
        _ => None,
    };
    let mut page = match one(&tree, category.as_deref()) {
        Err(Rejected::NotBridge) => inside(&tree).ok_or(Rejected::NotBridge)?,
        read => read?,
    };
    page.warnings.extend(warnings);
    Ok(page)
}

/// Reads the items of a list that precede the place where it was cut. Nothing else that was cut is read: an article
/// might lack a part of its text. An array that was cut after one value is a list if another value was to follow.
fn cut_list(text: &str) -> Result<Page, Rejected> {
    let CutList { json, is_followed } = before_cut(text).ok_or(Rejected::JsonCut)?;
    let mut warnings =
        vec!["the list ends in the middle: the items before are read, the others are missing".to_owned()];
    let (tree, _) = parse_text(&json, &mut warnings)?;
    let is_list = holds_list(&tree) || (is_followed && holds_item(&tree));
    if !is_list {
        return Err(Rejected::JsonCut);
    }
    let mut page = list(&tree, None).map_err(|_| Rejected::JsonCut)?;
    let listing = page.listing.as_mut().filter(|list| !list.items.is_empty()).ok_or(Rejected::JsonCut)?;
    listing.entries += 1;
    listing.unreadable += 1;
    page.warnings.extend(warnings);
    Ok(page)
}

/// Reads an answer of either kind.
fn one(tree: &Tree, category: Option<&str>) -> Result<Page, Rejected> {
    if holds_list(tree) {
        return list(tree, None);
    }
    let empty = Page { kind: PageKind::BridgeArticle, listing: None, article: None, warnings: Vec::new() };
    match article(tree, category)? {
        ArticleAnswer::Found(page) => Ok(page),
        ArticleAnswer::Empty => Ok(Page { warnings: vec!["the portal's answer holds no article".to_owned()], ..empty }),
    }
}

/// All answers inside of a value that is none itself, as one page; `None` if there are none.
fn inside(tree: &Tree) -> Option<Page> {
    let values: Vec<&Tree> = match tree {
        Tree::Array(values) => values.iter().collect(),
        Tree::Object(object) => object.fields.iter().map(|(_, value)| value).collect(),
        Tree::Null | Tree::Text(_) | Tree::Other | Tree::Dropped(_) => return None,
    };
    let pages = values.into_iter().filter_map(|value| match one(value, None) {
        Ok(page) if page.article.is_some() || page.listing.as_ref().is_some_and(|list| !list.items.is_empty()) => {
            Some(page)
        }
        // A list in which nothing can be read may still be around answers.
        _ => inside(value),
    });
    pages.reduce(|mut all, page| {
        let (mut list, more) = (all.listing.take().unwrap_or_default(), page.listing.unwrap_or_default());
        let articles: Vec<Sighting> = all.article.take().into_iter().chain(page.article).collect();
        list.entries += more.entries + articles.len();
        list.unreadable += more.unreadable;
        list.items.splice(0..0, articles);
        list.items.extend(more.items);
        all.warnings.extend(page.warnings);
        Page { kind: PageKind::BridgeListing, listing: Some(list), article: None, warnings: all.warnings }
    })
}

/// The JSON of a server's answer, with warnings about its letters. Wrong letters cost no more than themselves, and what
/// follows the JSON is ignored.
fn parse(bytes: &[u8]) -> Result<(Tree, Vec<String>), Rejected> {
    let lossy;
    let (text, mut warnings) = match sniff::decode(bytes, None) {
        Ok(decoded) => {
            let warnings = decoded.warnings();
            lossy = decoded.text;
            (&*lossy, warnings)
        }
        Err(Rejected::NotUtf8 { .. }) => {
            lossy = String::from_utf8_lossy(bytes);
            (&*lossy, vec!["its letters are in no encoding that byt knows; those it can't read are missing".to_owned()])
        }
        Err(why) => return Err(why),
    };
    // A challenge or a maintenance notice comes as a page, with status 200.
    if sniff::shape_of(text) == Shape::Html {
        return Err(legacy::read(text, None).map_or_else(|e| e, |_| Rejected::NotBridge));
    }
    let (tree, rest) = parse_text(text, &mut warnings)?;
    if !rest.trim().is_empty() {
        warnings.push(format!("{} characters that follow the JSON are ignored", rest.trim().chars().count()));
    }
    Ok((tree, warnings))
}

/// Parses JSON and returns what follows it.
fn parse_text<'t>(text: &'t str, warnings: &mut Vec<String>) -> Result<(Tree, &'t str), Rejected> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut tree, rest) = match tree::parse(text) {
        Ok((tree, end)) => (tree, &text[end..]),
        Err(error) => {
            let Some((mended, replaced)) = mended(text).filter(|_| !tree::is_too_large(&error)) else {
                return Err(broken(&error));
            };
            let (tree, _) = tree::parse(&mended).map_err(|left| broken(if left.is_eof() { &left } else { &error }))?;
            warnings.push(replaced_warning(replaced));
            (tree, "")
        }
    };
    strings::decode(&mut tree);
    Ok((tree, rest))
}

fn broken(error: &serde_json::Error) -> Rejected {
    match (tree::is_too_large(error), error.is_eof()) {
        (true, _) => Rejected::JsonTooLarge(VALUES_MAX),
        (false, true) => Rejected::JsonCut,
        (false, false) => Rejected::JsonBroken { line: error.line(), column: error.column() },
    }
}

/// Fails if anything follows the JSON of a file: it may be another document.
fn nothing_else(text: &str, rest: &str) -> Result<(), Rejected> {
    if rest.trim().is_empty() {
        return Ok(());
    }
    let before = &text[..text.len() - rest.trim_start().len()];
    let line = before.rsplit('\n').next().unwrap_or_default();
    Err(Rejected::JsonBroken { line: 1 + before.matches('\n').count(), column: line.len() + 1 })
}

/// Whether a file holds a list rather than an article: groups, bare items, or nothing in an array.
fn holds_list(value: &Tree) -> bool {
    match value {
        Tree::Array(values) => !values.iter().filter_map(Tree::as_object).any(|o| has(o, BODY)),
        Tree::Object(object) if has(object, ITEMS) => true,
        Tree::Object(object) => match unwrapped(object) {
            // `{"d": []}` is how the portal says that it has no such article.
            Some(Tree::Array(values)) => {
                let list = values.iter().filter_map(Tree::as_object);
                list.clone().any(|o| has(o, ITEMS)) || list.clone().count() > 1
            }
            Some(inner) => holds_list(inner),
            None => false,
        },
        _ => false,
    }
}

/// Whether a value is one item of a list, in an array that may be wrapped.
fn holds_item(value: &Tree) -> bool {
    match value {
        Tree::Array(values) => matches!(&values[..], [Tree::Object(item)] if has(item, TITLE) && !has(item, BODY)),
        Tree::Object(object) => unwrapped(object).is_some_and(holds_item),
        _ => false,
    }
}

fn list(value: &Tree, asked: Option<&str>) -> Result<Page, Rejected> {
    let value = match value {
        Tree::Object(object) if !has(object, ITEMS) => unwrapped(object).ok_or(Rejected::NotBridge)?,
        other => other,
    };
    let single = std::slice::from_ref(value);
    let groups = match value {
        Tree::Array(values) => values.as_slice(),
        Tree::Object(_) => single,
        // `{"d": null}` is an empty list to whoever asked for one.
        Tree::Null => &[],
        Tree::Text(_) | Tree::Other | Tree::Dropped(_) => return Err(Rejected::NotBridge),
    };
    let mut reading = ListReading { asked, ..ListReading::default() };
    // One group that is none doesn't cost the others.
    let odd: usize = groups.iter().map(|group| reading.part(group)).sum();
    if odd > 0 && reading.items.is_empty() {
        return Err(Rejected::NotBridge);
    }
    if odd + reading.no_items > 0 {
        let parts = odd + reading.no_items;
        reading.warnings.push(format!("{parts} entries of the list are neither groups nor articles, and are left out"));
    }
    if reading.lost.len() > LOST_NAMED_MAX {
        reading.warnings.push(format!("{} items of the list have no number or no usable title", reading.lost.len()));
    }
    let named = reading.lost.iter().take(LOST_NAMED_MAX);
    reading.warnings.extend(named.map(|lost| format!("{lost}, and is left out")));
    let listing = Listing {
        items: reading.items,
        entries: reading.entries + odd,
        unreadable: reading.lost.len() + reading.no_items + odd,
        number: None,
        has_next: None,
    };
    Ok(Page { kind: PageKind::BridgeListing, listing: Some(listing), article: None, warnings: reading.warnings })
}

/// A list that is being read.
#[derive(Default)]
struct ListReading<'a> {
    asked: Option<&'a str>,
    items: Vec<Sighting>,
    /// Where in `items` an article stands.
    places: HashMap<Vec<Key>, usize>,
    warnings: Vec<String>,
    /// What can be said of the items that can't be read.
    lost: Vec<String>,
    /// How many entries aren't items at all.
    no_items: usize,
    entries: usize,
}

impl ListReading<'_> {
    /// Reads a group or an item. Returns how many parts it is that are neither.
    fn part(&mut self, part: &Tree) -> usize {
        let object = match part {
            Tree::Object(object) => object,
            Tree::Dropped(several) => return *several,
            _ => return 1,
        };
        match field(object, ITEMS) {
            Some(Tree::Array(items)) => self.group(text_field(object, ID).as_deref(), items),
            Some(_) => return 1,
            None if has(object, TITLE) => {
                self.entries += 1;
                self.item(None, object);
            }
            // A category without articles has null for its items, or none at all.
            None if object.fields.iter().any(|(key, _)| *key == "items") || has(object, &["tenmuc"]) => {}
            None => return 1,
        }
        0
    }

    fn group(&mut self, category: Option<&str>, items: &[Tree]) {
        let asked = self.asked;
        self.entries += items.len();
        for item in items {
            match item {
                Tree::Object(object) => self.item(category.or(asked), object),
                Tree::Dropped(several) => {
                    self.entries += several - 1;
                    self.no_items += several;
                }
                _ => self.no_items += 1,
            }
        }
    }

    fn item(&mut self, category: Option<&str>, object: &Object) {
        let category = category.or(self.asked);
        let sighting = match sighting(object, category, &mut self.warnings) {
            Ok(sighting) if !sighting.keys.is_empty() => sighting,
            Ok(untold) => return self.lost.push(format!("“{}” has no number", untold.title)),
            Err(why) => {
                let number = text_field(object, ID).map_or("without a number".to_owned(), |number| shown(&number));
                return self.lost.push(format!("the list's item {number} has {why}"));
            }
        };
        // An article of several categories may stand in several groups.
        match self.places.entry(sighting.keys.clone()) {
            Entry::Occupied(known) => self.items[*known.get()].section |= sighting.section,
            Entry::Vacant(place) => {
                place.insert(self.items.len());
                self.items.push(sighting);
            }
        }
    }
}

/// The beginning of a text, for messages.
fn shown(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 80;
    text.chars().take(SHOWN_CHARS_MAX).collect()
}

/// Whether a text may be the number of an article: the portal's have six digits.
fn is_number(text: &str) -> bool {
    const NUMBER_BYTES_MAX: usize = 64;
    text.len() <= NUMBER_BYTES_MAX && !lacks_letters(text) && !text.contains(char::is_control)
}

/// What an item of a list, or the head of an article, says. Fails without a title.
fn sighting(object: &Object, category: Option<&str>, warnings: &mut Vec<String>) -> Result<Sighting, NoTitle> {
    let mut sighting = Sighting::titled(title_of(line_field(object, TITLE))?);
    let own = text_field(object, CATEGORIES);
    let in_section = |list: &str| list.split(';').any(|c| c.trim() == SECTION_CATEGORY);
    let names = text_field(object, CATEGORY_NAMES).unwrap_or_default();
    let names_section = names.split(';').any(|name| is_section(&clean(name)));
    sighting.section = category == Some(SECTION_CATEGORY)
        || own.as_deref().is_some_and(in_section)
        || (own.is_none() && names_section);
    if let Some(aid) = text_field(object, ID).filter(|aid| is_number(aid)) {
        let list = if sighting.section { SECTION_CATEGORY } else { category.unwrap_or(SECTION_CATEGORY) };
        sighting.url = Some(public_address(&aid, list));
        sighting.keys = vec![Key::Aid(aid)];
    }
    if let Some(printed) = text_field(object, TIME) {
        sighting.published = article_stamp(&printed).or_else(|| read_moment(&printed));
        sighting.date_source = sighting.published.map(|_| DateSource::Bridge);
        if sighting.published.is_none() {
            warnings.push(format!("“{}” has a date that can't be read: “{printed}”", sighting.title));
        }
    }
    sighting.abstract_ = line_field(object, LEAD);
    sighting.abstract_truncated = sighting.abstract_.as_deref().is_some_and(legacy::is_cut_abstract);
    if object.lacks_letters {
        let number = sighting.keys.first().map(|key| format!(" ({key})")).unwrap_or_default();
        warnings.push(format!("“{}”{number} lacks letters: they arrived damaged", sighting.title));
    }
    Ok(sighting)
}

fn article(value: &Tree, asked: Option<&str>) -> Result<ArticleAnswer, Rejected> {
    let inner = match value {
        Tree::Object(object) if !has(object, TITLE) => unwrapped(object).ok_or(Rejected::NotBridge)?,
        other => other,
    };
    let inner = match inner {
        Tree::Array(values) if values.len() > 1 => return Err(Rejected::NotBridge),
        Tree::Array(values) => values.first().unwrap_or(&Tree::Null),
        other => other,
    };
    let object = match inner {
        Tree::Null => return Ok(ArticleAnswer::Empty),
        Tree::Text(text) if text.trim().is_empty() => return Ok(ArticleAnswer::Empty),
        Tree::Object(object) => object,
        Tree::Text(_) | Tree::Array(_) | Tree::Other | Tree::Dropped(_) => return Err(Rejected::NotBridge),
    };
    if has(object, ITEMS) {
        return Err(Rejected::NotBridge);
    }
    let mut warnings = Vec::new();
    let Ok(mut found) = sighting(object, asked, &mut warnings) else {
        return if is_empty_detail(object) { Ok(ArticleAnswer::Empty) } else { Err(Rejected::NotBridge) };
    };
    if let Some(source) = text_field(object, BODY) {
        let prose = prose::sort_out(prose::fragment_blocks(&source)?);
        found.body = prose.body();
        found.captions = prose.captions;
        found.source = prose.source;
    }
    // What comes in the answer for one article is never the cut text of a list.
    found.abstract_truncated = false;
    let page = Page { kind: PageKind::BridgeArticle, listing: None, article: Some(found), warnings };
    Ok(ArticleAnswer::Found(page))
}

/// An object with nothing in it, the article's number aside.
fn is_empty_detail(object: &Object) -> bool {
    !object.says_more && object.fields.iter().all(|(key, value)| value.is_blank() || ID.contains(key))
}
