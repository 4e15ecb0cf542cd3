//! Lists that options name: of phrases, of units.
//!
//! The option may come from a result that somebody else made, so that it must not make `byt` wait or read for ever.

use std::fmt::Display;
use std::io::{self, Read};
use std::path::Path;

use super::errors::{Failure, reason};
use crate::disk;

/// No list of phrases or units is nearly as long.
const BYTES_MAX: u64 = 64 << 20;

/// Reads a text file; `what` names it in messages. Fails if it is a device or a pipe, is longer than 64 MiB, or is not UTF-8.
pub(crate) fn read(path: &Path, what: impl Display) -> Result<String, Failure> {
    read_at_most(path, BYTES_MAX).map_err(|error| Failure::usage(format!("can't read {what}")).cause(reason(&error)))
}

fn read_at_most(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let bytes = disk::open_regular(path)?.take(most + 1).read_to_string(&mut text)?;
    if bytes as u64 > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it is longer than {} MiB", most >> 20)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_a_sane_length_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.txt");
        std::fs::write(&path, "tiêm chủng\n").unwrap();
        let bytes = std::fs::metadata(&path).unwrap().len();
        assert_eq!(read(&path, "list.txt").unwrap(), "tiêm chủng\n");
        assert_eq!(read_at_most(&path, bytes).unwrap(), "tiêm chủng\n");
        assert!(read_at_most(&path, bytes - 1).is_err());
        assert!(read(&dir.path().join("none"), "none").is_err() && read(dir.path(), "a folder").is_err());
        if cfg!(unix) {
            assert!(read(Path::new("/dev/zero"), "a device").is_err());
        }
    }
}
