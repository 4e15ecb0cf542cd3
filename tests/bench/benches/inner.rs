//! The inner benchmarks: each measures one step of the program in one thread, and an alternative where there is
//! one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use byt::hooks::bench::{self, Articles, Labelling, OpenedCorpus};
use byt_bench::article::World;
use byt_bench::page::Furniture;
use chrono::{Datelike, Timelike};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer, TokenStream};
use unicode_normalization::UnicodeNormalization;

const SEED: u64 = 1;
const ARTICLES: u64 = 500;
const PAGES: u64 = 100;
const WORD: &str = "bệnh";

static WORLD: LazyLock<World> = LazyLock::new(|| World::new(SEED));
/// Titles, leads and bodies, three of a hundred decomposed, one after the other.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let articles = (0..ARTICLES).map(|number| WORLD.article(number));
    articles.map(|a| format!("{}\n{}\n{}", a.title, a.lead, a.paragraphs.join("\n"))).collect::<Vec<_>>().join("\n")
});
static COMPOSED: LazyLock<String> = LazyLock::new(|| TEXT.nfc().collect());
static ALL: LazyLock<Articles> = LazyLock::new(|| {
    let mut articles = Articles::default();
    for a in (0..ARTICLES).map(|number| WORLD.article(number)) {
        let at = a.published;
        let minute = [at.year().unsigned_abs(), at.month(), at.day(), at.hour(), at.minute()];
        articles.add(minute, &a.title, &a.lead, &a.paragraphs.join("\n\n"), &a.captions);
    }
    articles
});
static SAVED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let furniture = Furniture::new(&WORLD);
    (0..PAGES).map(|number| furniture.page(&WORLD.article(number))).collect()
});
static RULES: LazyLock<Labelling> = LazyLock::new(Labelling::embedded);
/// A corpus with its index, made once; the system clears its folder of temporary files.
static STORED: LazyLock<PathBuf> = LazyLock::new(|| {
    let dir = fresh_folder("stored");
    ALL.store(&dir.join("corpus"));
    bench::build_index(&dir.join("corpus"), &dir.join("index"));
    dir
});

fn fresh_folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).expect("a folder of our own");
    }
    dir
}

fn main() {
    divan::main();
}

#[divan::bench_group]
mod words {
    use super::*;

    /// Both forms and the ends of clauses.
    #[divan::bench]
    fn lexer(bencher: Bencher) {
        bencher.counter(BytesCount::of_str(COMPOSED.as_str())).bench(|| bench::words(&COMPOSED));
    }

    /// One form.
    #[divan::bench]
    fn tantivy_simple_and_lower_case(bencher: Bencher) {
        let analyser = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build();
        bencher.counter(BytesCount::of_str(COMPOSED.as_str())).with_inputs(|| analyser.clone()).bench_refs(
            |analyser| {
                let mut words = 0;
                analyser.token_stream(&COMPOSED).process(&mut |_| words += 1);
                words
            },
        );
    }
}

#[divan::bench_group]
mod cleaning {
    use super::*;

    #[divan::bench]
    fn clean(bencher: Bencher) {
        bencher.counter(BytesCount::of_str(TEXT.as_str())).bench(|| bench::clean(&TEXT));
    }

    /// The Unicode form alone, by its own crate.
    #[divan::bench]
    fn nfc(bencher: Bencher) {
        bencher.counter(BytesCount::of_str(TEXT.as_str())).bench(|| TEXT.nfc().collect::<String>().len());
    }

    /// The limit: a copy.
    #[divan::bench]
    fn copy(bencher: Bencher) {
        bencher.counter(BytesCount::of_str(TEXT.as_str())).bench(|| TEXT.clone());
    }
}

#[divan::bench_group]
mod labelling {
    use super::*;

    #[divan::bench]
    fn people(bencher: Bencher) {
        bencher.counter(ItemsCount::new(ALL.len())).bench(|| RULES.people(&ALL));
    }

    #[divan::bench]
    fn topics(bencher: Bencher) {
        bencher.counter(ItemsCount::new(ALL.len())).bench(|| RULES.topics(&ALL));
    }

    #[divan::bench]
    fn documents_and_days(bencher: Bencher) {
        bencher.counter(ItemsCount::new(ALL.len())).bench(|| RULES.documents(&ALL));
    }
}

#[divan::bench_group]
mod ledger {
    use super::*;

    /// Written, and brought to the disk once.
    #[divan::bench(sample_count = 20)]
    fn append(bencher: Bencher) {
        let dir = fresh_folder("append");
        bencher.counter(BytesCount::new(ALL.bytes())).bench_local(|| ALL.store(&dir));
    }

    #[divan::bench]
    fn read(bencher: Bencher) {
        let dir = STORED.join("corpus");
        bencher.counter(BytesCount::new(ALL.bytes())).bench(|| bench::read_ledger(&dir));
    }
}

/// Articles a second of a whole pass: read, labelled, added, committed.
#[divan::bench(sample_count = 10)]
fn index_of_500_articles(bencher: Bencher) {
    let dir = fresh_folder("index");
    bencher.counter(ItemsCount::new(ALL.len())).bench_local(|| bench::build_index(&STORED.join("corpus"), &dir));
}

#[divan::bench_group]
mod extraction {
    use super::*;

    #[divan::bench]
    fn byt(bencher: Bencher) {
        let bytes: usize = SAVED.iter().map(String::len).sum();
        let all = || SAVED.iter().filter_map(|page| bench::extract(page.as_bytes())).count();
        bencher.counter(BytesCount::new(bytes)).bench(all);
    }

    #[divan::bench(sample_count = 10)]
    fn scraper_on_the_whole_page(bencher: Bencher) {
        let bytes: usize = SAVED.iter().map(String::len).sum();
        let body = scraper::Selector::parse("div.journal-content-article").expect("a selector");
        let text = |page: &String| {
            let page = scraper::Html::parse_document(page);
            page.select(&body).flat_map(|e| e.text()).map(str::len).sum::<usize>()
        };
        bencher.counter(BytesCount::new(bytes)).bench(|| SAVED.iter().map(text).sum::<usize>());
    }
}

#[divan::bench_group]
mod answers {
    use super::*;

    #[divan::bench]
    fn count(bencher: Bencher) {
        let shelf = OpenedCorpus::open(&STORED.join("corpus"), &STORED.join("index"));
        bencher.bench_local(|| shelf.count(WORD));
    }

    /// Twenty articles read, marked and cut.
    #[divan::bench]
    fn snippets(bencher: Bencher) {
        let shelf = OpenedCorpus::open(&STORED.join("corpus"), &STORED.join("index"));
        bencher.bench_local(|| shelf.snippets(WORD));
    }
}
