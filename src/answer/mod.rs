//! The answer: what a server sent for one request, as it came over the wire.
//!
//! This is what WARC files keep. The body still wears its content coding; [`Answer::decoded`] takes
//! it off within a limit, so that a small answer can't become a huge one.

mod chunked;
mod coding;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;

use chrono::{DateTime, Utc};

pub(crate) use coding::{DecodeError, content};

/// One request and what the server said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The address that was asked, whole.
    pub(crate) url: String,
    pub(crate) method: String,
    /// The body of the request (bridge calls are POST), with its media type.
    pub(crate) asked: Option<Vec<u8>>,
    pub(crate) status: u16,
    /// Header lines in the order of the answer.
    pub(crate) headers: Vec<(String, String)>,
    /// The body as transferred, chunking removed, content coding still on.
    pub(crate) body: Vec<u8>,
    pub(crate) fetched: DateTime<Utc>,
}

impl Answer {
    /// The first header of that name, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The values of all header lines of that name, in their order.
    pub(crate) fn header_lines(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str()).collect()
    }

    /// The body without its codings, at most `bytes_max` long. The header lines count only as far as the
    /// body agrees with them.
    pub(crate) fn decoded(&self, bytes_max: u64) -> Result<Cow<'_, [u8]>, DecodeError> {
        let content = content(|name| self.header_lines(name), &self.body, bytes_max)?;
        match content.cut {
            true => Err(DecodeError::Damaged(io::ErrorKind::UnexpectedEof.into())),
            false => Ok(content.bytes),
        }
    }
}
