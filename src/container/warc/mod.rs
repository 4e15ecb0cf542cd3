//! WARC files (ISO 28500) of versions 0.17 to 1.1, read from anywhere, past damage.
//!
//! A record's length is checked against what follows it: where no record and no end of the file does,
//! the next version line decides where the record ends. So a wrong length costs at most the record
//! that has it.

mod boundary;
mod date;

use std::io::Read;

use chrono::{DateTime, Utc};

use super::budget::Budget;
use super::gzip::{Break, GzipReader};
use super::head::{self, Head};
use super::window::Window;

pub(super) use date::moment;

/// Longest record block that is kept whole, in bytes.
pub(super) const BLOCK_BYTES_MAX: usize = 64 * 1024 * 1024;
/// What is kept of a longer block, in bytes: enough to say what it is.
const BLOCK_PREFIX_BYTES: usize = 64 * 1024;
/// Longest head of a record in bytes.
const HEAD_BYTES_MAX: usize = 1024 * 1024;
/// Bytes by which a last record may be shorter than it says, if it ends as a record does.
const SHORT_BYTES_MAX: usize = 64;
/// Bytes that are looked at after a record for the beginning of the next one.
const AFTER_BYTES: usize = 4096;

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WarcRecord {
    head: Head,
    block: Vec<u8>,
    fault: Option<RecordFault>,
}

/// What is wrong with a record that could be read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RecordFault {
    /// It was repaired; how.
    Repaired(&'static str),
    /// The block is shorter than its length says; why.
    Cut(String),
    /// The block is longer than [`BLOCK_BYTES_MAX`], and only its beginning was kept.
    TooLong,
}

/// A part of the file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Lost {
    /// The URL of the record, where its head could be read.
    pub(crate) url: Option<String>,
    pub(crate) reason: String,
}

impl Lost {
    fn nameless(reason: impl Into<String>) -> Lost {
        Lost { url: None, reason: reason.into() }
    }
}

impl WarcRecord {
    pub(super) fn kind(&self) -> Option<&str> {
        self.head.first("warc-type")
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn block(&self) -> &[u8] {
        &self.block
    }

    pub(super) fn fault(&self) -> Option<&RecordFault> {
        self.fault.as_ref()
    }

    /// Why the block is shorter than its length says, if it is.
    pub(super) fn cut(&self) -> Option<&str> {
        match &self.fault {
            Some(RecordFault::Cut(why)) => Some(why),
            Some(RecordFault::Repaired(_) | RecordFault::TooLong) | None => None,
        }
    }

    /// The URL of what was captured.
    pub(super) fn url(&self) -> Option<String> {
        url(&self.head)
    }

    /// When it was captured; of a date of lower precision, the beginning of the period it names.
    pub(super) fn moment(&self) -> Option<DateTime<Utc>> {
        moment(self.head.first("warc-date")?)
    }
}

/// Some writers enclose URLs in angle brackets.
fn url(head: &Head) -> Option<String> {
    let url = head.first("warc-target-uri")?.trim_matches(['<', '>']).trim();
    (!url.is_empty()).then(|| url.to_owned())
}

/// Reads a WARC file record by record.
pub(super) struct WarcReader<R> {
    input: Window<R>,
    /// Whether what is read comes from a damaged gzip member.
    is_suspect: bool,
    /// Whether something was lost and no record has been found since.
    is_lost: bool,
}

/// Opens a WARC file, packed with gzip or not.
pub(super) fn open<'a>(source: impl Read + 'a) -> WarcReader<Box<dyn Read + 'a>> {
    let mut source = Window::new(source);
    let source: Box<dyn Read + 'a> = match source.fill(2).starts_with(b"\x1f\x8b") {
        true => Box::new(GzipReader::new(source, Budget::default())),
        false => Box::new(source),
    };
    WarcReader::new(Window::new(source), false)
}

impl<R: Read> WarcReader<R> {
    /// Reads what is unpacked. Errors of `input` that hold a [`Break`] interrupt the records and don't end them;
    /// `is_suspect` says whether [`Break::Suspect`] precedes.
    pub(super) fn new(input: Window<R>, is_suspect: bool) -> WarcReader<R> {
        WarcReader { input, is_suspect, is_lost: false }
    }

