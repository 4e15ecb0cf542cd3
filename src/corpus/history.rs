//! Finds all lines of one article, under every id that it has had, by reading the ledger from its start.
//!
//! Versions don't point to earlier ones. One pass over the file, which compares only the start of each line, is fast
//! enough for the few commands that show a history.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

const BUFFER_BYTES: usize = 256 * 1024;

/// Offsets of the lines with one of these ids within the first `end` bytes of the ledger, oldest first.
pub(super) fn offsets_of(path: &Path, ids: &[&str], end: u64) -> io::Result<Vec<u64>> {
    // Ids contain nothing that JSON would escape, and the id is the first key of a line.
    let starts: Vec<String> = ids.iter().map(|id| format!("{{\"id\":\"{id}\"")).collect();
    let longest = starts.iter().map(String::len).max().unwrap_or(0);
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?.take(end));
    let (mut offset, mut found) = (0, Vec::new());
    loop {
        let mut head = Vec::with_capacity(longest);
        let read = (&mut reader).take(longest as u64).read_until(b'\n', &mut head)?;
        if read == 0 {
            return Ok(found);
        }
        if starts.iter().any(|start| head.starts_with(start.as_bytes())) {
            found.push(offset);
        }
        offset += read as u64;
        if !head.ends_with(b"\n") {
            offset += skip_line(&mut reader)?;
        }
    }
}

/// Skips to after the next line break. Returns how many bytes that was.
fn skip_line(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let there = reader.fill_buf()?;
        let (bytes, done) = match memchr::memchr(b'\n', there) {
            Some(at) => (at + 1, true),
            None => (there.len(), there.is_empty()),
        };
        reader.consume(bytes);
        skipped += bytes as u64;
        if done {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_id_are_found_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l");
        let lines =
            ["{\"id\":\"a\",1}\n", "{\"id\":\"ab\",2}\n", "\n", "x\n", "{\"id\":\"a\",3}\n", "{\"id\":\"a\",4}\n"];
        std::fs::write(&path, lines.concat()).unwrap();
        let at = |n: usize| lines[..n].concat().len() as u64;
        assert_eq!(offsets_of(&path, &["a"], at(6)).unwrap(), [0, at(4), at(5)]);
        assert_eq!(offsets_of(&path, &["a"], at(5)).unwrap(), [0, at(4)]);
        assert_eq!(offsets_of(&path, &["c"], at(6)).unwrap(), Vec::<u64>::new());
        assert_eq!(offsets_of(&path, &["a", "ab"], at(6)).unwrap(), [0, at(1), at(4), at(5)]);
    }
}
