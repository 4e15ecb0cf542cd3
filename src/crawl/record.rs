//! Turns article records in JSON, from an export or from elsewhere, into sightings.
//!
//! Exported records are taken in without loss. Only the title is required.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::record_keys::{Record, TIMES, Written};
use crate::article::{Absence, DateSource, Id, Key, Provenance, Sighting, TITLE_BYTES_MAX};
use crate::calendar::{Moment, is_plausible, read_moment};
use crate::portal::address::{Address, Site, site};
use crate::portal::{Proof, RecordText, is_vietnamese};
use crate::text;

/// Longest address of a record, in bytes.
const URL_BYTES_MAX: usize = 8 << 10;

impl Record<'_> {
    /// The record without what only this program can know: it isn't a line of a ledger.
    pub(crate) fn of_others(self) -> Self {
        Record { joined: Vec::new(), ..self }
    }

    /// Turns the record into a sighting and its provenance. `now` is the time of the import, `clock` that of the machine.
    /// Fails with a sentence that says what is wrong.
    pub(crate) fn into_sighting(mut self, now: DateTime<Utc>, clock: DateTime<Utc>) -> Result<ReadRecord, String> {
        let mut warnings: Vec<String> = std::mem::take(&mut self.misread)
            .into_iter()
            .map(|key| format!("“{key}” has a value that byt never writes there, and it is ignored"))
            .collect();
        let captions = std::mem::take(&mut self.captions);
        let abstract_ = first_text(&mut self.abstracts);
        let body = first_text(&mut self.bodies);
        let texts = [Some(&self.title), abstract_.as_ref(), body.as_ref()].into_iter().flatten();
        let texts = RecordText::of(texts.map(|text| &**text).chain(captions.iter().map(String::as_str)));
        let title = texts.line(&self.title);
        if title.is_empty() {
            return Err("the title is empty".into());
        }
        if title.len() > TITLE_BYTES_MAX {
            return Err(format!("the title is longer than {} KiB", TITLE_BYTES_MAX >> 10));
        }
        let [first_seen, fetched, missing_since, gone] = self.take_times(clock, &mut warnings);
        let published = self.take_date(&mut warnings);
        let url = self.take_url(&mut warnings);
        let keys = self.take_keys(url.as_deref());
        let provenance = Provenance {
            first_seen: first_seen.unwrap_or(now),
            version: self.version.unwrap_or(1).max(1),
            fetched,
            sha256: self.sha256.filter(|digest| is_sha256(digest)),
            read_from: None,
            now,
            clock,
            is_record: true,
            joined: self.joined,
            rereads: false,
        };
        let sighting = Sighting {
            keys,
            title,
            published,
            date_source: published.map(|_| self.date_source.unwrap_or(DateSource::Record)),
            section: self.section.unwrap_or(true),
            url,
            abstract_: abstract_.as_deref().map(|a| texts.line(a)).filter(|a| !a.is_empty()),
            abstract_truncated: self.abstract_truncated.unwrap_or(false),
            body: body.as_deref().map(|b| texts.body(b)).filter(|b| !b.is_empty()),
            captions: captions.iter().map(|c| texts.line(c)).filter(|c| !c.is_empty()).collect(),
            source: self.source.as_deref().map(text::clean).filter(|source| !source.is_empty()),
            absence: Absence { missing_since, gone },
        };
        Ok(ReadRecord { sighting, provenance, warnings, unknown: self.unknown })
    }

    /// The identities in the record, that of its address last.
    fn take_keys(&mut self, url: Option<&str>) -> Vec<Key> {
        // An id that isn't a safe file name is dropped, and the program makes one of its own.
        let id = self.id.as_deref().and_then(Id::parse).map(Key::Id);
        let mut keys: Vec<Key> =
            id.into_iter().chain(self.aliases.iter().filter_map(|alias| Key::parse(alias))).collect();
        // Pages of other sites may have the same paths and numbers.
        let own = url.filter(|url| !matches!(site(url), Some(Site::Other(_))));
        let address = own.and_then(Address::parse).and_then(|address| address.key());
        keys.extend(address.filter(|key| !keys.contains(key)));
        keys
    }

    /// The date of publication: the first that can be read. The others are named.
    fn take_date(&mut self, warnings: &mut Vec<String>) -> Option<Moment> {
        let mut published = None;
        for date in self.dates.iter_mut().filter_map(Option::take) {
            match read_moment(&date.0) {
                Some(moment) => published = published.or(Some(moment)),
                None if date.0.trim().is_empty() => {}
                None => warnings.push(no_date(&date)),
            }
        }
        published
    }

    /// The times that this program writes. Those that lie ahead of the clock are named and ignored: the writer of them
    /// didn't know them.
    fn take_times(&mut self, clock: DateTime<Utc>, warnings: &mut Vec<String>) -> [Option<DateTime<Utc>>; TIMES.len()] {
        let (mut times, mut ahead) = ([None; TIMES.len()], Vec::new());
        for (n, key) in TIMES.into_iter().enumerate() {
            let Some(written) = self.times[n].take() else { continue };
            match written.time() {
                None => warnings.push(format!("“{key}”: {}", no_date(&written))),
                Some(time) if is_plausible(time, clock) => times[n] = Some(time),
                Some(_) => ahead.push(format!("“{key}”")),
            }
        }
        if !ahead.is_empty() {
            warnings.push(format!("{} lies in the future and is ignored", ahead.join(", ")));
        }
        times
    }

    /// The address of the page; trafilatura writes it as the source.
    fn take_url(&mut self, warnings: &mut Vec<String>) -> Option<String> {
        let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
        let url = self.url.take().filter(|url| !url.is_empty()).or(self.requested_url.take());
        let url = match url {
            Some(url) => Some(url),
            None => self.source.take_if(|source| is_address(source)).map(Cow::into_owned),
        };
        let url = url.filter(|url| !url.contains(char::is_control))?;
        if url.len() > URL_BYTES_MAX {
            warnings.push(format!("its URL is longer than {} KiB, and is ignored", URL_BYTES_MAX >> 10));
            return None;
        }
        Some(url)
    }
}

