//! Tests of bringing an index up to its ledger.

mod golden;
mod linear;

use chrono::DateTime;

use crate::article::{Article, Id, Provenance, Sighting};
use crate::corpus::Corpus;
use crate::indexing::*;

/// Stores articles with these titles and returns the ledger.
fn stored(corpus: &Corpus, titles: &[&str]) -> Ledger {
    let mut writer = corpus.writer().unwrap();
    for title in titles {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        let article = Article::first(Id::of(title, None), Sighting::titled((*title).to_owned()), provenance);
        writer.append(&article).unwrap();
    }
    writer.sync().unwrap();
    corpus.ledger().unwrap().unwrap()
}

fn brought_up(dir: &Path, ledger: &mut Ledger) -> Indexed {
    bring_up(dir, ledger, &Labeller::default(), false, &mut |_| {}).unwrap()
}

#[test]
fn an_index_of_another_ledger_is_rebuilt_whatever_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let mut ledger = stored(&Corpus::at(folder.path().join("a")), &["Một", "Hai"]);
    brought_up(&index, &mut ledger);
    for (name, titles) in [("longer", &["Ba", "Bốn dài hơn", "Năm"][..]), ("shorter", &["Sáu"]), ("same", &["Bảy"])]
    {
        let mut other = stored(&Corpus::at(folder.path().join(name)), titles);
        let labeller = Labeller::default();
        assert!(matches!(standing(&index, &mut other, &labeller), Ok(Standing::Foreign)), "{name}");
        let indexed = brought_up(&index, &mut other);
        assert_eq!(indexed, Indexed { lines: titles.len() as u64, rebuilt: true }, "{name}");
        assert!(matches!(standing(&index, &mut other, &labeller), Ok(Standing::Current(_))), "{name}");
    }
}

#[test]
fn an_index_that_is_newer_than_the_ledger_view_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let corpus = Corpus::at(folder.path().join("corpus"));
    let mut early = stored(&corpus, &["Một"]);
    let mut late = stored(&corpus, &["Hai", "Ba"]);
    brought_up(&index, &mut late);
    assert_eq!(brought_up(&index, &mut early), Indexed::default(), "nothing was left to do");
    let mut early = stored(&corpus, &[]);
    let mut late = stored(&corpus, &["Bốn"]);
    brought_up(&index, &mut late);
    assert!(early.bytes() < late.bytes());
    assert!(matches!(standing(&index, &mut early, &Labeller::default()), Ok(Standing::Current(_))));
    assert_eq!(early.bytes(), late.bytes(), "the view now includes what the index does");
}
