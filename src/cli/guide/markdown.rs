//! Reads the part of Markdown that the guides use: headings, paragraphs, lists without nesting, tables, blocks of
//! code, comments of one line; within a text code, bold words and links.

/// How a line begins that is not for readers.
const COMMENT: &str = "<!--";

/// A part of a guide.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    /// Depth (1 for the title) and text.
    Heading(usize, &'a str),
    Paragraph(String),
    Item(String),
    /// An item of a numbered list.
    Numbered(u8, String),
    /// Lines as they are.
    Code(Vec<&'a str>),
    /// The cells of the head, and those of each row.
    Table(Vec<&'a str>, Vec<Vec<&'a str>>),
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    Plain(&'a str),
    Code(&'a str),
    Bold(&'a str),
    /// Text and address.
    Link(&'a str, &'a str),
}

/// Splits a document into its blocks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            blocks.push(Block::Code(lines.by_ref().take_while(|line| !line.starts_with("```")).collect()));
        } else if line.starts_with('#') {
            let text = line.trim_start_matches('#');
            blocks.push(Block::Heading(line.len() - text.len(), text.trim()));
        } else if line.starts_with('|') {
            let mut rows: Vec<Vec<&str>> = vec![cells(line)];
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(row));
            }
            let head = rows.remove(0);
            // The line of dashes below the head.
            rows.drain(..rows.len().min(1));
            blocks.push(Block::Table(head, rows));
        } else if line.starts_with(COMMENT) {
            // For whoever edits the guide.
        } else if !line.trim().is_empty() {
            let mut text = line.to_owned();
            let goes_on = |line: &&str| {
                let begins = line.starts_with(['#', '|']) || line.starts_with("```") || line.starts_with(COMMENT);
                let begins = begins || item(line).is_some();
                !line.trim().is_empty() && !begins
            };
            while let Some(more) = lines.next_if(goes_on) {
                text = format!("{text} {}", more.trim());
            }
            blocks.push(item(&text).unwrap_or(Block::Paragraph(text)));
        }
    }
    blocks
}

/// The item of a list that a text is.
fn item(text: &str) -> Option<Block<'static>> {
    if let Some(item) = text.strip_prefix("- ") {
        return Some(Block::Item(item.to_owned()));
    }
    let (number, item) = text.split_once(". ")?;
    Some(Block::Numbered(number.parse().ok()?, item.to_owned()))
}

/// The cells of a row of a table. A bar within code is part of the cell.
fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split(" | ").map(str::trim).collect()
}

/// Splits a text into its spans.
pub(super) fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (span, after) = first(rest).unwrap_or_else(|| {
            // What begins like a mark and has no end is text.
            let next = rest.char_indices().skip(1).find(|(_, c)| ['`', '*', '['].contains(c));
            let (plain, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
            (Span::Plain(plain), after)
        });
        spans.push(span);
        rest = after;
    }
    spans
}

/// The span that a text begins with and what follows; `None` where that is plain text.
fn first(text: &str) -> Option<(Span<'_>, &str)> {
    if let Some(rest) = text.strip_prefix('`') {
        let (code, after) = rest.split_once('`')?;
        return Some((Span::Code(code), after));
    }
    if let Some(rest) = text.strip_prefix("**") {
        let (bold, after) = rest.split_once("**")?;
        return Some((Span::Bold(bold), after));
    }
    let (name, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, after) = rest.split_once(')')?;
    Some((Span::Link(name, address), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_each_kind_are_read() {
        let text = "# A\n\nOne\n`two\n--three`\n<!-- x -->\n\n- b\n  c\n- d\n1. e\n2. f\n\n| e | f |\n| --- | --- |\n| 1 | `a|b` |\n\n```sh\nx  # y\n```\n";
        let expected = [
            Block::Heading(1, "A"),
            Block::Paragraph("One `two --three`".into()),
            Block::Item("b c".into()),
            Block::Item("d".into()),
            Block::Numbered(1, "e".into()),
            Block::Numbered(2, "f".into()),
            Block::Table(vec!["e", "f"], vec![vec!["1", "`a|b`"]]),
            Block::Code(vec!["x  # y"]),
        ];
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn spans_of_each_kind_are_read() {
        let expected = [
            Span::Plain("a "),
            Span::Code("b*"),
            Span::Plain(" "),
            Span::Bold("c"),
            Span::Plain(", "),
            Span::Link("d", "e"),
            Span::Plain(" "),
            Span::Plain("[f] 2 "),
            Span::Plain("* 3"),
        ];
        assert_eq!(spans("a `b*` **c**, [d](e) [f] 2 * 3"), expected);
    }
}
