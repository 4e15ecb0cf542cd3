//! Explains why JSON isn't an article record: which field is wrong, and what was expected there.

use serde::de::IgnoredAny;

use super::record_keys::Record;

/// One sentence for bytes that could not be parsed as a record.
pub(super) fn of_bytes(json: &[u8]) -> String {
    // A tree of the values could take a hundred times the memory of the text.
    match serde_json::from_slice::<IgnoredAny>(json) {
        Ok(_) => explain(serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(json))),
        Err(error) if error.is_eof() => "the JSON ends in the middle".to_owned(),
        Err(error) => no_json(&error),
    }
}

fn no_json(error: &serde_json::Error) -> String {
    format!("this isn't JSON from character {} on", error.column())
}

fn explain(outcome: Result<Record<'_>, serde_path_to_error::Error<serde_json::Error>>) -> String {
    let Err(error) = outcome else { return "this isn't an article record".to_owned() };
    let (path, inner) = (error.path().to_string(), error.inner());
    // Half a letter in a text is found only when the text is read.
    if inner.is_syntax() {
        return no_json(inner);
    }
    let said = inner.to_string();
    // The position within the record doesn't help: the field is named.
    let position = format!(" at line {} column {}", inner.line(), inner.column());
    let said = said.strip_suffix(&position).unwrap_or(&said);
    match path.as_str() {
        "." => format!("this isn't an article record: {said}"),
        field => format!("“{field}” is wrong: {said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        assert!(serde_json::from_str::<Record<'_>>(json).is_err(), "{json}");
        let said = of_bytes(json.as_bytes());
        assert!(said.starts_with(expected), "{json}: {said}");
    }

    #[test]
    fn the_field_and_its_value_are_named() {
        check(r#"{"titl":"a"}"#, "this isn't an article record: missing field `title`");
        check(r#"{"title":null}"#, "“title” is wrong: invalid type: null, expected a string");
        check(r#"{"title":5}"#, "“title” is wrong: invalid type: integer `5`, expected a string");
        check("[1]", "");
        check("7", "this isn't an article record: invalid type: integer `7`");
        check(r#"{"title":5,"a":"\ud800"}"#, "“title” is wrong: invalid type: integer `5`");
        check(r#"{"title":"\ud800"}"#, "this isn't JSON from character ");
        check("not json", "this isn't JSON from character 2 on");
        check(r#"{"title":"a""#, "the JSON ends in the middle");
        check(r#"{"title":"a","title":"b"}"#, "this isn't an article record: duplicate field `title`");
    }
}
