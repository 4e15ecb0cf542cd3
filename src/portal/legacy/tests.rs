//! The slice of a page against the whole page: both must yield the same article.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::markup::ALL;
use super::read_tree;
use super::slice::slice;
use crate::page::Page;
use crate::portal::Rejected;
use crate::portal::html::{Tree, ends_as_html};

/// A page read both ways.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) whole: Result<Page, Rejected>,
    /// `None` for a page without a slice.
    pub(crate) sliced: Option<Result<Page, Rejected>>,
}

impl Comparison {
    pub(crate) fn of(source: &str) -> Comparison {
        let complete = ends_as_html(source);
        let slice = slice(source, complete);
        Comparison {
            whole: Tree::parse(source).and_then(|tree| read_tree(&tree, source, None)),
            sliced: slice
                .map(|slice| Tree::parse_slice(&slice, complete).and_then(|tree| read_tree(&tree, source, None))),
        }
    }

    pub(crate) fn agrees(&self) -> bool {
        // A whole page that would take too long to parse is nothing to compare with.
        self.whole == Err(Rejected::HtmlTooDeep) || self.sliced.as_ref().is_none_or(|sliced| *sliced == self.whole)
    }
}

#[test]
fn every_selector_parses() {
    for selector in ALL {
        LazyLock::force(selector);
    }
}

const ARTICLE: &str = include_str!("../../../tests/fixtures/portal/article.html");
const SAVED: &str = include_str!("../../../tests/fixtures/import/article.html");
const FULL: &str = r#"<!DOCTYPE html><html lang=vi><head><title>x</title>
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
fn a_slice_yields_the_article_of_the_page() {
    for (source, has_slice) in [(ARTICLE, true), (SAVED, true), (FULL, false), (&NESTED, true)] {
        let comparison = Comparison::of(source);
        assert!(comparison.whole.as_ref().is_ok_and(|page| page.article.is_some()), "{comparison:?} of {source}");
        assert_eq!(comparison.sliced.is_some(), has_slice, "{source}");
        assert!(comparison.agrees(), "{comparison:?} of {source}");
    }
}

/// Markup for which browsers build another tree than the source seems to say.
const PIECES: [&str; 139] = [
    "<em>",
    "</em>",
    "<i>",
    "</i>",
    "<center>",
    "</center>",
    "<ul><li>",
    "<li>a<li>",
    "<dl><dd>",
    "<dd><div><dd></dd></div></dd>",
    "<li><div><li></li></div></li>",
    "<button><div><button></button></div></button>",
    "<form><div><form></form></div></form>",
    "<a><div><a></a></div></a>",
    "<table><object><tr></tr></object></table>",
    "<table><i><tr><td></td></tr></i></table>",
    "<ruby><rt></ruby>",
    "<svg><title></svg>",
    "<svg><style>",
    "<math>",
    "<template>",
    "<noscript>",
    "</noscript>",
    "<noframes>",
    "<frameset>",
    "<iframe>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<nobr>",
    "<html id=z>",
    "<body>",
    "</html>",
    "<head>",
    "</head>",
    "<link rel=canonical>",
    "<meta property=og:url content=/a/-/asset_publisher/TW6LTp1ZtwaN/content/z>",
    "<table><meta property=og:url content=/a/-/asset_publisher/k/content/y>",
    "<!DOCTYPE>",
    "<!doctype html>",
    "<![CDATA[",
    "<?x",
    "</>",
    "\r\n",
    "\r",
    "<div\rclass=contentDetail>",
    "<option></option>",
    "<optgroup>",
    "<select><option></select>",
    "<caption>",
    "<colgroup>",
    "</p>",
    "<p><span></p></span>",
    "<font style=display:none>",
    "<marquee>",
    "<image>",
    "<p><table>",
    "<div class=lfr-pagination",
    "<div ",
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
    FULL.replace("<p>chưa đóng\n<table>", "<p>đóng</p><table>")
        .replace("<p>Một <b>hai<p>ba</b></p>", "<p>Một <b>hai</b></p><p>ba</p>")
        .replace("<p>bốn</td>", "<p>bốn</p></td>")
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_slice_of_a_damaged_page_yields_the_article_of_the_page(
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
        let comparison = Comparison::of(&source);
        prop_assert!(comparison.agrees(), "{:?} of {}", comparison, source);
    }
}
