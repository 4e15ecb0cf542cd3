//! An answer as a tree that keeps only what answers are read for.
//!
//! The JSON of an answer may be anything. A tree of all of it would take a hundred times the memory of the text, so values
//! of unknown keys are dropped while they are read, and the number of values that are kept is limited.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Most values of one answer that are kept. A list of twenty thousand articles has some two hundred thousand.
pub(super) const VALUES_MAX: usize = 500_000;
/// How deep values are looked for. Items of a list are four deep; whatever is deeper is passed over.
const DEPTH_MAX: u32 = 24;

/// Keys that answers are read for, as [`canonical`] spells them.
const KNOWN: [&str; 14] = [
    "ma",
    "mabaiviet",
    "tieude",
    "mota",
    "noidung",
    "items",
    "madanhmuc",
    "tendanhmuc",
    "tenmuc",
    "thoigianxuatban",
    "thoigianbatdaudang",
    "thoigiandang",
    "d",
    "data",
];
/// Stands for all other keys.
pub(super) const OTHER: &str = "";

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Null,
    /// Text, or a number as it is written.
    Text(String),
    Array(Vec<Tree>),
    Object(Object),
    /// Anything else, or what isn't kept.
    Other,
    /// So many values of an array that are none of the portal's. It is the last of its array.
    Dropped(usize),
}

/// An object; its fields in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object {
    /// Known keys, and others whose values contain known keys.
    pub(super) fields: Vec<(&'static str, Tree)>,
    /// Whether other keys say something.
    pub(super) says_more: bool,
    /// Whether any of its texts lacks a letter.
    pub(super) lacks_letters: bool,
}

impl Tree {
    pub(super) fn as_object(&self) -> Option<&Object> {
        match self {
            Tree::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it contains a value of a known key.
    fn holds_known(&self) -> bool {
        match self {
            Tree::Object(object) => !object.fields.is_empty(),
            Tree::Array(values) => values.iter().any(Tree::holds_known),
            _ => false,
        }
    }

    /// Whether it says nothing: null, blank text, nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Tree::Null => true,
            Tree::Text(text) => text.trim().is_empty(),
            Tree::Array(values) => values.is_empty(),
            Tree::Object(_) | Tree::Other | Tree::Dropped(_) => false,
        }
    }
}

/// Parses an answer and what follows it. Returns the tree, and the number of bytes of the answer.
pub(super) fn parse(text: &str) -> Result<(Tree, usize), serde_json::Error> {
    let left = Cell::new(VALUES_MAX);
    let mut values = serde_json::Deserializer::from_str(text);
    let tree = Seed { left: &left, depth: 0, keeps_text: true }.deserialize(&mut values)?;
    // The parser stops right after a value that ends with a bracket.
    let rest = values.into_iter::<IgnoredAny>().byte_offset();
    Ok((tree, rest))
}

/// Whether parsing failed because there were too many values.
pub(super) fn is_too_large(error: &serde_json::Error) -> bool {
    error.to_string().starts_with(TOO_MANY)
}

const TOO_MANY: &str = "too many values";

#[derive(Clone, Copy)]
struct Seed<'b> {
    left: &'b Cell<usize>,
    depth: u32,
    /// Whether texts are kept, or only whether they are blank.
    keeps_text: bool,
}

impl Seed<'_> {
    fn inside(self, keeps_text: bool) -> Self {
        Seed { depth: self.depth + 1, keeps_text, ..self }
    }

    fn spend<E: Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| E::custom(TOO_MANY))?;
        self.left.set(left);
        Ok(())
    }

    fn text(self, text: &str) -> Tree {
        match (self.keeps_text, text.trim().is_empty(), lacks_letters(text)) {
            (true, ..) => Tree::Text(text.to_owned()),
            (false, true, _) => Tree::Null,
            // Who made the object wants to know that a letter is missing.
            (false, false, true) => Tree::Text(char::REPLACEMENT_CHARACTER.to_string()),
            (false, false, false) => Tree::Other,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        if self.depth > DEPTH_MAX {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|IgnoredAny| Tree::Other);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(self.text(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(self.text(&number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(self.text(&number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(self.text(&number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let (mut values, mut dropped) = (Vec::new(), 0);
        while let Some(value) = seq.next_element_seed(self.inside(false))? {
            let is_kept = match &value {
                Tree::Object(Object { fields, says_more, .. }) => !fields.is_empty() || !says_more,
                value => value.holds_known(),
            };
            if is_kept {
                self.spend()?;
                values.push(value);
            } else {
                dropped += 1;
            }
        }
        if dropped > 0 {
            values.push(Tree::Dropped(dropped));
        }
        Ok(Tree::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let value = map.next_value_seed(self.inside(key != OTHER))?;
            if let Tree::Text(text) = &value {
                object.lacks_letters |= lacks_letters(text);
            }
            if key != OTHER || value.holds_known() {
                self.spend()?;
                object.fields.push((key, value));
            } else {
                object.says_more |= !value.is_blank();
            }
        }
        Ok(Tree::Object(object))
    }
}

pub(super) fn lacks_letters(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

/// Reads a key as one of [`KNOWN`], or as [`OTHER`].
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<&'static str, E> {
        let is = |name: &&&str| canonical(key).eq(name.bytes());
        Ok(KNOWN.iter().find(is).copied().unwrap_or(OTHER))
    }
}

/// The letters of a key without case and underscores: `TIEU_DE` is `tieuDe`.
fn canonical(key: &str) -> impl Iterator<Item = u8> {
    key.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase())
}
