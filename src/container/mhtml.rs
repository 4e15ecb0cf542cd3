//! MHTML (RFC 2557): a page with its parts as one MIME message, as browsers save it.
//!
//! The message is read part by part, so that a long one needs the memory of its longest part only.

use std::io::Read;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::document::{Captured, Document, Origin, Problem};
use super::head::{self, Head};
use super::kind::{self, DocumentKind};
use super::record::Extracted;
use super::transfer;
use super::window::Window;

/// Longest part that is kept, in bytes, encoded.
const PART_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest head of the message or a part.
const HEAD_BYTES_MAX: usize = 256 * 1024;
/// Longest line that may be a boundary; RFC 2046 allows 70 characters.
const LINE_BYTES_MAX: usize = 1024;
/// Bytes of a long line that are read at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Most boundaries of parts inside one another.
const BOUNDARIES_MAX: usize = 16;

/// Whether text begins as a saved page does: a MIME head that a browser wrote. A mail is none.
pub(super) fn begins_mhtml(text: &[u8]) -> bool {
    let Some((lines, _)) = head::end(text) else { return false };
    let first = text.iter().position(|b| matches!(b, b':' | b'\n'));
    if first.is_none_or(|at| text[at] != b':' || !text[..at].iter().all(|b| b.is_ascii_graphic())) {
        return false;
    }
    let head = Head::read(&text[..lines]);
    let is_mime = head.has("mime-version") || head.has("content-type");
    let is_mail = ["received", "message-id", "delivered-to", "return-path"].iter().any(|name| head.has(name));
    let is_saved = head.first("from").is_some_and(|from| from.to_ascii_lowercase().contains("saved by"));
    let has_location = || memchr::memmem::find(&text.to_ascii_lowercase(), b"content-location:").is_some();
    is_mime && !is_mail && (is_saved || has_location())
}

/// Yields the documents of a message.
pub(super) fn each<R: Read>(
    file: &str,
    input: &mut Window<R>,
    receive: &mut dyn FnMut(Extracted) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let head = read_head(input);
    let mut message = MhtmlMessage::of(file, &head);
    let mut boundaries: Vec<Vec<u8>> = boundary(&head).into_iter().collect();
    let is_multipart = is_multipart(&head);
    let mut part = if is_multipart { None } else { Some(MimePart::of(head)) };
    loop {
        let line = read_line(input);
        if line.is_empty() {
            break;
        }
        if is_multipart && boundaries.is_empty() && line.starts_with(b"--") {
            // The head doesn't name the boundary.
            boundaries.push(line.trim_ascii_end()[2..].to_vec());
        }
        if !boundaries.iter().any(|boundary| is_boundary(&line, boundary)) {
            if let Some(part) = &mut part {
                part.push(&line);
            }
            continue;
        }
        if let Some(part) = part.take() {
            receive(message.document(&part))?;
        }
        if line.trim_ascii_end().ends_with(b"--") && !boundaries.iter().any(|b| b == &line.trim_ascii_end()[2..]) {
            continue;
        }
        let head = read_head(input);
        match boundary(&head) {
            Some(inner) if boundaries.len() < BOUNDARIES_MAX => boundaries.push(inner),
            _ => part = Some(MimePart::of(head)),
        }
    }
    match (input.take_error(), part) {
        (Some(error), _) => receive(message.lost(error.to_string())),
        (None, Some(part)) if is_multipart && !part.is_whole_page() => receive(message.cut(&part)),
        (None, Some(part)) => receive(message.document(&part)),
        (None, None) if message.parts == 0 => receive(message.lost("it has no parts".to_owned())),
        (None, None) => ControlFlow::Continue(()),
    }
}

fn is_multipart(head: &Head) -> bool {
    head.first("content-type").is_some_and(|media| media.to_ascii_lowercase().starts_with("multipart/"))
}

fn boundary(head: &Head) -> Option<Vec<u8>> {
    let media = head.first("content-type").filter(|_| is_multipart(head))?;
    head::parameter(media, "boundary").filter(|boundary| !boundary.is_empty()).map(|b| b.as_bytes().to_vec())
}

fn is_boundary(line: &[u8], boundary: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) else { return false };
    matches!(rest.trim_ascii(), b"" | b"--")
}

/// Reads header lines and the empty line after them; without that line, nothing.
fn read_head<R: Read>(input: &mut Window<R>) -> Head {
    let bytes = input.fill(HEAD_BYTES_MAX);
    let Some((lines, body)) = head::end(&bytes[..bytes.len().min(HEAD_BYTES_MAX)]) else { return Head::default() };
    let head = Head::read(&bytes[..lines]);
    input.skip(body);
    head
}

