//! Titles that no article has.

use super::read;

const LISTING: &str = include_str!("../../../tests/fixtures/portal/listing.html");
const ARTICLE: &str = include_str!("../../../tests/fixtures/portal/article.html");
const BOTH: &str = include_str!("../../../tests/fixtures/portal/both.html");
const GLUED: &str = include_str!("../../../tests/fixtures/portal/capture-glued.txt");
const BLOCKS: &str = include_str!("../../../tests/fixtures/portal/capture-blocks.txt");

#[test]
fn a_title_that_no_article_has_costs_only_its_item() {
    let long = "Dài lắm ".repeat(1200);
    let said = |document: &str| {
        let page = read(document.as_bytes(), None).unwrap();
        let listing = page.listing.unwrap_or_default();
        (listing.items.len(), listing.unreadable, page.article.is_some(), page.warnings.join("; "))
    };
    let (items, unreadable, ..) = said(LISTING);
    let (left, lost, _, warnings) = said(&LISTING.replace("Họp giao ban tháng 1", &long));
    assert_eq!((left, lost), (items - 1, unreadable + 1));
    assert!(warnings.contains("1 items of the list have a title longer than 8 KiB"), "{warnings}");
    for document in [BOTH, ARTICLE, GLUED, BLOCKS] {
        let article = read(document.as_bytes(), None).unwrap().article.unwrap();
        // A page with nothing else is none of the portal's.
        let Ok(page) = read(document.replace(&article.title, &long).as_bytes(), None) else {
            assert_eq!(document, ARTICLE);
            continue;
        };
        assert_eq!(page.article, None, "{document}");
        assert!(page.warnings.iter().any(|warning| warning.contains("longer than 8 KiB")), "{:?}", page.warnings);
    }
}
