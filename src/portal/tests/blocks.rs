//! Blocks of text in the HTML of editors.

use crate::portal::prose::{Hint, fragment_blocks};

fn check(html: &str, expected: &[(&str, Hint)]) {
    let found = fragment_blocks(html).unwrap();
    let found: Vec<(&str, Hint)> = found.iter().map(|b| (b.text.as_str(), b.hint)).collect();
    assert_eq!(found, expected, "{html}");
}

#[test]
fn text_is_found_wherever_an_editor_puts_it() {
    check(
        "<p>Một</p>\n<h2><span>Hai</span></h2><div>Ba<div>Bốn</div>năm</div>sáu",
        &[
            ("Một", Hint::None),
            ("Hai", Hint::None),
            ("Ba", Hint::None),
            ("Bốn", Hint::None),
            ("năm", Hint::None),
            ("sáu", Hint::None),
        ],
    );
    check("<ul><li>Một<li>Hai <b>ba</b></ul>", &[("Một", Hint::None), ("Hai ba", Hint::None)]);
    check("<p>Một</p><style>p{}</style><script>x()</script><p style='DISPLAY: none'>ẩn</p>", &[("Một", Hint::None)]);
    check("<p>&nbsp;</p><p>***</p><p>|</p>", &[]);
    check(
        "<p class='view-content-author'>Hà An</p><div class=Relatednew><a>Tin cũ</a></div><p>Một</p>",
        &[("Một", Hint::None)],
    );
}

#[test]
fn breaks_part_paragraphs_after_sentences_only() {
    check(
        "Bộ trưởng Bộ Y tế<br>Lê Thị A\nphát biểu.<br/>Sau đó<br><br>hết<br>- một",
        &[
            ("Bộ trưởng Bộ Y tế Lê Thị A phát biểu.", Hint::None),
            ("Sau đó", Hint::None),
            ("hết", Hint::None),
            ("- một", Hint::None),
        ],
    );
}

#[test]
fn tables_of_figures_are_lines_and_tables_of_paragraphs_are_not() {
    check(
        "<table><tr><th>Tỉnh</th><th>Ca</th></tr><tr><td>Huế</td><td><p>12</p></td></tr></table>",
        &[("Tỉnh | Ca", Hint::None), ("Huế | 12", Hint::None)],
    );
    check(
        "<table><tr><td><p>Một.</p><p>Hai.</p></td><td>Ba</td></tr></table>",
        &[("Một.", Hint::None), ("Hai.", Hint::None), ("Ba", Hint::None)],
    );
}

#[test]
fn cells_keep_their_columns() {
    let lines = |rows: &str, expected: &[&str]| {
        check(
            &format!("<table><tr><th>Tỉnh<th>2022<th>2023</tr>{rows}</table>"),
            &[&["Tỉnh | 2022 | 2023"], expected].concat().iter().map(|l| (*l, Hint::None)).collect::<Vec<_>>(),
        );
    };
    lines("<tr><td>Huế<td><td>12", &["Huế | | 12"]);
    lines("<tr><td>Huế<td>&nbsp;<td> - ", &["Huế | | -"]);
    lines("<tr><td>Huế<td>…<td>–<tr><td><td>4<td>5", &["Huế | … | –", "| 4 | 5"]);
    lines("<tr><td>Huế<td colspan=2>7<tr><td colspan=2>Cả nước<td>9", &["Huế | 7 |", "Cả nước | | 9"]);
    lines(
        "<tr><td rowspan=2>Huế<td>1<td>2<tr><td>3<td>4<tr><td>Sơn La<td>5<td>6",
        &["Huế | 1 | 2", "| 3 | 4", "Sơn La | 5 | 6"],
    );
    check("<table><tr><td><td>Một đoạn văn.<td></table>", &[("Một đoạn văn.", Hint::None)]);
}

#[test]
fn blocks_are_those_of_a_browser() {
    let names =
        ["form", "nav", "details", "summary", "fieldset", "legend", "dialog", "menu", "hgroup", "search", "title"];
    for name in names {
        check(
            &format!("<div>Một<{name}>hai</{name}>ba</div>"),
            &[("Một", Hint::None), ("hai", Hint::None), ("ba", Hint::None)],
        );
    }
    for silent in ["video", "audio", "canvas", "object", "iframe", "select", "button"] {
        check(&format!("<div>Một <{silent}>không có</{silent}>hai</div>"), &[("Một hai", Hint::None)]);
    }
    check(
        "<p>Một</p><p>Trình duyệt của bạn không hỗ trợ video.</p><div>Your browser does not support the video tag</div>",
        &[("Một", Hint::None)],
    );
    check(
        "<pre>Một hai\nba.\n\nBốn\n- năm</pre>",
        &[("Một hai ba.", Hint::None), ("Bốn", Hint::None), ("- năm", Hint::None)],
    );
}

#[test]
fn scripts_and_text_escaped_too_often_become_readable() {
    check(
        "<p>10<sup>-3</sup>, CO<sub>2</sub>, chuẩn<sup><a href=#a>1</a></sup></p>",
        &[("10⁻³, CO₂, chuẩn [1]", Hint::None)],
    );
    check(
        "&lt;p&gt;Một &amp;amp; hai&lt;/p&gt;&lt;p&gt;ba&lt;/p&gt;",
        &[("Một & hai", Hint::None), ("ba", Hint::None)],
    );
    check("<p><b>Một</b> &amp;quot;hai&amp;quot; ba</p>", &[("Một \"hai\" ba", Hint::None)]);
    check("<p>p &lt; 0,05 &amp; n &gt; 3</p>", &[("p < 0,05 & n > 3", Hint::None)]);
}

#[test]
fn text_in_an_old_font_is_decoded() {
    check(
        "<p>Bộ Y tế</p><p><font face='VNI-Times'>Boä tröôûng ñi thaêm</font></p><p style='font-family: .VnTime'>Bé Y tÕ</p>",
        &[("Bộ Y tế", Hint::None), ("Bộ trưởng đi thăm", Hint::None), ("Bộ Y tế", Hint::None)],
    );
    check("<font face='.VnTime'>Đã là Unicode: bệnh viện</font>", &[("Đã là Unicode: bệnh viện", Hint::None)]);
    check("<p>Th&oslash; tr&shy;&euml;ng th&uml;m bÖnh viÖn</p>", &[("Thứ trưởng thăm bệnh viện", Hint::None)]);
}

#[test]
fn pictures_mark_what_comes_after() {
    check("<p>A<img>B</p><p>C</p>", &[("A", Hint::None), ("B", Hint::AfterPicture), ("C", Hint::None)]);
    check("<p><img></p><p style='text-align: center'>B</p>", &[("B", Hint::AfterPictureStyled)]);
    check("<p><img><br><em>B</em></p><p>C</p>", &[("B", Hint::AfterPictureStyled), ("C", Hint::None)]);
    check("<p><img></p><p><em>B</em> c</p>", &[("B c", Hint::AfterPicture)]);
    check("<figure><img><figcaption>B</figcaption></figure><p>C</p>", &[("B", Hint::Caption), ("C", Hint::None)]);
    check(
        "<table><tr><td><img></td></tr><tr><td>B</td></tr></table><p>C</p>",
        &[("B", Hint::Caption), ("C", Hint::None)],
    );
    check(
        "<table><tr><td><p>A</p><p>B</p><img><p>C</p></td></tr></table>",
        &[("A", Hint::None), ("B", Hint::None), ("C", Hint::AfterPicture)],
    );
}
