//! The lines of a file from its last one back: for whoever asks about the newest, and seldom about more.

use std::fs::File;
use std::io;

use super::ledger::read_range;

/// Nearly every receipt fits into this.
const BLOCK_BYTES: u64 = 4 * 1024;

/// Whole lines without their line breaks. What follows the last line break is none.
pub(super) struct Backwards {
    file: File,
    /// What stands before this byte is still to be read.
    start: u64,
    /// What follows it, up to and including the end of the next line to be given.
    block: Vec<u8>,
}

impl Backwards {
    pub(super) fn of(file: File) -> io::Result<Backwards> {
        let mut lines = Backwards { start: file.metadata()?.len(), file, block: Vec::new() };
        let whole = lines.break_before(0)?.map_or(0, |at| at + 1);
        lines.block.truncate(whole);
        Ok(lines)
    }

    /// Where in the block the last line break stands that so many bytes follow. Reads on as far as is
    /// needed to find it.
    fn break_before(&mut self, bytes: usize) -> io::Result<Option<usize>> {
        let mut unseen = self.block.len() - bytes;
        loop {
            let found = memchr::memrchr(b'\n', &self.block[..unseen]);
            if found.is_some() || self.start == 0 {
                return Ok(found);
            }
            let start = self.start.saturating_sub(BLOCK_BYTES.max(self.block.len() as u64));
            let mut block = read_range(&self.file, start, self.start)?;
            unseen = block.len();
            block.append(&mut self.block);
            (self.start, self.block) = (start, block);
        }
    }
}

impl Iterator for Backwards {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.block.is_empty() {
            return None;
        }
        let line = self.break_before(1).map(|before| {
            let mut line = self.block.split_off(before.map_or(0, |at| at + 1));
            line.pop(); // the line break
            line
        });
        if line.is_err() {
            self.block.clear();
        }
        Some(line)
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
                Backwards::of(file).unwrap().map(|line| String::from_utf8(line.unwrap()).unwrap()).collect();
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
