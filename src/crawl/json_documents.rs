//! Splits a file into the JSON documents in it, however they are arranged: one or many, one a line or over several lines,
//! in arrays, in the `articles` of an export, one after the other on one line.
//!
//! It looks at brackets and strings only, and keeps one document at a time, so neither the size of a file nor that of an
//! array matters. What isn't JSON costs as little as possible: after a fault it continues at the next line that begins
//! with a bracket, even inside of what it took for one document.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

/// Deepest nesting of a document.
const DEPTH_MAX: usize = 128;
/// Deepest nesting of arrays of documents.
const ARRAYS_MAX: usize = 16;
/// How much of what isn't JSON is repeated in messages, in characters.
const SHOWN_CHARS_MAX: usize = 40;
/// The key of the records in an export.
const ARTICLES: &[u8] = b"\"articles\"";
const CUT: &str = "the JSON ends in the middle";

/// Where something is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilePlace {
    /// It begins on this line, from 1.
    Line(u64),
    /// It is in an array: this item of the arrays of the file, from 1, which begins on this line.
    Item { number: u64, line: u64 },
}

/// What is found in a file.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// A document, not parsed yet.
    Document(Vec<u8>),
    /// Something that isn't JSON or can't be read, and why.
    Fault(String),
}

/// Passes what is in a file to `take` until it breaks. A document may have `bytes_max` bytes. Fails if the file can't be
/// read.
pub(super) fn each(
    reader: impl BufRead,
    bytes_max: usize,
    take: &mut dyn FnMut(FilePlace, Piece) -> ControlFlow<()>,
) -> io::Result<()> {
    let bytes = Bytes { reader, again: Vec::new(), at: 0, line: 1, is_fresh: true };
    let mut splitter =
        Splitter { bytes, bytes_max, around: Vec::new(), is_begun: false, items: 0, has_left_over: false };
    while let Some((place, found)) = splitter.next()? {
        if take(place, found).is_break() {
            break;
        }
    }
    Ok(())
}

/// What surrounds a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Array,
    /// The object whose `articles` are read.
    Export,
}

/// What reading a document came to.
enum Read {
    Whole(Vec<u8>),
    /// It is an export, and its records follow.
    Export,
    /// It can't be read; the bytes in which to go on.
    Fault(String, Vec<u8>),
}

struct Splitter<R> {
    bytes: Bytes<R>,
    bytes_max: usize,
    around: Vec<Around>,
    /// Whether there was a document or a fault.
    is_begun: bool,
    /// Documents and faults in arrays so far.
    items: u64,
    /// Whether a fault left closing brackets without their opening ones.
    has_left_over: bool,
}

impl<R: BufRead> Splitter<R> {
    /// The next document or fault; `None` at the end.
    fn next(&mut self) -> io::Result<Option<(FilePlace, Piece)>> {
        while let Some(byte) = self.bytes.peek()? {
            let line = self.bytes.line;
            match byte {
                b'{' => {
                    if let Some(found) = self.document()? {
                        return Ok(Some((self.place(line), found)));
                    }
                }
                b'[' if self.around.len() < ARRAYS_MAX => {
                    self.bytes.next()?;
                    self.around.push(Around::Array);
                }
                b']' if self.around.last() == Some(&Around::Array) => {
                    self.bytes.next()?;
                    self.around.pop();
                    if self.around.last() == Some(&Around::Export) {
                        self.around.pop();
                        self.bytes.pass_over(1, false, false)?;
                    }
                }
                b']' | b'}' if self.has_left_over => {
                    self.bytes.next()?;
                }
                // A separator of JSON text sequences, and the bytes of a mark at the start.
                b',' | 0x1e => {
                    self.bytes.next()?;
                }
                0xef | 0xbb | 0xbf if line == 1 && !self.is_begun => {
                    self.bytes.next()?;
                }
                byte if byte.is_ascii_whitespace() => {
                    self.bytes.next()?;
                }
                _ => {
                    let reason = self.foreign()?;
                    return Ok(Some((self.place(line), Piece::Fault(reason))));
                }
            }
        }
        let is_cut = !self.around.is_empty() && !self.has_left_over;
        self.around.clear();
        Ok(is_cut.then(|| (FilePlace::Line(self.bytes.line), Piece::Fault(CUT.to_owned()))))
    }

    fn place(&mut self, line: u64) -> FilePlace {
        self.is_begun = true;
        if self.around.is_empty() {
            return FilePlace::Line(line);
        }
        self.items += 1;
        FilePlace::Item { number: self.items, line }
    }

