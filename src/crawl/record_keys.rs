//! The keys of article records in JSON: byt's own, and those by which other programs call the same things.
//!
//! The first of several names in a list takes precedence. Values of keys that byt doesn't know are passed over without
//! being kept, whatever their size.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::article::{DateSource, Id};
use crate::calendar::read_moment;

/// byt's own; news-please and others; newspaper4k; fundus.
pub(super) const DATES: [&str; 6] =
    ["published", "published_at", "date", "date_publish", "publish_date", "publishing_date"];
/// byt's own; news-please; trafilatura and newspaper4k; fundus.
pub(super) const BODIES: [&str; 4] = ["body", "maintext", "text", "plaintext"];
/// byt's own; news-please; trafilatura; newspaper4k.
pub(super) const ABSTRACTS: [&str; 4] = ["abstract", "description", "excerpt", "summary"];
/// The times that only this program writes.
pub(super) const TIMES: [&str; 4] = ["first_seen", "fetched", "missing_since", "gone"];
/// Keys of what byt writes that are computed again, or that only the ledger proves.
const DERIVED: [&str; 18] = [
    "status",
    "officials",
    "topics",
    "identifiers",
    "score",
    "match",
    "snippet",
    "snippet_highlights",
    "highlights",
    "stored",
    "withdrawn",
    "crc32",
    "read_from",
    "changes",
    "position",
    "begins",
    "follows",
    "run",
];
/// How many unknown keys of one record are named.
const UNKNOWN_KEYS_MAX: usize = 64;
/// The key of the address in what fundus writes as `html`.
const FUNDUS_ADDRESS: &str = "requested_url";
/// Longest name of a key that is named in full, in characters.
const KEY_CHARS_MAX: usize = 40;

/// Most other names of one article.
const ALIASES_MAX: usize = 1000;
const CAPTIONS_MAX: usize = 10_000;

