//! Opens a tantivy index, answers one question and prints the answer.
//!
//! raw-tantivy query DIR words TEXT | phrase TEXT | leader NAME YEAR YEAR | months TEXT
//!
//! Twenty rows of date, title and address, or the number of articles in each month. The total is
//! counted as well, since byt tells it too.

use std::io::Write;
use std::path::Path;

use byt_bench::engine::{Engine, Result};
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::schema::Value;
use tantivy::{DateTime, DocAddress, Order, ReloadPolicy, Searcher, TantivyDocument};

const ROWS: usize = 20;

pub(super) fn run(arguments: &[&str]) -> Result<()> {
    let [dir, question @ ..] = arguments else { return Err("usage: raw-tantivy query DIR KIND TEXT".into()) };
    let engine = Engine::open(Path::new(dir))?;
    let searcher = engine.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
    let by_score = TopDocs::with_limit(ROWS).order_by_score();
    let (total, found): (usize, Vec<DocAddress>) = match question {
        ["words", text] => {
            let (total, best) = searcher.search(&engine.words(text)?, &(Count, by_score))?;
            (total, best.into_iter().map(|(_, address)| address).collect())
        }
        ["phrase", text] => {
            let (total, best) = searcher.search(&engine.phrase(text)?, &(Count, by_score))?;
            (total, best.into_iter().map(|(_, address)| address).collect())
        }
        ["leader", name, first, last] => {
            let query = engine.leader(name, first.parse()?, last.parse()?)?;
            let newest = TopDocs::with_limit(ROWS).order_by_fast_field::<DateTime>("date", Order::Desc);
            let (total, best) = searcher.search(&query, &(Count, newest))?;
            (total, best.into_iter().map(|(_, address)| address).collect())
        }
        ["months", text] => return months(&engine, &searcher, text),
        _ => return Err("the question is words, phrase, leader or months".into()),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{total} articles")?;
    for address in found {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let date = document.get_first(engine.date).and_then(|value| value.as_datetime()).unwrap_or_default();
        writeln!(out, "{date:?}\t{}\t{}", text(engine.title), text(engine.url))?;
    }
    Ok(out.flush()?)
}

fn months(engine: &Engine, searcher: &Searcher, text: &str) -> Result<()> {
    let wanted: Aggregations =
        serde_json::from_str(r#"{"months": {"histogram": {"field": "month", "interval": 1.0, "min_doc_count": 1}}}"#)?;
    let collector = AggregationCollector::from_aggs(wanted, Default::default());
    let found = searcher.search(&engine.words(text)?, &collector)?;
    let found = serde_json::to_value(found)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for month in found["months"]["buckets"].as_array().into_iter().flatten() {
        let key = month["key"].as_f64().unwrap_or_default() as u64;
        writeln!(out, "{}-{:02}\t{}", key / 12, key % 12 + 1, month["doc_count"])?;
    }
    Ok(out.flush()?)
}