    /// Reads a document; `None` if it is an export, whose records follow.
    fn document(&mut self) -> io::Result<Option<Piece>> {
        Ok(match self.read()? {
            Read::Whole(bytes) => Some(Piece::Document(bytes)),
            Read::Export => {
                self.around.extend([Around::Export, Around::Array]);
                None
            }
            Read::Fault(reason, bytes) => {
                self.has_left_over = true;
                self.bytes.unread(bytes);
                Some(Piece::Fault(reason))
            }
        })
    }

    fn read(&mut self) -> io::Result<Read> {
        let mut document = Document::default();
        while let Some(byte) = self.bytes.next()? {
            let step = document.push(byte);
            if document.is_amid_text() {
                let room = (self.bytes_max + 1).saturating_sub(document.bytes.len());
                self.bytes.next_text(room, &mut document.bytes)?;
            }
            match step {
                Step::On if document.bytes.len() > self.bytes_max => {
                    return self.too_much(document, false, format!("it is larger than {} MiB", self.bytes_max >> 20));
                }
                Step::On => {}
                Step::Complete => return Ok(Read::Whole(document.bytes)),
                Step::Articles if self.around.is_empty() && !begins_a_record(&document.bytes) => {
                    return Ok(Read::Export);
                }
                Step::Articles => document.open.push(b']'),
                Step::TooDeep => {
                    let reason = format!("it has more than {DEPTH_MAX} brackets inside one another");
                    return self.too_much(document, true, reason);
                }
                Step::Fault(reason) => {
                    let rest = document.into_next_line();
                    if rest.is_empty() && byte != b'\n' {
                        self.bytes.skip_line()?;
                    }
                    return Ok(Read::Fault(reason.to_owned(), rest));
                }
            }
        }
        Ok(Read::Fault(CUT.to_owned(), document.into_next_line()))
    }

    /// Gives up a document. Goes on in what was read of it, or after its end.
    fn too_much(&mut self, document: Document, is_deep: bool, reason: String) -> io::Result<Read> {
        let (depth, in_string) = (document.open.len() as u64 + u64::from(is_deep), document.in_string);
        let rest = document.into_next_line();
        if rest.is_empty() {
            self.bytes.pass_over(depth, in_string, true)?;
        }
        Ok(Read::Fault(reason, rest))
    }

    /// Passes over what isn't a document, to the end of its line or to the document that follows, and says what it is.
    fn foreign(&mut self) -> io::Result<String> {
        let is_in_array = !self.around.is_empty();
        let (mut shown, mut is_string) = (Vec::new(), false);
        // A line that begins with a remark is one.
        let is_line = self.bytes.is_fresh && !is_in_array;
        while let Some(byte) = self.bytes.peek()? {
            let ends = match byte {
                b'\n' => true,
                b',' | b']' => is_in_array && !is_string,
                b'{' => !is_line && !is_string,
                _ => false,
            };
            if ends {
                break;
            }
            is_string ^= byte == b'"';
            self.bytes.next()?;
            if shown.len() < 4 * (SHOWN_CHARS_MAX + 1) {
                shown.push(byte);
            }
        }
        let text = String::from_utf8_lossy(&shown);
        let text = text.trim();
        let more = if text.chars().nth(SHOWN_CHARS_MAX).is_some() { "…" } else { "" };
        let shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
        Ok(match is_in_array {
            true => format!("this isn't an article record: “{shown}{more}”"),
            false => format!("this isn't JSON: “{shown}{more}”"),
        })
    }
}

/// A document that is being read.
#[derive(Default)]
struct Document {
    bytes: Vec<u8>,
    /// The closing brackets that it needs, the last one first.
    open: Vec<u8>,
    in_string: bool,
    is_escaped: bool,
    /// The last byte that is neither blank nor in a string.
    last: u8,
}

