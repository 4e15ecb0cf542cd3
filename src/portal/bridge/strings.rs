//! All strings of an answer.

use std::borrow::Cow;

use super::tree::Tree;
use crate::text::recognise;

/// Decodes all strings of an answer that is recognisably in an encoding from before Unicode.
pub(super) fn decode(tree: &mut Tree) {
    let mut strings = Vec::new();
    collect(tree, &mut strings);
    let Some(encoding) = recognise(strings.into_iter()) else { return };
    change(tree, &|text| match encoding.decode(text) {
        Cow::Owned(decoded) => Some(decoded),
        Cow::Borrowed(_) => None,
    });
}

/// The depth of a tree is limited, so the recursion ends.
fn collect<'t>(tree: &'t Tree, strings: &mut Vec<&'t str>) {
    match tree {
        Tree::Text(text) => strings.push(text),
        Tree::Array(values) => values.iter().for_each(|value| collect(value, strings)),
        Tree::Object(object) => object.fields.iter().for_each(|(_, value)| collect(value, strings)),
        Tree::Null | Tree::Other | Tree::Dropped(_) => {}
    }
}

fn change(tree: &mut Tree, decode: &impl Fn(&str) -> Option<String>) {
    match tree {
        Tree::Text(text) => {
            if let Some(decoded) = decode(text) {
                *text = decoded;
            }
        }
        Tree::Array(values) => values.iter_mut().for_each(|value| change(value, decode)),
        Tree::Object(object) => object.fields.iter_mut().for_each(|(_, value)| change(value, decode)),
        Tree::Null | Tree::Other | Tree::Dropped(_) => {}
    }
}
