//! JSON inputs: recognises the kind from the beginning of a file.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

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

/// Whether most lines of a text's beginning are JSON, and any of them may be an article.
pub(super) fn is_behind_remark(prefix: &[u8]) -> bool {
    let lines = || prefix.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let documents = lines().filter(|line| line.starts_with(b"{\"")).count();
    documents * 2 > lines().count() && has_record(prefix)
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
    let is_outside = |b: &u8| *b == b'[' || b.is_ascii_whitespace();
    let inside = &prefix[prefix.iter().position(|b| !is_outside(b)).unwrap_or(prefix.len())..];
    top_keys(inside).iter().any(|key| key == "title")
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
    fn lines_of_json_behind_a_remark_are_records() {
        for (text, expected) in [
            ("# exported\n{\"title\":\"a\"}\n{\"title\":\"b\"}\n", true),
            ("\u{feff}// a\n// b\n{\"TIEU_DE\":\"a\"}\n{\"TIEU_DE\":\"b\"}\n{\"TIEU_DE\":\"c", true),
            ("# Title\n\nFor example:\n{\"title\":\"a\"}\nand so on\n", false),
            ("# log\n{\"level\":1}\n{\"level\":2}\n", false),
            ("Sáng 3/5", false),
        ] {
            assert_eq!(is_behind_remark(text.as_bytes()), expected, "{text}");
        }
    }
}
