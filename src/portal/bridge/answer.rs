//! The bridge's answers, in every spelling that is known of them.
//!
//! Keys are compared without case and underscores (`TIEU_DE` is `tieuDe`), numbers may be strings,
//! fields may be missing or null, and the whole may be wrapped in `d` or `data`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{SECTION_CATEGORY, is_section, strings};
use crate::article::{DateSource, Key, Sighting};
use crate::calendar::article_stamp;
use crate::page::{Listing, Page, PageKind};
use crate::portal::address::{Address, public_address};
use crate::portal::sniff::{self, Shape};
use crate::portal::words::words_of;
use crate::portal::{Rejected, legacy, prose};
use crate::text::clean;

/// Longest JSON in bytes that is taken apart without having shown that it holds articles.
const UNPROVED_BYTES_MAX: usize = 1 << 20;

type Object = Map<String, Value>;

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

/// Reads an answer of either kind, from a file.
pub(in crate::portal) fn read(text: &str, address: Option<&str>) -> Result<Page, Rejected> {
    let value = parse_text(text)?;
    if holds_list(&value) {
        return list(&value, None);
    }
    let category = match address.and_then(Address::parse) {
        Some(Address::Bridge { category, .. }) => category,
        _ => None,
    };
    let empty = Page { kind: PageKind::BridgeArticle, listing: None, article: None, warnings: Vec::new() };
    match article(&value, category.as_deref())? {
        ArticleAnswer::Found(page) => Ok(page),
        ArticleAnswer::Empty => Ok(Page { warnings: vec!["the portal's answer holds no article".to_owned()], ..empty }),
    }
}

/// The JSON of an answer, with warnings about its letters.
fn parse(bytes: &[u8]) -> Result<(Value, Vec<String>), Rejected> {
    let decoded = sniff::decode(bytes, None)?;
    // A challenge or a maintenance notice comes as a page, with status 200.
    if sniff::shape_of(&decoded.text) == Shape::Html {
        return Err(legacy::read(&decoded.text, None).map_or_else(|e| e, |_| Rejected::NotBridge));
    }
    Ok((parse_text(&decoded.text)?, decoded.warnings()))
}

fn parse_text(text: &str) -> Result<Value, Rejected> {
    let text = text.trim_start_matches('\u{feff}');
    // A tree takes many times the memory of its text: long JSON has to show a title first.
    if text.len() > UNPROVED_BYTES_MAX && !["tieu", "TIEU", "Tieu"].iter().any(|key| text.contains(key)) {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| broken(&error))?;
        return Err(Rejected::NotBridge);
    }
    let mut value = serde_json::from_str(text).map_err(|error| broken(&error))?;
    strings::decode(&mut value);
    Ok(value)
}

fn broken(error: &serde_json::Error) -> Rejected {
    match error.is_eof() {
        true => Rejected::JsonCut,
        false => Rejected::JsonBroken { line: error.line(), column: error.column() },
    }
}

/// Whether a file holds a list rather than an article: groups, bare items, or nothing in an array.
fn holds_list(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.iter().filter_map(Value::as_object).any(|o| has(o, BODY)),
        Value::Object(object) if has(object, ITEMS) => true,
        Value::Object(object) => match unwrapped(object) {
            // `{"d": []}` is how the portal says that it has no such article.
            Some(Value::Array(values)) => {
                let list = values.iter().filter_map(Value::as_object);
                list.clone().any(|o| has(o, ITEMS)) || list.clone().count() > 1
            }
            Some(inner) => holds_list(inner),
            None => false,
        },
        _ => false,
    }
}

// Keys as `field` compares them.
const ID: &[&str] = &["ma", "mabaiviet"];
const TITLE: &[&str] = &["tieude"];
const LEAD: &[&str] = &["mota"];
const BODY: &[&str] = &["noidung"];
const ITEMS: &[&str] = &["items"];
const CATEGORIES: &[&str] = &["madanhmuc"];
const CATEGORY_NAMES: &[&str] = &["tendanhmuc", "tenmuc"];
const TIME: &[&str] = &["thoigianxuatban", "thoigianbatdaudang", "thoigiandang"];
const WRAPPERS: &[&str] = &["d", "data"];

/// The first of the named fields that is there and not null.
fn field<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Value> {
    let found = names.iter().find_map(|name| object.iter().find(|(key, value)| is_key(key, name) && !value.is_null()));
    found.map(|(_, value)| value)
}

fn is_key(key: &str, name: &str) -> bool {
    key.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase()).eq(name.bytes())
}

fn has(object: &Object, names: &[&str]) -> bool {
    field(object, names).is_some()
}

/// A field as text: a string or a number, trimmed; `None` when empty.
fn text_field(object: &Object, names: &[&str]) -> Option<String> {
    let text = match field(object, names)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A field that may hold HTML, as one line.
fn line_field(object: &Object, names: &[&str]) -> Option<String> {
    let source = text_field(object, names)?;
    if !source.contains(['<', '&']) {
        return words_of(&source);
    }
    // HTML that can't be parsed within the limit isn't a line of text either.
    let blocks = prose::fragment_blocks(&source).ok()?;
    let line = blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

fn unwrapped(object: &Object) -> Option<&Value> {
    WRAPPERS.iter().find_map(|name| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))).map(|(_, v)| v)
}

