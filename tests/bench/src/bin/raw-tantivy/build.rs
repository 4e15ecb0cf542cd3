//! Builds a tantivy index over a file of records and waits for its merges.
//!
//! raw-tantivy build FILE DIR ARENA_MB: two threads, as byt takes; the arena is shared by both.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use byt_bench::engine::{Engine, Result};

const THREADS: usize = 2;
const BUFFER_BYTES: usize = 1 << 20;

pub(super) fn run(arguments: &[&str]) -> Result<()> {
    let [file, dir, arena_mb] = arguments else {
        return Err("usage: raw-tantivy build FILE DIR ARENA_MB".into());
    };
    let dir = Path::new(dir);
    if dir.exists() {
        std::fs::remove_dir_all(dir)?;
    }
    let engine = Engine::create(dir)?;
    let mut writer = engine.index.writer_with_num_threads(THREADS, arena_mb.parse::<usize>()? << 20)?;
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, File::open(file)?);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        writer.add_document(engine.document(&line)?)?;
        line.clear();
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}
