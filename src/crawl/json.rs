//! JSON inputs: recognises the kind from the beginning of a file, and reads the records in one document.

use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The kind of a JSON input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Json {
    /// One record per line.
    Lines,
    /// One document that contains records: the output of `--format json`, an array, or a single record.
    Records,
    /// Anything else, such as an answer of the bridge.
    Document,
}

/// Keys at the top of the bridge's answers.
const BRIDGE_KEYS: [&str; 8] = ["d", "data", "MA", "ma", "ITEMS", "items", "TEN_MUC", "tenMuc"];

/// Recognises the kind from the first bytes.
pub(super) fn kind(prefix: &[u8]) -> Json {
    let prefix = prefix.strip_prefix("\u{feff}".as_bytes()).unwrap_or(prefix).trim_ascii_start();
    if prefix.starts_with(b"[") {
        return if first_of_array_is_record(prefix) { Json::Records } else { Json::Document };
    }
    let keys = top_keys(prefix);
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(&key.as_str()));
    let first_end = prefix.iter().position(|b| *b == b'\n');
    let first = &prefix[..first_end.unwrap_or(prefix.len())];
    let whole_line = serde_json::from_slice::<IgnoredAny>(first).is_ok();
    let another = prefix.split(|b| *b == b'\n').skip(1).any(|line| line.starts_with(b"{"));
    if has(&["articles"]) || (has(&["total"]) && has(&["coverage"])) {
        Json::Records
    } else if another && (whole_line || !has(&BRIDGE_KEYS)) {
        Json::Lines
    } else if has(&["title"]) {
        // A record on one line may be the first of many; one over several lines is alone.
        if whole_line || first_end.is_none() { Json::Lines } else { Json::Records }
    } else {
        Json::Document
    }
}

/// Whether any line of a stream's beginning may be an article: its keys are those of a record or of the portal.
pub(super) fn has_record(prefix: &[u8]) -> bool {
    const RECORD_KEYS: [&str; 7] = ["title", "tieuDe", "TIEU_DE", "d", "ITEMS", "TEN_MUC", "tenMuc"];
    let prefix = prefix.strip_prefix("\u{feff}".as_bytes()).unwrap_or(prefix);
    let mut lines = prefix.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_start);
    lines.any(|line| top_keys(line).iter().any(|key| RECORD_KEYS.contains(&key.as_str())))
}

/// The keys of an object whose end may be missing, as far as they can be read.
fn top_keys(prefix: &[u8]) -> Vec<String> {
    struct Keys<'a>(&'a mut Vec<String>);
    impl<'de> Visitor<'de> for Keys<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                self.0.push(key);
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }
    let mut keys = Vec::new();
    // The prefix may end anywhere, so an error is expected; the keys before it count.
    let _ = serde_json::Deserializer::from_slice(prefix).deserialize_map(Keys(&mut keys));
    keys
}

fn first_of_array_is_record(prefix: &[u8]) -> bool {
    let inside = prefix[1..].trim_ascii_start();
    top_keys(inside).iter().any(|key| key == "title")
}

/// Passes the records of one document to `take` one by one, so that its size doesn't matter: those in its `articles`, in an
/// array, or the document itself.
pub(super) fn each_record<E>(
    reader: impl Read,
    mut take: impl FnMut(&Value) -> Result<(), E>,
) -> Result<(), RecordsError<E>> {
    let mut stopped = None;
    let mut visit = |value: &Value| match take(value) {
        Ok(()) => true,
        Err(error) => {
            stopped = Some(error);
            false
        }
    };
    let read = serde_json::Deserializer::from_reader(reader).deserialize_any(Document(&mut visit));
    match (stopped, read) {
        (Some(error), _) => Err(RecordsError::Stopped(error)),
        (None, Err(error)) => Err(RecordsError::Json(error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Why reading ended early.
pub(super) enum RecordsError<E> {
    Json(serde_json::Error),
    Stopped(E),
}

/// What is told of each record; false ends the reading.
type Visit<'a> = &'a mut dyn FnMut(&Value) -> bool;

struct Document<'a>(Visit<'a>);

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<Value>()? {
            if !(self.0)(&value) {
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut own = serde_json::Map::new();
        let mut wrapped = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "articles" {
                wrapped = true;
                map.next_value_seed(Document(&mut *self.0))?;
            } else {
                own.insert(key, Value::deserialize(map.next_value::<Value>()?).map_err(serde::de::Error::custom)?);
            }
        }
        if !wrapped {
            (self.0)(&Value::Object(own));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_what_it_holds() {
        let long = format!("{{\"id\":\"x\",\"title\":\"y\",\"body\":\"{}", "a".repeat(70_000));
        let bridge = format!("{{\"MA\": \"8351\", \"ITEMS\": [{{\"title\": \"{}", "a".repeat(70_000));
        for (text, expected) in [
            ("{\"title\":\"a\"}\n{\"title\":\"b\"}\n", Json::Lines),
            ("{\"title\":\"a\"}", Json::Lines),
            ("{\"titel\":\"a\"}\n{\"title\":\"b\"}\n", Json::Lines),
            ("{\"title\":\n{\"title\":\"b\"}\n", Json::Lines),
            ("{\n  \"title\": \"a\"\n}\n", Json::Records),
            ("{\"query\":null,\"total\":1,\"coverage\":{},\"articles\":[\n{\"id\":", Json::Records),
            ("[{\"id\":\"x\",\"title\":\"a\"}]", Json::Records),
            ("[{\"MA\":\"8351\",\"ITEMS\":[]}]", Json::Document),
            ("{\"d\":{\"ma\":\"1\"}}", Json::Document),
            ("{\"status\":1}", Json::Document),
            (&long, Json::Lines),
            (&bridge, Json::Document),
        ] {
            assert_eq!(kind(text.as_bytes()), expected, "{}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn records_are_read_wherever_they_stand() {
        for (text, count) in [
            (r#"{"total":2,"articles":[{"title":"a"},{"title":"b"}]}"#, 2),
            (r#"{"articles":[]}"#, 0),
            (r#"[{"title":"a"},{"title":"b"},{"title":"c"}]"#, 3),
            (r#"{"title":"a"}"#, 1),
        ] {
            let mut seen = 0;
            let read = each_record(text.as_bytes(), |_| {
                seen += 1;
                Ok::<_, ()>(())
            });
            assert!(read.is_ok());
            assert_eq!(seen, count, "{text}");
        }
        let cut = each_record(&br#"{"articles":[{"title":"a"},{"ti"#[..], |_| Ok::<_, ()>(()));
        assert!(matches!(cut, Err(RecordsError::Json(_))));
        assert!(matches!(each_record(&b"[1,2]"[..], |_| Err("no")), Err(RecordsError::Stopped("no"))));
    }
}
