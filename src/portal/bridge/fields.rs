//! The fields of an answer's objects, under every name that is known of them.

use super::tree::{Object, Tree};
use crate::portal::prose;
use crate::portal::words::words_of;

// Keys as `field` compares them.
pub(super) const ID: &[&str] = &["ma", "mabaiviet"];
pub(super) const TITLE: &[&str] = &["tieude"];
pub(super) const LEAD: &[&str] = &["mota"];
pub(super) const BODY: &[&str] = &["noidung"];
pub(super) const ITEMS: &[&str] = &["items"];
pub(super) const CATEGORIES: &[&str] = &["madanhmuc"];
pub(super) const CATEGORY_NAMES: &[&str] = &["tendanhmuc", "tenmuc"];
pub(super) const TIME: &[&str] = &["thoigianxuatban", "thoigianbatdaudang", "thoigiandang"];
const WRAPPERS: &[&str] = &["d", "data"];

/// The first of the named fields that is there and not null.
pub(super) fn field<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Tree> {
    let found = |name: &&str| object.fields.iter().find(|(key, value)| key == name && *value != Tree::Null);
    names.iter().find_map(found).map(|(_, value)| value)
}

pub(super) fn has(object: &Object, names: &[&str]) -> bool {
    field(object, names).is_some()
}

/// A field as text: a string or a number, trimmed; `None` when empty.
pub(super) fn text_field(object: &Object, names: &[&str]) -> Option<String> {
    match field(object, names)? {
        Tree::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// A field that may hold HTML, as one line.
pub(super) fn line_field(object: &Object, names: &[&str]) -> Option<String> {
    let source = text_field(object, names)?;
    if !source.contains(['<', '&']) {
        return words_of(&source);
    }
    // HTML that can't be parsed within the limit isn't a line of text either.
    let blocks = prose::fragment_blocks(&source).ok()?;
    let line = blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

pub(super) fn unwrapped(object: &Object) -> Option<&Tree> {
    WRAPPERS.iter().find_map(|name| object.fields.iter().find(|(key, _)| key == name)).map(|(_, value)| value)
}
