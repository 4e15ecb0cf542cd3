//! HAR files: what a browser's developer tools recorded, as JSON.
//!
//! Each entry is cut out of the file and parsed alone, so that one that is damaged or huge costs only
//! itself, and the memory for a file is that for its largest entry.

use std::io::Read;
use std::ops::ControlFlow;

use serde::Deserialize;

use super::document::{Captured, Document, Origin, Problem};
use super::kind::{self, DocumentKind};
use super::record::Extracted;
use super::window::Window;
use super::{transfer, warc};

/// Longest entry that is kept, in bytes.
const ENTRY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes read at a time.
const BLOCK_BYTES: usize = 64 * 1024;
/// Longest key that is looked at.
const KEY_BYTES_MAX: usize = 16;
/// How deep the entries' array is: in the object of the log, which is in that of the file.
const ENTRIES_DEPTH: u32 = 3;

/// Whether JSON begins as a HAR file does.
pub(super) fn begins_har(text: &[u8]) -> bool {
    let mut rest = text;
    for part in [&b"{"[..], b"\"log\"", b":", b"{"] {
        match rest.trim_ascii_start().strip_prefix(part) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    ["\"version\"", "\"creator\"", "\"entries\"", "\"pages\""]
        .iter()
        .any(|key| memchr::memmem::find(rest, key.as_bytes()).is_some())
}

/// Yields the responses of a file in their order.
pub(super) fn each<R: Read>(
    file: &str,
    mut input: Window<R>,
    receive: &mut dyn FnMut(Extracted) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut splitter = Splitter::default();
    let lost = |reason: &str| Extracted::Lost(Problem { name: file.to_owned(), url: None, reason: reason.to_owned() });
    let mut number = 0;
    loop {
        let read = input.fill(BLOCK_BYTES).len().min(BLOCK_BYTES);
        if read == 0 {
            break;
        }
        let mut entries = Vec::new();
        for byte in &input.buffered()[..read] {
            entries.extend(splitter.push(*byte));
        }
        input.skip(read);
        for entry in entries {
            number += 1;
            receive(entry.read(file, number))?;
        }
    }
    match (input.take_error(), splitter.entry, splitter.is_past_entries) {
        (Some(error), ..) => receive(lost(&error.to_string())),
        (None, Some(entry), _) => receive(entry.cut(file, number + 1)),
        (None, None, false) => receive(lost("the file ends before the end of its entries")),
        (None, None, true) => ControlFlow::Continue(()),
    }
}

/// Follows JSON byte by byte as far as is needed to find the entries.
#[derive(Default)]
struct Splitter {
    depth: u32,
    in_string: bool,
    is_escaped: bool,
    /// The beginning of the last string.
    string: Vec<u8>,
    in_entries: bool,
    is_past_entries: bool,
    entry: Option<RawEntry>,
}

/// The text of an entry.
#[derive(Default)]
struct RawEntry {
    json: Vec<u8>,
    is_too_long: bool,
}

impl Splitter {
    /// Takes the next byte, and returns the entry that it ends.
    fn push(&mut self, byte: u8) -> Option<RawEntry> {
        if let Some(entry) = &mut self.entry {
            entry.push(byte);
        }
        if self.in_string {
            self.push_in_string(byte);
            return None;
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.string.clear();
            }
            b'{' | b'[' => {
                self.depth += 1;
                if byte == b'[' && self.depth == ENTRIES_DEPTH && self.string == b"entries" {
                    self.in_entries = true;
                }
                if byte == b'{' && self.in_entries && self.depth == ENTRIES_DEPTH + 1 {
                    self.entry = Some(RawEntry { json: vec![byte], is_too_long: false });
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.in_entries && self.depth < ENTRIES_DEPTH {
                    self.in_entries = false;
                    self.is_past_entries = true;
                }
                if self.depth == ENTRIES_DEPTH {
                    return self.entry.take();
                }
            }
            _ => {}
        }
        None
    }

    fn push_in_string(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.in_string = false,
            // No string has a line end: its closing quote is damaged.
            b'\n' => self.in_string = false,
            _ if self.string.len() < KEY_BYTES_MAX => self.string.push(byte),
            _ => {}
        }
    }
}

impl RawEntry {
    fn push(&mut self, byte: u8) {
        match self.json.len() < ENTRY_BYTES_MAX {
            true => self.json.push(byte),
            false => self.is_too_long = true,
        }
    }

    fn read(self, file: &str, number: u64) -> Extracted {
        if self.is_too_long {
            let reason = format!("it is longer than {} MiB", ENTRY_BYTES_MAX >> 20);
            return self.lost(file, number, reason);
        }
        match serde_json::from_slice::<HarEntry>(&self.json) {
            Ok(entry) => entry.response(file, number),
            Err(error) => self.lost(file, number, format!("it can't be read: {error}")),
        }
    }

    fn cut(self, file: &str, number: u64) -> Extracted {
        self.lost(file, number, "the file ends inside it".to_owned())
    }

    fn lost(&self, file: &str, number: u64, reason: String) -> Extracted {
        let captured = Captured::of(file, number, self.url(), None);
        captured.lost(reason)
    }

    /// The URL of an entry that can't be parsed.
    fn url(&self) -> Option<String> {
        let at = memchr::memmem::find(&self.json, b"\"url\"")?;
        let rest = self.json[at + 5..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
        let end = rest.iter().position(|b| matches!(b, b'"' | b'\\' | b'\n'))?;
        String::from_utf8(rest[..end].to_vec()).ok()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarEntry {
    started_date_time: Option<String>,
    request: HarRequest,
    response: HarResponse,
}

#[derive(Deserialize)]
struct HarRequest {
    url: String,
}

#[derive(Deserialize)]
struct HarResponse {
    status: u16,
    #[serde(default)]
    content: HarContent,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct HarContent {
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
}

impl HarEntry {
    fn response(self, file: &str, number: u64) -> Extracted {
        let HarResponse { status, content } = self.response;
        if !matches!(status, 200 | 203) {
            return Extracted::Skipped(format!("responses with status {status}").into());
        }
        let Some(text) = content.text else {
            return Extracted::Skipped("responses that were recorded without their content".into());
        };
        let media = content.mime_type.unwrap_or_default();
        let is_base64 = content.encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
        let (bytes, wrong, media) = if is_base64 {
            let (bytes, wrong) = transfer::base64(text.as_bytes());
            (bytes, wrong, media)
        } else {
            // The text is decoded, whatever encoding it had.
            let media = media.split(';').next().unwrap_or_default().trim().to_owned();
            (text.into_bytes(), 0, format!("{media}; charset=utf-8"))
        };
        let moment = self.started_date_time.as_deref().and_then(warc::moment);
        let captured = Captured::of(file, number, Some(self.request.url), moment);
        match kind::of(&bytes, Some(&media)) {
            DocumentKind::Text(what) | DocumentKind::Other(what) => Extracted::Skipped(what.into()),
            DocumentKind::Page | DocumentKind::Json => {
                let mut document = Document::of_bytes(captured, Some(media), Origin::Recorded, bytes);
                document.warning = (wrong > 0).then(|| "its base64 is damaged".to_owned());
                Extracted::Document(document)
            }
        }
    }
}
