//! Adds a day's records to a tantivy index, each in place of an older one with the same address, and
//! commits once.
//!
//! raw-tantivy add FILE DIR

use std::path::Path;

use byt_bench::engine::{Engine, Result};
use byt_bench::record::Record;
use tantivy::{IndexWriter, TantivyDocument, Term};

/// The least that the engine accepts for one thread.
const ARENA_BYTES: usize = 15 << 20;

pub(super) fn run(arguments: &[&str]) -> Result<()> {
    let [file, dir] = arguments else { return Err("usage: raw-tantivy add FILE DIR".into()) };
    let engine = Engine::open(Path::new(dir))?;
    let mut writer: IndexWriter<TantivyDocument> = engine.index.writer_with_num_threads(1, ARENA_BYTES)?;
    for line in std::fs::read_to_string(file)?.lines() {
        let record: Record = serde_json::from_str(line)?;
        writer.delete_term(Term::from_field_text(engine.url, &record.url));
        writer.add_document(engine.document(line)?)?;
    }
    writer.commit()?;
    Ok(())
}
