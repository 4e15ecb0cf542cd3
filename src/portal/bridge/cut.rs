//! Lists that end in the middle: what precedes the cut is read all the same.

/// Keys of arrays whose values are items or groups of a list, in lower case and without underscores.
const LISTS: [&str; 3] = ["items", "d", "data"];

/// An open bracket.
struct Open {
    closing: char,
    /// Whether it is around items, or is one, and not around a value of one.
    is_list: bool,
}

/// What precedes the cut.
#[derive(Debug, PartialEq)]
pub(super) struct CutList {
    /// The JSON up to the last item that is whole, with its brackets closed.
    pub(super) json: String,
    /// Whether a comma follows that item.
    pub(super) is_followed: bool,
}

/// Returns what precedes the cut; `None` if no item of a list is whole.
pub(super) fn before_cut(json: &str) -> Option<CutList> {
    let bytes = json.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let (mut end, mut closing) = (None, String::new());
    let (mut at, mut last_string, mut is_value) = (0, "", false);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                // A string without an end is where the JSON was cut.
                let Some(length) = string_length(&bytes[at..]) else { break };
                last_string = &json[at..at + length];
                at += length + 1;
            }
            b':' => is_value = true,
            b',' => is_value = false,
            b'{' | b'[' => {
                let is_named = !is_value || LISTS.contains(&canonical(last_string).as_str());
                let is_list = is_named && open.last().is_none_or(|around| around.is_list);
                open.push(Open { closing: if *byte == b'{' { '}' } else { ']' }, is_list });
                is_value = false;
            }
            b'}' | b']' => {
                open.pop()?;
                if *byte == b'}' && open.last().is_some_and(|around| around.closing == ']' && around.is_list) {
                    end = Some(at);
                    closing = open.iter().rev().map(|around| around.closing).collect();
                }
            }
            _ => {}
        }
    }
    let (before, after) = json.split_at(end?);
    Some(CutList { json: format!("{before}{closing}"), is_followed: after.trim_start().starts_with(',') })
}

/// The number of bytes before the quote that ends a string; `None` if none does.
fn string_length(after_quote: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', after_quote.get(at..)?)?;
        if after_quote[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

fn canonical(key: &str) -> String {
    key.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_items_before_a_cut_are_kept() {
        for (json, expected) in [
            (r#"[{"ma":"31","items":[{"ma":1},{"ma":2},{"ma"#, Some(r#"[{"ma":"31","items":[{"ma":1},{"ma":2}]}]"#)),
            (r#"{"d":[{"ITEMS":[{"ma":1},{"t":"a\"b"#, Some(r#"{"d":[{"ITEMS":[{"ma":1}]}]}"#)),
            (r#"[{"ma":1},{"ma":2,"f":[{"x":1},"#, Some(r#"[{"ma":1}]"#)),
            (r#"[{"i_tems":[{"ma":1}]},{"items":[{"#, Some(r#"[{"i_tems":[{"ma":1}]}]"#)),
            (r#"{"data":{"items":[{"t":"}]"},"#, Some(r#"{"data":{"items":[{"t":"}]"}]}}"#)),
            (r#"{"d":{"tieuDe":"a","tep":[{"x":1},"#, None),
            (r#"[{"ma":1,"noiDung":"a"#, None),
            (r#"[{"ma":1,"t":"a\"#, None),
            ("]", None),
            ("", None),
        ] {
            assert_eq!(before_cut(json).map(|list| list.json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_comma_shows_that_an_item_was_not_the_last() {
        for (json, expected) in [
            (r#"[{"ma":1},"#, true),
            (r#"[{"ma":1} , {"ma":2"#, true),
            (r#"{"d":[{"ma":1},"#, true),
            (r#"[{"ma":1}"#, false),
            (r#"{"d":[{"ma":1}]"#, false),
            (r#"[{"items":[{"ma":1},{"ma":2}]"#, false),
        ] {
            assert_eq!(before_cut(json).map(|list| list.is_followed), Some(expected), "{json}");
        }
    }
}
