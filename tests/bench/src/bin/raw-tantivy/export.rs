//! Writes every document of a tantivy index as a line of JSON, by serde_json from its store.
//!
//! raw-tantivy export DIR

use std::io::{BufWriter, Write};
use std::path::Path;

use byt_bench::engine::{Engine, Result};
use serde::Serialize;
use tantivy::TantivyDocument;
use tantivy::schema::Value;

const BUFFER_BYTES: usize = 1 << 20;
/// Blocks of the store that are kept unpacked; they are read in order.
const BLOCKS: usize = 1;

#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    published: i64,
    url: &'a str,
    #[serde(rename = "abstract")]
    lead: &'a str,
    body: &'a str,
    captions: Vec<&'a str>,
    officials: Vec<&'a str>,
    topics: Vec<&'a str>,
}

pub(super) fn run(arguments: &[&str]) -> Result<()> {
    let [dir] = arguments else { return Err("usage: raw-tantivy export DIR".into()) };
    let engine = Engine::open(Path::new(dir))?;
    let searcher = engine.index.reader()?.searcher();
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, std::io::stdout().lock());
    for segment in searcher.segment_readers() {
        for document in segment.get_store_reader(BLOCKS)?.iter::<TantivyDocument>(segment.alive_bitset()) {
            let document = document?;
            let all = |field| -> Vec<&str> { document.get_all(field).filter_map(|value| value.as_str()).collect() };
            let one = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
            let line = Line {
                title: one(engine.title),
                published: document
                    .get_first(engine.date)
                    .and_then(|v| v.as_datetime())
                    .unwrap_or_default()
                    .into_timestamp_secs(),
                url: one(engine.url),
                lead: one(engine.lead),
                body: one(engine.body),
                captions: all(engine.body).split_off(1),
                officials: all(engine.leaders),
                topics: all(engine.fields),
            };
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(out.flush()?)
}