/// What a byte of a document means.
enum Step {
    On,
    Complete,
    /// The records of an export begin.
    Articles,
    TooDeep,
    Fault(&'static str),
}

impl Document {
    fn push(&mut self, byte: u8) -> Step {
        self.bytes.push(byte);
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                // The string has no end: the next document begins on this line.
                b'{' | b'[' if self.bytes.ends_with(&[b'\n', byte]) => return Step::Fault(CUT),
                _ => {}
            }
            return Step::On;
        }
        if byte.is_ascii_whitespace() {
            return Step::On;
        }
        let last = std::mem::replace(&mut self.last, byte);
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => return self.opened(byte, last),
            b'}' | b']' if self.open.pop() != Some(byte) => return Step::Fault("its brackets don't match"),
            b'}' | b']' if self.open.is_empty() => return Step::Complete,
            _ => {}
        }
        Step::On
    }

    /// Whether the next byte is part of a string, unless it is a quote, a backslash or the end of a line.
    fn is_amid_text(&self) -> bool {
        self.in_string && !self.is_escaped && self.bytes.last() != Some(&b'\n')
    }

    fn opened(&mut self, byte: u8, last: u8) -> Step {
        let may_open = match last {
            b'[' | b':' => true,
            b',' => self.open.last() == Some(&b']'),
            _ => self.open.is_empty(),
        };
        if !may_open {
            return Step::Fault(CUT);
        }
        if self.open.len() == DEPTH_MAX {
            return Step::TooDeep;
        }
        if byte == b'[' && self.open.len() == 1 && self.is_after_articles() {
            return Step::Articles;
        }
        self.open.push(if byte == b'{' { b'}' } else { b']' });
        Step::On
    }

    /// Whether the document so far ends with the key of an export's records, and a bracket.
    fn is_after_articles(&self) -> bool {
        let before = self.bytes[..self.bytes.len() - 1].trim_ascii_end();
        before.strip_suffix(b":").is_some_and(|before| before.trim_ascii_end().ends_with(ARTICLES))
    }

    /// The bytes from the next line on that begins with a bracket.
    fn into_next_line(mut self) -> Vec<u8> {
        let next =
            memchr::memchr_iter(b'\n', &self.bytes).find(|at| matches!(self.bytes.get(at + 1), Some(b'{' | b'[')));
        next.map_or(Vec::new(), |at| self.bytes.split_off(at + 1))
    }
}

/// The bytes of a file, some of which may be read again.
struct Bytes<R> {
    reader: R,
    again: Vec<u8>,
    /// How many of `again` have been read.
    at: usize,
    line: u64,
    /// Whether nothing but blanks precedes on the line.
    is_fresh: bool,
}

impl<R: BufRead> Bytes<R> {
    fn peek(&mut self) -> io::Result<Option<u8>> {
        match self.again.get(self.at) {
            Some(byte) => Ok(Some(*byte)),
            None => Ok(self.reader.fill_buf()?.first().copied()),
        }
    }

    fn next(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.peek()? else { return Ok(None) };
        if self.at < self.again.len() {
            self.at += 1;
        } else {
            self.reader.consume(1);
        }
        self.line += u64::from(byte == b'\n');
        let is_mark = self.line == 1 && matches!(byte, 0xef | 0xbb | 0xbf);
        self.is_fresh = byte == b'\n' || (self.is_fresh && (byte.is_ascii_whitespace() || is_mark));
        Ok(Some(byte))
    }

    /// Appends the bytes up to the next quote, backslash or end of a line, as far as they are at hand and `max` of them.
    /// Nearly all bytes of an article are such.
    fn next_text(&mut self, max: usize, into: &mut Vec<u8>) -> io::Result<()> {
        let is_again = self.at < self.again.len();
        let next = if is_again { &self.again[self.at..] } else { self.reader.fill_buf()? };
        let next = &next[..next.len().min(max)];
        let text = &next[..memchr::memchr3(b'"', b'\\', b'\n', next).unwrap_or(next.len())];
        into.extend_from_slice(text);
        self.is_fresh &= text.iter().all(u8::is_ascii_whitespace);
        let read = text.len();
        if is_again {
            self.at += read;
        } else {
            self.reader.consume(read);
        }
        Ok(())
    }

    /// Puts back bytes that were the last to be read, from the start of a line on.
    fn unread(&mut self, mut bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.line -= memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.is_fresh = true;
        bytes.extend_from_slice(&self.again[self.at..]);
        (self.again, self.at) = (bytes, 0);
    }

    fn skip_line(&mut self) -> io::Result<()> {
        while self.next()?.is_some_and(|byte| byte != b'\n') {}
        Ok(())
    }

    /// Passes over the rest of a document of which so many brackets are open, or with `ends_at_bracket` to the next line
    /// that begins with one, if that comes first.
    fn pass_over(&mut self, mut depth: u64, mut in_string: bool, ends_at_bracket: bool) -> io::Result<()> {
        let mut is_escaped = false;
        while depth > 0
            && let Some(byte) = self.next()?
        {
            match byte {
                // A line that begins with a bracket ends what has no end of its own.
                b'\n' if ends_at_bracket && matches!(self.peek()?, Some(b'{' | b'[')) => break,
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = in_string,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }
}
/// Whether an object that is read up to the bracket of its `articles` has a title of its own: a record, not an export.
fn begins_a_record(head: &[u8]) -> bool {
    let object = [head, b"]}"].concat();
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&object)
        .is_ok_and(|object| object.contains_key("title"))
}
