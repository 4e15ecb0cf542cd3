//! HTTP responses as archives keep them.

use super::head::{self, Head};

/// A status line with its header lines, and the body as it was kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) head: Head,
    pub(super) body: &'a [u8],
    /// Whether the empty line after the header lines is there.
    pub(super) has_body: bool,
}

/// Heads of provisional responses and proxies that may precede the response itself.
const HEADS_MAX: usize = 8;

impl Response<'_> {
    /// Reads a response; `None` if the block doesn't begin with a status line.
    pub(super) fn read(block: &[u8]) -> Option<Response<'_>> {
        let mut response = one(block)?;
        for _ in 1..HEADS_MAX {
            let is_provisional = (100..200).contains(&response.status);
            match one(response.body) {
                Some(next) if is_provisional || response.head.is_empty() => response = next,
                _ => break,
            }
        }
        Some(response)
    }
}

fn one(block: &[u8]) -> Option<Response<'_>> {
    let block = trim_start(block);
    if !begins_response(block) {
        return None;
    }
    let line_end = block.iter().position(|b| *b == b'\n').map_or(block.len(), |at| at + 1);
    let line = String::from_utf8_lossy(&block[..line_end]);
    let status = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let rest = &block[line_end..];
    // Without an empty line all of it is header lines.
    let (has_body, lines, body) = match head::end(rest) {
        Some((end, body)) => (true, &rest[..end], &rest[body..]),
        None => (false, rest, &[][..]),
    };
    Some(Response { status, head: Head::read(lines), body, has_body })
}

/// Whether bytes begin with the status line of a response.
pub(super) fn begins_response(block: &[u8]) -> bool {
    let block = trim_start(block);
    let version = block.get(..5).is_some_and(|b| b.eq_ignore_ascii_case(b"HTTP/"));
    version && block[5..].first().is_some_and(u8::is_ascii_digit)
}

fn trim_start(mut block: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] = block {
        block = rest;
    }
    block
}
