//! Recovery: which part of the ledger is valid after a power cut.
//!
//! Blocks reach a disk in any order, so the end of the file may come back with holes: zeros, half lines, whole lines
//! after broken ones. None of it was acknowledged as stored. The ledger is valid up to the first broken line in that
//! end; [`super::truncate`] removes the rest. A broken line anywhere else is damage and stays as it is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::CorpusError;
use super::acked::Acknowledged;
use super::line::{has_right_checksum, stated_checksum};
use super::positions::last_checksum;
use crate::article::LedgerPosition;
use crate::disk::whole_lines_bytes;

/// How much of the ledger may be on its way to the disk. Nothing further from its end can be torn.
pub(super) const UNSYNCED_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Length in bytes of the ledger without its torn end. Lines before an acknowledged position that the ledger still
/// has are never torn: a fault in them is damage. The same holds if bytes were inserted or removed, so that an
/// acknowledged line ends elsewhere now.
pub(super) fn valid_bytes(path: &Path, file: &mut File, acked: &Acknowledged) -> Result<u64, CorpusError> {
    let io = || CorpusError::io("can't read", path);
    let end = whole_lines_bytes(file).map_err(io())?;
    let start = match acked.last() {
        Some(last) if last.position.bytes <= end && ends_at(file, &last.position).map_err(io())? => last.position.bytes,
        _ => acknowledged_bytes(file, acked.positions()?, end).map_err(io())?,
    };
    let start = start.max(end.saturating_sub(UNSYNCED_BYTES_MAX));
    let Some(broken) = broken_line(file, start, end).map_err(io())? else { return Ok(end) };
    // The broken line may be an acknowledged one, recognisable by its checksum.
    let is_acknowledged = has_acknowledged_line(file, broken, end, acked.positions()?).map_err(io())?;
    Ok(if is_acknowledged { end } else { broken })
}

/// The furthest position at which the same line still ends; 0 if there is none. Lines before it may be damaged, and
/// remain acknowledged.
fn acknowledged_bytes(file: &File, positions: &[LedgerPosition], end: u64) -> io::Result<u64> {
    let mut positions: Vec<&LedgerPosition> = positions.iter().filter(|position| position.bytes <= end).collect();
    positions.sort_by_key(|position| std::cmp::Reverse(position.bytes));
    for position in positions {
        if ends_at(file, position)? {
            return Ok(position.bytes);
        }
    }
    Ok(0)
}

/// Whether the line that ended at the position still ends there.
fn ends_at(file: &File, position: &LedgerPosition) -> io::Result<bool> {
    let checksum = last_checksum(file, position.bytes)?;
    Ok(!checksum.is_empty() && position.check.starts_with(&checksum))
}

/// The offset of the first broken line between `start` and `end`. If `start` is within a line, the search begins
/// with the next one.
fn broken_line(file: &mut File, start: u64, end: u64) -> io::Result<Option<u64>> {
    if start >= end {
        return Ok(None);
    }
    // At the start of a line, the byte before it is a line break.
    let mut at = start.saturating_sub(1);
    file.seek(SeekFrom::Start(at))?;
    let mut reader = BufReader::new(file.take(end - at));
    let mut line = Vec::new();
    if start > 0 {
        at += reader.read_until(b'\n', &mut line)? as u64;
    }
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line)? {
            0 => return Ok(None),
            read if has_right_checksum(line.strip_suffix(b"\n").unwrap_or(&line)) => at += read as u64,
            _ => return Ok(Some(at)),
        }
    }
}

