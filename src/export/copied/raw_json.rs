//! Splits the raw JSON of a ledger line without decoding it.

use std::borrow::Cow;

/// Decodes bytes `start..end` of a text from its raw JSON; `None` if these aren't boundaries of characters.
pub(super) fn words(raw: &[u8], start: usize, end: usize) -> Option<Cow<'_, str>> {
    let words = raw.get(raw_offset(raw, start)?..raw_offset(raw, end)?)?;
    if memchr::memchr(b'\\', words).is_none() {
        return std::str::from_utf8(words).ok().map(Cow::Borrowed);
    }
    serde_json::from_slice(&[b"\"", words, b"\""].concat()).ok().map(Cow::Owned)
}

/// The offset in raw JSON of byte `at` of the text: an escape takes two bytes for one.
fn raw_offset(raw: &[u8], at: usize) -> Option<usize> {
    let (mut read, mut raw_read) = (0, 0);
    while let Some(plain) = memchr::memchr(b'\\', raw.get(raw_read..)?).filter(|plain| read + plain < at) {
        read += plain + 1;
        raw_read += plain + 2;
    }
    let place = raw_read + (at - read);
    let is_inside = |byte: &u8| byte & 0xc0 == 0x80;
    (place <= raw.len() && !raw.get(place).is_some_and(is_inside)).then_some(place)
}

/// Splits a moment after its seconds.
pub(super) fn clock(moment: &[u8]) -> Option<(&[u8], &[u8])> {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let (clock, zone) = moment.split_at_checked(FORM.len())?;
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    clock.iter().zip(FORM).all(fits).then_some((clock, zone))
}

/// A moment in UTC up to its seconds, as records contain it.
pub(super) fn seconds(moment: &[u8]) -> Option<&[u8]> {
    let (clock, rest) = clock(moment)?;
    let fraction = rest.strip_suffix(b"Z")?;
    let is_fraction = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    (fraction.is_empty() || fraction.strip_prefix(b".").is_some_and(is_fraction)).then_some(clock)
}

/// The rest of a line. Every method returns `None` if something else comes next.
pub(super) struct RawJson<'a>(pub(super) &'a [u8]);

impl<'a> RawJson<'a> {
    pub(super) fn key(&mut self, key: &str) -> Option<&mut RawJson<'a>> {
        self.0 = self.0.strip_prefix(key.as_bytes())?;
        Some(self)
    }

    /// The raw JSON of a string, without its quotes.
    pub(super) fn text(&mut self) -> Option<&'a [u8]> {
        let inner = self.0.strip_prefix(b"\"")?;
        let mut at = 0;
        loop {
            at += memchr::memchr2(b'"', b'\\', &inner[at..])?;
            if inner[at] == b'"' {
                self.0 = &inner[at + 1..];
                return Some(&inner[..at]);
            }
            // A `\u` escape may be any character.
            inner.get(at + 1).filter(|letter| br#""\nrtbf"#.contains(letter))?;
            at += 2;
        }
    }

    fn is_null(&mut self) -> bool {
        self.key("null").is_some()
    }

    pub(super) fn text_or_null(&mut self) -> Option<Option<&'a [u8]>> {
        if self.is_null() { Some(None) } else { self.text().map(Some) }
    }

    pub(super) fn texts(&mut self) -> Option<Vec<&'a [u8]>> {
        let mut texts = Vec::new();
        self.key("[")?;
        while self.key("]").is_none() {
            if !texts.is_empty() {
                self.key(",")?;
            }
            texts.push(self.text()?);
        }
        Some(texts)
    }

    pub(super) fn yes_or_no(&mut self) -> Option<()> {
        if self.key("true").is_none() {
            self.key("false")?;
        }
        Some(())
    }

    pub(super) fn number(&mut self) -> Option<&'a [u8]> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        (digits > 0).then_some(number)
    }

    pub(super) fn moment_or_null(&mut self) -> Option<Option<&'a [u8]>> {
        if self.is_null() { Some(None) } else { self.text().and_then(seconds).map(Some) }
    }

    pub(super) fn moment_if_there(&mut self, key: &str) -> Option<Option<&'a [u8]>> {
        match self.key(key) {
            None => Some(None),
            Some(rest) => rest.text().and_then(seconds).map(Some),
        }
    }

    /// Skips the fields of a ledger line that aren't part of a record, up to its end. Nothing is skipped of the line of
    /// a withdrawn article, which says so here.
    pub(super) fn skip_bookkeeping(&mut self) -> Option<()> {
        if let Some(begins) = self.key(r#","begins":"#) {
            begins.number()?;
        }
        if let Some(follows) = self.key(r#","follows":["#) {
            follows.number()?;
            while follows.key(",").is_some() {
                follows.number()?;
            }
            follows.key("]")?;
        }
        if let Some(read_from) = self.key(r#","read_from":"#) {
            read_from.text()?;
        }
        if let Some(run) = self.key(r#","run":"#) {
            run.text()?;
        }
        self.key(r#","crc32":"#)?.text()?;
        (self.0 == b"}").then_some(())
    }
}
