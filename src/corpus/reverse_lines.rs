//! Reads the lines of a file from the last to the first, for callers that need only the newest.

use std::fs::File;
use std::io;

use crate::disk::{read_range, whole_lines_bytes};

/// Nearly every receipt is shorter.
const BLOCK_BYTES: u64 = 4 * 1024;

/// Yields whole lines without their line breaks. Bytes after the last line break are ignored.
pub(super) struct ReverseLines {
    file: File,
    /// Offset of the first byte in `block`; the part before it hasn't been read yet.
    start: u64,
    /// The bytes from `start` to the end of the next line to be returned.
    block: Vec<u8>,
}

impl ReverseLines {
    pub(super) fn of(file: File) -> io::Result<ReverseLines> {
        let start = whole_lines_bytes(&file)?;
        Ok(ReverseLines { start, file, block: Vec::new() })
    }

    /// Takes the last line off the block, reading further back as needed; `None` at the start of the file.
    fn take_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        // The line break that ends the line itself isn't searched.
        let mut unsearched = self.block.len().saturating_sub(1);
        let begin = loop {
            let line_break = memchr::memrchr(b'\n', &self.block[..unsearched]);
            match line_break {
                Some(at) => break at + 1,
                None if self.start == 0 => break 0,
                None => {}
            }
            let start = self.start.saturating_sub(BLOCK_BYTES.max(self.block.len() as u64));
            let mut block = read_range(&self.file, start, self.start)?;
            unsearched = if self.block.is_empty() { block.len() - 1 } else { block.len() };
            block.append(&mut self.block);
            (self.start, self.block) = (start, block);
        };
        let mut line = self.block.split_off(begin);
        // Only at the start of the file there is no line left.
        Ok(line.pop().map(|_line_break| line))
    }
}

impl Iterator for ReverseLines {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.take_line().transpose();
        if matches!(line, Some(Err(_))) {
            (self.start, self.block) = (0, Vec::new());
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn lines_come_from_the_last_whole_one_to_the_first() {
        let long = "x".repeat(3 * BLOCK_BYTES as usize);
        let check = |text: &str, expected: &[&str]| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let lines: Vec<String> =
                ReverseLines::of(file).unwrap().map(|line| String::from_utf8(line.unwrap()).unwrap()).collect();
            assert_eq!(lines, expected, "{} bytes", text.len());
        };
        check("", &[]);
        check("half", &[]);
        check("\n", &[""]);
        check("a\nb\n", &["b", "a"]);
        check("\na\n\nb\nhalf", &["b", "", "a", ""]);
        check(&format!("a\n{long}\nb\n"), &["b", &long, "a"]);
        check(&format!("{long}\na\n{long}"), &["a", &long]);
        for short in 0..6 {
            let edge = "y".repeat(BLOCK_BYTES as usize - short);
            check(&format!("a\n{edge}\nb\n"), &["b", &edge, "a"]);
        }
    }
}
