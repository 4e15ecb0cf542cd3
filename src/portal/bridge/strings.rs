//! All strings of a JSON document.

use std::borrow::Cow;

use serde_json::Value;

use crate::text::recognise;

/// Decodes all strings of a document that is recognisably in an encoding from before Unicode.
pub(super) fn decode(value: &mut Value) {
    let mut strings = Vec::new();
    collect(value, &mut strings);
    let Some(encoding) = recognise(strings.into_iter()) else { return };
    change(value, &|text| match encoding.decode(text) {
        Cow::Owned(decoded) => Some(decoded),
        Cow::Borrowed(_) => None,
    });
}

/// The parser limits the depth of a document, so the recursion ends.
fn collect<'v>(value: &'v Value, strings: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => strings.push(text),
        Value::Array(values) => values.iter().for_each(|value| collect(value, strings)),
        Value::Object(object) => object.values().for_each(|value| collect(value, strings)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn change(value: &mut Value, decode: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(decoded) = decode(text) {
                *text = decoded;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| change(value, decode)),
        Value::Object(object) => object.values_mut().for_each(|value| change(value, decode)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
