//! Truncates files to their valid part after a crash, and keeps what it removes.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;

use super::CorpusError;
use super::line::{READ_BYTES_MAX, has_right_checksum};
use crate::disk::{CountingReader, open_regular, sync_dir, whole_lines_bytes};

/// The end that was removed from a file of lines.
#[derive(Debug)]
pub(crate) struct TruncatedTail {
    pub(crate) bytes: u64,
    /// The file with a copy of it; `None` for part of a line that was never acknowledged.
    pub(crate) copy: Option<PathBuf>,
}

/// Adds the missing line break after a last line whose checksum shows that nothing else is missing.
pub(super) fn end_last_line(path: &Path, file: &mut File) -> Result<(), CorpusError> {
    let mut end = || -> io::Result<()> {
        let whole = whole_lines_bytes(file)?;
        let mut line = Vec::new();
        file.seek(SeekFrom::Start(whole))?;
        file.take(READ_BYTES_MAX).read_to_end(&mut line)?;
        if has_right_checksum(&line) {
            file.seek(SeekFrom::End(0))?;
            file.write_all(b"\n")?;
            file.sync_data()?;
        }
        Ok(())
    };
    end().map_err(CorpusError::io("can't complete the last line of", path))
}

/// Truncates a file of lines to `valid_bytes`; returns `None` if it isn't longer. The tail is first copied to
/// `torn/`, unless it is only part of a line and beyond what was acknowledged.
pub(super) fn truncate(
    path: &Path,
    file: &mut File,
    valid_bytes: u64,
    acknowledged_bytes: u64,
) -> Result<Option<TruncatedTail>, CorpusError> {
    let io = |action| CorpusError::io(action, path);
    let all_bytes = file.metadata().map_err(io("can't read"))?.len();
    if all_bytes <= valid_bytes {
        return Ok(None);
    }
    let has_lines = whole_lines_bytes(file).map_err(io("can't read"))? > valid_bytes;
    let copy =
        if has_lines || valid_bytes < acknowledged_bytes { Some(copy_tail(path, file, valid_bytes)?) } else { None };
    file.set_len(valid_bytes).map_err(io("can't truncate the damaged end of"))?;
    file.sync_data().map_err(io("can't sync"))?;
    Ok(Some(TruncatedTail { bytes: all_bytes - valid_bytes, copy }))
}

fn copy_tail(path: &Path, file: &mut File, from: u64) -> Result<PathBuf, CorpusError> {
    let dir = path.with_file_name("torn");
    fs::create_dir_all(&dir).map_err(CorpusError::io("can't create the folder", &dir))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    // After a crash right here the file still has its tail, and the copy is simply repeated.
    let target = dir.join(format!("{stem}-{from}.jsonl"));
    let copy = |file: &mut File| -> io::Result<()> {
        let mut copy = File::create(&target)?;
        file.seek(SeekFrom::Start(from))?;
        io::copy(file, &mut copy)?;
        copy.sync_all()
    };
    copy(file).map_err(CorpusError::io("can't write", &target))?;
    sync_dir(&dir).map_err(CorpusError::io("can't sync the folder", &dir))?;
    Ok(target)
}

/// Truncates a page file whose writer died to its whole records, or removes it if it has none. Returns whether the
/// file still exists.
pub(super) fn truncate_pages(path: &Path) -> Result<bool, CorpusError> {
    let whole = whole_members_bytes(path).map_err(CorpusError::io("can't read", path))?;
    if whole == 0 {
        fs::remove_file(path).map_err(CorpusError::io("can't remove", path))?;
        return Ok(false);
    }
    let truncate = || -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(whole)?;
        file.sync_all()
    };
    truncate().map_err(CorpusError::io("can't truncate the damaged end of", path))?;
    Ok(true)
}

/// Length of the whole gzip members at the start of a file; each member is one record.
fn whole_members_bytes(path: &Path) -> io::Result<u64> {
    let mut whole = 0;
    let read = Cell::new(0);
    let mut input = CountingReader::new(BufReader::new(open_regular(path)?), &read);
    while input.fill_buf()?.starts_with(&[0x1f]) {
        match io::copy(&mut GzDecoder::new(&mut input), &mut io::sink()) {
            Ok(_) => whole = read.get(),
            Err(e)
                if matches!(
                    e.kind(),
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
                ) =>
            {
                break;
            }
            Err(e) => return Err(e),
        }
    }
    Ok(whole)
}