/// Whether one of the lines between `start` and `end` states the checksum of an acknowledged position.
fn has_acknowledged_line(file: &mut File, start: u64, end: u64, positions: &[LedgerPosition]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(start))?;
    let mut reader = BufReader::new(file.take(end - start));
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        // An editor may have changed the line ends.
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let checksum = stated_checksum(text.strip_suffix(b"\r").unwrap_or(text));
        let is_of = |position: &LedgerPosition| {
            checksum.is_some_and(|checksum| position.check.as_bytes().starts_with(checksum))
        };
        if positions.iter().any(is_of) {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, Run, Writer};
    use super::*;
    use crate::answer::Answer;
    use crate::article::{Article, Id, Provenance, Sighting};
    use chrono::DateTime;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::num::NonZeroU64;

    fn article(n: usize) -> Article {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        let title = format!("Bài {n}");
        Article::first(Id::of(&title, None), Sighting::titled(title), provenance)
    }

    fn receipt() -> Run {
        let zero = r#"{"started":"2026-02-01T01:00:00Z","ended":"2026-02-01T01:00:00Z","source":"import","portal":null,
            "seen":0,"new":0,"updated":0,"unchanged":0,"failed":0,"requests":0,"bytes":0,"complete":true,"stopped":null}"#;
        serde_json::from_str(zero).unwrap()
    }

    /// A corpus with `acked` acknowledged lines and `more` lines that a killed run appended.
    fn corpus(dir: &Path, acked: usize, more: usize) -> Corpus {
        let corpus = Corpus::at(dir);
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, 0..acked);
        writer.record(&receipt()).unwrap();
        append(&mut writer, acked..acked + more);
        writer.sync().unwrap();
        corpus
    }

    fn append(writer: &mut Writer, articles: std::ops::Range<usize>) {
        for n in articles {
            writer.append(&article(n)).unwrap();
        }
    }

    fn titles(corpus: &Corpus) -> Vec<String> {
        let mut ledger = corpus.ledger().unwrap().unwrap();
        ledger.lines(0).unwrap().map(|line| line.unwrap().article.title).collect()
    }

    fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).unwrap();
        how(&mut bytes);
        fs::write(path, bytes).unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Holes and cuts after the acknowledged part: readers and the next writer see the appended lines up to
        /// the first fault, and everything that was truncated is in the copy.
        #[test]
        fn a_power_cut_leaves_the_lines_before_the_first_fault(acked in 0usize..4, more in 1usize..6, holes in prop::collection::vec((0.0f64..1.0, 1usize..900), 1..4), zeros in 0usize..300) {
            let folder = tempfile::tempdir().unwrap();
            let corpus = corpus(folder.path(), acked, more);
            let path = folder.path().join("articles.jsonl");
            let acked_bytes = corpus.acknowledged().unwrap().bytes() as usize;
            change(&path, |bytes| {
                for (at, length) in &holes {
                    let start = acked_bytes + ((bytes.len() - acked_bytes) as f64 * at) as usize;
                    let end = (start + length).min(bytes.len());
                    bytes[start..end].fill(0);
                }
                bytes.extend(vec![0; zeros]);
            });
            let torn = fs::read(&path).unwrap();
            let left = titles(&corpus);
            let all: Vec<String> = (0..acked + more).map(|n| format!("Bài {n}")).collect();
            prop_assert!(left.len() >= acked && left.len() < acked + more && all.starts_with(&left));
            prop_assert!(fs::read(&path).unwrap() == torn, "a reader changes nothing");
            let mut writer = corpus.writer().unwrap();
            if let Some(copy) = writer.opened().truncated.as_ref().and_then(|tail| tail.copy.as_ref()) {
                let kept = fs::read(&path).unwrap();
                prop_assert_eq!([kept, fs::read(copy).unwrap()].concat(), torn);
            }
            append(&mut writer, left.len()..acked + more);
            writer.record(&receipt()).unwrap();
            prop_assert_eq!(titles(&corpus), all);
        }
    }

    #[test]
    fn acknowledged_lines_are_never_truncated() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3, 2);
        let path = folder.path().join("articles.jsonl");
        change(&path, |bytes| bytes[40] ^= 1);
        let before = fs::read(&path).unwrap();
        assert!(corpus.writer().unwrap().opened().truncated.is_none());
        assert_eq!(fs::read(&path).unwrap(), before);
        let mut ledger = corpus.ledger().unwrap().unwrap();
        let lines: Vec<_> = ledger.lines(0).unwrap().collect();
        assert!(matches!(lines[0], Err(CorpusError::Damaged { line: Some(NonZeroU64::MIN), .. })));
        assert!(lines.len() == 5 && lines[1..].iter().all(Result::is_ok));
    }

    #[test]
    fn an_acknowledged_line_of_another_length_is_damage_and_not_torn() {
        for edited in ["Bài 0", "Bài 2"] {
            let folder = tempfile::tempdir().unwrap();
            let corpus = corpus(folder.path(), 3, 1);
            let path = folder.path().join("articles.jsonl");
            change(&path, |bytes| {
                *bytes = String::from_utf8(bytes.clone()).unwrap().replace(edited, "Bài đã sửa").into_bytes();
            });
            let before = fs::read(&path).unwrap();
            let mut ledger = corpus.ledger().unwrap().unwrap();
            assert_eq!(ledger.bytes(), before.len() as u64, "{edited}");
            assert!(ledger.lines(0).unwrap().any(|line| line.is_err()), "{edited}");
            assert!(corpus.writer().unwrap().opened().truncated.is_none(), "{edited}");
            assert_eq!(fs::read(&path).unwrap(), before, "{edited}");
        }
    }

    #[test]
    fn receipts_do_not_apply_to_a_ledger_restored_from_before_them() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = corpus(folder.path(), 3, 2);
        corpus.writer().unwrap().record(&receipt()).unwrap();
        assert_eq!(corpus.runs_in_ledger().unwrap().len(), 2);
        let path = folder.path().join("articles.jsonl");
        change(&path, |bytes| bytes.truncate(bytes.len() - 2));
        assert_eq!((corpus.runs().unwrap().len(), corpus.runs_in_ledger().unwrap().len()), (2, 1));
        // Even after other lines were appended, it isn't what the second run left.
        let mut writer = corpus.writer().unwrap();
        append(&mut writer, 7..19);
        writer.sync().unwrap();
        assert_eq!(corpus.runs_in_ledger().unwrap().len(), 1);
    }

    #[test]
    fn pages_of_a_killed_run_are_truncated_to_whole_records() {
        let answer = Answer {
            url: "http://127.0.0.1/a".into(),
            method: "GET".into(),
            asked: None,
            status: 200,
            headers: Vec::new(),
            body: "Sức khỏe ".repeat(40).into_bytes(),
            fetched: DateTime::UNIX_EPOCH,
        };
        let folder = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(folder.path());
        let mut writer = corpus.writer().unwrap();
        writer.store_answer(&answer).unwrap();
        writer.store_answer(&answer).unwrap();
        writer.sync().unwrap();
        drop(writer);
        let (open, _) = corpus.page_files().unwrap().remove(0);
        assert!(open.extension().is_some_and(|e| e == "open"));
        let whole = fs::read(&open).unwrap();
        let closed = open.with_extension("");
        let mut sizes = BTreeSet::new();
        for cut in (0..whole.len()).step_by(9).chain([whole.len()]) {
            for zeros in [0, 100] {
                fs::write(&open, [&whole[..cut], &vec![0; zeros]].concat()).unwrap();
                assert_eq!(corpus.verify_pages().unwrap(), Vec::<String>::new(), "cut at {cut}");
                drop(corpus.writer().unwrap());
                assert!(!open.exists());
                assert_eq!(corpus.verify_pages().unwrap(), Vec::<String>::new(), "cut at {cut}");
                let left = fs::read(&closed).unwrap_or_default();
                // The last bytes of a record may themselves be zeros.
                assert!(left.len() <= cut + zeros && whole.starts_with(&left), "cut at {cut}");
                drop(fs::remove_file(&closed));
                sizes.insert(left.len());
            }
        }
        assert_eq!(sizes.len(), 6, "nothing, and each of the five records");
    }
}
