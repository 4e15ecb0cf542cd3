//! UTF-16 with its mark, as PowerShell writes it, read as UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8};

/// The longest UTF-8 that one UTF-16 unit or a replacement becomes, with room for one that was begun before.
const STEP_BYTES_MIN: usize = 16;
const BUFFER_BYTES: usize = 64 * 1024;

/// The encoding whose mark a text begins with, if it is UTF-16.
fn encoding(prefix: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(prefix).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8)
}

/// The beginning of a UTF-16 text as UTF-8; `None` for other text.
pub(super) fn prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    encoding(prefix).map(|encoding| encoding.decode_with_bom_removal(prefix).0.into_owned().into_bytes())
}

/// A UTF-16 text as UTF-8. Invalid units become U+FFFD.
pub(super) struct Utf16Reader<R> {
    source: R,
    decoder: Decoder,
    decoded: Vec<u8>,
    at: usize,
    has_ended: bool,
}

impl<R: BufRead> Utf16Reader<R> {
    /// A reader of UTF-16, if the source begins with its mark; otherwise the source.
    pub(super) fn new(mut source: R) -> io::Result<Result<Utf16Reader<R>, R>> {
        let Some(encoding) = encoding(source.fill_buf()?) else { return Ok(Err(source)) };
        let decoder = encoding.new_decoder_with_bom_removal();
        Ok(Ok(Utf16Reader { source, decoder, decoded: Vec::new(), at: 0, has_ended: false }))
    }
}

impl<R: BufRead> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Utf16Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.decoded.len() && !self.has_ended {
            let source = self.source.fill_buf()?;
            let (is_last, length) = (source.is_empty(), source.len().min(BUFFER_BYTES));
            // One unit becomes at most three bytes.
            self.decoded.resize(3 * length + STEP_BYTES_MIN, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(&source[..length], &mut self.decoded, is_last);
            self.source.consume(read);
            self.decoded.truncate(written);
            (self.at, self.has_ended) = (0, is_last);
        }
        Ok(&self.decoded[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], chunk: usize) -> String {
        let source = io::BufReader::with_capacity(chunk, bytes);
        let mut text = String::new();
        Utf16Reader::new(source).unwrap().unwrap_or_else(|_| panic!("no mark")).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn half_letters_are_replaced_and_other_text_is_left_alone() {
        assert_eq!(read(b"\xff\xfeB\0\xd9\x1e\n\0", 3), "B\u{1ed9}\n");
        assert_eq!(read(b"\xfe\xff\0B\x1e\xd9", 64), "B\u{1ed9}");
        assert_eq!(read(b"\xff\xfe\x3d\xd8B\0", 64), "\u{fffd}B");
        assert_eq!(read(b"\xff\xfeB\0\x1e", 64), "B\u{fffd}");
        assert_eq!(read(b"\xff\xfe", 64), "");
        assert!(Utf16Reader::new(&b"\xef\xbb\xbf{}"[..]).unwrap().is_err());
        assert_eq!(prefix(b"\xff\xfe{\0\"\0"), Some(b"{\"".to_vec()));
    }

    proptest! {
        #[test]
        fn text_is_read_back_in_pieces(text in "\\PC{0,60}", chunk in 3_usize..40) {
            let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(read(&bytes, chunk), text);
        }
    }
}
