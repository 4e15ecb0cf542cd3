//! A page read in every way there is: as a whole, and by its slice, with and without a parser. They
//! are to give the same page, or to say that they can't.

use super::slice::{Slice, slice};
use super::{read_nested, read_tree};
use crate::page::Page;
use crate::portal::NotOurs;
use crate::portal::html::{Tree, ends_as_html};

/// What a page is read to; `None` where a way is not open.
#[derive(Debug)]
pub(crate) struct Ways {
    pub(crate) whole: Result<Page, NotOurs>,
    pub(crate) parsed: Option<Result<Page, NotOurs>>,
    pub(crate) nested: Option<Result<Page, NotOurs>>,
}

impl Ways {
    pub(crate) fn of(source: &str) -> Ways {
        let complete = ends_as_html(source);
        let slice = slice(source, complete);
        let parse = |slice: &Slice<'_>| {
            Tree::parse_slice(&slice.as_page(), complete).and_then(|tree| read_tree(&tree, source, None))
        };
        Ways {
            whole: Tree::parse(source).and_then(|tree| read_tree(&tree, source, None)),
            parsed: slice.as_ref().map(parse),
            nested: slice.as_ref().and_then(|slice| read_nested(slice, complete, source, None).ok()),
        }
    }

    pub(crate) fn agree(&self) -> bool {
        // A whole that would take too long to parse is nothing to compare with.
        self.whole == Err(NotOurs::HtmlTooDeep)
            || [&self.parsed, &self.nested].into_iter().flatten().all(|way| *way == self.whole)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::Ways;

    const ARTICLE: &str = include_str!("../../../tests/fixtures/portal/article.html");
    const SAVED: &str = include_str!("../../../tests/fixtures/import/article.html");
    pub(in crate::portal) const FULL: &str = r#"<!DOCTYPE html><html lang=vi><head><title>x</title>
<link href="https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206Q9qkZOqn/content/tham-tram" rel="canonical">
<script>if (a < b) document.write("<div>");</script></head><body class="a b">
<!-- <div> --><form action=/tim><select name=q><option>1<option selected>2</select></form>
<ul><li><a href="/">Trang chủ</a></li><li><b>Tin</b></li></ul><p>chưa đóng
<table><tbody><tr><td><div><i>ô</i></div></td></tr></tbody></table>
<div id="p_p_id_101_INSTANCE_k206Q9qkZOqn_"><section><span></span><div class="x contentDetail y">
<h3 class="text-change-size">Thứ trưởng thăm trạm</h3><p class="time-post">21/01/2026 | 14:03 PM</p>
<div class="contentDetail text-change-size"><p class="sapo">Sáng 21/1</p>
<div class="journal-content-article"><p>Một <b>hai<p>ba</b></p><table><tr><td><p>bốn</td></tr></table><p>Năm &amp; sáu</p></div></div>
</div></section></div><div><p>sau</p></div></body></html>"#;

    #[test]
    fn a_slice_gives_the_article_of_the_page() {
        for (source, is_nested) in [(ARTICLE, true), (SAVED, true), (FULL, false), (&NESTED, true)] {
            let ways = Ways::of(source);
            assert!(ways.whole.as_ref().is_ok_and(|page| page.article.is_some()), "{ways:?} of {source}");
            assert!(ways.parsed.is_some() && ways.nested.is_some() == is_nested, "{ways:?} of {source}");
            assert!(ways.agree(), "{ways:?} of {source}");
        }
    }

    /// What makes browsers build another tree than the source seems to say.
    const PIECES: [&str; 80] = [
        "<div>",
        "</div>",
        "<div\0>",
        "</div\0>",
        "<span id=\"p_p_id_101_INSTANCE_TW6LTp1ZtwaN_\"><div></span></div>",
        "<h1><div><h2><h3></h3></h2></div></h1>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<span>",
        "</span>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<form>",
        "</form>",
        "<select>",
        "</select>",
        "<option>",
        "<button>",
        "</button>",
        "<h3>",
        "</h3>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<body id=z>",
        "</body>",
        "<section>",
        "</section>",
        "<font>",
        "</font>",
        "<object>",
        "</object>",
        "<br>",
        "<dl><dt>",
        "\"",
        "<hr>",
        "<img>",
        "<br/>",
        "<p/>",
        "<table><tbody>",
        "<col>",
        "<pre>\n",
        "<textarea>",
        "<style>&amp;",
        "<i class=journal-content-article>",
        "<div class='contentDetail text-change-size'>",
        "<div class=NewsList>",
        "<p class=time-post>1/2/2025 | 10:00 AM",
        "<p class=sapo-wrapper style=\"display:&#110one\">",
        "<link rel=Canonical href='/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/b&amp;c'>",
        "</br>x&eacute y&nbsp;\0",
        "<div class=\"a\"id=b>",
        "<i a=\"1\" b='>'>",
        "<span title=\"1 > 2 <div>\" data-a1=\"\">",
        "<b x=y=\"c>d\">",
        "<b x=y\"c\">",
        "<b x= \"y\">",
        "<b x==\"y\">",
        "<b =\"y\">",
        "<b \"=\"y\">",
        "<b x:y-1=\"</div>\" é=\"\"\n>",
        "<DIV CLASS=\"contentDetail\">",
        "</Div >",
        "<h1a>",
        "<BlockQuote>",
        "</blockquote title=\">\">",
        "<o:p><x_y-z.1></x_Y-Z.1></O:P>",
    ];

    /// The same page with all its end tags.
    static NESTED: LazyLock<String> = LazyLock::new(|| {
        FULL.replace("<p>Một <b>hai<p>ba</b></p>", "<p>Một <b>hai</b></p><p>ba</p>")
            .replace("<p>bốn</td>", "<p>bốn</p></td>")
    });

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn a_slice_is_never_of_another_article(
            page in prop::sample::select(vec![ARTICLE, SAVED, FULL, &*NESTED]),
            put in prop::collection::vec((0.0..1.0_f64, prop::sample::select(PIECES.to_vec()), any::<bool>()), 1..5),
        ) {
            let mut source = page.to_owned();
            for (place, piece, replaces) in put {
                // At the beginning or the end of a tag, where it has a chance to matter.
                let tags: Vec<usize> = source.match_indices('<').map(|(at, _)| at).collect();
                let at = tags[(tags.len() as f64 * place) as usize];
                let end = source[at..].find('>').map_or(source.len(), |n| at + n + 1);
                source.replace_range(at..if replaces { end } else { at }, piece);
            }
            let ways = Ways::of(&source);
            prop_assert!(ways.agree(), "{:?} of {}", ways, source);
        }
    }
}
