//! Turns article records in JSON, from an export or from elsewhere, into sightings.
//!
//! Exported records are taken in without loss. Only the title is required.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::article::{Absence, DateSource, Id, Key, Provenance, Sighting};
use crate::calendar::{
    Days, Moment, PUBLICATION_YEARS, article_stamp, is_plausible, start_of, vietnam_offset, written_moment,
};
use crate::portal::RecordText;
use crate::portal::address::{Address, Site, site};
use crate::text;

/// A record as written in a file. Other keys are ignored: derived ones (officials, topics) are computed again.
#[derive(Deserialize)]
pub(crate) struct Record<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    published: Option<Cow<'a, str>>,
    /// Alternative names of `published`.
    #[serde(borrow)]
    published_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
    date_source: Option<DateSource>,
    section: Option<bool>,
    url: Option<String>,
    aliases: Option<Vec<String>>,
    #[serde(borrow, rename = "abstract")]
    abstract_: Option<Cow<'a, str>>,
    abstract_truncated: Option<bool>,
    #[serde(borrow)]
    body: Option<Cow<'a, str>>,
    captions: Option<Vec<String>>,
    source: Option<String>,
    version: Option<u32>,
    first_seen: Option<DateTime<Utc>>,
    fetched: Option<DateTime<Utc>>,
    sha256: Option<String>,
    missing_since: Option<DateTime<Utc>>,
    gone: Option<DateTime<Utc>>,
    /// Believed in lines of a ledger only; see [`Record::of_others`].
    joined: Option<Joined>,
}

/// A ledger's ids, or whatever else another program calls by that name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Joined {
    Ids(Vec<Id>),
    Other(IgnoredAny),
}

impl Record<'_> {
    /// The record without what only this program can know: it isn't a line of a ledger.
    pub(crate) fn of_others(self) -> Self {
        Record { joined: None, ..self }
    }

    /// Turns the record into a sighting and its provenance. `now` is the time of the import, `clock` that of the machine.
    /// Fails with a sentence that says what is wrong.
    pub(crate) fn into_sighting(mut self, now: DateTime<Utc>, clock: DateTime<Utc>) -> Result<ReadRecord, String> {
        let unbelieved = self.drop_times_ahead(clock);
        let captions = self.captions.take().unwrap_or_default();
        let texts = [Some(&self.title), self.abstract_.as_ref(), self.body.as_ref()].into_iter().flatten();
        let texts = RecordText::of(texts.map(|text| &**text).chain(captions.iter().map(String::as_str)));
        let title = texts.line(&self.title);
        if title.is_empty() {
            return Err("the title is empty".into());
        }
        let date = self.published.or(self.published_at).or(self.date);
        let published = date.as_deref().map(read_date).transpose()?;
        // An id that isn't a safe file name is dropped, and the program makes one of its own.
        let id = self.id.as_deref().and_then(Id::parse).map(Key::Id);
        let aliases = self.aliases.unwrap_or_default();
        let aliases = aliases.iter().filter_map(|alias| Key::parse(alias));
        let provenance = Provenance {
            first_seen: self.first_seen.unwrap_or(now),
            version: self.version.unwrap_or(1).max(1),
            fetched: self.fetched,
            sha256: self.sha256.filter(|digest| is_sha256(digest)),
            read_from: None,
            now,
            clock,
            is_record: true,
            joined: match self.joined {
                Some(Joined::Ids(ids)) => ids,
                Some(Joined::Other(_)) | None => Vec::new(),
            },
            rereads: false,
        };
        // Pages of other sites may have the same paths and numbers.
        let url = self.url.as_deref().filter(|url| !matches!(site(url), Some(Site::Other(_))));
        let address = url.and_then(Address::parse).and_then(|a| a.key());
        let mut keys: Vec<Key> = id.into_iter().chain(aliases).collect();
        if let Some(key) = address.filter(|key| !keys.contains(key)) {
            keys.push(key);
        }
        let sighting = Sighting {
            keys,
            title,
            published,
            date_source: published.map(|_| self.date_source.unwrap_or(DateSource::Record)),
            section: self.section.unwrap_or(true),
            url: self.url.filter(|url| !url.contains(char::is_control)),
            abstract_: self.abstract_.as_deref().map(|a| texts.line(a)).filter(|a| !a.is_empty()),
            abstract_truncated: self.abstract_truncated.unwrap_or(false),
            body: self.body.as_deref().map(|b| texts.body(b)).filter(|b| !b.is_empty()),
            captions: captions.iter().map(|c| texts.line(c)).filter(|c| !c.is_empty()).collect(),
            source: self.source.as_deref().map(text::clean).filter(|source| !source.is_empty()),
            absence: Absence { missing_since: self.missing_since, gone: self.gone },
        };
        let warnings = unbelieved.map(|keys| {
            let fields = keys.iter().map(|key| format!("“{key}”")).collect::<Vec<_>>().join(", ");
            format!("{fields} lies in the future and is ignored")
        });
        Ok(ReadRecord { sighting, provenance, warnings: warnings.into_iter().collect() })
    }

    /// Removes the times that lie ahead of the clock: whoever wrote them didn't know them. Returns the keys concerned, if
    /// there are any.
    fn drop_times_ahead(&mut self, clock: DateTime<Utc>) -> Option<Vec<&'static str>> {
        let mut dropped = Vec::new();
        for (key, time) in [
            ("first_seen", &mut self.first_seen),
            ("fetched", &mut self.fetched),
            ("missing_since", &mut self.missing_since),
            ("gone", &mut self.gone),
        ] {
            if time.take_if(|time| !is_plausible(*time, clock)).is_some() {
                dropped.push(key);
            }
        }
        Some(dropped).filter(|keys| !keys.is_empty())
    }
}