/// Reads a line with its end, or a piece of a long one; nothing at the end of the file.
fn read_line<R: Read>(input: &mut Window<R>) -> Vec<u8> {
    let bytes = input.fill(LINE_BYTES_MAX);
    let end = memchr::memchr(b'\n', bytes).map(|at| at + 1);
    let end = end.unwrap_or_else(|| bytes.len().min(PIECE_BYTES));
    let line = bytes[..end].to_vec();
    input.skip(end);
    line
}

#[derive(Debug)]
struct MimePart {
    head: Head,
    body: Vec<u8>,
    is_too_long: bool,
}

impl MimePart {
    fn of(head: Head) -> MimePart {
        MimePart { head, body: Vec::new(), is_too_long: false }
    }

    fn push(&mut self, line: &[u8]) {
        match self.body.len() + line.len() <= PART_BYTES_MAX {
            true => self.body.extend_from_slice(line),
            false => self.is_too_long = true,
        }
    }

    /// The body without its transfer encoding, and whether that was damaged.
    fn decoded(&self) -> (Vec<u8>, bool) {
        let body = self.body.strip_suffix(b"\n").map_or(&*self.body, |body| body.strip_suffix(b"\r").unwrap_or(body));
        let encoding = self.head.first("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        match encoding.as_str() {
            "quoted-printable" => (transfer::quoted_printable(body), false),
            "base64" => {
                let (bytes, wrong) = transfer::base64(body);
                (bytes, wrong > 0)
            }
            _ => (body.to_vec(), false),
        }
    }

    fn is_whole_page(&self) -> bool {
        self.decoded().0.trim_ascii_end().to_ascii_lowercase().ends_with(b"</html>")
    }
}

/// What the head of the message says.
struct MhtmlMessage<'a> {
    file: &'a str,
    location: Option<String>,
    moment: Option<DateTime<Utc>>,
    parts: u64,
    has_page: bool,
}

impl MhtmlMessage<'_> {
    fn of<'a>(file: &'a str, head: &Head) -> MhtmlMessage<'a> {
        let location = head.first("snapshot-content-location").or_else(|| head.first("content-location"));
        let moment = head.first("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        MhtmlMessage {
            file,
            location: location.map(str::to_owned),
            moment: moment.map(|moment| moment.to_utc()),
            parts: 0,
            has_page: false,
        }
    }

    fn lost(&self, reason: String) -> Extracted {
        Extracted::Lost(Problem { name: self.file.to_owned(), url: None, reason })
    }

    /// Where a part comes from: its own location, or that of the message for its first page.
    fn captured(&self, part: &MimePart, is_page: bool) -> Captured {
        let own = part.head.first("content-location").map(|location| self.absolute(location));
        let url = match own {
            Some(url) => url,
            None if is_page && !self.has_page => self.location.clone().filter(|url| is_url(url)),
            None => None,
        };
        Captured::of(self.file, self.parts, url, self.moment)
    }

    /// A location as a URL, if it is one.
    fn absolute(&self, location: &str) -> Option<String> {
        // Long locations are folded; no URL has a blank.
        let location: String = location.split_ascii_whitespace().collect();
        let base = self.location.as_deref().and_then(|base| url::Url::parse(base).ok());
        match url::Url::parse(&location) {
            Ok(_) => is_url(&location).then_some(location),
            Err(_) => base?.join(&location).ok().map(|url| url.to_string()).filter(|url| is_url(url)),
        }
    }

    fn document(&mut self, part: &MimePart) -> Extracted {
        self.parts += 1;
        let media = part.head.first("content-type").map(str::to_owned);
        if part.is_too_long {
            let what = media.as_deref().and_then(kind::label);
            let reason = format!("it is longer than {} MiB", PART_BYTES_MAX >> 20);
            return what
                .map_or_else(|| self.captured(part, false).lost(reason), |what| Extracted::Skipped(what.into()));
        }
        let (bytes, is_damaged) = part.decoded();
        match kind::of(&bytes, media.as_deref()) {
            DocumentKind::Page => {
                let captured = self.captured(part, true);
                self.has_page = true;
                let mut document = Document::of_bytes(captured, media, Origin::Recorded, bytes);
                document.warning = is_damaged.then(|| "its base64 is damaged".to_owned());
                Extracted::Document(document)
            }
            DocumentKind::Json => {
                Extracted::Document(Document::of_bytes(self.captured(part, false), media, Origin::Recorded, bytes))
            }
            DocumentKind::Text(what) | DocumentKind::Other(what) => Extracted::Skipped(what.into()),
        }
    }

    /// A part in which the file ends.
    fn cut(&mut self, part: &MimePart) -> Extracted {
        self.parts += 1;
        let media = part.head.first("content-type");
        match media.and_then(kind::label) {
            Some(what) => Extracted::Skipped(what.into()),
            None => self.captured(part, true).lost("the file ends inside it".to_owned()),
        }
    }
}

fn is_url(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme)))
}
