//! From the free HTML of an editor to blocks of text.
//!
//! Bodies come from Word: text sits in `p`, `h2 > span`, `div`, tables, lists, and between breaks.

use scraper::Html;

use super::{Block, Hint};
use crate::portal::events::{Element, Event};
use crate::portal::html::is_block;
use crate::portal::words::words_of;
use crate::portal::{Rejected, events, html};

/// Whether nobody reads the text of an element.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "form"
            | "select"
            | "button"
            | "textarea"
            | "head"
            | "svg"
    )
}

/// Parts that stand in or around a body and are no prose of it: author, editor's links, newest items.
const FOREIGN_CLASSES: [&str; 6] =
    ["view-content-author", "Relatednew", "newsDifferent", "tinlienquan", "sapo-wrapper", "taglib-social-bookmarks"];
/// Longest text in characters of a cell that may be the caption of a picture in its table.
const CELL_CAPTION_CHARS_MAX: usize = 400;

/// The blocks of one element, given as its events.
pub(in crate::portal) fn blocks(events: &[Event<'_>]) -> Vec<Block> {
    let mut walk = Walk::default();
    let mut at = 0;
    while let Some(event) = events.get(at) {
        match event {
            Event::Text(text) => walk.text(text),
            Event::Start(element) if (at > 0 && is_foreign(element)) || !walk.open(element) => {
                at += element.events;
                continue;
            }
            Event::End(back) => {
                if let Event::Start(element) = &events[at - back] {
                    walk.close(element);
                }
            }
            Event::Start(_) | Event::Other => {}
        }
        at += 1;
    }
    walk.flush();
    walk.blocks
}

/// The blocks of a piece of HTML that stands alone, as in the answers of the bridge.
pub(in crate::portal) fn fragment_blocks(source: &str) -> Result<Vec<Block>, Rejected> {
    html::guard(source)?;
    Ok(blocks(&events::of(Html::parse_fragment(source).root_element())))
}

fn is_foreign(element: &Element<'_>) -> bool {
    is_silent(element.name) || element.is_hidden || element.classes().any(|class| FOREIGN_CLASSES.contains(&class))
}

fn is_caption(element: &Element<'_>) -> bool {
    element.name == "figcaption" || element.classes().any(|class| class.to_ascii_lowercase().contains("caption"))
}

/// Centred or in italics.
fn is_styled(element: &Element<'_>) -> bool {
    element.is_centred || matches!(element.name, "em" | "i" | "center")
}

/// A table that is being walked through.
struct Table {
    first_block: usize,
    pictures: usize,
}

/// A row of a table: where its blocks begin, and those of the cell that is open.
struct TableRow {
    first_block: usize,
    cell_block: usize,
    /// Cells with text so far, and whether each had one block of it.
    filled: usize,
    plain: bool,
}

impl TableRow {
    fn at(block: usize) -> TableRow {
        TableRow { first_block: block, cell_block: block, filled: 0, plain: true }
    }
}

/// What has been read on the way through the tree.
#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    /// Text of the current block; breaks are line ends in it.
    text: String,
    /// Whether a picture came since the last block.
    after_picture: bool,
    /// Elements around the current place that centre or slant, and that mark captions.
    styled_depth: usize,
    caption_depth: usize,
    /// Whether any text of the current block is plain.
    plain: bool,
    tables: Vec<Table>,
    rows: Vec<TableRow>,
}

impl Walk {
    fn text(&mut self, text: &str) {
        self.plain |= self.styled_depth == 0 && !text.trim_start().is_empty();
        // A line end of the source is a blank; only `br` breaks a line.
        let mut lines = text.split('\n');
        self.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.text.push(' ');
            self.text.push_str(line);
        }
    }

    /// Enters an element; false when there is nothing to be found inside.
    fn open(&mut self, element: &Element<'_>) -> bool {
        match element.name {
            "br" => {
                self.text.push('\n');
                return false;
            }
            "img" => {
                self.flush();
                self.after_picture = true;
                if let Some(table) = self.tables.last_mut() {
                    table.pictures += 1;
                }
                return false;
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
        match element.name {
            "table" => self.tables.push(Table { first_block: self.blocks.len(), pictures: 0 }),
            "tr" => self.rows.push(TableRow::at(self.blocks.len())),
            _ => {}
        }
        self.styled_depth += usize::from(is_styled(element));
        self.caption_depth += usize::from(is_caption(element));
        true
    }

    fn close(&mut self, element: &Element<'_>) {
        if is_block(element.name) {
            self.flush();
        }
        match element.name {
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => self.end_table(),
            _ => {}
        }
        self.styled_depth -= usize::from(is_styled(element));
        self.caption_depth -= usize::from(is_caption(element));
    }

    /// Ends the current block.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let styled = !std::mem::take(&mut self.plain);
        for paragraph in paragraphs(&text) {
            let hint = match (self.caption_depth > 0, std::mem::take(&mut self.after_picture)) {
                (true, _) => Hint::Caption,
                (_, true) if styled => Hint::AfterPictureStyled,
                (_, true) => Hint::AfterPicture,
                (_, false) => Hint::None,
            };
            self.blocks.push(Block { text: paragraph, hint });
        }
    }

    fn end_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            let blocks = self.blocks.len() - row.cell_block;
            row.cell_block = self.blocks.len();
            row.filled += usize::from(blocks > 0);
            row.plain &= blocks <= 1;
        }
    }

    /// A row of plain cells is one line; cells with several paragraphs lay out a page.
    fn end_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        let with_pictures = self.tables.last().is_some_and(|table| table.pictures > 0);
        if with_pictures || row.filled < 2 || !row.plain {
            return;
        }
        let cells: Vec<String> = self.blocks.drain(row.first_block..).map(|block| block.text).collect();
        self.blocks.push(Block { text: cells.join(" | "), hint: Hint::None });
    }

    /// A small table around a picture holds its caption; a large one lays out the article.
    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        let blocks = &mut self.blocks[table.first_block..];
        let small = blocks.len() <= 2 * table.pictures;
        let short = blocks.iter().all(|block| block.text.chars().count() <= CELL_CAPTION_CHARS_MAX);
        if small && short {
            for block in blocks {
                block.hint = Hint::Caption;
            }
            // What follows the table follows its caption, not its picture.
            self.after_picture = self.after_picture && table.first_block == self.blocks.len();
        }
        if let Some(outer) = self.tables.last_mut() {
            outer.pictures += table.pictures;
        }
    }
}

/// Cuts the text of one block at its breaks.
///
/// Two breaks part paragraphs. A single one does so after the end of a sentence or before a list
/// entry; inside a sentence it is only where an editor wanted a new line.
fn paragraphs(text: &str) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut apart = true;
    for line in text.split('\n') {
        let Some(line) = words_of(line) else {
            apart = true;
            continue;
        };
        match done.last_mut() {
            Some(last) if !apart && !ends_line(last) && !starts_entry(&line) => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => done.push(line),
        }
        apart = false;
    }
    done
}

fn ends_line(text: &str) -> bool {
    text.ends_with(['.', '!', '?', ':', ';', '…', '”', '"', ')'])
}

fn starts_entry(text: &str) -> bool {
    text.starts_with(['-', '+', '•', '–', '(', '*']) || text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        check(
            "<p>Một</p><style>p{}</style><script>x()</script><p style='DISPLAY: none'>ẩn</p>",
            &[("Một", Hint::None)],
        );
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
}
