//! Records copied from ledger lines.
//!
//! A ledger line and a record write the facts of an article in the same way: the same keys in the same
//! order, by the same JSON writer. So most of a record is a copy of bytes with the labels inserted, and no
//! text needs to be parsed and written again. Without this, a whole export of JSON Lines takes 1.7 times
//! the CPU time over 10,000 articles, and 1.65 times over 100,000.
//!
//! A line is copied only if a record would be written in the same way: UTF-8 without unsafe characters,
//! every key in its place, only short escapes. The content isn't validated again: the line was parsed when
//! it was indexed, and its checksum shows that it hasn't changed. Any other line is parsed and written by
//! [`super::record::Record`], which produces the same bytes.

mod raw_json;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;

use raw_json::{RawJson, clock, seconds, words};

use super::record::LabelFields;
use super::safe_json;
use crate::article::labels::{Labels, Place, Zone};

/// A line whose record can be copied. Texts are raw JSON without their quotes.
pub(super) struct Copied<'a> {
    /// From the opening brace to the last fact before the labels.
    facts: &'a [u8],
    title: &'a [u8],
    abstract_: Option<&'a [u8]>,
    body: Option<&'a [u8]>,
    captions: Vec<&'a [u8]>,
    version: &'a [u8],
    first_seen: &'a [u8],
    fetched: Option<&'a [u8]>,
    sha256: Option<&'a [u8]>,
    missing_since: Option<&'a [u8]>,
    gone: Option<&'a [u8]>,
    stored: Option<&'a [u8]>,
}

impl<'a> Copied<'a> {
    /// Splits a line; `None` if its record can't be copied.
    pub(super) fn of(line: &'a [u8]) -> Option<Copied<'a>> {
        if !safe_json::is_surely_printable(line) || simdutf8::basic::from_utf8(line).is_err() {
            return None;
        }
        let mut rest = RawJson(line);
        rest.key(r#"{"id":"#)?.text()?;
        let title = rest.key(r#","title":"#)?.text()?;
        if let Some(published) = rest.key(r#","published":"#)?.text_or_null()? {
            clock(published).filter(|(_, zone)| *zone == b"+07:00")?;
        }
        rest.key(r#","date_source":"#)?.text_or_null()?;
        rest.key(r#","status":"#)?.text()?;
        rest.key(r#","section":"#)?.yes_or_no()?;
        rest.key(r#","url":"#)?.text_or_null()?;
        rest.key(r#","aliases":"#)?.texts()?;
        let abstract_ = rest.key(r#","abstract":"#)?.text_or_null()?;
        rest.key(r#","abstract_truncated":"#)?.yes_or_no()?;
        let body = rest.key(r#","body":"#)?.text_or_null()?;
        let captions = rest.key(r#","captions":"#)?.texts()?;
        rest.key(r#","source":"#)?.text_or_null()?;
        let facts = &line[..line.len() - rest.0.len()];
        let version = rest.key(r#","version":"#)?.number()?;
        let first_seen = rest.key(r#","first_seen":"#)?.text().and_then(seconds)?;
        let fetched = rest.key(r#","fetched":"#)?.moment_or_null()?;
        let sha256 = rest.key(r#","sha256":"#)?.text_or_null()?;
        let missing_since = rest.moment_if_there(r#","missing_since":"#)?;
        let gone = rest.moment_if_there(r#","gone":"#)?;
        let stored = rest.moment_if_there(r#","stored":"#)?;
        rest.skip_bookkeeping()?;
        Some(Copied {
            facts,
            title,
            abstract_,
            body,
            captions,
            version,
            first_seen,
            fetched,
            sha256,
            missing_since,
            gone,
            stored,
        })
    }

    /// Appends the record, as [`super::record::Record`] writes it.
    pub(super) fn write(&self, out: &mut Vec<u8>, labels: &Labels) -> io::Result<()> {
        out.extend_from_slice(self.facts);
        let brace = out.len();
        safe_json::write(&mut *out, &LabelFields::new(labels, |place| self.quote(place)))?;
        // The labels are fields of the record: without braces of their own.
        out[brace] = b',';
        out.pop();
        out.extend_from_slice(br#","version":"#);
        out.extend_from_slice(self.version);
        write_key(out, r#","first_seen":"#, Some(self.first_seen), b"Z");
        write_key(out, r#","fetched":"#, self.fetched, b"Z");
        write_key(out, r#","sha256":"#, self.sha256, b"");
        write_key(out, r#","missing_since":"#, self.missing_since, b"Z");
        write_key(out, r#","gone":"#, self.gone, b"Z");
        write_key(out, r#","stored":"#, self.stored, b"Z");
        out.extend_from_slice(br#","withdrawn":null}"#);
        Ok(())
    }

    /// The words at a place of the article, as [`super::record::quote`] returns them.
    fn quote(&self, place: &Place) -> Cow<'a, str> {
        let text = match place.zone {
            Zone::Title => Some(self.title),
            Zone::Abstract => self.abstract_,
            Zone::Body => self.body,
            Zone::Caption => self.captions.get(place.item as usize).copied(),
        };
        text.and_then(|text| words(text, place.start as usize, place.end as usize)).unwrap_or_default()
    }
}

fn write_key(out: &mut Vec<u8>, key: &str, text: Option<&[u8]>, end: &[u8]) {
    out.extend_from_slice(key.as_bytes());
    match text {
        None => out.extend_from_slice(b"null"),
        Some(text) => [b"\"", text, end, b"\""].iter().for_each(|part| out.extend_from_slice(part)),
    }
}
