//! How many words each field has, over all living articles: what the mean length in a score comes from.
//!
//! Counting them is a look at three bytes of every article, more than a search for one word takes. So
//! each commit leaves beside the segments a note of what it counted, segment by segment. The note is
//! no part of the commit: who finds none, or one that lacks a segment, counts.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::SegmentReader;
use tantivy::schema::Field;

use super::{Index, IndexError, directory};

/// The file of the note, in the folder of the generation.
const NOTE: &str = "lengths.json";

/// Words in each field that is scored. Lengths are as coarse as scores see them, one byte for each
/// article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lengths {
    pub(super) text: u64,
    pub(super) title: u64,
    pub(super) lead: u64,
}

/// By the name of a segment and the number of its articles that are superseded, which only grows.
type Note = BTreeMap<String, Lengths>;

impl Index {
    pub(super) fn lengths(&self) -> tantivy::Result<Lengths> {
        if let Some(lengths) = self.lengths.get() {
            return Ok(*lengths);
        }
        let by_segment = self.lengths_by_segment(&read(&self.path))?;
        let all = by_segment.values().fold(Lengths::default(), |all, here| Lengths {
            text: all.text + here.text,
            title: all.title + here.title,
            lead: all.lead + here.lead,
        });
        Ok(*self.lengths.get_or_init(|| all))
    }

    /// Leaves the note for those who open the index later. Not to be able to write it costs them time.
    pub(super) fn note_lengths(&self) -> Result<(), IndexError> {
        let known = read(&self.path);
        let now = self.lengths_by_segment(&known).map_err(|e| self.failed(e))?;
        if now != known {
            let _ = write(&self.path, &now);
        }
        Ok(())
    }

    /// Counts again, and compares with the note.
    pub(super) fn verify_lengths(&self) -> Result<(), IndexError> {
        let known = read(&self.path);
        let counted = self.lengths_by_segment(&Note::new()).map_err(|e| self.failed(e))?;
        if counted.iter().any(|(segment, lengths)| known.get(segment).is_some_and(|known| known != lengths)) {
            return Err(self.damaged(&format!("{NOTE} does not hold the lengths of the articles")));
        }
        Ok(())
    }

    fn lengths_by_segment(&self, known: &Note) -> tantivy::Result<Note> {
        let of_segment = |segment: &SegmentReader| {
            let name = format!("{}-{}", segment.segment_id().uuid_string(), segment.num_deleted_docs());
            let lengths = known.get(&name).map_or_else(|| self.count_lengths(segment), |known| Ok(*known))?;
            Ok((name, lengths))
        };
        self.searcher.segment_readers().iter().map(of_segment).collect()
    }

    fn count_lengths(&self, segment: &SegmentReader) -> tantivy::Result<Lengths> {
        let words = |field: Field| -> tantivy::Result<u64> {
            let lengths = segment.get_fieldnorms_reader(field)?;
            let length = |doc| u64::from(lengths.fieldnorm(doc));
            // Most segments have nothing deleted, and asking for each article takes as long as adding.
            Ok(if segment.has_deletes() {
                segment.doc_ids_alive().map(length).sum()
            } else {
                (0..segment.max_doc()).map(length).sum()
            })
        };
        let fields = self.fields;
        Ok(Lengths { text: words(fields.text)?, title: words(fields.title)?, lead: words(fields.lead)? })
    }
}

/// Empty where there is no note that can be read.
fn read(generation: &Path) -> Note {
    let note = std::fs::read(generation.join(NOTE)).unwrap_or_default();
    serde_json::from_slice(&note).unwrap_or_default()
}

fn write(generation: &Path, note: &Note) -> std::io::Result<()> {
    let mut file = directory::new_file(generation)?;
    file.write_all(&serde_json::to_vec(note)?)?;
    file.persist(generation.join(NOTE))?;
    Ok(())
}
