//! Documents that were cut, and bytes that aren't documents.

use std::collections::HashSet;

use proptest::prelude::*;

use super::read;
use crate::page::Page;

const WHOLE: [&str; 6] = [
    include_str!("../../../tests/fixtures/portal/listing.html"),
    include_str!("../../../tests/fixtures/portal/listing-en.html"),
    include_str!("../../../tests/fixtures/portal/article.html"),
    include_str!("../../../tests/fixtures/portal/both.html"),
    include_str!("../../../tests/fixtures/portal/capture-glued.txt"),
    include_str!("../../../tests/fixtures/portal/capture-blocks.txt"),
];

/// Titles with their dates: what a cut must never get wrong.
fn facts(page: &Page) -> HashSet<(bool, String, Option<String>)> {
    let items = page.listing.iter().flat_map(|list| &list.items).map(|item| (false, item));
    let all = items.chain(page.article.iter().map(|article| (true, article)));
    all.map(|(full, s)| (full, s.title.clone(), s.published.map(|m| m.to_rfc3339()))).collect()
}

#[test]
fn a_cut_document_never_gives_a_wrong_title_or_date() {
    for whole in WHOLE {
        let known = facts(&read(whole.as_bytes(), None).unwrap());
        let mut articles = 0;
        for end in 0..whole.len() {
            let Ok(page) = read(&whole.as_bytes()[..end], None) else { continue };
            let found = facts(&page);
            assert!(found.is_subset(&known), "cut at {end}: {found:?}");
            articles += usize::from(page.article.is_some());
        }
        // The article is there once its own text is, however little follows.
        assert_eq!(articles > 0, known.iter().any(|(full, ..)| *full));
    }
}

#[test]
fn a_cut_html_article_is_whole_or_nothing() {
    let [.., article, _, _, _] = WHOLE;
    let whole = read(article.as_bytes(), None).unwrap().article;
    for end in 0..article.len() {
        if let Ok(page) = read(&article.as_bytes()[..end], None) {
            assert_eq!(page.article, whole, "cut at {end}");
        }
    }
}

#[test]
fn cut_json_is_refused() {
    let json = r#"{"d":[{"ma":"1","tieuDe":"Bộ trưởng","noiDung":"<p>x</p>"}]}"#;
    for end in 1..json.len() {
        assert!(read(&json.as_bytes()[..end], None).is_err(), "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, None);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC*", address in "\\PC*") {
        let _ = read(text.as_bytes(), Some(&address));
    }

    #[test]
    fn documents_with_holes_are_read_without_a_panic(n in 0..WHOLE.len(), at in 0.0..1.0, len in 0usize..200, put in "[<>/\"'a-z \u{1ea2}:|0-9]{0,6}") {
        let whole = WHOLE[n].as_bytes();
        let from = (whole.len() as f64 * at) as usize;
        let to = (from + len).min(whole.len());
        let holed = [&whole[..from], put.as_bytes(), &whole[to..]].concat();
        let _ = read(&holed, None);
    }

    #[test]
    fn any_json_is_read_without_a_panic(tail in "[\\[\\]{}:,\"a-zA-Z0-9 ]{0,80}") {
        for head in ["", "[{\"MA\":\"1\",\"ITEMS\":", "{\"d\":"] {
            let _ = read(format!("{head}{tail}").as_bytes(), None);
        }
    }
}
