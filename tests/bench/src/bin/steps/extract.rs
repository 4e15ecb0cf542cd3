//! Takes the article out of saved pages in two ways, in turn, in one process: as byt does, and by
//! scraper on the whole page. Both must find the same text.
//!
//! steps extract DIR ROUNDS: prints the times of each round as a line of JSON, in seconds for all pages.

use std::collections::BTreeMap;
use std::error::Error;

use byt::hooks::bench;
use scraper::{Html, Selector};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::clock;

pub(super) fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let [dir, rounds] = arguments else { return Err("usage: steps extract DIR ROUNDS".into()) };
    let mut paths = std::fs::read_dir(dir)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    let pages = paths.iter().map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let whole = Whole::new()?;
    for (page, path) in pages.iter().zip(&paths) {
        let (ours, theirs) = (bench::extract(page.as_bytes()).ok_or("a page without an article")?, whole.article(page));
        if letters(&ours) != letters(&theirs) {
            return Err(format!("{}: the two ways find different text", path.display()).into());
        }
    }
    for round in 0..rounds.parse::<usize>()? {
        let all = |side: usize| {
            let bytes: usize = match side {
                0 => pages.iter().map(|page| bench::extract(page.as_bytes()).map_or(0, |text| text.len())).sum(),
                _ => pages.iter().map(|page| whole.article(page).len()).sum(),
            };
            assert!(bytes > 0, "nothing was found");
        };
        let mut seconds = [0.0; 2];
        for side in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            seconds[side] = clock::timed(|| all(side));
        }
        println!("{}", json!({ "ours": seconds[0], "theirs": seconds[1], "pages": pages.len() }));
    }
    Ok(())
}

/// scraper on the whole page, as its documentation shows.
struct Whole([Selector; 3]);

impl Whole {
    fn new() -> Result<Whole, String> {
        let selector = |css| Selector::parse(css).map_err(|e| e.to_string());
        Ok(Whole([selector("h3.text-change-size")?, selector("p.sapo")?, selector("div.journal-content-article")?]))
    }

    fn article(&self, page: &str) -> String {
        let page = Html::parse_document(page);
        let mut text = String::new();
        for element in self.0.iter().filter_map(|part| page.select(part).next()) {
            element.text().for_each(|part| text.push_str(part));
        }
        text
    }
}

/// How often each letter and digit occurs, composed: what both must agree on, whatever they do to
/// blanks, to the place of captions, and to the words before the source.
fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut letters = BTreeMap::new();
    for letter in text.replace("(Nguồn:", "").nfc().filter(|c| c.is_alphanumeric()) {
        *letters.entry(letter).or_default() += 1;
    }
    letters
}