fn list(value: &Value, asked: Option<&str>) -> Result<Page, Rejected> {
    let value = match value {
        Value::Object(object) if !has(object, ITEMS) => unwrapped(object).ok_or(Rejected::NotBridge)?,
        other => other,
    };
    let single = std::slice::from_ref(value);
    let groups = match value {
        Value::Array(values) => values.as_slice(),
        Value::Object(_) => single,
        // `{"d": null}` is an empty list if a list was requested.
        Value::Null => &[],
        _ => return Err(Rejected::NotBridge),
    };
    let mut reading =
        ListReading { asked, items: Vec::new(), places: HashMap::new(), warnings: Vec::new(), nameless: 0, entries: 0 };
    for group in groups {
        let object = group.as_object().ok_or(Rejected::NotBridge)?;
        match field(object, ITEMS) {
            Some(Value::Array(items)) => reading.group(text_field(object, ID).as_deref(), items),
            Some(_) => return Err(Rejected::NotBridge),
            None if has(object, TITLE) => reading.item(None, object),
            // A category without articles has null for its items, or none at all.
            None if object.keys().any(|k| k.eq_ignore_ascii_case("items")) || has(object, &["tenmuc"]) => {}
            None => return Err(Rejected::NotBridge),
        }
    }
    if reading.nameless > 0 {
        reading.warnings.push(format!("{} items of the list have no number or no title", reading.nameless));
    }
    let listing = Listing {
        items: reading.items,
        entries: reading.entries,
        unreadable: reading.nameless,
        number: None,
        has_next: None,
    };
    Ok(Page { kind: PageKind::BridgeListing, listing: Some(listing), article: None, warnings: reading.warnings })
}

/// A list that is being read.
struct ListReading<'a> {
    asked: Option<&'a str>,
    items: Vec<Sighting>,
    /// The position of an article in `items`.
    places: HashMap<Vec<Key>, usize>,
    warnings: Vec<String>,
    nameless: usize,
    entries: usize,
}

impl ListReading<'_> {
    fn group(&mut self, category: Option<&str>, items: &[Value]) {
        let asked = self.asked;
        self.entries += items.len();
        for item in items {
            match item.as_object() {
                Some(object) => self.item(category.or(asked), object),
                None => self.nameless += 1,
            }
        }
    }

    fn item(&mut self, category: Option<&str>, object: &Object) {
        let category = category.or(self.asked);
        let Some(sighting) = sighting(object, category, &mut self.warnings).filter(|s| !s.keys.is_empty()) else {
            self.nameless += 1;
            return;
        };
        // An article of several categories may be in several groups.
        match self.places.entry(sighting.keys.clone()) {
            Entry::Occupied(known) => self.items[*known.get()].section |= sighting.section,
            Entry::Vacant(place) => {
                place.insert(self.items.len());
                self.items.push(sighting);
            }
        }
    }
}

/// What an item of a list, or the head of an article, says; `None` without a title.
fn sighting(object: &Object, category: Option<&str>, warnings: &mut Vec<String>) -> Option<Sighting> {
    let mut sighting = Sighting::titled(line_field(object, TITLE)?);
    let own = text_field(object, CATEGORIES);
    let in_section = |list: &str| list.split(';').any(|c| c.trim() == SECTION_CATEGORY);
    let names = text_field(object, CATEGORY_NAMES).unwrap_or_default();
    let names_section = names.split(';').any(|name| is_section(&clean(name)));
    sighting.section = category == Some(SECTION_CATEGORY)
        || own.as_deref().is_some_and(in_section)
        || (own.is_none() && names_section);
    if let Some(aid) = text_field(object, ID) {
        let list = if sighting.section { SECTION_CATEGORY } else { category.unwrap_or(SECTION_CATEGORY) };
        sighting.url = Some(public_address(&aid, list));
        sighting.keys = vec![Key::Aid(aid)];
    }
    if let Some(printed) = text_field(object, TIME) {
        sighting.published = article_stamp(&printed);
        sighting.date_source = sighting.published.map(|_| DateSource::Bridge);
        if sighting.published.is_none() {
            warnings.push(format!("“{}” has a date that can't be read: “{printed}”", sighting.title));
        }
    }
    sighting.abstract_ = line_field(object, LEAD);
    sighting.abstract_truncated = sighting.abstract_.as_deref().is_some_and(legacy::is_cut_abstract);
    let lacks_letters = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    if lacks_letters(&sighting.title) || sighting.abstract_.as_deref().is_some_and(lacks_letters) {
        let number = sighting.keys.first().map(|key| format!(" ({key})")).unwrap_or_default();
        warnings.push(format!("“{}”{number} lacks letters: they arrived damaged", sighting.title));
    }
    Some(sighting)
}

fn article(value: &Value, asked: Option<&str>) -> Result<ArticleAnswer, Rejected> {
    let inner = match value {
        Value::Object(object) if !has(object, TITLE) => unwrapped(object).ok_or(Rejected::NotBridge)?,
        other => other,
    };
    let inner = match inner {
        Value::Array(values) if values.len() > 1 => return Err(Rejected::NotBridge),
        Value::Array(values) => values.first().unwrap_or(&Value::Null),
        other => other,
    };
    let object = match inner {
        Value::Null => return Ok(ArticleAnswer::Empty),
        Value::String(text) if text.trim().is_empty() => return Ok(ArticleAnswer::Empty),
        Value::Object(object) => object,
        _ => return Err(Rejected::NotBridge),
    };
    if has(object, ITEMS) {
        return Err(Rejected::NotBridge);
    }
    let mut warnings = Vec::new();
    let Some(mut found) = sighting(object, asked, &mut warnings) else {
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
    let blank = |value: &Value| value.is_null() || value.as_str().is_some_and(|s| s.trim().is_empty());
    object.iter().all(|(key, value)| blank(value) || ID.iter().any(|name| is_key(key, name)))
}
