//! A guide as a manual page of section 1, so that all pages are in one folder.

use roff::{Inline, Roff, bold, roman};

use super::Guide;
use super::markdown::{Block, Span, blocks, spans};

/// The manual page of a guide. `date` is when its text was last changed, `source` the program's version.
pub(crate) fn manual_page(guide: Guide, date: &str, source: &str) -> String {
    let mut page = Roff::new();
    page.control("TH", [format!("BYT-{}", guide.name.to_uppercase()).as_str(), "1", date, source, "byt"]);
    page.control("SH", ["NAME"]).text([roman(format!("byt-{} - {}", guide.name, guide.title))]);
    page.control("SH", ["DESCRIPTION"]);
    // A paragraph begins where a section does; to say so again is an error to some formatters.
    let mut begins_section = true;
    for block in blocks(guide.text) {
        let begins_paragraph = !std::mem::replace(&mut begins_section, matches!(block, Block::Heading(..)));
        if begins_paragraph && matches!(block, Block::Paragraph(_) | Block::Code(_)) {
            page.control("PP", []);
        }
        match block {
            // The title is the line under NAME.
            Block::Heading(1, _) => {}
            Block::Heading(2, text) => drop(page.control("SH", [text.to_uppercase().as_str()])),
            Block::Heading(_, text) => drop(page.control("SS", [text])),
            Block::Paragraph(text) => drop(page.text(inline(&text))),
            Block::Item(text) => drop(page.control("IP", ["-", "2"]).text(inline(&text))),
            Block::Numbered(number, text) => {
                page.control("IP", [format!("{number}.").as_str(), "3"]).text(inline(&text));
            }
            Block::Code(lines) => add_code(&mut page, &lines),
            Block::Table(head, rows) => rows.iter().for_each(|row| add_row(&mut page, &head, row)),
        }
    }
    page.control("SH", ["SEE ALSO"]).text([roman("byt(1)")]);
    page.to_roff()
}

fn add_code(page: &mut Roff, lines: &[&str]) {
    page.control("nf", []).control("RS", ["4"]);
    for line in lines {
        page.text([roman(*line)]);
    }
    page.control("RE", []).control("fi", []);
}

/// A row of a table: its first cell, and the others below it, named where there is more than one.
fn add_row(page: &mut Roff, head: &[&str], row: &[&str]) {
    let Some((first, others)) = row.split_first() else { return };
    page.control("TP", []).text(inline(first));
    let mut below = Vec::new();
    for (name, cell) in head.iter().skip(1).zip(others).filter(|(_, cell)| !cell.is_empty()) {
        if !below.is_empty() {
            below.push(roman("; "));
        }
        if others.len() > 1 {
            below.push(roman(format!("{name}: ")));
        }
        below.extend(inline(cell));
    }
    page.text(below);
}

/// A text with code and bold words in bold.
fn inline(text: &str) -> Vec<Inline> {
    let span = |span: Span<'_>| match span {
        Span::Plain(text) => roman(text),
        Span::Code(text) | Span::Bold(text) => bold(text),
        Span::Link(text, address) if address.starts_with("http") => roman(format!("{text} ({address})")),
        Span::Link(text, _) => roman(text),
    };
    spans(text).into_iter().map(span).collect()
}
