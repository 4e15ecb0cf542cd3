//! From the free HTML of an editor to blocks of text.
//!
//! Bodies come from Word: text sits in `p`, `h2 > span`, `div`, tables, lists, and between breaks.

use scraper::Html;

use super::{Block, Hint};
use crate::portal::embedded::without_embedded;
use crate::portal::escaped::escaped_markup;
use crate::portal::events::{Element, Event};
use crate::portal::layout::is_block;
use crate::portal::words::words_of;
use crate::portal::wrapping::{begins_entry, ends_sentence};
use crate::portal::{Rejected, events, html, scripts};
use crate::text::clean;

/// Whether nobody reads the text of an element: code, controls, and what old browsers show in place of media.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "video"
            | "audio"
            | "canvas"
            | "select"
            | "button"
            | "textarea"
            | "head"
            | "svg"
    )
}

/// Parts in or around a body that aren't prose of it: author, editor's links, newest items.
const FOREIGN_CLASSES: [&str; 6] =
    ["view-content-author", "Relatednew", "newsDifferent", "tinlienquan", "sapo-wrapper", "taglib-social-bookmarks"];
/// Longest text in characters of a cell that may be the caption of a picture in its table.
const CELL_CAPTION_CHARS_MAX: usize = 400;

/// The blocks of one element, given as its events.
pub(in crate::portal) fn blocks(events: &[Event<'_>]) -> Vec<Block> {
    let mut walk = Walk::default();
    walk.all(events);
    walk.flush();
    walk.blocks
}

/// The blocks of a separate piece of HTML, as in the responses of the bridge.
pub(in crate::portal) fn fragment_blocks(source: &str) -> Result<Vec<Block>, Rejected> {
    let source = without_embedded(source);
    html::guard(&source)?;
    Ok(blocks(&events::of(Html::parse_fragment(&source).root_element())))
}

fn is_foreign(element: &Element<'_>) -> bool {
    is_silent(element.name) || element.is_hidden || element.classes().any(|class| FOREIGN_CLASSES.contains(&class))
}

/// Whether a line says that a browser can't show a video or the like.
fn replaces_media(line: &str) -> bool {
    const CHARS_MAX: usize = 200;
    const BROWSERS: [&str; 2] = ["trình duyệt", "browser"];
    const REFUSALS: [&str; 4] = ["không hỗ trợ", "chưa hỗ trợ", "not support", "supports html5 video"];
    let lower = line.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    line.chars().nth(CHARS_MAX).is_none() && says(&BROWSERS) && says(&REFUSALS)
}

fn is_caption(element: &Element<'_>) -> bool {
    element.name == "figcaption" || element.classes().any(|class| class.to_ascii_lowercase().contains("caption"))
}

/// Whether line ends in the source are line ends of the text.
fn is_preformatted(element: &Element<'_>) -> bool {
    matches!(element.name, "pre" | "xmp" | "listing")
}

/// Centred or in italics.
fn is_styled(element: &Element<'_>) -> bool {
    element.is_centred || matches!(element.name, "em" | "i" | "center")
}

/// A table that is being walked through.
struct Table {
    first_block: usize,
    pictures: usize,
    /// For each column, how many further rows a cell of an earlier row takes of it.
    taken: Vec<usize>,
    /// Columns of the rows that became lines; 0 before the first.
    columns: usize,
}

/// A row of a table: where its blocks begin, and its cells so far.
struct TableRow {
    first_block: usize,
    cells: Vec<TableCell>,
}

/// A cell of a row.
struct TableCell {
    /// Number of its blocks.
    blocks: usize,
    /// A cell of one block may have marks only ("–"), which aren't a block by themselves.
    marks: Option<String>,
    columns: usize,
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
    /// Marks of the current cell that aren't a block.
    marks: Option<String>,
    /// Elements around the current place whose line ends are kept.
    preformatted_depth: usize,
    /// Whether the current text was escaped once too often, and has been unescaped.
    unescaped: bool,
}

impl Walk {
    fn all(&mut self, events: &[Event<'_>]) {
        let mut at = 0;
        while let Some(event) = events.get(at) {
            match event {
                Event::Text(text) => self.text(text),
                Event::Start(element) if (at > 0 && is_foreign(element)) || !self.open(element) => {
                    at += element.events;
                    continue;
                }
                Event::End(back) => {
                    if let Event::Start(element) = &events[at - back] {
                        self.close(element);
                    }
                }
                Event::Start(_) | Event::Other => {}
            }
            at += 1;
        }
    }

    fn text(&mut self, text: &str) {
        if !self.unescaped
            && let Some(markup) = escaped_markup(text)
            && html::guard(&markup).is_ok()
        {
            self.unescaped = true;
            self.all(&events::of(Html::parse_fragment(&markup).root_element()));
            self.unescaped = false;
            return;
        }
        self.plain |= self.styled_depth == 0 && !text.trim_start().is_empty();
        // A line end of the source is a blank; only `br` breaks a line.
        let keeps_lines = self.preformatted_depth > 0;
        let text = text.chars().filter(|c| !scripts::is_mark(*c));
        self.text.extend(text.map(|c| if c == '\n' && !keeps_lines { ' ' } else { c }));
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
            "table" => {
                let first_block = self.blocks.len();
                self.tables.push(Table { first_block, pictures: 0, taken: Vec::new(), columns: 0 });
            }
            "tr" => self.rows.push(TableRow { first_block: self.blocks.len(), cells: Vec::new() }),
            _ => {}
        }
        self.text.extend(scripts::marks(element.name).map(|[start, _]| start));
        self.preformatted_depth += usize::from(is_preformatted(element));
        self.styled_depth += usize::from(is_styled(element));
        self.caption_depth += usize::from(is_caption(element));
        true
    }

    fn close(&mut self, element: &Element<'_>) {
        if is_block(element.name) {
            self.flush();
        }
        self.text.extend(scripts::marks(element.name).map(|[_, end]| end));
        self.preformatted_depth -= usize::from(is_preformatted(element));
        match element.name {
            "td" | "th" => self.end_cell(element),
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
        let text = scripts::spell(&text);
        let paragraphs = paragraphs(&text);
        if paragraphs.is_empty() && !self.rows.is_empty() {
            self.marks = Some(clean(&text)).filter(|marks| !marks.is_empty()).or(self.marks.take());
        }
        for paragraph in paragraphs.into_iter().filter(|paragraph| !replaces_media(paragraph)) {
            let hint = match (self.caption_depth > 0, std::mem::take(&mut self.after_picture)) {
                (true, _) => Hint::Caption,
                (_, true) if styled => Hint::AfterPictureStyled,
                (_, true) => Hint::AfterPicture,
                (_, false) => Hint::None,
            };
            self.blocks.push(Block { text: paragraph, hint });
        }
    }

    fn end_cell(&mut self, element: &Element<'_>) {
        let marks = self.marks.take();
        let [columns, rows] = element.spans;
        let Some(row) = self.rows.last_mut() else { return };
        let before: usize = row.cells.iter().map(|cell| cell.blocks).sum();
        let Some(table) = self.tables.last_mut() else { return };
        // Columns that a cell of an earlier row takes are empty in this one.
        let mut at: usize = row.cells.iter().map(|cell| cell.columns).sum();
        while table.taken.get(at).is_some_and(|rows| *rows > 0) {
            row.cells.push(TableCell { blocks: 0, marks: None, columns: 1 });
            at += 1;
        }
        let blocks = (self.blocks.len() - row.first_block).saturating_sub(before);
        row.cells.push(TableCell { blocks, marks, columns });
        if rows > 1 {
            table.taken.resize(table.taken.len().max(at + columns), 0);
            // This row counts too, when it ends.
            table.taken[at..at + columns].fill(rows);
        }
    }

    /// A row of plain cells is one line, in which empty cells keep their place; cells with several paragraphs
    /// lay out a page.
    fn end_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        let Some(table) = self.tables.last_mut() else { return };
        table.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        let filled = row.cells.iter().filter(|cell| cell.blocks > 0).count();
        let is_plain = row.cells.iter().all(|cell| cell.blocks <= 1);
        let columns: usize = row.cells.iter().map(|cell| cell.columns).sum();
        // One filled cell is a line of figures only among others of the same width.
        let is_line = filled > 1 || (filled == 1 && table.columns > 1 && table.columns == columns);
        if table.pictures > 0 || !is_line || !is_plain {
            return;
        }
        table.columns = columns;
        let mut blocks = self.blocks.drain(row.first_block..).map(|block| block.text);
        let mut line = Vec::new();
        for cell in row.cells {
            let text = if cell.blocks > 0 { blocks.next() } else { cell.marks };
            line.push(text.unwrap_or_default());
            line.extend((1..cell.columns).map(|_| String::new()));
        }
        drop(blocks);
        self.blocks.push(Block { text: clean(&line.join(" | ")), hint: Hint::None });
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
            Some(last) if !apart && !ends_sentence(last) && !line.starts_with('(') && !begins_entry(&line) => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => done.push(line),
        }
        apart = false;
    }
    done
}
