//! Identity: when are two sightings the same article, and what is it called.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::digest::{hex, sha256_hex};
use crate::calendar::Moment;

/// The program's name for an article, safe as a file name: `20260121-3f9c01d2ab47`.
///
/// The first part is the Vietnamese day (or `undated`), the second the start of the SHA-256 of the
/// folded title and the minute of publication. A title and a time are all that every source of the
/// portal prints, so the same article gets the same name whichever way it comes in. Once given, a
/// name stays: other names that would have been made are kept as aliases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Id(String);

/// Longest id in characters that is taken over from an imported record.
const ID_CHARS_MAX: usize = 151;
/// Longest key, in bytes.
const KEY_BYTES_MAX: usize = 1024;
/// In the place of the day of an article without a date.
const UNDATED: &str = "undated";
/// Hexadecimal digits of the digest in an id: 48 bits, so that a million articles of one day are apart.
const ID_HEX_DIGITS: usize = 12;

impl Id {
    /// Makes the id of an article from its *folded* title and its time.
    pub(crate) fn of(folded_title: &str, published: Option<&Moment>) -> Id {
        let minute = published.map(|m| m.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
        let day = published.map_or_else(|| UNDATED.to_owned(), |m| m.format("%Y%m%d").to_string());
        let mut digest = Sha256::new();
        digest.update(folded_title.as_bytes());
        digest.update([b'\n']);
        digest.update(minute.as_bytes());
        let hex = hex(&digest.finalize());
        Id(format!("{day}-{}", &hex[..ID_HEX_DIGITS]))
    }

    /// The id of an article whose title and minute are another's: theirs, and a part from an
    /// identity that sets the two apart.
    pub(crate) fn apart(&self, identity: &str) -> Id {
        const HEX_DIGITS: usize = 6;
        let hex = sha256_hex(identity.as_bytes());
        Id(format!("{}-{}", self.0, &hex[..HEX_DIGITS]))
    }

    /// Takes over an id that a record brings, when it is `[A-Za-z0-9_][A-Za-z0-9._-]{0,150}`.
    pub(crate) fn parse(text: &str) -> Option<Id> {
        let first = text.bytes().next()?;
        let fits = text.len() <= ID_CHARS_MAX
            && (first.is_ascii_alphanumeric() || first == b'_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        (fits && !is_device(text)).then(|| Id(text.to_owned()))
    }

    /// Whether the program made this id from a title and a time, as opposed to one that a record brought.
    pub(crate) fn is_made(&self) -> bool {
        let Some((day, digest)) = self.0.split_once('-') else { return false };
        let day_fits = day == UNDATED || (day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()));
        day_fits && digest.len() >= ID_HEX_DIGITS && digest.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether Windows keeps this name for a device, with any ending.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered =
        |prefix| stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n != "0" && n.parse::<u8>().is_ok());
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// An identity that a source prints for an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// The article number of the bridge portal (`aid`, `MA`).
    Aid(String),
    /// The last part of a legacy address. Everything else in such an address varies.
    Slug(String),
    /// An id of this program, from a record or from title and time.
    Id(Id),
}

impl Key {
    /// Reads a key back from the form that [`fmt::Display`] gives it in `aliases`.
    pub(crate) fn parse(text: &str) -> Option<Key> {
        if text.len() > KEY_BYTES_MAX || text.contains(char::is_control) {
            return None;
        }
        match text.split_once(':') {
            Some(("aid", aid)) if !aid.is_empty() => Some(Key::Aid(aid.to_owned())),
            Some(("slug", slug)) if !slug.is_empty() => Some(Key::Slug(slug.to_owned())),
            Some(_) => None,
            None => Id::parse(text).map(Key::Id),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Aid(aid) => write!(f, "aid:{aid}"),
            Key::Slug(slug) => write!(f, "slug:{slug}"),
            Key::Id(id) => write!(f, "{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::moment;

    #[test]
    fn an_id_is_the_day_and_a_digest_and_differs_by_minute() {
        let at = |minute| moment(2026, 1, 21, 14, minute).unwrap();
        let a = Id::of("bo truong", Some(&at(3)));
        assert!(a.as_str().starts_with("20260121-"), "{a}");
        assert_eq!(a.as_str().len(), "20260121-".len() + ID_HEX_DIGITS);
        assert_eq!(a, Id::of("bo truong", Some(&at(3))));
        assert_ne!(a, Id::of("bo truong", Some(&at(4))));
        assert!(Id::of("bo truong", None).as_str().starts_with("undated-"));
    }

    #[test]
    fn only_ids_that_are_safe_as_file_names_are_taken_over() {
        for good in
            ["a", "_x", "20260121-3f9c01d2ab47", "A.b_c-9", "con1", "com0", "com10", "auxiliary", "a.", "a-.", "a.."]
        {
            assert_eq!(Id::parse(good).map(|i| i.to_string()).as_deref(), Some(good));
        }
        let long = "a".repeat(ID_CHARS_MAX + 1);
        for bad in [
            "",
            ".x",
            "-x",
            "a/b",
            "a b",
            "đ",
            "a\n",
            "CON",
            "nul.txt",
            "Com7",
            "aux.2026.x",
            "lpt1",
            "PRN",
            long.as_str(),
        ] {
            assert_eq!(Id::parse(bad), None, "{bad:?}");
        }
        assert!(Id::parse(&long[1..]).is_some());
    }

    #[test]
    fn keys_survive_their_printed_form() {
        for text in ["aid:167411", "slug:thu-truong-", "20260121-3f9c01d2ab47"] {
            assert_eq!(Key::parse(text).unwrap().to_string(), text);
        }
        for bad in ["aid:", "http://x", "ftp:x", "", &format!("aid:{}", "/".repeat(KEY_BYTES_MAX))] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }
}
