//! What is known of all living articles together: how many words their fields have, and which days and
//! months they are of.
//!
//! Finding it out is a look at every article: more than a search for one word takes, and it grows with
//! the corpus. So each commit leaves beside the segments a note of each. The notes are no part of the
//! commit: who finds none of a segment, or none that can be read, looks.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::schema::Field;

use super::schema::{Fields, LAYOUT_VERSION, PUBLISHED};
use super::{Index, IndexError, directory};
use crate::calendar::{day_number, numbered_day};

/// The file of the notes, in the folder of the generation.
const FILE: &str = "notes";

/// By the name of a segment and the number of its articles that are superseded, which only grows.
type Notes = BTreeMap<String, Note>;

/// Of one segment, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) words: Lengths,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    /// Months that have an article, counted since the year 0, in order.
    months: Vec<i32>,
}

/// Words in each field that is scored: as coarse as scores see them, one byte for each article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lengths {
    pub(super) text: u64,
    pub(super) title: u64,
    pub(super) lead: u64,
}

/// Which days the articles of an index are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) first: Option<NaiveDate>,
    pub(crate) last: Option<NaiveDate>,
    /// The first day of each month that has an article, in order.
    pub(crate) months: Vec<NaiveDate>,
}

impl Index {
    /// The days of all articles, those outside of the section among them.
    pub(crate) fn reach(&self) -> Result<Reach, IndexError> {
        let Note { first, last, months, .. } = self.note().map_err(|e| self.failed(e))?;
        let month = |months: &i32| {
            let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
            NaiveDate::from_ymd_opt(months.div_euclid(12), month, 1)
        };
        Ok(Reach { first: *first, last: *last, months: months.iter().filter_map(month).collect() })
    }

    /// Of all segments.
    pub(super) fn note(&self) -> tantivy::Result<&Note> {
        if let Some(note) = self.note.get() {
            return Ok(note);
        }
        let all = self.notes(&read(&self.path))?.into_values().fold(Note::default(), Note::with);
        Ok(self.note.get_or_init(|| all))
    }

    /// Looks at every article again, and compares.
    pub(super) fn verify_notes(&self) -> Result<(), IndexError> {
        let known = read(&self.path);
        let now = self.notes(&Notes::new()).map_err(|e| self.failed(e))?;
        if now.iter().any(|(segment, note)| known.get(segment).is_some_and(|known| known != note)) {
            return Err(self.damaged(&format!("{FILE} says of the articles what is not so")));
        }
        Ok(())
    }

    fn notes(&self, known: &Notes) -> tantivy::Result<Notes> {
        let of_segment = |segment: &SegmentReader| {
            let name = name_of(segment.segment_id(), segment.num_deleted_docs());
            let note = known.get(&name).map_or_else(|| look(segment, self.fields()), |known| Ok(known.clone()))?;
            Ok((name, note))
        };
        self.searcher.segment_readers().iter().map(of_segment).collect()
    }
}

/// Leaves notes of all segments of a commit for those who open the index later. Segments that were there
/// before are not opened. Not to be able to write the notes costs time.
pub(super) fn leave(generation: &Path, index: &tantivy::Index, fields: &Fields) -> tantivy::Result<()> {
    let known = read(generation);
    let mut now = Notes::new();
    for meta in index.searchable_segment_metas()? {
        let name = name_of(meta.id(), meta.num_deleted_docs());
        let note = match known.get(&name) {
            Some(known) => known.clone(),
            None => look(&SegmentReader::open(&index.segment(meta))?, fields)?,
        };
        now.insert(name, note);
    }
    if now != known {
        let _ = write(generation, &now);
    }
    Ok(())
}

fn name_of(segment: SegmentId, superseded: u32) -> String {
    format!("{}-{superseded}", segment.uuid_string())
}

fn look(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<Note> {
    let words = |field: Field| -> tantivy::Result<u64> {
        let lengths = segment.get_fieldnorms_reader(field)?;
        Ok(segment.doc_ids_alive().map(|doc| u64::from(lengths.fieldnorm(doc))).sum())
    };
    let words = Lengths { text: words(fields.text)?, title: words(fields.title)?, lead: words(fields.lead)? };
    let published = segment.fast_fields().i64(PUBLISHED)?;
    let mut days: Vec<i64> = segment.doc_ids_alive().filter_map(|doc| published.first(doc)).map(day_number).collect();
    days.sort_unstable();
    days.dedup();
    let days: Vec<NaiveDate> = days.into_iter().filter_map(numbered_day).collect();
    let mut months: Vec<i32> = days.iter().map(|day| day.year() * 12 + day.month0().cast_signed()).collect();
    months.dedup();
    Ok(Note { words, first: days.first().copied(), last: days.last().copied(), months })
}

impl Note {
    fn with(mut self, other: Note) -> Note {
        self.words.text += other.words.text;
        self.words.title += other.words.title;
        self.words.lead += other.words.lead;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.months.extend(other.months);
        self.months.sort_unstable();
        self.months.dedup();
        self
    }
}

/// None where there are no notes, or not those that were written.
fn read(generation: &Path) -> Notes {
    let file = std::fs::read_to_string(generation.join(FILE)).unwrap_or_default();
    let notes = file.split_once('\n').filter(|(head, notes)| *head == head_of(notes)).map(|(_, notes)| notes);
    notes.and_then(|notes| serde_json::from_str(notes).ok()).unwrap_or_default()
}

/// The first line: by which layout the notes are, and their checksum.
fn head_of(notes: &str) -> String {
    format!("{LAYOUT_VERSION} {:08x}", crc32fast::hash(notes.as_bytes()))
}

fn write(generation: &Path, notes: &Notes) -> std::io::Result<()> {
    let mut file = directory::new_file(generation)?;
    let notes = serde_json::to_string(notes)?;
    writeln!(file, "{}", head_of(&notes))?;
    file.write_all(notes.as_bytes())?;
    file.persist(generation.join(FILE))?;
    Ok(())
}
