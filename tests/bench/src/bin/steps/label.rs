//! What labelling costs: reads articles of a corpus into memory, then labels them by people, by topics
//! and by documents, each by itself.
//!
//! steps label CORPUS ARTICLES ROUNDS: prints the seconds of each round as a line of JSON. One thread.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use byt::hooks::bench::{Articles, Labelling};
use serde_json::json;

use super::clock;

pub(super) fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let [corpus, most, rounds] = arguments else { return Err("usage: steps label CORPUS ARTICLES ROUNDS".into()) };
    let articles = Articles::of_corpus(Path::new(corpus), most.parse()?).map_err(|e| format!("{e:?}"))?;
    let labelling = Labelling::embedded();
    for _ in 0..rounds.parse::<usize>()? {
        let timed = |label: &dyn Fn() -> usize| {
            clock::timed(|| {
                black_box(label());
            })
        };
        let people = timed(&|| labelling.people(&articles));
        let topics = timed(&|| labelling.topics(&articles));
        let documents = timed(&|| labelling.documents(&articles));
        println!(
            "{}",
            json!({ "people": people, "topics": topics, "documents": documents, "articles": articles.len() })
        );
    }
    Ok(())
}
