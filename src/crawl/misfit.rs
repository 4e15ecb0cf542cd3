//! What is wrong with a record, in a sentence for whoever wrote it: which field, what stands there,
//! and what should.

use serde_json::Value;

/// What a field of a record may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    Texts,
    YesNo,
    Number,
    Moment,
    DateSource,
}

const FIELDS: [(&str, Wanted); 20] = [
    ("id", Wanted::Text),
    ("title", Wanted::Text),
    ("published", Wanted::Text),
    ("published_at", Wanted::Text),
    ("date", Wanted::Text),
    ("date_source", Wanted::DateSource),
    ("section", Wanted::YesNo),
    ("url", Wanted::Text),
    ("aliases", Wanted::Texts),
    ("abstract", Wanted::Text),
    ("abstract_truncated", Wanted::YesNo),
    ("body", Wanted::Text),
    ("captions", Wanted::Texts),
    ("source", Wanted::Text),
    ("version", Wanted::Number),
    ("first_seen", Wanted::Moment),
    ("fetched", Wanted::Moment),
    ("sha256", Wanted::Text),
    ("missing_since", Wanted::Moment),
    ("gone", Wanted::Moment),
];

impl Wanted {
    fn fits(self, value: &Value) -> bool {
        match self {
            Wanted::Text => value.is_string(),
            Wanted::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Wanted::YesNo => value.is_boolean(),
            Wanted::Number => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
            Wanted::Moment => value.as_str().is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
            Wanted::DateSource => serde_json::from_value::<crate::article::DateSource>(value.clone()).is_ok(),
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Wanted::Text => "text",
            Wanted::Texts => "a list of texts",
            Wanted::YesNo => "true or false",
            Wanted::Number => "a whole number",
            Wanted::Moment => "a moment such as 2026-01-21T07:03:00Z",
            Wanted::DateSource => "listing, article, bridge, record or capture",
        }
    }
}

/// Why bytes are no record, where reading them has failed.
pub(super) fn of_bytes(json: &[u8], error: &serde_json::Error) -> String {
    match serde_json::from_slice(json) {
        Ok(value) => of_value(&value),
        Err(_) => of_syntax(error),
    }
}

/// Why a value is no record, where taking it for one has failed.
pub(super) fn of_value(value: &Value) -> String {
    let Some(fields) = value.as_object() else {
        return format!("this is no article record: it is {}", found(value));
    };
    for (name, wanted) in FIELDS {
        match fields.get(name) {
            Some(Value::Null) if name != "title" => {}
            None if name != "title" => {}
            None => return "this is no article record: it has no “title”".to_owned(),
            Some(value) if !wanted.fits(value) => {
                return format!("“{name}” must be {}, and is {}", wanted.in_words(), found(value));
            }
            Some(_) => {}
        }
    }
    // The same key twice, for instance: nothing that a look at one value could show.
    "this is no article record: a field stands there twice or has a wrong form".to_owned()
}

/// Why bytes are no JSON.
fn of_syntax(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the JSON ends in the middle".to_owned();
    }
    format!("this is no JSON from character {} on", error.column())
}

/// Longest text that is quoted.
const QUOTED_CHARS_MAX: usize = 30;

fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() > QUOTED_CHARS_MAX => "a text".to_owned(),
        Value::String(text) => format!("the text “{text}”"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::record::Record;

    fn check(json: &str, expected: &str) {
        let error = serde_json::from_str::<Record<'_>>(json).err().expect("no record");
        assert_eq!(of_bytes(json.as_bytes(), &error), expected, "{json}");
    }

    #[test]
    fn the_field_and_what_stands_there_are_told() {
        check(r#"{"titl":"a"}"#, "this is no article record: it has no “title”");
        check(r#"{"title":null}"#, "“title” must be text, and is null");
        check(r#"{"title":5}"#, "“title” must be text, and is the number 5");
        check(r#"{"title":"a","section":"yes"}"#, "“section” must be true or false, and is the text “yes”");
        check(r#"{"title":"a","aliases":[1]}"#, "“aliases” must be a list of texts, and is a list");
        check(r#"{"title":"a","version":-1}"#, "“version” must be a whole number, and is the number -1");
        check(
            r#"{"title":"a","fetched":"today"}"#,
            "“fetched” must be a moment such as 2026-01-21T07:03:00Z, and is the text “today”",
        );
        check(
            r#"{"title":"a","date_source":"press"}"#,
            "“date_source” must be listing, article, bridge, record or capture, and is the text “press”",
        );
        check("[1]", "this is no article record: it is a list");
        check("not json", "this is no JSON from character 2 on");
        check(r#"{"title":"a""#, "the JSON ends in the middle");
        check(
            r#"{"title":"a","title":"b"}"#,
            "this is no article record: a field stands there twice or has a wrong form",
        );
    }
}
