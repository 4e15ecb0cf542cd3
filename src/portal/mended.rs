//! JSON in which single characters are wrong: the document is read all the same.
//!
//! Programs write half of a surrogate pair when they cut text by UTF-16 units, line breaks inside of strings, escapes
//! that JSON doesn't have, `NaN`, and numbers that are too large or have too many zeros.

/// The JSON with each wrong character replaced, by U+FFFD where it can't be known what was meant, and how many there were.
/// `None` if there are none, so whatever is wrong is something else.
pub(crate) fn mended(json: &str) -> Option<(String, usize)> {
    let mut mended = Mended { json, text: String::new(), copied: 0, replaced: 0 };
    let bytes = json.as_bytes();
    let (mut at, mut in_string) = (0, false);
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            b'"' => {
                in_string = !in_string;
                at + 1
            }
            b'\\' if in_string => mended.escape(at),
            0..=0x1f if in_string => mended.replace(at, at + 1, control(*byte)),
            b'N' | b'I' | b'+' | b'-' | b'.' | b'0'..=b'9' if !in_string => mended.number(at),
            _ => at + 1,
        };
    }
    mended.finish()
}

fn control(byte: u8) -> &'static str {
    match byte {
        b'\n' => "\\n",
        b'\t' => "\\t",
        b'\r' => "\\r",
        _ => " ",
    }
}

struct Mended<'a> {
    json: &'a str,
    text: String,
    /// Bytes of `json` that are in `text` or replaced there.
    copied: usize,
    replaced: usize,
}

impl Mended<'_> {
    /// Puts something else in the place of a part; returns its end.
    fn replace(&mut self, from: usize, to: usize, with: &str) -> usize {
        self.text.push_str(&self.json[self.copied..from]);
        self.text.push_str(with);
        self.copied = to;
        self.replaced += 1;
        to
    }

    /// Looks at the escape that starts at `at`; returns its end.
    fn escape(&mut self, at: usize) -> usize {
        const UNKNOWN: &str = "\\ufffd";
        let after = &self.json.as_bytes()[at + 1..];
        match after.first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at + 2,
            Some(b'u') => match (unit(&after[1..]), after.get(5..7), after.get(7..).and_then(unit)) {
                (Some(0xd800..=0xdbff), Some(b"\\u"), Some(0xdc00..=0xdfff)) => at + 12,
                (Some(0xd800..=0xdfff), ..) => self.replace(at, at + 6, UNKNOWN),
                (Some(_), ..) => at + 6,
                (None, ..) => self.replace(at, at + 2, UNKNOWN),
            },
            // "\'" is an apostrophe, and "\d" was meant as it is.
            Some(b'\'') => self.replace(at, at + 1, ""),
            Some(_) => self.replace(at, at + 1, "\\\\"),
            None => at + 1,
        }
    }

    /// Looks at the number that begins at `at`, outside of strings; returns its end. One that JSON doesn't have, or that
    /// is too large, becomes null.
    fn number(&mut self, at: usize) -> usize {
        let rest = &self.json[at..];
        let named = ["NaN", "Infinity", "-Infinity", "-NaN"].into_iter().find(|name| rest.starts_with(name));
        if let Some(name) = named {
            return self.replace(at, at + name.len(), "null");
        }
        let length = rest.bytes().take_while(|byte| b"+-.eE0123456789".contains(byte)).count();
        match length {
            // A letter that begins no number.
            0 => at + 1,
            _ if serde_json::from_str::<f64>(&rest[..length]).is_ok() => at + length,
            _ => self.replace(at, at + length, "null"),
        }
    }

    fn finish(mut self) -> Option<(String, usize)> {
        self.text.push_str(&self.json[self.copied..]);
        (self.replaced > 0).then_some((self.text, self.replaced))
    }
}

/// Four hexadecimal digits.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(json: &str, expected: Option<&str>) {
        let mended = mended(json).map(|(text, _)| text);
        assert_eq!(mended.as_deref(), expected, "{json}");
        if let Some(text) = mended {
            serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }

    #[test]
    fn wrong_characters_are_replaced_and_the_rest_stays() {
        check(r#"["a\ud83d b"]"#, Some(r#"["a\ufffd b"]"#));
        check(r#"["\ude00"]"#, Some(r#"["\ufffd"]"#));
        check(r#"["\ud83d\ud83d\ude00"]"#, Some(r#"["\ufffd\ud83d\ude00"]"#));
        check(r#"["\ud83dx\ude00","\uD83D"]"#, Some(r#"["\ufffdx\ufffd","\ufffd"]"#));
        check(r#"["\u12"]"#, Some(r#"["\ufffd12"]"#));
        check("[\"a\nb\tc\u{1}\"]", Some(r#"["a\nb\tc "]"#));
        check(r#"["l\'eau C:\dir"]"#, Some(r#"["l'eau C:\\dir"]"#));
        check(r#"{"a":NaN,"b":[-Infinity,Infinity]}"#, Some(r#"{"a":null,"b":[null,null]}"#));
        check(r#"["\ud83d\ude00 \u1ed9 \\ \" \n NaN"]"#, None);
        check("{\n \"a\": -1\n}", None);
        check(r#"{"a":1e400,"b":[-1e999,1e5]}"#, Some(r#"{"a":null,"b":[null,1e5]}"#));
        check("[007,1.,.5,+5,-,1.5e3]", Some("[null,null,null,null,null,1.5e3]"));
    }

    proptest! {
        #[test]
        fn any_text_is_mended_or_not(text in "[\\\\\"ud8fN\u{1}a\\n\u{1ed9}\\[\\]{}:,-]{0,40}") {
            mended(&text);
        }

        #[test]
        fn any_string_becomes_json(text in "([\\\\ud8fcN'x\u{1}\\n\u{1ed9}])*x") {
            let json = format!("[\"{text}\"]");
            let read = serde_json::from_str::<Vec<String>>(&json).is_ok();
            prop_assert!(read || mended(&json).is_some_and(|(text, _)| serde_json::from_str::<Vec<String>>(&text).is_ok()), "{}", json);
        }
    }
}
