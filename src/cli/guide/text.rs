//! A guide for a terminal or a file.

use super::Guide;
use super::markdown::{Block, Span, blocks, spans};
use crate::cli::layout::{Width, wrap};

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const INDENT: &str = "    ";

/// The text of a guide, with its headings in bold, at most as wide as `width`.
pub(crate) fn for_people(guide: Guide, width: Width) -> String {
    let mut out = String::new();
    let mut was_item = false;
    for block in blocks(guide.text) {
        let is_item = matches!(block, Block::Item(_) | Block::Numbered(..));
        if !(out.is_empty() || is_item && was_item) {
            out.push('\n');
        }
        was_item = is_item;
        match block {
            Block::Heading(_, text) => out += &format!("{BOLD}{text}{BOLD:#}\n"),
            Block::Paragraph(text) => add(&mut out, &plain(&text), width, "", ""),
            Block::Item(text) => add(&mut out, &plain(&text), width, "- ", "  "),
            Block::Numbered(number, text) => add(&mut out, &plain(&text), width, &format!("{number}. "), "   "),
            Block::Code(lines) => lines.iter().for_each(|line| out += &format!("{INDENT}{line}\n")),
            Block::Table(head, rows) => rows.iter().for_each(|row| add_row(&mut out, &head, row, width)),
        }
    }
    out
}

/// A row of a table: its first cell, and the others below it, named where there is more than one.
fn add_row(out: &mut String, head: &[&str], row: &[&str], width: Width) {
    let Some((first, others)) = row.split_first() else { return };
    add(out, &plain(first), width, "", "  ");
    for (name, cell) in head.iter().skip(1).zip(others).filter(|(_, cell)| !cell.is_empty()) {
        let name = if others.len() > 1 { format!("{name}: ") } else { String::new() };
        add(out, &(name + &plain(cell)), width, INDENT, INDENT);
    }
}

fn add(out: &mut String, text: &str, width: Width, first: &str, rest: &str) {
    *out += &wrap(text, width, first, rest).join("\n");
    out.push('\n');
}

/// A text without Markdown. Backticks stay: they show where a command begins and ends.
fn plain(text: &str) -> String {
    let span = |span: Span<'_>| match span {
        Span::Plain(text) | Span::Bold(text) => text.to_owned(),
        Span::Code(code) => format!("`{code}`"),
        Span::Link(text, address) if address.starts_with("http") => format!("{text} ({address})"),
        Span::Link(text, _) => text.to_owned(),
    };
    spans(text).into_iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_laid_out() {
        let text = "# A\n\nSee **b** and\n[c](https://d).\n\n- one\n- two three\n\n| e | f | g |\n| --- | --- | --- |\n| `h` | 1 | 2 |\n";
        let guide = Guide { name: "a", title: "A", text };
        let expected =
            format!("{BOLD}A{BOLD:#}\n\nSee b and c (https://d).\n\n- one\n- two three\n\n`h`\n    f: 1\n    g: 2\n");
        assert_eq!(for_people(guide, Width::ANY), expected);
    }
}