    /// The next record or the next part that is lost; `None` at the end of the file.
    fn step(&mut self) -> Option<Result<WarcRecord, Lost>> {
        loop {
            let (_, found) = self.input.skip_to(0, |bytes, _| bytes.iter().position(|b| !is_between(*b)));
            if !found {
                match self.interruption()? {
                    Some(lost) => return Some(Err(lost)),
                    None => continue,
                }
            }
            if boundary::begins_record(self.input.fill(AFTER_BYTES)) {
                self.is_lost = false;
                return Some(self.record());
            }
            let (skipped, _) = self.input.skip_to(boundary::OVERLAP_BYTES, boundary::find);
            if !std::mem::replace(&mut self.is_lost, true) {
                return Some(Err(Lost::nameless(format!("{skipped} bytes belong to no WARC record"))));
            }
        }
    }

    /// What ended the bytes in memory: `None` at the end of the file; inside, `None` if nothing is lost by it.
    fn interruption(&mut self) -> Option<Option<Lost>> {
        let error = self.input.take_error()?;
        self.is_suspect = false;
        let lost = match Break::of(&error) {
            Some(Break::Suspect) => {
                self.is_suspect = true;
                None
            }
            // The record that it interrupts was named.
            Some(Break::Damaged | Break::Cut) if self.is_lost => None,
            Some(why) => Some(Lost::nameless(why.to_string())),
            None => Some(Lost::nameless(error.to_string())),
        };
        self.is_lost |= lost.is_some();
        Some(lost)
    }

    fn record(&mut self) -> Result<WarcRecord, Lost> {
        let head = self.head()?;
        let block = match head.first("content-length").and_then(|value| value.trim().parse::<u64>().ok()) {
            Some(length) => self.block(length),
            None => self.block_to_boundary(None),
        };
        let (block, fault) = block.map_err(|lost| Lost { url: url(&head), ..lost })?;
        Ok(WarcRecord { head, block, fault })
    }

    /// Reads the version line and the header lines up to the empty line.
    fn head(&mut self) -> Result<Head, Lost> {
        let mut wanted = AFTER_BYTES;
        loop {
            let bytes = self.input.fill(wanted);
            let limited = &bytes[..bytes.len().min(HEAD_BYTES_MAX)];
            let has_more = limited.len() < HEAD_BYTES_MAX && bytes.len() >= wanted;
            let next = boundary::find_inside(limited);
            let end = head::end(limited);
            match (end, next) {
                // A record begins before the head has ended.
                (end, Some(next)) if end.is_none_or(|(_, body)| next < body) => {
                    self.input.skip(next);
                    return Err(self.lose("the head of a record is cut off"));
                }
                (Some((lines, body)), _) => {
                    let first = limited.iter().position(|b| *b == b'\n').map_or(lines, |at| at + 1);
                    let head = Head::read(&limited[first.min(lines)..lines]);
                    self.input.skip(body);
                    return Ok(head);
                }
                (None, _) if has_more => wanted = wanted.saturating_mul(4).min(HEAD_BYTES_MAX),
                (None, _) => {
                    let reason = match limited.len() < HEAD_BYTES_MAX {
                        true => "the file ends inside the head of a record".to_owned(),
                        false => format!("the head of a record is longer than {} KiB", HEAD_BYTES_MAX / 1024),
                    };
                    self.input.skip(5);
                    self.input.skip_to(boundary::OVERLAP_BYTES, boundary::find);
                    return Err(self.lose(reason));
                }
            }
        }
    }

    fn lose(&mut self, reason: impl Into<String>) -> Lost {
        self.is_lost = true;
        Lost::nameless(reason)
    }

    /// Reads a block of a length if that length proves to be right, otherwise up to the next record.
    fn block(&mut self, length: u64) -> Result<(Vec<u8>, Option<RecordFault>), Lost> {
        let Some(length) = usize::try_from(length).ok().filter(|length| *length <= BLOCK_BYTES_MAX) else {
            return self.long_block(length);
        };
        let bytes = self.input.fill(length + AFTER_BYTES);
        if bytes.len() >= length && is_end_of_record(&bytes[length..]) {
            let block = bytes[..length].to_vec();
            self.input.skip(length);
            return Ok((block, None));
        }
        self.block_to_boundary(Some(length))
    }