/// The first of several texts that isn't empty.
fn first_text<'a>(texts: &mut [Option<Cow<'a, str>>]) -> Option<Cow<'a, str>> {
    texts.iter_mut().filter_map(Option::take).find(|text| !text.trim().is_empty())
}

fn no_date(written: &Written<'_>) -> String {
    /// Longest text that is repeated in full, in characters.
    const SHOWN_CHARS_MAX: usize = 60;
    let shown: String = written.0.trim().chars().take(SHOWN_CHARS_MAX).collect();
    format!("“{shown}” is not a date, and is ignored")
}

/// What was read from a record.
pub(crate) struct ReadRecord {
    pub(crate) sighting: Sighting,
    pub(crate) provenance: Provenance,
    /// One sentence for each thing in it that wasn't believed.
    pub(crate) warnings: Vec<String>,
    /// The keys that byt doesn't know.
    pub(crate) unknown: Vec<String>,
}

impl ReadRecord {
    /// Whether a record that was found among other files proves to be an article: it has an address or a number of the
    /// portal, or it is Vietnamese, and more than a title. Any JSON can have a title and a description.
    pub(crate) fn is_proved(&self) -> bool {
        let Sighting { keys, title, published, url, abstract_, body, .. } = &self.sighting;
        let is_of_portal = keys.iter().any(|key| !matches!(key, Key::Id(_)))
            || url.as_deref().and_then(site).is_some_and(|site| !matches!(site, Site::Other(_)));
        let texts: Vec<&str> =
            [Some(title), abstract_.as_ref(), body.as_ref()].into_iter().flatten().map(|t| &**t).collect();
        let is_published = published.is_some() || url.is_some() || body.is_some();
        is_of_portal || (is_published && is_vietnamese(&texts.join("\n"), Proof::Likely))
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
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
    }
}
