//! Finds the lines of the ledger that later lines supersede.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io;

use crate::disk::read_range;

/// The latest line of each article so far, and the lines that were superseded.
///
/// A million ids would take a hundred megabytes, so the table has only their hashes. On a hit, the id itself is
/// compared with the start of the line in the file: two ids with the same hash are two articles.
pub(super) struct LatestLines<'f, S = RandomState> {
    file: &'f File,
    hasher: S,
    /// Offsets of the latest lines by the hash of their ids.
    latest: HashMap<u64, u64>,
    /// Offsets of the latest lines whose ids have the same hash as one in `latest`; nearly always empty.
    collided: HashMap<Box<[u8]>, u64>,
    superseded: HashSet<u64>,
}

impl<'f> LatestLines<'f> {
    /// An empty table over the ledger's file.
    pub(super) fn of(file: &'f File) -> LatestLines<'f> {
        LatestLines::with_hasher(file, RandomState::new())
    }
}

impl<'f, S: BuildHasher> LatestLines<'f, S> {
    fn with_hasher(file: &'f File, hasher: S) -> LatestLines<'f, S> {
        LatestLines { file, hasher, latest: HashMap::new(), collided: HashMap::new(), superseded: HashSet::new() }
    }

    /// Adds the next line of the ledger: its id, and the ids of articles that were merged into it.
    pub(super) fn add<'i>(&mut self, offset: u64, id: &[u8], joined: impl Iterator<Item = &'i [u8]>) -> io::Result<()> {
        let earlier = self.remove(id)?;
        self.superseded.extend(earlier);
        for id in joined {
            let earlier = self.remove(id)?;
            self.superseded.extend(earlier);
        }
        let hash = self.hasher.hash_one(id);
        match self.latest.entry(hash) {
            Entry::Occupied(_) => {
                self.collided.insert(id.into(), offset);
            }
            Entry::Vacant(free) => {
                free.insert(offset);
            }
        }
        Ok(())
    }

    /// The offsets of the superseded lines.
    pub(super) fn into_superseded(self) -> HashSet<u64> {
        self.superseded
    }

    /// Removes an article and returns the offset of its latest line.
    fn remove(&mut self, id: &[u8]) -> io::Result<Option<u64>> {
        if !self.collided.is_empty()
            && let Some(offset) = self.collided.remove(id)
        {
            return Ok(Some(offset));
        }
        let hash = self.hasher.hash_one(id);
        match self.latest.get(&hash) {
            Some(offset) if self.has_id(*offset, id)? => Ok(self.latest.remove(&hash)),
            _ => Ok(None),
        }
    }

    /// Whether the line at the offset has this id.
    fn has_id(&self, offset: u64, id: &[u8]) -> io::Result<bool> {
        let start = [b"{\"id\":\"", id, b"\""].concat();
        Ok(read_range(self.file, offset, offset + start.len() as u64)? == start)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;
    use std::io::Write;

    use super::*;

    /// Gives every id the same hash.
    #[derive(Default)]
    struct Constant;

    impl Hasher for Constant {
        fn finish(&self) -> u64 {
            7
        }

        fn write(&mut self, _: &[u8]) {}
    }

    #[test]
    fn ids_with_the_same_hash_are_different_articles() {
        // Each line: its id, and the ids that were merged into it.
        let lines: [(&str, &[&str]); 8] =
            [("a", &[]), ("b", &[]), ("ab", &[]), ("b", &[]), ("a", &["b"]), ("c", &[]), ("ab", &[]), ("c", &["x"])];
        let (mut file, mut offsets, mut at) = (tempfile::tempfile().unwrap(), Vec::new(), 0);
        for (id, _) in lines {
            let line = format!("{{\"id\":\"{id}\",\"title\":\"\"}}\n");
            file.write_all(line.as_bytes()).unwrap();
            offsets.push(at);
            at += line.len() as u64;
        }
        fn superseded<S: BuildHasher>(
            mut table: LatestLines<'_, S>,
            lines: &[(&str, &[&str])],
            offsets: &[u64],
        ) -> HashSet<u64> {
            for ((id, joined), offset) in lines.iter().zip(offsets) {
                table.add(*offset, id.as_bytes(), joined.iter().map(|id| id.as_bytes())).unwrap();
            }
            table.into_superseded()
        }
        let expected: HashSet<u64> = [0, 1, 2, 3, 5].into_iter().map(|n: usize| offsets[n]).collect();
        assert_eq!(superseded(LatestLines::of(&file), &lines, &offsets), expected);
        let constant = std::hash::BuildHasherDefault::<Constant>::default();
        assert_eq!(superseded(LatestLines::with_hasher(&file, constant), &lines, &offsets), expected);
    }
}