    /// Reads a block up to the next record, or else to the end of the file. Where neither is near, the declared
    /// length counts.
    fn block_to_boundary(&mut self, declared: Option<usize>) -> Result<(Vec<u8>, Option<RecordFault>), Lost> {
        if self.is_suspect {
            self.input.skip_to(boundary::OVERLAP_BYTES, boundary::find);
            return Err(self.lose("it comes from a damaged gzip member"));
        }
        let end = match (self.boundary(), declared) {
            (Some(end), _) => end,
            (None, _) if self.input.is_at_end() => self.input.buffered().len(),
            (None, Some(declared)) => declared,
            (None, None) => return Err(self.lose("it has no length, and no record follows it")),
        };
        let bytes = &self.input.buffered()[..end];
        let missing = declared.map_or(0, |declared| declared.saturating_sub(end));
        let is_last = end == self.input.buffered().len();
        let is_cut = is_last && missing > 0 && (missing > SHORT_BYTES_MAX || !bytes.ends_with(b"\r\n\r\n"));
        let block = without_line_ends(bytes).to_vec();
        self.is_lost |= is_cut;
        let fault = match (is_cut, declared) {
            (true, _) => RecordFault::Cut(self.end_reason()),
            (false, Some(_)) => RecordFault::Repaired("its length is wrong"),
            (false, None) => RecordFault::Repaired("it has no length"),
        };
        self.input.skip(end);
        Ok((block, Some(fault)))
    }

    /// Why the bytes in memory are the last ones.
    fn end_reason(&self) -> String {
        match self.input.error().and_then(Break::of) {
            Some(Break::Cut) | None => "the file ends inside it".to_owned(),
            Some(why) => why.to_string(),
        }
    }

    /// Where the next record begins, if that is within the longest block.
    fn boundary(&mut self) -> Option<usize> {
        let mut wanted = AFTER_BYTES;
        loop {
            let read = self.input.fill(wanted).len();
            let found = boundary::find(self.input.buffered(), self.input.is_at_end());
            if found.is_some() || self.input.is_at_end() || read >= BLOCK_BYTES_MAX {
                return found;
            }
            wanted = read.saturating_mul(2).min(BLOCK_BYTES_MAX);
        }
    }

    /// Skips a block that is too long, and returns its beginning; unless another record, or the end of the file,
    /// proves that its length is wrong.
    fn long_block(&mut self, length: u64) -> Result<(Vec<u8>, Option<RecordFault>), Lost> {
        if self.boundary().is_some() || self.input.is_at_end() {
            return self.block_to_boundary(Some(usize::try_from(length).unwrap_or(usize::MAX)));
        }
        let prefix = self.input.buffered()[..BLOCK_PREFIX_BYTES].to_vec();
        let end = self.input.position().saturating_add(length);
        while self.input.position() < end {
            let left = usize::try_from(end - self.input.position()).unwrap_or(usize::MAX);
            let read = self.input.fill(AFTER_BYTES + BLOCK_PREFIX_BYTES).len();
            let at_end = read < AFTER_BYTES + BLOCK_PREFIX_BYTES;
            let found = boundary::find(self.input.buffered(), at_end).filter(|place| *place < left);
            let step = if at_end { read } else { read - boundary::OVERLAP_BYTES };
            self.input.skip(found.unwrap_or(step).min(left));
            if found.is_some() || at_end {
                break;
            }
        }
        Ok((prefix, Some(RecordFault::TooLong)))
    }
}

impl<R: Read> Iterator for WarcReader<R> {
    type Item = Result<WarcRecord, Lost>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step()
    }
}

/// Bytes that may be between two records: line ends, blanks, zeros, and the parts of a byte order mark.
fn is_between(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0 | 0xef | 0xbb | 0xbf)
}

/// Whether a record can end before these bytes: the end of a record, or nothing but line ends, or another record.
fn is_end_of_record(after: &[u8]) -> bool {
    const END: &[u8] = b"\r\n\r\n";
    let between = after.iter().position(|b| !is_between(*b)).unwrap_or(after.len());
    let (gap, next) = after.split_at(between);
    // Zeros before the end of a record belong to it, and its length is wrong.
    let is_longer = gap.ends_with(END) && !matches!(gap, [b'\r' | b'\n', ..]);
    let is_end = next.is_empty() || gap.starts_with(END) || boundary::begins_record(next);
    is_end && !is_longer
}

/// A block without the two line ends that follow it.
fn without_line_ends(mut block: &[u8]) -> &[u8] {
    for _ in 0..2 {
        block = block.strip_suffix(b"\n").map_or(block, |rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    }
    block
}