/// What was read from a record.
pub(crate) struct ReadRecord {
    pub(crate) sighting: Sighting,
    pub(crate) provenance: Provenance,
    /// One sentence for each thing in it that wasn't believed.
    pub(crate) warnings: Vec<String>,
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Parses a date: RFC 3339, a Vietnamese day, or a time without an offset, which is Vietnam's.
fn read_date(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    let bad = || format!("“{text}” is not a date");
    let checked = |moment: Moment| PUBLICATION_YEARS.contains(&moment.year()).then_some(moment).ok_or_else(bad);
    if let Some(moment) = written_moment(text) {
        return Ok(moment);
    }
    for format in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
        if let Ok(clock) = NaiveDateTime::parse_from_str(text, format) {
            return checked(vietnam_offset().from_local_datetime(&clock).single().ok_or_else(bad)?);
        }
    }
    if let Some(moment) = article_stamp(text) {
        return Ok(moment);
    }
    match Days::absolute(text) {
        // A month or a year isn't a day.
        Ok(Days { first, last }) if first == last => Ok(start_of(first)),
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<(Sighting, Provenance), String> {
        let record: Record<'_> = serde_json::from_str(json).map_err(|e| e.to_string())?;
        let ReadRecord { sighting, provenance, .. } = record.into_sighting(DateTime::UNIX_EPOCH, Utc::now())?;
        Ok((sighting, provenance))
    }

    #[test]
    fn dates_are_read_as_vietnam_time() {
        for (text, expected) in [
            ("2026-01-21T07:03:00Z", "2026-01-21T14:03:00+07:00"),
            ("2026-01-21T14:03:00+07:00", "2026-01-21T14:03:00+07:00"),
            ("2026-01-21T07:03Z", "2026-01-21T14:03:00+07:00"),
            ("2026-01-21 14:03", "2026-01-21T14:03:00+07:00"),
            ("2026-01-21", "2026-01-21T00:00:00+07:00"),
            ("21/1/2026", "2026-01-21T00:00:00+07:00"),
            ("21/01/2026 | 14:03 PM", "2026-01-21T14:03:00+07:00"),
        ] {
            assert_eq!(read_date(text).unwrap().to_rfc3339(), expected, "{text}");
        }
        for bad in ["", "2026", "2026-01", "today", "7d", "1D", "hôm nay", "0026-01-01", "9999-01-01T00:00:00Z", "x"] {
            assert!(read_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_title_is_required_and_errors_name_the_field() {
        let (sighting, provenance) = read(r#"{"title":"Họp","published":"2026-01-20"}"#).unwrap();
        assert_eq!((sighting.section, sighting.date_source, provenance.version), (true, Some(DateSource::Record), 1));
        assert_eq!(sighting.keys, []);
        let (sighting, _) =
            read(r#"{"title":"Họp","id":"../x","body":"A.\nB","extra":1,"aliases":["aid:7","?:x"]}"#).unwrap();
        assert_eq!(sighting.keys, [Key::Aid("7".into())]);
        assert_eq!(sighting.body.as_deref(), Some("A.\n\nB"));
        assert_eq!((sighting.published, sighting.date_source), (None, None));
        let (sighting, _) =
            read(r#"{"title":"Họp","published_at":"2026-01-20","captions":null,"aliases":null}"#).unwrap();
        assert!(sighting.published.is_some() && sighting.captions.is_empty());
        assert!(read(r#"{"title":" "}"#).unwrap_err().contains("title"));
        assert!(read(r#"{"published":"2026"}"#).unwrap_err().contains("title"));
        assert!(read(r#"{"title":"x","published":"32/1/2026"}"#).unwrap_err().contains("not a date"));
    }
}