/// A record as written in a file. What is derived (officials, topics) is computed again.
#[derive(Default)]
pub(crate) struct Record<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) title: Cow<'a, str>,
    /// Under the names of [`DATES`].
    pub(super) dates: [Option<Written<'a>>; DATES.len()],
    pub(super) date_source: Option<DateSource>,
    pub(super) section: Option<bool>,
    pub(super) url: Option<String>,
    /// Where fundus requested the page.
    pub(super) requested_url: Option<String>,
    pub(super) aliases: Vec<String>,
    /// Under the names of [`ABSTRACTS`].
    pub(super) abstracts: [Option<Cow<'a, str>>; ABSTRACTS.len()],
    pub(super) abstract_truncated: Option<bool>,
    /// Under the names of [`BODIES`].
    pub(super) bodies: [Option<Cow<'a, str>>; BODIES.len()],
    pub(super) captions: Vec<String>,
    pub(super) source: Option<Cow<'a, str>>,
    pub(super) version: Option<u32>,
    pub(super) sha256: Option<String>,
    /// Under the names of [`TIMES`].
    pub(super) times: [Option<Written<'a>>; TIMES.len()],
    /// Believed in lines of a ledger only; see [`Record::of_others`].
    pub(super) joined: Vec<Id>,
    /// The keys that byt doesn't know, in their order.
    pub(super) unknown: Vec<String>,
    /// Keys of byt's own with values that it never writes: other programs call something else by the same name.
    pub(super) misread: Vec<String>,
}

/// A date as it is written in a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written<'a>(pub(super) Cow<'a, str>);

impl Written<'_> {
    /// The time that is written; `None` if it isn't one.
    pub(super) fn time(&self) -> Option<DateTime<Utc>> {
        let exact = DateTime::parse_from_rfc3339(self.0.trim()).ok().map(|time| time.to_utc());
        // A leap second is one that the reader of dates knows how to write.
        let exact = exact.filter(|time| time.timestamp_subsec_nanos() < 1_000_000_000);
        exact.or_else(|| read_moment(&self.0).map(|moment| moment.to_utc()))
    }
}

/// Text, borrowed where the JSON has it as it is.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Whatever a key contains: its text, how it is written if it is a number or a truth value, nothing for anything else.
#[derive(Default)]
struct Loose<'a> {
    text: Option<Cow<'a, str>>,
    /// Texts inside an array or an object, one a line.
    inner: String,
    /// The address that fundus writes in an object.
    address: Option<String>,
    is_null: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LooseVisitor;
        fn of<'a>(text: impl Into<Cow<'a, str>>) -> Loose<'a> {
            Loose { text: Some(text.into()), ..Loose::default() }
        }
        impl<'de> Visitor<'de> for LooseVisitor {
            type Value = Loose<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Loose<'de>, E> {
                Ok(of(text))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Loose<'de>, E> {
                Ok(of(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Loose<'de>, E> {
                Ok(of(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Loose<'de>, E> {
                Ok(of(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Loose<'de>, E> {
                Ok(of(value.to_string()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Loose<'de>, E> {
                Ok(of(value.to_string()))
            }

            fn visit_unit<E: Error>(self) -> Result<Loose<'de>, E> {
                Ok(Loose { is_null: true, ..Loose::default() })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose<'de>, A::Error> {
                let mut found = Loose::default();
                while let Some(item) = seq.next_element()? {
                    found.add(&item);
                }
                Ok(found)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose<'de>, A::Error> {
                let mut found = Loose::default();
                while let Some(Text(key)) = map.next_key()? {
                    let item: Loose<'de> = map.next_value()?;
                    if key == FUNDUS_ADDRESS {
                        found.address = item.text.map(Cow::into_owned);
                    } else {
                        found.add(&item);
                    }
                }
                Ok(found)
            }
        }
        deserializer.deserialize_any(LooseVisitor)
    }
}

impl<'a> Loose<'a> {
    fn add(&mut self, item: &Loose<'_>) {
        for text in item.text.as_deref().into_iter().chain([&*item.inner]).filter(|text| !text.trim().is_empty()) {
            if !self.inner.is_empty() {
                self.inner.push('\n');
            }
            self.inner.push_str(text);
        }
    }

    fn any_text(self) -> Option<Cow<'a, str>> {
        self.text.or_else(|| Some(self.inner).filter(|text| !text.is_empty()).map(Cow::Owned))
    }
}

/// At most `MAX` texts.
struct Limited<const MAX: usize> {
    texts: Vec<String>,
    /// Whether there was something else, too.
    has_others: bool,
}

impl<'de, const MAX: usize> Deserialize<'de> for Limited<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitedVisitor<const MAX: usize>;
        impl<'de, const MAX: usize> Visitor<'de> for LimitedVisitor<MAX> {
            type Value = Limited<MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Limited<MAX>, A::Error> {
                let mut found = Limited { texts: Vec::new(), has_others: false };
                while let Some(item) = seq.next_element::<Loose<'de>>()? {
                    if found.texts.len() == MAX {
                        return Err(Error::custom(format_args!("more than {MAX} of them")));
                    }
                    match item.text {
                        Some(text) => found.texts.push(text.into_owned()),
                        None => found.has_others = true,
                    }
                }
                Ok(found)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Limited<MAX>, E> {
                Ok(Limited { texts: vec![text.to_owned()], has_others: false })
            }

            fn visit_unit<E: Error>(self) -> Result<Limited<MAX>, E> {
                Ok(Limited { texts: Vec::new(), has_others: false })
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Limited<MAX>, E> {
                Ok(Limited { texts: Vec::new(), has_others: true })
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Limited<MAX>, E> {
                self.visit_bool(true)
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Limited<MAX>, E> {
                self.visit_bool(true)
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Limited<MAX>, E> {
                self.visit_bool(true)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Limited<MAX>, A::Error> {
                IgnoredAny.visit_map(map)?;
                self.visit_bool(true)
            }
        }
        deserializer.deserialize_any(LimitedVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a title")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let (mut record, mut title) = (Record::default(), None);
        while let Some(Text(key)) = map.next_key()? {
            match &*key {
                "title" if title.is_some() => return Err(Error::duplicate_field("title")),
                "title" => title = Some(map.next_value::<Text<'de>>()?.0),
                "id" => record.id = map.next_value::<Loose<'de>>()?.text,
                "date_source" => record.date_source = record.own(&key, &map.next_value()?, named),
                "section" => record.section = record.own(&key, &map.next_value()?, |text| text.parse().ok()),
                "url" => record.url = record.own(&key, &map.next_value()?, |text| Some(text.to_owned())),
                "aliases" => record.aliases = record.texts::<ALIASES_MAX>(&key, map.next_value()?),
                "abstract_truncated" => {
                    record.abstract_truncated = record.own(&key, &map.next_value()?, |text| text.parse().ok());
                }
                "captions" => record.captions = record.texts::<CAPTIONS_MAX>(&key, map.next_value()?),
                "source" => record.source = map.next_value::<Loose<'de>>()?.text,
                "version" => record.version = record.own(&key, &map.next_value()?, |text| text.parse().ok()),
                "sha256" => record.sha256 = record.own(&key, &map.next_value()?, |text| Some(text.to_owned())),
                "joined" => {
                    record.joined = map.next_value::<Loose<'de>>()?.inner.lines().filter_map(Id::parse).collect();
                }
                "html" => record.requested_url = map.next_value::<Loose<'de>>()?.address,
                other => {
                    if !take_named(&mut record, other, &mut map)? {
                        record.note_unknown(&key);
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
        }
        record.title = title.ok_or_else(|| Error::missing_field("title"))?;
        Ok(record)
    }
}

/// Takes the value of a key that has several names. Returns false, and takes nothing, if byt doesn't know the key.
fn take_named<'de, A: MapAccess<'de>>(record: &mut Record<'de>, key: &str, map: &mut A) -> Result<bool, A::Error> {
    let place = |names: &[&str]| names.iter().position(|name| *name == key);
    if let Some(place) = place(&DATES) {
        record.dates[place] = written(map.next_value()?);
    } else if let Some(place) = place(&TIMES) {
        record.times[place] = written(map.next_value()?);
    } else if let Some(place) = place(&ABSTRACTS) {
        record.abstracts[place] = map.next_value::<Loose<'de>>()?.text;
    } else if let Some(place) = place(&BODIES) {
        record.bodies[place] = map.next_value::<Loose<'de>>()?.any_text();
    } else if DERIVED.contains(&key) {
        map.next_value::<IgnoredAny>()?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn written(value: Loose<'_>) -> Option<Written<'_>> {
    // A value that is neither text nor null isn't a date, and is named unchanged.
    if value.is_null { None } else { Some(Written(value.any_text().unwrap_or_default())) }
}

/// A value that is written as one of a few names.
fn named<T: for<'de> Deserialize<'de>>(name: &str) -> Option<T> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

impl Record<'_> {
    /// The value of one of byt's own keys. Another program's key of the same name costs only itself.
    fn own<T>(&mut self, key: &str, value: &Loose<'_>, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if value.is_null {
            return None;
        }
        let found = value.text.as_deref().and_then(read);
        if found.is_none() {
            self.misread.push(key.to_owned());
        }
        found
    }

    /// The texts of one of byt's own keys.
    fn texts<const MAX: usize>(&mut self, key: &str, value: Limited<MAX>) -> Vec<String> {
        if value.has_others {
            self.misread.push(key.to_owned());
        }
        value.texts
    }

    fn note_unknown(&mut self, key: &str) {
        if self.unknown.len() < UNKNOWN_KEYS_MAX {
            let is_long = key.chars().nth(KEY_CHARS_MAX).is_some();
            let key: String = key.chars().take(KEY_CHARS_MAX).filter(|c| !c.is_control()).collect();
            self.unknown.push(if is_long { format!("{key}…") } else { key });
        }
    }
}
